//! The one error of the crate: what failed, on which enterprise, whether it was sent, and what to do.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::operation::Operation;
use crate::sync::catalogue;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure an [`Error`] is.
///
/// Each kind has one public class in Python and JavaScript, named by [`ErrorKind::class_name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// 400: Webex refused the request as malformed.
    BadRequest,
    /// 401: the access token is missing, wrong, expired or revoked.
    Authentication,
    /// 403: the token lacks a scope, or its user a role.
    PermissionDenied,
    /// 404: no such enterprise, or none this token may see.
    NotFound,
    /// 409: the enterprise's state forbids it.
    Conflict,
    /// 423: the resource is locked.
    Locked,
    /// 429: throttled for longer than the call may wait.
    RateLimit,
    /// The `BroadWorks` cluster is already running an on-demand directory sync.
    DirectorySyncBusy,
    /// 5xx, after the retries that are safe.
    Server,
    /// Any other status that is not a success.
    Status,
    /// No response could be had.
    Connection,
    /// No response came in time.
    Timeout,
    /// A request was sent and nobody can tell from here whether it was carried out.
    AmbiguousOutcome,
    /// Webex answered with success, but not with what the operation documents.
    ResponseDecode,
    /// The next page lies on another host or path; nothing was sent there.
    UntrustedLink,
    /// The pages of a list run in a circle.
    PaginationLoop,
    /// The service may hold more enterprises than it listed.
    IncompleteList,
    /// No enterprise matches.
    EnterpriseNotFound,
    /// Several enterprises match where one was meant.
    MultipleEnterprisesFound,
    /// The client cannot be built or used as it is configured.
    Configuration,
    /// An argument is out of bounds; nothing was sent.
    InvalidArgument,
    /// The client was closed.
    ClientClosed,
    /// A defect of this library.
    Internal,
}

impl ErrorKind {
    /// Every kind, in the order of declaration.
    pub const ALL: &'static [Self] = &[
        Self::BadRequest,
        Self::Authentication,
        Self::PermissionDenied,
        Self::NotFound,
        Self::Conflict,
        Self::Locked,
        Self::RateLimit,
        Self::DirectorySyncBusy,
        Self::Server,
        Self::Status,
        Self::Connection,
        Self::Timeout,
        Self::AmbiguousOutcome,
        Self::ResponseDecode,
        Self::UntrustedLink,
        Self::PaginationLoop,
        Self::IncompleteList,
        Self::EnterpriseNotFound,
        Self::MultipleEnterprisesFound,
        Self::Configuration,
        Self::InvalidArgument,
        Self::ClientClosed,
        Self::Internal,
    ];

    /// The public class that Python and JavaScript raise for this kind.
    pub const fn class_name(self) -> &'static str {
        self.names().0
    }

    /// The stable, machine-readable code of this kind.
    pub const fn code(self) -> &'static str {
        self.names().1
    }

    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::BadRequest => ("BadRequestError", "BAD_REQUEST"),
            Self::Authentication => ("AuthenticationError", "AUTHENTICATION"),
            Self::PermissionDenied => ("PermissionDeniedError", "PERMISSION_DENIED"),
            Self::NotFound => ("NotFoundError", "NOT_FOUND"),
            Self::Conflict => ("ConflictError", "CONFLICT"),
            Self::Locked => ("LockedError", "LOCKED"),
            Self::RateLimit => ("RateLimitError", "RATE_LIMIT"),
            Self::DirectorySyncBusy => ("DirectorySyncBusyError", "DIRECTORY_SYNC_BUSY"),
            Self::Server => ("ServerError", "SERVER"),
            Self::Status => ("APIStatusError", "STATUS"),
            Self::Connection => ("APIConnectionError", "CONNECTION"),
            Self::Timeout => ("APITimeoutError", "TIMEOUT"),
            Self::AmbiguousOutcome => ("AmbiguousOutcomeError", "AMBIGUOUS_OUTCOME"),
            Self::ResponseDecode => ("ResponseDecodeError", "RESPONSE_DECODE"),
            Self::UntrustedLink => ("UntrustedLinkError", "UNTRUSTED_LINK"),
            Self::PaginationLoop => ("PaginationLoopError", "PAGINATION_LOOP"),
            Self::IncompleteList => ("IncompleteListError", "INCOMPLETE_LIST"),
            Self::EnterpriseNotFound => ("EnterpriseNotFoundError", "ENTERPRISE_NOT_FOUND"),
            Self::MultipleEnterprisesFound => (
                "MultipleEnterprisesFoundError",
                "MULTIPLE_ENTERPRISES_FOUND",
            ),
            Self::Configuration => ("ConfigurationError", "CONFIGURATION"),
            Self::InvalidArgument => ("InvalidArgumentError", "INVALID_ARGUMENT"),
            Self::ClientClosed => ("ClientClosedError", "CLIENT_CLOSED"),
            Self::Internal => ("WebexError", "INTERNAL"),
        }
    }

    /// The kind that a response's status alone stands for.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BadRequest,
            401 => Self::Authentication,
            403 => Self::PermissionDenied,
            404 => Self::NotFound,
            409 => Self::Conflict,
            423 => Self::Locked,
            429 => Self::RateLimit,
            500..=599 => Self::Server,
            _ => Self::Status,
        }
    }
}

