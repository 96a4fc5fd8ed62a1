//! The tables of an audit in Arrow's format.

use serde::Serialize;

use super::audit::{Audit, AuditTable};
use webex_broadworks::Result;
use webex_broadworks_tables::{
    COUNTERS, Column, ColumnGroup, ColumnType, Table, TableBuilder, TableSchema,
};

impl Audit {
    /// Returns a table in Arrow's format. Lists are JSON text.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if Arrow refuses the rows.
    pub fn table(&self, table: AuditTable) -> Result<Table> {
        match table {
            AuditTable::Enterprises => filled(table, &self.enterprises),
            AuditTable::Errors => filled(table, &self.errors),
            AuditTable::Findings => filled(table, &self.findings),
            AuditTable::Trends => filled(table, &self.trends),
        }
    }
}

fn filled(table: AuditTable, rows: &[impl Serialize]) -> Result<Table> {
    let mut builder = TableBuilder::new(table.schema());
    rows.iter().try_for_each(|row| builder.push(row))?;
    builder.finish()
}

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

const fn text(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Text, about)
}

const fn time(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Time, about)
}

const fn whole(name: &'static str, about: &'static str) -> Column {
    Column::new(name, ColumnType::Integer, about)
}

const PARTNER: Column = text("partner", "The partner label.");
const SP_ENTERPRISE_ID: Column =
    text("spEnterpriseId", "The identifier on BroadWorks: service provider, `+`, enterprise.");
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
    Column::new("enabled", ColumnType::Flag, "Whether directory sync is on."),
    text(
        "status",
        "The state in upper case; `NOT_SYNCED` without one, `UNKNOWN` without any directory sync \
         field.",
    ),
    Column::new("age", ColumnType::Number, "Seconds since the last success."),
    Column::new(
        "duration",
        ColumnType::Number,
        "Duration of the last sync in seconds; null while one is running.",
    ),
    time("lastSuccess", "When a sync last succeeded."),
    time("lastStart", "When the last or current sync started."),
    time("lastEnd", "When the last sync ended."),
    text("lastSyncTrackingId", "The tracking id of the sync, which Webex support asks for."),
];

const AFTER_COUNTERS: &[Column] = &[
    Column::new("errorCodes", ColumnType::Json, "The error codes of the sync."),
    Column::new("findings", ColumnType::Json, "The kinds of its findings, the most severe first."),
];

static ERRORS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        whole("code", "Webex's `errorCode`; null for errors without one."),
        text("name", "The short name of the code."),
        whole("enterprises", "Number of enterprises that show it."),
        text("class", "`refused`, `busy`, `failed_run`, `partial` or `configuration`."),
        Column::new("healsByItself", ColumnType::Flag, "Whether it resolves without action."),
        text("meaning", "The meaning of the code."),
        text("remedy", "What to do."),
        text("description", "Webex's own description, from the first enterprise that shows it."),
        Column::new(
            "examples",
            ColumnType::Json,
            "The identifiers of the first five enterprises that show it.",
        ),
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
