//! The rules: what is found about one subscriber. Pure.

use std::fmt::Write as _;
use std::time::Duration;

use super::options::SubscriberAuditOptions;
use crate::format::{explain_error, humanize_duration};
use crate::generated::findings::SubscriberFindingKind;
use crate::generated::rows::{SubscriberFindingRow, SubscriberRow};
use webex_broadworks::{SubscriberStateError, Timestamp, WaitsFor};

/// The status of a failed provisioning or update.
const ERROR: &str = "error";

/// Number of subscribers with the same e-mail address that a finding names.
const NAMED_DUPLICATES: usize = 3;

/// The limits that subscribers are checked against.
pub(super) struct Rules<'a> {
    pub(super) options: &'a SubscriberAuditOptions,
    pub(super) now: Timestamp,
}

impl Rules<'_> {
    /// Returns what is found about a subscriber by itself.
    pub(super) fn findings(&self, row: &SubscriberRow) -> Vec<SubscriberFindingRow> {
        let mut found = errors(row);
        found.extend(self.stuck(row));
        found.extend(self.waiting(row));
        found.extend(no_number_or_extension(row));
        found.extend(self.on_package(row));
        found
    }

    fn stuck(&self, row: &SubscriberRow) -> Option<SubscriberFindingRow> {
        let (since, waited) = self.waited(row, WaitsFor::Webex, self.options.stuck_after)?;
        let detail = format!("it has been {} for {waited}", row.status);
        Some(row.finding(SubscriberFindingKind::Stuck, detail, Some(since)))
    }

    fn waiting(&self, row: &SubscriberRow) -> Option<SubscriberFindingRow> {
        let (since, waited) = self.waited(row, WaitsFor::Person, self.options.waiting_after)?;
        let detail = format!("it has been in {} for {waited}", row.status);
        let mut finding = row.finding(SubscriberFindingKind::Waiting, detail, Some(since));
        if let Some(remedy) = remedy_of_waiting(&row.status) {
            remedy.clone_into(&mut finding.remedy);
        }
        Some(finding)
    }

    /// Since when a subscriber has been waiting, and how long, if that is longer than the limit.
    fn waited(
        &self,
        row: &SubscriberRow,
        waits_for: WaitsFor,
        limit: Duration,
    ) -> Option<(Timestamp, String)> {
        let since = row.since.filter(|_| row.waits_for == Some(waits_for))?;
        let seconds = self.now.seconds_since(since);
        (seconds > limit.as_secs_f64()).then(|| (since, humanize_duration(seconds)))
    }

    fn on_package(&self, row: &SubscriberRow) -> Option<SubscriberFindingRow> {
        let package = row.package.as_deref()?;
        let is_named = |named: &String| named.eq_ignore_ascii_case(package);
        self.options.packages.iter().any(is_named).then(|| {
            let detail = format!("its package is {package}");
            row.finding(SubscriberFindingKind::OnPackage, detail, None)
        })
    }
}

/// Returns one finding for each error code.
fn errors(row: &SubscriberRow) -> Vec<SubscriberFindingRow> {
    if row.errors.is_empty() && row.status == ERROR {
        let detail = "provisioning failed, and Webex sent no error code".to_owned();
        return vec![row.finding(SubscriberFindingKind::Error, detail, row.since)];
    }
    let mut found: Vec<SubscriberFindingRow> = Vec::new();
    for error in &row.errors {
        if !found.iter().any(|other| other.code == error.code) {
            found.push(of_error(row, error));
        }
    }
    found
}

fn of_error(row: &SubscriberRow, error: &SubscriberStateError) -> SubscriberFindingRow {
    let detail = explain_error(error.code, error.meaning, error.description.as_deref());
    let mut finding = row.finding(SubscriberFindingKind::Error, detail, row.since);
    finding.code = error.code;
    finding.name = error.name;
    if let Some(remedy) = error.remedy {
        remedy.clone_into(&mut finding.remedy);
    }
    finding
}

fn no_number_or_extension(row: &SubscriberRow) -> Option<SubscriberFindingRow> {
    let has_neither = row.primary_phone_number.is_none() && row.extension.is_none();
    let detail = "it has neither a primary phone number nor an extension".to_owned();
    has_neither.then(|| row.finding(SubscriberFindingKind::NoNumberOrExtension, detail, None))
}

/// Returns the finding about a subscriber whose e-mail address `count` others have, too.
pub(super) fn duplicate_email<'a>(
    row: &SubscriberRow,
    others: impl Iterator<Item = &'a SubscriberRow>,
    count: usize,
) -> SubscriberFindingRow {
    let email = row.email.as_deref().unwrap_or_default();
    let names: Vec<_> = others.take(NAMED_DUPLICATES).map(SubscriberRow::name).collect();
    let mut detail = format!("{email} is also the e-mail address of {}", names.join(", "));
    let left_out = count.saturating_sub(names.len());
    if left_out > 0 {
        let _ = write!(detail, " and {left_out} more");
    }
    row.finding(SubscriberFindingKind::DuplicateEmail, detail, None)
}

fn remedy_of_waiting(status: &str) -> Option<&'static str> {
    match status {
        "pending_email_input" => Some("Ask the person to enter an e-mail address."),
        "pending_email_validation" => Some("Ask the person to confirm the e-mail address."),
        "pending_user_migration" => {
            Some("Ask the person to consent. The consent e-mail can be sent again.")
        }
        _ => None,
    }
}
