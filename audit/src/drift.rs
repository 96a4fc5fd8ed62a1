//! Drift: how an enterprise differs from what was last seen of it. Pure.

use jiff::Timestamp;
use serde::Serialize;

use super::baseline::Seen;
use super::enterprise::EnterpriseRow;
use super::finding::{FindingKind, FindingRow, Severity};
use super::judge::finding;
use super::words::count;

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// Directory sync was on and is off.
    SwitchedOff,
    /// Directory sync was off and is on.
    SwitchedOn,
    /// There are far fewer users or machine accounts.
    Shrank,
    /// It was listed and is not any more.
    Disappeared,
    /// It was not listed and is now.
    Appeared,
    /// Its identifier on `BroadWorks` is another.
    Renamed,
    /// Its onboarding template is another.
    Moved,
}

impl Change {
    /// Every change, the gravest first.
    pub const ALL: [Self; 7] = [
        Self::SwitchedOff,
        Self::Disappeared,
        Self::Shrank,
        Self::SwitchedOn,
        Self::Appeared,
        Self::Renamed,
        Self::Moved,
    ];

    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SwitchedOff => "switchedOff",
            Self::SwitchedOn => "switchedOn",
            Self::Shrank => "shrank",
            Self::Disappeared => "disappeared",
            Self::Appeared => "appeared",
            Self::Renamed => "renamed",
            Self::Moved => "moved",
        }
    }

    /// How grave it is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::SwitchedOff | Self::Shrank | Self::Disappeared => Severity::Medium,
            Self::SwitchedOn | Self::Appeared | Self::Renamed | Self::Moved => Severity::Low,
        }
    }

    /// What it means, as a clause without a full stop.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::SwitchedOff => "directory sync was on and is off",
            Self::SwitchedOn => "directory sync was off and is on",
            Self::Shrank => {
                "it has far fewer users or machine accounts, by the limits of a mass \
                             deletion"
            }
            Self::Disappeared => "the earlier audit lists it, and this one does not",
            Self::Appeared => "this audit lists it, and the earlier one does not",
            Self::Renamed => "its `spEnterpriseId` is another",
            Self::Moved => "its onboarding template (`provisioningId`) is another",
        }
    }
}

/// One change of one enterprise.
pub(super) struct Drifted {
    change: Change,
    detail: String,
}

impl Drifted {
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
            ..finding(FindingKind::Drift, row, self.detail, Some(since))
        }
    }
}

/// How an enterprise changed; `is_mass` says whether so many that are gone are a mass, when so many
/// are left.
pub(super) fn changes(
    row: &EnterpriseRow,
    before: &Seen,
    is_mass: impl Fn(u64, u64) -> bool,
) -> Vec<Drifted> {
    let mut changes = Vec::new();
    match (before.enabled, row.enabled) {
        (Some(true), Some(false)) => {
            changes.push(Drifted::new(Change::SwitchedOff, Change::SwitchedOff.meaning()));
        }
        (Some(false), Some(true)) => {
            changes.push(Drifted::new(Change::SwitchedOn, Change::SwitchedOn.meaning()));
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
        changes.push(Drifted::new(Change::Renamed, format!("it was called {then}, and is {now}")));
    }
    if differing(before.provisioning_id.as_deref(), row.provisioning_id.as_deref()).is_some() {
        changes.push(Drifted::new(Change::Moved, "its onboarding template is another"));
    }
    changes
}

/// An enterprise that was not listed before.
pub(super) fn appeared(row: &EnterpriseRow, since: Timestamp) -> FindingRow {
    Drifted::new(Change::Appeared, "it was not listed before").finding(row, since)
}

/// An enterprise that is not listed any more.
pub(super) fn disappeared(row: &EnterpriseRow, since: Timestamp) -> FindingRow {
    Drifted::new(Change::Disappeared, "it is not listed any more").finding(row, since)
}

fn shrinking(
    then: Option<i64>,
    now: Option<i64>,
    what: &str,
    is_mass: &impl Fn(u64, u64) -> bool,
) -> Option<Drifted> {
    let (then, now) = (u64::try_from(then?).ok()?, u64::try_from(now?).ok()?);
    let is_far_fewer = then > now && is_mass(then - now, now);
    let detail = format!("it had {} {what}, and has {}", count(then), count(now));
    is_far_fewer.then(|| Drifted::new(Change::Shrank, detail))
}

fn differing<'a>(then: Option<&'a str>, now: Option<&'a str>) -> Option<(&'a str, &'a str)> {
    then.zip(now).filter(|(then, now)| then != now)
}
