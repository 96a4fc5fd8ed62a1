//! Redaction: replaces the client's secrets in texts that come from outside.
//!
//! Webex, a proxy's debug page or a token endpoint can repeat what the client sent, as it is or
//! encoded. Every part of a response that is kept is redacted here before it is truncated.

mod decode;
mod parts;
mod quoted;
pub(crate) mod secret_keys;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use serde_json::Value;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::error::{Error, ServiceCode};
use crate::redact::decode::{Decoded, MAX_LEVELS, Undo, decode};
use crate::redact::parts::{Form, Pieces, UNMISTAKABLE, fold};
use crate::redact::quoted::quoted_tokens;
use crate::redact::secret_keys::hide_secret_values;

/// The minimum length of secrets that are redacted, and accepted for a host that is not loopback.
pub(crate) const SHORTEST_SECRET: usize = 8;

/// The length of the id at the end of Webex's tokens.
const ID_LENGTH: usize = 36;

/// How many secrets are remembered. If a source returns many tokens, the latest are kept.
const MAX_SECRETS: usize = 64;

/// The secrets of one client.
#[derive(Default)]
pub(crate) struct Redactor(RwLock<Secrets>);

#[derive(Default)]
struct Secrets {
    list: Vec<Secret>,
    /// Of the forms of all of them.
    pieces: Pieces,
}

struct Secret {
    /// What is shown instead of it.
    label: &'static str,
    plain: Zeroizing<Vec<u8>>,
    /// The forms of which every part is searched for.
    forms: Vec<Form>,
    /// Folded forms of which that search may miss parts, because they are short or have many signs.
    needles: Vec<Zeroizing<Vec<u8>>>,
}

/// Which secrets to search for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Search {
    /// Also short ones, as whole words.
    All,
    /// Those that can't be an ordinary word.
    Unmistakable,
}

/// A part of a text that is a secret.
struct Found {
    part: Range<usize>,
    label: &'static str,
}

impl Redactor {
    /// Remembers a secret. One that is too short to be recognized is ignored.
    pub(crate) fn add(&self, label: &'static str, secret: &str) {
        if secret.len() < SHORTEST_SECRET {
            return;
        }
        let mut secrets = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if secrets.list.iter().any(|known| *known.plain == secret.as_bytes()) {
            return;
        }
        if secrets.list.len() >= MAX_SECRETS {
            secrets.list.remove(0);
        }
        secrets.list.push(Secret::new(label, secret.as_bytes()));
        secrets.pieces = Pieces::of(secrets.list.iter().map(|secret| &*secret.forms));
    }

    /// Remembers the tokens in the response of a token endpoint, before any text of it is kept. The
    /// client's id is as long as a token, but not a secret.
    pub(crate) fn add_quoted_tokens(&self, answer: &[u8], client_id: &str) {
        for (label, token) in quoted_tokens(answer) {
            if token != client_id {
                self.add(label, &token);
            }
        }
    }

