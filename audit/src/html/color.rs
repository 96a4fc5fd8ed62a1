//! The colors of states and severities, legible on light and dark backgrounds. A word always
//! accompanies them.

use maud::{Markup, html};

use crate::kind::Severity;

const RED: &str = "#d64550";
const AMBER: &str = "#c98a1b";
const GREY: &str = "#8b949e";

/// The states that have a color of their own, and that color.
pub const STATUS_COLORS: [(&str, &str); 4] =
    [("COMPLETE", "#2f9e6e"), ("IN_PROGRESS", "#3b82d6"), ("NOT_SYNCED", GREY), ("FAILED", RED)];

/// The same of subscribers.
const SUBSCRIBER_STATUS_COLORS: [(&str, &str); 6] = [
    ("provisioned", "#2f9e6e"),
    ("provisioning", "#3b82d6"),
    ("updating", "#3b82d6"),
    ("pending_email_validation", "#8a63d2"),
    ("pending_user_migration", "#1f9aa8"),
    ("error", RED),
];

/// The color of every other state.
pub const OTHER_COLOR: &str = AMBER;

pub(super) fn status(status: &str) -> &'static str {
    let known =
        STATUS_COLORS.iter().chain(&SUBSCRIBER_STATUS_COLORS).find(|(known, _)| *known == status);
    known.map_or(OTHER_COLOR, |(_, color)| color)
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::High => RED,
        Severity::Medium => AMBER,
        Severity::Low => GREY,
    }
}

/// A dot in a color, before the word with the same meaning.
pub(super) fn dot(color: &str) -> Markup {
    html! { span.wxbw-dot style={ "background:" (color) } aria-hidden="true" {} }
}
