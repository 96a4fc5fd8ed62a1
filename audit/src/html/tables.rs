//! The tables of an audit.

use maud::{Markup, html};

use super::color::{self, dot};
use crate::audit::{Audit, AuditTable};
use crate::enterprise::EnterpriseRow;
use crate::error_code::ErrorRow;
use crate::finding::{FindingRow, Severity};
use crate::format::{
    escape_invisible, format_timestamp, group_optional, group_thousands, humanize_duration,
};
use crate::trend::TrendRow;

/// One table with a caption, its first rows, and the number of omitted rows.
pub(super) fn table(audit: &Audit, table: AuditTable, rows: usize) -> Markup {
    let partners = audit.enterprises.iter().any(|row| row.partner.is_some());
    match table {
        AuditTable::Enterprises => {
            let columns = [
                ("Enterprise", ""),
                ("Directory sync", ""),
                ("Status", ""),
                ("Last success", "wxbw-number"),
                ("Last run took", "wxbw-number"),
                ("Users", "wxbw-number"),
                ("Added", "wxbw-number"),
                ("Updated", "wxbw-number"),
                ("Deleted", "wxbw-number"),
                ("Machine accounts", "wxbw-number"),
                ("Findings", ""),
            ];
            let listed = most_severe_first(&audit.enterprises);
            frame("Enterprises", &columns, partners, &listed, rows, |row| enterprise(row))
        }
        AuditTable::Errors => {
            let columns = [
                ("Code", ""),
                ("Enterprises", "wxbw-number"),
                ("What it means", ""),
                ("What to do", ""),
                ("Such as", ""),
            ];
            let listed: Vec<_> = audit.errors.iter().collect();
            frame("Error codes of the last syncs", &columns, partners, &listed, rows, |row| {
                error(row)
            })
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
            frame("Findings", &columns, partners, &listed, rows, |row| finding(row))
        }
        AuditTable::Trends => {
            let columns = [
                ("Day", ""),
                ("Runs", "wxbw-number"),
                ("Failed", "wxbw-number"),
                ("Users added", "wxbw-number"),
                ("updated", "wxbw-number"),
                ("deleted", "wxbw-number"),
                ("Machine accounts added", "wxbw-number"),
                ("updated", "wxbw-number"),
                ("deleted", "wxbw-number"),
            ];
            let listed: Vec<_> = audit.trends.iter().rev().collect();
            frame("Runs by day", &columns, partners, &listed, rows, |row| trend(row))
        }
    }
}

fn most_severe_first(enterprises: &[EnterpriseRow]) -> Vec<&EnterpriseRow> {
    let mut rows: Vec<_> = enterprises.iter().collect();
    rows.sort_by_key(|row| (row.findings.is_empty(), row.findings.first()));
    rows
}

/// A row: its partner, its heading, and its cells.
struct Cells<'a> {
    partner: Option<&'a str>,
    head: Markup,
    rest: Markup,
}

fn frame<'a, T>(
    caption: &str,
    columns: &[(&str, &str)],
    partners: bool,
    listed: &[&'a T],
    limit: usize,
    cells: impl Fn(&'a T) -> Cells<'a>,
) -> Markup {
    let left_out = listed.len().saturating_sub(limit);
    html! {
        div.wxbw-scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) " " span.wxbw-count { (group_thousands(listed.len() as u64)) } }
                thead {
                    tr {
                        @for (at, (title, class)) in columns.iter().enumerate() {
                            @if at == 1 && partners { th scope="col" { "Partner" } }
                            th class=[Some(*class).filter(|it| !it.is_empty())] scope="col" { (title) }
                        }
                    }
                }
                tbody {
                    @for row in listed.iter().take(limit).map(|row| cells(row)) {
                        tr {
                            th scope="row" { (row.head) }
                            @if partners { td { (text(row.partner)) } }
                            (row.rest)
                        }
                    }
                    @if listed.is_empty() {
                        tr { td colspan=(columns.len() + usize::from(partners)) { "None." } }
                    }
                }
            }
        }
        @if left_out > 0 {
            p.wxbw-more { (group_thousands(left_out as u64)) " more rows are not shown." }
        }
    }
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
            @for (at, kind) in row.findings.iter().enumerate() {
                @if at > 0 { ", " }
                (kind.title())
            }
        }
    };
    let head = name(row.sp_enterprise_id.as_deref(), row.enterprise_id.as_deref());
    Cells { partner: row.partner.as_deref(), head, rest: cells }
}

fn error(row: &ErrorRow) -> Cells<'_> {
    let head = html! {
        @match row.code { Some(code) => (code), None => "without a code" }
        @if let Some(name) = row.name { br; span.wxbw-minor { (name) } }
    };
    let cells = html! {
        td.wxbw-number { (group_thousands(row.enterprises as u64)) }
        td.wxbw-text {
            @if let Some(meaning) = row.meaning { (sentence(meaning)) }
            @if let Some(own) = &row.description {
                @if row.meaning.is_some() { br; }
                span.wxbw-minor { "Webex: " (escape_invisible(own)) }
            }
        }
        td.wxbw-text { (row.remedy.unwrap_or_default()) }
        td.wxbw-text {
            @for (at, example) in row.examples.iter().enumerate() {
                @if at > 0 { ", " }
                bdi { (escape_invisible(example)) }
            }
            @if row.enterprises > row.examples.len() { ", \u{2026}" }
        }
    };
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

/// The name of an enterprise, with its id as a tooltip.
fn name(sp_enterprise_id: Option<&str>, id: Option<&str>) -> Markup {
    let shown = sp_enterprise_id.or(id).unwrap_or("(without an id)");
    html! { bdi title=[id.map(escape_invisible)] { (escape_invisible(shown)) } }
}

fn text(text: Option<&str>) -> Markup {
    html! { bdi { (escape_invisible(text.unwrap_or_default())) } }
}

/// A clause as a sentence.
pub(super) fn sentence(clause: &str) -> Markup {
    let shown = escape_invisible(clause);
    let mut letters = shown.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let end = if shown.is_empty() || shown.ends_with(['.', '!', '?']) { "" } else { "." };
    html! { bdi { (first) (letters.as_str()) (end) } }
}

fn status(status: &str) -> Markup {
    html! { (dot(color::status(status))) bdi { (escape_invisible(status)) } }
}

pub(super) fn severity(severity: Severity) -> Markup {
    html! { (dot(color::severity(severity))) (severity.name()) }
}
