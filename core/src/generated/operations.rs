//! The operations. Written by `make generate` from `api/operations.toml`.

use http::Method;

use crate::generated::subject_kind::SubjectKind;
use crate::models::description::{
    ACCESS_TOKEN_REFRESH, Description, OperationKind, Parameter, ParameterKind, ParameterPlace,
    REQUEST, ResultKey, ResultKind,
};

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
    /// Remove a BroadWorks Subscriber.
    SubscribersRemove,
    /// Refresh of an access token: `POST /access_token`.
    AccessTokenRefresh,
    /// Anything else under the base URL.
    Request,
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
        Self::SubscribersRemove,
        Self::AccessTokenRefresh,
        Self::Request,
    ];

    /// What is known about it.
    pub(crate) const fn description(self) -> &'static Description {
        match self {
            Self::EnterprisesList => ENTERPRISES_LIST,
            Self::EnterprisesGet => ENTERPRISES_GET,
            Self::DirectorySyncGetStatus => DIRECTORY_SYNC_GET_STATUS,
            Self::DirectorySyncUpdate => DIRECTORY_SYNC_UPDATE,
            Self::DirectorySyncTrigger => DIRECTORY_SYNC_TRIGGER,
            Self::DirectorySyncTriggerUser => DIRECTORY_SYNC_TRIGGER_USER,
            Self::DirectorySyncEnsure => DIRECTORY_SYNC_ENSURE,
            Self::DirectorySyncRun => DIRECTORY_SYNC_RUN,
            Self::DirectorySyncWait => DIRECTORY_SYNC_WAIT,
            Self::SubscribersGet => SUBSCRIBERS_GET,
            Self::SubscribersRemove => SUBSCRIBERS_REMOVE,
            Self::AccessTokenRefresh => ACCESS_TOKEN_REFRESH,
            Self::Request => REQUEST,
        }
    }
}

const ENTERPRISES_LIST: &Description = &Description {
    id: "enterprises.list",
    title: "List BroadWorks Enterprises",
    summary: "Lists enterprises, page by page as they are read.",
    kind: OperationKind::List,
    method: Method::GET,
    path: "/broadworks/enterprises",
    route: "/broadworks/enterprises",
    scope: Some("spark-admin:broadworks_enterprises_read"),
    role: Some("partner administrator"),
    command: Some("enterprise list"),
    is_write: false,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[
        Parameter {
            name: "sp_enterprise_id",
            key: "spEnterpriseId",
            kind: ParameterKind::Text,
            place: ParameterPlace::Query,
            is_required: false,
            example: "",
            about: "Lists only the enterprise with exactly this identifier, such as `\"Reseller1+acme\"`. Default: any.",
        },
        Parameter {
            name: "starts_with",
            key: "startsWith",
            kind: ParameterKind::Text,
            place: ParameterPlace::Query,
            is_required: false,
            example: "",
            about: "Lists only enterprises whose identifier starts with this text. Default: any.",
        },
    ],
    fixed_body: "{}",
    result: ResultKind::Anything,
};

const ENTERPRISES_GET: &Description = &Description {
    id: "enterprises.get",
    title: "Get a BroadWorks Enterprise",
    summary: "Finds the one enterprise with an identifier, and verifies that it is the one.",
    kind: OperationKind::Own,
    method: Method::GET,
    path: "/broadworks/enterprises",
    route: "/broadworks/enterprises",
    scope: Some("spark-admin:broadworks_enterprises_read"),
    role: Some("partner administrator"),
    command: Some("enterprise get"),
    is_write: false,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[
        Parameter {
            name: "sp_enterprise_id",
            key: "spEnterpriseId",
            kind: ParameterKind::Text,
            place: ParameterPlace::Query,
            is_required: false,
            example: "",
            about: "The identifier on BroadWorks, such as `\"Reseller1+acme\"`.",
        },
        Parameter {
            name: "org_id",
            key: "orgId",
            kind: ParameterKind::Text,
            place: ParameterPlace::Query,
            is_required: false,
            example: "",
            about: "The id of the customer's Webex organization.",
        },
    ],
    fixed_body: "{}",
    result: ResultKind::Anything,
};

const DIRECTORY_SYNC_GET_STATUS: &Description = &Description {
    id: "directory_sync.get_status",
    title: "Get Directory Sync Status for an Enterprise",
    summary: "Reads whether directory sync is on for an enterprise, and how its last run ended.",
    kind: OperationKind::Call,
    method: Method::GET,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync",
    scope: Some("spark-admin:broadworks_enterprises_read"),
    role: Some("partner administrator"),
    command: Some("sync status"),
    is_write: false,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[Parameter {
        name: "enterprise",
        key: "enterprise",
        kind: ParameterKind::Subject(SubjectKind::Enterprise),
        place: ParameterPlace::Path,
        is_required: true,
        example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
        about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
    }],
    fixed_body: "{}",
    result: ResultKind::Object(&[
        ResultKey { key: "enableDirSync", is_text: false },
        ResultKey { key: "directorySyncStatus", is_text: false },
    ]),
};

