//! Kinds of findings about subscribers, declared in the order of their severity.

use serde::Serialize;
use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::kind::{Declaration, Kind, Severity};

/// Kind of a finding about a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum SubscriberFindingKind {
    /// Provisioning or the last update failed.
    Error,
    /// Webex has been provisioning or updating for too long.
    Stuck,
    /// The subscriber has been waiting for a person for too long.
    Waiting,
    /// Several subscribers have the e-mail address.
    DuplicateEmail,
    /// The subscriber has neither a primary phone number nor an extension.
    NoNumberOrExtension,
    /// The subscriber changed since the earlier audit.
    Drift,
    /// The subscriber is on a package that was asked about.
    OnPackage,
}

impl SubscriberFindingKind {
    /// Returns the kind with this name, such as `duplicateEmail`.
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
                raised_when: "the status is `error`, or Webex shows errors: one finding for each \
                              error code",
                remedy: "Read Webex's description of the error, correct what it names, and provision \
                         or update the subscriber again.",
            },
            Self::Stuck => Declaration {
                title: "Stuck",
                severity: Severity::High,
                meaning: "Webex has been provisioning or updating the subscriber for too long",
                raised_when: "the status has been `provisioning` or `updating` for longer than \
                              `stuck_after` (2 hours)",
                remedy: "Give Webex support the id of the subscriber.",
            },
            Self::Waiting => Declaration {
                title: "Waiting too long for a person",
                severity: Severity::Medium,
                meaning: "the person hasn't entered or confirmed an e-mail address, or hasn't consented",
                raised_when: "the status has been `pending_email_input`, `pending_email_validation` or \
                              `pending_user_migration` for longer than `waiting_after` (7 days)",
                remedy: "Ask the person to enter or confirm the e-mail address, or to consent.",
            },
            Self::DuplicateEmail => Declaration {
                title: "Duplicate e-mail",
                severity: Severity::Medium,
                meaning: "several subscribers have the same e-mail address",
                raised_when: "another subscriber of the list has the same e-mail address, in upper or \
                              lower case",
                remedy: "Find out whose address it is. Remove the other subscribers, and provision \
                         them again with their own addresses.",
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
                raised_when: "the subscriber changed since the earlier audit; `change` names the \
                              change",
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

/// Kind of a change of a subscriber.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
#[derive(IntoStaticStr, VariantArray)]
#[strum(serialize_all = "camelCase")]
#[non_exhaustive]
pub enum SubscriberChange {
    /// The subscriber is no longer listed.
    Disappeared,
    /// The subscriber is new in the list.
    Appeared,
    /// The status changed.
    StatusChanged,
    /// The package changed.
    PackageChanged,
    /// The e-mail address changed.
    EmailChanged,
    /// The primary phone number or the extension changed.
    NumberChanged,
    /// The first or the last name changed.
    NameChanged,
    /// The user id on `BroadWorks` changed.
    Renamed,
    /// The enterprise or the onboarding template changed.
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
            Self::Disappeared => Severity::Medium,
            _ => Severity::Low,
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
