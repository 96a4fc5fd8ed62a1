//! The client: one method for each operation, typed; the same without models in [`RawClient`].

pub(crate) mod builder;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;

use crate::auth::TokenSource;
use crate::client::builder::ClientBuilder;
use crate::clock::Clock;
use crate::directory_sync::ensure::ensure_directory_sync;
use crate::directory_sync::waiter::{DirectorySyncWaiter, WaitOptions};
use crate::error::{Error, Names, Result, spell};
use crate::events::Observer;
use crate::http::response::RawResponse;
use crate::http::response_validation::ExpectedBody;
use crate::lookup::get::{self, EnterpriseKey};
use crate::models::directory_sync::{DirectorySync, EnsuredDirectorySync};
use crate::models::enterprise::Enterprise;
use crate::models::enterprise_ref::{EnterpriseRef, check_segment};
use crate::models::operation::Operation;
use crate::models::user_sync::UserDirectorySync;
use crate::paging::list::EnterpriseList;
use crate::paging::request::ListEnterprises;
use crate::transport::{Call, Limits, Target, Transport};

/// What every call can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    /// Names the call, for those who have to know its tracking id before it is sent.
    pub(crate) name: Option<Uuid>,
    pub(crate) without_task: bool,
    /// Whether the call fails where it would otherwise wait because Webex asks for it.
    pub(crate) skips_rate_limit_wait: bool,
}

impl CallOptions {
    /// How long the call may take, pauses included, instead of what the client says;
    /// [`Duration::MAX`] is no deadline.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Makes the call in the task that awaits it, and not in one of its own.
    ///
    /// That is cheaper, and for those who poll the call whenever it is woken, as a runtime does: other
    /// calls of the client may wait for this one.
    pub fn without_task(mut self) -> Self {
        self.without_task = true;
        self
    }

    /// Sends a tracking id with this name.
    #[doc(hidden)]
    pub fn with_tracking_id(mut self, name: Uuid) -> Self {
        self.name = Some(name);
        self
    }

    /// Fails at once where Webex asks to wait, instead of sending the request late.
    /// Fails instead of waiting for the rate limiter.
    #[doc(hidden)]
    pub fn without_rate_limit_wait(mut self) -> Self {
        self.skips_rate_limit_wait = true;
        self
    }
}

/// The time limits that a client of [`Client::with_options`] has of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Timeouts {
    timeout: Option<Duration>,
    attempt_timeout: Option<Duration>,
}

impl Timeouts {
    /// How long a call may take, pauses included; [`Duration::MAX`] is no deadline.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long one attempt of a call may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    fn limits(self, before: Limits) -> Limits {
        Limits {
            timeout: match self.timeout {
                Some(Duration::MAX) => None,
                timeout => timeout.or(before.timeout),
            },
            attempt_timeout: self.attempt_timeout.unwrap_or(before.attempt_timeout),
        }
    }
}

/// A client for the `BroadWorks` Enterprises operations of Webex.
///
/// Cheap to clone; clones share connections. Every method retries what is safe to retry, and only
/// that.
#[derive(Clone, Debug)]
pub struct Client {
    raw: RawClient,
}

impl Client {
    /// A client with the token of `WEBEX_ACCESS_TOKEN` and the default options.
    pub fn from_env() -> Result<Self> {
        Self::builder().build()
    }

    /// Options for a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// What its user should know about how it was built, such as that bundled certificate
    /// authorities are used. They were reported to `tracing` and to `WEBEX_LOG`.
    pub fn notices(&self, names: Names) -> Vec<String> {
        self.raw.transport.notices.iter().map(|notice| spell(notice, names)).collect()
    }

    /// A client over a raw one.
    #[doc(hidden)]
    pub fn from_raw(raw: RawClient) -> Self {
        Self { raw }
    }

    pub(crate) fn from_transport(transport: Transport) -> Self {
        Self { raw: RawClient { transport: Arc::new(transport) } }
    }

    /// The same operations with checked bytes instead of models.
    pub fn raw(&self) -> &RawClient {
        &self.raw
    }

    /// Where the token comes from.
    pub fn token_source(&self) -> &TokenSource {
        self.raw.transport.tokens.source()
    }

