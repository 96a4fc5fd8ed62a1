//! Sources of access tokens, including the user's Python code.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use webex_broadworks::{
    ProvidedToken, StoreResult, StoredTokens, TokenProvider, TokenSource as CoreSource, TokenStore,
};
use webex_broadworks_bindings::{moment_from_seconds, oauth_source, token_source};

use crate::callbacks::{CallbackContext, PythonException, call_python};
use crate::encode::encode;
use crate::error::Result;
use crate::extract::{path, text};
use crate::imported::imported;
use crate::keywords::Keywords;
use crate::waker_thread::attach_blocking;

type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'a>>;

/// The source of an access token, a client secret or a refresh token.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct TokenSource {
    pub(crate) source: CoreSource,
    /// Where the user's code runs, if the token comes from it.
    pub(crate) context: Option<CallbackContext>,
}

#[pymethods]
impl TokenSource {
    /// A secret that is the value of the argument `name`.
    #[staticmethod]
    fn literal(name: &str, secret: &Bound<'_, PyAny>) -> Result<Self> {
        let source = CoreSource::literal_argument(format!("`{name}`"), text(name, secret)?)?;
        Ok(Self { source, context: None })
    }

    /// A function that returns the token.
    #[staticmethod]
    fn callable(function: Py<PyAny>) -> Self {
        let context = CallbackContext::default();
        let provider = PythonProvider { function, context: context.clone() };
        Self { source: CoreSource::provider(provider), context: Some(context) }
    }

    /// A source by the name of its function in `webex_broadworks.tokens`, and its arguments.
    #[staticmethod]
    #[pyo3(signature = (kind, arguments: "dict[str, Any]"))]
    fn described(kind: &str, arguments: &Bound<'_, PyAny>) -> Result<Self> {
        Ok(Self { source: token_source(kind, &Keywords::new(arguments)?)?, context: None })
    }

    /// See `webex_broadworks.tokens.oauth`. A store is its methods `load` and `save`.
    #[staticmethod]
    fn oauth(
        client_id: &Bound<'_, PyAny>,
        client_secret: &Self,
        refresh_token: &Self,
        cache_file: &Bound<'_, PyAny>,
        store: Option<(Py<PyAny>, Py<PyAny>)>,
    ) -> Result<Self> {
        let client_id = text("client_id", client_id)?;
        let cache_file = (!cache_file.is_none()).then(|| path("cache_file", cache_file));
        let context = CallbackContext::default();
        let store = store.map(|(load, save)| PythonStore { load, save, context: context.clone() });
        let (secret, refresh) = (client_secret.source.clone(), refresh_token.source.clone());
        let file = cache_file.transpose()?;
        let source = oauth_source(&client_id, secret, refresh, file.as_deref(), store)?;
        Ok(Self { source, context: Some(context) })
    }

    /// Describes it in words that contain no secret.
    fn describe(&self) -> String {
        self.source.describe()
    }
}

/// A function of the user that returns the token.
#[derive(Debug)]
struct PythonProvider {
    function: Py<PyAny>,
    context: CallbackContext,
}

impl TokenProvider for PythonProvider {
    fn token(&self) -> StoreFuture<'_, ProvidedToken> {
        Box::pin(async {
            let answer = call_python(&self.context, &self.function, None, false).await;
            let answer: PyResult<(String, Option<f64>)> = attach_blocking(|py| answer?.extract(py));
            let (token, expires_at) = answer.map_err(PythonException::boxed)?;
            Ok(ProvidedToken::new(token, expires_at.map(moment_from_seconds)))
        })
    }
}

/// The object of the user that keeps refreshed tokens.
struct PythonStore {
    load: Py<PyAny>,
    save: Py<PyAny>,
    context: CallbackContext,
}

impl PythonStore {
    /// Calls one of its functions, and reads what this returns.
    async fn call<T>(
        &self,
        function: &Py<PyAny>,
        argument: Option<&[u8]>,
        read: impl FnOnce(&Bound<'_, PyAny>) -> PyResult<T>,
    ) -> StoreResult<T> {
        let answer = call_python(&self.context, function, argument, true).await;
        let read = attach_blocking(|py| {
            // The frames of the user's code that is read contain tokens.
            read(answer?.bind(py)).or_else(|error| {
                let bare = imported!(py, "webex_broadworks._callbacks", "without_frames")?;
                Err(PyErr::from_value(bare.call1((error.into_value(py),))?))
            })
        });
        read.map_err(PythonException::boxed)
    }
}

impl TokenStore for PythonStore {
    fn load(&self) -> StoreFuture<'_, Option<StoredTokens>> {
        Box::pin(self.call(&self.load, None, loaded))
    }

    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> StoreFuture<'a, ()> {
        Box::pin(async {
            let json = serde_json::to_vec(tokens)?;
            self.call(&self.save, Some(&json), |_| Ok(())).await
        })
    }
}

impl fmt::Debug for PythonStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a store")
    }
}

fn loaded(answer: &Bound<'_, PyAny>) -> PyResult<Option<StoredTokens>> {
    if answer.is_none() {
        return Ok(None);
    }
    let tokens = encode("load()", answer).map_err(PyErr::from)?;
    // The message of the JSON reader would quote the tokens.
    serde_json::from_value(tokens).map(Some).map_err(|_| {
        PyValueError::new_err("`load`: expected what `save` was given, got something else")
    })
}
