//! Sources of access tokens, including the user's Python code.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::SystemTime;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use webex_broadworks::{
    Error, ProvidedToken, StoreResult, StoredTokens, TokenProvider, TokenSource as CoreSource,
    TokenStore,
};
use webex_broadworks_bindings::{moment_from_seconds, oauth_source, token_source};

use crate::callbacks::{CallbackContext, PythonException, call_python};
use crate::decode::decode;
use crate::encode::encode;
use crate::error::{Failure, Result};
use crate::extract::{path, text, type_name};
use crate::keywords::Keywords;
use crate::waker_thread::attach_blocking;

/// The function of `webex_broadworks.tokens` that creates a source, and its arguments.
type PickleState = (String, Py<PyDict>);

/// The function of `webex_broadworks.tokens` for refreshed tokens.
const OAUTH: &str = "oauth";

type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = StoreResult<T>> + Send + 'a>>;

/// The source of an access token, a client secret or a refresh token. The functions of
/// `webex_broadworks.tokens` create it.
#[pyclass(frozen, module = "webex_broadworks.tokens")]
pub(crate) struct TokenSource {
    source: CoreSource,
    /// Describes the source in words that follow "token". Contains no secret.
    shown: String,
    recipe: Recipe,
    /// Set if the token comes from the user's code.
    context: Option<CallbackContext>,
}

/// How the same source is created elsewhere.
enum Recipe {
    /// Not at all, because the copy would contain a secret.
    Literal,
    /// With the same function.
    Callable(Py<PyAny>),
    /// By a function of `webex_broadworks.tokens` with these arguments.
    Function(String, Py<PyDict>),
}

impl TokenSource {
    /// The argument `token` of a client: text, a callable, a source, or nothing.
    pub(crate) fn of_argument(token: &Bound<'_, PyAny>) -> Result<Option<Py<Self>>> {
        if token.is_none() {
            return Ok(None);
        }
        if let Ok(source) = token.cast::<Self>() {
            return Ok(Some(source.clone().unbind()));
        }
        let source = if token.is_instance_of::<PyString>() {
            Self::literal("token", token)?
        } else if token.is_callable() {
            let (callable, context) = (token.clone().unbind(), CallbackContext::default());
            let function = callable.clone_ref(token.py());
            Self {
                source: CoreSource::provider(PythonProvider { function, context: context.clone() }),
                shown: "from a callable".to_owned(),
                recipe: Recipe::Callable(callable),
                context: Some(context),
            }
        } else {
            return Err(Error::invalid_argument(format!(
                "`token`: expected text (str), a function that returns the token, or a source from \
                 `webex_broadworks.tokens`, got {}",
                type_name(token)
            ))
            .into());
        };
        Ok(Some(Py::new(token.py(), source)?))
    }

    /// What core reads.
    pub(crate) fn core(&self) -> CoreSource {
        self.source.clone()
    }

    /// Where its coroutines run.
    pub(crate) fn context(&self) -> Option<CallbackContext> {
        self.context.clone()
    }

    /// Describes the source in words that follow "token". Shows no secret.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// The value for the argument `token` that creates the same source elsewhere.
    pub(crate) fn rebuild_argument(slf: &Py<Self>, py: Python<'_>) -> Result<Py<PyAny>> {
        match &slf.get().recipe {
            Recipe::Literal => Err(Failure::unpicklable(
                "a client made from a literal token cannot be pickled or copied, because the copy \
                 would contain the token. Set the environment variable WEBEX_ACCESS_TOKEN and make \
                 the client without `token`, or pass tokens.environment, tokens.file, \
                 tokens.command or a function of a module as `token`, or name a `profile`",
            )),
            Recipe::Callable(callable) if is_importable(callable.bind(py)) => {
                Ok(callable.clone_ref(py))
            }
            Recipe::Callable(_) => Err(Failure::unpicklable(
                "a client whose `token` is a lambda, a nested function, a method or an object \
                 cannot be pickled or copied, because the copy could contain a token. Pass a \
                 function of a module, or tokens.environment, tokens.file or tokens.command, or \
                 name a `profile`",
            )),
            Recipe::Function(..) => {
                slf.get().pickle_state(py)?;
                Ok(slf.clone_ref(py).into_any())
            }
        }
    }

    fn literal(name: &str, token: &Bound<'_, PyAny>) -> Result<Self> {
        let source = CoreSource::literal_argument(format!("`{name}`"), text(name, token)?)?;
        Ok(Self { source, shown: "given".to_owned(), recipe: Recipe::Literal, context: None })
    }

