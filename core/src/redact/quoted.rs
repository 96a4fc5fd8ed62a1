//! Finds unknown tokens in the response of a token endpoint.

use serde_json::Value;
use uuid::Uuid;

use crate::redact::decode::{MAX_LEVELS, Undo, decode};

/// How much of a response is searched, and how many tokens are taken from it.
const SEARCHED_BYTES: usize = 64 * 1024;
const MAX_TOKENS: usize = 8;

/// The minimum length of a token after its name, if only a space separates them.
const SHORTEST_WORD: usize = 16;

/// The minimum length of a token anywhere: a word with small letters, capitals and digits.
const SHORTEST_RANDOM_WORD: usize = 24;

/// The maximum number of characters before the UUID of a tracking id.
const LONGEST_PREFIX: usize = 21;

/// The maximum distance between a token and its name.
const LONGEST_SEPARATOR: usize = 12;

/// A token, and what is shown instead of it.
type QuotedToken = (&'static str, String);

/// The tokens in a response, in any field or text, and in any encoding.
pub(crate) fn quoted_tokens(answer: &[u8]) -> Vec<QuotedToken> {
    let mut tokens = Vec::new();
    let answer = answer.get(..SEARCHED_BYTES).unwrap_or(answer);
    if let Ok(json) = serde_json::from_slice(answer) {
        of_json(&json, None, &mut tokens);
    }
    let mut level = answer.to_vec();
    for _ in 0..=MAX_LEVELS {
        of_text(&String::from_utf8_lossy(&level), &mut tokens);
        match decode(&level, Undo::AllButQuotedPrintable) {
            Some(next) => level = next.bytes,
            None => break,
        }
    }
    tokens.truncate(MAX_TOKENS);
    tokens
}

/// Takes the texts of fields that are named after tokens.
fn of_json(value: &Value, label: Option<&'static str>, tokens: &mut Vec<QuotedToken>) {
    match value {
        Value::String(text) => label.into_iter().for_each(|label| add(label, text, tokens)),
        Value::Array(values) => values.iter().for_each(|value| of_json(value, label, tokens)),
        Value::Object(fields) => {
            for (name, value) in fields {
                let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
                let label = match &*name.to_ascii_lowercase() {
                    "accesstoken" => Some("[the access token]"),
                    "refreshtoken" => Some("[the refresh token]"),
                    _ => label,
                };
                of_json(value, label, tokens);
            }
        }
        _ => {}
    }
}

/// Takes the words after the name of a token in a text, and those that look random.
fn of_text(text: &str, tokens: &mut Vec<QuotedToken>) {
    let is_outside = |c: char| !c.is_ascii_alphanumeric() && !"-._~+/=".contains(c);
    let lower = text.to_ascii_lowercase();
    for name in ["token", "bearer"] {
        for (at, _) in lower.match_indices(name) {
            let rest = text.get(at + name.len()..).unwrap_or_default();
            let is_separator = |c: char| c.is_whitespace() || "\"'\\:=>,`".contains(c);
            let word = rest.trim_start_matches(is_separator);
            let separator = rest.strip_suffix(word).unwrap_or_default();
            if separator.is_empty() || separator.len() > LONGEST_SEPARATOR {
                continue;
            }
            let word = word.split(is_outside).next().unwrap_or_default();
            let word = word.trim_end_matches(['.', '=']);
            let is_assigned = separator.contains([':', '=']);
            let has = |what: fn(&char) -> bool| word.chars().any(|c| what(&c));
            // Words of a message have no digit.
            if has(char::is_ascii_digit)
                && has(char::is_ascii_alphabetic)
                && (is_assigned || word.len() >= SHORTEST_WORD)
            {
                add("[a token]", word, tokens);
            }
        }
    }
    for word in text.split(is_outside) {
        // The value after the name in an assignment.
        let word = word.trim_end_matches(['.', '=']).rsplit('=').next().unwrap_or_default();
        if is_random(word) {
            add("[a token]", word, tokens);
        }
    }
}

/// Whether a word is probably a token: neither a word of a language nor a tracking id.
fn is_random(word: &str) -> bool {
    let has = |what: fn(&char) -> bool| word.chars().any(|c| what(&c));
    let prefix = word.len().checked_sub(36).filter(|prefix| *prefix <= LONGEST_PREFIX);
    let id = prefix.and_then(|prefix| word.get(prefix..));
    word.len() >= SHORTEST_RANDOM_WORD
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_digit)
        // An address.
        && !word.starts_with("//")
        && id.is_none_or(|id| Uuid::try_parse(id).is_err())
}

fn add(label: &'static str, token: &str, tokens: &mut Vec<QuotedToken>) {
    let token = token.trim();
    if !token.is_empty() && !tokens.iter().any(|(_, known)| known == token) {
        tokens.push((label, token.to_owned()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "Nw5Gh7Jk2Lq9Wz4Vb6Tc8Rx1Sd3";

    #[test]
    fn a_token_is_found_in_fields_and_in_texts() {
        for answer in [
            r#"{"access_token":"TOKEN"}"#,
            r#"{"error":{"refreshToken":["TOKEN"]}}"#,
            r#"{"message":"already refreshed: {\"access_token\": \"TOKEN\"}"}"#,
            r#"{"error_description":"access_token=TOKEN&expires_in=1 was granted before"}"#,
            "<pre>refresh_token&quot;:&quot;TOKEN&quot;</pre>",
            "access%5Ftoken%3DTOKEN%26x",
            "the refresh token TOKEN. It was replaced",
            "Authorization: Bearer TOKEN",
            r#"{"message":"the new one is <TOKEN>"}"#,
        ] {
            let answer = answer.replace("TOKEN", TOKEN);
            let tokens = quoted_tokens(answer.as_bytes());
            assert!(tokens.iter().any(|(_, token)| token == TOKEN), "{answer}");
        }
    }

    #[test]
    fn the_words_of_a_message_are_no_tokens() {
        for answer in [
            "",
            "The refresh token provided is expired, revoked, malformed, or invalid",
            r#"{"message":"access_token: required","errors":[{"description":"token expired"}]}"#,
            r#"{"token_type":"Bearer","refresh_token_expires_in":7776000,"access_token":null}"#,
            r#"{"error":"invalid_token","trackingId":"ROUTER_5F2A-01"}"#,
            r#"{"trackingId":"WEBEX-BROADWORKS_1eb65fdf-9643-417f-9974-ad72cae0e10f"}"#,
            "see https://developer.webex.com/docs/Integrations2",
        ] {
            assert!(quoted_tokens(answer.as_bytes()).is_empty(), "{answer}");
        }
    }

    #[test]
    fn one_answer_does_not_bring_many() {
        let many: Vec<String> = (0..100).map(|n| format!("access_token=a1b2c3d4{n}")).collect();
        assert_eq!(quoted_tokens(many.join(" ").as_bytes()).len(), MAX_TOKENS);
    }
}
