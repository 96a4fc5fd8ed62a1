//! Results on their way to JavaScript: one JSON text for each, written off the main thread and read
//! there by the engine's own `JSON.parse`, which no other way of building objects keeps up with.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt::Write as _;

use napi::bindgen_prelude::Latin1String;
use serde::Serialize;
use serde_json::{Map, Value, json};
use webex_broadworks::{Metadata, RawPage, RawResponse, WaitStep};
use webex_broadworks_bindings::joined_headers;
use webex_broadworks_bulk::RawOutcome;

/// How many bytes of items are parsed at once. More would delay the event loop noticeably.
const MAX_PART_BYTES: usize = 128 * 1024;

/// JSON in ASCII: a one-byte string for the engine, with nothing to decode.
pub(crate) struct JsonText(String);

impl JsonText {
    /// The data of a response; `null` for an empty body.
    pub(crate) fn of_data(response: &RawResponse) -> Self {
        Self::of_text(&data(response))
    }

    /// `{"data", "metadata"}`; the data of an empty body is `null`.
    pub(crate) fn of_response(response: &RawResponse) -> Self {
        Self::object(&[("data", &data(response)), ("metadata", &metadata(response.metadata()))])
    }

    /// `{"waiting", "data", "metadata"}` of a step of a wait.
    pub(crate) fn of_wait_step(step: &WaitStep) -> Self {
        let reason = step.phase.is_waiting().then(|| step.phase.name());
        Self::object(&[
            ("waiting", &json!(reason).to_string()),
            ("data", &data(&step.status)),
            ("metadata", &metadata(step.status.metadata())),
        ])
    }

    /// `{"items", "left", "cursor", "possiblyTruncated", "metadata"}` with the first items, and the
    /// other items in as many parts as `left` says; `null` after the last page.
    pub(crate) fn of_page(page: Option<&RawPage>) -> (Self, VecDeque<Self>) {
        let Some(page) = page else { return (Self::null(), VecDeque::new()) };
        let mut parts = Self::parts_of(page);
        let text = Self::object(&[
            ("items", parts.pop_front().as_ref().map_or("[]", |first| &first.0)),
            ("left", &parts.len().to_string()),
            ("cursor", &json!(page.cursor()).to_string()),
            ("possiblyTruncated", &page.possibly_truncated().to_string()),
            ("metadata", &metadata(page.metadata())),
        ]);
        (text, parts)
    }

    /// The items of a page as arrays, each of which is parsed in its own turn of the event loop.
    fn parts_of(page: &RawPage) -> VecDeque<Self> {
        let mut parts = VecDeque::<Self>::new();
        for item in page.items() {
            match parts.back_mut().filter(|part| part.0.len() < MAX_PART_BYTES) {
                Some(part) => {
                    part.push(",");
                    part.push(item);
                }
                None => parts.push_back(Self::of_text(&format!("[{item}"))),
            }
        }
        for part in &mut parts {
            part.push("]");
        }
        parts
    }

    /// `{"outcomes", "wanted"}`: outcomes as objects, or as lines of text.
    pub(crate) fn of_outcomes(outcomes: &[RawOutcome], as_lines: bool, wanted: usize) -> Self {
        let outcomes = if as_lines {
            // Core has written them, so they are UTF-8.
            let lines = outcomes.iter().map(|outcome| String::from_utf8_lossy(outcome.json()));
            Self::of(&lines.collect::<Vec<_>>())
        } else {
            Self::of_array(outcomes.iter().map(RawOutcome::json))
        };
        Self::object(&[("outcomes", &outcomes.0), ("wanted", &wanted.to_string())])
    }

    /// An array of JSON documents, which core has written, so they are UTF-8.
    pub(crate) fn of_array(documents: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Self {
        let mut text = Self("[".to_owned());
        for (place, document) in documents.into_iter().enumerate() {
            text.push(if place > 0 { "," } else { "" });
            text.push(&String::from_utf8_lossy(document.as_ref()));
        }
        text.push("]");
        text
    }

    /// `null`.
    pub(crate) fn null() -> Self {
        Self("null".to_owned())
    }

    /// The JSON of a value.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        // Values passed here have string keys and derived implementations, which don't fail.
        Self::of_text(&serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()))
    }

    /// JSON that is already text.
    pub(crate) fn of_text(json: &str) -> Self {
        let mut text = Self(String::with_capacity(json.len()));
        text.push(json);
        text
    }

    /// An object with members that are already JSON.
    fn object(members: &[(&str, &str)]) -> Self {
        let length: usize = members.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
        let mut text = Self(String::with_capacity(length + 1));
        for (place, (name, value)) in members.iter().enumerate() {
            text.0.push_str(if place > 0 { ",\"" } else { "{\"" });
            text.0.push_str(name);
            text.0.push_str("\":");
            text.push(value);
        }
        text.0.push('}');
        text
    }

    /// Adds text that has non-ASCII characters only between quotes, as all JSON does.
    fn push(&mut self, text: &str) {
        let mut rest = text;
        // `is_ascii` tests many bytes at a time.
        while !rest.is_ascii() {
            let start = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
            let (ascii, beyond) = rest.split_at(start);
            self.0.push_str(ascii);
            let end = beyond.bytes().position(|byte| byte.is_ascii()).unwrap_or(beyond.len());
            let (letters, after) = beyond.split_at(end);
            for unit in letters.encode_utf16() {
                // Writing to a string never fails.
                let _ = write!(self.0, "\\u{unit:04x}");
            }
            rest = after;
        }
        self.0.push_str(rest);
    }
}

/// The data of a response, which core has checked to be UTF-8; `null` for an empty body.
fn data(response: &RawResponse) -> Cow<'_, str> {
    let body = String::from_utf8_lossy(response.body());
    if body.trim().is_empty() { Cow::Borrowed("null") } else { body }
}

/// The metadata of a result, as JavaScript shows it.
fn metadata(metadata: &Metadata) -> String {
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
    .to_string()
}

impl From<JsonText> for Latin1String {
    fn from(text: JsonText) -> Self {
        text.0.into()
    }
}