const DIRECTORY_SYNC_UPDATE: &Description = &Description {
    id: "directory_sync.update",
    title: "Update Directory Sync for a BroadWorks Enterprise",
    summary: "Turns directory sync on or off for an enterprise.",
    kind: OperationKind::Call,
    method: Method::PUT,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync",
    scope: Some("spark-admin:broadworks_enterprises_write"),
    role: Some("partner administrator"),
    command: Some("sync enable"),
    is_write: true,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[
        Parameter {
            name: "enterprise",
            key: "enterprise",
            kind: ParameterKind::Subject(SubjectKind::Enterprise),
            place: ParameterPlace::Path,
            is_required: true,
            example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
            about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
        },
        Parameter {
            name: "enable_dir_sync",
            key: "enableDirSync",
            kind: ParameterKind::Flag,
            place: ParameterPlace::Body,
            is_required: true,
            example: "",
            about: "Whether directory sync is on afterwards.",
        },
    ],
    fixed_body: "{}",
    result: ResultKind::Object(&[
        ResultKey { key: "enableDirSync", is_text: false },
        ResultKey { key: "directorySyncStatus", is_text: false },
    ]),
};

const DIRECTORY_SYNC_TRIGGER: &Description = &Description {
    id: "directory_sync.trigger",
    title: "Trigger Directory Sync for an Enterprise",
    summary: "Starts a directory sync of an enterprise, and returns as soon as Webex has accepted it.",
    kind: OperationKind::Call,
    method: Method::POST,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync",
    scope: Some("spark-admin:broadworks_enterprises_write"),
    role: Some("partner administrator"),
    command: Some("sync run --no-wait"),
    is_write: true,
    repeat_is_safe: false,
    unconfirmed: Some((
        "The sync may have started.",
        "Before you retry, check `directory_sync.get_status`. If `lastSyncStartTime` changed, or the status is IN_PROGRESS, the sync was started.",
    )),
    parameters: &[Parameter {
        name: "enterprise",
        key: "enterprise",
        kind: ParameterKind::Subject(SubjectKind::Enterprise),
        place: ParameterPlace::Path,
        is_required: true,
        example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
        about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
    }],
    fixed_body: "{\"syncStatus\": \"SYNC_NOW\"}",
    result: ResultKind::Object(&[
        ResultKey { key: "enableDirSync", is_text: false },
        ResultKey { key: "directorySyncStatus", is_text: false },
    ]),
};

const DIRECTORY_SYNC_TRIGGER_USER: &Description = &Description {
    id: "directory_sync.trigger_user",
    title: "Trigger Directory Sync for a User",
    summary: "Syncs one user of an enterprise, and returns what the sync did.",
    kind: OperationKind::Call,
    method: Method::POST,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync/externalUser",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync/externalUser",
    scope: Some("spark-admin:broadworks_enterprises_write"),
    role: Some("partner administrator"),
    command: Some("sync user"),
    is_write: true,
    repeat_is_safe: true,
    unconfirmed: Some((
        "The user may be synced already.",
        "Retrying is safe, but returns NO_OPERATION if the first request synced the user.",
    )),
    parameters: &[
        Parameter {
            name: "enterprise",
            key: "enterprise",
            kind: ParameterKind::Subject(SubjectKind::Enterprise),
            place: ParameterPlace::Path,
            is_required: true,
            example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
            about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
        },
        Parameter {
            name: "user_id",
            key: "userId",
            kind: ParameterKind::Text,
            place: ParameterPlace::Body,
            is_required: true,
            example: "jane.doe@acme.example",
            about: "The user's BroadWorks id, such as `\"jane.doe@acme.example\"`.",
        },
    ],
    fixed_body: "{}",
    result: ResultKind::Object(&[
        ResultKey { key: "userResponse", is_text: false },
        ResultKey { key: "status", is_text: true },
    ]),
};

const DIRECTORY_SYNC_ENSURE: &Description = &Description {
    id: "directory_sync.ensure",
    title: "Update Directory Sync of an Enterprise where it differs",
    summary: "Turns directory sync on or off for an enterprise if it isn't already in that state.",
    kind: OperationKind::Own,
    method: Method::PUT,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync",
    scope: Some("spark-admin:broadworks_enterprises_write"),
    role: Some("partner administrator"),
    command: Some("sync enable"),
    is_write: true,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[
        Parameter {
            name: "enterprise",
            key: "enterprise",
            kind: ParameterKind::Subject(SubjectKind::Enterprise),
            place: ParameterPlace::Path,
            is_required: true,
            example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
            about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
        },
        Parameter {
            name: "enable_dir_sync",
            key: "enableDirSync",
            kind: ParameterKind::Flag,
            place: ParameterPlace::Body,
            is_required: true,
            example: "",
            about: "Whether directory sync is on afterwards.",
        },
        Parameter {
            name: "dry_run",
            key: "dryRun",
            kind: ParameterKind::Flag,
            place: ParameterPlace::Body,
            is_required: false,
            example: "",
            about: "Only reads the state, and returns what would change. Default: false.",
        },
    ],
    fixed_body: "{}",
    result: ResultKind::Anything,
};

