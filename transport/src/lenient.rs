//! Values in all forms that Webex may send: `44`, `44.0` or `"44"`, and several formats of times.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use crate::timestamp::Timestamp;

/// A time with Webex's original text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    text: String,
    instant: Option<Timestamp>,
}

impl Time {
    /// The text as the service sent it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The instant, or `None` if the text isn't a timestamp.
    pub fn instant(&self) -> Option<Timestamp> {
        self.instant
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for Time {
    fn from(text: String) -> Self {
        let instant = parse_instant(&text);
        Self { text, instant }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// Smaller numbers are seconds: as milliseconds they would be before 1973, and larger ones as
/// seconds would be after 5138.
const FEWEST_MILLISECONDS: f64 = 1e11;

/// An instant from text: RFC 3339 with any number of fractional digits, or a number as in [`as_instant`].
pub fn parse_instant(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| since_1970(text.parse().ok()?))
}

/// An instant from such text, or from a number of milliseconds since 1970 (of seconds, if it is too
/// small for milliseconds).
pub fn as_instant(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => parse_instant(text),
        Value::Number(number) => since_1970(number.as_f64()?),
        _ => None,
    }
}

/// Exact: a double can represent milliseconds until the year 287,396.
fn since_1970(number: f64) -> Option<Timestamp> {
    let is_in_seconds = number.abs() < FEWEST_MILLISECONDS;
    let milliseconds = if is_in_seconds { number * 1_000.0 } else { number };
    integral(milliseconds.trunc()).and_then(Timestamp::from_millisecond)
}

/// A whole number in any form that code generators write.
pub fn as_integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64().or_else(|| integral(number.as_f64()?)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| integral(text.parse().ok()?))
        }
        _ => None,
    }
}

fn integral(number: f64) -> Option<i64> {
    // Above 2^53, doubles can't represent every integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "integral and within 2^53")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// Reads a counter. A value that isn't a number becomes `None`, so the other fields stay readable.
///
/// # Errors
/// Those of the deserializer.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(as_integer(&Value::deserialize(deserializer)?))
}

/// Reads a time: the original text or number, and its instant.
///
/// # Errors
/// Those of the deserializer.
pub fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    Ok(as_time(&Value::deserialize(deserializer)?))
}

/// A time from text or a number of milliseconds; `None` for other values.
pub fn as_time(value: &Value) -> Option<Time> {
    match value {
        Value::String(text) => Some(Time::from(text.clone())),
        Value::Number(number) => as_instant(value)
            .map(|instant| Time { text: number.to_string(), instant: Some(instant) }),
        _ => None,
    }
}

/// A list, or its only item.
#[derive(Deserialize)]
#[serde(untagged)]
enum ListOrItem<T> {
    List(Vec<T>),
    Item(T),
}

/// Reads a list. Null is an empty list, and a single item is a list of one.
///
/// # Errors
/// Those of the deserializer.
pub fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(match Option::deserialize(deserializer)? {
        None => Vec::new(),
        Some(ListOrItem::List(items)) => items,
        Some(ListOrItem::Item(item)) => vec![item],
    })
}

/// Text; a number or a flag as its own text.
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

/// Reads text; a number or a flag becomes its own text, anything else `None`.
///
/// # Errors
/// Those of the deserializer.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(as_text(&Value::deserialize(deserializer)?))
}

/// Reads a flag, also one written as text.
///
/// # Errors
/// Those of the deserializer.
pub fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(as_flag(&Value::deserialize(deserializer)?))
}

/// A boolean, also as text.
pub fn as_flag(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text.eq_ignore_ascii_case("true") => Some(true),
        Value::String(text) if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_come_in_three_forms() {
        for value in [json!(44), json!(44.0), json!("44"), json!(" 44.0 ")] {
            assert_eq!(as_integer(&value), Some(44), "{value}");
        }
        for value in [json!(44.5), json!("many"), json!(null), json!([44]), json!(1e300)] {
            assert_eq!(as_integer(&value), None, "{value}");
        }
    }

    #[test]
    fn times_take_any_number_of_fractional_digits() {
        for text in
            ["2021-04-07T15:26:40Z", "2021-04-07T15:26:40.704Z", "2021-04-07T15:26:40.704911234Z"]
        {
            assert!(Time::from(text.to_owned()).instant().is_some(), "{text}");
        }
        let odd = Time::from("yesterday".to_owned());
        assert_eq!((odd.text(), odd.instant()), ("yesterday", None));
    }

    #[test]
    fn times_come_as_text_or_as_numbers() {
        let expected = Timestamp::from_millisecond(1_617_809_200_704).unwrap();
        for value in [
            json!("2021-04-07T15:26:40.704Z"),
            json!(1_617_809_200_704_i64),
            json!(1_617_809_200_704.0),
            json!(1_617_809_200_704.75),
            json!("1617809200704"),
            json!(" 1.617809200704e12 "),
            json!(1_617_809_200.704),
            json!("1617809200.704"),
        ] {
            assert_eq!(as_instant(&value), Some(expected), "{value}");
            assert_eq!(as_time(&value).and_then(|time| time.instant()), Some(expected), "{value}");
        }
        for value in [json!(true), json!([]), json!({}), json!(1e300), json!("NaN"), json!("inf")] {
            assert_eq!(as_instant(&value), None, "{value}");
        }
    }
}
