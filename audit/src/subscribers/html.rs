//! The report of an audit of subscribers.

use maud::{Markup, html};
use serde_json::Value;

use super::audit::{SubscriberAudit, SubscriberAuditTable};
use super::duplicates::DuplicateRow;
use super::error_code::SubscriberErrorRow;
use super::finding::SubscriberFindingRow;
use super::row::SubscriberRow;
use super::waiting::{self, WaitingRow};
use crate::format::{escape_invisible, format_timestamp, group_thousands, humanize_duration};
use crate::html::chart::{self, Bar};
use crate::html::tables::{
    Cells, NUMBER, code, comma_separated, meaning_of_code, name, sentence, severity, status, text,
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
    let partners = audit.subscribers.iter().any(|row| row.partner.is_some());
    match table {
        SubscriberAuditTable::Subscribers => {
            let columns = [
                ("User", ""),
                ("Enterprise", ""),
                ("E-mail", ""),
                ("Number", ""),
                ("Extension", ""),
                ("Package", ""),
                ("Status", ""),
                ("Since", NUMBER),
                ("Findings", ""),
            ];
            let listed = most_severe_first(&audit.subscribers);
            tables::table("Subscribers", &columns, partners, &listed, rows, |row| subscriber(row))
        }
        SubscriberAuditTable::Errors => {
            let columns = [
                ("Code", ""),
                ("Subscribers", NUMBER),
                ("What it means", ""),
                ("What to do", ""),
                ("Such as", ""),
            ];
            let listed: Vec<_> = audit.errors.iter().collect();
            tables::table("Error codes", &columns, partners, &listed, rows, |row| error(row))
        }
        SubscriberAuditTable::Findings => {
            let columns = [
                ("User", ""),
                ("Enterprise", ""),
                ("Severity", ""),
                ("Finding", ""),
                ("What exactly", ""),
                ("What to do", ""),
                ("Since", ""),
            ];
            let listed: Vec<_> = audit.findings.iter().collect();
            tables::table("Findings", &columns, partners, &listed, rows, |row| finding(row))
        }
        SubscriberAuditTable::Waiting => {
            let columns =
                [("Status", ""), ("Days", ""), ("Subscribers", NUMBER), ("Oldest since", "")];
            let listed: Vec<_> = audit.waiting.iter().collect();
            tables::table("Waiting for a person", &columns, partners, &listed, rows, |row| {
                waiting_row(row)
            })
        }
        SubscriberAuditTable::Duplicates => {
            let columns =
                [("E-mail", ""), ("Subscribers", NUMBER), ("Users", ""), ("Enterprises", "")];
            let listed: Vec<_> = audit.duplicates.iter().collect();
            tables::table("Duplicate e-mail addresses", &columns, partners, &listed, rows, |row| {
                duplicate(row)
            })
        }
    }
}

fn most_severe_first(subscribers: &[SubscriberRow]) -> Vec<&SubscriberRow> {
    let mut rows: Vec<_> = subscribers.iter().collect();
    rows.sort_by_key(|row| (row.findings.is_empty(), row.findings.first()));
    rows
}

fn subscriber(row: &SubscriberRow) -> Cells<'_> {
    let names: Vec<_> = [&row.first_name, &row.last_name].into_iter().flatten().collect();
    let cells = html! {
        td { (text(row.sp_enterprise_id.as_deref())) }
        td { (text(row.email.as_deref())) }
        td { (text(row.primary_phone_number.as_deref())) }
        td { (text(row.extension.as_deref())) }
        td { (text(row.package.as_deref())) }
        td { (status(&row.status)) }
        td.wxbw-number title=[row.since.map(format_timestamp)] {
            @if let Some(age) = row.age { (humanize_duration(age)) } @else { "unknown" }
        }
        td.wxbw-text { (comma_separated(row.findings.iter().map(|kind| kind.title()))) }
    };
    let head = html! {
        (name(row.user_id.as_deref(), row.subscriber_id.as_deref()))
        @if !names.is_empty() {
            br; span.wxbw-minor {
                @for name in names { bdi { (escape_invisible(name)) } " " }
            }
        }
    };
    Cells { partner: row.partner.as_deref(), head, rest: cells }
}

fn error(row: &SubscriberErrorRow) -> Cells<'_> {
    let cells = html! {
        td.wxbw-number { (group_thousands(row.subscribers as u64)) }
        td.wxbw-text { (meaning_of_code(row.meaning, row.description.as_deref())) }
        td.wxbw-text { (row.remedy.unwrap_or_default()) }
        td.wxbw-text {
            (comma_separated(&row.examples))
            @if row.subscribers > row.examples.len() { ", \u{2026}" }
        }
    };
    Cells { partner: row.partner.as_deref(), head: code(row.code, row.name), rest: cells }
}

fn finding(row: &SubscriberFindingRow) -> Cells<'_> {
    let cells = html! {
        td { (text(row.sp_enterprise_id.as_deref())) }
        td { (severity(row.severity)) }
        td { (row.kind.title()) }
        td.wxbw-text { (sentence(&row.detail)) }
        td.wxbw-text { (row.remedy) }
        td { (row.since.map(format_timestamp).unwrap_or_default()) }
    };
    let head = name(row.user_id.as_deref(), row.subscriber_id.as_deref());
    Cells { partner: row.partner.as_deref(), head, rest: cells }
}

fn waiting_row(row: &WaitingRow) -> Cells<'_> {
    let cells = html! {
        td { (row.days) }
        td.wxbw-number { (group_thousands(row.subscribers as u64)) }
        td { (row.oldest.map(format_timestamp).unwrap_or_default()) }
    };
    Cells { partner: row.partner.as_deref(), head: status(&row.status), rest: cells }
}

fn duplicate(row: &DuplicateRow) -> Cells<'_> {
    let cells = html! {
        td.wxbw-number { (group_thousands(row.subscribers as u64)) }
        td.wxbw-text { (comma_separated(&row.user_ids)) }
        td.wxbw-text { (comma_separated(&row.sp_enterprise_ids)) }
    };
    Cells { partner: row.partner.as_deref(), head: text(Some(&row.email)), rest: cells }
}
