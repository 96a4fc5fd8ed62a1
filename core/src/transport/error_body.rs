//! Error bodies: Webex writes them in several shapes, and proxies write whatever they like.

use http::HeaderMap;
use serde_json::Value;

use crate::error::{ServiceCode, ServiceError};
use crate::lenient::as_integer;

/// How much of a body that nobody understands is kept.
const KEPT_BYTES: usize = 8 * 1024;

/// The largest body that is looked into: an error has no reason to be longer.
const READ_BYTES: usize = 64 * 1024;

/// How much of each text is kept, and how many errors.
const KEPT_TEXT: usize = 1024;
const KEPT_ERRORS: usize = 8;

/// What could be read out of a response that is no success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    pub(crate) errors: Vec<ServiceError>,
    pub(crate) tracking_id: Option<String>,
    /// The body itself, where it was no JSON object.
    pub(crate) raw: Option<String>,
}

impl ErrorBody {
    /// Reads headers and body; never fails.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Self {
        let json = if body.len() <= READ_BYTES { serde_json::from_slice(body).ok() } else { None };
        let mut read = match json {
            Some(value @ Value::Object(_)) => Self::from_json(&value),
            _ if body.is_empty() => Self::default(),
            _ => Self { raw: Some(kept(body)), ..Self::default() },
        };
        for code in header_codes(headers) {
            read.add(code, usize::MAX);
        }
        read.tracking_id = tracking_id(headers).or(read.tracking_id);
        read
    }

    /// The codes that the response carries, wherever they stood, as far as they are numbers.
    pub(crate) fn codes(&self) -> impl Iterator<Item = i64> {
        self.errors.iter().filter_map(|error| error.error_code.as_ref()?.number())
    }

    /// Whether the response carries any code at all.
    pub(crate) fn has_code(&self) -> bool {
        self.errors.iter().any(|error| error.error_code.is_some())
    }

    fn from_json(body: &Value) -> Self {
        let text = |key: &str| text_of(body.get(key));
        let mut errors: Vec<ServiceError> =
            list(body.get("errors")).iter().map(one_error).collect();
        errors.extend(list(body.get("error")).iter().flat_map(keyed_errors));
        errors.truncate(KEPT_ERRORS);
        let message = text("message")
            .or_else(|| text("error_description"))
            .or_else(|| text("error"))
            .or_else(|| errors.iter().find_map(|error| error.description.clone()));
        let tracking_id = text("trackingId").or_else(|| text("trackingID"));
        let mut read = Self { message, errors, tracking_id, raw: None };
        if let Some(code) = body.get("errorCode").and_then(code_of) {
            read.add(code, 0);
        }
        read
    }

    /// Adds a code that stands outside the list of errors, unless the list has it too.
    fn add(&mut self, code: ServiceCode, position: usize) {
        if self.errors.iter().all(|error| error.error_code.as_ref() != Some(&code)) {
            let error = ServiceError { error_code: Some(code), ..Default::default() };
            self.errors.insert(position.min(self.errors.len()), error);
        }
    }
}

/// The errors that a status lists: of a run, not of a request.
pub(crate) fn service_errors(status: &Value) -> Vec<ServiceError> {
    list(status.get("errors")).iter().map(one_error).collect()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The beginning of a text.
fn text_of(value: Option<&Value>) -> Option<String> {
    Some(value?.as_str()?.chars().take(KEPT_TEXT).collect())
}

/// `{"errorCode", "description", "fieldName"}`, each optional.
fn one_error(error: &Value) -> ServiceError {
    let text = |key: &str| text_of(error.get(key));
    ServiceError {
        error_code: error.get("errorCode").or_else(|| error.get("code")).and_then(code_of),
        description: text("description").or_else(|| text_of(Some(error))),
        field_name: text("fieldName"),
    }
}

/// `{"key": "400", "message": [{"description", "code"}]}`, the shape of Webex's batch interfaces.
fn keyed_errors(error: &Value) -> Vec<ServiceError> {
    list(error.get("message")).iter().map(one_error).collect()
}

/// A code, as a number where it can be read as one.
fn code_of(value: &Value) -> Option<ServiceCode> {
    match value {
        Value::Null => None,
        _ => as_integer(value)
            .map(ServiceCode::Number)
            .or_else(|| text_of(Some(value)).map(ServiceCode::Text)),
    }
}

/// The codes in `Cisco-Spark-Error-Codes`: the mark of a business error whatever the status.
fn header_codes(headers: &HeaderMap) -> Vec<ServiceCode> {
    headers
        .get_all("cisco-spark-error-codes")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split([',', ' ', ';']))
        .filter(|code| !code.is_empty())
        .filter_map(|code| code_of(&Value::from(code)))
        .collect()
}

