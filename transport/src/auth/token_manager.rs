//! Keeps the token of a client: one task for all callers reads it at first use, and again when it
//! is due or refused.
//!
//! Reading runs in a separate task. If the caller stops waiting, a refresh in flight still
//! completes, and its result is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex as Cell, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tracing::Instrument as _;
use zeroize::Zeroizing;

use crate::auth::oauth::PendingSave;
use crate::auth::source::{ProvidedToken, SourceKind, TokenSource, is_canceled};
use crate::auth::{credential_text, secret_file};
use crate::blocking::run_blocking;
use crate::caller::for_caller;
use crate::error::{Error, ErrorKind, Result};
use crate::http::context::HttpContext;

/// The shortest time that a token is used, even if its source says that it expires sooner.
/// Otherwise a wrong clock would cause a read before every request.
const MIN_TOKEN_USE: Duration = Duration::from_secs(5);

/// How long to wait before reading a source again that returned the refused token again, or whose
/// credentials were refused permanently.
const REFETCH_COOLDOWN: Duration = Duration::from_secs(30);

/// How often, and after which pause, to reread a token file that can't be read. It might be being
/// rewritten.
const REWRITE_RETRIES: u32 = 10;
const REWRITE_PAUSE: Duration = Duration::from_millis(100);

/// A token in use.
#[derive(Debug)]
pub(crate) struct Credential {
    token: SecretString,
    /// The value of the Authorization header, marked so that nothing prints it.
    pub(crate) header: HeaderValue,
    /// When it must be read again.
    due: Option<SystemTime>,
    /// The state of the file that it came from.
    stamp: Option<Stamp>,
    /// Whether that file was found to have changed since.
    outdated: AtomicBool,
}

impl Credential {
    fn is_due(&self, http: &HttpContext) -> bool {
        self.due.is_some_and(|due| due <= http.clock.wall())
    }

    fn is(&self, token: &SecretString) -> bool {
        self.token.expose_secret() == token.expose_secret()
    }
}

/// The time of the last change of a file, and its size.
type Stamp = (SystemTime, u64);

/// The result of the last read of the source, for the calls that waited for it.
#[derive(Debug, Default)]
struct LastFetch {
    number: u64,
    at: Option<Instant>,
    refused: Option<SecretString>,
    failure: Option<Error>,
    /// The current token, which stays in use after a failed read.
    kept: Option<Arc<Credential>>,
}

#[derive(Debug)]
pub(crate) struct TokenManager {
    source: TokenSource,
    current: RwLock<Option<Arc<Credential>>>,
    /// Held by the one task that reads the source.
    fetch_lock: Mutex<()>,
    last: Cell<LastFetch>,
    pending_save: PendingSave,
}

impl TokenManager {
    pub(crate) fn new(source: TokenSource) -> Self {
        Self {
            source,
            current: RwLock::new(None),
            fetch_lock: Mutex::new(()),
            last: Cell::new(LastFetch::default()),
            pending_save: PendingSave::default(),
        }
    }

    /// Describes the step of the source that was too slow, for a person.
    pub(crate) fn is_too_slow(&self) -> String {
        self.source.is_too_slow()
    }

    /// Where the token comes from.
    pub(crate) fn source(&self) -> &TokenSource {
        &self.source
    }

    /// The token to use now.
    pub(crate) async fn credential(
        self: &Arc<Self>,
        http: &Arc<HttpContext>,
    ) -> Result<Arc<Credential>> {
        if let Some(credential) = self.cached(http) {
            return Ok(credential);
        }
        let before = self.last().number;
        let (manager, http) = (Arc::clone(self), Arc::clone(http));
        spawn_detached(async move {
            let _reading = manager.fetch_lock.lock().await;
            if let Some(credential) = manager.cached(&http) {
                return Ok(credential);
            }
            if let Some(credential) = manager.fallback_since(before) {
                return Ok(credential);
            }
            if let Some(failure) = manager.failure_for(before, &http) {
                return Err(failure);
            }
            manager.fetch(&http, None).await
        })
        .await
    }

    /// Whether a token must be replaced. Checks its file, if it has one, once for each attempt and
    /// after all waits.
    pub(crate) async fn is_stale(&self, credential: &Credential, http: &HttpContext) -> bool {
        if credential.is_due(http) {
            return true;
        }
        let changed = self.stamp().await != credential.stamp;
        credential.outdated.fetch_or(changed, Ordering::Relaxed);
        changed
    }

    /// Handles a refused token: reads the source again, unless that was just done. Returns whether
    /// there is another token now.
    pub(crate) async fn refresh_after_rejection(
        self: &Arc<Self>,
        refused: &Arc<Credential>,
        http: &Arc<HttpContext>,
    ) -> Result<bool> {
        if matches!(self.source.0, SourceKind::Literal(_)) {
            return Ok(false);
        }
        let before = self.last().number;
        let (manager, http, refused) = (Arc::clone(self), Arc::clone(http), Arc::clone(refused));
        spawn_detached(async move {
            let _reading = manager.fetch_lock.lock().await;
            if manager.cached(&http).is_some_and(|kept| !kept.is(&refused.token)) {
                return Ok(true);
            }
            if let Some(failure) = manager.failure_for(before, &http) {
                return Err(failure);
            }
            if manager.returned_same_token(before, &refused, &http) {
                return Ok(false);
            }
            let credential = manager.fetch(&http, Some(&refused.token)).await?;
            Ok(!credential.is(&refused.token))
        })
        .await
    }

