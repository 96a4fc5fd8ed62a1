//! The client: one method for each operation, which returns a call that isn't sent yet.

use std::sync::Arc;
use std::time::SystemTime;

use futures_util::TryFutureExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use webex_broadworks::internals::{operation_of, wait_for};
use webex_broadworks::{ClientBuilder, ambiguous_max_error, snake_case};
use webex_broadworks_audit::{Audit as EnterpriseAudit, SubscriberAudit};
use webex_broadworks_bindings::{
    WallClock, call_options, client_builder, method_named, time_limits,
};

use crate::argument::arguments_of;
use crate::audit::{
    Audit, audit_options, enterprises_listing, subscriber_audit_options, subscribers_listing,
};
use crate::bulk::BulkRun;
use crate::download::Download;
use crate::encode::encode;
use crate::error::Result;
use crate::extract::{Timeout, aware_datetime, query, text, value_error};
use crate::hooks::Hooks;
use crate::keywords::Keywords;
use crate::list::List;
use crate::pending_call::{PendingCall, Response};
use crate::session::{Session, SessionFactory};
use crate::testing::TestServer;
use crate::token::TokenSource;
use crate::waiter::Waiter;

/// A client: its options, and its sessions.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Client {
    /// Tools that print Python's attributes must not find the password of a proxy.
    options: Py<PyDict>,
    sessions: Arc<SessionFactory>,
}

impl Client {
    fn session(&self) -> Result<Session> {
        self.sessions.session()
    }
}

#[pymethods]
impl Client {
    /// Creates a client with the source of a token among its options, or with the one in the
    /// environment.
    #[new]
    #[pyo3(signature = (options: "dict[str, Any]"))]
    fn new(options: &Bound<'_, PyDict>) -> Result<Self> {
        let py = options.py();
        let given = Keywords::new(options)?;
        let hooks = Arc::new(Hooks::read(options)?);
        let mut builder = builder_of(&given)?;
        let mut context = None;
        if let Some(source) = given.value("token")? {
            let core = source.getattr("_core")?;
            let source = core.cast::<TokenSource>().map_err(PyErr::from)?.get();
            builder = builder.token_source(source.source.clone());
            context.clone_from(&source.context);
        }
        let sessions = Arc::new(SessionFactory::new(builder, context, hooks));
        let client = Self { options: options.copy()?.unbind(), sessions };
        for notice in client.session()?.client.notices(snake_case) {
            let logger = py.import("webex_broadworks._logger")?.getattr("LOGGER")?;
            logger.call_method1("warning", ("%s", notice))?;
        }
        Ok(client)
    }

    /// See `webex_broadworks.Client.with_options`.
    #[pyo3(signature = (limits: "dict[str, Any]"))]
    fn with_options(&self, limits: &Bound<'_, PyDict>) -> Result<Self> {
        let given = Keywords::new(limits)?;
        let options = self.options(limits.py())?;
        for (name, limit) in limits.iter().filter(|(_, limit)| !limit.is_none()) {
            options.set_item(name, limit)?;
        }
        let sessions = SessionFactory::with_limits(&self.sessions, time_limits(&given)?);
        let client = Self { options: options.unbind(), sessions: Arc::new(sessions) };
        client.session()?;
        Ok(client)
    }

    /// The options, by the names of the arguments.
    #[pyo3(signature = () -> "dict[str, Any]")]
    fn options<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyDict>> {
        Ok(self.options.bind(py).copy()?)
    }

    /// See `webex_broadworks.Client.now`.
    fn now(&self) -> Result<SystemTime> {
        Ok(self.session()?.client.now().into())
    }

    /// Refuses all further calls.
    fn close(&self) -> Result<()> {
        self.sessions.close()
    }

    /// A list that isn't read yet: the id of its operation, its filters in order, and its paging
    /// arguments by name.
    #[pyo3(signature = (operation, filters: "tuple[Any, ...]", paging: "dict[str, Any]", timeout))]
    fn list(
        &self,
        operation: &str,
        filters: &Bound<'_, PyTuple>,
        paging: &Bound<'_, PyDict>,
        timeout: Timeout,
    ) -> Result<List> {
        let sessions = Arc::clone(&self.sessions);
        List::new(sessions, operation_of(operation)?, filters, paging, timeout)
    }

