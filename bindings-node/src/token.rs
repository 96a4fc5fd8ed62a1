//! Token sources, including JavaScript code.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use napi::bindgen_prelude::Object;
use napi_derive::napi;
use serde::Deserialize;
use webex_broadworks::{
    ProvidedToken, StoreResult, StoredTokens, TokenProvider, TokenSource as CoreSource, TokenStore,
};
use webex_broadworks_bindings::{moment_from_milliseconds, oauth_source, token_source};
use zeroize::Zeroizing;

use crate::callbacks::{CallbackQueue, Callbacks};
use crate::error::Result;
use crate::options::JsOptions;

type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'a>>;

/// The source of an access token, a client secret or a refresh token.
#[napi]
pub struct TokenSource {
    source: CoreSource,
}

#[napi]
impl TokenSource {
    /// A text from the argument that errors name.
    #[napi(factory, catch_unwind)]
    pub fn literal(argument: String, text: String) -> Result<Self> {
        Ok(Self { source: CoreSource::literal_argument(format!("`{argument}`"), text)? })
    }

    /// An environment variable, a file or a command: the name of its function in `tokens`, and its arguments.
    #[napi(factory, catch_unwind)]
    pub fn described(kind: String, given: Object) -> Result<Self> {
        Ok(Self { source: token_source(&kind, &JsOptions(given))? })
    }

    /// A function that returns the token.
    #[napi(factory, catch_unwind)]
    pub fn provider(queue: &CallbackQueue) -> Self {
        Self { source: CoreSource::provider(JsCallbacks(queue.callbacks())) }
    }

    /// OAuth, with functions that load and save its tokens, or with a file for them. By default, the
    /// file is in the user's cache folder.
    #[napi(factory, catch_unwind)]
    pub fn oauth(
        client_id: String,
        client_secret: &TokenSource,
        refresh_token: &TokenSource,
        cache_file: Option<String>,
        store: Option<&CallbackQueue>,
    ) -> Result<Self> {
        let store = store.map(|queue| JsCallbacks(queue.callbacks()));
        let (secret, refresh) = (client_secret.core(), refresh_token.core());
        let source = oauth_source(&client_id, secret, refresh, cache_file.as_deref(), store)?;
        Ok(Self { source })
    }
}

impl TokenSource {
    /// The source as core needs it.
    pub(crate) fn core(&self) -> CoreSource {
        self.source.clone()
    }
}

/// JavaScript code that returns the token, or stores the tokens.
struct JsCallbacks(Arc<Callbacks>);

/// A token from the caller's function.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FetchedToken {
    access_token: String,
    /// Milliseconds since 1970.
    expires_at: Option<f64>,
}

impl TokenProvider for JsCallbacks {
    fn token(&self) -> StoreFuture<'_, ProvidedToken> {
        Box::pin(async {
            let text = self.0.call_js("token", None).await?.unwrap_or_default();
            // The parser's message would quote it.
            let fetched: FetchedToken = serde_json::from_str(&text)
                .map_err(|_| "expected an access token, got something else")?;
            let expires_at = fetched.expires_at.map(moment_from_milliseconds);
            Ok(ProvidedToken::new(fetched.access_token, expires_at))
        })
    }
}

impl TokenStore for JsCallbacks {
    fn load(&self) -> StoreFuture<'_, Option<StoredTokens>> {
        Box::pin(async {
            let Some(text) = self.0.call_js("load", None).await? else { return Ok(None) };
            // The parser's message would quote it.
            let tokens = serde_json::from_str(&text)
                .map_err(|_| "`load`: expected what `save` was given, got something else")?;
            Ok(Some(tokens))
        })
    }

    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> StoreFuture<'a, ()> {
        Box::pin(async {
            let text = Zeroizing::new(serde_json::to_string(tokens)?);
            self.0.call_js("save", Some(text)).await?;
            Ok(())
        })
    }
}

impl fmt::Debug for JsCallbacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a callable")
    }
}
