//! The kinds of findings of audits. Written by `make generate` from `api/records.toml`.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::kind::{Declaration, Kind, Severity};

/// What an audit of enterprises found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum FindingKind {
    /// The last directory sync failed.
    Failing,
    /// A directory sync has been running for too long.
    Stuck,
    /// The last directory sync deleted a large share of the users or machine accounts.
    MassDeletion,
    /// The last successful directory sync is too long ago.
    Stale,
    /// Directory sync is on and has never run.
    NeverSynced,
    /// The last directory sync did a part of its work.
    Partial,
    /// The enterprise changed since it was last seen.
    Drift,
    /// Directory sync is off.
    Disabled,
}

impl FindingKind {
    /// Returns the kind with this name, such as `disabled`.
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
                raised_when: "the last sync ended as FAILED, or in an unknown state with errors: one finding for each error code",
                remedy: "Trigger a sync and check its errors. If it fails again, give Webex support the tracking id.",
            },
            Self::Stuck => Declaration {
                title: "Stuck",
                severity: Severity::High,
                meaning: "a directory sync has been running for too long",
                raised_when: "a sync has been IN_PROGRESS for longer than `stuck_after` (3 hours)",
                remedy: "Give Webex support the tracking id. Until the sync ends, it can block the syncs of other enterprises on its BroadWorks cluster.",
            },
            Self::MassDeletion => Declaration {
                title: "Mass deletion",
                severity: Severity::High,
                meaning: "the last directory sync deleted a large share of the users or machine accounts",
                raised_when: "the last sync deleted at least `mass_deletion_minimum` (10) users or machine accounts, and at least the share `mass_deletion_share` (0.2) of them",
                remedy: "Check on BroadWorks whether the deletion was intended. If it wasn't, restore them there, and then trigger a sync.",
            },
            Self::Stale => Declaration {
                title: "Stale",
                severity: Severity::Medium,
                meaning: "the last successful directory sync is too long ago",
                raised_when: "directory sync is on, and the last success is longer ago than `stale_after` (8 days)",
                remedy: "Trigger a sync and check its result. Webex syncs every enterprise weekly. If it doesn't, give Webex support the last tracking id.",
            },
            Self::NeverSynced => Declaration {
                title: "Never synced",
                severity: Severity::Medium,
                meaning: "directory sync is on and has never run",
                raised_when: "directory sync is on, and no sync has ended or is running",
                remedy: "Trigger a sync. Webex itself runs the first one about a week after directory sync was turned on.",
            },
            Self::Partial => Declaration {
                title: "Partially synced",
                severity: Severity::Medium,
                meaning: "the last directory sync did a part of its work",
                raised_when: "the last sync did a part of its work (COMPLETE with errors, or FAILED with only codes of a partial success): one per error code",
                remedy: "Trigger a sync. If it ends the same way, give Webex support the tracking id.",
            },
            Self::Drift => Declaration {
                title: "Drift",
                severity: Severity::Medium,
                meaning: "the enterprise changed since it was last seen",
                raised_when: "the enterprise changed since the earlier audit, or since the ledger last recorded it; `change` names the change",
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

/// What an audit of subscribers found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum SubscriberFindingKind {
    /// Provisioning or the last update failed.
    Error,
    /// Webex has been provisioning or updating the subscriber for too long.
    Stuck,
    /// The person hasn't entered or confirmed an e-mail address, or hasn't consented.
    Waiting,
    /// Several subscribers have the same e-mail address.
    DuplicateEmail,
    /// The subscriber has neither a primary phone number nor an extension.
    NoNumberOrExtension,
    /// The subscriber changed since the earlier audit.
    Drift,
    /// The subscriber is on a package that was asked about.
    OnPackage,
}

impl SubscriberFindingKind {
    /// Returns the kind with this name, such as `onPackage`.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

impl Kind for SubscriberFindingKind {
    const ALL: &'static [Self] = Self::VARIANTS;

