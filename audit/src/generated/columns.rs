//! The columns of the tables of audits. Written by `make generate` from `api/records.toml`.

use webex_broadworks_tables::{COUNTERS, Column, ColumnGroup, ColumnType, TableSchema};

pub(crate) static ENTERPRISES: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &Column::join::<35>(&[
        &[
            Column::new(
                "partner",
                ColumnType::Text,
                "The label of the partner whose enterprise it is.",
            ),
            Column::new(
                "spEnterpriseId",
                ColumnType::Text,
                "The identifier on BroadWorks: service provider, `+`, enterprise.",
            ),
            Column::new("enterpriseId", ColumnType::Text, "The id that every operation takes."),
            Column::new("orgId", ColumnType::Text, "The id of the customer's Webex organization."),
            Column::new("provisioningId", ColumnType::Text, "The id of the onboarding template."),
            Column::new("enabled", ColumnType::Flag, "Whether directory sync is on."),
            Column::new(
                "status",
                ColumnType::Text,
                "The state in upper case; `NOT_SYNCED` if directory sync is shown without a state, `UNKNOWN` if directory sync isn't shown at all.",
            ),
            Column::new("age", ColumnType::Number, "Seconds since the last success."),
            Column::new(
                "duration",
                ColumnType::Number,
                "Duration of the last sync in seconds; null while one is running.",
            ),
            Column::new("lastSuccess", ColumnType::Time, "When a sync last succeeded."),
            Column::new("lastStart", ColumnType::Time, "When the last or current sync started."),
            Column::new("lastEnd", ColumnType::Time, "When the last sync ended."),
            Column::new(
                "lastSyncTrackingId",
                ColumnType::Text,
                "The tracking id of the sync, which Webex support asks for.",
            ),
        ],
        COUNTERS,
        &[
            Column::new("errorCodes", ColumnType::Json, "The codes of the sync's errors."),
            Column::new(
                "findings",
                ColumnType::Json,
                "The findings for it, the most severe first.",
            ),
        ],
    ]),
}]);

pub(crate) static ENTERPRISE_ERRORS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose enterprises they are.",
        ),
        Column::new(
            "code",
            ColumnType::Integer,
            "Webex's `errorCode`; null for errors without one.",
        ),
        Column::new(
            "name",
            ColumnType::Text,
            "The catalog's short name, such as `\"CLUSTER_CONNECTION_FAILED\"`.",
        ),
        Column::new("enterprises", ColumnType::Integer, "How many enterprises show it."),
        Column::new(
            "class",
            ColumnType::Text,
            "The class of the code; null if it isn't known. One of `refused`, `busy`, `failed_run`, `partial`, `configuration`.",
        ),
        Column::new("healsByItself", ColumnType::Flag, "Whether it resolves without action."),
        Column::new("meaning", ColumnType::Text, "What it means."),
        Column::new("remedy", ColumnType::Text, "What to do."),
        Column::new(
            "description",
            ColumnType::Text,
            "Webex's description at the first enterprise that shows it.",
        ),
        Column::new(
            "examples",
            ColumnType::Json,
            "The identifiers of the first five enterprises that show it.",
        ),
    ],
}]);

pub(crate) static ENTERPRISE_FINDINGS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "kind",
            ColumnType::Text,
            "What was found. One of `failing`, `stuck`, `massDeletion`, `stale`, `neverSynced`, `partial`, `drift`, `disabled`.",
        ),
        Column::new("severity", ColumnType::Text, "Its severity. One of `high`, `medium`, `low`."),
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose enterprise it is.",
        ),
        Column::new("spEnterpriseId", ColumnType::Text, "The identifier on BroadWorks."),
        Column::new("enterpriseId", ColumnType::Text, "The id that every operation takes."),
        Column::new("detail", ColumnType::Text, "What exactly, as a clause."),
        Column::new("remedy", ColumnType::Text, "What to do."),
        Column::new(
            "since",
            ColumnType::Time,
            "Since when this is the case, if known. It is the end of the failed sync, the last success, the start of the running sync, or an earlier audit or ledger entry.",
        ),
        Column::new(
            "code",
            ColumnType::Integer,
            "The directory sync error code, of `failing` and `partial`.",
        ),
        Column::new("name", ColumnType::Text, "The catalog's short name of that code."),
        Column::new(
            "change",
            ColumnType::Text,
            "What changed, of `drift`. One of `switchedOff`, `disappeared`, `shrank`, `switchedOn`, `appeared`, `renamed`, `moved`.",
        ),
        Column::new(
            "trackingId",
            ColumnType::Text,
            "The tracking id of the sync, which Webex support asks for.",
        ),
    ],
}]);

pub(crate) static TRENDS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose enterprises they belong to.",
        ),
        Column::new("day", ColumnType::Text, "The day in UTC, such as `\"2026-11-21\"`."),
        Column::new("runs", ColumnType::Integer, "How many syncs ended."),
        Column::new("failed", ColumnType::Integer, "How many of them failed."),
        Column::new("usersAdded", ColumnType::Integer, "Users added."),
        Column::new("usersUpdated", ColumnType::Integer, "Users updated."),
        Column::new("usersDeleted", ColumnType::Integer, "Users deleted."),
        Column::new("machinesAdded", ColumnType::Integer, "Machine accounts added."),
        Column::new("machinesUpdated", ColumnType::Integer, "Machine accounts updated."),
        Column::new("machinesDeleted", ColumnType::Integer, "Machine accounts deleted."),
    ],
}]);

