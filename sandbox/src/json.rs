//! Reads the JSON input of a sandbox, with errors that callers in any language understand.

use serde::de::DeserializeOwned;

/// Rust's type names, and the JSON terms for them.
const PLAIN_WORDS: [(&str, &str); 9] = [
    ("expected usize", "expected a whole number of at least 0"),
    ("expected u64", "expected a whole number of at least 0"),
    ("expected u32", "expected a whole number of at least 0"),
    ("expected u16", "expected a whole number of at least 0"),
    ("expected f64", "expected a number"),
    ("expected a sequence", "expected an array"),
    ("expected a map", "expected an object"),
    ("unknown variant", "unknown name"),
    ("unknown field", "unknown key"),
];

/// Reads a value from JSON. The error names the key, the expected type and the value it got.
///
/// # Errors
///
/// The reason as a clause, without a full stop.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let mut reader = serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let reason = plain(&error.inner().to_string());
        if path == "." { reason } else { format!("`{path}`: {reason}") }
    })
}

fn plain(reason: &str) -> String {
    // The position in a text that the caller never saw.
    let reason = reason.split(" at line ").next().unwrap_or(reason);
    let mut reason = reason.to_owned();
    for (rust, words) in PLAIN_WORDS {
        reason = reason.replace(rust, words);
    }
    match reason.split_once("expected struct ") {
        Some((before, _)) => format!("{before}expected an object"),
        None => reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fault, SandboxOptions};

    fn refusal<T: DeserializeOwned>(text: &str) -> String {
        from_json::<T>(text).err().unwrap_or_default()
    }

    #[test]
    fn errors_name_the_key_and_not_a_rust_type() {
        let enterprises = refusal::<SandboxOptions>(r#"{"enterprises": "3"}"#);
        assert_eq!(
            enterprises,
            "`enterprises`: invalid type: string \"3\", expected a whole number of at least 0"
        );
        let faults = refusal::<SandboxOptions>(r#"{"faults": {"name": "cut"}}"#);
        assert_eq!(faults, "`faults`: invalid type: map, expected an array");
        let fault = refusal::<Vec<Fault>>(r#"[{"name": "throttle", "retry_after": 1}]"#);
        assert_eq!(fault, "`[0]`: invalid type: integer `1`, expected a string");
        let unknown = refusal::<SandboxOptions>(r#"{"enterprise": 3}"#);
        assert!(unknown.contains("unknown key `enterprise`"), "{unknown}");
    }
}