    /// A text without secrets.
    pub(crate) fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let found = self.find(text.as_bytes(), Search::All);
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        let clean = replace(text.as_bytes(), &found);
        // The text between the replaced parts is text, and so are the replacements.
        Cow::Owned(String::from_utf8_lossy(&clean).into_owned())
    }

    /// The start of bytes as redacted text, cut at a character boundary.
    pub(crate) fn redact_start(&self, bytes: &[u8], length: usize) -> String {
        // A secret at the cut must be searched in full, in its longest form.
        let reach = self.longest_form().saturating_add(length);
        let start = bytes.get(..reach).unwrap_or(bytes);
        let text = String::from_utf8_lossy(start);
        let text = hide_secret_values(&text);
        let clean = self.redact(&text);
        let end = (0..=length.min(clean.len())).rev().find(|end| clean.is_char_boundary(*end));
        clean.get(..end.unwrap_or_default()).unwrap_or_default().trim_end_matches('\u{fffd}').into()
    }

    /// The data of a response, in which an ordinary word stays even if it's a short secret.
    pub(crate) fn redact_data(&self, data: Bytes) -> Bytes {
        match self.find(&data, Search::Unmistakable) {
            found if found.is_empty() => data,
            found => replace(&data, &found).into(),
        }
    }

    /// The headers of an answer.
    pub(crate) fn redact_headers(&self, headers: HeaderMap) -> HeaderMap {
        let mut all = Vec::new();
        for (name, value) in &headers {
            all.extend_from_slice(name.as_str().as_bytes());
            all.push(b'\n');
            all.extend_from_slice(value.as_bytes());
            all.push(b'\n');
        }
        if self.find(&all, Search::Unmistakable).is_empty() {
            return headers;
        }
        let mut clean = HeaderMap::new();
        for (name, value) in &headers {
            let found = self.find(value.as_bytes(), Search::Unmistakable);
            let value = if found.is_empty() {
                Some(value.clone())
            } else {
                HeaderValue::from_bytes(&replace(value.as_bytes(), &found)).ok()
            };
            let name_is_clean =
                self.find(name.as_str().as_bytes(), Search::Unmistakable).is_empty();
            if let (true, Some(value)) = (name_is_clean, value) {
                clean.append(name, value);
            }
        }
        clean
    }

    /// Whether a text contains no secret.
    pub(crate) fn is_clean(&self, text: &str) -> bool {
        self.find(text.as_bytes(), Search::All).is_empty()
    }

    /// Redacts the parts of an error that come from outside.
    pub(crate) fn redact_error(&self, error: Error) -> Error {
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
        let longest =
            secrets.list.iter().map(|secret| secret.plain.len()).max().unwrap_or_default();
        // A character of JSON in JSON in HTML has about twenty bytes.
        longest.saturating_mul(24)
    }

    /// The secrets in a text, from front to back and without overlaps.
    fn find(&self, text: &[u8], search: Search) -> Vec<Found> {
        let secrets = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let mut found = Vec::new();
        if secrets.list.is_empty() {
            return found;
        }
        let is_searched =
            |secret: &Secret| search == Search::All || secret.plain.len() >= UNMISTAKABLE;
        let mut levels: Vec<Decoded> = Vec::new();
        let mut undo = Undo::All;
        loop {
            let current = levels.last().map_or(text, |level| &level.bytes);
            let mut tell = |secret: &Secret, part: Range<usize>| {
                let part = levels.iter().rev().fold(part, |part, level| level.source(&part));
                found.push(Found { part, label: secret.label });
            };
            let of = |secret: usize| secrets.list.get(secret).filter(|it| is_searched(it));
            secrets.pieces.find(
                current,
                |secret, form| of(secret)?.forms.get(form),
                |secret, part| of(secret).into_iter().for_each(|it| tell(it, part.clone())),
            );
            let has_needles = |secret: &&Secret| is_searched(secret) && !secret.needles.is_empty();
            let others: Vec<&Secret> = secrets.list.iter().filter(has_needles).collect();
            if !others.is_empty() {
                let folded = Zeroizing::new(current.iter().copied().map(fold).collect::<Vec<u8>>());
                for secret in others {
                    secret.find(&folded, |part| tell(secret, part));
                }
            }
            let next = (levels.len() < MAX_LEVELS).then(|| decode(current, undo)).flatten();
            if let Some(level) = next {
                levels.push(level);
            } else if levels.iter().any(|level| level.has_quoted_printable) {
                // The text after an equals sign may be the secret itself, as in a query.
                levels.clear();
                undo = Undo::AllButQuotedPrintable;
            } else {
                break;
            }
        }
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
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Redactor")
    }
}

