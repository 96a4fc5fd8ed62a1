//! Converts the arguments of operations to parts of a request.

use serde_json::{Map, Value};
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::lenient::as_instant;
use webex_broadworks_transport::message::{Message, Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::description::{
    Parameter, ParameterKind, ParameterPlace,
};
use webex_broadworks_transport::operation::subject::Subject;
use webex_broadworks_transport::timestamp::Timestamp;

/// A value of an argument.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Argument {
    /// What the call is about.
    Subject(Subject),
    /// Anything else, as JSON.
    Value(Value),
}

impl From<Subject> for Argument {
    fn from(subject: Subject) -> Self {
        Self::Subject(subject)
    }
}

impl From<Timestamp> for Argument {
    fn from(instant: Timestamp) -> Self {
        // Sent as text, because a small number would be read as seconds.
        Self::Value(instant.to_string().into())
    }
}

/// One text or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts(Vec<String>);

impl From<&str> for Texts {
    fn from(text: &str) -> Self {
        Self(vec![text.to_owned()])
    }
}

impl<T: Into<String>> From<Vec<T>> for Texts {
    fn from(texts: Vec<T>) -> Self {
        Self(texts.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<String>, const N: usize> From<[T; N]> for Texts {
    fn from(texts: [T; N]) -> Self {
        Self(texts.into_iter().map(Into::into).collect())
    }
}

impl From<Texts> for Argument {
    fn from(Texts(texts): Texts) -> Self {
        Self::Value(texts.into())
    }
}

/// Converts values that convert to JSON to arguments.
macro_rules! from_json {
    ($($kind:ty)+) => {
        $(impl From<$kind> for Argument {
            fn from(value: $kind) -> Self {
                Self::Value(value.into())
            }
        })+
    };
}

from_json! { String bool i64 Map<String, Value> }

/// Formats the value of an argument for a query.
pub(crate) fn to_query(parameter: &Parameter, value: &Value) -> Result<String> {
    Ok(match check(parameter, value, &[])? {
        Value::String(text) => text,
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    })
}

/// Adds an argument to a body.
pub(crate) fn to_body(
    operation: Operation,
    parameter: &Parameter,
    value: Value,
    body: &mut Map<String, Value>,
) -> Result<()> {
    match parameter.kind {
        ParameterKind::Clear { names, keep_one_of } => {
            clear(operation, parameter, (names, keep_one_of), &value, body)
        }
        ParameterKind::ExtraBody => add_extra(operation, parameter, value, body),
        _ => {
            let value = check(parameter, &value, operation.parameters())?;
            insert(body, parameter.key, value);
            Ok(())
        }
    }
}

/// Checks a value, and converts it to the form that is sent.
fn check(parameter: &Parameter, value: &Value, all: &[Parameter]) -> Result<Value> {
    let Parameter { name, example, .. } = parameter;
    let is_blank = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
    match parameter.kind {
        ParameterKind::Text if is_blank(value) => {
            // Webex reads an empty text as "delete".
            let can_be_cleared = all.iter().any(
                |other| matches!(other.kind, ParameterKind::Clear { names, .. } if names.contains(name)),
            );
            let name = Name::Argument(name);
            Err(Error::invalid_argument(if can_be_cleared {
                message!("{} is empty. To delete it, name it in {}", name, Name::Argument("clear"))
            } else if parameter.place == ParameterPlace::Query {
                message!("{} is empty: leave it out to list all", name)
            } else {
                message!("{} is empty. Pass a value such as {example}", name)
            }))
        }
        ParameterKind::Time => match as_instant(value) {
            Some(instant) if instant < Timestamp::UNIX_EPOCH => Err(Error::of_argument(
                name,
                format!("is before 1970. Pass a moment such as {example}"),
            )),
            Some(instant) => Ok(instant.as_millisecond().into()),
            None => Err(Error::invalid_argument(message!(
                "{}: expected a moment such as {example}, got {value}",
                Name::Argument(name)
            ))),
        },
        ParameterKind::Texts => {
            let values = match value {
                Value::Array(values) => values.clone(),
                one => vec![one.clone()],
            };
            if values.is_empty() || values.iter().any(is_blank) {
                return Err(Error::of_argument(
                    name,
                    format!("is empty. Pass values such as {example}"),
                ));
            }
            Ok(values.into())
        }
        _ => Ok(value.clone()),
    }
}

/// Adds an empty text for each argument whose value Webex must delete.
fn clear(
    operation: Operation,
    parameter: &Parameter,
    (names, keep_one_of): (&[&'static str], &[&'static str]),
    value: &Value,
    body: &mut Map<String, Value>,
) -> Result<()> {
    let given = match value {
        Value::Array(given) => given.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut cleared = Vec::new();
    for name in given.iter().filter_map(Value::as_str) {
        let is_meant = |known: &&Parameter| known.name == name || known.key == name;
        let known = operation.parameters().iter().find(is_meant);
        let Some(known) = known.filter(|known| names.contains(&known.name)) else {
            return Err(Error::invalid_argument(message!(
                "{}: expected names from {}, got {name:?}",
                Name::Argument(parameter.name),
                Message::join(names.iter().map(|name| Name::Argument(name)), ", ")
            )));
        };
        if body.contains_key(known.key) {
            return Err(Error::invalid_argument(message!(
                "{} is passed, and {} contains it. Pass one of them",
                Name::Argument(known.name),
                Name::Argument(parameter.name)
            )));
        }
        insert(body, known.key, "".into());
        cleared.push(known.name);
    }
    if !keep_one_of.is_empty() && keep_one_of.iter().all(|name| cleared.contains(name)) {
        return Err(Error::invalid_argument(message!(
            "{} contains {}. One of them must remain",
            Name::Argument(parameter.name),
            Message::join(keep_one_of.iter().map(|name| Name::Argument(name)), " and ")
        )));
    }
    Ok(())
}

/// Adds keys that the operation doesn't know.
fn add_extra(
    operation: Operation,
    parameter: &Parameter,
    value: Value,
    body: &mut Map<String, Value>,
) -> Result<()> {
    let Value::Object(extra) = value else {
        return Err(Error::invalid_argument(message!(
            "{}: expected an object",
            Name::Argument(parameter.name)
        )));
    };
    for (key, value) in extra {
        if let Some(known) = operation.parameters().iter().find(|known| known.key == key) {
            return Err(Error::invalid_argument(message!(
                "{} contains {key}. Pass it as {}",
                Name::Argument(parameter.name),
                Name::Argument(known.name)
            )));
        }
        body.insert(key, value);
    }
    Ok(())
}

/// Inserts a value under a key. Dots in the key lead into nested objects.
fn insert(body: &mut Map<String, Value>, key: &str, value: Value) {
    match key.split_once('.') {
        None => {
            body.insert(key.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = body.entry(first).or_insert_with(|| Map::new().into());
            if let Value::Object(inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}
