//! Reads error bodies. Webex has several formats, and proxies have any.

use http::HeaderMap;
use serde_json::Value;

use crate::error::{ServiceCode, ServiceError};
use crate::lenient::as_integer;
use crate::redact::Redactor;

/// How much of a body in an unknown format is kept.
const MAX_BODY_BYTES: usize = 8 * 1024;

/// The largest body that is parsed; error bodies aren't expected to be longer.
const READ_BYTES: usize = 64 * 1024;

/// How much of each text is kept, and how many errors.
const MAX_TEXT_LENGTH: usize = 1024;
const MAX_ERRORS: usize = 8;

/// The longest tracking id. Webex's have less than 70 characters.
const MAX_TRACKING_ID: usize = 128;

/// The details of an unsuccessful response.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ErrorBody {
    pub(crate) message: Option<String>,
    pub(crate) errors: Vec<ServiceError>,
    pub(crate) tracking_id: Option<String>,
    /// The raw body, if it isn't a JSON object.
    pub(crate) raw: Option<String>,
}

impl ErrorBody {
    /// Reads headers and body, and redacts the client's secrets. Never fails.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8], redactor: &Redactor) -> Self {
        let reader = Reader { redactor };
        let json = if body.len() <= READ_BYTES { serde_json::from_slice(body).ok() } else { None };
        let mut read = match json {
            Some(value @ Value::Object(_)) => reader.body(&value),
            _ if body.is_empty() => Self::default(),
            _ => Self { raw: Some(truncated_body(body, redactor)), ..Self::default() },
        };
        for code in reader.header_codes(headers) {
            read.add(code, usize::MAX);
        }
        // A redacted text does not look like one.
        let in_body = read.tracking_id.filter(|id| is_tracking_id(id));
        read.tracking_id = tracking_id(headers, redactor).or(in_body);
        read
    }

    /// The numeric codes of the response, from any place.
    pub(crate) fn codes(&self) -> impl Iterator<Item = i64> {
        self.errors.iter().filter_map(|error| error.error_code.as_ref()?.number())
    }

    /// Whether the response has any code.
    pub(crate) fn has_code(&self) -> bool {
        self.errors.iter().any(|error| error.error_code.is_some())
    }

    /// Adds a code from outside the list of errors, unless the list has it too.
    fn add(&mut self, code: ServiceCode, position: usize) {
        if self.errors.iter().all(|error| error.error_code.as_ref() != Some(&code)) {
            let error = ServiceError { error_code: Some(code), ..Default::default() };
            self.errors.insert(position.min(self.errors.len()), error);
        }
    }
}

/// Reads a body, and redacts the client's secrets.
struct Reader<'a> {
    redactor: &'a Redactor,
}

impl Reader<'_> {
    fn body(&self, body: &Value) -> ErrorBody {
        let text = |key: &str| self.text(body.get(key));
        let mut errors: Vec<ServiceError> =
            list(body.get("errors")).iter().map(|error| self.error(error)).collect();
        // `{"key": "400", "message": [{"description", "code"}]}`: Webex's batch interfaces.
        let keyed = list(body.get("error")).iter().flat_map(|error| list(error.get("message")));
        errors.extend(keyed.map(|error| self.error(error)));
        errors.truncate(MAX_ERRORS);
        let message = text("message")
            .or_else(|| text("error_description"))
            .or_else(|| text("error"))
            .or_else(|| errors.iter().find_map(|error| error.description.clone()));
        let tracking_id = text("trackingId").or_else(|| text("trackingID"));
        let mut read = ErrorBody { message, errors, tracking_id, raw: None };
        if let Some(code) = body.get("errorCode").and_then(|code| self.code(code)) {
            read.add(code, 0);
        }
        read
    }

    /// `{"errorCode", "description", "fieldName"}`, each optional.
    fn error(&self, error: &Value) -> ServiceError {
        let text = |key: &str| self.text(error.get(key));
        let code = error.get("errorCode").or_else(|| error.get("code"));
        ServiceError {
            error_code: code.and_then(|code| self.code(code)),
            description: text("description").or_else(|| self.text(Some(error))),
            field_name: text("fieldName"),
        }
    }

    /// The beginning of a text.
    fn text(&self, value: Option<&Value>) -> Option<String> {
        let clean = self.redactor.redact(value?.as_str()?);
        Some(clean.chars().take(MAX_TEXT_LENGTH).collect())
    }

    /// A code, as a number if possible.
    fn code(&self, value: &Value) -> Option<ServiceCode> {
        match value {
            Value::Null => None,
            _ => as_integer(value)
                .map(ServiceCode::Number)
                .or_else(|| self.text(Some(value)).map(ServiceCode::Text)),
        }
    }

    /// The codes in `Cisco-Spark-Error-Codes`, which mark a business error with any status.
    fn header_codes(&self, headers: &HeaderMap) -> Vec<ServiceCode> {
        headers
            .get_all("cisco-spark-error-codes")
            .iter()
            .filter_map(|value| value.to_str().ok())
            // Redacted before it is split, because a part of a secret is not recognized.
            .filter(|value| self.redactor.is_clean(value))
            .flat_map(|value| value.split([',', ' ', ';']))
            .filter(|code| !code.is_empty())
            .filter_map(|code| self.code(&Value::from(code)))
            .collect()
    }
}

/// The errors in a status: of a sync, not of a request.
pub fn service_errors(status: &Value) -> Vec<ServiceError> {
    let reader = Reader { redactor: &Redactor::default() };
    list(status.get("errors")).iter().map(|error| reader.error(error)).collect()
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The server's tracking id. The header may contain it twice, separated by a comma.
pub(crate) fn tracking_id(headers: &HeaderMap, redactor: &Redactor) -> Option<String> {
    let value = headers.get("trackingid")?.to_str().ok()?;
    // Redacted before it is split, because a part of a secret is not recognized.
    if !redactor.is_clean(value) {
        return None;
    }
    let first = value.split(',').map(str::trim).find(|part| !part.is_empty())?;
    is_tracking_id(first).then(|| first.to_owned())
}

/// Whether a text looks like a tracking id.
fn is_tracking_id(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=MAX_TRACKING_ID).contains(&text.len()) && text.bytes().all(is_part)
}

/// The start of a body as text, redacted.
pub(crate) fn truncated_body(body: &[u8], redactor: &Redactor) -> String {
    redactor.redact_start(body, MAX_BODY_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> ErrorBody {
        ErrorBody::read(&HeaderMap::new(), body.as_bytes(), &Redactor::default())
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
        let from_header = ErrorBody::read(&headers, b"<html>", &Redactor::default());
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
        let redactor = Redactor::default();
        assert_eq!(tracking_id(&headers, &redactor).as_deref(), Some("SIMPLE_1"));
        for odd in ["a b", "\"x\"", "https://evil.example", "x;y", &*"x".repeat(200)] {
            headers.insert("TrackingID", odd.parse().unwrap());
            assert_eq!(tracking_id(&headers, &redactor), None, "{odd}");
        }
        assert!(read(&"é".repeat(10_000)).raw.unwrap().len() <= MAX_BODY_BYTES);
    }
}
