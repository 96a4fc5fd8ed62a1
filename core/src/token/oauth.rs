//! Tokens refreshed by OAuth: for integrations, and for service apps in the same way.
//!
//! `POST {base_url}/access_token` with `grant_type=refresh_token`. Access tokens stay valid until
//! they expire whether or not new ones are made, and a user may have about 750: so a token is
//! refreshed when it is nearly due, once for all tasks and processes, and never once for each run.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::keeper::Fetched;
use super::source::TokenSource;
use super::store::{StoredTokens, TokenStore};
use crate::error::{Error, ErrorKind, Result};
use crate::id::UNRESERVED;
use crate::operation::Operation;
use crate::transport::Transport;
use crate::transport::delay::{Pause, delay};
use crate::transport::error_body::ErrorBody;
use crate::transport::exchange::WireRequest;

/// How long before it expires a token is refreshed, at most; a tenth of its life if that is less.
const AHEAD: Duration = Duration::from_secs(24 * 3600);

/// How often a refresh is tried while the token endpoint does not answer.
const ATTEMPTS: u32 = 3;

/// How long a token that could not be refreshed in time is used on before the next try.
const GRACE: Duration = Duration::from_secs(60);

/// An integration's or a service app's credentials, and where its tokens are kept.
pub struct OAuthRefresh {
    client_id: String,
    client_secret: TokenSource,
    refresh_token: TokenSource,
    store: Arc<dyn TokenStore>,
}

impl fmt::Debug for OAuthRefresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuthRefresh({}, {:?})", self.client_id, self.store)
    }
}

#[derive(Deserialize)]
struct Grant {
    access_token: String,
    expires_in: Option<u64>,
    refresh_token: Option<String>,
    refresh_token_expires_in: Option<u64>,
}

