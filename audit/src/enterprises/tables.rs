//! The columns of the tables.

use webex_broadworks_tables::{COUNTERS, Column, ColumnGroup, TableSchema};

use super::audit::AuditTable;
use super::error_code::ErrorRow;
use super::finding::FindingRow;
use super::row::EnterpriseRow;
use super::trend::TrendRow;
use crate::columns::{PARTNER, SP_ENTERPRISE_ID, flag, json, number, text, time, whole};
use crate::report::rows;

impl AuditTable {
    /// Returns its columns.
    pub fn schema(self) -> &'static TableSchema {
        match self {
            Self::Enterprises => &ENTERPRISES,
            Self::Errors => &ERRORS,
            Self::Findings => &FINDINGS,
            Self::Trends => &TRENDS,
        }
    }
}

rows! {
    EnterpriseRow: ENTERPRISES,
    ErrorRow: ERRORS,
    FindingRow: FINDINGS,
    TrendRow: TRENDS,
}

const ENTERPRISE_ID: Column = text("enterpriseId", "The id that every operation takes.");

static ENTERPRISES: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &Column::join::<35>(&[BEFORE_COUNTERS, COUNTERS, AFTER_COUNTERS]),
}]);

const BEFORE_COUNTERS: &[Column] = &[
    PARTNER,
    SP_ENTERPRISE_ID,
    ENTERPRISE_ID,
    text("orgId", "The id of the customer's Webex organization."),
    text("provisioningId", "The id of the onboarding template."),
    flag("enabled", "Whether directory sync is on."),
    text(
        "status",
        "The state in upper case; `NOT_SYNCED` without one, `UNKNOWN` without any directory sync \
         field.",
    ),
    number("age", "Seconds since the last success."),
    number("duration", "Duration of the last sync in seconds; null while one is running."),
    time("lastSuccess", "When a sync last succeeded."),
    time("lastStart", "When the last or current sync started."),
    time("lastEnd", "When the last sync ended."),
    text("lastSyncTrackingId", "The tracking id of the sync, which Webex support asks for."),
];

const AFTER_COUNTERS: &[Column] = &[
    json("errorCodes", "The error codes of the sync."),
    json("findings", "The kinds of its findings, the most severe first."),
];

static ERRORS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        whole("code", "Webex's `errorCode`; null for errors without one."),
        text("name", "The short name of the code."),
        whole("enterprises", "Number of enterprises that show it."),
        text("class", "`refused`, `busy`, `failed_run`, `partial` or `configuration`."),
        flag("healsByItself", "Whether it resolves without action."),
        text("meaning", "The meaning of the code."),
        text("remedy", "What to do."),
        text("description", "Webex's own description, from the first enterprise that shows it."),
        json("examples", "The identifiers of the first five enterprises that show it."),
    ],
}]);

static FINDINGS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        text("kind", "The kind of finding."),
        text("severity", "`high`, `medium` or `low`."),
        PARTNER,
        SP_ENTERPRISE_ID,
        ENTERPRISE_ID,
        text("detail", "The details, as a clause."),
        text("remedy", "What to do."),
        time(
            "since",
            "The start of the condition, if known. It is the end of a failed sync, the last success, the \
             start of a running sync, or an earlier audit.",
        ),
        whole("code", "The directory sync error code, for `failing` and `partial`."),
        text("name", "The short name of that code."),
        text("change", "The change, for `drift`."),
        text("trackingId", "The tracking id of the sync, which Webex support asks for."),
    ],
}]);

static TRENDS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        text("day", "The day in UTC, such as `2026-11-21`."),
        whole("runs", "Number of syncs that ended on that day."),
        whole("failed", "Number of failed syncs."),
        whole("usersAdded", "Users added."),
        whole("usersUpdated", "Users updated."),
        whole("usersDeleted", "Users deleted."),
        whole("machinesAdded", "Machine accounts added."),
        whole("machinesUpdated", "Machine accounts updated."),
        whole("machinesDeleted", "Machine accounts deleted."),
    ],
}]);
