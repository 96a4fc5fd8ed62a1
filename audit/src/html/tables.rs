//! A table of a report.

use maud::{Markup, html};

use super::color::{self, dot};
use crate::format::{escape_invisible, group_thousands};
use crate::kind::Severity;

/// A row: its partner, its heading, and its cells.
pub(crate) struct Cells<'a> {
    pub(crate) partner: Option<&'a str>,
    pub(crate) head: Markup,
    pub(crate) rest: Markup,
}

/// The class of columns with numbers.
pub(crate) const NUMBER: &str = "wxbw-number";

/// A table with a caption, titles and classes of its columns, up to `limit` rows, and the number of
/// those that are left out.
pub(crate) fn table<'a, T>(
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
