//! The report of an audit of enterprises.

use maud::{Markup, html};
use serde_json::Value;

use super::age::AgeRow;
use super::audit::{Audit, AuditTable};
use super::error_code::ErrorRow;
use super::finding::FindingRow;
use super::row::EnterpriseRow;
use super::trend::TrendRow;
use crate::age::AgeBucket;
use crate::format::{
    escape_invisible, format_timestamp, group_optional, group_thousands, humanize_duration,
};
use crate::html::chart::{self, Bar};
use crate::html::tables::{
    Cells, NUMBER, code, comma_separated, meaning_of_code, name, sentence, severity, status, text,
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
    let partners = audit.enterprises.iter().any(|row| row.partner.is_some());
    match table {
        AuditTable::Enterprises => {
            let columns = [
                ("Enterprise", ""),
                ("Directory sync", ""),
                ("Status", ""),
                ("Last success", NUMBER),
                ("Last run took", NUMBER),
                ("Users", NUMBER),
                ("Added", NUMBER),
                ("Updated", NUMBER),
                ("Deleted", NUMBER),
                ("Machine accounts", NUMBER),
                ("Findings", ""),
            ];
            let listed = most_severe_first(&audit.enterprises);
            tables::table("Enterprises", &columns, partners, &listed, rows, |row| enterprise(row))
        }
        AuditTable::Errors => {
            let columns = [
                ("Code", ""),
                ("Enterprises", NUMBER),
                ("What it means", ""),
                ("What to do", ""),
                ("Such as", ""),
            ];
            let listed: Vec<_> = audit.errors.iter().collect();
            tables::table(
                "Error codes of the last syncs",
                &columns,
                partners,
                &listed,
                rows,
                |row| error(row),
            )
        }
        AuditTable::Findings => {
            let columns = [
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
        AuditTable::Trends => {
            let columns = [
                ("Day", ""),
                ("Runs", NUMBER),
                ("Failed", NUMBER),
                ("Users added", NUMBER),
                ("updated", NUMBER),
                ("deleted", NUMBER),
                ("Machine accounts added", NUMBER),
                ("updated", NUMBER),
                ("deleted", NUMBER),
            ];
            let listed: Vec<_> = audit.trends.iter().rev().collect();
            tables::table("Runs by day", &columns, partners, &listed, rows, |row| trend(row))
        }
    }
}

fn most_severe_first(enterprises: &[EnterpriseRow]) -> Vec<&EnterpriseRow> {
    let mut rows: Vec<_> = enterprises.iter().collect();
    rows.sort_by_key(|row| (row.findings.is_empty(), row.findings.first()));
    rows
}

fn enterprise(row: &EnterpriseRow) -> Cells<'_> {
    let counters = &row.counters;
    let cells = html! {
        td { (match row.enabled { Some(true) => "on", Some(false) => "off", None => "unknown" }) }
        td { (status(&row.status)) }
        td.wxbw-number title=[row.last_success.map(format_timestamp)] {
            @if let Some(age) = row.age { (humanize_duration(age)) " ago" } @else { "none known" }
        }
        td.wxbw-number { (row.duration.map(humanize_duration).unwrap_or_default()) }
        td.wxbw-number { (group_optional(counters.total_external_users_in_ci)) }
        td.wxbw-number { (group_optional(counters.users_added)) }
        td.wxbw-number { (group_optional(counters.users_updated)) }
        td.wxbw-number { (group_optional(counters.users_deleted)) }
        td.wxbw-number { (group_optional(counters.total_external_machines_in_ci)) }
        td.wxbw-text {
            (comma_separated(row.findings.iter().map(|kind| kind.title())))
        }
    };
    let head = name(row.sp_enterprise_id.as_deref(), row.enterprise_id.as_deref());
    Cells { partner: row.partner.as_deref(), head, rest: cells }
}

fn error(row: &ErrorRow) -> Cells<'_> {
    let cells = html! {
        td.wxbw-number { (group_thousands(row.enterprises as u64)) }
        td.wxbw-text { (meaning_of_code(row.meaning, row.description.as_deref())) }
        td.wxbw-text { (row.remedy.unwrap_or_default()) }
        td.wxbw-text {
            (comma_separated(&row.examples))
            @if row.enterprises > row.examples.len() { ", \u{2026}" }
        }
    };
    let head = code(row.code, row.name);
    Cells { partner: row.partner.as_deref(), head, rest: cells }
}

fn finding(row: &FindingRow) -> Cells<'_> {
    let cells = html! {
        td { (severity(row.severity)) }
        td { (row.kind.title()) }
        td.wxbw-text {
            (sentence(&row.detail))
            @if let Some(id) = &row.tracking_id {
                br; span.wxbw-minor { "Tracking id " bdi { (escape_invisible(id)) } }
            }
        }
        td.wxbw-text { (row.remedy) }
        td { (row.since.map(format_timestamp).unwrap_or_default()) }
    };
    let head = name(row.sp_enterprise_id.as_deref(), row.enterprise_id.as_deref());
    Cells { partner: row.partner.as_deref(), head, rest: cells }
}

fn trend(row: &TrendRow) -> Cells<'_> {
    let whole = |number| group_optional(Some(number));
    let cells = html! {
        td.wxbw-number { (group_thousands(row.runs)) }
        td.wxbw-number { (group_thousands(row.failed)) }
        td.wxbw-number { (whole(row.users_added)) }
        td.wxbw-number { (whole(row.users_updated)) }
        td.wxbw-number { (whole(row.users_deleted)) }
        td.wxbw-number { (whole(row.machines_added)) }
        td.wxbw-number { (whole(row.machines_updated)) }
        td.wxbw-number { (whole(row.machines_deleted)) }
    };
    Cells { partner: row.partner.as_deref(), head: text(Some(&row.day)), rest: cells }
}
