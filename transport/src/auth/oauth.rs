//! Tokens refreshed by OAuth: for integrations, and for service apps in the same way.
//!
//! `POST {base_url}/access_token` with `grant_type=refresh_token`. Access tokens stay valid until
//! they expire whether or not new ones are made, and a user may have about 750: so a token is
//! refreshed when it is nearly due, once for all tasks and processes, and never once for each run.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::auth::credential_text;
use crate::auth::folders::default_cache_file;
use crate::auth::refresh::Refresh;
use crate::auth::source::{OAuthRefresh, ProvidedToken};
use crate::auth::store::{FileStore, StoredTokens, TokenStore, unix_seconds};
use crate::error::{Error, ErrorKind, Result};
use crate::http::context::HttpContext;

/// How long a token is used after a refresh that did not end in time, before the next try.
const STALE_GRACE: Duration = Duration::from_secs(60);

/// How long to wait for the refresh of another process while the current token is still usable.
const LOCK_WAIT: Duration = Duration::from_secs(2);

/// What errors show instead of these secrets.
const CLIENT_SECRET: &str = "[the client secret]";
const REFRESH_TOKEN: &str = "[the refresh token]";

/// Granted tokens that could not be saved yet.
///
/// It belongs to the client and not to the source: a source goes into a forked child, where a lock
/// that it held might never be given back.
#[derive(Default)]
pub(crate) struct PendingSave(Mutex<Option<StoredTokens>>);

impl PendingSave {
    fn lock(&self) -> MutexGuard<'_, Option<StoredTokens>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tokens(&self) -> Option<StoredTokens> {
        self.lock().clone()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_none()
    }

    fn put(&self, tokens: StoredTokens) {
        *self.lock() = Some(tokens);
    }

    /// Saves the granted tokens. If that fails, they are kept, and saving is retried first.
    async fn save(&self, store: &dyn TokenStore) -> Result<()> {
        let Some(tokens) = self.tokens() else { return Ok(()) };
        store.save(&tokens).await.map_err(|error| store_failed("write", error))?;
        *self.lock() = None;
        Ok(())
    }
}

impl fmt::Debug for PendingSave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PendingSave")
    }
}

