//! What can be found: the one place where findings are declared, in the order of their gravity.

use jiff::Timestamp;
use serde::Serialize;

use webex_broadworks::internals::utc;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Severity {
    /// Users are missing or out of date, and it does not get better by waiting.
    High,
    /// Somebody should look at it this week.
    Medium,
    /// Good to know.
    Low,
}

impl Severity {
    /// Its name in rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum FindingKind {
    /// The last run failed.
    Failing,
    /// A run goes on for too long.
    Stuck,
    /// The last run deleted a great part of the users or machine accounts.
    MassDeletion,
    /// The last success is too long ago.
    Stale,
    /// Directory sync is on and has never run.
    NeverSynced,
    /// The last run did part of its work.
    Partial,
    /// It is not as it was before.
    Drift,
    /// Directory sync is off.
    Disabled,
}

/// What a kind of finding is, in words.
struct Declaration {
    name: &'static str,
    title: &'static str,
    severity: Severity,
    meaning: &'static str,
    raised_when: &'static str,
    remedy: &'static str,
}

impl FindingKind {
    /// Every kind, the gravest first.
    pub const ALL: [Self; 8] = [
        Self::Failing,
        Self::Stuck,
        Self::MassDeletion,
        Self::Stale,
        Self::NeverSynced,
        Self::Partial,
        Self::Drift,
        Self::Disabled,
    ];

    /// The kind of a name, such as `neverSynced`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its name in rows: stable, for programs to compare.
    pub const fn name(self) -> &'static str {
        self.declaration().name
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        self.declaration().title
    }

    /// How grave it is; of drift, the gravest that it can be.
    pub const fn severity(self) -> Severity {
        self.declaration().severity
    }

    /// What it means, as a clause without a full stop.
    pub const fn meaning(self) -> &'static str {
        self.declaration().meaning
    }

    /// When it is raised, as a clause without a full stop.
    pub const fn raised_when(self) -> &'static str {
        self.declaration().raised_when
    }

    /// What to do, as whole sentences, where nothing more is known.
    pub const fn remedy(self) -> &'static str {
        self.declaration().remedy
    }

    const fn declaration(self) -> Declaration {
        match self {
            Self::Failing => Declaration {
                name: "failing",
                title: "Failing",
                severity: Severity::High,
                meaning: "the last directory sync failed",
                raised_when: "the last run ended as FAILED, or in an unknown state with errors: \
                              one finding for each error code",
                remedy: "Trigger a sync and look at its errors. If it fails again, give Webex \
                         support the tracking id.",
            },
            Self::Stuck => Declaration {
                name: "stuck",
                title: "Stuck",
                severity: Severity::High,
                meaning: "a directory sync has been going on for too long",
                raised_when: "a run has been IN_PROGRESS for longer than `stuck_after` (3 hours)",
                remedy: "Give Webex support the tracking id. Until the run ends, it may keep other \
                         enterprises of its BroadWorks cluster from being synced.",
            },
            Self::MassDeletion => Declaration {
                name: "massDeletion",
                title: "Mass deletion",
                severity: Severity::High,
                meaning: "the last directory sync deleted a great part of the users or machine accounts",
                raised_when: "the last run deleted at least `mass_deletion_minimum` (10) users, or \
                              machine accounts, and at least `mass_deletion_share` (0.2) of those \
                              that there were",
                remedy: "Check on BroadWorks that they were meant to go. If they were not, bring \
                         them back there, then trigger a sync.",
            },
            Self::Stale => Declaration {
                name: "stale",
                title: "Stale",
                severity: Severity::Medium,
                meaning: "the last successful directory sync is too long ago",
                raised_when: "directory sync is on, and the last success is longer ago than \
                              `stale_after` (8 days)",
                remedy: "Trigger a sync and watch how it ends. Webex syncs weekly by itself: if it \
                         does not, give Webex support the last tracking id.",
            },
            Self::NeverSynced => Declaration {
                name: "neverSynced",
                title: "Never synced",
                severity: Severity::Medium,
                meaning: "directory sync is on and has never run",
                raised_when: "directory sync is on, and no run has ended or is going on",
                remedy: "Trigger a sync. By itself Webex runs the first one about a week after \
                         directory sync was switched on.",
            },
            Self::Partial => Declaration {
                name: "partial",
                title: "Synced in part",
                severity: Severity::Medium,
                meaning: "the last directory sync did part of its work",
                raised_when: "the last run ended with part of its work done: COMPLETE with errors, \
                              or FAILED with nothing but the codes of a partial success; one \
                              finding for each error code",
                remedy: "Trigger a sync. If it ends the same way, give Webex support the tracking \
                         id.",
            },
            Self::Drift => Declaration {
                name: "drift",
                title: "Drift",
                severity: Severity::Medium,
                meaning: "the enterprise is not as it was when it was last looked at",
                raised_when: "the enterprise is not as the earlier audit, or else the ledger, last \
                              saw it; `change` says how",
                remedy: "Find out who changed it, and whether that was meant.",
            },
            Self::Disabled => Declaration {
                name: "disabled",
                title: "Switched off",
                severity: Severity::Low,
                meaning: "directory sync is off",
                raised_when: "directory sync is off",
                remedy: "Nothing, if that is meant. Otherwise switch directory sync on.",
            },
        }
    }
}

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

/// One finding about one enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FindingRow {
    /// What was found.
    pub kind: FindingKind,
    /// How grave it is.
    pub severity: Severity,
    /// The label of the partner whose enterprise it is.
    pub partner: Option<String>,
    /// The identifier on `BroadWorks`.
    pub sp_enterprise_id: Option<String>,
    /// The id that every operation takes.
    pub enterprise_id: Option<String>,
    /// What exactly, as a sentence.
    pub detail: String,
    /// What to do.
    pub remedy: String,
    /// Since when it is so, where that is known.
    #[serde(serialize_with = "utc")]
    pub since: Option<Timestamp>,
    /// The directory sync error code.
    pub code: Option<i64>,
    /// The catalogue's short name of that code.
    pub name: Option<&'static str>,
    /// What changed, where it drifted: a name of [`Change`].
    pub change: Option<Change>,
    /// The tracking id of the run, which Webex support asks for.
    pub tracking_id: Option<String>,
}

/// The gravest first, then the oldest; what is left is put in an order that does not change.
pub(super) fn sort(rows: &mut [FindingRow]) {
    rows.sort_by(|one, other| {
        let age = |row: &FindingRow| (row.since.is_none(), row.since);
        (one.severity, age(one), one.kind)
            .cmp(&(other.severity, age(other), other.kind))
            .then_with(|| one.sp_enterprise_id.cmp(&other.sp_enterprise_id))
            .then_with(|| one.enterprise_id.cmp(&other.enterprise_id))
            .then_with(|| (one.code, one.change).cmp(&(other.code, other.change)))
    });
}
