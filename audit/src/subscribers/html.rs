//! The report of an audit of subscribers.

use maud::{Markup, html};
use serde_json::Value;

use super::audit::{SubscriberAudit, SubscriberAuditTable};
use super::waiting;
use crate::format::escape_invisible;
use crate::generated::rows::{
    DuplicateRow, SubscriberErrorRow, SubscriberFindingRow, SubscriberRow, WaitingRow,
};
use crate::html::chart::{self, Bar};
use crate::html::tables::{
    Column, age, code, comma_separated, count, examples, kinds, meaning_of_code, most_severe_first,
    name, sentence, severity, status, text, time,
};
use crate::html::{Card, Content, FoundKind, part, tables};
use crate::kind::Kind as _;
use crate::report::{Report, Rows};

/// The tables in their order: problems come before the inventory.
const ORDER: [SubscriberAuditTable; 5] = [
    SubscriberAuditTable::Findings,
    SubscriberAuditTable::Errors,
    SubscriberAuditTable::Waiting,
    SubscriberAuditTable::Duplicates,
    SubscriberAuditTable::Subscribers,
];

impl Report for SubscriberAudit {
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
fn content(audit: &SubscriberAudit, rows: usize) -> Content {
    let summary = audit.summary();
    Content {
        title: "Subscriber audit",
        subjects: ("subscriber", "subscribers"),
        generated_at: summary.generated_at,
        partners: summary.partners,
        count: summary.subscribers,
        cards: vec![
            Card::new("Provisioned", summary.provisioned),
            Card::new("Provisioned without a finding", summary.healthy),
            Card::new("Waiting for a person", summary.waiting),
        ],
        kinds: FoundKind::all(&summary.findings),
        chart: waiting_chart(&audit.waiting),
        tables: ORDER.map(|it| table(audit, it, rows)).into(),
        footnote: "Webex shows the present state of each subscriber, and no earlier one.",
    }
}

fn waiting_chart(rows: &[WaitingRow]) -> Markup {
    let bar = |row: &WaitingRow| Bar {
        bucket: row.days,
        status: row.status.clone(),
        count: row.subscribers,
    };
    chart::bars(
        "Days for which subscribers have been waiting for a person",
        "Subscribers by days of waiting for a person",
        &waiting::buckets(),
        &rows.iter().map(bar).collect::<Vec<_>>(),
    )
}

/// One table with a caption, its first rows, and the number of omitted rows.
fn table(audit: &SubscriberAudit, table: SubscriberAuditTable, rows: usize) -> Markup {
    match table {
        SubscriberAuditTable::Subscribers => {
            let listed = most_severe_first(&audit.subscribers, |row| &row.findings);
            tables::table("Subscribers", SUBSCRIBERS, listed, rows)
        }
        SubscriberAuditTable::Errors => tables::table("Error codes", ERRORS, &audit.errors, rows),
        SubscriberAuditTable::Findings => {
            tables::table("Findings", FINDINGS, &audit.findings, rows)
        }
        SubscriberAuditTable::Waiting => {
            tables::table("Waiting for a person", WAITING, &audit.waiting, rows)
        }
        SubscriberAuditTable::Duplicates => {
            tables::table("Duplicate e-mail addresses", DUPLICATES, &audit.duplicates, rows)
        }
    }
}

const SUBSCRIBERS: &[Column<SubscriberRow>] = &[
    Column::new("User", |row| {
        let names: Vec<_> = [&row.first_name, &row.last_name].into_iter().flatten().collect();
        html! {
            (name(row.user_id.as_deref(), row.subscriber_id.as_deref()))
            @if !names.is_empty() {
                br; span.wxbw-minor {
                    @for name in names { bdi { (escape_invisible(name)) } " " }
                }
            }
        }
    }),
    Column::new("Enterprise", |row| text(row.sp_enterprise_id.as_deref())),
    Column::new("E-mail", |row| text(row.email.as_deref())),
    Column::new("Number", |row| text(row.primary_phone_number.as_deref())),
    Column::new("Extension", |row| text(row.extension.as_deref())),
    Column::new("Package", |row| text(row.package.as_deref())),
    Column::new("Status", |row| status(&row.status)),
    Column::number("Since", |row| age(row.age, row.since, "unknown")),
    Column::prose("Findings", |row| kinds(&row.findings)),
];

const ERRORS: &[Column<SubscriberErrorRow>] = &[
    Column::new("Code", |row| code(row.code, row.name)),
    Column::number("Subscribers", |row| count(row.subscribers)),
    Column::prose("What it means", |row| meaning_of_code(row.meaning, row.description.as_deref())),
    Column::prose("What to do", |row| html! { (row.remedy.unwrap_or_default()) }),
    Column::prose("Such as", |row| examples(&row.examples, row.subscribers)),
];

const FINDINGS: &[Column<SubscriberFindingRow>] = &[
    Column::new("User", |row| name(row.user_id.as_deref(), row.subscriber_id.as_deref())),
    Column::new("Enterprise", |row| text(row.sp_enterprise_id.as_deref())),
    Column::new("Severity", |row| severity(row.severity)),
    Column::new("Finding", |row| html! { (row.kind.title()) }),
    Column::prose("What exactly", |row| sentence(&row.detail)),
    Column::prose("What to do", |row| html! { (row.remedy) }),
    Column::new("Since", |row| time(row.since)),
];

const WAITING: &[Column<WaitingRow>] = &[
    Column::new("Status", |row| status(&row.status)),
    Column::new("Days", |row| html! { (row.days) }),
    Column::number("Subscribers", |row| count(row.subscribers)),
    Column::new("Oldest since", |row| time(row.oldest)),
];

const DUPLICATES: &[Column<DuplicateRow>] = &[
    Column::new("E-mail", |row| text(Some(&row.email))),
    Column::number("Subscribers", |row| count(row.subscribers)),
    Column::prose("Users", |row| comma_separated(&row.user_ids)),
    Column::prose("Enterprises", |row| comma_separated(&row.sp_enterprise_ids)),
];
