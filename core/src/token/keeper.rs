//! Keeping the token of a client: read at first use, again when it is due or refused, by one task
//! for all.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::source::{Kind, TokenSource, check};
use crate::error::{Error, ErrorKind, Result};
use crate::transport::Transport;

/// A token that is in use.
#[derive(Debug)]
pub(crate) struct Credential {
    pub(super) token: SecretString,
    /// The value of the Authorization header, marked so that nothing prints it.
    pub(crate) header: HeaderValue,
    /// When it has to be read again.
    due: Option<SystemTime>,
    /// When the file was written that it came from.
    written: Option<SystemTime>,
}

/// What a source brought.
pub(super) struct Fetched {
    pub(super) token: SecretString,
    pub(super) due: Option<SystemTime>,
}

#[derive(Debug)]
pub(crate) struct Keeper {
    source: TokenSource,
    current: RwLock<Option<Arc<Credential>>>,
    /// Held by the one task that reads the source.
    reading: Mutex<()>,
}

impl Keeper {
    pub(crate) fn new(source: TokenSource) -> Self {
        Self { source, current: RwLock::new(None), reading: Mutex::new(()) }
    }

    /// The token to use now.
    pub(crate) async fn credential(&self, transport: &Transport) -> Result<Arc<Credential>> {
        if let Some(credential) = self.kept(transport) {
            return Ok(credential);
        }
        let _reading = self.reading.lock().await;
        match self.kept(transport) {
            Some(credential) => Ok(credential),
            None => self.read(transport, None).await,
        }
    }

    /// Whether a token is still the one to use.
    pub(crate) fn is_due(&self, credential: &Credential, transport: &Transport) -> bool {
        let late = credential.due.is_some_and(|due| due <= transport.clock.wall());
        late || self.written() != credential.written
    }

    /// Webex refused a token: reads the source again, unless another task just did. Returns whether
    /// there is another token now.
    pub(crate) async fn renew(&self, refused: &Credential, transport: &Transport) -> Result<bool> {
        if matches!(self.source.0, Kind::Literal(_)) {
            return Ok(false);
        }
        let differs = |credential: &Credential| {
            credential.token.expose_secret() != refused.token.expose_secret()
        };
        let _reading = self.reading.lock().await;
        if self.kept(transport).is_some_and(|credential| differs(&credential)) {
            return Ok(true);
        }
        let credential = self.read(transport, Some(&refused.token)).await?;
        Ok(differs(&credential))
    }

    fn kept(&self, transport: &Transport) -> Option<Arc<Credential>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone().filter(|credential| !self.is_due(credential, transport))
    }

    async fn read(
        &self,
        transport: &Transport,
        refused: Option<&SecretString>,
    ) -> Result<Arc<Credential>> {
        // Looked at before reading: a file that changes in between is then read once more.
        let written = self.written();
        let Fetched { token, due } = match &self.source.0 {
            Kind::Provider(provider) => {
                let brought = provider.token().await.map_err(|error| {
                    Error::new(
                        ErrorKind::Authentication,
                        "the callable that brings the token failed",
                    )
                    .with_source(error)
                })?;
                Fetched { token: brought.token, due: brought.expires_at }
            }
            Kind::OAuth(refresh) => refresh.fetch(transport, refused).await?,
            _ => Fetched { token: self.source.read_secret().await?, due: None },
        };
        check(token.expose_secret(), "the access token that the source brought")?;
        let text = Zeroizing::new(format!("Bearer {}", token.expose_secret()));
        let mut header = HeaderValue::from_str(&text)
            .map_err(|_| Error::configuration("the access token cannot stand in a header"))?;
        header.set_sensitive(true);
        let credential = Arc::new(Credential { token, header, due, written });
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(credential.clone());
        Ok(credential)
    }

    /// When the source's file was last written, if it is one.
    fn written(&self) -> Option<SystemTime> {
        match &self.source.0 {
            Kind::File(path) => std::fs::metadata(path).and_then(|file| file.modified()).ok(),
            _ => None,
        }
    }
}
