//! Converts the arguments of operations from Python.

use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString, PyTuple};
use webex_broadworks::{
    Argument, Error, Operation, Parameter, ParameterKind, Subject, SubjectKind, Texts,
};

use crate::encode::encode;
use crate::error::Result;
use crate::extract::{aware_datetime, count, flag, text, texts, type_error, value_error};

/// The arguments of an operation, in its order.
pub(crate) fn arguments_of(
    operation: Operation,
    arguments: &Bound<'_, PyTuple>,
) -> Result<Vec<Option<Argument>>> {
    let parameters = operation.parameters().iter().zip(arguments);
    parameters.map(|(parameter, value)| argument(parameter, &value)).collect()
}

/// An argument of an operation; `None` leaves out what isn't required.
fn argument(parameter: &Parameter, value: &Bound<'_, PyAny>) -> Result<Option<Argument>> {
    if value.is_none() && !parameter.is_required {
        return Ok(None);
    }
    Ok(Some(match parameter.kind {
        ParameterKind::Subject(kind) => Argument::Subject(subject(kind, parameter.name, value)?),
        ParameterKind::Text => text(parameter.name, value)?.into(),
        ParameterKind::Flag => flag(parameter.name, value)?.into(),
        ParameterKind::Count => count::<i64>(parameter.name, value)?.into(),
        ParameterKind::Time => instant(parameter.name, value)?,
        ParameterKind::Texts | ParameterKind::Clear { .. } => {
            Texts::from(texts(parameter.name, value)?).into()
        }
        ParameterKind::ExtraBody => Argument::Value(encode(parameter.name, value)?),
        _ => return Err(Error::internal("an argument of an unknown kind").into()),
    }))
}

/// A time: an aware datetime, milliseconds since 1970, or text.
fn instant(name: &str, value: &Bound<'_, PyAny>) -> Result<Argument> {
    if value.is_instance_of::<PyString>() {
        return Ok(text(name, value)?.into());
    }
    if let Ok(milliseconds) = count::<i64>(name, value) {
        return Ok(milliseconds.into());
    }
    aware_datetime(name, value)?;
    Ok(text(name, &value.call_method0("isoformat")?)?.into())
}

/// The subject of a call: its id, or a mapping that has one, such as an item of a list.
fn subject(kind: SubjectKind, name: &str, value: &Bound<'_, PyAny>) -> Result<Subject> {
    if value.is_instance_of::<PyString>() {
        return Ok(Subject::new(kind, text(name, value)?));
    }
    let expected = format!("the `id` of the {} or a dict that has it", kind.name());
    let Ok(mapping) = value.cast::<PyMapping>() else {
        return Err(type_error(name, value, &expected));
    };
    let Ok(id) = mapping.get_item("id") else {
        return Err(value_error(name, &expected, "a dict without an `id`"));
    };
    let known = mapping.get_item(kind.name_key()).ok().and_then(|known| known.extract().ok());
    Ok(Subject::new(kind, text(&format!("{name}[\"id\"]"), &id)?).with_name(known))
}
