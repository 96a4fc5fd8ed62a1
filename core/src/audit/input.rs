//! Saved listings: NDJSON, a JSON array, or pages as Webex sends them. Pure but for reading a file.

use std::path::Path;

use serde_json::Value;

use crate::error::{Error, Result};

/// What the lines, or the elements, have to be.
const WANTED: &str = "an enterprise as `list_enterprises` shows it: a JSON object";

/// Reads a saved listing from a file; see [`read_items`].
pub fn read_file(path: &Path) -> Result<Vec<Value>> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        Error::invalid_argument(format!(
            "{name} cannot be read: check its path and who may read it"
        ))
        .with_source(error)
    })?;
    read_items(&bytes, &name)
}

/// Reads a saved listing: an enterprise in each line, or an array of them, or an object with them
/// under `items`. `name` is what errors call it.
pub fn read_items(bytes: &[u8], name: &str) -> Result<Vec<Value>> {
    let text = text(bytes, name)?;
    if text.trim_start().starts_with('[') {
        let elements = serde_json::from_str(text).map_err(|error| no_json(name, 1, &error))?;
        return items_of(elements, name);
    }
    // One document over several lines, as `jq` writes it, or else lines that are documents.
    match serde_json::from_str(text) {
        Ok(document) => flat(document, name, 1),
        Err(_) => read_lines(text, name),
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

fn read_lines(text: &str, name: &str) -> Result<Vec<Value>> {
    let mut items = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let document = serde_json::from_str(line).map_err(|error| no_json(name, at + 1, &error))?;
        items.extend(flat(document, name, at + 1)?);
    }
    Ok(items)
}

/// The enterprises of a document: those of a page, or the one that it is.
fn flat(document: Value, name: &str, line: usize) -> Result<Vec<Value>> {
    match document {
        Value::Object(mut object) => match object.remove("items") {
            Some(Value::Array(items)) => items_of(items, name),
            Some(other) => {
                object.insert("items".to_owned(), other);
                Ok(vec![Value::Object(object)])
            }
            None => Ok(vec![Value::Object(object)]),
        },
        Value::Array(items) => items_of(items, name),
        _ => Err(Error::invalid_argument(format!("line {line} of {name} is not {WANTED}"))),
    }
}

fn items_of(items: Vec<Value>, name: &str) -> Result<Vec<Value>> {
    match items.iter().position(|item| !item.is_object()) {
        None => Ok(items),
        Some(at) => Err(Error::invalid_argument(format!(
            "element {at} (counted from 0) of the array in {name} is not {WANTED}"
        ))),
    }
}

fn no_json(name: &str, line: usize, error: &serde_json::Error) -> Error {
    let line = line + error.line().saturating_sub(1);
    let what = error.to_string();
    let what = what.split(" at line ").next().unwrap_or_default();
    Error::invalid_argument(format!(
        "line {line} of {name}, column {} is no JSON: {what}. Each line has to be {WANTED}; or the \
         whole file one array of them. A file that was cut off has to be saved again",
        error.column()
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Result<Vec<Value>> {
        read_items(text.as_bytes(), "list.ndjson")
    }

    fn told(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn a_listing_is_read_however_it_was_saved() {
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
        assert_eq!(read(" \n").unwrap(), Vec::<Value>::new());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        assert!(told("{\"id\":\"a\"}\n{\"id\":\n").contains("line 2 of list.ndjson, column"));
        assert!(told("[{},\n{},\n").contains("line 3 of list.ndjson"));
        assert!(told("{}\n17\n").contains("line 2 of list.ndjson is not an enterprise"));
        assert!(told("[{}, 17]").contains("element 1"));
        let latin = read_items(b"{}\n{\"id\":\"\xE9\"}", "x").unwrap_err().to_string();
        assert!(latin.contains("line 2 of x is not UTF-8"), "{latin}");
        let utf16 = read_items(b"\xFF\xFE{\0}\0", "x").unwrap_err().to_string();
        assert!(utf16.contains("Out-File -Encoding utf8"), "{utf16}");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = read_items(&bytes, "x");
        }

        #[test]
        fn no_text_panics(text in "[\\[\\]{}\",:a0 \n]{0,40}") {
            let _ = read(&text);
        }
    }
}