pub(crate) static SUBSCRIBERS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose subscriber it is.",
        ),
        Column::new("subscriberId", ColumnType::Text, "The id that every operation takes."),
        Column::new("userId", ColumnType::Text, "The user's id on BroadWorks."),
        Column::new(
            "spEnterpriseId",
            ColumnType::Text,
            "The identifier of the enterprise on BroadWorks: service provider, `+`, enterprise.",
        ),
        Column::new("provisioningId", ColumnType::Text, "The id of the onboarding template."),
        Column::new("firstName", ColumnType::Text, "The first name."),
        Column::new("lastName", ColumnType::Text, "The last name."),
        Column::new("email", ColumnType::Text, "The e-mail address."),
        Column::new("primaryPhoneNumber", ColumnType::Text, "The primary phone number."),
        Column::new("extension", ColumnType::Text, "The extension."),
        Column::new("package", ColumnType::Text, "The Webex package."),
        Column::new("status", ColumnType::Text, "The status in lower case; `unknown` without one."),
        Column::new("waitsFor", ColumnType::Text, "Whose turn it is; null in a final status."),
        Column::new(
            "age",
            ColumnType::Number,
            "Seconds since the status last changed, or since the subscriber was created.",
        ),
        Column::new("created", ColumnType::Time, "When the subscriber was created."),
        Column::new("lastStatusChange", ColumnType::Time, "When the status last changed."),
        Column::new("errorCodes", ColumnType::Json, "The error codes."),
        Column::new("findings", ColumnType::Json, "The findings for it, the most severe first."),
    ],
}]);

pub(crate) static SUBSCRIBER_ERRORS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose subscribers they are.",
        ),
        Column::new(
            "code",
            ColumnType::Integer,
            "Webex's `errorCode`; null for errors without one.",
        ),
        Column::new(
            "name",
            ColumnType::Text,
            "The catalog's short name, such as `\"USER_ID_IN_USE\"`.",
        ),
        Column::new("subscribers", ColumnType::Integer, "The number of subscribers that show it."),
        Column::new("meaning", ColumnType::Text, "What it means."),
        Column::new("remedy", ColumnType::Text, "What to do."),
        Column::new(
            "description",
            ColumnType::Text,
            "What Webex says about it to the first subscriber that shows it.",
        ),
        Column::new(
            "examples",
            ColumnType::Json,
            "The user ids of the first five subscribers that show it.",
        ),
    ],
}]);

pub(crate) static SUBSCRIBER_FINDINGS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "kind",
            ColumnType::Text,
            "What was found. One of `error`, `stuck`, `waiting`, `duplicateEmail`, `noNumberOrExtension`, `drift`, `onPackage`.",
        ),
        Column::new(
            "severity",
            ColumnType::Text,
            "How severe it is. One of `high`, `medium`, `low`.",
        ),
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose subscriber it is.",
        ),
        Column::new(
            "spEnterpriseId",
            ColumnType::Text,
            "The identifier of the enterprise on BroadWorks.",
        ),
        Column::new("subscriberId", ColumnType::Text, "The id that every operation takes."),
        Column::new("userId", ColumnType::Text, "The user's id on BroadWorks."),
        Column::new("email", ColumnType::Text, "The e-mail address."),
        Column::new("detail", ColumnType::Text, "What exactly, as a clause."),
        Column::new("remedy", ColumnType::Text, "What to do."),
        Column::new(
            "since",
            ColumnType::Time,
            "Since when it is so, where that is known: the last change of the status, or an earlier audit.",
        ),
        Column::new("code", ColumnType::Integer, "The error code, of `error`."),
        Column::new("name", ColumnType::Text, "The catalog's short name of that code."),
        Column::new(
            "change",
            ColumnType::Text,
            "What changed, of `drift`. One of `disappeared`, `appeared`, `statusChanged`, `packageChanged`, `emailChanged`, `numberChanged`, `nameChanged`, `renamed`, `moved`.",
        ),
    ],
}]);

pub(crate) static WAITING: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose subscribers they are.",
        ),
        Column::new("status", ColumnType::Text, "The status in lower case."),
        Column::new("order", ColumnType::Integer, "The position of the age, from 0."),
        Column::new("days", ColumnType::Text, "The range of the age in days."),
        Column::new("subscribers", ColumnType::Integer, "The number of subscribers."),
        Column::new("oldest", ColumnType::Time, "Since when the first of them has been waiting."),
    ],
}]);

pub(crate) static DUPLICATES: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        Column::new(
            "partner",
            ColumnType::Text,
            "The label of the partner whose subscribers they are.",
        ),
        Column::new("email", ColumnType::Text, "The e-mail address in lower case."),
        Column::new("subscribers", ColumnType::Integer, "The number of subscribers that have it."),
        Column::new("subscriberIds", ColumnType::Json, "The ids of the subscribers."),
        Column::new("userIds", ColumnType::Json, "Their user ids on BroadWorks."),
        Column::new(
            "spEnterpriseIds",
            ColumnType::Json,
            "The identifiers of their enterprises on BroadWorks, each once.",
        ),
    ],
}]);
