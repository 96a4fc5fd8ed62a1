//! Redaction: replaces the client's secrets in texts that come from outside.
//!
//! Webex, a proxy's debug page or a token endpoint can repeat what the client sent, as it is or
//! encoded. Every text of a response that is kept is redacted here before it is truncated. In data,
//! which is the caller's, only the plain secret is searched for.

pub mod secret_keys;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use memchr::memmem;
use serde_json::Value;
use zeroize::Zeroizing;

use crate::error::{Error, ServiceCode};
use crate::redact::secret_keys::{SHORTEST_VALUE, hide_secret_values};

/// The minimum length of secrets that are redacted, and accepted for a host that is not loopback.
pub(crate) const SHORTEST_SECRET: usize = 8;

/// The minimum length of a secret that is also redacted inside of words, and of which the beginning
/// is redacted if the rest was cut off.
const UNMISTAKABLE: usize = 16;

/// How many secrets are remembered. If a source returns many tokens, the latest are kept.
const MAX_SECRETS: usize = 64;

/// The secrets of one client.
#[derive(Default)]
pub struct Redactor(RwLock<Vec<Secret>>);

struct Secret {
    /// What is shown instead of it.
    label: &'static str,
    plain: Zeroizing<Vec<u8>>,
    /// The forms in which a text may repeat it, folded.
    forms: Vec<Zeroizing<Vec<u8>>>,
}

/// A part of a text that is a secret.
struct Found {
    part: Range<usize>,
    label: &'static str,
}

impl Redactor {
    /// Remembers a secret. One that is too short to be recognized is ignored.
    pub fn add(&self, label: &'static str, secret: &str) {
        if secret.len() < SHORTEST_SECRET {
            return;
        }
        let mut secrets = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if secrets.iter().any(|known| *known.plain == secret.as_bytes()) {
            return;
        }
        if secrets.len() >= MAX_SECRETS {
            secrets.remove(0);
        }
        secrets.push(Secret {
            label,
            plain: Zeroizing::new(secret.as_bytes().to_vec()),
            forms: forms(secret.as_bytes()),
        });
    }

