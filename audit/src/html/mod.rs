//! The HTML report of an audit: one writer for files, for notebooks and for the command.
//!
//! Everything that comes from outside goes through maud, which escapes it, and through
//! [`escape_invisible`], which names what cannot be seen.

pub(crate) mod chart;
mod color;
pub(crate) mod tables;

use maud::{DOCTYPE, Markup, PreEscaped, html};

use self::color::dot;
use super::format::{escape_invisible, format_timestamp, group_thousands};
use super::kind::{Declaration, Kind, Severity};
use super::summary::Count;

pub use self::color::{OTHER_COLOR, STATUS_COLORS};

use webex_broadworks::Timestamp;

const STYLE: &str = include_str!("style.css");

const GENERATOR: &str = concat!("webex-broadworks ", env!("CARGO_PKG_VERSION"));

/// What a report says.
pub(crate) struct Content {
    pub(crate) title: &'static str,
    /// What is audited, in the singular and in the plural.
    pub(crate) subjects: (&'static str, &'static str),
    pub(crate) generated_at: Timestamp,
    pub(crate) partners: Vec<String>,
    /// The number of subjects.
    pub(crate) count: usize,
    /// The numbers at the top, before those of the findings.
    pub(crate) cards: Vec<Card>,
    pub(crate) kinds: Vec<FoundKind>,
    pub(crate) chart: Markup,
    pub(crate) tables: Vec<Markup>,
    /// What Webex doesn't show.
    pub(crate) footnote: &'static str,
}

/// A number with a title.
pub(crate) struct Card {
    title: &'static str,
    number: usize,
}

impl Card {
    pub(crate) const fn new(title: &'static str, number: usize) -> Self {
        Self { title, number }
    }
}

/// A kind of finding that there is, and the number of subjects that it concerns.
pub(crate) struct FoundKind {
    declaration: Declaration,
    count: usize,
}

impl FoundKind {
    /// The kinds that concern anything.
    pub(crate) fn all<K: Kind>(counts: &[Count<K>]) -> Vec<Self> {
        let found = counts.iter().filter(|count| count.count > 0);
        let found = found.map(|it| Self { declaration: it.name.declaration(), count: it.count });
        found.collect()
    }
}

impl Content {
    /// The complete, self-contained report.
    pub(crate) fn document(&self) -> String {
        let markup = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="generator" content=(GENERATOR);
                    title { (self.title) ", " (format_timestamp(self.generated_at)) }
                    style { (PreEscaped(STYLE)) }
                }
                body.wxbw-audit.wxbw-page {
                    main {
                        h1 { (self.title) }
                        (self.body())
                    }
                    footer { p { (self.footnote()) } }
                }
            }
        };
        markup.into_string()
    }

    /// The same report as a fragment of another document.
    pub(crate) fn fragment(&self) -> String {
        part(&self.body())
    }

    fn body(&self) -> Markup {
        html! {
            (self.summary_cards())
            (self.chart)
            (self.overview())
            @for table in &self.tables { (table) }
        }
    }

    /// The summary: the subject, and the most important numbers.
    fn summary_cards(&self) -> Markup {
        let (one, many) = self.subjects;
        let high = self.kinds.iter().filter(|kind| kind.declaration.severity != Severity::Low);
        html! {
            p.wxbw-about {
                (group_thousands(self.count as u64)) " "
                (if self.count == 1 { one } else { many })
                @if !self.partners.is_empty() {
                    " of "
                    (escape_invisible(&self.partners.join(", ")))
                }
                ", as of " (format_timestamp(self.generated_at)) "."
            }
            dl.wxbw-figures {
                @for card in &self.cards { (summary_card(card.title, card.number, None)) }
                @for kind in high {
                    @let Declaration { title, severity, .. } = kind.declaration;
                    (summary_card(title, kind.count, Some(severity)))
                }
            }
        }
    }

    /// The meaning of each kind of finding, and the number of subjects with it.
    fn overview(&self) -> Markup {
        if self.kinds.is_empty() {
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
                            th.wxbw-number scope="col" { (tables::capitalize(self.subjects.1)) }
                            th scope="col" { "What it means" }
                            th scope="col" { "What to do" }
                        }
                    }
                    tbody {
                        @for FoundKind { declaration, count } in &self.kinds {
                            tr {
                                th scope="row" { (declaration.title) }
                                td { (tables::severity(declaration.severity)) }
                                td.wxbw-number { (group_thousands(*count as u64)) }
                                td.wxbw-text { (tables::sentence(declaration.meaning)) }
                                td.wxbw-text { (declaration.remedy) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn footnote(&self) -> String {
        format!(
            "Ages count from {}. {} Made with {GENERATOR}.",
            format_timestamp(self.generated_at),
            self.footnote
        )
    }
}

/// A fragment of another document, with the style that it needs.
pub(crate) fn part(content: &Markup) -> String {
    let markup = html! {
        div.wxbw-audit {
            style { (PreEscaped(STYLE)) }
            (content)
        }
    };
    markup.into_string()
}

fn summary_card(title: &str, number: usize, severity: Option<Severity>) -> Markup {
    html! {
        div {
            dt { @if let Some(severity) = severity { (dot(color::severity(severity))) } (title) }
            dd { (group_thousands(number as u64)) }
        }
    }
}