    /// Reads the client's clock: the computer's, unless [`ClientBuilder::clock`] set another.
    ///
    /// Everything that the client decides by time uses this clock. Ages and deadlines that you
    /// compute from it stay right against a sandbox whose time runs differently.
    pub fn now(&self) -> Timestamp {
        self.raw.transport.now()
    }

    /// Returns the label of the partner that this client is for.
    pub fn partner(&self) -> Option<&str> {
        self.raw.transport.partner.as_deref()
    }

    /// Lists enterprises, page by page as they are read.
    ///
    /// `GET /broadworks/enterprises`
    pub fn list_enterprises(&self, options: ListEnterprises) -> Result<EnterpriseList> {
        self.raw.list_enterprises(options)
    }

    /// Finds the one enterprise meant and verifies that it is.
    ///
    /// `GET /broadworks/enterprises`
    ///
    /// # Errors
    /// [`ErrorKind::EnterpriseNotFound`](crate::ErrorKind::EnterpriseNotFound) or [`ErrorKind::MultipleEnterprisesFound`](crate::ErrorKind::MultipleEnterprisesFound).
    pub async fn get_enterprise(
        &self,
        key: EnterpriseKey,
        options: CallOptions,
    ) -> Result<Enterprise> {
        self.raw.get_enterprise(key, options).await?.decode()
    }

    /// Reads whether directory sync is on for an enterprise, and how its last run went.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    pub async fn get_directory_sync_status(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: CallOptions,
    ) -> Result<DirectorySync> {
        self.raw.get_directory_sync_status(enterprise, options).await?.decode()
    }

    /// Switches directory sync on or off for an enterprise.
    ///
    /// `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    pub async fn update_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
        options: CallOptions,
    ) -> Result<DirectorySync> {
        self.raw.update_directory_sync(enterprise, enable_dir_sync, options).await?.decode()
    }

    /// Starts a directory sync of an enterprise; returns as soon as Webex has accepted it.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Errors
    /// [`ErrorKind::DirectorySyncBusy`](crate::ErrorKind::DirectorySyncBusy) if the enterprise's cluster already runs one, and
    /// [`ErrorKind::AmbiguousOutcome`](crate::ErrorKind::AmbiguousOutcome) if no answer tells whether it was started.
    pub async fn trigger_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: CallOptions,
    ) -> Result<DirectorySync> {
        self.raw.trigger_directory_sync(enterprise, options).await?.decode()
    }

    /// Syncs one user of an enterprise and says what that did.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    ///
    /// # Errors
    /// [`ErrorKind::AmbiguousOutcome`](crate::ErrorKind::AmbiguousOutcome) if no answer tells whether it was done.
    pub async fn trigger_user_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        user_id: &str,
        options: CallOptions,
    ) -> Result<UserDirectorySync> {
        self.raw.trigger_user_directory_sync(enterprise, user_id, options).await?.decode()
    }

    /// Switches directory sync as wanted, and changes nothing where it is so already.
    ///
    /// `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// In a dry run nothing is changed, and [`EnsuredDirectorySync::after`] is `None` where
    /// something would be.
    pub async fn ensure_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
        dry_run: bool,
        options: CallOptions,
    ) -> Result<EnsuredDirectorySync> {
        self.raw
            .ensure_directory_sync(enterprise, enable_dir_sync, dry_run, options)
            .await?
            .decode()
    }

    /// Triggers a directory sync and watches that sync to its end.
    ///
    /// `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// A run that is going on already is waited for first, and so is one that keeps the cluster
    /// busy. A trigger without an answer is settled by looking: it is sent again only after a
    /// minute in which nothing came of it.
    ///
    /// # Errors
    /// [`ErrorKind::DirectorySyncFailed`](crate::ErrorKind::DirectorySyncFailed) if the run failed,
    /// [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if it did not end in time, and
    /// [`ErrorKind::DirectorySyncBusy`](crate::ErrorKind::DirectorySyncBusy) if none could be
    /// started in that time.
    pub fn run_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        self.raw.run_directory_sync(enterprise, options)
    }

    /// Watches whatever directory sync of an enterprise is running to its end; where none is, the
    /// present status is the end.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Errors
    /// [`ErrorKind::DirectorySyncFailed`](crate::ErrorKind::DirectorySyncFailed) if the run failed,
    /// and [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if it did not end in time.
    pub fn wait_for_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        self.raw.wait_for_directory_sync(enterprise, options)
    }

    /// Sends anything else under the base URL, by the same rules.
    ///
    /// `path` is unencoded, such as `/organizations/{orgId}`; each part between slashes is encoded
    /// here. GET and PUT are retried, the others only where nothing was done. A path of one of the
    /// operations above is judged as that operation.
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        query: &[(String, String)],
        body: Option<Value>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        self.raw.request(method, path, query, body, options).await
    }

    /// A client with time limits of its own; everything else it shares with this one.
    ///
    /// That is connections, token, pauses after a 429, window of requests in flight and retry quota;
    /// closing either closes both. What the options leave out stays as it is here.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if a limit is zero.
    pub fn with_options(&self, options: Timeouts) -> Result<Self> {
        let transport = &self.raw.transport;
        let limits = options.limits(transport.limits).check()?;
        Ok(Self::from_transport(Transport { limits, ..Transport::clone(transport) }))
    }

    /// A client for one call of the caller's: its events also go to `observer`, and token providers
    /// and stores read `caller` from [`current_caller`](crate::current_caller).
    ///
    /// Everything else it shares with this one; closing either closes both.
    #[must_use]
    pub fn for_caller(&self, caller: u64, observer: Option<Arc<dyn Observer>>) -> Self {
        let mut transport = Transport::clone(&self.raw.transport);
        transport.caller = Some(caller);
        transport.observers.0.extend(observer);
        Self::from_transport(transport)
    }

    /// Refuses all further calls. Those under way go on to their end.
    pub fn close(&self) {
        self.raw.transport.closed.store(true, Ordering::Release);
    }
}

