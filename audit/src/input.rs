//! Saved listings: NDJSON, a JSON array, or pages as Webex sends them.

use std::path::Path;

use serde_json::Value;

use webex_broadworks::{Error, Message, Operation, RawPage, Result, message};

/// How many items are checked before other tasks run.
pub(crate) const CHUNK_SIZE: usize = 1_000;

/// What a listing shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListedItems {
    /// Enterprises of `enterprises.list`, or outcomes of a bulk run over enterprises.
    Enterprises,
    /// Subscribers of `subscribers.list`.
    Subscribers,
}

impl ListedItems {
    /// The keys of which an item has at least one.
    const fn id_keys(self) -> &'static [&'static str] {
        match self {
            Self::Enterprises => &["id", "enterpriseId", "spEnterpriseId"],
            Self::Subscribers => &["id", "subscriberId"],
        }
    }

    /// What an item is that may have an id, but isn't of this kind.
    fn other_kind(self, item: &Value) -> Option<&'static str> {
        let has = |key: &str| item.get(key).is_some_and(|value| !value.is_null());
        if has("kind") && has("severity") {
            Some("is a finding of an audit")
        } else if has("billingPeriod") {
            Some("is a billing report")
        } else if self == Self::Enterprises && has("userId") {
            Some("is about a user: it has a `userId`")
        } else if self == Self::Subscribers && has("orgId") && !has("userId") {
            Some("is an enterprise")
        } else {
            None
        }
    }

    /// The items in messages.
    const fn plural(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Subscribers => "subscribers",
        }
    }

    /// The expected format of lines and elements.
    fn expected_item(self) -> Message {
        match self {
            Self::Enterprises => {
                message!("an enterprise as {} shows it: a JSON object", Operation::EnterprisesList)
            }
            Self::Subscribers => {
                message!("a subscriber as {} shows it: a JSON object", Operation::SubscribersList)
            }
        }
    }
}

/// Reads a saved listing from a file; see [`read_items`].
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if the file can't
/// be read, or isn't a listing.
pub fn read_file(path: &Path, listed: ListedItems) -> Result<Vec<Value>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        Error::invalid_argument(format!(
            "{name} cannot be read: check its path and who may read it"
        ))
        .with_source(error)
    })?;
    read_items(&bytes, &name, listed)
}

/// Reads a saved listing: an item in each line, or an array of them, or an object with them
/// under `items`. `name` is what errors call it.
///
/// # Errors
///
/// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if it holds anything else, such
/// as the error that Webex answered instead, or nothing at all.
pub fn read_items(bytes: &[u8], name: &str, listed: ListedItems) -> Result<Vec<Value>> {
    let items = read_documents(bytes, name, listed)?;
    check_items(&items, name, listed)?;
    Ok(items)
}

/// Returns the items of a page.
pub(crate) fn page_items(page: &RawPage) -> Result<Vec<Value>> {
    let read = |item| {
        serde_json::from_str(item).map_err(|error| {
            Error::internal("a page was checked and is not one").with_source(error)
        })
    };
    page.items().map(read).collect()
}

/// Refuses other JSON: a saved error would look like a listing without findings.
pub(crate) fn check_items(items: &[Value], name: &str, listed: ListedItems) -> Result<()> {
    let has_id = |item: &Value| {
        let ids = listed.id_keys().iter().filter_map(|key| item.get(key).and_then(Value::as_str));
        ids.into_iter().any(|id| !id.is_empty())
    };
    match items.iter().position(|item| !has_id(item) || listed.other_kind(item).is_some()) {
        None => Ok(()),
        Some(at) => Err(not_an_item(items, at, name, listed)),
    }
}

fn not_an_item(items: &[Value], at: usize, name: &str, listed: ListedItems) -> Error {
    let item = items.get(at).unwrap_or(&Value::Null);
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let what = if let Some(message) = text("message").or_else(|| text("error_description")) {
        let message: String = message.chars().take(200).collect();
        format!("is the answer to a request that failed ({message:?})")
    } else if let Some(other) = listed.other_kind(item) {
        other.to_owned()
    } else {
        let keys: Vec<_> = item.as_object().into_iter().flatten().map(|(key, _)| key).collect();
        let keys: Vec<_> = keys.iter().take(5).map(|key| key.as_str()).collect();
        let ids: Vec<_> = listed.id_keys().iter().map(|key| format!("no `{key}`")).collect();
        format!("has {}; its keys are: {}", ids.join(" and "), keys.join(", "))
    };
    let of = items.len();
    Error::invalid_argument(format!(
        "{name} is not a listing of {}: document {} of {of} {what}. Save the listing again, \
         and check that the command that saved it succeeded",
        listed.plural(),
        at + 1
    ))
}

