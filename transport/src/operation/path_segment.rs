//! Checks the segments of paths before they are used in a URL.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};

use crate::error::{Error, Result};
use crate::message::{Message, Name, message};

/// The maximum length of an id in bytes.
const MAX_ID_BYTES: usize = 512;

/// Everything except the unreserved characters of RFC 3986.
pub const UNRESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What to pass as a path.
pub fn path_remedy() -> Message {
    message!(
        "Pass a path such as /organizations/{{orgId}}, and its query parameters by {}.",
        Name::Argument("query")
    )
}

/// Checks that an argument can be exactly one segment of a path; `remedy` says what to pass instead.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](crate::error::ErrorKind) if a URL would change it.
pub fn validate_path_segment(
    argument: &'static str,
    value: &str,
    remedy: impl FnOnce() -> Message,
) -> Result<()> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte);
    // The usual case, checked in one pass.
    if (1..=MAX_ID_BYTES).contains(&value.len()) && value.bytes().all(is_plain) {
        return Ok(());
    }
    let fault = if value.is_empty() {
        "is empty".to_owned()
    } else if value.len() > MAX_ID_BYTES {
        format!("has {} bytes; {MAX_ID_BYTES} are the most", value.len())
    } else if value == "." || value == ".." {
        format!("is \"{value}\", which a URL does not keep")
    } else if let Some(c) = value.chars().find(|c| c.is_control() || c.is_whitespace()) {
        format!("holds the character U+{:04X} (white space or control)", u32::from(c))
    } else if let Some(c) = value.chars().find(|c| r"/\?#%".contains(*c)) {
        format!("holds the character {c}")
    } else {
        return Ok(());
    };
    Err(Error::invalid_argument(message!("{} {fault}. {}", Name::Argument(argument), remedy())))
}

/// Percent-encodes a checked segment.
pub fn encode_segment(value: &str) -> PercentEncode<'_> {
    utf8_percent_encode(value, UNRESERVED)
}

/// The kind in an id that decodes to `ciscospark://<region>/<KIND>/<uuid>`.
///
/// Ids are opaque: this serves hints in messages and nothing else.
pub(crate) fn decode_id_kind(id: &str) -> Option<String> {
    let decoded = URL_SAFE_NO_PAD.decode(id.trim_end_matches('=')).ok()?;
    let uri = String::from_utf8(decoded).ok()?;
    let mut parts = uri.strip_prefix("ciscospark://")?.split('/');
    let (_region, kind, _value) = (parts.next()?, parts.next()?, parts.next()?);
    Some(kind.to_owned())
}

/// The canonical form of an enterprise's id: the `id` of the list with and without padding, and the
/// bare UUID in it, are the same. Other ids are unchanged.
pub fn canonical_id(id: &str) -> String {
    let trimmed = id.trim_end_matches('=');
    let decoded = URL_SAFE_NO_PAD.decode(trimmed).ok().and_then(|it| String::from_utf8(it).ok());
    let inner = decoded.as_deref().and_then(|uri| uri.strip_prefix("ciscospark://"));
    let bare = inner.and_then(|path| path.rsplit('/').next()).unwrap_or(id);
    uuid::Uuid::try_parse(bare).map_or_else(|_| trimmed.to_owned(), |uuid| uuid.to_string())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_url_would_change_is_refused() {
        for bad in ["", ".", "..", "a/b", "a\\b", "a?b", "a#b", "%2E%2E", "a b", "a\n", "\u{a0}"] {
            assert!(validate_path_segment("enterprise", bad, Message::default).is_err(), "{bad:?}");
        }
        assert!(validate_path_segment("enterprise", &"x".repeat(513), Message::default).is_err());
        assert!(validate_path_segment("enterprise", &"x".repeat(512), Message::default).is_ok());
        assert!(validate_path_segment("enterprise", "Y2lz+=", Message::default).is_ok());
    }

    #[test]
    fn a_kind_is_read_with_and_without_padding() {
        let id =
            "Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvNjk3MGU2YmItNzQzOS00ZmZiLWFkMzQtZDNmZjAxNjdkZGFk";
        assert_eq!(decode_id_kind(id).as_deref(), Some("SUBSCRIBER"));
        assert_eq!(decode_id_kind(&format!("{id}==")).as_deref(), Some("SUBSCRIBER"));
        assert_eq!(decode_id_kind("not-an-id"), None);
    }

    proptest! {
        #[test]
        fn an_accepted_id_is_one_segment_and_comes_back_unchanged(id in "\\PC{1,40}") {
            if validate_path_segment("enterprise", &id, Message::default).is_err() {
                return Ok(());
            }
            let url = format!("https://h/v1/a/{}/b", encode_segment(&id));
            let url = url::Url::parse(&url).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!(segments.len(), 4);
            let back = percent_encoding::percent_decode_str(segments[2]).decode_utf8().unwrap();
            prop_assert_eq!(back.as_ref(), id.as_str());
        }
    }
}
