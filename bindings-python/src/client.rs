//! The client: one method for each operation, each a call that is still to be made.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use webex_broadworks::{
    ClientBuilder, EnterpriseKey, ListEnterprises, Names, Timeouts, ambiguous_max_error,
};

use crate::arguments::{
    call_options, duration, enterprise, flag, method, optional_text, query, text,
};
use crate::ask::Home;
use crate::bulk::BulkRun;
use crate::encode::encode;
use crate::error::{Failure, Result};
use crate::page::EnterpriseList;
use crate::pending::{Pending, Reply};
use crate::process::OfProcess;
use crate::settings::Settings;
use crate::sync::{DirectorySyncWatch, wait_options};
use crate::token::{TokenSource, is_importable};
use crate::watch::{HOOKS, Hooks, Listener, Strays, Witness};

/// The core client of a process; a forked child gets one of its own, made the same way.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Client {
    settings: Settings,
    builder: ClientBuilder,
    /// Where the token comes from, if the caller said so.
    source: Option<Py<TokenSource>>,
    hooks: Arc<Hooks>,
    closed: Arc<AtomicBool>,
    /// The client whose connections it uses, and its own limits.
    base: Option<(Py<Client>, Timeouts)>,
    session: Mutex<OfProcess<Session>>,
}

/// What calls of one process share.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) client: webex_broadworks::Client,
    strays: Arc<Strays>,
    hooks: Arc<Hooks>,
    /// Where the code runs that brings the token.
    home: Option<Home>,
}

impl Session {
    /// Begins a call, awaited on this thread's event loop or blocking.
    pub(crate) fn begin(&self, py: Python<'_>, awaited: bool) {
        if let Some(home) = &self.home {
            home.move_to(py, if awaited { running_loop(py) } else { None });
        }
    }

    /// Who is to be told of a call that begins, or of several of which this is the first.
    pub(crate) fn listener(
        &self,
        py: Python<'_>,
        several: bool,
    ) -> PyResult<Option<Arc<Listener>>> {
        self.hooks.listener(py, &self.strays, several)
    }
}

fn running_loop(py: Python<'_>) -> Option<Py<PyAny>> {
    static RUNNING: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let running = RUNNING.import(py, "asyncio", "get_running_loop").ok()?;
    running.call0().ok().map(Bound::unbind)
}

impl Client {
    /// What calls of this process share.
    pub(crate) fn session(&self) -> Result<Session> {
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = session.get() {
            return Ok(session.clone());
        }
        let anew = self.start()?;
        *session = OfProcess::new(anew.clone());
        Ok(anew)
    }

    fn start(&self) -> Result<Session> {
        if let Some((base, limits)) = &self.base {
            let session = base.get().session()?;
            return Ok(Session { client: session.client.with_options(*limits)?, ..session });
        }
        let strays = Arc::new(Strays::default());
        let client = self.builder.clone().observer(Witness).build()?;
        if self.closed.load(Ordering::Acquire) {
            client.close();
        }
        let home = self.source.as_ref().and_then(|source| source.get().home());
        Ok(Session { client, strays, hooks: Arc::clone(&self.hooks), home })
    }
}