/// In which spelling a message names this library's own methods and arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Names {
    /// `page_size`, as Rust and Python have it.
    #[default]
    Snake,
    /// `pageSize`, as JavaScript has it.
    Camel,
}

/// One entry of the `errors` that Webex put into an error body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceError {
    /// The code, where it can be read as a number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<i64>,
    /// What the service says about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The field of the request that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field_name: Option<String>,
}

/// Everything an [`Error`] knows.
#[derive(Debug)]
#[non_exhaustive]
pub struct ErrorDetails {
    /// What kind of failure it is.
    pub kind: ErrorKind,
    /// What went wrong, in this library's words; names of arguments and methods stand in backticks.
    pub reason: String,
    /// The operation that failed; `None` before one was chosen.
    pub operation: Option<Operation>,
    /// The enterprise it was about.
    pub enterprise_id: Option<String>,
    /// That enterprise's own identifier, where the caller gave it.
    pub sp_enterprise_id: Option<String>,
    /// The HTTP status of the last response.
    pub status: Option<u16>,
    /// What Webex's error body said.
    pub service_message: Option<String>,
    /// The entries of Webex's error body.
    pub errors: Vec<ServiceError>,
    /// Up to 8 KiB of a response that could not be understood.
    pub body: Option<String>,
    /// The id that Webex support asks for: the server's own, else the one that was sent.
    pub tracking_id: Option<String>,
    /// How long the service asked to wait.
    pub retry_after: Option<Duration>,
    /// How many requests were sent.
    pub attempts: u32,
    /// Whether Webex accepted the request: `None` where that is unknown.
    pub accepted: Option<bool>,
    /// Whether a request, or part of one, may have reached Webex.
    pub request_sent: bool,
    /// Whether the same call can be made again without doing something twice.
    pub safe_to_retry: bool,
    /// Whether retrying stopped because the client's retry quota was used up.
    pub retry_quota_exhausted: bool,
    /// The enterprises that match, where several do: their JSON as listed.
    pub candidates: Vec<Value>,
    /// What this failure came from.
    pub source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The error of every call.
///
/// Its `Display` is one paragraph a person can act on; [`Error::details`] has the parts.
pub struct Error(Box<ErrorDetails>);

impl Error {
    pub(crate) fn new(kind: ErrorKind, reason: impl Into<String>) -> Self {
        Self(Box::new(ErrorDetails {
            kind,
            reason: reason.into(),
            operation: None,
            enterprise_id: None,
            sp_enterprise_id: None,
            status: None,
            service_message: None,
            errors: Vec::new(),
            body: None,
            tracking_id: None,
            retry_after: None,
            attempts: 0,
            accepted: None,
            request_sent: false,
            safe_to_retry: true,
            retry_quota_exhausted: false,
            candidates: Vec::new(),
            source: None,
        }))
    }

