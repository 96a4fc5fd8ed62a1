//! Formats numbers, durations and times, and replaces invisible characters.

use std::borrow::Cow;
use std::fmt::Write as _;

use webex_broadworks::Timestamp;

/// A number with its thousands grouped.
pub(crate) fn group_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number that may be absent.
pub(crate) fn group_optional(number: Option<i64>) -> String {
    match number {
        None => String::new(),
        Some(number) if number < 0 => format!("-{}", group_thousands(number.unsigned_abs())),
        Some(number) => group_thousands(number.unsigned_abs()),
    }
}

/// A duration in its two largest units.
pub(crate) fn humanize_duration(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative")]
    let whole = seconds.max(0.0).round() as u64;
    let (days, hours, minutes) = (whole / 86_400, whole / 3600 % 24, whole / 60 % 60);
    let tenths = (seconds.max(0.0) * 10.0).round() / 10.0;
    match whole {
        0..10 if tenths.fract() > 0.0 => format!("{tenths:.1} s"),
        0..60 => format!("{whole} s"),
        60..3600 => two_units((minutes, "min"), (whole % 60, "s")),
        3600..86_400 => two_units((hours, "h"), (minutes, "min")),
        86_400..864_000 => two_units((days, if days == 1 { "day" } else { "days" }), (hours, "h")),
        _ => format!("{} days", group_thousands(days)),
    }
}

fn two_units(large: (u64, &str), small: (u64, &str)) -> String {
    match small.0 {
        0 => format!("{} {}", large.0, large.1),
        _ => format!("{} {} {} {}", large.0, large.1, small.0, small.1),
    }
}

/// An error code as a clause: its meaning, and Webex's own description.
pub(crate) fn explain_error(
    code: Option<i64>,
    meaning: Option<&str>,
    description: Option<&str>,
) -> String {
    let text = match (meaning, description) {
        (Some(meaning), Some(own)) => format!("{meaning} (Webex: {own})"),
        (meaning, own) => meaning.or(own).unwrap_or("no description").to_owned(),
    };
    match code {
        Some(code) => format!("code {code}: {text}"),
        None => text,
    }
}

/// A time to the minute.
pub(crate) fn format_timestamp(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Replaces invisible characters by their names: control characters, those that set the direction
/// of text, and those without width.
pub(crate) fn escape_invisible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_invisible(character) {
            let _ = write!(shown, "[U+{:04X}]", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            u32::from(character),
            0x00AD | 0x061C | 0x180E | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFEFF
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        let shown = [0, 7, 999, 1000, 12_345, 1_234_567].map(group_thousands);
        assert_eq!(shown, ["0", "7", "999", "1,000", "12,345", "1,234,567"]);
        assert_eq!(group_optional(Some(-1200)), "-1,200");
    }

    #[test]
    fn durations_have_two_units() {
        let shown = [0.0, 1.99, 2.5, 42.0, 150.0, 3600.0, 4355.0, 86_400.0, 180_000.0, 1e6, 1e9];
        assert_eq!(
            shown.map(humanize_duration),
            [
                "0 s",
                "2 s",
                "2.5 s",
                "42 s",
                "2 min 30 s",
                "1 h",
                "1 h 12 min",
                "1 day",
                "2 days 2 h",
                "11 days",
                "11,574 days",
            ]
        );
    }

    #[test]
    fn invisible_characters_are_named() {
        assert_eq!(escape_invisible("Reseller1+acme é"), "Reseller1+acme é");
        assert_eq!(
            escape_invisible("a\u{202e}b\u{1b}[31mc\u{200b}\n"),
            "a[U+202E]b[U+001B][31mc[U+200B][U+000A]"
        );
    }
}
