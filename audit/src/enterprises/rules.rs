//! The rules for findings about one enterprise. Pure.

use std::time::Duration;

use super::drift;
use super::options::AuditOptions;
use super::row::LastSeen;
use crate::format::{explain_error, group_thousands, humanize_duration};
use crate::generated::findings::FindingKind;
use crate::generated::rows::{EnterpriseRow, FindingRow};
use webex_broadworks::error_codes::CodeClass;
use webex_broadworks::{RunError, Timestamp, UNKNOWN};

/// The limits for the checks of enterprises.
pub(super) struct Rules<'a> {
    pub(super) options: &'a AuditOptions,
    pub(super) now: Timestamp,
}

impl Rules<'_> {
    /// All findings about an enterprise.
    pub(super) fn findings(
        &self,
        row: &EnterpriseRow,
        before: Option<&LastSeen>,
    ) -> Vec<FindingRow> {
        let mut found = Vec::new();
        if row.enabled == Some(false) {
            found.push(disabled(row, before));
        } else {
            found.extend(end_of_run(row));
            found.extend(self.stuck(row));
            found.extend(self.mass_deletion(row));
            found.extend(self.stale(row));
            found.extend(never_synced(row, before));
        }
        if let Some(before) = before {
            let deleted = found.iter().any(|finding| finding.kind == FindingKind::MassDeletion);
            let changes =
                drift::changes(row, before, |gone, left| self.is_mass_deletion(gone, Some(left)));
            found.extend(
                changes
                    .into_iter()
                    .filter(|it| !(deleted && it.is_shrinking()))
                    .map(|drift| drift.finding(row, before.at)),
            );
        }
        found
    }

    fn stuck(&self, row: &EnterpriseRow) -> Option<FindingRow> {
        let start = row.last_start.filter(|_| row.status == "IN_PROGRESS")?;
        let (running, is_long) = self.since(start, self.options.stuck_after);
        let detail = format!("a sync has been running for {}", humanize_duration(running));
        is_long.then(|| row.finding(FindingKind::Stuck, detail, Some(start)))
    }

    fn stale(&self, row: &EnterpriseRow) -> Option<FindingRow> {
        let success = row.last_success.filter(|_| row.enabled == Some(true))?;
        let (age, is_long) = self.since(success, self.options.stale_after);
        let detail = format!("the last success was {} ago", humanize_duration(age));
        is_long.then(|| row.finding(FindingKind::Stale, detail, Some(success)))
    }

    /// How long a condition has held, and whether that is too long.
    fn since(&self, start: Timestamp, limit: Duration) -> (f64, bool) {
        let seconds = self.now.seconds_since(start);
        (seconds, seconds > limit.as_secs_f64())
    }

    fn mass_deletion(&self, row: &EnterpriseRow) -> Option<FindingRow> {
        let counters = &row.counters;
        let users = (counters.users_deleted, counters.total_external_users_in_ci, "user");
        let machines =
            (counters.machines_deleted, counters.total_external_machines_in_ci, "machine account");
        let masses: Vec<_> = [users, machines]
            .into_iter()
            .filter_map(|(deleted, left, what)| {
                let deleted = u64::try_from(deleted?).ok()?;
                let left = left.map(|left| u64::try_from(left).unwrap_or(0));
                self.is_mass_deletion(deleted, left).then(|| match left {
                    Some(left) => {
                        let there_were = deleted.saturating_add(left);
                        format!("{} of {}", group_thousands(deleted), things(there_were, what))
                    }
                    None => things(deleted, what),
                })
            })
            .collect();
        let detail = format!("the last sync deleted {}", masses.join(" and "));
        (!masses.is_empty() && row.status != "IN_PROGRESS")
            .then(|| row.finding(FindingKind::MassDeletion, detail, row.last_end))
    }

    /// Whether these deletions are a mass deletion. Without a total, only their number counts.
    #[expect(clippy::cast_precision_loss, reason = "a share need not be exact")]
    fn is_mass_deletion(&self, deleted: u64, left: Option<u64>) -> bool {
        let share = left.map_or(1.0, |left| deleted as f64 / deleted.saturating_add(left) as f64);
        deleted > 0
            && deleted >= self.options.mass_deletion_minimum
            && share >= self.options.mass_deletion_share
    }
}

fn things(number: u64, what: &str) -> String {
    format!("{} {what}{}", group_thousands(number), if number == 1 { "" } else { "s" })
}

/// A sync that failed, or did part of its work: a finding for each code.
fn end_of_run(row: &EnterpriseRow) -> Vec<FindingRow> {
    let is_partial = |error: &RunError| error.class == Some(CodeClass::Partial);
    let kind = match row.status.as_str() {
        "COMPLETE" if row.errors.is_empty() => return Vec::new(),
        "COMPLETE" => FindingKind::Partial,
        "IN_PROGRESS" | "NOT_SYNCED" | UNKNOWN => return Vec::new(),
        "FAILED" if row.errors.is_empty() => {
            let detail = "the last sync failed, and Webex sent no error code".to_owned();
            return vec![row.finding(FindingKind::Failing, detail, row.last_end)];
        }
        "FAILED" if row.errors.iter().all(is_partial) => FindingKind::Partial,
        _ => FindingKind::Failing,
    };
    let mut found: Vec<FindingRow> = Vec::new();
    for error in &row.errors {
        if !found.iter().any(|other| other.code == error.code) {
            found.push(of_error(kind, row, error));
        }
    }
    found
}

fn of_error(kind: FindingKind, row: &EnterpriseRow, error: &RunError) -> FindingRow {
    let detail = explain_error(error.code, error.meaning, error.description.as_deref());
    let mut finding = row.finding(kind, detail, row.last_end);
    finding.code = error.code;
    finding.name = error.name;
    if let Some(remedy) = error.remedy {
        remedy.clone_into(&mut finding.remedy);
    }
    finding
}

fn never_synced(row: &EnterpriseRow, before: Option<&LastSeen>) -> Option<FindingRow> {
    let never = row.enabled == Some(true)
        && row.status == "NOT_SYNCED"
        && row.last_end.is_none()
        && row.last_success.is_none();
    let before = before.filter(|it| it.enabled == Some(true) && it.status == "NOT_SYNCED");
    let detail = "directory sync is on, and has never run".to_owned();
    never.then(|| row.finding(FindingKind::NeverSynced, detail, before.map(|it| it.at)))
}

fn disabled(row: &EnterpriseRow, before: Option<&LastSeen>) -> FindingRow {
    let before = before.filter(|it| it.enabled == Some(false));
    let detail = "directory sync is off".to_owned();
    row.finding(FindingKind::Disabled, detail, before.map(|it| it.at))
}