    fn cached(&self, http: &HttpContext) -> Option<Arc<Credential>> {
        self.current().filter(|credential| {
            !credential.is_due(http) && !credential.outdated.load(Ordering::Relaxed)
        })
    }

    fn current(&self) -> Option<Arc<Credential>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn last(&self) -> MutexGuard<'_, LastFetch> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token that stayed in use after a failed read that ended while this call waited.
    fn fallback_since(&self, before: u64) -> Option<Arc<Credential>> {
        let last = self.last();
        last.kept.clone().filter(|_| last.number > before)
    }

    /// The error of a read that ended while this call waited, or of a permanent failure.
    fn failure_for(&self, before: u64, http: &HttpContext) -> Option<Error> {
        let last = self.last();
        let failure = last.failure.as_ref()?;
        let final_one =
            failure.kind() == ErrorKind::Authentication && failure.details().status.is_some();
        let fresh = last.at.is_some_and(|at| http.clock.now() - at < REFETCH_COOLDOWN);
        (last.number > before || (final_one && fresh)).then(|| failure.clone())
    }

    /// Whether the source was already read because of this token, and had no other.
    fn returned_same_token(&self, before: u64, refused: &Credential, http: &HttpContext) -> bool {
        let last = self.last();
        let fresh = last.at.is_some_and(|at| http.clock.now() - at < REFETCH_COOLDOWN);
        let same = last.refused.as_ref().is_some_and(|token| refused.is(token));
        same && (last.number > before || fresh)
    }

    /// Reads the source and keeps the result.
    async fn fetch(
        &self,
        http: &Arc<HttpContext>,
        refused: Option<&SecretString>,
    ) -> Result<Arc<Credential>> {
        // A file can be rewritten in two steps. The current token is used until the file is
        // complete.
        let fallback = self.current().filter(|kept| refused.is_none() && kept.due.is_none());
        let mut read = for_caller(http.caller, self.read_source(http, refused)).await;
        if matches!(self.source.0, SourceKind::File(_)) && fallback.is_none() {
            for _ in 0..REWRITE_RETRIES {
                if read.is_ok() {
                    break;
                }
                http.clock.sleep(REWRITE_PAUSE).await;
                read = for_caller(http.caller, self.read_source(http, refused)).await;
            }
        }
        let kept = fallback.filter(|_| read.is_err());
        {
            let mut last = self.last();
            last.number += 1;
            last.at = Some(http.clock.now());
            last.refused = refused.cloned();
            let failure = read.as_ref().err().filter(|_| kept.is_none());
            // The cancellation of this call must not fail other calls that wait for the result.
            last.failure = failure.filter(|error| !is_canceled(error)).cloned();
            last.kept.clone_from(&kept);
        }
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let credential = read?;
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        *current = Some(Arc::clone(&credential));
        Ok(credential)
    }

    async fn read_source(
        &self,
        http: &Arc<HttpContext>,
        refused: Option<&SecretString>,
    ) -> Result<Arc<Credential>> {
        // The state is read before the file, so that a change in between causes another read.
        let stamp = self.stamp().await;
        let ProvidedToken { token, expires_at } = match &self.source.0 {
            SourceKind::Provider(provider) => provider.token().await.map_err(|error| {
                let reason = "the token function failed";
                Error::new(ErrorKind::Authentication, reason).with_source(error)
            })?,
            SourceKind::OAuth(refresh) => refresh.fetch(http, &self.pending_save, refused).await?,
            _ => ProvidedToken { token: self.source.read_secret().await?, expires_at: None },
        };
        let origin = "the access token from the source";
        let token = credential_text::read_text(token.expose_secret(), origin)?;
        credential_text::check_access_token(&token, origin)?;
        credential_text::register_secret(http, "[the access token]", &token)?;
        let text = Zeroizing::new(format!("Bearer {}", token.expose_secret()));
        let mut header = HeaderValue::from_str(&text)
            .map_err(|_| Error::configuration("the access token cannot be sent in a header"))?;
        header.set_sensitive(true);
        let due = expires_at.map(|due| due.max(http.clock.wall() + MIN_TOKEN_USE));
        let outdated = AtomicBool::new(false);
        Ok(Arc::new(Credential { token, header, due, stamp, outdated }))
    }

    /// The state of the source's file, if it is one.
    async fn stamp(&self) -> Option<Stamp> {
        let SourceKind::File(path) = &self.source.0 else { return None };
        let path = path.clone();
        run_blocking(move || Ok(secret_file::stamp(&path))).await.ok().flatten()
    }
}

/// Runs a future to its end even if the caller stops waiting.
async fn spawn_detached<T: Send + 'static>(
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    tokio::spawn(work.in_current_span()).await.unwrap_or_else(|error| {
        Err(Error::internal("reading the access token was ended").with_source(error))
    })
}
