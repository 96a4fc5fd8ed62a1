//! The operations. Written by `make generate` from `api/operations.toml`.

use http::Method;

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SubjectKind {
    /// Enterprise.
    Enterprise,
    /// Subscriber.
    Subscriber,
}

impl SubjectKind {
    /// The kind as data and messages name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enterprise => "enterprise",
            Self::Subscriber => "subscriber",
        }
    }

    /// The key under which Webex's objects have the identifier that people know it by.
    pub const fn name_key(self) -> &'static str {
        match self {
            Self::Enterprise => "spEnterpriseId",
            Self::Subscriber => "userId",
        }
    }

    /// The kind that its ids decode to.
    pub(crate) const fn id_kind(self) -> &'static str {
        match self {
            Self::Enterprise => "ENTERPRISE",
            Self::Subscriber => "SUBSCRIBER",
        }
    }

    /// How its id must be passed: the end of "Pass the `id` ...".
    pub(crate) const fn id_source(self) -> &'static str {
        match self {
            Self::Enterprise => "exactly as `enterprises.list` shows it",
            Self::Subscriber => "exactly as Webex returned it",
        }
    }

    /// What to do if Webex doesn't find it.
    pub(crate) const fn missing_remedy(self) -> &'static str {
        match self {
            Self::Enterprise => {
                "Use the `id` of an enterprise that `enterprises.list` shows to this token."
            }
            Self::Subscriber => {
                "Use the `id` of a subscriber that this token may see, exactly as Webex returned it."
            }
        }
    }
}

/// One operation, as it appears in errors, logs and hooks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// List BroadWorks Enterprises.
    EnterprisesList,
    /// Get a BroadWorks Enterprise.
    EnterprisesGet,
    /// Get Directory Sync Status for an Enterprise.
    DirectorySyncGetStatus,
    /// Update Directory Sync for a BroadWorks Enterprise.
    DirectorySyncUpdate,
    /// Trigger Directory Sync for an Enterprise.
    DirectorySyncTrigger,
    /// Trigger Directory Sync for a User.
    DirectorySyncTriggerUser,
    /// Update Directory Sync of an Enterprise where it differs.
    DirectorySyncEnsure,
    /// Directory Sync run of an Enterprise.
    DirectorySyncRun,
    /// Wait for the Directory Sync of an Enterprise.
    DirectorySyncWait,
    /// Get a BroadWorks Subscriber.
    SubscribersGet,
    /// Refresh of an access token: `POST /access_token`.
    AccessTokenRefresh,
    /// Anything else under the base URL.
    Request,
}

/// What kind of value an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterKind {
    /// What the call is about.
    Subject(SubjectKind),
    /// Text.
    Text,
    /// True or false.
    Flag,
}

/// One argument of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name, in `snake_case`.
    pub name: &'static str,
    /// The key of the body that it is sent under.
    pub key: &'static str,
    /// What kind of value it is.
    pub kind: ParameterKind,
    /// Whether the call can't do without it.
    pub is_required: bool,
    /// A value of it, for messages.
    pub example: &'static str,
}

