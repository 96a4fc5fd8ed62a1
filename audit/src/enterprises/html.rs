//! The report of an audit of enterprises.

use maud::{Markup, html};
use serde_json::Value;

use super::age::AgeRow;
use super::audit::{Audit, AuditTable};
use crate::age::AgeBucket;
use crate::format::{escape_invisible, group_thousands, humanize_duration};
use crate::generated::rows::{EnterpriseRow, ErrorRow, FindingRow, TrendRow};
use crate::html::chart::{self, Bar};
use crate::html::tables::{
    Column, age, code, count, examples, kinds, meaning_of_code, most_severe_first, name, number,
    sentence, severity, status, text, time,
};
use crate::html::{Card, Content, FoundKind, part, tables};
use crate::kind::Kind as _;
use crate::report::{Report, Rows};

/// The tables in their order: problems come before the inventory.
const ORDER: [AuditTable; 4] =
    [AuditTable::Findings, AuditTable::Errors, AuditTable::Enterprises, AuditTable::Trends];

impl Report for Audit {
    fn table(&self, name: &str) -> Option<&dyn Rows> {
        Some(self.rows(name.parse().ok()?))
    }

    fn summary_json(&self) -> Value {
        serde_json::to_value(self.summary()).unwrap_or_default()
    }

    fn to_html(&self, rows: usize) -> String {
        content(self, rows).document()
    }

    fn to_html_fragment(&self, rows: usize) -> String {
        content(self, rows).fragment()
    }

    fn table_to_html(&self, name: &str, rows: usize) -> Option<String> {
        Some(part(&table(self, name.parse().ok()?, rows)))
    }
}

/// The content of the report, with up to `rows` rows per table.
fn content(audit: &Audit, rows: usize) -> Content {
    let summary = audit.summary();
    let shown = ORDER.into_iter();
    let shown = shown.filter(|it| *it != AuditTable::Trends || !audit.trends.is_empty());
    Content {
        title: "Directory sync audit",
        subjects: ("enterprise", "enterprises"),
        generated_at: summary.generated_at,
        partners: summary.partners,
        count: summary.enterprises,
        cards: vec![
            Card::new("Directory sync on", summary.enabled),
            Card::new("Without a finding", summary.healthy),
        ],
        kinds: FoundKind::all(&summary.findings),
        chart: ages(&audit.ages()),
        tables: shown.map(|it| table(audit, it, rows)).collect(),
        footnote: "Webex shows of each enterprise no more than its last sync: what is said here \
                   about runs is about that one.",
    }
}

fn ages(rows: &[AgeRow]) -> Markup {
    let bar =
        |row: &AgeRow| Bar { bucket: row.days, status: row.status.clone(), count: row.enterprises };
    chart::bars(
        "Days since the last success, where directory sync is not off",
        "Enterprises by days since the last success",
        &AgeBucket::ALL.iter().map(|bucket| bucket.name()).collect::<Vec<_>>(),
        &rows.iter().map(bar).collect::<Vec<_>>(),
    )
}

/// One table with a caption, its first rows, and the number of omitted rows.
fn table(audit: &Audit, table: AuditTable, rows: usize) -> Markup {
    match table {
        AuditTable::Enterprises => {
            let listed = most_severe_first(&audit.enterprises, |row| &row.findings);
            tables::table("Enterprises", ENTERPRISES, listed, rows)
        }
        AuditTable::Errors => {
            tables::table("Error codes of the last syncs", ERRORS, &audit.errors, rows)
        }
        AuditTable::Findings => tables::table("Findings", FINDINGS, &audit.findings, rows),
        AuditTable::Trends => tables::table("Runs by day", TRENDS, audit.trends.iter().rev(), rows),
    }
}

const ENTERPRISES: &[Column<EnterpriseRow>] = &[
    Column::new("Enterprise", |row| {
        name(row.sp_enterprise_id.as_deref(), row.enterprise_id.as_deref())
    }),
    Column::new("Directory sync", |row| {
        html! { (match row.enabled { Some(true) => "on", Some(false) => "off", None => "unknown" }) }
    }),
    Column::new("Status", |row| status(&row.status)),
    Column::number("Last success", |row| {
        html! { (age(row.age, row.last_success, "none known")) @if row.age.is_some() { " ago" } }
    }),
    Column::number("Last run took", |row| {
        html! { (row.duration.map(humanize_duration).unwrap_or_default()) }
    }),
    Column::number("Users", |row| number(row.counters.total_external_users_in_ci)),
    Column::number("Added", |row| number(row.counters.users_added)),
    Column::number("Updated", |row| number(row.counters.users_updated)),
    Column::number("Deleted", |row| number(row.counters.users_deleted)),
    Column::number("Machine accounts", |row| number(row.counters.total_external_machines_in_ci)),
    Column::prose("Findings", |row| kinds(&row.findings)),
];

const ERRORS: &[Column<ErrorRow>] = &[
    Column::new("Code", |row| code(row.code, row.name)),
    Column::number("Enterprises", |row| count(row.enterprises)),
    Column::prose("What it means", |row| meaning_of_code(row.meaning, row.description.as_deref())),
    Column::prose("What to do", |row| html! { (row.remedy.unwrap_or_default()) }),
    Column::prose("Such as", |row| examples(&row.examples, row.enterprises)),
];

const FINDINGS: &[Column<FindingRow>] = &[
    Column::new("Enterprise", |row| {
        name(row.sp_enterprise_id.as_deref(), row.enterprise_id.as_deref())
    }),
    Column::new("Severity", |row| severity(row.severity)),
    Column::new("Finding", |row| html! { (row.kind.title()) }),
    Column::prose("What exactly", |row| {
        html! {
            (sentence(&row.detail))
            @if let Some(id) = &row.tracking_id {
                br; span.wxbw-minor { "Tracking id " bdi { (escape_invisible(id)) } }
            }
        }
    }),
    Column::prose("What to do", |row| html! { (row.remedy) }),
    Column::new("Since", |row| time(row.since)),
];

const TRENDS: &[Column<TrendRow>] = &[
    Column::new("Day", |row| text(Some(&row.day))),
    Column::number("Runs", |row| html! { (group_thousands(row.runs)) }),
    Column::number("Failed", |row| html! { (group_thousands(row.failed)) }),
    Column::number("Users added", |row| number(Some(row.users_added))),
    Column::number("updated", |row| number(Some(row.users_updated))),
    Column::number("deleted", |row| number(Some(row.users_deleted))),
    Column::number("Machine accounts added", |row| number(Some(row.machines_added))),
    Column::number("updated", |row| number(Some(row.machines_updated))),
    Column::number("deleted", |row| number(Some(row.machines_deleted))),
];
