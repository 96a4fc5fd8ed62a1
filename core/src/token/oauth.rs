//! Tokens refreshed by OAuth: for integrations, and for service apps in the same way.
//!
//! `POST {base_url}/access_token` with `grant_type=refresh_token`. Access tokens stay valid until
//! they expire whether or not new ones are made, and a user may have about 750: so a token is
//! refreshed when it is nearly due, once for all tasks and processes, and never once for each run.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tracing::warn;
use zeroize::Zeroizing;

use super::keeper::Fetched;
use super::source::{TokenSource, redact};
use super::store::{StoredTokens, TokenStore};
use crate::error::{Error, ErrorKind, Result};
use crate::id::UNRESERVED;
use crate::lenient;
use crate::operation::Operation;
use crate::transport::Transport;
use crate::transport::delay::{Pause, delay};
use crate::transport::error_body::ErrorBody;
use crate::transport::exchange::{Phase, WireRequest, WireResponse};
use crate::transport::retry_after::retry_after;

/// How long before it expires a token is refreshed, at most; a tenth of its life if that is less.
const AHEAD: Duration = Duration::from_secs(24 * 3600);

/// How often a refresh is tried while the token endpoint does not answer.
const ATTEMPTS: u32 = 3;

/// The longest the token endpoint is waited for between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How long a token is used at least before it is refreshed.
const LEAST_LIFE: Duration = Duration::from_secs(60);

/// How long a token that could not be refreshed in time is used on before the next try.
const GRACE: Duration = Duration::from_secs(60);

/// An integration's or a service app's credentials, and where its tokens are kept.
pub struct OAuthRefresh {
    client_id: String,
    client_secret: TokenSource,
    refresh_token: TokenSource,
    store: Arc<dyn TokenStore>,
    /// What was granted and could not be saved yet.
    unsaved: Mutex<Option<StoredTokens>>,
}

impl fmt::Debug for OAuthRefresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OAuthRefresh({}, {:?})", self.client_id, self.store)
    }
}

