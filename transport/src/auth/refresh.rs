//! The token endpoint: requests, responses, and the events that report them.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::auth::credential_text;
use crate::auth::store::{StoredTokens, unix_seconds};
use crate::call::backoff::{BackoffKind, backoff_delay};
use crate::error::{Error, ErrorKind, Result};
use crate::events::{Attempt, Event};
use crate::generated::operations::Operation;
use crate::http::backend::{FailurePhase, HttpRequest, HttpResponse, SendError};
use crate::http::context::HttpContext;
use crate::http::error_body::ErrorBody;
use crate::http::retry_after::retry_after;
use crate::http::tracking_id::tracking_header;
use crate::lenient;
use crate::operation::path_segment::UNRESERVED;
use crate::redact::Redactor;

/// The longest time before its expiry that a token is refreshed. It is a tenth of the token's
/// lifetime if that is less.
const REFRESH_MARGIN: Duration = Duration::from_secs(24 * 3600);

/// Number of tries while the token endpoint doesn't answer.
const MAX_ATTEMPTS: u32 = 3;

/// The longest pause between two tries.
const MAX_RETRY_WAIT: Duration = Duration::from_secs(30);

/// The shortest time that a token is used before it is refreshed.
const MIN_LIFETIME: Duration = Duration::from_secs(60);

/// One refresh: all requests to the token endpoint until it has granted a token or failed.
pub(crate) struct Refresh<'a> {
    http: &'a HttpContext,
    client_id: &'a str,
    tracking_id: HeaderValue,
    attempts: u32,
}

/// Why an attempt returned no token.
struct RefreshError {
    error: Error,
    /// Whether another attempt might succeed.
    may_try_again: bool,
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: String,
    #[serde(default, deserialize_with = "lenient::integer")]
    expires_in: Option<i64>,
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "lenient::integer")]
    refresh_token_expires_in: Option<i64>,
}

impl<'a> Refresh<'a> {
    pub(crate) fn start(http: &'a HttpContext, client_id: &'a str) -> Self {
        Self { http, client_id, tracking_id: tracking_header(Uuid::new_v4()), attempts: 0 }
    }

    /// Exchanges a refresh token for an access token, which may be unusable.
    pub(crate) async fn grant(
        &mut self,
        secret: &SecretString,
        token: &SecretString,
    ) -> Result<StoredTokens> {
        let request = self.request(secret, token)?;
        let last = self.attempts + MAX_ATTEMPTS;
        loop {
            let RefreshError { error, may_try_again } = match self.send(&request, token).await {
                Ok(tokens) => return Ok(tokens),
                Err(refusal) => refusal,
            };
            let asked = error.details().retry_after;
            let retry = self.attempts + MAX_ATTEMPTS - last;
            let pause = backoff_delay(BackoffKind::Transient, retry, asked, &self.http.random);
            if !may_try_again || self.attempts >= last || pause > MAX_RETRY_WAIT {
                return Err(error);
            }
            self.emit_retry(&error, pause);
            self.http.clock.sleep(pause).await;
        }
    }

    /// The error for a granted access token that is not usable.
    pub(crate) fn unusable(&self) -> Error {
        let reason = format!(
            "the access token could not be refreshed: the token endpoint's response for the client \
             {} has an invalid access token",
            self.client_id
        );
        let error = Error::new(ErrorKind::Authentication, reason);
        self.attach_context(RefreshError { error, may_try_again: false }).error
    }

    /// Reports that the refresh will be retried after this pause.
    pub(crate) fn emit_retry(&self, error: &Error, pause: Duration) {
        self.http.observers.retry(|| self.event_of(error).took(pause));
    }

    fn request(&self, secret: &SecretString, token: &SecretString) -> Result<HttpRequest> {
        let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let form = Zeroizing::new(format!(
            "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
            encode(self.client_id),
            encode(secret.expose_secret()),
            encode(token.expose_secret()),
        ));
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let mut headers = HeaderMap::from_iter([
            (CONTENT_TYPE, form_type),
            (ACCEPT, HeaderValue::from_static("application/json")),
        ]);
        headers.insert("trackingid", self.tracking_id.clone());
        Ok(HttpRequest {
            method: Method::POST,
            url: self.http.base.join(&["access_token"])?,
            headers,
            body: Some(Bytes::copy_from_slice(form.as_bytes())),
        })
    }

    /// Tries it once.
    async fn send(
        &mut self,
        request: &HttpRequest,
        used: &SecretString,
    ) -> Result<StoredTokens, RefreshError> {
        let http = self.http;
        self.attempts += 1;
        let attempt = Attempt::begin(&http.observers, &*http.clock, || self.event());
        let limit = http.limits.attempt_timeout;
        let outcome = http.backend.execute(request.clone(), limit).await;
        let status = outcome.as_ref().ok().map(|response| response.status.as_u16());
        let granted = self.classify(outcome, used).map_err(|refusal| self.attach_context(refusal));
        attempt.end(|| match &granted {
            Ok(_) => Event { status, ..self.event() },
            Err(refusal) => Event { status, ..self.event_of(&refusal.error) },
        });
        granted
    }

