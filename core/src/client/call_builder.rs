//! Builds calls from the arguments of an operation, or from a method and a path.

use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value};
use url::Url;
use webex_broadworks_transport::call::{Call, Target, Transport};
use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::http::response_validation::ExpectedBody;
use webex_broadworks_transport::message::{Name, message};
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::description::{
    OperationKind, Parameter, ParameterKind, ParameterPlace, ResultKind,
};
use webex_broadworks_transport::operation::path_segment::{
    encode_segment, path_remedy, validate_path_segment,
};
use webex_broadworks_transport::operation::subject::Subject;
use webex_broadworks_transport::options::CallOptions;

use crate::client::argument::{Argument, to_body, to_query};

/// Builds the call of an operation that is one request, from its arguments in order.
pub(crate) fn build_call(
    transport: &Transport,
    operation: Operation,
    arguments: Vec<Option<Argument>>,
) -> Result<Call> {
    let description = operation.description();
    if description.kind != OperationKind::Call {
        return Err(Error::internal(format!("{} is not one request", operation.id())));
    }
    let mut body: Map<String, Value> = serde_json::from_str(description.fixed_body)
        .map_err(|error| Error::internal(format!("a fixed body is not JSON: {error}")))?;
    let (mut subject, mut query, mut ids) = (None, Vec::new(), Vec::new());
    for (parameter, argument) in operation.parameters().iter().zip(arguments) {
        let value = match argument {
            None | Some(Argument::Value(Value::Null)) if parameter.is_required => {
                return Err(Error::of_argument(parameter.name, "is missing"));
            }
            None | Some(Argument::Value(Value::Null)) => continue,
            Some(Argument::Subject(given)) => {
                let remedy = || message!("Pass the `id` {}.", given.kind.id_source());
                validate_path_segment(parameter.name, &given.id, remedy)?;
                ids.push((parameter.name, given.id.clone()));
                subject = Some(given);
                continue;
            }
            Some(Argument::Value(value)) => value,
        };
        match parameter.place {
            ParameterPlace::Path => ids.push((parameter.name, path_value(parameter, &value)?)),
            ParameterPlace::Query => {
                query.push((parameter.key.to_owned(), to_query(parameter, &value)?));
            }
            ParameterPlace::Body => to_body(operation, parameter, value, &mut body)?,
            ParameterPlace::Client => {}
        }
    }
    if description.method == Method::PUT && body.is_empty() {
        return Err(Error::invalid_argument(
            "there is nothing to change. Pass at least one value to change",
        ));
    }
    let segments: Vec<&str> = path_parts(description.path)
        .map(|part| match part {
            PathPart::Fixed(text) => text,
            PathPart::Argument(name) => {
                let id = ids.iter().find(|(known, _)| *known == name);
                id.map_or("", |(_, id)| id.as_str())
            }
        })
        .collect();
    Ok(Call {
        operation,
        method: description.method.clone(),
        target: Target::Fixed(join(transport, &segments, &query)?),
        body: (!body.is_empty()).then(|| Bytes::from(Value::Object(body).to_string())),
        shape: match description.result {
            ResultKind::Nothing => ExpectedBody::Nothing,
            _ => ExpectedBody::Object,
        },
        subject,
        options: CallOptions::default(),
    })
}

/// Builds a call of any path under the base URL.
pub(crate) fn any_call(
    transport: &Transport,
    method: Method,
    path: &str,
    query: &[(String, String)],
    body: Option<Value>,
) -> Result<Call> {
    let allowed = [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];
    if !allowed.contains(&method) {
        return Err(Error::invalid_argument(message!(
            "{}: expected GET, PUT, POST, PATCH or DELETE, got {method}",
            Name::Argument("method")
        )));
    }
    let relative = path.strip_prefix('/').unwrap_or(path);
    if relative.is_empty() || relative.contains("://") {
        return Err(Error::of_argument(
            "path",
            "must be a path under the base URL, such as /organizations/{orgId}",
        ));
    }
    let segments: Vec<&str> = relative.split('/').collect();
    for segment in &segments {
        validate_path_segment("path", segment, path_remedy)?;
    }
    let (operation, subject) = recognize(&method, &segments);
    Ok(Call {
        operation,
        method,
        target: Target::Fixed(join(transport, &segments, query)?),
        body: body.map(|body| Bytes::from(body.to_string())),
        shape: ExpectedBody::Anything,
        subject,
        options: CallOptions::default(),
    })
}

/// A part of an operation's path.
enum PathPart<'a> {
    Fixed(&'a str),
    /// The id in the argument of this name.
    Argument(&'a str),
}

fn path_parts(path: &str) -> impl Iterator<Item = PathPart<'_>> {
    path.trim_start_matches('/').split('/').map(|part| {
        match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => PathPart::Argument(name),
            None => PathPart::Fixed(part),
        }
    })
}

/// Recognizes the operation of a method and a path, and its subject. They decide what a failure
/// means.
fn recognize(method: &Method, segments: &[&str]) -> (Operation, Option<Subject>) {
    for &operation in Operation::ALL {
        let description = operation.description();
        if description.kind != OperationKind::Call || description.method != *method {
            continue;
        }
        if path_parts(description.path).count() != segments.len() {
            continue;
        }
        let mut subject = None;
        let fits = path_parts(description.path).zip(segments).all(|(part, segment)| match part {
            PathPart::Fixed(text) => text == *segment,
            PathPart::Argument(name) => {
                let named = operation.subject_parameter().filter(|(known, _)| *known == name);
                subject = named.map(|(_, kind)| Subject::new(kind, *segment)).or(subject.take());
                true
            }
        });
        if fits {
            return (operation, subject);
        }
    }
    (Operation::Request, None)
}

/// Builds the URL of a path and a query.
fn join(transport: &Transport, segments: &[&str], query: &[(String, String)]) -> Result<Url> {
    let mut url = transport.http.base.join(segments)?;
    if !query.is_empty() {
        let pairs: Vec<String> = query
            .iter()
            .map(|(name, value)| format!("{}={}", encode_segment(name), encode_segment(value)))
            .collect();
        url.set_query(Some(&pairs.join("&")));
    }
    Ok(url)
}

/// Checks an id in the path that isn't the subject of the call.
fn path_value(parameter: &Parameter, value: &Value) -> Result<String> {
    debug_assert_eq!(parameter.kind, ParameterKind::Text, "only texts stand in a path");
    let text = value.as_str().unwrap_or_default();
    let remedy = || format!("Pass a value such as {}", parameter.example).into();
    validate_path_segment(parameter.name, text, remedy)?;
    Ok(text.to_owned())
}
