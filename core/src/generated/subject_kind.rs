//! What a call can be about. Written by `make generate` from `api/operations.toml`.

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
    pub(crate) const fn id_source(self) -> &'static str {
        match self {
            Self::Enterprise => "exactly as `enterprises.list` shows it",
            Self::Subscriber | Self::Workspace | Self::BillingReport => {
                "exactly as Webex returned it"
            }
        }
    }

    /// What to do if Webex doesn't find it.
    pub(crate) const fn missing_remedy(self) -> &'static str {
        match self {
            Self::BillingReport => {
                "Use the `id` of a report that this token may see, exactly as Webex returned it."
            }
            Self::Subscriber => {
                "Use the `id` of a subscriber that is visible to this token, exactly as Webex returned it."
            }
            Self::Workspace => {
                "Use the `id` of a workspace that this token may see, exactly as Webex returned it."
            }
            Self::Enterprise => {
                "Use the `id` of an enterprise that `enterprises.list` returns for this token."
            }
        }
    }
}