/// The operations of [`Client`], each returning the checked bytes of the answer.
#[derive(Clone, Debug)]
pub struct RawClient {
    pub(crate) transport: Arc<Transport>,
}

impl RawClient {
    /// The clock that everything is decided by.
    #[doc(hidden)]
    pub fn clock(&self) -> &dyn Clock {
        &*self.transport.clock
    }

    /// A random number from 0 to 1.
    #[doc(hidden)]
    pub fn random(&self) -> f64 {
        self.transport.random.unit()
    }

    /// How long one attempt of a call may take.
    #[doc(hidden)]
    pub fn attempt_timeout(&self) -> Duration {
        self.transport.limits.attempt_timeout
    }

    /// The root of all paths.
    #[doc(hidden)]
    pub fn base_url(&self) -> &Url {
        self.transport.base.as_url()
    }

    /// See [`Client::partner`].
    pub fn partner(&self) -> Option<&str> {
        self.transport.partner.as_deref()
    }

    /// See [`Client::now`].
    pub fn now(&self) -> Timestamp {
        self.transport.now()
    }

    /// See [`Client::list_enterprises`].
    pub fn list_enterprises(&self, options: ListEnterprises) -> Result<EnterpriseList> {
        EnterpriseList::new(Arc::clone(&self.transport), options)
    }

    /// See [`Client::get_enterprise`].
    pub async fn get_enterprise(
        &self,
        key: EnterpriseKey,
        options: CallOptions,
    ) -> Result<RawResponse> {
        get::get_enterprise(self, key, options).await
    }

    /// See [`Client::get_directory_sync_status`].
    pub async fn get_directory_sync_status(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        let operation = Operation::GetDirectorySyncStatus;
        self.on_enterprise(operation, Method::GET, enterprise.into(), None, options).await
    }

