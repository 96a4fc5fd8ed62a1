//! Keys of Webex's answers whose values are secrets: data for the caller, hidden in every message.

use std::borrow::Cow;

use serde_json::Value;

/// The key of a link that needs no token.
const SECRET_KEYS: [&str; 1] = ["tempDownloadURL"];

/// The text that replaces a value.
const HIDDEN: &str = "[hidden]";

/// Removes such keys from an object.
pub(crate) fn remove_secret_keys(value: &mut Value) {
    if let Value::Object(object) = value {
        object.retain(|key, _| !SECRET_KEYS.contains(&&**key));
    }
}

/// Hides the values of such keys in JSON text, also if the text is truncated.
pub(crate) fn hide_secret_values(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    for key in SECRET_KEYS {
        if clean.contains(key) {
            clean = Cow::Owned(hide_values_of(key, &clean));
        }
    }
    clean
}

fn hide_values_of(key: &str, text: &str) -> String {
    let mut parts = text.split(key);
    let mut clean = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let value = part.trim_start_matches(|c: char| c.is_whitespace() || "\\\"':=".contains(c));
        let (before, _) = part.split_at(part.len() - value.len());
        let is_end = |c: char| c.is_whitespace() || "\"'<>,}".contains(c);
        let rest = value.find(is_end).map_or("", |end| value.split_at(end).1);
        clean.extend([key, before, HIDDEN, rest]);
    }
    clean
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_link_is_hidden_in_json_whole_cut_or_quoted() {
        for (text, clean) in [
            (r#"{"id":"R1"}"#, r#"{"id":"R1"}"#),
            (
                r#"{"tempDownloadURL": "https://h/f?s=1","id":"R1"}"#,
                r#"{"tempDownloadURL": "[hidden]","id":"R1"}"#,
            ),
            (r#"{"tempDownloadURL":"https:\/\/h\/f"#, r#"{"tempDownloadURL":"[hidden]"#),
            (
                r#""{\"tempDownloadURL\":\"https://h/f\"}""#,
                r#""{\"tempDownloadURL\":\"[hidden]"}""#,
            ),
        ] {
            assert_eq!(hide_secret_values(text), clean);
        }
    }

    #[test]
    fn the_link_is_removed_from_an_object() {
        let mut report = json!({"id": "R1", "tempDownloadURL": "https://h/f?s=1"});
        remove_secret_keys(&mut report);
        assert_eq!(report, json!({"id": "R1"}));
    }
}
