//! Kinds of findings, declared in the order of their severity.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::kind::{Declaration, Kind, Severity};

/// Kind of a finding about an enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum FindingKind {
    /// The last sync failed.
    Failing,
    /// A sync has been running for too long.
    Stuck,
    /// The last sync deleted a large share of the users or machine accounts.
    MassDeletion,
    /// The last success is too long ago.
    Stale,
    /// Directory sync is on and has never run.
    NeverSynced,
    /// The last sync did a part of its work.
    Partial,
    /// The enterprise changed since it was last seen.
    Drift,
    /// Directory sync is off.
    Disabled,
}

impl FindingKind {
    /// Returns the kind with this name, such as `neverSynced`.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

impl Kind for FindingKind {
    const ALL: &'static [Self] = Self::VARIANTS;

    fn declaration(self) -> Declaration {
        match self {
            Self::Failing => Declaration {
                title: "Failing",
                severity: Severity::High,
                meaning: "the last directory sync failed",
                raised_when: "the last sync ended as FAILED, or in an unknown state with errors: \
                              one finding for each error code",
                remedy: "Trigger a sync and check its errors. If it fails again, give Webex \
                         support the tracking id.",
            },
            Self::Stuck => Declaration {
                title: "Stuck",
                severity: Severity::High,
                meaning: "a directory sync has been running for too long",
                raised_when: "a sync has been IN_PROGRESS for longer than `stuck_after` (3 hours)",
                remedy: "Give Webex support the tracking id. Until the sync ends, it can block the \
                         syncs of other enterprises on its BroadWorks cluster.",
            },
            Self::MassDeletion => Declaration {
                title: "Mass deletion",
                severity: Severity::High,
                meaning: "the last directory sync deleted a large share of the users or machine accounts",
                raised_when: "the last sync deleted at least `mass_deletion_minimum` (10) users or \
                              machine accounts, and at least the share `mass_deletion_share` \
                              (0.2) of them",
                remedy: "Check on BroadWorks whether the deletion was intended. If it wasn't, restore \
                         them there, and then trigger a sync.",
            },
            Self::Stale => Declaration {
                title: "Stale",
                severity: Severity::Medium,
                meaning: "the last successful directory sync is too long ago",
                raised_when: "directory sync is on, and the last success is longer ago than \
                              `stale_after` (8 days)",
                remedy: "Trigger a sync and check its result. Webex syncs every enterprise weekly. If \
                         it doesn't, give Webex support the last tracking id.",
            },
            Self::NeverSynced => Declaration {
                title: "Never synced",
                severity: Severity::Medium,
                meaning: "directory sync is on and has never run",
                raised_when: "directory sync is on, and no sync has ended or is running",
                remedy: "Trigger a sync. Webex itself runs the first one about a week after directory \
                         sync was turned on.",
            },
            Self::Partial => Declaration {
                title: "Partially synced",
                severity: Severity::Medium,
                meaning: "the last directory sync did a part of its work",
                raised_when: "the last sync did a part of its work (COMPLETE with errors, or FAILED \
                              with only codes of a partial success): one per error code",
                remedy: "Trigger a sync. If it ends the same way, give Webex support the tracking \
                         id.",
            },
            Self::Drift => Declaration {
                title: "Drift",
                severity: Severity::Medium,
                meaning: "the enterprise changed since it was last seen",
                raised_when: "the enterprise changed since the earlier audit, or since the ledger \
                              last recorded it; `change` names the change",
                remedy: "Check who changed it, and whether the change was intended.",
            },
            Self::Disabled => Declaration {
                title: "Turned off",
                severity: Severity::Low,
                meaning: "directory sync is off",
                raised_when: "directory sync is off",
                remedy: "Nothing, if that is intended. Otherwise turn directory sync on.",
            },
        }
    }
}

/// Kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(IntoStaticStr)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// Directory sync was on and is off.
    SwitchedOff,
    /// Directory sync was off and is on.
    SwitchedOn,
    /// The enterprise has far fewer users or machine accounts.
    Shrank,
    /// The enterprise is no longer listed.
    Disappeared,
    /// The enterprise is new in the list.
    Appeared,
    /// The `spEnterpriseId` changed.
    Renamed,
    /// The onboarding template changed.
    Moved,
}

impl Change {
    /// Every change, the most severe first.
    pub const ALL: [Self; 7] = [
        Self::SwitchedOff,
        Self::Disappeared,
        Self::Shrank,
        Self::SwitchedOn,
        Self::Appeared,
        Self::Renamed,
        Self::Moved,
    ];

    /// Returns the name in rows.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the severity.
    pub const fn severity(self) -> Severity {
        match self {
            Self::SwitchedOff | Self::Shrank | Self::Disappeared => Severity::Medium,
            Self::SwitchedOn | Self::Appeared | Self::Renamed | Self::Moved => Severity::Low,
        }
    }

    /// Returns the meaning as a clause without a full stop.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::SwitchedOff => "directory sync was on and is off",
            Self::SwitchedOn => "directory sync was off and is on",
            Self::Shrank => {
                "it has far fewer users or machine accounts, by the limits of a mass \
                             deletion"
            }
            Self::Disappeared => "the earlier audit lists it, and this one doesn't",
            Self::Appeared => "this audit lists it, and the earlier one doesn't",
            Self::Renamed => "its `spEnterpriseId` changed",
            Self::Moved => "its onboarding template (`provisioningId`) changed",
        }
    }
}
