//! Tokens refreshed by OAuth: for integrations, and for service apps in the same way.
//!
//! `POST {base_url}/access_token` with `grant_type=refresh_token`. Access tokens stay valid until
//! they expire whether or not new ones are made, and a user may have about 750: so a token is
//! refreshed when it is nearly due, once for all tasks and processes, and never once for each run.

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::auth::credential_text;
use crate::auth::folders::default_cache_file;
use crate::auth::refresh::Refresh;
use crate::auth::source::TokenSource;
use crate::auth::store::{FileStore, StoredTokens, TokenStore};
use crate::auth::token_manager::{Fetched, remember};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::Transport;

/// How long a token that could not be refreshed in time is used on before the next try.
const GRACE: Duration = Duration::from_secs(60);

/// How long somebody else's refresh is waited for while the token at hand still serves.
const PATIENCE: Duration = Duration::from_secs(2);

/// What errors show in the place of these secrets.
const CLIENT_SECRET: &str = "[the client secret]";
const REFRESH_TOKEN: &str = "[the refresh token]";

/// An integration's or a service app's credentials, and where its tokens are kept.
pub struct OAuthRefresh {
    client_id: String,
    client_secret: TokenSource,
    refresh_token: TokenSource,
    /// Else a file in the user's cache folder.
    store: Option<Arc<dyn TokenStore>>,
}

/// What a client was granted and could not save yet.
///
/// It belongs to the client and not to the source: a source goes into a forked child, where a lock
/// that it held might never be given back.
#[derive(Default)]
pub(crate) struct Unsaved(Mutex<Option<StoredTokens>>);

impl Unsaved {
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

    /// Saves what was granted. What cannot be saved is kept and tried again before anything else.
    async fn save(&self, store: &dyn TokenStore) -> Result<()> {
        let Some(tokens) = self.tokens() else { return Ok(()) };
        store.save(&tokens).await.map_err(|error| store_failed("write", error))?;
        *self.lock() = None;
        Ok(())
    }
}

impl fmt::Debug for Unsaved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unsaved")
    }
}

impl fmt::Debug for OAuthRefresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.store {
            Some(store) => write!(f, "OAuthRefresh({}, {store:?})", self.client_id),
            None => write!(f, "OAuthRefresh({})", self.client_id),
        }
    }
}

