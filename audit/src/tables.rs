//! The tables of an audit for whatever speaks Arrow.

use serde::Serialize;

use super::audit::{Audit, AuditTable};
use webex_broadworks::Result;
use webex_broadworks_tables::{
    COUNTERS, Column, ColumnGroup, ColumnType, Table, TableBuilder, TableSchema,
};

impl Audit {
    /// A table as Arrow has it. Lists are JSON in a text.
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
    /// Its columns.
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

const PARTNER: Column = text("partner", "The label of the partner.");
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
    text("orgId", "The id of the customer's Webex organisation."),
    text("provisioningId", "The id of the onboarding template."),
    Column::new("enabled", ColumnType::Flag, "Whether directory sync is switched on."),
    text(
        "status",
        "The state in upper case; `NOT_SYNCED` where none is given, `UNKNOWN` where directory sync \
         is not shown at all.",
    ),
    Column::new("age", ColumnType::Number, "Seconds since the last success."),
    Column::new(
        "duration",
        ColumnType::Number,
        "Seconds that the last run took; null while one is going on.",
    ),
    time("lastSuccess", "When a run last succeeded."),
    time("lastStart", "When the last or present run started."),
    time("lastEnd", "When the last run ended."),
    text("lastSyncTrackingId", "The tracking id of the run, which Webex support asks for."),
];

const AFTER_COUNTERS: &[Column] = &[
    Column::new("errorCodes", ColumnType::Json, "The codes of the run's errors."),
    Column::new("findings", ColumnType::Json, "What was found about it, the gravest first."),
];

static ERRORS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        whole("code", "Webex's `errorCode`; null for errors without one."),
        text("name", "The catalogue's short name."),
        whole("enterprises", "How many enterprises show it."),
        text("class", "`refused`, `busy`, `failed_run`, `partial` or `configuration`."),
        Column::new(
            "healsByItself",
            ColumnType::Flag,
            "Whether it goes away without anybody doing anything.",
        ),
        text("meaning", "What it means."),
        text("remedy", "What to do."),
        text("description", "What Webex says about it to the first enterprise that shows it."),
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
        text("kind", "What was found."),
        text("severity", "`high`, `medium` or `low`."),
        PARTNER,
        SP_ENTERPRISE_ID,
        ENTERPRISE_ID,
        text("detail", "What exactly, as a clause."),
        text("remedy", "What to do."),
        time(
            "since",
            "Since when it is so, where that is known: the end of the run that failed, the last \
             success, the start of the run that goes on, or when an earlier audit or the ledger saw \
             it.",
        ),
        whole("code", "The directory sync error code, of `failing` and `partial`."),
        text("name", "The catalogue's short name of that code."),
        text("change", "What changed, of `drift`."),
        text("trackingId", "The tracking id of the run, which Webex support asks for."),
    ],
}]);

static TRENDS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        text("day", "The day in UTC, such as `2026-11-21`."),
        whole("runs", "How many runs ended on it."),
        whole("failed", "How many of them failed."),
        whole("usersAdded", "Users added."),
        whole("usersUpdated", "Users updated."),
        whole("usersDeleted", "Users deleted."),
        whole("machinesAdded", "Machine accounts added."),
        whole("machinesUpdated", "Machine accounts updated."),
        whole("machinesDeleted", "Machine accounts deleted."),
    ],
}]);