    /// Whether a client secret or a refresh token can come from it.
    fn can_be_secret(&self) -> bool {
        match &self.recipe {
            Recipe::Literal => true,
            Recipe::Callable(_) => false,
            Recipe::Function(function, _) => function != OAUTH,
        }
    }

    /// A client secret or a refresh token: text, or a source without user code or OAuth.
    fn secret(name: &str, value: &Bound<'_, PyAny>) -> Result<Py<Self>> {
        if value.is_instance_of::<PyString>() {
            return Ok(Py::new(value.py(), Self::literal(name, value)?)?);
        }
        match value.cast::<Self>() {
            Ok(source) if source.get().can_be_secret() => Ok(source.clone().unbind()),
            _ => Err(Error::invalid_argument(format!(
                "`{name}`: expected text (str), or a source from tokens.environment, tokens.file \
                 or tokens.command, got {}",
                type_name(value)
            ))
            .into()),
        }
    }

    /// How it is made again. Refuses sources whose copy would contain a secret.
    fn pickle_state(&self, py: Python<'_>) -> Result<PickleState> {
        let Recipe::Function(function, arguments) = &self.recipe else {
            return Err(Failure::unpicklable(
                "a literal secret cannot be pickled or copied. Use tokens.environment, \
                 tokens.file or tokens.command in its place",
            ));
        };
        for (name, value) in arguments.bind(py) {
            if let Ok(secret) = value.cast::<Self>() {
                secret.get().pickle_state(py)?;
            } else if name.eq("store")? && !value.is_none() && !is_importable(&value) {
                return Err(Failure::unpicklable(
                    "OAuth with a `store` that is an object cannot be pickled or copied, because \
                     the copy might contain its tokens. Use `cache_file`, or a class of a module \
                     whose `load` and `save` are class methods",
                ));
            }
        }
        Ok((function.clone(), arguments.clone_ref(py)))
    }
}

#[pymethods]
impl TokenSource {
    /// A source by the name of its function in `webex_broadworks.tokens`, and its arguments.
    #[staticmethod]
    #[pyo3(signature = (kind, arguments: "dict[str, Any]"))]
    fn described(kind: &str, arguments: &Bound<'_, PyDict>) -> Result<Self> {
        let source = token_source(kind, &Keywords::new(arguments)?)?;
        let shown = format!("from {}", source.describe());
        let recipe = Recipe::Function(kind.to_owned(), arguments.copy()?.unbind());
        Ok(Self { source, shown, recipe, context: None })
    }

    /// See `webex_broadworks.tokens.oauth`.
    #[staticmethod]
    fn oauth(
        client_id: &Bound<'_, PyAny>,
        client_secret: &Bound<'_, PyAny>,
        refresh_token: &Bound<'_, PyAny>,
        cache_file: &Bound<'_, PyAny>,
        store: &Bound<'_, PyAny>,
    ) -> Result<Self> {
        let arguments = PyDict::new(client_id.py());
        let client_id = text("client_id", client_id)?;
        let client_secret = Self::secret("client_secret", client_secret)?;
        let refresh_token = Self::secret("refresh_token", refresh_token)?;
        let cache_file = (!cache_file.is_none()).then(|| path("cache_file", cache_file));
        let cache_file = cache_file.transpose()?;
        let kept = if store.is_none() { None } else { Some(PythonStore::new(store)?) };
        let context = kept.as_ref().map(|kept| kept.context.clone());
        let (secret, refresh) = (client_secret.get().core(), refresh_token.get().core());
        let source = oauth_source(&client_id, secret, refresh, cache_file.as_deref(), kept)?;
        arguments.set_item("client_id", &client_id)?;
        arguments.set_item("client_secret", client_secret)?;
        arguments.set_item("refresh_token", refresh_token)?;
        arguments.set_item("cache_file", cache_file)?;
        arguments.set_item("store", store)?;
        let shown = format!("by OAuth for the client {client_id}");
        let recipe = Recipe::Function(OAUTH.to_owned(), arguments.unbind());
        Ok(Self { source, shown, recipe, context })
    }

    fn __repr__(&self) -> String {
        match &self.recipe {
            Recipe::Literal => "<TokenSource: a literal>".to_owned(),
            _ => format!("<TokenSource: {}>", self.shown),
        }
    }

    #[pyo3(signature = () -> "tuple[Any, tuple[str, dict[str, Any]]]")]
    fn __reduce__(&self, py: Python<'_>) -> Result<(Py<PyAny>, PickleState)> {
        let rebuild = py.import("webex_broadworks.tokens")?.getattr("_rebuild")?;
        Ok((rebuild.unbind(), self.pickle_state(py)?))
    }
}