fn read_documents(bytes: &[u8], name: &str, listed: ListedItems) -> Result<Vec<Value>> {
    let text = text(bytes, name)?;
    if text.trim().is_empty() {
        return Err(Error::invalid_argument(format!(
            "{name} is empty: the command that saved the listing may have failed. Save it again, and \
             check that it succeeded; a partner without {} is `[]`",
            listed.plural()
        )));
    }
    if text.trim_start().starts_with('[') {
        let elements =
            serde_json::from_str(text).map_err(|error| invalid_json(name, 1, &error, listed))?;
        return items_of(elements, name, listed);
    }
    // One document over several lines, as `jq` writes it, or else lines that are documents.
    match serde_json::from_str(text) {
        Ok(document) => items_in(document, name, 1, listed),
        Err(_) => read_lines(text, name, listed),
    }
}

fn text<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str> {
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Err(Error::invalid_argument(format!(
            "{name} is UTF-16, as PowerShell's `>` writes it: save it as UTF-8, such as with \
             `Out-File -Encoding utf8`"
        )));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        Error::invalid_argument(format!(
            "line {line} of {name} is not UTF-8: save the file as UTF-8, or unpack it first"
        ))
    })
}

fn read_lines(text: &str, name: &str, listed: ListedItems) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let document = serde_json::from_str(line)
            .map_err(|error| invalid_json(name, at + 1, &error, listed))?;
        items.extend(items_in(document, name, at + 1, listed)?);
    }
    Ok(items)
}

/// The items of a document: those of a page, or the document itself.
fn items_in(document: Value, name: &str, line: usize, listed: ListedItems) -> Result<Vec<Value>> {
    match document {
        Value::Object(mut object) => match object.remove("items") {
            Some(Value::Array(items)) => items_of(items, name, listed),
            Some(other) => {
                object.insert("items".to_owned(), other);
                Ok(vec![Value::Object(object)])
            }
            None => Ok(vec![Value::Object(object)]),
        },
        Value::Array(items) => items_of(items, name, listed),
        _ => Err(Error::invalid_argument(message!(
            "line {line} of {name} is not {}",
            listed.expected_item()
        ))),
    }
}

fn items_of(items: Vec<Value>, name: &str, listed: ListedItems) -> Result<Vec<Value>> {
    match items.iter().position(|item| !item.is_object()) {
        None => Ok(items),
        Some(at) => Err(Error::invalid_argument(message!(
            "element {at} (counted from 0) of the array in {name} is not {}",
            listed.expected_item()
        ))),
    }
}