impl OAuthRefresh {
    /// Credentials with a store for what they bring.
    ///
    /// Secret and refresh token are sources too: text, an environment variable, a file or a
    /// command. The refresh token is the one to start with; later ones come from the store.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: TokenSource,
        refresh_token: TokenSource,
        store: impl TokenStore,
    ) -> Self {
        let (client_id, store) = (client_id.into(), Arc::new(store));
        Self { client_id, client_secret, refresh_token, store }
    }

    /// A token that is not due and is not the refused one: from the store, else from the service.
    pub(super) async fn fetch(
        &self,
        transport: &Transport,
        refused: Option<&SecretString>,
    ) -> Result<Fetched> {
        let _others_wait = self.store.lock().await.map_err(|error| store_failed("lock", error))?;
        let stored = self.store.load().await.map_err(|error| store_failed("read", error))?;
        let now = since_1970(transport.clock.wall());
        let usable = |tokens: &StoredTokens, until: u64| {
            let is_refused = |token: &SecretString| token.expose_secret() == tokens.access_token;
            now < until && !refused.is_some_and(is_refused)
        };
        if let Some(tokens) = stored.as_ref().filter(|tokens| usable(tokens, tokens.refresh_at)) {
            return Ok(fetched(tokens, tokens.refresh_at));
        }
        match self.refresh(transport, stored.as_ref()).await {
            Ok(tokens) => {
                // A refresh token may serve once: it has to be safe before anything can go wrong.
                self.store.save(&tokens).await.map_err(|error| store_failed("write", error))?;
                Ok(fetched(&tokens, tokens.refresh_at))
            }
            Err(error) => match &stored {
                // What is merely due still serves while the token endpoint is out of order.
                Some(tokens)
                    if error.kind() != ErrorKind::Authentication
                        && usable(tokens, tokens.expires_at) =>
                {
                    Ok(fetched(tokens, (now + GRACE.as_secs()).min(tokens.expires_at)))
                }
                _ => Err(error),
            },
        }
    }

    /// Refreshes with the stored refresh token; where that is refused, with the one to start with:
    /// somebody may have authorised the integration anew.
    async fn refresh(
        &self,
        transport: &Transport,
        stored: Option<&StoredTokens>,
    ) -> Result<StoredTokens> {
        let first = self.refresh_token.read_secret().await;
        let Some(stored) = stored else { return self.grant(transport, &first?).await };
        let kept = SecretString::from(stored.refresh_token.clone());
        match (self.grant(transport, &kept).await, first) {
            (Err(error), Ok(first))
                if error.kind() == ErrorKind::Authentication
                    && first.expose_secret() != kept.expose_secret() =>
            {
                self.grant(transport, &first).await
            }
            (granted, _) => granted,
        }
    }

    async fn grant(&self, transport: &Transport, token: &SecretString) -> Result<StoredTokens> {
        let secret = self.client_secret.read_secret().await?;
        let encode = |text: &str| utf8_percent_encode(text, UNRESERVED).to_string();
        let form = Zeroizing::new(format!(
            "grant_type=refresh_token&client_id={}&client_secret={}&refresh_token={}",
            encode(&self.client_id),
            encode(secret.expose_secret()),
            encode(token.expose_secret()),
        ));
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = WireRequest {
            method: Method::POST,
            url: transport.base.join(&["access_token"])?,
            headers: HeaderMap::from_iter([
                (CONTENT_TYPE, form_type),
                (ACCEPT, HeaderValue::from_static("application/json")),
            ]),
            body: Some(Bytes::copy_from_slice(form.as_bytes())),
        };
        let limit = transport.limits.attempt_timeout;
        let mut attempt = 0;
        loop {
            attempt += 1;
            let outcome = transport.exchange.exchange(request.clone(), limit).await;
            let error = match outcome {
                Ok(response) if response.status.is_success() => {
                    return self.read_grant(&response.body, token, transport.clock.wall());
                }
                Ok(response) => {
                    refused(response.status.as_u16(), &response.headers, &response.body)
                }
                Err(failure) => {
                    let kind =
                        if failure.timed_out { ErrorKind::Timeout } else { ErrorKind::Connection };
                    Error::new(kind, "the access token could not be refreshed: no answer came")
                        .with_source(failure.source)
                }
            };
            if error.kind() == ErrorKind::Authentication || attempt >= ATTEMPTS {
                return Err(error);
            }
            let pause = delay(Pause::Transient, attempt, None, &*transport.random);
            transport.clock.sleep(pause).await;
        }
    }

    fn read_grant(
        &self,
        body: &[u8],
        used: &SecretString,
        now: SystemTime,
    ) -> Result<StoredTokens> {
        let grant: Grant = serde_json::from_slice(body).map_err(|_| {
            Error::new(
                ErrorKind::Authentication,
                format!(
                    "the access token could not be refreshed: the token endpoint answered the \
                     client {} with something else than a token",
                    self.client_id
                ),
            )
        })?;
        let now = since_1970(now);
        // Fourteen days are what the service documents where it does not say.
        let life = grant.expires_in.unwrap_or(14 * 24 * 3600);
        Ok(StoredTokens {
            access_token: grant.access_token,
            expires_at: now.saturating_add(life),
            refresh_at: now.saturating_add(life - AHEAD.as_secs().min(life / 10)),
            refresh_token: grant.refresh_token.unwrap_or_else(|| used.expose_secret().to_owned()),
            refresh_token_expires_at: grant
                .refresh_token_expires_in
                .map(|seconds| now.saturating_add(seconds)),
        })
    }
}

fn fetched(tokens: &StoredTokens, due: u64) -> Fetched {
    Fetched {
        token: SecretString::from(tokens.access_token.clone()),
        due: UNIX_EPOCH.checked_add(Duration::from_secs(due)),
    }
}

fn since_1970(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// The token endpoint said no: for good where the credentials are at fault.
fn refused(status: u16, headers: &HeaderMap, body: &[u8]) -> Error {
    let for_good = matches!(status, 400..=499) && !matches!(status, 408 | 425 | 429);
    let kind = if for_good { ErrorKind::Authentication } else { ErrorKind::of_status(status) };
    let read = ErrorBody::read(headers, body);
    let cure = if for_good {
        ". Authorise the integration or service app again and give it the new refresh token"
    } else {
        ""
    };
    let reason = format!(
        "the access token could not be refreshed: the token endpoint answered {status}{cure}"
    );
    Error::new(kind, reason).with(|details| {
        details.operation = Some(Operation::RefreshAccessToken);
        details.status = Some(status);
        details.service_message = read.message;
        details.tracking_id = read.tracking_id;
    })
}

fn store_failed(what: &str, error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::configuration(format!("the token store failed to {what}")).with_source(error)
}