    /// An operation that isn't called yet: its id, and its arguments in order.
    #[pyo3(signature = (operation, arguments: "tuple[Any, ...]", timeout))]
    fn call(
        &self,
        operation: &str,
        arguments: &Bound<'_, PyTuple>,
        timeout: Timeout,
    ) -> Result<PendingCall> {
        let operation = operation_of(operation)?;
        let arguments = arguments_of(operation, arguments)?;
        let (session, options) = (self.session()?, call_options(timeout.0));
        let request = session.client.call(operation, arguments)?.options(options);
        Ok(PendingCall::new(session, request.bytes().map_ok(Response)))
    }

    /// A download that is still to be made: the id of its operation, and its arguments in order.
    #[pyo3(signature = (operation, arguments: "tuple[Any, ...]", timeout))]
    fn download(
        &self,
        operation: &str,
        arguments: &Bound<'_, PyTuple>,
        timeout: Timeout,
    ) -> Result<Download> {
        let sessions = Arc::clone(&self.sessions);
        Download::new(sessions, operation_of(operation)?, arguments, timeout)
    }

    /// A wait without a check so far: the id of its operation, and its arguments in order.
    #[pyo3(signature = (operation, arguments: "tuple[Any, ...]", timeout))]
    fn wait(
        &self,
        operation: &str,
        arguments: &Bound<'_, PyTuple>,
        timeout: Timeout,
    ) -> Result<Waiter> {
        let operation = operation_of(operation)?;
        let arguments = arguments_of(operation, arguments)?;
        let session = self.session()?;
        let mut waiter = wait_for(&session.client, operation, arguments)?;
        if let Some(timeout) = timeout.0 {
            waiter = waiter.timeout(timeout);
        }
        Ok(Waiter::new(session, waiter))
    }

    /// See `webex_broadworks.Client.audit`.
    fn audit(&self, options: &Bound<'_, PyAny>) -> Result<PendingCall> {
        let (listing, options) = (enterprises_listing(options)?, audit_options(options)?);
        let session = self.session()?;
        let client = session.client.clone();
        Ok(PendingCall::new(session, async move {
            EnterpriseAudit::of_enterprises(&client, listing, options).await.map(Audit::new)
        }))
    }

    /// See `webex_broadworks.Client.audit_subscribers`.
    fn audit_subscribers(&self, options: &Bound<'_, PyAny>) -> Result<PendingCall> {
        let (listing, options) =
            (subscribers_listing(options)?, subscriber_audit_options(options)?);
        let session = self.session()?;
        let client = session.client.clone();
        Ok(PendingCall::new(session, async move {
            SubscriberAudit::of_subscribers(&client, listing, options).await.map(Audit::new)
        }))
    }

    /// See `webex_broadworks.Bulk`.
    fn bulk(
        &self,
        operation: &str,
        items: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> Result<BulkRun> {
        BulkRun::new(self.session()?, operation, items, options)
    }

    /// See `webex_broadworks.Client.request`.
    fn request(
        &self,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        timeout: Timeout,
    ) -> Result<PendingCall> {
        let (method, path) = (text("method", method)?, text("path", path)?);
        let method = method_named(&method)?;
        let query = self::query("query", query)?;
        let body = if body.is_none() { None } else { Some(encode("body", body)?) };
        let (session, options) = (self.session()?, call_options(timeout.0));
        let request = session.client.request(method, &path, &query, body).options(options);
        Ok(PendingCall::new(session, request.bytes().map_ok(Response)))
    }
}

/// Creates a builder that lacks only the token.
fn builder_of(given: &Keywords<'_>) -> Result<ClientBuilder> {
    for name in ["attempt_timeout", "connect_timeout", "read_timeout"] {
        if given.value(name)?.is_none() {
            let expected = "seconds (int or float) or a timedelta";
            return Err(value_error(name, expected, "None. For no limit, pass math.inf"));
        }
    }
    let clock = given.value("clock")?.map(|clock| wall_clock(&clock)).transpose()?;
    let builder = client_builder(given, clock.as_ref())?;
    Ok(if given.value("timeout")?.is_none() { builder.timeout(None) } else { builder })
}

/// Reads the wall clock of a client in tests.
fn wall_clock(value: &Bound<'_, PyAny>) -> Result<WallClock> {
    match value.cast::<TestServer>().ok().and_then(|server| server.get().0.clock()) {
        Some(clock) => Ok(clock),
        None => Ok(WallClock::From(aware_datetime("_clock", value)?)),
    }
}

/// Why a list has no argument called `max`.
#[pyfunction]
pub(crate) fn refuse_max(operation: &str) -> Result<()> {
    Err(ambiguous_max_error(operation_of(operation)?).into())
}
