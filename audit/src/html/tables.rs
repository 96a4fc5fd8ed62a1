//! A table of a report.

use maud::{Markup, html};

use super::color::{self, dot};
use crate::format::{
    escape_invisible, format_timestamp, group_optional, group_thousands, humanize_duration,
};
use crate::kind::{Kind, Severity};
use crate::report::Row;
use webex_broadworks::Timestamp;

/// A column: its title, the class of its cells, and their content. The first one heads its rows.
pub(crate) struct Column<T> {
    title: &'static str,
    class: Option<&'static str>,
    cell: fn(&T) -> Markup,
}

impl<T> Column<T> {
    pub(crate) const fn new(title: &'static str, cell: fn(&T) -> Markup) -> Self {
        Self { title, class: None, cell }
    }

    /// A column of numbers.
    pub(crate) const fn number(title: &'static str, cell: fn(&T) -> Markup) -> Self {
        Self { title, class: Some("wxbw-number"), cell }
    }

    /// A column of longer texts.
    pub(crate) const fn prose(title: &'static str, cell: fn(&T) -> Markup) -> Self {
        Self { title, class: Some("wxbw-text"), cell }
    }
}

/// A table with a caption, up to `limit` rows, and the number of those that are left out.
pub(crate) fn table<'a, T: Row + 'a>(
    caption: &str,
    columns: &[Column<T>],
    rows: impl IntoIterator<Item = &'a T>,
    limit: usize,
) -> Markup {
    let rows: Vec<_> = rows.into_iter().collect();
    let partners = rows.iter().any(|row| row.partner().is_some());
    let left_out = rows.len().saturating_sub(limit);
    html! {
        div.wxbw-scroll tabindex="0" role="region" aria-label=(caption) {
            table {
                caption { (caption) " " span.wxbw-count { (group_thousands(rows.len() as u64)) } }
                thead {
                    tr {
                        @for (at, column) in columns.iter().enumerate() {
                            @if at == 1 && partners { th scope="col" { "Partner" } }
                            // A title is as wide as it needs, whatever its column holds.
                            @let class = column.class.filter(|class| *class == "wxbw-number");
                            th class=[class] scope="col" { (column.title) }
                        }
                    }
                }
                tbody {
                    @for row in rows.iter().take(limit) {
                        tr {
                            @for (at, column) in columns.iter().enumerate() {
                                @if at == 1 && partners { td { (text(row.partner())) } }
                                @let cell = (column.cell)(row);
                                @if at == 0 { th scope="row" { (cell) } }
                                @else { td class=[column.class] { (cell) } }
                            }
                        }
                    }
                    @if rows.is_empty() {
                        tr { td colspan=(columns.len()) { "None." } }
                    }
                }
            }
        }
        @if left_out > 0 {
            p.wxbw-more { (group_thousands(left_out as u64)) " more rows are not shown." }
        }
    }
}

/// The rows with the most severe findings first, and those without any last.
pub(crate) fn most_severe_first<T, K: Kind>(rows: &[T], findings: fn(&T) -> &[K]) -> Vec<&T> {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|row| (findings(row).is_empty(), findings(row).first().copied()));
    rows
}

/// The name of an enterprise or a subscriber, with its id as a tooltip.
pub(crate) fn name(name: Option<&str>, id: Option<&str>) -> Markup {
    let shown = name.or(id).unwrap_or("(without an id)");
    html! { bdi title=[id.map(escape_invisible)] { (escape_invisible(shown)) } }
}

pub(crate) fn text(text: Option<&str>) -> Markup {
    html! { bdi { (escape_invisible(text.unwrap_or_default())) } }
}

/// A clause as a sentence.
pub(crate) fn sentence(clause: &str) -> Markup {
    let shown = escape_invisible(clause);
    let end = if shown.is_empty() || shown.ends_with(['.', '!', '?']) { "" } else { "." };
    html! { bdi { (capitalize(&shown)) (end) } }
}

/// A text with its first letter in upper case.
pub(crate) fn capitalize(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.as_str().chars()).collect()
}

pub(crate) fn count(count: usize) -> Markup {
    html! { (group_thousands(count as u64)) }
}

pub(crate) fn number(number: Option<i64>) -> Markup {
    html! { (group_optional(number)) }
}

pub(crate) fn time(time: Option<Timestamp>) -> Markup {
    html! { (time.map(format_timestamp).unwrap_or_default()) }
}

/// The age of something, with its time as a tooltip.
pub(crate) fn age(seconds: Option<f64>, since: Option<Timestamp>, unknown: &str) -> Markup {
    let shown = seconds.map_or_else(|| unknown.to_owned(), humanize_duration);
    html! { span title=[since.map(format_timestamp)] { (shown) } }
}

/// The titles of findings.
pub(crate) fn kinds<K: Kind>(kinds: &[K]) -> Markup {
    comma_separated(kinds.iter().map(|kind| kind.title()))
}

/// Examples of `count` subjects.
pub(crate) fn examples(examples: &[String], count: usize) -> Markup {
    html! {
        (comma_separated(examples))
        @if count > examples.len() { ", \u{2026}" }
    }
}

pub(crate) fn status(status: &str) -> Markup {
    html! { (dot(color::status(status))) bdi { (escape_invisible(status)) } }
}

pub(crate) fn severity(severity: Severity) -> Markup {
    html! { (dot(color::severity(severity))) (severity.name()) }
}

/// Values with commas between them.
pub(crate) fn comma_separated<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Markup {
    html! {
        @for (at, value) in values.into_iter().enumerate() {
            @if at > 0 { ", " }
            bdi { (escape_invisible(value.as_ref())) }
        }
    }
}

/// What an error code means, and what Webex says about it.
pub(crate) fn meaning_of_code(meaning: Option<&str>, description: Option<&str>) -> Markup {
    html! {
        @if let Some(meaning) = meaning { (sentence(meaning)) }
        @if let Some(description) = description {
            @if meaning.is_some() { br; }
            span.wxbw-minor { "Webex: " (escape_invisible(description)) }
        }
    }
}

/// An error code, with its short name.
pub(crate) fn code(code: Option<i64>, name: Option<&str>) -> Markup {
    html! {
        @match code { Some(code) => (code), None => "without a code" }
        @if let Some(name) = name { br; span.wxbw-minor { (name) } }
    }
}
