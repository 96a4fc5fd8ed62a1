//! Checks that the bytes of a success have the documented format.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{BuildHasher as _, BuildHasherDefault};

use serde::Deserialize;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::generated::operations::Operation;
use crate::http::list_body::ListItem;
use crate::operation::description::{ResultKey, ResultKind};

/// The maximum depth of JSON.
const MAX_DEPTH: usize = 128;

/// The maximum number of digits in a row: longer numbers are infinite in JavaScript, and Python
/// refuses thousands.
const MAX_DIGITS: usize = 300;

/// How much of a body is shown, and how much blank space may precede that.
const SHOWN_CHARACTERS: usize = 60;
const SHOWN_BYTES: usize = 1024;

/// The expected format of a success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectedBody {
    /// A JSON object.
    Object,
    /// A JSON object with an array of objects under `items`.
    Items,
    /// Any JSON, or nothing at all.
    Anything,
    /// Nothing. Any JSON is ignored.
    Nothing,
}

/// What a checked body holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CheckedBody {
    /// The items of a list.
    pub(crate) items: Option<Vec<ListItem>>,
    /// Whether a list reports an error beside its items.
    pub(crate) reports_error: bool,
}

impl ExpectedBody {
    /// Checks a whole body, and returns the items for [`ExpectedBody::Items`].
    pub(crate) fn check(self, body: &[u8]) -> Result<CheckedBody, Fault> {
        // serde_json checks the content of ignored strings for escapes, but not for UTF-8.
        let Ok(text) = std::str::from_utf8(body) else {
            return Err(Fault::Described("the body is not UTF-8".to_owned()));
        };
        check_bounds(body)?;
        match self {
            Self::Anything | Self::Nothing if text.trim().is_empty() => Ok(CheckedBody::default()),
            Self::Anything | Self::Nothing => serde_json::from_str::<IgnoredAny>(text)
                .map(|_| CheckedBody::default())
                .map_err(Fault::Json),
            Self::Object => {
                RawFields::read(text).map(|_| CheckedBody::default()).map_err(Fault::Json)
            }
            Self::Items => {
                // An array would pass for the fields in their order.
                if !text.trim_start().starts_with('{') {
                    RawFields::read(text).map_err(Fault::Json)?;
                }
                let list: ListFields<'_> = serde_json::from_str(text).map_err(Fault::Json)?;
                let items = list.items.ok_or_else(|| {
                    Fault::Described("the body is an object without an `items` array".to_owned())
                })?;
                let item = |item: &RawValue| {
                    let start = item.get().as_ptr() as usize - text.as_ptr() as usize;
                    let id = hash_of_id(item)?;
                    Ok(ListItem { place: start..start + item.get().len(), id })
                };
                let items: Result<Vec<_>, _> = items.into_iter().map(item).collect();
                let items = items.map_err(Fault::Json)?;
                let reports_error =
                    [list.errors, list.error, list.error_code].into_iter().any(is_something);
                if items.is_empty() && (reports_error || is_something(list.message)) {
                    let fault = "the body lists nothing and reports an error".to_owned();
                    return Err(Fault::Described(fault));
                }
                Ok(CheckedBody { items: Some(items), reports_error })
            }
        }
    }
}

/// Whether the body of a success reports an error instead of a result.
pub(crate) fn is_error_in_place_of_result(operation: Operation, body: &[u8]) -> bool {
    let is_result = match operation.result() {
        ResultKind::Anything => return false,
        ResultKind::Nothing => &[],
        ResultKind::Object(keys) => keys,
    };
    let body = std::str::from_utf8(body).unwrap_or_default();
    let Ok(RawFields(fields)) = RawFields::read(body) else { return false };
    let has_result = is_result.iter().any(|ResultKey { key, is_text }| {
        let value = fields.get(*key).map_or("null", |value| value.get());
        // An error may show its HTTP status, as a number.
        if *is_text { value.starts_with('"') } else { value != "null" }
    });
    !has_result && ERROR_KEYS.iter().any(|key| is_something(fields.get(*key).copied()))
}

/// The keys under which a response reports an error.
const ERROR_KEYS: [&str; 9] = [
    "errors",
    "Errors",
    "error",
    "Error",
    "errorCode",
    "ErrorCode",
    "error_code",
    "message",
    "Message",
];

/// Why a body doesn't have the documented format.
#[derive(Debug)]
pub(crate) enum Fault {
    /// A problem with a description.
    Described(String),
    /// It is other JSON, or not JSON.
    Json(serde_json::Error),
}