    /// See [`Client::update_directory_sync`].
    pub async fn update_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
        options: CallOptions,
    ) -> Result<RawResponse> {
        let operation = Operation::UpdateDirectorySync;
        let body = json!({"enableDirSync": enable_dir_sync});
        self.on_enterprise(operation, Method::PUT, enterprise.into(), Some(body), options).await
    }

    /// See [`Client::trigger_directory_sync`].
    pub async fn trigger_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        let operation = Operation::TriggerDirectorySync;
        let body = json!({"syncStatus": "SYNC_NOW"});
        self.on_enterprise(operation, Method::POST, enterprise.into(), Some(body), options).await
    }

    /// See [`Client::trigger_user_directory_sync`].
    pub async fn trigger_user_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        user_id: &str,
        options: CallOptions,
    ) -> Result<RawResponse> {
        if user_id.trim().is_empty() {
            return Err(Error::invalid_argument(
                "`user_id` is empty: pass the user's BroadWorks id, such as jane.doe@acme.com",
            ));
        }
        let operation = Operation::TriggerUserDirectorySync;
        let body = json!({"userId": user_id});
        self.on_enterprise(operation, Method::POST, enterprise.into(), Some(body), options).await
    }

    /// See [`Client::ensure_directory_sync`]; the answer is `{"changed", "before", "after"}`.
    pub async fn ensure_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
        dry_run: bool,
        options: CallOptions,
    ) -> Result<RawResponse> {
        ensure_directory_sync(self, enterprise.into(), enable_dir_sync, dry_run, options).await
    }

    /// See [`Client::run_directory_sync`].
    pub fn run_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        DirectorySyncWaiter::of_new_run(self.clone(), enterprise.into(), options)
    }

    /// See [`Client::wait_for_directory_sync`].
    pub fn wait_for_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        DirectorySyncWaiter::of_whatever_runs(self.clone(), enterprise.into(), options)
    }

    /// See [`Client::request`].
    pub async fn request(
        &self,
        method: Method,
        path: &str,
        query: &[(String, String)],
        body: Option<Value>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        let allowed = [Method::GET, Method::PUT, Method::POST, Method::PATCH, Method::DELETE];
        if !allowed.contains(&method) {
            return Err(Error::invalid_argument(format!(
                "`method` {method} is not one of GET, PUT, POST, PATCH and DELETE"
            )));
        }
        let relative = path.strip_prefix('/').unwrap_or(path);
        if relative.is_empty() || relative.contains("://") {
            return Err(Error::invalid_argument(
                "`path` is a path under the base URL, such as /organizations/{orgId}",
            ));
        }
        let segments: Vec<&str> = relative.split('/').collect();
        for segment in &segments {
            check_segment("path", segment)?;
        }
        let mut url = self.transport.base.join(&segments)?;
        if !query.is_empty() {
            let encode =
                |text: &str| crate::models::enterprise_ref::encode_segment(text).to_string();
            let pairs: Vec<String> = query
                .iter()
                .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
                .collect();
            url.set_query(Some(&pairs.join("&")));
        }
        let (operation, enterprise) = known(&method, &segments);
        let call = Call {
            operation,
            method,
            target: Target::Fixed(url),
            body: body.map(|body| Bytes::from(body.to_string())),
            shape: ExpectedBody::Anything,
            enterprise,
            options,
        };
        self.transport.answer(call).await
    }

    async fn on_enterprise(
        &self,
        operation: Operation,
        method: Method,
        enterprise: EnterpriseRef,
        body: Option<Value>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        check_segment("enterprise", &enterprise.id)
            .map_err(|error| error.with(|details| details.operation = Some(operation)))?;
        let mut segments =
            vec!["broadworks", "enterprises", enterprise.id.as_str(), "broadworksDirectorySync"];
        if operation == Operation::TriggerUserDirectorySync {
            segments.push("externalUser");
        }
        let call = Call {
            operation,
            method,
            target: Target::Fixed(self.transport.base.join(&segments)?),
            body: body.map(|body| Bytes::from(body.to_string())),
            shape: ExpectedBody::Object,
            enterprise: Some(enterprise),
            options,
        };
        self.transport.answer(call).await
    }
}

/// The operation that a method and path are, whoever wrote them: what a failure means depends on it.
fn known(method: &Method, segments: &[&str]) -> (Operation, Option<EnterpriseRef>) {
    let ["broadworks", "enterprises", id, "broadworksDirectorySync", rest @ ..] = segments else {
        return (Operation::Request, None);
    };
    let operation = match (method, rest) {
        (&Method::GET, []) => Operation::GetDirectorySyncStatus,
        (&Method::PUT, []) => Operation::UpdateDirectorySync,
        (&Method::POST, []) => Operation::TriggerDirectorySync,
        (&Method::POST, ["externalUser"]) => Operation::TriggerUserDirectorySync,
        _ => Operation::Request,
    };
    (operation, Some(EnterpriseRef::new(*id)))
}