impl OAuthRefresh {
    /// Credentials with a store for what they bring.
    ///
    /// Secret and refresh token are sources too: text, an environment variable, a file or a
    /// command. The refresh token is the one to start with; later ones come from the store.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if the client id can't be one.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: TokenSource,
        refresh_token: TokenSource,
        store: impl TokenStore,
    ) -> Result<Self> {
        let refresh = Self::in_cache_folder(client_id, client_secret, refresh_token)?;
        Ok(Self { store: Some(Arc::new(store)), ..refresh })
    }

    /// Credentials that keep what they bring in a file of the user's cache folder:
    /// `webex-broadworks` in `XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`.
    ///
    /// Each authorisation has a file of its own, named after the client id and a digest of base URL,
    /// client id and the refresh token to start with; all processes of the user share it.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`] if the client id can't be one.
    pub fn in_cache_folder(
        client_id: impl Into<String>,
        client_secret: TokenSource,
        refresh_token: TokenSource,
    ) -> Result<Self> {
        let client_id = credential_text::read_text(&client_id.into(), "`client_id`")?;
        let client_id = client_id.expose_secret().to_owned();
        Ok(Self { client_id, client_secret, refresh_token, store: None })
    }

    /// A token that is not due and is not the refused one: from the store, else from the service.
    pub(crate) async fn fetch(
        &self,
        transport: &Transport,
        unsaved: &Unsaved,
        refused: Option<&SecretString>,
    ) -> Result<Fetched> {
        let began_with = self.refresh_token.read_secret().await?;
        remember(transport, REFRESH_TOKEN, &began_with)?;
        let store = &*self.store_for(transport, &began_with)?;
        let now = since_1970(transport.clock.wall());
        let is_refused = |tokens: &StoredTokens| {
            refused.is_some_and(|token| *token.expose_secret() == *tokens.access_token)
        };
        // What can't be sent is as good as expired.
        let is_good = |tokens: &StoredTokens| {
            credential_text::is_usable_access_token(&tokens.access_token) && !is_refused(tokens)
        };
        let fresh = |tokens: &StoredTokens| now < tokens.refresh_at && is_good(tokens);
        // What is merely due still serves while there is no other.
        let serves = |tokens: &StoredTokens| now < tokens.expires_at && is_good(tokens);
        let for_a_while =
            |tokens: &StoredTokens| fetched(tokens, (now + GRACE.as_secs()).min(tokens.expires_at));
        let mut refresh = Refresh::start(transport, &self.client_id);
        // First without the lock: another process may hold it for as long as a refresh takes.
        let known = match unsaved.tokens() {
            Some(unsaved) => Some(unsaved),
            None => self.load(store, transport, &began_with).await?,
        };
        if let Some(tokens) = known.as_ref().filter(|tokens| fresh(tokens) && unsaved.is_empty()) {
            return Ok(fetched(tokens, tokens.refresh_at));
        }
        let serving = known.as_ref().filter(|tokens| serves(tokens));
        let locked = tokio::select! {
            biased;
            locked = store.lock() => locked.map_err(|error| store_failed("lock", error)),
            () = transport.clock.sleep(PATIENCE), if serving.is_some() => {
                return serving.map(for_a_while).ok_or_else(|| Error::internal("no token serves"));
            }
        };
        let _others_wait = match (locked, serving) {
            (Ok(guard), _) => guard,
            (Err(error), Some(tokens)) => {
                refresh.tell_retry(&error, GRACE);
                return Ok(for_a_while(tokens));
            }
            (Err(error), None) => return Err(error),
        };
        if let Err(error) = unsaved.save(store).await {
            refresh.tell_retry(&error, GRACE);
        }
        let known = match unsaved.tokens() {
            Some(unsaved) => Some(unsaved),
            None => self.load(store, transport, &began_with).await?,
        };
        match known.as_ref().filter(|tokens| fresh(tokens)) {
            Some(tokens) if unsaved.is_empty() => return Ok(fetched(tokens, tokens.refresh_at)),
            Some(tokens) => return Ok(for_a_while(tokens)),
            None => {}
        }
        match (self.refresh(&mut refresh, transport, known.as_ref(), &began_with).await, &known) {
            (Ok(mut tokens), known) => {
                let usable = credential_text::is_usable_access_token(&tokens.access_token);
                let serving = known.as_ref().filter(|known| !usable && serves(known));
                if !usable {
                    tokens.keep_access_token_of(serving);
                }
                // A refresh token may serve once: it has to be safe before anything can go wrong.
                unsaved.put(tokens.clone());
                let saved = unsaved.save(store).await;
                // A token that can't be saved is good all the same. Saving is tried again later.
                match (usable, saved) {
                    (true, Ok(())) => Ok(fetched(&tokens, tokens.refresh_at)),
                    (true, Err(error)) => {
                        refresh.tell_retry(&error, GRACE);
                        Ok(for_a_while(&tokens))
                    }
                    (false, _) if serving.is_some() => {
                        refresh.tell_retry(&refresh.unusable(), GRACE);
                        Ok(for_a_while(&tokens))
                    }
                    (false, _) => Err(refresh.unusable()),
                }
            }
            (Err(error), Some(tokens)) if serves(tokens) => {
                refresh.tell_retry(&error, GRACE);
                Ok(for_a_while(tokens))
            }
            (Err(error), _) => Err(error),
        }
    }

    /// Where the tokens of this authorisation are kept.
    fn store_for(
        &self,
        transport: &Transport,
        began_with: &SecretString,
    ) -> Result<Arc<dyn TokenStore>> {
        if let Some(store) = &self.store {
            return Ok(Arc::clone(store));
        }
        let base_url = transport.base.as_url().as_str();
        let file = cache_file(base_url, &self.client_id, began_with.expose_secret())?;
        Ok(Arc::new(FileStore::new(file)?))
    }

    /// What the store has for this client, this service and this authorisation.
    async fn load(
        &self,
        store: &dyn TokenStore,
        transport: &Transport,
        began_with: &SecretString,
    ) -> Result<Option<StoredTokens>> {
        let stored = store.load().await.map_err(|error| store_failed("read", error))?;
        Ok(stored.filter(|tokens| {
            tokens.base_url == transport.base.as_url().as_str()
                && tokens.client_id == self.client_id
                && tokens.authorized_with == began_with.expose_secret()
        }))
    }

    /// Refreshes with the stored refresh token; where that is refused, with the one to begin with.
    async fn refresh(
        &self,
        refresh: &mut Refresh<'_>,
        transport: &Transport,
        stored: Option<&StoredTokens>,
        began_with: &SecretString,
    ) -> Result<StoredTokens> {
        let secret = self.client_secret.read_secret().await?;
        remember(transport, CLIENT_SECRET, &secret)?;
        let granted =
            match stored.filter(|stored| credential_text::is_usable(&stored.refresh_token)) {
                None => refresh.grant(&secret, began_with).await,
                Some(stored) => {
                    let kept = SecretString::from(stored.refresh_token.clone());
                    transport.redactor.add(REFRESH_TOKEN, kept.expose_secret());
                    match refresh.grant(&secret, &kept).await {
                        Err(error)
                            if error.kind() == ErrorKind::Authentication
                                && kept.expose_secret() != began_with.expose_secret() =>
                        {
                            refresh.grant(&secret, began_with).await
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
}

/// The file of one authorisation: one client may be authorised for several partners, and those must
/// not push each other's tokens out.
fn cache_file(base_url: &str, client_id: &str, began_with: &str) -> Result<PathBuf> {
    let whole = Zeroizing::new(format!("{base_url}\n{client_id}\n{began_with}"));
    let digest = Uuid::new_v5(&Uuid::NAMESPACE_URL, whole.as_bytes());
    default_cache_file("client", &format!("{client_id}-{}", digest.simple()))
}

fn fetched(tokens: &StoredTokens, due: u64) -> Fetched {
    Fetched {
        token: SecretString::from(tokens.access_token.clone()),
        due: UNIX_EPOCH.checked_add(Duration::from_secs(due)),
    }
}

pub(crate) fn since_1970(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

fn store_failed(what: &str, error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::configuration(format!("the token store failed to {what}")).with_source(error)
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_authorisation_has_a_file_of_its_own_that_shows_no_secret() {
        let base = "https://webexapis.com/v1";
        let cache_file = |base: &str, id: &str, began_with: &str| {
            super::cache_file(base, id, began_with).unwrap()
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