#[pymethods]
impl Client {
    /// A client with a token, or with the one that the environment tells of.
    #[new]
    fn new(token: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> Result<Self> {
        let settings = Settings::read(options)?;
        let hooks = Arc::new(Hooks::read(options)?);
        let source = TokenSource::of_argument(token)?;
        let mut builder = settings.builder();
        if let Some(source) = &source {
            builder = builder.token_source(source.get().core());
        }
        let (closed, session) = (Arc::default(), Mutex::new(OfProcess::none()));
        let client = Self { settings, builder, source, hooks, closed, base: None, session };
        for notice in client.session()?.client.notices(Names::Snake) {
            let logger = token.py().import("webex_broadworks._logger")?.getattr("LOGGER")?;
            logger.call_method1("warning", ("%s", notice))?;
        }
        Ok(client)
    }

    /// See `webex_broadworks.Client.with_options`.
    fn with_options(
        slf: &Bound<'_, Self>,
        timeout: &Bound<'_, PyAny>,
        attempt_timeout: &Bound<'_, PyAny>,
    ) -> Result<Self> {
        let timeout = duration("timeout", timeout)?;
        let attempt_timeout = duration("attempt_timeout", attempt_timeout)?;
        let of = slf.get();
        let settings = of.settings.with_limits(timeout, attempt_timeout);
        let mut limits = Timeouts::default();
        if let Some(timeout) = timeout {
            limits = limits.timeout(timeout);
        }
        if let Some(timeout) = attempt_timeout {
            limits = limits.attempt_timeout(timeout);
        }
        let client = Self {
            settings,
            builder: of.builder.clone(),
            source: of.source.as_ref().map(|source| source.clone_ref(slf.py())),
            hooks: Arc::clone(&of.hooks),
            closed: Arc::clone(&of.closed),
            base: Some((slf.clone().unbind(), limits)),
            session: Mutex::new(OfProcess::none()),
        };
        client.session()?;
        Ok(client)
    }

    /// The argument `token` and the options to make the same client from elsewhere, where the token
    /// is looked for anew.
    #[pyo3(signature = () -> "tuple[Any, dict[str, Any]]")]
    fn recipe<'py>(&self, py: Python<'py>) -> Result<(Option<Py<PyAny>>, Bound<'py, PyDict>)> {
        let token =
            self.source.as_ref().map(|source| TokenSource::again(source, py)).transpose()?;
        if self.settings.has_proxy_credentials() {
            return Err(Failure::unpicklable(
                "a client whose `proxy` holds a password cannot be pickled or copied: the password \
                 would be written along. Set the environment variable HTTPS_PROXY and make the \
                 client without `proxy`, or make a client in each process",
            ));
        }
        let options = self.settings.clone().into_pyobject(py)?;
        for (name, hook) in HOOKS.into_iter().zip(self.hooks.given()) {
            if hook.is_some_and(|hook| !is_importable(hook.bind(py))) {
                return Err(Failure::unpicklable(&format!(
                    "a client whose `{name}` is a lambda, a nested function, a method or an object \
                     cannot be pickled or copied: pass a function of a module, or make a client in \
                     each process"
                )));
            }
            options.set_item(name, hook)?;
        }
        Ok((token, options))
    }

    /// What can be shown: the base URL, the partner and the profile if they were given, and where
    /// the token comes from if that was.
    fn origin(&self) -> (Option<&str>, Option<&str>, Option<&str>, Option<String>) {
        (
            self.settings.base_url.as_deref(),
            self.settings.partner.as_deref(),
            self.settings.profile.as_deref(),
            self.source.as_ref().map(|source| source.get().shown()),
        )
    }

    /// See `webex_broadworks.Client.now`.
    fn now(&self) -> Result<SystemTime> {
        Ok(self.session()?.client.now().into())
    }

    /// Refuses all further calls.
    fn close(&self) -> Result<()> {
        self.closed.store(true, Ordering::Release);
        self.session()?.client.close();
        Ok(())
    }