    fn classify(
        &self,
        outcome: Result<HttpResponse, SendError>,
        used: &SecretString,
    ) -> Result<StoredTokens, RefreshError> {
        let wall = self.http.clock.wall();
        match outcome {
            Ok(response) if response.status.is_success() => {
                let granted = self.read(&response.body, used, wall);
                granted.map_err(|error| RefreshError { error, may_try_again: false })
            }
            Ok(response) => {
                let asked = retry_after(&response.headers, wall);
                let error = refused(&response, &self.http.redactor)
                    .with(|details| details.retry_after = asked);
                let may_try_again =
                    error.kind() != ErrorKind::Authentication && !response.status.is_redirection();
                Err(RefreshError { error, may_try_again })
            }
            Err(failure) => {
                let kind =
                    if failure.timed_out { ErrorKind::Timeout } else { ErrorKind::Connection };
                let from = failure.route.as_deref().map(|route| format!(" from {route}"));
                let from = from.unwrap_or_default();
                let reason =
                    format!("the access token could not be refreshed: no response came{from}");
                let may_try_again = failure.phase != FailurePhase::NotRetryable;
                let error = Error::new(kind, reason).with_source(failure.source);
                Err(RefreshError { error, may_try_again })
            }
        }
    }

    fn read(&self, body: &[u8], used: &SecretString, now: SystemTime) -> Result<StoredTokens> {
        let grant: TokenResponse = serde_json::from_slice(body).map_err(|_| {
            Error::new(
                ErrorKind::Authentication,
                format!(
                    "the access token could not be refreshed: the token endpoint's response for \
                     the client {} has no token",
                    self.client_id
                ),
            )
        })?;
        let refresh_token = grant.refresh_token.filter(|token| credential_text::is_usable(token));
        let now = unix_seconds(now);
        // The documented lifetime, which applies if the response has none.
        let seconds = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let life = seconds(grant.expires_in).unwrap_or(14 * 24 * 3600);
        let ahead = REFRESH_MARGIN.as_secs().min(life / 10);
        Ok(StoredTokens {
            access_token: grant.access_token,
            expires_at: now.saturating_add(life),
            // A lower limit for the lifetime, so that tokens are not requested every second.
            refresh_at: now.saturating_add((life - ahead).max(MIN_LIFETIME.as_secs())),
            refresh_token: refresh_token.unwrap_or_else(|| used.expose_secret().to_owned()),
            refresh_token_expires_at: seconds(grant.refresh_token_expires_in)
                .map(|seconds| now.saturating_add(seconds)),
            base_url: String::new(),
            client_id: String::new(),
            authorized_with: String::new(),
        })
    }

    /// Adds the details that every error of a refresh has.
    fn attach_context(&self, mut refusal: RefreshError) -> RefreshError {
        refusal.error = refusal.error.with(|details| {
            details.operation = Some(Operation::AccessTokenRefresh);
            details.attempts = self.attempts;
            details.tracking_id.get_or_insert_with(|| self.sent());
        });
        // The response might contain what was sent.
        refusal.error = self.http.redactor.redact_error(refusal.error);
        refusal
    }

    fn sent(&self) -> String {
        self.tracking_id.to_str().unwrap_or_default().to_owned()
    }

    fn event(&self) -> Event {
        Event {
            method: Method::POST.to_string(),
            route: Operation::AccessTokenRefresh.route(),
            operation: Operation::AccessTokenRefresh.id(),
            partner: self.http.partner.clone(),
            attempt: self.attempts,
            tracking_id: self.sent(),
            ..Event::default()
        }
    }

    fn event_of(&self, error: &Error) -> Event {
        let (status, error) = (error.details().status, Some(error.kind().code()));
        Event { status, error, ..self.event() }
    }
}

/// The token endpoint refused the request: permanently if the credentials are the reason.
fn refused(response: &HttpResponse, redactor: &Redactor) -> Error {
    let status = response.status.as_u16();
    let for_good = matches!(status, 400 | 401 | 403);
    let kind = if for_good { ErrorKind::Authentication } else { ErrorKind::of_status(status) };
    let read = ErrorBody::read(&response.headers, &response.body, redactor);
    let cure = match status {
        300..=399 => ", a redirect. The usual cause is a proxy or a wrong base URL",
        _ if for_good => {
            ". Authorize the integration or service app again and store the new refresh token"
        }
        _ => "",
    };
    let reason = format!(
        "the access token could not be refreshed: the token endpoint answered {status}{cure}"
    );
    Error::new(kind, reason).with(|details| {
        details.status = Some(status);
        details.service_message = read.message;
        details.tracking_id = read.tracking_id;
    })
}