/// The server's tracking id; the header may hold it twice, separated by a comma.
pub(crate) fn tracking_id(headers: &HeaderMap) -> Option<String> {
    let value = headers.get("trackingid")?.to_str().ok()?;
    let first = value.split(',').map(str::trim).find(|part| !part.is_empty())?;
    Some(first.to_owned())
}

/// The beginning of a body as text, cut at a character's end.
pub(crate) fn kept(body: &[u8]) -> String {
    let part = body.get(..KEPT_BYTES).unwrap_or(body);
    String::from_utf8_lossy(part).trim_end_matches('\u{fffd}').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> ErrorBody {
        ErrorBody::read(&HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn the_usual_body() {
        let body = read(r#"{"message":"M","errors":[{"description":"M"}],"trackingId":"T"}"#);
        assert_eq!(body.message.as_deref(), Some("M"));
        assert_eq!(body.tracking_id.as_deref(), Some("T"));
        assert_eq!(body.codes().count(), 0);
    }

    #[test]
    fn codes_are_found_wherever_they_stand() {
        let both = read(r#"{"errorCode":4404003,"message":"M","errors":[{"errorCode":4404003}]}"#);
        assert_eq!(both.codes().collect::<Vec<_>>(), [4_404_003]);
        assert_eq!(read(r#"{"errorCode":"25024"}"#).codes().collect::<Vec<_>>(), [25_024]);
        let keyed =
            read(r#"{"error":[{"key":"400","message":[{"description":"D","code":"1001"}]}]}"#);
        assert_eq!(keyed.codes().collect::<Vec<_>>(), [1001]);
        assert_eq!(keyed.message.as_deref(), Some("D"));
        let mut headers = HeaderMap::new();
        headers.insert("cisco-spark-error-codes", "4251, 4252".parse().unwrap());
        let from_header = ErrorBody::read(&headers, b"<html>");
        assert_eq!(from_header.codes().collect::<Vec<_>>(), [4251, 4252]);
        assert_eq!(from_header.raw.as_deref(), Some("<html>"));
    }

    #[test]
    fn a_code_that_is_no_number_is_a_code_too() {
        let body = read(r#"{"errorCode":"BATCH-1017023"}"#);
        assert!(body.has_code());
        assert_eq!(body.codes().count(), 0);
        assert!(!read(r#"{"errors":[{"errorCode":null}]}"#).has_code());
    }

    #[test]
    fn a_field_name_and_an_oauth_body() {
        let field =
            read(r#"{"errors":[{"errorCode":1001,"description":"null","fieldName":"userId"}]}"#);
        assert_eq!(field.errors[0].field_name.as_deref(), Some("userId"));
        let oauth = read(r#"{"error":"invalid_scope","error_description":"D","trackingID":"C"}"#);
        assert_eq!(
            (oauth.message.as_deref(), oauth.tracking_id.as_deref()),
            (Some("D"), Some("C"))
        );
        let gateway = read(r#"{"code":401,"message":"G","trackingId":"GTWY"}"#);
        assert_eq!((gateway.message.as_deref(), gateway.codes().count()), (Some("G"), 0));
    }

    #[test]
    fn a_doubled_tracking_id_is_read_once_and_a_long_body_is_cut() {
        let mut headers = HeaderMap::new();
        headers.insert("TrackingID", "SIMPLE_1, SIMPLE_1".parse().unwrap());
        assert_eq!(tracking_id(&headers).as_deref(), Some("SIMPLE_1"));
        assert!(read(&"é".repeat(10_000)).raw.unwrap().len() <= KEPT_BYTES);
    }
}