    /// See `webex_broadworks.Client.list_enterprises`.
    #[expect(clippy::too_many_arguments, reason = "one for each option of the operation")]
    fn list_enterprises(
        slf: Py<Self>,
        sp_enterprise_id: &Bound<'_, PyAny>,
        starts_with: &Bound<'_, PyAny>,
        page_size: &Bound<'_, PyAny>,
        limit: &Bound<'_, PyAny>,
        cursor: &Bound<'_, PyAny>,
        completion: &Bound<'_, PyAny>,
        allow_incomplete: &Bound<'_, PyAny>,
        extra_query: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<EnterpriseList> {
        let options = crate::page::options(
            sp_enterprise_id,
            starts_with,
            page_size,
            limit,
            cursor,
            completion,
            allow_incomplete,
            extra_query,
            timeout,
        )?;
        EnterpriseList::new(slf, options)
    }

    /// See `webex_broadworks.Client.get_enterprise`.
    fn get_enterprise(
        &self,
        sp_enterprise_id: &Bound<'_, PyAny>,
        org_id: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let key = EnterpriseKey::from_options(
            optional_text("sp_enterprise_id", sp_enterprise_id)?,
            optional_text("org_id", org_id)?,
        )?;
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.get_enterprise(key, options).await.map(Reply::Answer)
        }))
    }

    /// See `webex_broadworks.Client.get_directory_sync_status`.
    fn get_directory_sync_status(
        &self,
        enterprise: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let enterprise = self::enterprise(enterprise)?;
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.get_directory_sync_status(enterprise, options).await.map(Reply::Answer)
        }))
    }

    /// See `webex_broadworks.Client.update_directory_sync`.
    fn update_directory_sync(
        &self,
        enterprise: &Bound<'_, PyAny>,
        enable_dir_sync: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let enterprise = self::enterprise(enterprise)?;
        let enable = flag("enable_dir_sync", enable_dir_sync)?;
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.update_directory_sync(enterprise, enable, options).await.map(Reply::Answer)
        }))
    }

    /// See `webex_broadworks.Client.trigger_directory_sync`.
    fn trigger_directory_sync(
        &self,
        enterprise: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let enterprise = self::enterprise(enterprise)?;
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.trigger_directory_sync(enterprise, options).await.map(Reply::Answer)
        }))
    }

    /// See `webex_broadworks.Client.trigger_user_directory_sync`.
    fn trigger_user_directory_sync(
        &self,
        enterprise: &Bound<'_, PyAny>,
        user_id: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let enterprise = self::enterprise(enterprise)?;
        let user = text("user_id", user_id)?;
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.trigger_user_directory_sync(enterprise, &user, options).await.map(Reply::Answer)
        }))
    }

    /// See `webex_broadworks.Client.ensure_directory_sync`.
    fn ensure_directory_sync(
        &self,
        enterprise: &Bound<'_, PyAny>,
        enable_dir_sync: &Bound<'_, PyAny>,
        dry_run: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let enterprise = self::enterprise(enterprise)?;
        let enable = flag("enable_dir_sync", enable_dir_sync)?;
        let dry_run = flag("dry_run", dry_run)?;
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.ensure_directory_sync(enterprise, enable, dry_run, options).await.map(Reply::Answer)
        }))
    }

    /// See `webex_broadworks.Client.run_directory_sync`.
    fn run_directory_sync(
        &self,
        enterprise: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<DirectorySyncWatch> {
        let (enterprise, options) = (self::enterprise(enterprise)?, wait_options(timeout)?);
        let session = self.session()?;
        let watch = session.client.raw().run_directory_sync(enterprise, options);
        Ok(DirectorySyncWatch::over(session, watch))
    }

    /// See `webex_broadworks.Client.wait_for_directory_sync`.
    fn wait_for_directory_sync(
        &self,
        enterprise: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<DirectorySyncWatch> {
        let (enterprise, options) = (self::enterprise(enterprise)?, wait_options(timeout)?);
        let session = self.session()?;
        let watch = session.client.raw().wait_for_directory_sync(enterprise, options);
        Ok(DirectorySyncWatch::over(session, watch))
    }

    /// See `webex_broadworks.Client.audit`.
    fn audit(
        &self,
        starts_with: &Bound<'_, PyAny>,
        completion: &Bound<'_, PyAny>,
        allow_incomplete: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let mut listing = ListEnterprises::default()
            .completion(crate::page::completion(completion)?)
            .allow_incomplete(flag("allow_incomplete", allow_incomplete)?);
        if let Some(prefix) = optional_text("starts_with", starts_with)? {
            listing = listing.starts_with(prefix);
        }
        if let Some(timeout) = duration("timeout", timeout)? {
            listing = listing.timeout(timeout);
        }
        crate::audit::audit(self.session()?, listing, options)
    }

    /// See `webex_broadworks.Bulk`.
    fn bulk(
        &self,
        operation: &str,
        items: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> Result<BulkRun> {
        BulkRun::new(self, operation, items, options)
    }

    /// See `webex_broadworks.Client.request`.
    fn request(
        &self,
        method: &Bound<'_, PyAny>,
        path: &Bound<'_, PyAny>,
        query: &Bound<'_, PyAny>,
        body: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let (method, path) = (self::method(method)?, text("path", path)?);
        let query = self::query("query", query)?;
        let body = if body.is_none() { None } else { Some(encode("body", body)?) };
        let (session, options) = (self.session()?, call_options(timeout)?);
        let raw = session.client.raw().clone();
        Ok(Pending::new(session, async move {
            raw.request(method, &path, &query, body, options).await.map(Reply::Answer)
        }))
    }
}

/// Why there is no argument called `max`.
#[pyfunction]
pub(crate) fn refuse_max() -> Result<()> {
    Err(ambiguous_max_error().into())
}