const DIRECTORY_SYNC_RUN: &Description = &Description {
    id: "directory_sync.run",
    title: "Directory Sync run of an Enterprise",
    summary: "Triggers a directory sync of an enterprise, and waits for that sync to end.",
    kind: OperationKind::Own,
    method: Method::POST,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync",
    scope: Some("spark-admin:broadworks_enterprises_write"),
    role: Some("partner administrator"),
    command: Some("sync run"),
    is_write: true,
    repeat_is_safe: false,
    unconfirmed: Some((
        "The sync may have started.",
        "Before you retry, check `directory_sync.get_status`. If `lastSyncStartTime` changed, or the status is IN_PROGRESS, the sync was started.",
    )),
    parameters: &[Parameter {
        name: "enterprise",
        key: "enterprise",
        kind: ParameterKind::Subject(SubjectKind::Enterprise),
        place: ParameterPlace::Path,
        is_required: true,
        example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
        about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
    }],
    fixed_body: "{}",
    result: ResultKind::Anything,
};

const DIRECTORY_SYNC_WAIT: &Description = &Description {
    id: "directory_sync.wait",
    title: "Wait for the Directory Sync of an Enterprise",
    summary: "Waits for the directory sync of an enterprise that is running; starts none.",
    kind: OperationKind::Own,
    method: Method::GET,
    path: "/broadworks/enterprises/{enterprise}/broadworksDirectorySync",
    route: "/broadworks/enterprises/{id}/broadworksDirectorySync",
    scope: Some("spark-admin:broadworks_enterprises_read"),
    role: Some("partner administrator"),
    command: Some("sync wait"),
    is_write: false,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[Parameter {
        name: "enterprise",
        key: "enterprise",
        kind: ParameterKind::Subject(SubjectKind::Enterprise),
        place: ParameterPlace::Path,
        is_required: true,
        example: "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvMQ",
        about: "The enterprise's `id`, or an enterprise as `enterprises.list` shows it.",
    }],
    fixed_body: "{}",
    result: ResultKind::Anything,
};

const SUBSCRIBERS_GET: &Description = &Description {
    id: "subscribers.get",
    title: "Get a BroadWorks Subscriber",
    summary: "Reads one subscriber: who it is, its package, and the state of its provisioning.",
    kind: OperationKind::Call,
    method: Method::GET,
    path: "/broadworks/subscribers/{subscriber}",
    route: "/broadworks/subscribers/{id}",
    scope: Some("spark-admin:broadworks_subscribers_read"),
    role: Some("partner administrator"),
    command: Some("subscriber get"),
    is_write: false,
    repeat_is_safe: false,
    unconfirmed: None,
    parameters: &[Parameter {
        name: "subscriber",
        key: "subscriber",
        kind: ParameterKind::Subject(SubjectKind::Subscriber),
        place: ParameterPlace::Path,
        is_required: true,
        example: "Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMQ",
        about: "The subscriber's `id`, or a subscriber as Webex returned it.",
    }],
    fixed_body: "{}",
    result: ResultKind::Object(&[ResultKey { key: "id", is_text: true }]),
};

const SUBSCRIBERS_REMOVE: &Description = &Description {
    id: "subscribers.remove",
    title: "Remove a BroadWorks Subscriber",
    summary: "Removes a subscriber from Webex for BroadWorks; its Webex user stays.",
    kind: OperationKind::Call,
    method: Method::DELETE,
    path: "/broadworks/subscribers/{subscriber}",
    route: "/broadworks/subscribers/{id}",
    scope: Some("spark-admin:broadworks_subscribers_write"),
    role: Some("partner full administrator"),
    command: Some("subscriber remove"),
    is_write: true,
    repeat_is_safe: true,
    unconfirmed: Some((
        "The subscriber may have been removed.",
        "Running it again is safe; a subscriber that was removed then answers 404.",
    )),
    parameters: &[Parameter {
        name: "subscriber",
        key: "subscriber",
        kind: ParameterKind::Subject(SubjectKind::Subscriber),
        place: ParameterPlace::Path,
        is_required: true,
        example: "Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMQ",
        about: "The subscriber's `id`, or a subscriber as Webex returned it.",
    }],
    fixed_body: "{}",
    result: ResultKind::Nothing,
};