impl Secret {
    fn new(label: &'static str, plain: &[u8]) -> Self {
        let mut secret = Self {
            label,
            plain: Zeroizing::new(plain.to_vec()),
            forms: Vec::new(),
            needles: Vec::new(),
        };
        let public = plain.len() - without_id(plain).len();
        for bytes in forms(plain) {
            let end = bytes.iter().rposition(|byte| *byte != b'=').map_or(0, |last| last + 1);
            let bytes = bytes.get(..end).unwrap_or_default();
            let form = Form::new(bytes, bytes.len() - public * bytes.len() / plain.len());
            if !form.has_enough_letters() && bytes.len() >= SHORTEST_SECRET {
                secret.needles.push(Zeroizing::new(bytes.iter().copied().map(fold).collect()));
            }
            if bytes.len() >= UNMISTAKABLE {
                secret.forms.push(form);
            }
        }
        secret
    }

    /// Reports each place where the secret occurs in a folded text.
    fn find(&self, text: &[u8], mut tell: impl FnMut(Range<usize>)) {
        for needle in &self.needles {
            let is_word = needle.len() < UNMISTAKABLE;
            // Search only for the start of the secret, because the text may be cut after that.
            let head = needle.get(..UNMISTAKABLE).unwrap_or(needle);
            let mut from = 0;
            while let Some(at) = text.get(from..).and_then(|rest| memchr::memmem::find(rest, head))
            {
                let start = from + at;
                let rest = text.get(start..).unwrap_or_default();
                let same = rest.iter().zip(needle.iter()).take_while(|(a, b)| a == b).count();
                let is_whole = same == needle.len();
                let padding = rest.iter().skip(same).take_while(|byte| **byte == b'=');
                let part = start..start + same + if is_whole { padding.count() } else { 0 };
                from = part.end;
                if !is_word || is_whole_word(text, &part) {
                    tell(part);
                }
            }
        }
    }
}

/// The forms of a secret that are searched for.
fn forms(plain: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut decoded = Zeroizing::new(plain.to_vec());
    while let Some(level) = decode(&decoded, Undo::All) {
        decoded = Zeroizing::new(level.bytes);
    }
    let digits = |byte: &u8| [byte >> 4, byte & 15].map(hex_digit);
    let hexadecimal = Zeroizing::new(plain.iter().flat_map(digits).collect());
    let mut forms = vec![Zeroizing::new(plain.to_vec()), decoded, hexadecimal];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for once in (0..3).map(|offset| base64_inside(&engine, plain, offset)) {
            forms.extend((0..3).map(|offset| base64_inside(&STANDARD_NO_PAD, &once, offset)));
            forms.push(once);
        }
    }
    let mut different: Vec<Zeroizing<Vec<u8>>> = Vec::new();
    for form in forms {
        let is_same = |known: &Zeroizing<Vec<u8>>| {
            known.len() == form.len() && known.iter().zip(&*form).all(|(a, b)| fold(*a) == fold(*b))
        };
        if !different.iter().any(is_same) {
            different.push(form);
        }
    }
    different
}

/// A secret without the organization id at the end of Webex's tokens, because that id isn't secret.
/// If too little precedes the id, this isn't such a token.
fn without_id(plain: &[u8]) -> &[u8] {
    match plain.len().checked_sub(ID_LENGTH).and_then(|start| plain.split_at_checked(start)) {
        Some((secret, id)) if secret.len() >= UNMISTAKABLE && Uuid::try_parse_ascii(id).is_ok() => {
            secret
        }
        _ => plain,
    }
}

/// The base64 characters that depend only on the secret, if it starts at this offset of the encoded
/// bytes.
fn base64_inside(engine: &GeneralPurpose, secret: &[u8], offset: usize) -> Zeroizing<Vec<u8>> {
    let mut padded = Zeroizing::new(vec![0; offset]);
    padded.extend_from_slice(secret);
    let encoded = Zeroizing::new(engine.encode(&*padded));
    let start = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    Zeroizing::new(encoded.as_bytes().get(start..end).unwrap_or_default().to_vec())
}

fn hex_digit(half: u8) -> u8 {
    if half < 10 { b'0' + half } else { b'a' + half - 10 }
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