impl OAuthRefresh {
    /// A token that is neither due nor refused: from the store, or else from the token endpoint.
    pub(crate) async fn fetch(
        &self,
        http: &HttpContext,
        pending_save: &PendingSave,
        refused: Option<&SecretString>,
    ) -> Result<ProvidedToken> {
        let initial_refresh_token = self.refresh_token.read_secret().await?;
        credential_text::register_secret(http, REFRESH_TOKEN, &initial_refresh_token)?;
        let store = &*self.store_for(http, &initial_refresh_token)?;
        let now = unix_seconds(http.clock.wall());
        let is_refused = |tokens: &StoredTokens| {
            refused.is_some_and(|token| *token.expose_secret() == *tokens.access_token)
        };
        // A token that can't be sent counts as expired.
        let is_accepted = |tokens: &StoredTokens| {
            credential_text::is_usable_access_token(&tokens.access_token) && !is_refused(tokens)
        };
        let fresh = |tokens: &StoredTokens| now < tokens.refresh_at && is_accepted(tokens);
        // A token that is due is still used if there is no other.
        let is_usable = |tokens: &StoredTokens| now < tokens.expires_at && is_accepted(tokens);
        let with_grace = |tokens: &StoredTokens| {
            fetched(tokens, (now + STALE_GRACE.as_secs()).min(tokens.expires_at))
        };
        let mut refresh = Refresh::start(http, &self.client_id);
        // Checks the store without the lock first: another process can hold the lock during a
        // refresh.
        let known = match pending_save.tokens() {
            Some(pending_save) => Some(pending_save),
            None => self.load(store, http, &initial_refresh_token).await?,
        };
        if let Some(tokens) =
            known.as_ref().filter(|tokens| fresh(tokens) && pending_save.is_empty())
        {
            return Ok(fetched(tokens, tokens.refresh_at));
        }
        let serving = known.as_ref().filter(|tokens| is_usable(tokens));
        let locked = tokio::select! {
            biased;
            locked = store.lock() => locked.map_err(|error| store_failed("lock", error)),
            () = http.clock.sleep(LOCK_WAIT), if serving.is_some() => {
                return serving.map(with_grace).ok_or_else(|| Error::internal("no token is_usable"));
            }
        };
        let _others_wait = match (locked, serving) {
            (Ok(guard), _) => guard,
            (Err(error), Some(tokens)) => {
                refresh.emit_retry(&error, STALE_GRACE);
                return Ok(with_grace(tokens));
            }
            (Err(error), None) => return Err(error),
        };
        if let Err(error) = pending_save.save(store).await {
            refresh.emit_retry(&error, STALE_GRACE);
        }
        let known = match pending_save.tokens() {
            Some(pending_save) => Some(pending_save),
            None => self.load(store, http, &initial_refresh_token).await?,
        };
        match known.as_ref().filter(|tokens| fresh(tokens)) {
            Some(tokens) if pending_save.is_empty() => {
                return Ok(fetched(tokens, tokens.refresh_at));
            }
            Some(tokens) => return Ok(with_grace(tokens)),
            None => {}
        }
        match (
            self.refresh(&mut refresh, http, known.as_ref(), &initial_refresh_token).await,
            &known,
        ) {
            (Ok(mut tokens), known) => {
                let usable = credential_text::is_usable_access_token(&tokens.access_token);
                let serving = known.as_ref().filter(|known| !usable && is_usable(known));
                if !usable {
                    tokens.keep_access_token_of(serving);
                }
                // A refresh token may work only once: save it before anything can go wrong.
                pending_save.put(tokens.clone());
                let saved = pending_save.save(store).await;
                // A token that can't be saved is still usable. Saving is retried later.
                match (usable, saved) {
                    (true, Ok(())) => Ok(fetched(&tokens, tokens.refresh_at)),
                    (true, Err(error)) => {
                        refresh.emit_retry(&error, STALE_GRACE);
                        Ok(with_grace(&tokens))
                    }
                    (false, _) if serving.is_some() => {
                        refresh.emit_retry(&refresh.unusable(), STALE_GRACE);
                        Ok(with_grace(&tokens))
                    }
                    (false, _) => Err(refresh.unusable()),
                }
            }
            (Err(error), Some(tokens)) if is_usable(tokens) => {
                refresh.emit_retry(&error, STALE_GRACE);
                Ok(with_grace(tokens))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// The store for the tokens of this authorization.
    fn store_for(
        &self,
        http: &HttpContext,
        initial_refresh_token: &SecretString,
    ) -> Result<Arc<dyn TokenStore>> {
        if let Some(store) = &self.store {
            return Ok(Arc::clone(store));
        }
        let base_url = http.base.as_url().as_str();
        let file = cache_file(base_url, &self.client_id, initial_refresh_token.expose_secret())?;
        Ok(Arc::new(FileStore::new(file)?))
    }

    /// Loads the tokens that the store has for this client, base URL and authorization.
    async fn load(
        &self,
        store: &dyn TokenStore,
        http: &HttpContext,
        initial_refresh_token: &SecretString,
    ) -> Result<Option<StoredTokens>> {
        let stored = store.load().await.map_err(|error| store_failed("read", error))?;
        Ok(stored.filter(|tokens| {
            tokens.base_url == http.base.as_url().as_str()
                && tokens.client_id == self.client_id
                && tokens.authorized_with == initial_refresh_token.expose_secret()
        }))
    }

    /// Refreshes with the stored refresh token. If it is refused, uses the initial one.
    async fn refresh(
        &self,
        refresh: &mut Refresh<'_>,
        http: &HttpContext,
        stored: Option<&StoredTokens>,
        initial_refresh_token: &SecretString,
    ) -> Result<StoredTokens> {
        let secret = self.client_secret.read_secret().await?;
        credential_text::register_secret(http, CLIENT_SECRET, &secret)?;
        let granted = match stored
            .filter(|stored| credential_text::is_usable(&stored.refresh_token))
        {
            None => refresh.grant(&secret, initial_refresh_token).await,
            Some(stored) => {
                let kept = SecretString::from(stored.refresh_token.clone());
                http.redactor.add(REFRESH_TOKEN, kept.expose_secret());
                match refresh.grant(&secret, &kept).await {
                    Err(error)
                        if error.kind() == ErrorKind::Authentication
                            && kept.expose_secret() != initial_refresh_token.expose_secret() =>
                    {
                        refresh.grant(&secret, initial_refresh_token).await
                    }
                    granted => granted,
                }
            }
        };
        granted.map(|mut tokens| {
            tokens.base_url = http.base.as_url().to_string();
            tokens.client_id.clone_from(&self.client_id);
            initial_refresh_token.expose_secret().clone_into(&mut tokens.authorized_with);
            tokens
        })
    }
}

/// The file of one authorization: one client may be authorized for several partners, and their
/// tokens must not overwrite each other.
fn cache_file(base_url: &str, client_id: &str, initial_refresh_token: &str) -> Result<PathBuf> {
    let whole = Zeroizing::new(format!("{base_url}\n{client_id}\n{initial_refresh_token}"));
    let digest = Uuid::new_v5(&Uuid::NAMESPACE_URL, whole.as_bytes());
    default_cache_file("client", &format!("{client_id}-{}", digest.simple()))
}

fn fetched(tokens: &StoredTokens, expires_at: u64) -> ProvidedToken {
    ProvidedToken {
        token: SecretString::from(tokens.access_token.clone()),
        expires_at: UNIX_EPOCH.checked_add(Duration::from_secs(expires_at)),
    }
}

fn store_failed(what: &str, error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::configuration(format!("the token store failed to {what}")).with_source(error)
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_authorization_has_a_file_of_its_own_that_shows_no_secret() {
        let base = "https://webexapis.com/v1";
        let cache_file = |base: &str, id: &str, initial_refresh_token: &str| {
            super::cache_file(base, id, initial_refresh_token).unwrap()
        };
        let file = cache_file(base, "C1/../x", "REFRESH");
        assert_eq!(file, cache_file(base, "C1/../x", "REFRESH"));
        for other in [
            cache_file("http://127.0.0.1:1/v1", "C1/../x", "REFRESH"),
            cache_file(base, "C2", "REFRESH"),
            cache_file(base, "C1/../x", "ANOTHER"),
        ] {
            assert_ne!(file, other);
            assert_eq!(file.parent(), other.parent());
        }
        assert!(!file.to_string_lossy().contains("REFRESH"));
    }
}
