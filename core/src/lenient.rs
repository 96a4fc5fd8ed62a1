//! Values as the service may send them: `44`, `44.0` or `"44"`, and times in several spellings.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A time that keeps the service's own text.
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

    /// The instant, or `None` where the text is no time.
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

/// An instant from RFC 3339 text with any number of fractional digits.
pub(crate) fn parse_instant(text: &str) -> Option<Timestamp> {
    text.trim().parse().ok()
}

/// An instant from such text, or from milliseconds since 1970.
pub(crate) fn as_instant(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => parse_instant(text),
        number => Timestamp::from_millisecond(as_integer(number)?).ok(),
    }
}

/// A whole number from any of the forms in which code generators write one.
pub(crate) fn as_integer(value: &Value) -> Option<i64> {
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
    // 2^53 is where doubles stop telling neighbouring integers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "integral and within 2^53")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

/// Reads a counter; what is no number at all becomes `None` instead of failing its neighbours.
pub(crate) fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(as_integer(&Value::deserialize(deserializer)?))
}

/// Reads a time: text as it is, a number as milliseconds since 1970.
pub(crate) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(Time::from(text)),
        number @ Value::Number(_) => as_instant(&number)
            .map(|instant| Time { text: number.to_string(), instant: Some(instant) }),
        _ => None,
    })
}

/// Reads text; a number or a flag becomes its own text, anything else `None`.
pub(crate) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        value @ (Value::Number(_) | Value::Bool(_)) => Some(value.to_string()),
        _ => None,
    })
}

/// Reads a flag, also one written as text.
pub(crate) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(as_flag(&Value::deserialize(deserializer)?))
}

pub(crate) fn as_flag(value: &Value) -> Option<bool> {
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
}
