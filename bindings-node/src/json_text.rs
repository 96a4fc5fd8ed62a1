//! Results on their way to JavaScript: one JSON text for each, written off the main thread and read
//! there by the engine's own `JSON.parse`, which no other way of building objects keeps up with.

use std::collections::VecDeque;
use std::mem;

use napi::bindgen_prelude::Latin1String;
use serde::Serialize;
use serde_json::{Map, Value, json};
use webex_broadworks::{Metadata, RawPage, RawResponse, WaitStep};
use webex_broadworks_bindings::joined_headers;
use webex_broadworks_bulk::RawOutcome;

/// How many bytes of items are parsed at once. More would delay the event loop noticeably.
const MAX_PART_BYTES: usize = 128 * 1024;

/// JSON in ASCII: a one-byte string for the engine, with nothing to decode.
pub(crate) struct JsonText(Vec<u8>);

impl JsonText {
    /// The data of a response; `null` for an empty body.
    pub(crate) fn of_data(response: &RawResponse) -> Self {
        let mut text = Self(Vec::with_capacity(response.body().len() + 4));
        text.push_body(response.body());
        text
    }

    /// `{"data", "metadata"}`; the data of an empty body is `null`.
    pub(crate) fn of_response(response: &RawResponse) -> Self {
        let mut text = Self::with_room_for(response.body());
        text.push("{\"data\":");
        text.push_body(response.body());
        text.push(",\"metadata\":");
        text.push(&metadata(response.metadata()).to_string());
        text.push("}");
        text
    }

    /// `{"waiting", "data", "metadata"}` of a step of a wait.
    pub(crate) fn of_wait_step(step: &WaitStep) -> Self {
        let mut text = Self::with_room_for(step.status.body());
        text.push("{\"waiting\":");
        let reason = step.phase.is_waiting().then(|| step.phase.name());
        text.push(&json!(reason).to_string());
        text.push(",\"data\":");
        text.push_body(step.status.body());
        text.push(",\"metadata\":");
        text.push(&metadata(step.status.metadata()).to_string());
        text.push("}");
        text
    }

    /// `{"items", "left", "cursor", "possiblyTruncated", "metadata"}` with the first items, and the
    /// other items in as many parts as `left` says; `null` after the last page.
    pub(crate) fn of_page(page: Option<&RawPage>) -> (Self, VecDeque<Self>) {
        let Some(page) = page else { return (Self::null(), VecDeque::new()) };
        let mut parts = Self::parts_of(page);
        let mut text = Self::with_room_for(&[]);
        text.push("{\"items\":");
        text.0.append(&mut parts.pop_front().unwrap_or_else(|| Self(b"[]".to_vec())).0);
        text.push(&format!(",\"left\":{}", parts.len()));
        text.push(",\"cursor\":");
        text.push(&json!(page.cursor()).to_string());
        text.push(",\"possiblyTruncated\":");
        text.push(&json!(page.possibly_truncated()).to_string());
        text.push(",\"metadata\":");
        text.push(&metadata(page.metadata()).to_string());
        text.push("}");
        (text, parts)
    }

    /// The items of a page as arrays, each of which is parsed in its own turn of the event loop.
    fn parts_of(page: &RawPage) -> VecDeque<Self> {
        let mut parts = VecDeque::new();
        let mut part = Self::with_room_for(&[]);
        for item in page.items() {
            part.push(if part.0.is_empty() { "[" } else { "," });
            part.push(item);
            if part.0.len() >= MAX_PART_BYTES {
                part.push("]");
                parts.push_back(mem::replace(&mut part, Self::with_room_for(&[])));
            }
        }
        if !part.0.is_empty() {
            part.push("]");
            parts.push_back(part);
        }
        parts
    }

    /// `{"outcomes", "wanted"}`: outcomes as objects, or as lines of text.
    pub(crate) fn of_outcomes(outcomes: &[RawOutcome], as_lines: bool, wanted: usize) -> Self {
        let lines = |outcome: &RawOutcome| {
            // Core has written it, so it is UTF-8.
            Self::of(&String::from_utf8_lossy(outcome.json())).0
        };
        let outcomes = if as_lines {
            Self::of_array(outcomes.iter().map(lines))
        } else {
            Self::of_array(outcomes.iter().map(RawOutcome::json))
        };
        let mut text = Self(Vec::with_capacity(outcomes.0.len() + 64));
        text.push("{\"outcomes\":");
        text.0.extend(outcomes.0);
        text.push(&format!(",\"wanted\":{wanted}}}"));
        text
    }

    /// An array of JSON documents, which core has written, so they are UTF-8.
    pub(crate) fn of_array(documents: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut text = Self(b"[".to_vec());
        for (place, document) in documents.into_iter().enumerate() {
            text.push(if place > 0 { "," } else { "" });
            text.push(&String::from_utf8_lossy(document.as_ref()));
        }
        text.push("]");
        text
    }

    /// `null`.
    pub(crate) fn null() -> Self {
        Self(b"null".to_vec())
    }

    /// The JSON of a value.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        let mut text = Self(Vec::new());
        // Values passed here have string keys and derived implementations, which don't fail.
        text.push(&serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()));
        text
    }

    /// JSON that is already text.
    pub(crate) fn of_text(json: &str) -> Self {
        let mut text = Self(Vec::with_capacity(json.len()));
        text.push(json);
        text
    }

    fn with_room_for(body: &[u8]) -> Self {
        // Room for the metadata too. Non-ASCII letters need more, and are rare.
        Self(Vec::with_capacity(body.len() + 1024))
    }

    fn push_body(&mut self, body: &[u8]) {
        // Core has checked that it is UTF-8, so nothing is lost here.
        let body = String::from_utf8_lossy(body);
        self.push(if body.trim().is_empty() { "null" } else { &body });
    }

    /// Adds text that has non-ASCII characters only between quotes, as all JSON does.
    fn push(&mut self, text: &str) {
        let mut rest = text;
        while !rest.is_empty() {
            let (ascii, beyond) = rest.split_at(ascii_length(rest.as_bytes()));
            self.0.extend_from_slice(ascii.as_bytes());
            let end = beyond.bytes().position(|byte| byte.is_ascii()).unwrap_or(beyond.len());
            let (letters, after) = beyond.split_at(end);
            for unit in letters.encode_utf16() {
                self.0.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
            rest = after;
        }
    }
}

/// The number of ASCII bytes before the first other one.
fn ascii_length(bytes: &[u8]) -> usize {
    // Whole blocks are tested many bytes at a time.
    const BLOCK: usize = 64;
    let blocks = bytes.chunks(BLOCK).take_while(|block| block.is_ascii()).count();
    let start = (blocks * BLOCK).min(bytes.len());
    start + bytes[start..].iter().take_while(|byte| byte.is_ascii()).count()
}

/// The metadata of a result, as JavaScript shows it.
fn metadata(metadata: &Metadata) -> Value {
    let headers: Map<String, Value> = joined_headers(metadata)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    json!({
        "status": metadata.status,
        "headers": headers,
        "trackingId": metadata.tracking_id,
        "attempts": metadata.attempts,
        "elapsed": metadata.elapsed.as_secs_f64() * 1000.0,
    })
}

impl From<JsonText> for Latin1String {
    fn from(text: JsonText) -> Self {
        // ASCII is also UTF-8.
        String::from_utf8(text.0).unwrap_or_default().into()
    }
}