#[derive(Deserialize)]
struct Grant {
    access_token: String,
    #[serde(default, deserialize_with = "lenient::integer")]
    expires_in: Option<i64>,
    refresh_token: Option<String>,
    #[serde(default, deserialize_with = "lenient::integer")]
    refresh_token_expires_in: Option<i64>,
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
        Self { client_id, client_secret, refresh_token, store, unsaved: Mutex::new(None) }
    }

    /// A token that is not due and is not the refused one: from the store, else from the service.
    pub(super) async fn fetch(
        &self,
        transport: &Transport,
        refused: Option<&SecretString>,
    ) -> Result<Fetched> {
        let began_with = self.refresh_token.read_secret().await?;
        let now = since_1970(transport.clock.wall());
        let is_refused = |tokens: &StoredTokens| {
            refused.is_some_and(|token| *token.expose_secret() == *tokens.access_token)
        };
        let fresh = |tokens: &StoredTokens| now < tokens.refresh_at && !is_refused(tokens);
        // What is merely due still serves while there is no other.
        let serves = |tokens: &StoredTokens| now < tokens.expires_at && !is_refused(tokens);
        let for_a_while =
            |tokens: &StoredTokens| fetched(tokens, (now + GRACE.as_secs()).min(tokens.expires_at));
        // First without the lock: another process may hold it for as long as a refresh takes.
        let stored = self.load(transport, &began_with).await?;
        if let Some(tokens) = stored.as_ref().filter(|tokens| fresh(tokens)) {
            return Ok(fetched(tokens, tokens.refresh_at));
        }
        let _others_wait = match (self.store.lock().await, &stored) {
            (Ok(guard), _) => guard,
            (Err(_), Some(tokens)) if serves(tokens) => return Ok(for_a_while(tokens)),
            (Err(error), _) => return Err(store_failed("lock", error)),
        };
        self.save_unsaved().await?;
        let stored = self.load(transport, &began_with).await?;
        if let Some(tokens) = stored.as_ref().filter(|tokens| fresh(tokens)) {
            return Ok(fetched(tokens, tokens.refresh_at));
        }
        match (self.refresh(transport, stored.as_ref(), &began_with).await, &stored) {
            (Ok(tokens), _) => {
                let token = fetched(&tokens, tokens.refresh_at);
                // A refresh token may serve once: it has to be safe before anything can go wrong.
                *self.unsaved() = Some(tokens);
                self.save_unsaved().await?;
                Ok(token)
            }
            (Err(error), Some(tokens)) if serves(tokens) => {
                warn!(target: "webex_broadworks", %error, "the access token could not be refreshed");
                Ok(for_a_while(tokens))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// What the store has for this client, this service and this authorisation.
    async fn load(
        &self,
        transport: &Transport,
        began_with: &SecretString,
    ) -> Result<Option<StoredTokens>> {
        let stored = self.store.load().await.map_err(|error| store_failed("read", error))?;
        Ok(stored.filter(|tokens| {
            tokens.base_url == transport.base.as_url().as_str()
                && tokens.client_id == self.client_id
                && tokens.authorized_with == began_with.expose_secret()
        }))
    }

    /// Saves what was granted. What cannot be saved is kept and tried again before anything else.
    async fn save_unsaved(&self) -> Result<()> {
        let Some(tokens) = self.unsaved().clone() else { return Ok(()) };
        self.store.save(&tokens).await.map_err(|error| store_failed("write", error))?;
        *self.unsaved() = None;
        Ok(())
    }

    fn unsaved(&self) -> MutexGuard<'_, Option<StoredTokens>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Refreshes with the stored refresh token; where that is refused, with the one to begin with.
    async fn refresh(
        &self,
        transport: &Transport,
        stored: Option<&StoredTokens>,
        began_with: &SecretString,
    ) -> Result<StoredTokens> {
        let granted = match stored {
            None => self.grant(transport, began_with).await,
            Some(stored) => {
                let kept = SecretString::from(stored.refresh_token.clone());
                match self.grant(transport, &kept).await {
                    Err(error)
                        if error.kind() == ErrorKind::Authentication
                            && kept.expose_secret() != began_with.expose_secret() =>
                    {
                        self.grant(transport, began_with).await
                    }
                    granted => granted,
                }
            }
        };
        granted.map(|mut tokens| {
            tokens.base_url = transport.base.as_url().to_string();
            tokens.client_id.clone_from(&self.client_id);
            began_with.expose_secret().clone_into(&mut tokens.authorized_with);
            tokens
        })
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
            let (error, asked, again) = match outcome {
                Ok(response) if response.status.is_success() => {
                    return self.read_grant(&response.body, token, transport.clock.wall());
                }
                Ok(response) => {
                    let asked = retry_after(&response.headers, transport.clock.wall());
                    let error = refused(&response).with(|details| {
                        details.retry_after = asked;
                        // The service may write back what it was sent.
                        if let Some(message) = &mut details.service_message {
                            redact(message, &secret, "[the client secret]");
                            redact(message, token, "[the refresh token]");
                        }
                    });
                    let again = error.kind() != ErrorKind::Authentication;
                    (error, asked, again)
                }
                Err(failure) => {
                    let kind =
                        if failure.timed_out { ErrorKind::Timeout } else { ErrorKind::Connection };
                    let reason = "the access token could not be refreshed: no answer came";
                    let again = failure.phase != Phase::Never;
                    (Error::new(kind, reason).with_source(failure.source), None, again)
                }
            };
            let pause = delay(Pause::Transient, attempt, asked, &*transport.random);
            if !again || attempt >= ATTEMPTS || pause > LONGEST_PAUSE {
                return Err(error.with(|details| details.attempts = attempt));
            }
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
        let seconds = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let life = seconds(grant.expires_in).unwrap_or(14 * 24 * 3600);
        let ahead = AHEAD.as_secs().min(life / 10);
        Ok(StoredTokens {
            access_token: grant.access_token,
            expires_at: now.saturating_add(life),
            // However short its life is said to be: tokens are not made by the second.
            refresh_at: now.saturating_add((life - ahead).max(LEAST_LIFE.as_secs())),
            refresh_token: grant.refresh_token.unwrap_or_else(|| used.expose_secret().to_owned()),
            refresh_token_expires_at: seconds(grant.refresh_token_expires_in)
                .map(|seconds| now.saturating_add(seconds)),
            base_url: String::new(),
            client_id: String::new(),
            authorized_with: String::new(),
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
fn refused(response: &WireResponse) -> Error {
    let status = response.status.as_u16();
    let for_good = matches!(status, 400 | 401 | 403);
    let kind = if for_good { ErrorKind::Authentication } else { ErrorKind::of_status(status) };
    let read = ErrorBody::read(&response.headers, &response.body);
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