    /// A text without secrets.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let text = hide_secret_values(text);
        let found = self.find(text.as_bytes(), SHORTEST_SECRET);
        if found.is_empty() {
            return text;
        }
        let clean = replace(text.as_bytes(), &found);
        // The text between the replaced parts is text, and so are the replacements.
        Cow::Owned(String::from_utf8_lossy(&clean).into_owned())
    }

    /// The start of bytes as redacted text, cut at a character boundary.
    pub(crate) fn redact_start(&self, bytes: &[u8], length: usize) -> String {
        // A secret at the cut must be searched in full, in its longest form.
        let reach = self.longest_form().max(SHORTEST_VALUE).saturating_add(length);
        let start = bytes.get(..reach).unwrap_or(bytes);
        let text = String::from_utf8_lossy(start);
        let clean = self.redact(&text);
        let end = (0..=length.min(clean.len())).rev().find(|end| clean.is_char_boundary(*end));
        clean.get(..end.unwrap_or_default()).unwrap_or_default().trim_end_matches('\u{fffd}').into()
    }

    /// The data of a response without plain secrets. An ordinary word stays even if it's a short
    /// secret.
    pub(crate) fn redact_data(&self, data: &Bytes) -> Bytes {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let found = secrets.iter().filter(|secret| secret.plain.len() >= UNMISTAKABLE);
        let found = found.flat_map(|secret| {
            let starts = memmem::find_iter(data, &*secret.plain);
            starts.map(|at| Found { part: at..at + secret.plain.len(), label: secret.label })
        });
        match without_overlaps(found.collect()) {
            found if found.is_empty() => data.clone(),
            found => replace(data, &found).into(),
        }
    }

    /// The headers of an answer, without those whose name is a secret.
    pub(crate) fn redact_headers(&self, mut headers: HeaderMap) -> HeaderMap {
        let lines =
            headers.iter().map(|(name, value)| [name.as_str().as_bytes(), value.as_bytes()]);
        // Nearly all headers are clean, so one search goes through all of them.
        if self.find(&lines.flatten().collect::<Vec<_>>().join(&b'\n'), UNMISTAKABLE).is_empty() {
            return headers;
        }
        let is_secret = |name: &str| !self.find(name.as_bytes(), UNMISTAKABLE).is_empty();
        let names = headers.keys().filter(|name| is_secret(name.as_str()));
        for name in names.cloned().collect::<Vec<_>>() {
            headers.remove(name);
        }
        for value in headers.values_mut() {
            let found = self.find(value.as_bytes(), UNMISTAKABLE);
            if !found.is_empty() {
                let clean = HeaderValue::from_bytes(&replace(value.as_bytes(), &found));
                *value = clean.unwrap_or_else(|_| HeaderValue::from_static(""));
            }
        }
        headers
    }

    /// Whether a text contains no secret.
    pub(crate) fn is_clean(&self, text: &str) -> bool {
        self.find(text.as_bytes(), SHORTEST_SECRET).is_empty()
    }

    /// Redacts the parts of an error that come from outside.
    pub fn redact_error(&self, error: Error) -> Error {
        error.with(|details| {
            let mut clean = |text: &mut String| {
                if let Cow::Owned(redacted) = self.redact(text) {
                    *text = redacted;
                }
            };
            details.reason.texts_mut().for_each(&mut clean);
            details.service_message.iter_mut().for_each(&mut clean);
            details.body.iter_mut().for_each(&mut clean);
            for entry in &mut details.errors {
                entry.description.iter_mut().for_each(&mut clean);
                entry.field_name.iter_mut().for_each(&mut clean);
                if let Some(ServiceCode::Text(code)) = &mut entry.error_code {
                    clean(code);
                }
            }
            details.last_status.iter_mut().for_each(|status| redact_json(status, &mut clean));
            details.candidates.iter_mut().for_each(|one| redact_json(one, &mut clean));
            details.tracking_id = details.tracking_id.take().filter(|id| self.is_clean(id));
            if let Some(source) = &details.source
                && !self.is_clean(&chain(&**source))
            {
                let text = self.redact(&describe_chain(&**source)).into_owned();
                details.source = Some(std::sync::Arc::from(Box::from(text)));
            }
        })
    }

    /// The length of the longest recognized form of a secret.
    fn longest_form(&self) -> usize {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        secrets.iter().flat_map(|secret| &secret.forms).map(|form| form.len()).max().unwrap_or(0)
    }

    /// The secrets in a text that have at least this length, from front to back and without overlaps.
    fn find(&self, text: &[u8], shortest: usize) -> Vec<Found> {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if secrets.is_empty() {
            return Vec::new();
        }
        let folded = fold(text.iter().copied());
        let found = secrets.iter().filter(|secret| secret.plain.len() >= shortest);
        let found = found.flat_map(|secret| {
            let parts = secret.forms.iter().flat_map(|form| occurrences(&folded, form));
            parts.map(|part| Found { part, label: secret.label })
        });
        without_overlaps(found.collect())
    }
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}

/// Folds differences of encodings: case, and the characters in which base64 alphabets differ.
fn fold(bytes: impl Iterator<Item = u8>) -> Zeroizing<Vec<u8>> {
    let folded = bytes.map(|byte| match byte {
        b'-' | b' ' => b'+',
        b'_' => b'/',
        _ => byte.to_ascii_lowercase(),
    });
    Zeroizing::new(folded.collect())
}

/// The forms in which a text may repeat a secret: plain, escaped, hexadecimal and in base64.
fn forms(secret: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let escaped = |is_kept: fn(u8) -> bool, escape: fn(u8) -> String| {
        let each = secret
            .iter()
            .map(|byte| if is_kept(*byte) { char::from(*byte).to_string() } else { escape(*byte) });
        Zeroizing::new(each.collect::<String>())
    };
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let texts = [
        escaped(|_| false, |byte| format!("{byte:02x}")),
        escaped(is_unreserved, |byte| format!("%{byte:02x}")),
        escaped(|byte| byte.is_ascii_alphanumeric(), |byte| format!("%{byte:02x}")),
        escaped(is_unreserved, |byte| format!("&#{byte};")),
        escaped(is_unreserved, |byte| format!("&#x{byte:x};")),
        escaped(|byte| !b"&<>\"'".contains(&byte), html_entity),
        escaped(is_unreserved, |byte| format!("\\u{byte:04x}")),
        escaped(|byte| !b"/\"\\".contains(&byte), |byte| format!("\\{}", char::from(byte))),
    ];
    let mut forms = vec![fold(secret.iter().copied())];
    forms.extend(texts.iter().map(|text| fold(text.bytes())));
    forms.extend((0..3).map(|offset| fold(base64_inside(secret, offset).iter().copied())));
    forms.sort_by(|a, b| a.cmp(b));
    forms.dedup();
    forms
}

