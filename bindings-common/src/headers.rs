//! The headers of a response by name.

use webex_broadworks::Metadata;

/// Returns each header of a response once, its values joined by commas.
///
/// Each byte of a value is the character of the same number in Latin-1, which loses nothing.
pub fn joined_headers(metadata: &Metadata) -> Vec<(&str, String)> {
    let joined = |name| {
        let values = metadata.headers.get_all(name).iter();
        let values: Vec<String> = values
            .map(|value| value.as_bytes().iter().copied().map(char::from).collect())
            .collect();
        values.join(", ")
    };
    metadata.headers.keys().map(|name| (name.as_str(), joined(name))).collect()
}
