//! Refusals in each known format of Webex.

use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::body::Body;
use super::reply::Reply;
use crate::codes;
use crate::generated::options::{ErrorForm, SandboxOptions, Switches};
use crate::state::Refusal;

const UNAUTHORIZED: &str =
    "The request requires a valid access token set in the Authorization request header.";
const FORBIDDEN: &str = "The server understood the request, but refused to fulfill it because the \
    access token is missing required scopes or the user is missing required roles or licenses.";
const NOT_FOUND: &str = "The requested resource could not be found.";
const THROTTLED: &str = "The user has sent too many requests in a given amount of time. Please refer \
    to the Retry-After response header to wait before making a new request.";

/// An error response.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: u16,
    pub(crate) code: Option<u32>,
    pub(crate) message: String,
    /// The invalid field of the request.
    pub(crate) field: Option<&'static str>,
    pub(crate) headers: Vec<(String, String)>,
    /// The format of the body, if it isn't the sandbox's default.
    pub(crate) form: Option<ErrorForm>,
    /// What OAuth calls the error.
    pub(crate) oauth: Option<&'static str>,
}

impl ApiError {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self {
            status,
            code: None,
            message: message.into(),
            field: None,
            headers: Vec::new(),
            form: None,
            oauth: None,
        }
    }

    /// An error with the usual message for its status.
    pub(crate) fn of_status(status: u16) -> Self {
        Self::new(
            status,
            match status {
                401 => UNAUTHORIZED,
                403 => FORBIDDEN,
                404 => NOT_FOUND,
                405 => "The HTTP method is not allowed for this resource.",
                423 => "The requested resource is temporarily unavailable.",
                429 => THROTTLED,
                500 => "Something went wrong on the server.",
                502 => "The server received an invalid response from an upstream server.",
                503 => "The server is overloaded with requests. Try again later.",
                504 => {
                    "An upstream server failed to respond on time. If your query uses max, reduce it."
                }
                _ => "The request could not be fulfilled.",
            },
        )
    }

    pub(crate) fn bad_request(field: &'static str, message: impl Into<String>) -> Self {
        Self { field: Some(field), ..Self::new(400, message) }
    }

    pub(crate) fn throttled(retry_after: Option<String>) -> Self {
        let headers = retry_after.map(|value| ("Retry-After".to_owned(), value));
        Self { headers: headers.into_iter().collect(), ..Self::of_status(429) }
    }

    fn refused(refusal: Refusal, switches: &Switches) -> Self {
        let busy = |code: Option<u32>| {
            let busy = code.map_or_else(
                || Self::new(429, "A directory sync is in progress already."),
                |code| Self::coded(code, switches),
            );
            let retry_after = switches.busy_retry_after.clone();
            let header = retry_after.map(|value| ("Retry-After".to_owned(), value));
            Self { headers: header.into_iter().collect(), ..busy }
        };
        match refusal {
            Refusal::NotFound => Self::of_status(404),
            Refusal::Coded(code) => Self::coded(code, switches),
            Refusal::ClusterBusy | Refusal::HeldElsewhere => busy(switches.busy_code),
            Refusal::AlreadyRunning => busy(switches.already_running_code),
            Refusal::SubscriberBusy => {
                Self::new(409, "The subscriber is being provisioned or updated.")
            }
            Refusal::NoConsentPending => {
                Self::new(409, "The subscriber is not in pending_user_migration state.")
            }
            Refusal::TooManyConsentEmails => Self::throttled(None),
        }
    }

    fn coded(code: u32, switches: &Switches) -> Self {
        Self {
            code: Some(code),
            ..Self::new(codes::status(code, switches), codes::description(code))
        }
    }

    pub(crate) fn into_reply(self, form: ErrorForm, tracking_id: &str) -> Reply {
        let form = self.form.unwrap_or(form);
        let body = match form {
            ErrorForm::H => Reply::html_body(self.status),
            _ => Body::new(self.body(form, tracking_id).to_string()),
        };
        let mut reply = Reply::new(self.status, body);
        if form == ErrorForm::H {
            reply.content_type = "text/html";
        }
        reply.headers = self.headers;
        if let Some(code) = self.code {
            reply.header("Cisco-Spark-Error-Codes", code.to_string());
        }
        reply
    }

    fn body(&self, form: ErrorForm, tracking_id: &str) -> Value {
        let message = &self.message;
        let code = self.code.unwrap_or_else(|| u32::from(self.status) * 10_000 + 3);
        let errors = match form {
            ErrorForm::A if self.code.is_none() => json!([{"description": message}]),
            ErrorForm::D => json!([{
                "errorCode": code,
                "description": message,
                "fieldName": self.field.unwrap_or("id"),
            }]),
            _ => json!([{"errorCode": code, "description": message}]),
        };
        match form {
            ErrorForm::A | ErrorForm::D => {
                json!({"message": message, "errors": errors, "trackingId": tracking_id})
            }
            ErrorForm::B => json!({
                "errorCode": code, "message": message, "errors": errors, "trackingId": tracking_id,
            }),
            ErrorForm::C => json!({"errorCode": code, "message": message}),
            ErrorForm::E => json!({
                "error": [{
                    "key": self.status.to_string(),
                    "message": [{
                        "description": message, "code": code.to_string(), "location": null,
                    }],
                }],
                "trackingId": tracking_id,
            }),
            ErrorForm::F => json!({
                "error": self.oauth.unwrap_or_else(|| oauth_error(self.status)),
                "error_description": message,
                "trackingID": format!("CLIENT_{tracking_id}"),
            }),
            ErrorForm::G | ErrorForm::H => {
                json!({"code": self.status, "message": message, "trackingId": tracking_id})
            }
        }
    }
}

/// Passed on in the extensions, because its format isn't decided yet.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = Response::default();
        response.extensions_mut().insert(self);
        response
    }
}

/// Why a handler doesn't do what a request asks for.
pub(super) enum Rejection {
    Error(ApiError),
    /// By the state of the sandbox. The switches decide its status and its code.
    Refused(Refusal),
}

impl From<ApiError> for Rejection {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        match self {
            Self::Error(error) => error.into_response(),
            Self::Refused(refusal) => {
                let mut response = Response::default();
                response.extensions_mut().insert(refusal);
                response
            }
        }
    }
}

impl Reply {
    /// The reply in a response of a handler or a layer. A response of the framework, which has
    /// none, becomes the error for its status.
    pub(super) fn of(mut response: Response, options: &SandboxOptions, tracking_id: &str) -> Self {
        let status = response.status().as_u16();
        let extensions = response.extensions_mut();
        extensions.remove::<Self>().unwrap_or_else(|| {
            let refusal = extensions.remove::<Refusal>();
            let refused = refusal.map(|refusal| ApiError::refused(refusal, &options.switches));
            let error = refused.or_else(|| extensions.remove::<ApiError>());
            let error = error.unwrap_or_else(|| ApiError::of_status(status));
            error.into_reply(options.error_body, tracking_id)
        })
    }

    /// The page of a proxy in front of Webex.
    pub(crate) fn html_body(status: u16) -> std::sync::Arc<Body> {
        Body::new(format!(
            "<html><head><title>{status}</title></head><body><h1>{status}</h1><hr>proxy</body></html>\n"
        ))
    }
}

fn oauth_error(status: u16) -> &'static str {
    match status {
        401 => "invalid_token",
        403 => "invalid_scope",
        429 => "slow_down",
        _ => "invalid_request",
    }
}