    fn declaration(self) -> Declaration {
        match self {
            Self::Error => Declaration {
                title: "In error",
                severity: Severity::High,
                meaning: "provisioning or the last update failed",
                raised_when: "the status is `error`, or Webex shows errors: one finding for each error code",
                remedy: "Read Webex's description of the error, correct what it names, and provision or update the subscriber again.",
            },
            Self::Stuck => Declaration {
                title: "Stuck",
                severity: Severity::High,
                meaning: "Webex has been provisioning or updating the subscriber for too long",
                raised_when: "the status has been `provisioning` or `updating` for longer than `stuck_after` (2 hours)",
                remedy: "Give Webex support the id of the subscriber.",
            },
            Self::Waiting => Declaration {
                title: "Waiting too long for a person",
                severity: Severity::Medium,
                meaning: "the person hasn't entered or confirmed an e-mail address, or hasn't consented",
                raised_when: "the status has been `pending_email_input`, `pending_email_validation` or `pending_user_migration` for longer than `waiting_after` (7 days)",
                remedy: "Ask the person to enter or confirm the e-mail address, or to consent.",
            },
            Self::DuplicateEmail => Declaration {
                title: "Duplicate e-mail",
                severity: Severity::Medium,
                meaning: "several subscribers have the same e-mail address",
                raised_when: "another subscriber of the list has the same e-mail address, in upper or lower case",
                remedy: "Find out whose address it is. Remove the other subscribers, and provision them again with their own addresses.",
            },
            Self::NoNumberOrExtension => Declaration {
                title: "Neither number nor extension",
                severity: Severity::Medium,
                meaning: "the subscriber has neither a primary phone number nor an extension",
                raised_when: "Webex shows neither `primaryPhoneNumber` nor `extension`",
                remedy: "Update the subscriber with its number or its extension.",
            },
            Self::Drift => Declaration {
                title: "Drift",
                severity: Severity::Medium,
                meaning: "the subscriber changed since the earlier audit",
                raised_when: "the subscriber changed since the earlier audit; `change` names the change",
                remedy: "Check who changed it, and whether the change was intended.",
            },
            Self::OnPackage => Declaration {
                title: "On the package",
                severity: Severity::Low,
                meaning: "the subscriber is on a package that was asked about",
                raised_when: "the subscriber's package is one of `package`",
                remedy: "Nothing, if that is intended. Otherwise update the subscriber's package.",
            },
        }
    }
}

/// What changed since the earlier audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum Change {
    /// Directory sync was on and is off.
    SwitchedOff,
    /// The earlier audit lists it, and this one doesn't.
    Disappeared,
    /// It has far fewer users or machine accounts, by the limits of a mass deletion.
    Shrank,
    /// Directory sync was off and is on.
    SwitchedOn,
    /// This audit lists it, and the earlier one doesn't.
    Appeared,
    /// Its `spEnterpriseId` changed.
    Renamed,
    /// Its onboarding template (`provisioningId`) changed.
    Moved,
}

impl Change {
    /// Every change, the most severe first.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Returns the name in rows.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the severity.
    pub const fn severity(self) -> Severity {
        match self {
            Self::SwitchedOn | Self::Appeared | Self::Renamed | Self::Moved => Severity::Low,
            Self::SwitchedOff | Self::Disappeared | Self::Shrank => Severity::Medium,
        }
    }

    /// Returns the meaning as a clause without a full stop.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::SwitchedOff => "directory sync was on and is off",
            Self::Disappeared => "the earlier audit lists it, and this one doesn't",
            Self::Shrank => {
                "it has far fewer users or machine accounts, by the limits of a mass deletion"
            }
            Self::SwitchedOn => "directory sync was off and is on",
            Self::Appeared => "this audit lists it, and the earlier one doesn't",
            Self::Renamed => "its `spEnterpriseId` changed",
            Self::Moved => "its onboarding template (`provisioningId`) changed",
        }
    }
}

/// What changed since the earlier audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum SubscriberChange {
    /// The earlier audit lists it, and this one doesn't.
    Disappeared,
    /// This audit lists it, and the earlier one doesn't.
    Appeared,
    /// Its `status` changed.
    StatusChanged,
    /// Its `package` changed.
    PackageChanged,
    /// Its `email` changed.
    EmailChanged,
    /// Its `primaryPhoneNumber` or its `extension` changed.
    NumberChanged,
    /// Its `firstName` or its `lastName` changed.
    NameChanged,
    /// Its `userId` changed.
    Renamed,
    /// Its `spEnterpriseId` or its `provisioningId` changed.
    Moved,
}

impl SubscriberChange {
    /// Every change, the most severe first.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Returns the name in rows.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Returns the severity.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Appeared
            | Self::StatusChanged
            | Self::PackageChanged
            | Self::EmailChanged
            | Self::NumberChanged
            | Self::NameChanged
            | Self::Renamed
            | Self::Moved => Severity::Low,
            Self::Disappeared => Severity::Medium,
        }
    }

    /// Returns the meaning as a clause without a full stop.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Disappeared => "the earlier audit lists it, and this one doesn't",
            Self::Appeared => "this audit lists it, and the earlier one doesn't",
            Self::StatusChanged => "its `status` changed",
            Self::PackageChanged => "its `package` changed",
            Self::EmailChanged => "its `email` changed",
            Self::NumberChanged => "its `primaryPhoneNumber` or its `extension` changed",
            Self::NameChanged => "its `firstName` or its `lastName` changed",
            Self::Renamed => "its `userId` changed",
            Self::Moved => "its `spEnterpriseId` or its `provisioningId` changed",
        }
    }
}
