//! One value of a table, read leniently from JSON.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::value::RawValue;

use super::column_type::ColumnType;
use webex_broadworks::internals::{as_flag, as_instant, as_integer, parse_instant};

/// A value for a column.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell<'a> {
    Null,
    Text(Cow<'a, str>),
    Flag(bool),
    Integer(i64),
    Number(f64),
    /// Microseconds since 1970.
    Time(i64),
    /// There is a value that doesn't fit the column.
    Unreadable,
}

impl<'a> Cell<'a> {
    /// Converts a value for a column.
    pub(super) fn read(kind: ColumnType, raw: Option<&'a RawValue>) -> Self {
        let Some(raw) = raw.map(RawValue::get).filter(|raw| *raw != "null") else {
            return Self::Null;
        };
        let read = match kind {
            ColumnType::Json => Some(Self::Text(Cow::Borrowed(raw))),
            ColumnType::Text => text(raw).map(Self::Text),
            ColumnType::Flag => flag(raw).map(Self::Flag),
            ColumnType::Integer => integer(raw).map(Self::Integer),
            ColumnType::Number => number(raw).map(Self::Number),
            ColumnType::Time => time(raw).map(Self::Time),
        };
        read.unwrap_or(Self::Unreadable)
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The microseconds since 1970, if it is a time.
    pub(super) fn as_time(&self) -> Option<i64> {
        match self {
            Self::Time(time) => Some(*time),
            _ => None,
        }
    }
}

/// The text of a string that needs no decoding, which is the usual case.
fn plain(raw: &str) -> Option<&str> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    memchr::memchr(b'\\', inner.as_bytes()).is_none().then_some(inner)
}

fn value(raw: &str) -> Option<Value> {
    serde_json::from_str(raw).ok()
}

/// Text unchanged; a number or a flag as its text.
fn text(raw: &str) -> Option<Cow<'_, str>> {
    if let Some(text) = plain(raw) {
        return Some(Cow::Borrowed(text));
    }
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok().map(Cow::Owned),
        b'{' | b'[' => None,
        _ => Some(Cow::Borrowed(raw)),
    }
}

fn flag(raw: &str) -> Option<bool> {
    as_flag(&value(raw)?)
}

fn integer(raw: &str) -> Option<i64> {
    raw.parse().ok().or_else(|| as_integer(&value(raw)?))
}

fn number(raw: &str) -> Option<f64> {
    match value(raw)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

fn time(raw: &str) -> Option<i64> {
    let instant = match plain(raw) {
        Some(text) => parse_instant(text),
        None => as_instant(&value(raw)?),
    };
    Some(instant?.as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: ColumnType, raw: &str) -> Cell<'_> {
        Cell::read(kind, Some(serde_json::from_str(raw).unwrap()))
    }

    #[test]
    fn a_value_comes_in_several_forms() {
        for raw in ["44", "44.0", "\"44\"", "\" 44.0 \"", "4.4e1"] {
            assert_eq!(read(ColumnType::Integer, raw), Cell::Integer(44), "{raw}");
        }
        for raw in ["true", "\"True\""] {
            assert_eq!(read(ColumnType::Flag, raw), Cell::Flag(true), "{raw}");
        }
        for raw in ["\"1970-01-01T00:00:01.5Z\"", "\"1970-01-01T01:00:01.5\\u002b01:00\""] {
            assert_eq!(read(ColumnType::Time, raw), Cell::Time(1_500_000), "{raw}");
        }
        // Milliseconds since 1970, or seconds if the number is too small for milliseconds.
        for raw in ["1500000000000", "1500000000"] {
            assert_eq!(read(ColumnType::Time, raw), Cell::Time(1_500_000_000_000_000), "{raw}");
        }
        for (raw, text) in [("\"a\\u00e9\"", "aé"), ("12", "12"), ("true", "true"), ("\"\"", "")] {
            assert_eq!(read(ColumnType::Text, raw), Cell::Text(text.into()), "{raw}");
        }
        for raw in ["2.5", "\"2.5\""] {
            assert_eq!(read(ColumnType::Number, raw), Cell::Number(2.5), "{raw}");
        }
    }

    #[test]
    fn null_is_null_and_what_does_not_fit_is_said_to() {
        let kinds = [
            ColumnType::Text,
            ColumnType::Json,
            ColumnType::Flag,
            ColumnType::Integer,
            ColumnType::Number,
            ColumnType::Time,
        ];
        for kind in kinds {
            assert_eq!(read(kind, "null"), Cell::Null);
            assert_eq!(Cell::read(kind, None), Cell::Null);
        }
        for (kind, raw) in [
            (ColumnType::Integer, "44.5"),
            (ColumnType::Integer, "\"many\""),
            (ColumnType::Integer, "1e999"),
            (ColumnType::Number, "\"NaN\""),
            (ColumnType::Time, "\"yesterday\""),
            (ColumnType::Time, "true"),
            (ColumnType::Flag, "1"),
            (ColumnType::Text, "[]"),
            (ColumnType::Text, "\"\\ud800\""),
        ] {
            assert_eq!(read(kind, raw), Cell::Unreadable, "{raw}");
        }
    }
}
