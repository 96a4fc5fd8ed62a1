//! Keys of Webex's answers whose values are secrets: data for the caller, hidden in every message.

use std::borrow::Cow;

use serde_json::Value;

/// The key of a link that needs no token, and those of tokens.
const SECRET_KEYS: [&str; 5] =
    ["tempDownloadURL", "access_token", "refresh_token", "accessToken", "refreshToken"];

/// The minimum length of a value: shorter ones are words of a message, as in `access_token: required`.
pub(crate) const SHORTEST_VALUE: usize = 16;

/// The text that replaces a value.
const HIDDEN: &str = "[hidden]";

/// Removes such keys from an object.
pub fn remove_secret_keys(value: &mut Value) {
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
        let (value, rest) = value.split_at(value.find(is_end).unwrap_or(value.len()));
        // Without a separator, it is the rest of a longer key.
        let is_secret = !before.is_empty() && value.len() >= SHORTEST_VALUE;
        let value = if is_secret { HIDDEN } else { value };
        clean.extend([key, before, value, rest]);
    }
    clean
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_hidden_in_json_whole_cut_or_quoted() {
        for (text, clean) in [
            ("access_token: required", "access_token: required"),
            ("use refresh_token=Nw5Gh7Jk2Lq9Wz4Vb6T&x", "use refresh_token=[hidden]"),
            (
                r#"{"refresh_token_expires_in_seconds":60}"#,
                r#"{"refresh_token_expires_in_seconds":60}"#,
            ),
            (r#"{"id":"R1"}"#, r#"{"id":"R1"}"#),
            (
                r#"{"tempDownloadURL": "https://h/file?s=0123","id":"R1"}"#,
                r#"{"tempDownloadURL": "[hidden]","id":"R1"}"#,
            ),
            (r#"{"tempDownloadURL":"https:\/\/h\/file?s=01"#, r#"{"tempDownloadURL":"[hidden]"#),
            (
                r#""{\"tempDownloadURL\":\"https://h/file?s=01\"}""#,
                r#""{\"tempDownloadURL\":\"[hidden]"}""#,
            ),
        ] {
            assert_eq!(hide_secret_values(text), clean);
        }
    }

    #[test]
    fn the_link_is_removed_from_an_object() {
        let mut report = json!({"id": "R1", "tempDownloadURL": "https://h/file?s=0123"});
        remove_secret_keys(&mut report);
        assert_eq!(report, json!({"id": "R1"}));
    }
}
