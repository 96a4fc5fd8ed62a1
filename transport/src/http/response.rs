//! The checked bytes of a response, with metadata.

use std::time::Duration;

use bytes::Bytes;
use http::header::DATE;
use http::{HeaderMap, HeaderValue};
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::generated::operations::Operation;
use crate::http::list_body::{ListBody, ListItem};
use crate::operation::subject::Subject;
use crate::timestamp::Timestamp;

/// How a result came about.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Metadata {
    /// The HTTP status.
    pub status: u16,
    /// The headers of the response.
    pub headers: HeaderMap,
    /// The server's tracking id.
    pub tracking_id: Option<String>,
    /// How many requests it took.
    pub attempts: u32,
    /// Duration of the call, including pauses.
    pub elapsed: Duration,
    /// The tracking id that was sent.
    pub(crate) sent_tracking_id: HeaderValue,
}

impl Metadata {
    /// The tracking id for Webex support: the server's, or else the one that was sent.
    #[doc(hidden)]
    pub fn any_tracking_id(&self) -> String {
        let sent = || self.sent_tracking_id.to_str().unwrap_or_default().to_owned();
        self.tracking_id.clone().unwrap_or_else(sent)
    }

    /// The server's time in the `Date` header; `None` if that is missing or not a date.
    #[doc(hidden)]
    pub fn server_time(&self) -> Option<Timestamp> {
        let date = self.headers.get(DATE)?.to_str().ok()?;
        Timestamp::try_from(httpdate::parse_http_date(date.trim()).ok()?).ok()
    }
}

/// The checked bytes of a success: complete, UTF-8, JSON in the documented format.
#[derive(Clone, Debug)]
pub struct RawResponse {
    /// The body, as it was sent.
    #[doc(hidden)]
    pub body: Bytes,
    /// How it came about.
    #[doc(hidden)]
    pub metadata: Metadata,
    /// Its items, for a list.
    #[doc(hidden)]
    pub items: Option<Vec<ListItem>>,
    /// Whether a list reports an error beside its items.
    #[doc(hidden)]
    pub reports_error: bool,
    /// The final `max` of the request for a list.
    #[doc(hidden)]
    pub max: Option<u32>,
    /// The operation and its subject, for errors.
    #[doc(hidden)]
    pub about: (Operation, Option<Subject>),
    /// Whether the operation can be repeated safely.
    #[doc(hidden)]
    pub repeatable: bool,
}

impl RawResponse {
    /// A part of a response to a list, as a response of an operation that only reads.
    #[doc(hidden)]
    pub fn of_part(body: Bytes, metadata: Metadata, operation: Operation) -> Self {
        Self {
            body,
            metadata,
            items: None,
            reports_error: false,
            max: None,
            about: (operation, None),
            repeatable: true,
        }
    }

    /// The bytes. Empty only where the operation documents no body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// How it came about.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Both.
    pub fn into_parts(self) -> (Bytes, Metadata) {
        (self.body, self.metadata)
    }

    /// The body with its items.
    #[doc(hidden)]
    pub fn list_body(&self) -> ListBody {
        ListBody::new(self.body.clone(), self.items.clone().unwrap_or_default())
    }

    /// Decodes the bytes into a model. No bytes are `null`.
    ///
    /// # Errors
    /// [`ErrorKind::ResponseDecode`] if they do not fit.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        let body: &[u8] = if self.body.is_empty() { b"null" } else { &self.body };
        serde_json::from_slice(body).map_err(|error| {
            self.decode_error("the response does not match the documented types").with_source(error)
        })
    }

    /// An error about the body.
    #[doc(hidden)]
    pub fn decode_error(&self, reason: &str) -> Error {
        Error::new(ErrorKind::ResponseDecode, reason).with(|details| {
            details.operation = Some(self.about.0);
            details.subject.clone_from(&self.about.1);
            details.status = Some(self.metadata.status);
            details.tracking_id = Some(self.metadata.any_tracking_id());
            details.attempts = self.metadata.attempts;
            details.accepted = Some(true);
            details.request_sent = true;
            details.safe_to_retry = self.repeatable;
        })
    }
}