fn invalid_json(name: &str, line: usize, error: &serde_json::Error, listed: ListedItems) -> Error {
    let line = line + error.line().saturating_sub(1);
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    let column = error.column();
    Error::invalid_argument(message!(
        "line {line} of {name}, column {column} is not valid JSON: {what}. Expected {} in each line, or \
         one array of them. If the file was truncated, save it again",
        listed.expected_item()
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Vec<Value>> {
        read_items(text.as_bytes(), "list.ndjson", ListedItems::Enterprises)
    }

    fn error_text(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_saved_listing_is_read_in_every_format() {
        let both = vec![json!({"id": "a"}), json!({"id": "b"})];
        for text in [
            "{\"id\":\"a\"}\n\n{\"id\":\"b\"}\r\n",
            "\u{feff}{\"id\":\"a\"}\n{\"id\":\"b\"}",
            " [{\"id\":\"a\"},\n {\"id\":\"b\"}]",
            "{\n \"items\": [{\"id\":\"a\"}, {\"id\":\"b\"}]\n}",
            "{\"items\":[{\"id\":\"a\"}]}\n{\"items\":[{\"id\":\"b\"}]}\n",
        ] {
            assert_eq!(read(text).unwrap(), both, "{text}");
        }
        for none in ["[]", "{\"items\": []}"] {
            assert_eq!(read(none).unwrap(), Vec::<Value>::new());
        }
        let outcome = "{\"index\":0,\"enterpriseId\":\"a\",\"outcome\":\"ok\"}";
        assert_eq!(read(outcome).unwrap().len(), 1);
    }

    #[test]
    fn a_file_that_is_not_a_listing_is_refused() {
        for text in ["", " \r\n\n", "\u{feff}"] {
            assert!(error_text(text).contains("list.ndjson is empty"), "{text:?}");
        }
        let refused = "{\"message\":\"The request requires a valid access token\",\"errors\":[]}";
        assert!(
            error_text(refused).contains("document 1 of 1 is the answer to a request that failed")
        );
        assert!(error_text(refused).contains("requires a valid access token"));
        for text in [
            "{\"foo\":1}",
            "{\"id\":\"a\"}\n{\"foo\":1}",
            "[{\"id\":\"a\"},{}]",
            "{\"items\":[{\"id\":\"\"}]}",
            "{\"items\":7}",
            "{\"error\":\"invalid_token\",\"error_description\":\"expired\"}",
            "{\"id\":17}",
        ] {
            assert!(error_text(text).contains("is not a listing of enterprises"), "{text}");
        }
    }

    #[test]
    fn a_list_of_something_else_is_refused() {
        let error =
            |line: &str, listed| read_items(line.as_bytes(), "x", listed).unwrap_err().to_string();
        let finding = r#"{"kind":"stale","severity":"low","enterpriseId":"a","subscriberId":"b"}"#;
        let report = r#"{"id":"a","billingPeriod":"2026-11","status":"COMPLETED"}"#;
        for listed in [ListedItems::Enterprises, ListedItems::Subscribers] {
            let text = error(finding, listed);
            assert!(text.contains("document 1 of 1 is a finding of an audit"), "{text}");
            let text = error(report, listed);
            assert!(text.contains("document 1 of 1 is a billing report"), "{text}");
        }
        for about_user in [
            r#"{"id":"a","userId":"jane@acme.example","status":"provisioned"}"#,
            r#"{"index":0,"enterpriseId":"a","userId":"jane@acme.example","outcome":"ok"}"#,
        ] {
            let text = error(about_user, ListedItems::Enterprises);
            assert!(text.contains("is about a user"), "{text}");
        }
        let subscriber = br#"{"id":"a","userId":"jane@acme.example","status":"provisioned"}"#;
        assert!(read_items(subscriber, "x", ListedItems::Subscribers).is_ok());
        assert!(
            error(r#"{"id":"a","orgId":"o"}"#, ListedItems::Subscribers).contains("an enterprise")
        );
        // Rows of `--table enterprises`, and outcomes of `sync status`.
        for row in [
            r#"{"enterpriseId":"a","spEnterpriseId":"R+a","orgId":"o","findings":["stale"]}"#,
            r#"{"index":0,"enterpriseId":"a","userId":null,"outcome":"ok","result":{}}"#,
        ] {
            assert_eq!(read(row).unwrap().len(), 1, "{row}");
        }
    }

    #[test]
    fn errors_in_a_listing_name_the_line() {
        assert!(error_text("{\"id\":\"a\"}\n{\"id\":\n").contains("line 2 of list.ndjson, column"));
        assert!(error_text("[{},\n{},\n").contains("line 3 of list.ndjson"));
        assert!(
            error_text("{\"id\":\"a\"}\n17\n")
                .contains("line 2 of list.ndjson is not an enterprise")
        );
        assert!(error_text("[{}, 17]").contains("element 1"));
        let latin = read_items(b"{}\n{\"id\":\"\xE9\"}", "x", ListedItems::Enterprises)
            .unwrap_err()
            .to_string();
        assert!(latin.contains("line 2 of x is not UTF-8"), "{latin}");
        let utf16 =
            read_items(b"\xFF\xFE{\0}\0", "x", ListedItems::Enterprises).unwrap_err().to_string();
        assert!(utf16.contains("Out-File -Encoding utf8"), "{utf16}");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_items(&bytes, "x", ListedItems::Enterprises);
        }

        #[test]
        fn no_text_panics(text in "[\\[\\]{}\",:a0 \n]{0,40}") {
            let _ = read(&text);
        }
    }
}
