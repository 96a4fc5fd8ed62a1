//! The client: one method for each operation, each a call that is still to be made.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use webex_broadworks::{ClientBuilder, EnterpriseKey, RawClient, max_is_two_things};

use crate::arguments::{call_options, enterprise, flag, method, optional_text, query, text};
use crate::encode::encode;
use crate::error::{Failure, Result};
use crate::page::EnterpriseList;
use crate::pending::{Pending, Reply};
use crate::process::OfProcess;
use crate::settings::Settings;

/// The core client of a process; a forked child gets one of its own, made the same way.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Client {
    settings: Settings,
    builder: ClientBuilder,
    /// Whether the token was given as text, which must not be pickled.
    literal: bool,
    closed: AtomicBool,
    core: Mutex<OfProcess<webex_broadworks::Client>>,
}

impl Client {
    /// The core client of this process.
    pub(crate) fn core(&self) -> Result<webex_broadworks::Client> {
        let mut core = self.core.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(core) = core.get() {
            return Ok(core.clone());
        }
        let anew = self.builder.clone().build()?;
        if self.closed.load(Ordering::Acquire) {
            anew.close();
        }
        *core = OfProcess::new(anew.clone());
        Ok(anew)
    }

    fn raw(&self) -> Result<RawClient> {
        Ok(self.core()?.raw().clone())
    }
}

#[pymethods]
impl Client {
    /// A client with a token, or with the one that the environment tells of.
    #[new]
    fn new(token: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> Result<Self> {
        let settings = Settings::read(options)?;
        let token = optional_text("token", token)?;
        let literal = token.is_some();
        let mut builder = settings.builder();
        if let Some(token) = token {
            builder = builder.token(token);
        }
        let core = Mutex::new(OfProcess::new(builder.clone().build()?));
        Ok(Self { settings, builder, literal, closed: AtomicBool::new(false), core })
    }

    /// The options to make the same client from elsewhere, where the token is looked for anew.
    #[pyo3(signature = () -> "dict[str, Any]")]
    fn recipe(&self) -> Result<Settings> {
        if self.literal {
            return Err(Failure::unpicklable(
                "a client made from a literal token cannot be pickled or copied: the token would \
                 be written along. Set the environment variable WEBEX_ACCESS_TOKEN and make the \
                 client without `token`, or make a client in each process",
            ));
        }
        if self.settings.has_proxy_credentials() {
            return Err(Failure::unpicklable(
                "a client whose `proxy` holds a password cannot be pickled or copied: the password \
                 would be written along. Set the environment variable HTTPS_PROXY and make the \
                 client without `proxy`, or make a client in each process",
            ));
        }
        Ok(self.settings.clone())
    }

    /// What can be shown: the base URL and the profile if they were given, and whether a token was.
    fn origin(&self) -> (Option<&str>, Option<&str>, bool) {
        (self.settings.base_url.as_deref(), self.settings.profile.as_deref(), self.literal)
    }

    /// Refuses all further calls.
    fn close(&self) -> Result<()> {
        self.closed.store(true, Ordering::Release);
        self.core()?.close();
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
        let (raw, options) = (self.raw()?, call_options(timeout)?);
        Ok(Pending::new(async move { raw.get_enterprise(key, options).await.map(Reply::Answer) }))
    }

    /// See `webex_broadworks.Client.get_directory_sync_status`.
    fn get_directory_sync_status(
        &self,
        enterprise: &Bound<'_, PyAny>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Pending> {
        let enterprise = self::enterprise(enterprise)?;
        let (raw, options) = (self.raw()?, call_options(timeout)?);
        Ok(Pending::new(async move {
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
        let (raw, options) = (self.raw()?, call_options(timeout)?);
        Ok(Pending::new(async move {
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
        let (raw, options) = (self.raw()?, call_options(timeout)?);
        Ok(Pending::new(async move {
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
        let (raw, options) = (self.raw()?, call_options(timeout)?);
        Ok(Pending::new(async move {
            raw.trigger_user_directory_sync(enterprise, &user, options).await.map(Reply::Answer)
        }))
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
        let (raw, options) = (self.raw()?, call_options(timeout)?);
        Ok(Pending::new(async move {
            raw.request(method, &path, &query, body, options).await.map(Reply::Answer)
        }))
    }
}

/// Why there is no argument called `max`.
#[pyfunction]
pub(crate) fn refuse_max() -> Result<()> {
    Err(max_is_two_things().into())
}