/// A character of HTML's syntax by its name.
fn html_entity(byte: u8) -> String {
    match byte {
        b'&' => "&amp;".to_owned(),
        b'<' => "&lt;".to_owned(),
        b'>' => "&gt;".to_owned(),
        b'"' => "&quot;".to_owned(),
        other => format!("&#{other};"),
    }
}

/// The base64 characters that depend only on the secret, if it starts at this offset of the encoded
/// bytes.
fn base64_inside(secret: &[u8], offset: usize) -> Zeroizing<Vec<u8>> {
    let mut padded = Zeroizing::new(vec![0; offset]);
    padded.extend_from_slice(secret);
    let encoded = Zeroizing::new(STANDARD_NO_PAD.encode(&*padded));
    let start = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    Zeroizing::new(encoded.as_bytes().get(start..end).unwrap_or_default().to_vec())
}

/// Each place where a form, or the beginning of a long one, is in a folded text. A short form counts
/// only as a whole word.
fn occurrences<'a>(text: &'a [u8], form: &'a [u8]) -> impl Iterator<Item = Range<usize>> + 'a {
    let is_word = form.len() < UNMISTAKABLE;
    let head = form.get(..UNMISTAKABLE).unwrap_or(form);
    memmem::find_iter(text, head)
        .map(move |start| {
            let rest = text.get(start..).unwrap_or_default();
            let length = rest.iter().zip(form).take_while(|(a, b)| a == b).count();
            start..start + length
        })
        .filter(move |part| !is_word || is_whole_word(text, part))
}

/// Sorts parts from front to back, and joins those that overlap.
fn without_overlaps(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.part.start, std::cmp::Reverse(one.part.end)));
    found.dedup_by(|next, before| {
        let overlap = next.part.start < before.part.end;
        if overlap {
            before.part.end = before.part.end.max(next.part.end);
        }
        overlap
    });
    found
}

/// Whether neither a letter nor a digit is next to a part of a text.
fn is_whole_word(text: &[u8], part: &Range<usize>) -> bool {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
    };
    !is_word(part.start.checked_sub(1)) && !is_word(Some(part.end))
}

fn replace(text: &[u8], found: &[Found]) -> Vec<u8> {
    let mut clean = Vec::with_capacity(text.len());
    let mut copied = 0;
    for Found { part, label } in found {
        clean.extend_from_slice(text.get(copied..part.start).unwrap_or_default());
        clean.extend_from_slice(label.as_bytes());
        copied = part.end;
    }
    clean.extend_from_slice(text.get(copied..).unwrap_or_default());
    clean
}

fn redact_json(value: &mut Value, clean: &mut impl FnMut(&mut String)) {
    match value {
        Value::String(text) => clean(text),
        Value::Array(items) => items.iter_mut().for_each(|item| redact_json(item, clean)),
        Value::Object(fields) => {
            let entries = std::mem::take(fields);
            fields.extend(entries.into_iter().map(|(mut name, mut value)| {
                clean(&mut name);
                redact_json(&mut value, clean);
                (name, value)
            }));
        }
        _ => {}
    }
}

/// Everything that a cause and the causes below it may show.
fn chain(cause: &(dyn StdError + 'static)) -> String {
    format!("{cause:?}\n{}", describe_chain(cause))
}

/// A cause and the causes below it, as one text.
fn describe_chain(cause: &(dyn StdError + 'static)) -> String {
    let mut text = cause.to_string();
    let mut next = cause.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