impl Operation {
    /// Every operation, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::EnterprisesList,
        Self::EnterprisesGet,
        Self::DirectorySyncGetStatus,
        Self::DirectorySyncUpdate,
        Self::DirectorySyncTrigger,
        Self::DirectorySyncTriggerUser,
        Self::DirectorySyncEnsure,
        Self::DirectorySyncRun,
        Self::DirectorySyncWait,
        Self::SubscribersGet,
        Self::AccessTokenRefresh,
        Self::Request,
    ];

    /// The id in scenarios, errors, events, spans and ledgers, the same in every language.
    pub const fn id(self) -> &'static str {
        match self {
            Self::EnterprisesList => "enterprises.list",
            Self::EnterprisesGet => "enterprises.get",
            Self::DirectorySyncGetStatus => "directory_sync.get_status",
            Self::DirectorySyncUpdate => "directory_sync.update",
            Self::DirectorySyncTrigger => "directory_sync.trigger",
            Self::DirectorySyncTriggerUser => "directory_sync.trigger_user",
            Self::DirectorySyncEnsure => "directory_sync.ensure",
            Self::DirectorySyncRun => "directory_sync.run",
            Self::DirectorySyncWait => "directory_sync.wait",
            Self::SubscribersGet => "subscribers.get",
            Self::AccessTokenRefresh => "access_token.refresh",
            Self::Request => "request",
        }
    }

    /// The title in Webex's documentation, or ours if Webex has no such operation.
    pub const fn title(self) -> &'static str {
        match self {
            Self::EnterprisesList => "List BroadWorks Enterprises",
            Self::EnterprisesGet => "Get a BroadWorks Enterprise",
            Self::DirectorySyncGetStatus => "Get Directory Sync Status for an Enterprise",
            Self::DirectorySyncUpdate => "Update Directory Sync for a BroadWorks Enterprise",
            Self::DirectorySyncTrigger => "Trigger Directory Sync for an Enterprise",
            Self::DirectorySyncTriggerUser => "Trigger Directory Sync for a User",
            Self::DirectorySyncEnsure => "Update Directory Sync of an Enterprise where it differs",
            Self::DirectorySyncRun => "Directory Sync run of an Enterprise",
            Self::DirectorySyncWait => "Wait for the Directory Sync of an Enterprise",
            Self::SubscribersGet => "Get a BroadWorks Subscriber",
            Self::AccessTokenRefresh => "Refresh of the access token",
            Self::Request => "Request",
        }
    }

    /// The path under the base URL, with `{id}` instead of an id, as logs show it.
    pub const fn route(self) -> &'static str {
        match self {
            Self::EnterprisesList => "/broadworks/enterprises",
            Self::EnterprisesGet => "/broadworks/enterprises",
            Self::DirectorySyncGetStatus => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::DirectorySyncUpdate => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::DirectorySyncTrigger => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::DirectorySyncTriggerUser => {
                "/broadworks/enterprises/{id}/broadworksDirectorySync/externalUser"
            }
            Self::DirectorySyncEnsure => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::DirectorySyncRun => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::DirectorySyncWait => "/broadworks/enterprises/{id}/broadworksDirectorySync",
            Self::SubscribersGet => "/broadworks/subscribers/{id}",
            Self::AccessTokenRefresh => "/access_token",
            Self::Request => "(request)",
        }
    }

    /// The scope that the token needs.
    pub const fn scope(self) -> Option<&'static str> {
        match self {
            Self::EnterprisesList => Some("spark-admin:broadworks_enterprises_read"),
            Self::EnterprisesGet => Some("spark-admin:broadworks_enterprises_read"),
            Self::DirectorySyncGetStatus => Some("spark-admin:broadworks_enterprises_read"),
            Self::DirectorySyncUpdate => Some("spark-admin:broadworks_enterprises_write"),
            Self::DirectorySyncTrigger => Some("spark-admin:broadworks_enterprises_write"),
            Self::DirectorySyncTriggerUser => Some("spark-admin:broadworks_enterprises_write"),
            Self::DirectorySyncEnsure => Some("spark-admin:broadworks_enterprises_write"),
            Self::DirectorySyncRun => Some("spark-admin:broadworks_enterprises_write"),
            Self::DirectorySyncWait => Some("spark-admin:broadworks_enterprises_read"),
            Self::SubscribersGet => Some("spark-admin:broadworks_subscribers_read"),
            Self::AccessTokenRefresh => None,
            Self::Request => None,
        }
    }

    /// The role that the token's owner needs.
    pub const fn role(self) -> Option<&'static str> {
        match self {
            Self::EnterprisesList => Some("partner administrator"),
            Self::EnterprisesGet => Some("partner administrator"),
            Self::DirectorySyncGetStatus => Some("partner administrator"),
            Self::DirectorySyncUpdate => Some("partner administrator"),
            Self::DirectorySyncTrigger => Some("partner administrator"),
            Self::DirectorySyncTriggerUser => Some("partner administrator"),
            Self::DirectorySyncEnsure => Some("partner administrator"),
            Self::DirectorySyncRun => Some("partner administrator"),
            Self::DirectorySyncWait => Some("partner administrator"),
            Self::SubscribersGet => Some("partner administrator"),
            Self::AccessTokenRefresh => None,
            Self::Request => None,
        }
    }

    /// The arguments of `wxbw` that do it.
    pub const fn command(self) -> Option<&'static str> {
        match self {
            Self::EnterprisesList => Some("enterprise list"),
            Self::EnterprisesGet => Some("enterprise get"),
            Self::DirectorySyncGetStatus => Some("sync status"),
            Self::DirectorySyncUpdate => Some("sync enable"),
            Self::DirectorySyncTrigger => Some("sync trigger"),
            Self::DirectorySyncTriggerUser => Some("sync user"),
            Self::DirectorySyncEnsure => Some("sync enable"),
            Self::DirectorySyncRun => Some("sync run"),
            Self::DirectorySyncWait => Some("sync wait"),
            Self::SubscribersGet => Some("subscriber get"),
            Self::AccessTokenRefresh => None,
            Self::Request => None,
        }
    }

    /// What a call of it is about.
    pub const fn subject(self) -> Option<SubjectKind> {
        match self {
            Self::EnterprisesList => None,
            Self::EnterprisesGet => None,
            Self::DirectorySyncGetStatus => Some(SubjectKind::Enterprise),
            Self::DirectorySyncUpdate => Some(SubjectKind::Enterprise),
            Self::DirectorySyncTrigger => Some(SubjectKind::Enterprise),
            Self::DirectorySyncTriggerUser => Some(SubjectKind::Enterprise),
            Self::DirectorySyncEnsure => Some(SubjectKind::Enterprise),
            Self::DirectorySyncRun => Some(SubjectKind::Enterprise),
            Self::DirectorySyncWait => Some(SubjectKind::Enterprise),
            Self::SubscribersGet => Some(SubjectKind::Subscriber),
            Self::AccessTokenRefresh => None,
            Self::Request => None,
        }
    }

    /// Whether it changes something at Webex.
    pub const fn is_write(self) -> bool {
        matches!(
            self,
            Self::DirectorySyncUpdate
                | Self::DirectorySyncTrigger
                | Self::DirectorySyncTriggerUser
                | Self::DirectorySyncEnsure
                | Self::DirectorySyncRun
        )
    }

    /// Whether a repeat does no harm although its method says that it might.
    pub(crate) const fn repeat_is_safe(self) -> bool {
        matches!(self, Self::DirectorySyncTriggerUser)
    }

    /// What may have happened if no answer says so.
    pub(crate) const fn unconfirmed(self) -> Option<&'static str> {
        match self {
            Self::DirectorySyncTrigger => Some("It may have started the sync."),
            Self::DirectorySyncTriggerUser => Some("The user may have been synced."),
            Self::DirectorySyncRun => Some("It may have started the sync."),
            _ => None,
        }
    }

    /// What to do if no answer says what happened.
    pub(crate) const fn unconfirmed_remedy(self) -> Option<&'static str> {
        match self {
            Self::DirectorySyncTrigger => Some(
                "Do not simply run it again: check `directory_sync.get_status` first; a changed `lastSyncStartTime` or IN_PROGRESS means that the sync was started.",
            ),
            Self::DirectorySyncTriggerUser => Some(
                "Running it again is safe for the data, but may answer NO_OPERATION and hide what the first one did.",
            ),
            Self::DirectorySyncRun => Some(
                "Do not simply run it again: check `directory_sync.get_status` first; a changed `lastSyncStartTime` or IN_PROGRESS means that the sync was started.",
            ),
            _ => None,
        }
    }

    /// The arguments that an operation can be called with by its id, in order.
    pub const fn parameters(self) -> &'static [Parameter] {
        match self {
            Self::EnterprisesGet => &[
                Parameter {
                    name: "sp_enterprise_id",
                    key: "",
                    kind: ParameterKind::Text,
                    is_required: false,
                    example: "",
                },
                Parameter {
                    name: "org_id",
                    key: "",
                    kind: ParameterKind::Text,
                    is_required: false,
                    example: "",
                },
            ],
            Self::DirectorySyncGetStatus => &[Parameter {
                name: "enterprise",
                key: "",
                kind: ParameterKind::Subject(SubjectKind::Enterprise),
                is_required: true,
                example: "",
            }],
            Self::DirectorySyncUpdate => &[
                Parameter {
                    name: "enterprise",
                    key: "",
                    kind: ParameterKind::Subject(SubjectKind::Enterprise),
                    is_required: true,
                    example: "",
                },
                Parameter {
                    name: "enable_dir_sync",
                    key: "enableDirSync",
                    kind: ParameterKind::Flag,
                    is_required: true,
                    example: "",
                },
            ],
            Self::DirectorySyncTrigger => &[Parameter {
                name: "enterprise",
                key: "",
                kind: ParameterKind::Subject(SubjectKind::Enterprise),
                is_required: true,
                example: "",
            }],
            Self::DirectorySyncTriggerUser => &[
                Parameter {
                    name: "enterprise",
                    key: "",
                    kind: ParameterKind::Subject(SubjectKind::Enterprise),
                    is_required: true,
                    example: "",
                },
                Parameter {
                    name: "user_id",
                    key: "userId",
                    kind: ParameterKind::Text,
                    is_required: true,
                    example: "jane.doe@acme.example",
                },
            ],
            Self::DirectorySyncEnsure => &[
                Parameter {
                    name: "enterprise",
                    key: "",
                    kind: ParameterKind::Subject(SubjectKind::Enterprise),
                    is_required: true,
                    example: "",
                },
                Parameter {
                    name: "enable_dir_sync",
                    key: "",
                    kind: ParameterKind::Flag,
                    is_required: true,
                    example: "",
                },
                Parameter {
                    name: "dry_run",
                    key: "",
                    kind: ParameterKind::Flag,
                    is_required: false,
                    example: "",
                },
            ],
            Self::SubscribersGet => &[Parameter {
                name: "subscriber",
                key: "",
                kind: ParameterKind::Subject(SubjectKind::Subscriber),
                is_required: true,
                example: "",
            }],
            _ => &[],
        }
    }

    /// What of an operation's body is the same in every call, as JSON.
    pub(crate) const fn fixed_body(self) -> &'static str {
        match self {
            Self::DirectorySyncTrigger => "{\"syncStatus\": \"SYNC_NOW\"}",
            _ => "{}",
        }
    }

    /// The operation with an id.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operation| operation.id() == id)
    }

    /// Whether it is one request that takes its arguments by name.
    #[doc(hidden)]
    pub fn is_call(self) -> bool {
        self.method_and_path().is_some()
    }

    /// The method of an operation that is one request, and its path with a placeholder.
    pub(crate) const fn method_and_path(self) -> Option<(Method, &'static str)> {
        match self {
            Self::DirectorySyncGetStatus => {
                Some((Method::GET, "/broadworks/enterprises/{enterprise}/broadworksDirectorySync"))
            }
            Self::DirectorySyncUpdate => {
                Some((Method::PUT, "/broadworks/enterprises/{enterprise}/broadworksDirectorySync"))
            }
            Self::DirectorySyncTrigger => {
                Some((Method::POST, "/broadworks/enterprises/{enterprise}/broadworksDirectorySync"))
            }
            Self::DirectorySyncTriggerUser => Some((
                Method::POST,
                "/broadworks/enterprises/{enterprise}/broadworksDirectorySync/externalUser",
            )),
            Self::SubscribersGet => Some((Method::GET, "/broadworks/subscribers/{subscriber}")),
            _ => None,
        }
    }
}
