//! Drift: the difference between an enterprise and its earlier state. Pure.

use super::row::LastSeen;
use crate::format::group_thousands;
use crate::generated::findings::{Change, FindingKind};
use crate::generated::rows::{EnterpriseRow, FindingRow};
use webex_broadworks::Timestamp;

/// One change of one enterprise.
pub(super) struct DriftChange {
    change: Change,
    detail: String,
}

impl DriftChange {
    fn new(change: Change, detail: impl Into<String>) -> Self {
        Self { change, detail: detail.into() }
    }

    pub(super) fn is_shrinking(&self) -> bool {
        self.change == Change::Shrank
    }

    pub(super) fn finding(self, row: &EnterpriseRow, since: Timestamp) -> FindingRow {
        FindingRow {
            severity: self.change.severity(),
            change: Some(self.change),
            ..row.finding(FindingKind::Drift, self.detail, Some(since))
        }
    }
}

/// How an enterprise changed; `is_mass` decides whether a number of deletions is a mass deletion,
/// given the remaining number.
pub(super) fn changes(
    row: &EnterpriseRow,
    before: &LastSeen,
    is_mass: impl Fn(u64, u64) -> bool,
) -> Vec<DriftChange> {
    let mut changes = Vec::new();
    match (before.enabled, row.enabled) {
        (Some(true), Some(false)) => {
            changes.push(DriftChange::new(Change::SwitchedOff, Change::SwitchedOff.meaning()));
        }
        (Some(false), Some(true)) => {
            changes.push(DriftChange::new(Change::SwitchedOn, Change::SwitchedOn.meaning()));
        }
        _ => {}
    }
    let counters = &row.counters;
    let users = (before.users, counters.total_external_users_in_ci, "users");
    let machines = (before.machines, counters.total_external_machines_in_ci, "machine accounts");
    for (then, now, what) in [users, machines] {
        changes.extend(shrinking(then, now, what, &is_mass));
    }
    if let Some((then, now)) =
        differing(before.sp_enterprise_id.as_deref(), row.sp_enterprise_id.as_deref())
    {
        changes
            .push(DriftChange::new(Change::Renamed, format!("its name was {then}, and is {now}")));
    }
    if differing(before.provisioning_id.as_deref(), row.provisioning_id.as_deref()).is_some() {
        changes.push(DriftChange::new(Change::Moved, "its onboarding template changed"));
    }
    changes
}

/// An enterprise that was not listed before.
pub(super) fn appeared(row: &EnterpriseRow, since: Timestamp) -> FindingRow {
    DriftChange::new(Change::Appeared, "it was not listed before").finding(row, since)
}

/// An enterprise that is no longer listed.
pub(super) fn disappeared(row: &EnterpriseRow, since: Timestamp) -> FindingRow {
    DriftChange::new(Change::Disappeared, "it is no longer listed").finding(row, since)
}

fn shrinking(
    then: Option<i64>,
    now: Option<i64>,
    what: &str,
    is_mass: &impl Fn(u64, u64) -> bool,
) -> Option<DriftChange> {
    let (then, now) = (u64::try_from(then?).ok()?, u64::try_from(now?).ok()?);
    let is_far_fewer = then > now && is_mass(then - now, now);
    let detail =
        format!("it had {} {what}, and has {}", group_thousands(then), group_thousands(now));
    is_far_fewer.then(|| DriftChange::new(Change::Shrank, detail))
}

fn differing<'a>(then: Option<&'a str>, now: Option<&'a str>) -> Option<(&'a str, &'a str)> {
    then.zip(now).filter(|(then, now)| then != now)
}