    /// An argument is out of bounds. `reason` names it in backticks.
    pub fn invalid_argument(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidArgument, reason)
    }

    /// The client cannot be built or used as configured.
    pub fn configuration(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, reason)
    }

    /// A defect of this library, for instance a panic caught at a language boundary.
    pub fn internal(reason: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, reason)
    }

    pub(crate) fn with(mut self, set: impl FnOnce(&mut ErrorDetails)) -> Self {
        set(&mut self.0);
        self
    }

    pub(crate) fn with_source(self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = source.into();
        self.with(|details| details.source = Some(source))
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Everything that is known about it.
    pub fn details(&self) -> &ErrorDetails {
        &self.0
    }

    /// The whole message, naming methods and arguments in the spelling of the caller's language.
    pub fn message(&self, names: Names) -> String {
        let details = &*self.0;
        let mut text = String::new();
        if let Some(operation) = details.operation {
            text.push_str(operation.title());
            match (&details.enterprise_id, &details.sp_enterprise_id) {
                (Some(id), Some(sp)) => text.push_str(&format!(" (enterprise {sp}, id {id})")),
                (Some(id), None) => text.push_str(&format!(" (enterprise {id})")),
                (None, _) => {}
            }
            text.push_str(": ");
        }
        text.push_str(&spell(&details.reason, names));
        for sentence in self.service_sentences() {
            push_sentence(&mut text, &sentence);
        }
        if let Some(remedy) = self.remedy() {
            push_sentence(&mut text, &spell(&remedy, names));
        }
        push_sentence(&mut text, &spell(&self.safety(), names));
        if let Some(tracking_id) = &details.tracking_id {
            push_sentence(
                &mut text,
                &format!("Tracking id for Webex support: {tracking_id}."),
            );
        }
        for cause in self.causes() {
            push_sentence(&mut text, &format!("Caused by: {cause}."));
        }
        text
    }

    /// What Webex itself said, followed by what its codes mean.
    fn service_sentences(&self) -> Vec<String> {
        let details = &*self.0;
        let mut sentences = Vec::new();
        if let Some(message) = &details.service_message {
            sentences.push(format!("Webex says: \"{message}\""));
        }
        for error in &details.errors {
            match (error.error_code, &error.description) {
                (Some(code), description) => {
                    let known = catalogue::find(code).map(|entry| entry.meaning);
                    let text = known.or(description.as_deref()).unwrap_or("no description");
                    sentences.push(format!("Code {code}: {text}."));
                }
                (None, Some(description))
                    if Some(description) != details.service_message.as_ref() =>
                {
                    sentences.push(format!("It adds: \"{description}\""));
                }
                _ => {}
            }
            if let Some(field) = &error.field_name {
                sentences.push(format!("It names the field {field}."));
            }
        }
        sentences
    }

    /// What a code of the catalogue means, for the first code of the error that it knows.
    pub fn meaning(&self) -> Option<&'static str> {
        self.catalogued().map(|entry| entry.meaning)
    }

    /// What to do about it.
    pub fn remedy(&self) -> Option<Cow<'static, str>> {
        if let Some(entry) = self.catalogued() {
            return Some(Cow::Borrowed(entry.remedy));
        }
        let writes = self.0.operation.is_some_and(Operation::writes);
        Some(Cow::Borrowed(match self.0.kind {
            ErrorKind::Authentication => {
                "The access token is wrong, expired or revoked: get a new one. It must belong to a \
                 partner administrator; a personal token from developer.webex.com lasts 12 hours."
            }
            ErrorKind::PermissionDenied if writes => {
                "The token needs the scope `spark-admin:broadworks_enterprises_write` and must \
                 belong to a partner administrator. If it has both, reading the customer once with \
                 GET /organizations/{orgId} can put it on that administrator's list."
            }
            ErrorKind::PermissionDenied => {
                "The token needs the scope `spark-admin:broadworks_enterprises_read` and must \
                 belong to a partner administrator. If it has both, reading the customer once with \
                 GET /organizations/{orgId} can put it on that administrator's list."
            }
            ErrorKind::NotFound if self.0.enterprise_id.is_some() => {
                return Some(Cow::Owned(format!(
                    "{}Use the `id` of an enterprise that `list_enterprises` shows to this token.",
                    self.id_hint().unwrap_or_default(),
                )));
            }
            ErrorKind::BadRequest => {
                return self.id_hint().map(Cow::Owned);
            }
            ErrorKind::Locked => "Something else holds the enterprise: try again later.",
            ErrorKind::RateLimit => {
                "Wait as long as asked, or give the call a longer `timeout`, and send fewer \
                 requests at once."
            }
            ErrorKind::DirectorySyncBusy => {
                "Each BroadWorks cluster runs one on-demand directory sync at a time: wait until \
                 the one that is running has ended, then trigger this one."
            }
            _ => return None,
        }))
    }

    fn id_hint(&self) -> Option<String> {
        let id = self.0.enterprise_id.as_deref()?;
        let kind = crate::id::webex_kind(id)?;
        (!kind.eq_ignore_ascii_case("ENTERPRISE"))
            .then(|| format!("This id decodes to one of kind {kind}, not of an enterprise. "))
    }

    fn catalogued(&self) -> Option<&'static catalogue::ErrorCode> {
        self.0
            .errors
            .iter()
            .find_map(|error| catalogue::find(error.error_code?))
    }

    /// Whether it was sent, and whether the call can be made again.
    fn safety(&self) -> String {
        let details = &*self.0;
        let requests = match details.attempts {
            0 | 1 => String::new(),
            n => format!(" after {n} requests"),
        };
        match details.kind {
            ErrorKind::InvalidArgument | ErrorKind::Configuration | ErrorKind::ClientClosed => {
                "Nothing was sent.".to_owned()
            }
            ErrorKind::AmbiguousOutcome => match details.operation {
                Some(Operation::TriggerDirectorySync) => {
                    "It may have started the sync. Do not simply run it again: look at \
                     `get_directory_sync_status` first; a changed `lastSyncStartTime` or \
                     IN_PROGRESS means that it did."
                        .to_owned()
                }
                Some(Operation::TriggerUserDirectorySync) => {
                    "The user may have been synced. Running it again is safe for the data, but may \
                     answer NO_OPERATION and hide what the first one did."
                        .to_owned()
                }
                _ => "It may have been carried out. Check before you run it again.".to_owned(),
            },
            ErrorKind::ResponseDecode if details.accepted == Some(true) => {
                if details.safe_to_retry {
                    "Webex accepted the request; it is safe to run it again.".to_owned()
                } else {
                    "Webex accepted the request and has acted on it: look before you run it again."
                        .to_owned()
                }
            }
            ErrorKind::IncompleteList
            | ErrorKind::PaginationLoop
            | ErrorKind::UntrustedLink
            | ErrorKind::EnterpriseNotFound
            | ErrorKind::MultipleEnterprisesFound
            | ErrorKind::Internal => String::new(),
            _ if !details.request_sent => {
                format!("The request did not reach Webex{requests}; it is safe to run it again.")
            }
            _ if details.safe_to_retry && details.attempts > 1 => {
                format!("It failed{requests}; it is safe to run it again.")
            }
            _ if details.safe_to_retry => "It is safe to run it again.".to_owned(),
            _ => "Look before you run it again.".to_owned(),
        }
    }

    /// The messages of the causes, outermost first, each once.
    fn causes(&self) -> Vec<String> {
        let mut causes: Vec<String> = Vec::new();
        let mut next: Option<&(dyn StdError + 'static)> =
            self.0.source.as_deref().map(|source| source as _);
        while let Some(cause) = next {
            let text = cause.to_string();
            if !causes.iter().any(|known| known.contains(&text)) {
                causes.push(text);
            }
            next = cause.source();
        }
        causes
    }

    /// The error as plain data for another language, keys in camelCase.
    pub fn to_record(&self, names: Names) -> Value {
        let details = &*self.0;
        let operation = details.operation.map(|operation| match names {
            Names::Snake => operation.name().to_owned(),
            Names::Camel => camel(operation.name()),
        });
        let mut record = Map::new();
        let mut set = |key: &str, value: Value| record.insert(key.to_owned(), value);
        set("class", json!(details.kind.class_name()));
        set("code", json!(details.kind.code()));
        set("message", json!(self.message(names)));
        set("statusCode", json!(details.status));
        set("errors", json!(details.errors));
        set("trackingId", json!(details.tracking_id));
        set(
            "retryAfter",
            json!(details.retry_after.map(|after| after.as_secs_f64())),
        );
        set("attempts", json!(details.attempts));
        set("accepted", json!(details.accepted));
        set("operation", json!(operation));
        set("enterpriseId", json!(details.enterprise_id));
        set("spEnterpriseId", json!(details.sp_enterprise_id));
        set("requestSent", json!(details.request_sent));
        set("safeToRetry", json!(details.safe_to_retry));
        set("retryQuotaExhausted", json!(details.retry_quota_exhausted));
        set("meaning", json!(self.meaning()));
        set(
            "remedy",
            json!(self.remedy().map(|remedy| spell(&remedy, names))),
        );
        set("candidates", json!(details.candidates));
        set("body", json!(details.body));
        Value::Object(record)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Names::Snake))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