/// Checks limits that `serde_json` applies only to values that it builds. The languages that decode
/// the body later may recurse, or lack such numbers.
fn check_bounds(body: &[u8]) -> Result<(), Fault> {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = body.get(at) {
        at += 1;
        match byte {
            b'"' => at += string_length(body.get(at..).unwrap_or_default()),
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(Fault::Described(format!(
                        "the body is nested more than {MAX_DEPTH} levels deep"
                    )));
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'0'..=b'9' => {
                let rest = body.get(at..).unwrap_or_default();
                let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if digits >= MAX_DIGITS {
                    return Err(Fault::Described(format!(
                        "the body contains a number of more than {MAX_DIGITS} digits in a row"
                    )));
                }
                at += digits;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The length up to the quote that ends a string. Most of a body is inside strings, and this skips
/// them quickly.
fn string_length(rest: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found + 1;
        if rest.get(at - 1) == Some(&b'"') {
            return at;
        }
        // What is escaped ends nothing.
        at += 1;
    }
    rest.len()
}

impl Fault {
    /// Describes the fault; `start` returns the redacted start of the body.
    pub(crate) fn describe(&self, start: impl FnOnce(usize) -> String) -> String {
        let error = match self {
            Self::Described(fault) => return fault.clone(),
            Self::Json(error) => error,
        };
        let start = start(SHOWN_BYTES);
        let start: String = start.trim_start().chars().take(SHOWN_CHARACTERS).collect();
        if start.is_empty() {
            return "the body is empty".to_owned();
        }
        let hint = if start.starts_with('<') {
            "; a proxy or a login page may have answered instead"
        } else {
            ""
        };
        format!("the body is not the documented JSON ({error}): it starts with {start:?}{hint}")
    }
}

/// The fields of an object, each as received. Numbers aren't parsed, so they can have any size.
#[derive(Debug, Deserialize)]
pub struct RawFields<'a>(#[serde(borrow)] HashMap<String, &'a RawValue>);

impl<'a> RawFields<'a> {
    /// Reads the fields of an item.
    ///
    /// # Errors
    /// It isn't an object.
    pub fn read(item: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(item)
    }

    /// A field that is a text.
    pub fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListFields<'a> {
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
    #[serde(alias = "Errors")]
    errors: Option<&'a RawValue>,
    #[serde(alias = "Error")]
    error: Option<&'a RawValue>,
    #[serde(alias = "ErrorCode", alias = "error_code")]
    error_code: Option<&'a RawValue>,
    #[serde(alias = "Message")]
    message: Option<&'a RawValue>,
}

/// Whether a field is set: not null, empty, false or zero.
fn is_something(field: Option<&RawValue>) -> bool {
    let text: String = field.map_or("", RawValue::get).split_whitespace().collect();
    !matches!(&*text, "" | "null" | "[]" | "{}" | "\"\"" | "false" | "0" | "\"0\"")
}

/// A hash of an item's `id`, to recognize an item that was already listed; `None` if it has none.
/// Reads only up to the `id`, because the whole list was already read.
fn hash_of_id(item: &RawValue) -> Result<Option<u64>, serde_json::Error> {
    let mut id = None;
    let read = serde_json::Deserializer::from_str(item.get()).deserialize_map(IdVisitor(&mut id));
    // serde_json treats an early stop as an error.
    if id.is_none() {
        read?;
    }
    Ok(id)
}

struct IdVisitor<'a>(&'a mut Option<u64>);

impl<'de> Visitor<'de> for IdVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'_, str>>()? {
            let value = map.next_value::<&RawValue>()?.get();
            // Only a nonempty string is an id.
            if name == "id" && value.starts_with('"') && value.len() > 2 {
                let hasher = BuildHasherDefault::<DefaultHasher>::default();
                *self.0 = Some(hasher.hash_one(value));
                break;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(body: &[u8]) -> Option<usize> {
        ExpectedBody::Items.check(body).unwrap().items.map(|items| items.len())
    }

    #[test]
    fn an_item_is_known_by_an_id_that_is_a_text() {
        let body = r#"{"items":[{"id":"A"},{"x":{"id":"A"},"\u0069d":"A"},{"id":"B"},{"id":""},
            {"id":1e999},{"id":null},{}]}"#;
        let items = ExpectedBody::Items.check(body.as_bytes()).unwrap().items.unwrap();
        let ids: Vec<_> = items.iter().map(|item| item.id).collect();
        let [a, again, b, rest @ ..] = &ids[..] else { panic!("{ids:?}") };
        assert_eq!(a, again);
        assert!(a.is_some() && b.is_some() && a != b);
        assert_eq!(rest, [None; 4]);
    }

    #[test]
    fn a_list_needs_an_array_of_objects_under_items() {
        assert_eq!(count(br#"{"items":[{},{"a":[1]}],"x":1}"#), Some(2));
        for bad in ["", "[]", "{}", r#"{"items":null}"#, r#"{"items":{}}"#, r#"{"items":[1]}"#] {
            assert!(ExpectedBody::Items.check(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_empty_list_that_reports_an_error_is_no_list() {
        for error in [r#""errors":[{}]"#, r#""errorCode":4251"#, r#""error":"down","message":"x""#]
        {
            let empty = format!(r#"{{"items":[],{error}}}"#);
            assert!(ExpectedBody::Items.check(empty.as_bytes()).is_err(), "{empty}");
            let some = format!(r#"{{"items":[{{}}],{error}}}"#);
            assert!(ExpectedBody::Items.check(some.as_bytes()).unwrap().reports_error, "{some}");
        }
        let message = r#"{"items":[],"message":"later"}"#;
        assert!(ExpectedBody::Items.check(message.as_bytes()).is_err());
        for fine in [r#""errors":[ ],"errorCode":0"#, r#""errors":null"#, r#""message":"""#] {
            let list = format!(r#"{{"items":[],{fine}}}"#);
            assert!(!ExpectedBody::Items.check(list.as_bytes()).unwrap().reports_error, "{list}");
        }
    }

    #[test]
    fn an_error_in_the_place_of_a_result_is_recognized() {
        let status = |body: &str| {
            is_error_in_place_of_result(Operation::DirectorySyncGetStatus, body.as_bytes())
        };
        for error in [
            r#"{"errors":[{"errorCode":4251}]}"#,
            r#"{"errorCode":"4251"}"#,
            r#"{"message":"later","trackingId":"T"}"#,
            r#"{"enableDirSync":null,"directorySyncStatus":null,"error":{"key":"400"}}"#,
            r#"{"status":"error","errors":["x"]}"#,
        ] {
            assert!(status(error), "{error}");
        }
        for result in [
            "{}",
            "",
            r#"{"errors":[],"message":""}"#,
            r#"{"enableDirSync":true,"errors":[{"errorCode":1}]}"#,
            r#"{"directorySyncStatus":{"errors":[{"errorCode":600014}]},"message":"x"}"#,
        ] {
            assert!(!status(result), "{result}");
        }
        let user = |body: &str| {
            is_error_in_place_of_result(Operation::DirectorySyncTriggerUser, body.as_bytes())
        };
        assert!(user(r#"{"status":404,"error":"Not Found"}"#));
        assert!(!user(r#"{"status":"ADD_USER","message":"x"}"#));
        let subscriber =
            |body: &str| is_error_in_place_of_result(Operation::SubscribersGet, body.as_bytes());
        assert!(subscriber(r#"{"message":"x"}"#) && !subscriber(r#"{"id":"S","message":"x"}"#));
    }

    #[test]
    fn an_object_is_read_to_its_end() {
        assert_eq!(
            ExpectedBody::Object.check(br#"{"a":{"b":[null,1.5,"x"]}}"#).ok(),
            Some(CheckedBody::default())
        );
        for bad in ["", "1", "[]", "null", "{", "{} x", "<html>", "{\"a\":NaN}"] {
            assert!(ExpectedBody::Object.check(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(ExpectedBody::Object.check(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn nesting_is_bounded() {
        let deep =
            |levels: usize| format!("{{\"a\\\"[\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(ExpectedBody::Object.check(deep(127).as_bytes()).is_ok());
        assert!(ExpectedBody::Object.check(deep(128).as_bytes()).is_err());
        assert!(ExpectedBody::Object.check(deep(100_000).as_bytes()).is_err());
    }

    #[test]
    fn digits_are_bounded_outside_strings() {
        let body = |digits: usize| format!(r#"{{"items":[{{"a":-{}}}]}}"#, "7".repeat(digits));
        assert_eq!(count(body(300).as_bytes()), Some(1));
        for shape in [ExpectedBody::Items, ExpectedBody::Object, ExpectedBody::Anything] {
            let fault = shape.check(body(301).as_bytes()).unwrap_err();
            let fault = fault.describe(|_| String::new());
            assert!(fault.contains("more than 300 digits"), "{fault}");
        }
        let text = format!(r#"{{"a":"{}"}}"#, "7".repeat(5_000));
        assert_eq!(ExpectedBody::Object.check(text.as_bytes()).ok(), Some(CheckedBody::default()));
    }

    #[test]
    fn anything_may_be_nothing() {
        assert_eq!(ExpectedBody::Anything.check(b"").ok(), Some(CheckedBody::default()));
        assert_eq!(ExpectedBody::Anything.check(b"[1]").ok(), Some(CheckedBody::default()));
        assert!(ExpectedBody::Anything.check(b"x").is_err());
    }

    #[test]
    fn an_item_is_known_by_its_id_wherever_that_stands() {
        let ids = |items: &str| -> Vec<Option<u64>> {
            let body = format!(r#"{{"items":[{items}]}}"#);
            let items = ExpectedBody::Items.check(body.as_bytes()).unwrap().items.unwrap();
            items.into_iter().map(|item| item.id).collect()
        };
        let same = ids(r#"{"id":"a","x":[{}]},{"x":{"id":"b"},"id":"a"}"#);
        assert!(same[0].is_some() && same[0] == same[1]);
        assert_ne!(ids(r#"{"id":"a"},{"id":"b"}"#)[0], ids(r#"{"id":"b"}"#)[0]);
        assert_eq!(ids(r#"{},{"id":""},{"id":1},{"id":null}"#), [None; 4]);
        assert!(ExpectedBody::Items.check(br#"{"items":[{"id":"a"},1]}"#).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..60)) {
            for shape in [ExpectedBody::Object, ExpectedBody::Items, ExpectedBody::Anything] {
                let _ = shape.check(&body);
            }
        }
    }
}