/// Whether pickle would write only its name.
pub(crate) fn is_importable(value: &Bound<'_, PyAny>) -> bool {
    let find = || -> PyResult<bool> {
        let module: String = value.getattr("__module__")?.extract()?;
        let name: String = value.getattr("__qualname__")?.extract()?;
        let mut found = value.py().import(module)?.into_any();
        for part in name.split('.') {
            found = found.getattr(part)?;
        }
        Ok(found.is(value))
    };
    find().unwrap_or(false)
}

/// A function of the user that returns the token.
struct PythonProvider {
    function: Py<PyAny>,
    context: CallbackContext,
}

impl TokenProvider for PythonProvider {
    fn token(&self) -> StoreFuture<'_, ProvidedToken> {
        Box::pin(async {
            let answer = call_python(&self.context, &self.function, |_| Ok(None)).await;
            attach_blocking(|py| answer.and_then(|answer| provided(answer.bind(py))))
                .map_err(PythonException::boxed)
        })
    }
}

impl fmt::Debug for PythonProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PythonProvider")
    }
}

/// A token, or a token and its expiry.
fn provided(answer: &Bound<'_, PyAny>) -> PyResult<ProvidedToken> {
    let (token, expires_at) = match answer.cast::<PyTuple>() {
        Ok(pair) if pair.len() == 2 => {
            let expires_at = pair.get_item(1)?;
            (pair.get_item(0)?, (!expires_at.is_none()).then_some(expires_at))
        }
        _ => (answer.clone(), None),
    };
    // Another object may contain the token, so the message contains only its type.
    let token: String = token.extract().map_err(|_| {
        PyTypeError::new_err(format!(
            "expected the token (str), or a tuple of the token and its expiry (datetime or None), \
             got {}",
            type_name(answer)
        ))
    })?;
    Ok(ProvidedToken::new(token, expires_at.map(|moment| time(&moment)).transpose()?))
}

fn time(moment: &Bound<'_, PyAny>) -> PyResult<SystemTime> {
    let offset = moment.call_method0("utcoffset").map_err(|_| {
        PyTypeError::new_err(format!(
            "the token's expiry: expected a datetime or None, got {}",
            type_name(moment)
        ))
    })?;
    if offset.is_none() {
        return Err(PyValueError::new_err(
            "the token's expiry: expected an aware datetime, such as datetime.now(timezone.utc) + \
             timedelta(hours=1), got a datetime without a time zone",
        ));
    }
    let seconds: f64 = moment.call_method0("timestamp")?.extract()?;
    Ok(moment_from_seconds(seconds))
}

/// The object of the user that keeps refreshed tokens.
struct PythonStore {
    load: Py<PyAny>,
    save: Py<PyAny>,
    context: CallbackContext,
}

impl PythonStore {
    fn new(store: &Bound<'_, PyAny>) -> Result<Self> {
        Ok(Self {
            load: method_of(store, "load")?,
            save: method_of(store, "save")?,
            context: CallbackContext::default(),
        })
    }
}

fn method_of(store: &Bound<'_, PyAny>, name: &str) -> Result<Py<PyAny>> {
    match store.getattr(name) {
        Ok(method) if method.is_callable() => Ok(method.unbind()),
        _ => Err(Error::invalid_argument(format!(
            "`store`: expected an object with the methods `load` and `save`, got {} without \
             `{name}`",
            type_name(store)
        ))
        .into()),
    }
}

impl TokenStore for PythonStore {
    fn load(&self) -> StoreFuture<'_, Option<StoredTokens>> {
        Box::pin(async {
            let answer = call_python(&self.context, &self.load, |_| Ok(None)).await;
            attach_blocking(|py| answer.and_then(|answer| loaded(answer.bind(py))))
                .map_err(|error| of_store(&error))
        })
    }

    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> StoreFuture<'a, ()> {
        Box::pin(async {
            let json = serde_json::to_vec(tokens)?;
            let save = call_python(&self.context, &self.save, |py| decode(py, &json).map(Some));
            save.await.map(drop).map_err(|error| of_store(&error))
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

/// The stack frames of a store contain tokens, so they are not passed on.
fn of_store(error: &PyErr) -> Box<dyn std::error::Error + Send + Sync> {
    let bare = attach_blocking(|py| {
        let exception = error.value(py);
        for link in ["__traceback__", "__cause__", "__context__"] {
            if let Err(refused) = exception.setattr(link, py.None()) {
                return refused;
            }
        }
        // A new object, because an error keeps its traceback.
        PyErr::from_value(exception.clone().into_any())
    });
    PythonException::boxed(bare)
}