fn push_sentence(text: &mut String, sentence: &str) {
    let sentence = sentence.trim();
    if sentence.is_empty() {
        return;
    }
    if !text.ends_with(['.', '"', '!', '?']) && !text.is_empty() {
        text.push('.');
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(sentence);
}

/// Rewrites the snake_case names that stand in backticks for another language.
pub(crate) fn spell(text: &str, names: Names) -> String {
    if names == Names::Snake {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let name_end = part.find(|c| !is_name(c)).unwrap_or(part.len());
        let (name, rest) = part.split_at(name_end);
        let spelled_as_name = rest.is_empty() || rest.starts_with(['=', '(']);
        if index % 2 == 1 && spelled_as_name {
            out.push_str(&camel(name));
            out.push_str(rest);
        } else {
            out.push_str(part);
        }
    }
    out
}

/// `page_size` to `pageSize`.
pub(crate) fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            out.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_backticks_follow_the_language_and_nothing_else_does() {
        let text = "`page_size=0` is not `spark-admin:broadworks_enterprises_read`, see page_size";
        assert_eq!(
            spell(text, Names::Camel),
            "`pageSize=0` is not `spark-admin:broadworks_enterprises_read`, see page_size"
        );
        assert_eq!(spell(text, Names::Snake), text);
    }

    #[test]
    fn every_kind_has_a_code_of_its_own() {
        let codes: std::collections::HashSet<_> =
            ErrorKind::ALL.iter().map(|kind| kind.code()).collect();
        assert_eq!(codes.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn an_ambiguous_trigger_tells_to_look_first() {
        let error = Error::new(ErrorKind::AmbiguousOutcome, "no answer came").with(|details| {
            details.operation = Some(Operation::TriggerDirectorySync);
            details.enterprise_id = Some("E1".to_owned());
        });
        let text = error.message(Names::Camel);
        assert!(text.contains("`getDirectorySyncStatus`"), "{text}");
        assert!(text.contains("enterprise E1"), "{text}");
    }
}
