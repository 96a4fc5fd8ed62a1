//! The client: one method for each operation, typed; the same without models in [`RawClient`].

pub(crate) mod builder;
pub(crate) mod options;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use jiff::Timestamp;
use serde_json::{Value, json};
use url::Url;

use crate::auth::TokenSource;
use crate::client::options::{CallOptions, Timeouts};
use crate::clock::Clock;
use crate::error::{Error, IdentifierStyle, Result, restyle};
use crate::events::Observer;
use crate::http::response::RawResponse;
use crate::http::response_validation::ExpectedBody;
use crate::models::directory_sync::DirectorySync;
use crate::models::enterprise_ref::{EnterpriseRef, validate_path_segment};
use crate::models::operation::Operation;
use crate::models::user_sync::UserDirectorySync;
use crate::transport::{Call, Target, Transport};

/// A client for the `BroadWorks` Enterprises operations of Webex.
///
/// Cheap to clone; clones share connections. Every method retries what is safe to retry, and only
/// that.
#[derive(Clone, Debug)]
pub struct Client {
    raw: RawClient,
}

impl Client {
    /// What its user should know about how it was built, such as that bundled certificate
    /// authorities are used. They were reported to `tracing` and to `WEBEX_LOG`.
    pub fn notices(&self, style: IdentifierStyle) -> Vec<String> {
        self.raw.transport.notices.iter().map(|notice| restyle(notice, style)).collect()
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

    /// Reads the client's clock: the computer's, unless
    /// [`ClientBuilder::clock`](crate::ClientBuilder::clock) set another.
    ///
    /// Everything that the client decides by time uses this clock. Ages and deadlines that you
    /// compute from it stay right against a sandbox whose time runs differently.
    pub fn now(&self) -> Timestamp {
        self.raw.now()
    }

    /// Returns the label of the partner that this client is for.
    pub fn partner(&self) -> Option<&str> {
        self.raw.partner()
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
        let mut transport = Transport::clone(transport);
        let http = Arc::make_mut(&mut transport.http);
        http.limits = options.limits(http.limits).check()?;
        Ok(Self::from_transport(transport))
    }

    /// A client for one call of the caller's: its events also go to `observer`, and token providers
    /// and stores read `caller` from [`current_caller`](crate::current_caller).
    ///
    /// Everything else it shares with this one; closing either closes both.
    #[must_use]
    pub fn for_caller(&self, caller: u64, observer: Option<Arc<dyn Observer>>) -> Self {
        let mut transport = Transport::clone(&self.raw.transport);
        let http = Arc::make_mut(&mut transport.http);
        http.caller = Some(caller);
        http.observers.0.extend(observer);
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
        &*self.transport.http.clock
    }

    /// A random number from 0 to 1.
    #[doc(hidden)]
    pub fn random(&self) -> f64 {
        self.transport.http.random.unit()
    }

    /// How long one attempt of a call may take.
    #[doc(hidden)]
    pub fn attempt_timeout(&self) -> Duration {
        self.transport.http.limits.attempt_timeout
    }

    /// The root of all paths.
    #[doc(hidden)]
    pub fn base_url(&self) -> &Url {
        self.transport.http.base.as_url()
    }

    /// See [`Client::partner`].
    pub fn partner(&self) -> Option<&str> {
        self.transport.http.partner.as_deref()
    }

    /// See [`Client::now`].
    pub fn now(&self) -> Timestamp {
        self.transport.http.now()
    }

    /// See [`Client::get_directory_sync_status`].
    pub async fn get_directory_sync_status(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        let operation = Operation::GetDirectorySyncStatus;
        self.send_directory_sync_request(operation, Method::GET, enterprise.into(), None, options)
            .await
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
        self.send_directory_sync_request(
            operation,
            Method::PUT,
            enterprise.into(),
            Some(body),
            options,
        )
        .await
    }

    /// See [`Client::trigger_directory_sync`].
    pub async fn trigger_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        let operation = Operation::TriggerDirectorySync;
        let body = json!({"syncStatus": "SYNC_NOW"});
        self.send_directory_sync_request(
            operation,
            Method::POST,
            enterprise.into(),
            Some(body),
            options,
        )
        .await
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
        self.send_directory_sync_request(
            operation,
            Method::POST,
            enterprise.into(),
            Some(body),
            options,
        )
        .await
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
            validate_path_segment("path", segment)?;
        }
        let mut url = self.transport.http.base.join(&segments)?;
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
        self.transport.execute(call).await
    }

    async fn send_directory_sync_request(
        &self,
        operation: Operation,
        method: Method,
        enterprise: EnterpriseRef,
        body: Option<Value>,
        options: CallOptions,
    ) -> Result<RawResponse> {
        validate_path_segment("enterprise", &enterprise.id)
            .map_err(|error| error.with(|details| details.operation = Some(operation)))?;
        let mut segments =
            vec!["broadworks", "enterprises", enterprise.id.as_str(), "broadworksDirectorySync"];
        if operation == Operation::TriggerUserDirectorySync {
            segments.push("externalUser");
        }
        let call = Call {
            operation,
            method,
            target: Target::Fixed(self.transport.http.base.join(&segments)?),
            body: body.map(|body| Bytes::from(body.to_string())),
            shape: ExpectedBody::Object,
            enterprise: Some(enterprise),
            options,
        };
        self.transport.execute(call).await
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
