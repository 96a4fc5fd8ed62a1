//! Makes text from outside harmless for a terminal and for a spreadsheet. Pure.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Escapes characters that a terminal obeys, or that change the text direction.
pub(crate) fn escape_terminal(text: &str) -> Cow<'_, str> {
    escaped(text, |out, c| {
        let _ = match c {
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            _ => write!(out, "\\u{{{:x}}}", u32::from(c)),
        };
    })
}

/// Formats JSON for a person: the same value, without characters that a terminal obeys.
pub(crate) fn escape_terminal_json(json: &str) -> Cow<'_, str> {
    escaped(json, |out, c| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// Characters that a spreadsheet may take for the start of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text that no spreadsheet takes for a formula, because of a leading `'`.
pub(crate) fn guard_formula(text: &str) -> Cow<'_, str> {
    if is_guarded_or_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text behind a guard.
pub(crate) fn remove_guard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_guarded_or_formula(rest)).unwrap_or(text)
}

fn is_guarded_or_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

fn escaped(text: &str, escape: impl Fn(&mut String, char)) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_dangerous(c) {
            escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Control characters, characters that change the text direction, and invisible ones.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_control_characters_are_escaped() {
        assert_eq!(escape_terminal("a\u{1b}[2Jb"), "a\\u{1b}[2Jb");
        assert_eq!(escape_terminal("a\u{202e}b\u{9b}c\nd"), "a\\u{202e}b\\u{9b}c\\nd");
        assert!(matches!(escape_terminal("Müller & 株式会社"), Cow::Borrowed(_)));
    }

    #[test]
    fn json_stays_the_same_value() {
        let value = serde_json::json!({"a": "x\u{202e}\u{9b}\u{e0041}y"});
        let text = value.to_string();
        let shown = escape_terminal_json(&text);
        assert!(!shown.chars().any(is_dangerous));
        let read: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
        assert_eq!(read, value);
    }

    #[test]
    fn formulas_are_guarded() {
        for bad in ["=1+1", "+1", "-1", "@x", "\tx", "\rx"] {
            assert!(guard_formula(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(guard_formula("Reseller1+acme"), "Reseller1+acme");
    }

    #[test]
    fn removing_a_guard_restores_the_original_text() {
        for text in ["=1", "+15551234567@a.com", "'=1", "''-", "'x", "x", "", "'", "\\n\n\u{1b}"] {
            assert_eq!(remove_guard(&guard_formula(text)), text);
        }
    }
}
