//! An audit as HTML: one rendering for the report, for notebooks and for the command.
//!
//! Everything that comes from outside goes through maud, which escapes it, and through
//! [`escape_invisible`], which names what cannot be seen.

mod chart;
mod color;
mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::color::dot;
use super::audit::{Audit, AuditTable};
use super::finding::FindingKind;
use super::format::{escape_invisible, format_timestamp, group_thousands};

pub use self::color::{OTHER_COLOR, STATUS_COLORS};

/// The maximum number of rows per table of a report, by default.
pub const DOCUMENT_ROWS: usize = 2000;

/// The maximum number of rows per table in a notebook, by default.
pub const FRAGMENT_ROWS: usize = 20;

const STYLE: &str = include_str!("style.css");

impl Audit {
    /// Writes a self-contained HTML report with up to `rows` rows per table.
    pub fn to_html(&self, rows: usize) -> String {
        document(self, rows)
    }

    /// The same report as a fragment, with up to `rows` rows per table.
    pub fn to_html_fragment(&self, rows: usize) -> String {
        part(&body(self, rows))
    }

    /// One table as a fragment, with up to `rows` rows.
    pub fn table_to_html(&self, table: AuditTable, rows: usize) -> String {
        table_fragment(self, table, rows)
    }
}

/// The complete, self-contained report.
fn document(audit: &Audit, rows: usize) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content=(GENERATOR);
                title { "Directory sync audit, " (format_timestamp(audit.generated_at)) }
                style { (PreEscaped(STYLE)) }
            }
            body.wxbw-audit.wxbw-page {
                main {
                    h1 { "Directory sync audit" }
                    (body(audit, rows))
                }
                footer { p { (footnote(audit)) } }
            }
        }
    };
    markup.into_string()
}

const GENERATOR: &str = concat!("webex-broadworks ", env!("CARGO_PKG_VERSION"));

/// One table as a fragment of another document.
fn table_fragment(audit: &Audit, table: AuditTable, rows: usize) -> String {
    part(&tables::table(audit, table, rows))
}

fn part(content: &Markup) -> String {
    let markup = html! {
        div.wxbw-audit {
            style { (PreEscaped(STYLE)) }
            (content)
        }
    };
    markup.into_string()
}

/// Problems come before the inventory.
const ORDER: [AuditTable; 4] =
    [AuditTable::Findings, AuditTable::Errors, AuditTable::Enterprises, AuditTable::Trends];

fn body(audit: &Audit, rows: usize) -> Markup {
    html! {
        (summary_cards(audit))
        (chart::ages(audit))
        (overview(audit))
        @for table in ORDER {
            @if table != AuditTable::Trends || !audit.trends.is_empty() {
                (tables::table(audit, table, rows))
            }
        }
    }
}

/// The summary: the subject, and the most important numbers.
fn summary_cards(audit: &Audit) -> Markup {
    let summary = audit.summary();
    let high: Vec<_> = FindingKind::ALL
        .iter()
        .copied()
        .filter(|kind| *kind != FindingKind::Disabled && summary.count(*kind) > 0)
        .collect();
    html! {
        p.wxbw-about {
            (group_thousands(summary.enterprises as u64))
            @if summary.enterprises == 1 { " enterprise" } @else { " enterprises" }
            @if !summary.partners.is_empty() {
                " of "
                (escape_invisible(&summary.partners.join(", ")))
            }
            ", as of " (format_timestamp(summary.generated_at)) "."
        }
        dl.wxbw-figures {
            (summary_card("Directory sync on", summary.enabled, None))
            (summary_card("Without a finding", summary.healthy, None))
            @for kind in high { (summary_card(kind.title(), summary.count(kind), Some(kind))) }
        }
    }
}

fn summary_card(title: &str, number: usize, kind: Option<FindingKind>) -> Markup {
    html! {
        div {
            dt { @if let Some(kind) = kind { (dot(color::severity(kind.severity()))) } (title) }
            dd { (group_thousands(number as u64)) }
        }
    }
}

/// The meaning of each kind of finding, and the number of enterprises with it.
fn overview(audit: &Audit) -> Markup {
    let summary = audit.summary();
    let found: Vec<_> =
        FindingKind::ALL.iter().copied().filter(|kind| summary.count(*kind) > 0).collect();
    if found.is_empty() {
        return html! { p { strong { "Nothing was found." } } };
    }
    html! {
        div.wxbw-scroll tabindex="0" role="region" aria-label="Kinds of findings" {
            table {
                caption { "What was found" }
                thead {
                    tr {
                        th scope="col" { "Finding" }
                        th scope="col" { "Severity" }
                        th.wxbw-number scope="col" { "Enterprises" }
                        th scope="col" { "What it means" }
                        th scope="col" { "What to do" }
                    }
                }
                tbody {
                    @for kind in found {
                        tr {
                            th scope="row" { (kind.title()) }
                            td { (tables::severity(kind.severity())) }
                            td.wxbw-number { (group_thousands(summary.count(kind) as u64)) }
                            td.wxbw-text { (tables::sentence(kind.meaning())) }
                            td.wxbw-text { (kind.remedy()) }
                        }
                    }
                }
            }
        }
    }
}

fn footnote(audit: &Audit) -> String {
    format!(
        "Ages count from {}. Webex shows of each enterprise no more than its last sync: what is \
         said here about runs is about that one. Made with {GENERATOR}.",
        format_timestamp(audit.generated_at)
    )
}
