//! What a call can be about. Written by `make generate` from `api/operations.toml`.

use crate::message::{Message, Name, message};

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubjectKind {
    /// Enterprise.
    Enterprise,
    /// Subscriber.
    Subscriber,
    /// Workspace.
    Workspace,
    /// Billing report.
    BillingReport,
}

impl SubjectKind {
    /// The kind as data and messages name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BillingReport => "billing report",
            Self::Enterprise => "enterprise",
            Self::Subscriber => "subscriber",
            Self::Workspace => "workspace",
        }
    }

    /// The key under which Webex's objects have the identifier that people know it by.
    pub const fn name_key(self) -> &'static str {
        match self {
            Self::BillingReport => "billingPeriod",
            Self::Enterprise => "spEnterpriseId",
            Self::Subscriber | Self::Workspace => "userId",
        }
    }

    /// The kind that its ids decode to.
    pub(crate) const fn id_kind(self) -> &'static str {
        match self {
            Self::BillingReport => "BILLING_REPORT",
            Self::Enterprise => "ENTERPRISE",
            Self::Workspace => "PLACE",
            Self::Subscriber => "SUBSCRIBER",
        }
    }

    /// How its id must be passed: the end of "Pass the `id` ...".
    #[doc(hidden)]
    pub fn id_source(self) -> Message {
        match self {
            Self::Enterprise => {
                message!("exactly as {} shows it", Name::Operation("enterprises.list"))
            }
            Self::Subscriber | Self::Workspace | Self::BillingReport => {
                message!("exactly as Webex returned it")
            }
        }
    }

    /// What to do if Webex doesn't find it.
    pub(crate) fn missing_remedy(self) -> Message {
        match self {
            Self::BillingReport => message!(
                "Use the `id` of a report that {} returns for this token.",
                Name::Operation("billing_reports.list")
            ),
            Self::Subscriber => message!(
                "Use the `id` of a subscriber that {} returns for this token.",
                Name::Operation("subscribers.list")
            ),
            Self::Workspace => message!(
                "Use the `id` of a workspace that is visible to this token, exactly as Webex returned it."
            ),
            Self::Enterprise => message!(
                "Use the `id` of an enterprise that {} returns for this token.",
                Name::Operation("enterprises.list")
            ),
        }
    }
}
