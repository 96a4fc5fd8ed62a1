//! The client: one method for each operation, each giving the number of its result.

use std::sync::Arc;

use http::Method;
use napi::bindgen_prelude::Result;
use napi_derive::napi;
use serde_json::Value;
use webex_broadworks::{
    Client as CoreClient, ClientBuilder, EnterpriseKey, Error, IdentifierStyle, RawClient,
    RawResponse,
};

use crate::bulk::{BulkRun, begin};
use crate::bulk_options::BulkOptions;
use crate::cancel::Cancel;
use crate::completions::{CompletionQueue, Completions};
use crate::error::napi_error;
use crate::events::Events;
use crate::json_text::JsonText;
use crate::list::{Pages, open};
use crate::options::{
    ClientOptions, Enterprise, ListOptions, call_options, time_limits, wait_options,
};
use crate::testing::Sandbox;
use crate::token::TokenSource;
use crate::waiter::DirectorySyncWaiter;

/// Whether the system has no certificate authorities, so that Node's own are needed.
#[napi]
pub fn system_has_no_authorities() -> bool {
    ClientBuilder::system_has_no_authorities()
}

/// A client. A call gives the number of its result, which is the data of the answer or, with metadata,
/// `{data, metadata}`; every timeout is in milliseconds.
#[napi]
pub struct Client {
    core: CoreClient,
    completions: Arc<Completions>,
    text_of: fn(&RawResponse) -> JsonText,
}

#[napi]
impl Client {
    /// Builds a client; sends nothing. Without a source of its own it takes the token from where
    /// the options and the environment say.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        options: ClientOptions,
        results: &CompletionQueue,
        source: Option<&TokenSource>,
        sandbox: Option<&Sandbox>,
    ) -> Result<Self> {
        let mut builder = options.builder(sandbox);
        if let Some(source) = source {
            builder = builder.token_source(source.core());
        }
        let core = builder.build().map_err(|error| napi_error(&error))?;
        Ok(Self { core, completions: results.completions(), text_of: JsonText::of_data })
    }

    /// What the client's clock shows: milliseconds since 1970.
    #[napi]
    pub fn now(&self) -> i64 {
        self.core.now().as_millisecond()
    }

    /// What the caller should know about how it was built.
    #[napi]
    pub fn notices(&self) -> Vec<String> {
        self.core.notices(IdentifierStyle::Camel)
    }

    /// The same client, which gives how each answer came about with it.
    #[napi]
    pub fn with_metadata(&self) -> Self {
        Self { text_of: JsonText::of_response, ..self.over(self.core.clone()) }
    }

    /// The same client for one call: its events are written down under that number, and the caller's
    /// own code is asked under it.
    #[napi]
    pub fn for_caller(&self, caller: u32, events: Option<&Events>) -> Self {
        let caller = u64::from(caller);
        self.over(self.core.for_caller(caller, events.map(|events| events.observer(caller))))
    }

    /// A client with time limits of its own, over the same connections.
    #[napi(catch_unwind)]
    pub fn with_options(&self, timeout: Option<f64>, attempt_timeout: Option<f64>) -> Result<Self> {
        let limits = time_limits(timeout, attempt_timeout);
        self.core
            .with_options(limits)
            .map(|core| self.over(core))
            .map_err(|error| napi_error(&error))
    }

    /// The pages of a list, of which none is asked for yet.
    #[napi(catch_unwind)]
    pub fn list_enterprises(&self, options: ListOptions) -> Result<Pages> {
        open(self.core.raw(), &self.completions, options)
    }

    /// Finds the one enterprise meant.
    #[napi(catch_unwind)]
    pub fn get_enterprise(
        &self,
        sp_enterprise_id: Option<String>,
        org_id: Option<String>,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let key = EnterpriseKey::from_options(sp_enterprise_id, org_id)?;
            let answer = client.get_enterprise(key, call_options(timeout)).await?;
            Ok(text_of(&answer))
        })
    }

    /// Reads the directory sync of an enterprise.
    #[napi(catch_unwind)]
    pub fn get_directory_sync_status(
        &self,
        enterprise: Enterprise,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let options = call_options(timeout);
            let answer = client.get_directory_sync_status(enterprise, options).await?;
            Ok(text_of(&answer))
        })
    }

    /// Switches the directory sync of an enterprise on or off.
    #[napi(catch_unwind)]
    pub fn update_directory_sync(
        &self,
        enterprise: Enterprise,
        enable_dir_sync: bool,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let options = call_options(timeout);
            let answer = client.update_directory_sync(enterprise, enable_dir_sync, options).await?;
            Ok(text_of(&answer))
        })
    }

    /// Starts a directory sync of an enterprise.
    #[napi(catch_unwind)]
    pub fn trigger_directory_sync(
        &self,
        enterprise: Enterprise,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let options = call_options(timeout);
            let answer = client.trigger_directory_sync(enterprise, options).await?;
            Ok(text_of(&answer))
        })
    }

    /// Syncs one user of an enterprise.
    #[napi(catch_unwind)]
    pub fn trigger_user_directory_sync(
        &self,
        enterprise: Enterprise,
        user_id: String,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let options = call_options(timeout);
            let answer = client.trigger_user_directory_sync(enterprise, &user_id, options).await?;
            Ok(text_of(&answer))
        })
    }

    /// Switches the directory sync of an enterprise as wanted, if it is not so already.
    #[napi(catch_unwind)]
    pub fn ensure_directory_sync(
        &self,
        enterprise: Enterprise,
        enable_dir_sync: bool,
        dry_run: bool,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let options = call_options(timeout);
            let answer =
                client.ensure_directory_sync(enterprise, enable_dir_sync, dry_run, options).await?;
            Ok(text_of(&answer))
        })
    }

    /// A directory sync of an enterprise that is still to be triggered, and to be waited for.
    #[napi(catch_unwind)]
    pub fn run_directory_sync(
        &self,
        enterprise: Enterprise,
        timeout: Option<f64>,
    ) -> DirectorySyncWaiter {
        let watch = self.core.raw().run_directory_sync(enterprise, wait_options(timeout));
        DirectorySyncWaiter::new(watch, &self.completions)
    }

    /// Whatever directory sync of an enterprise is running, to be waited for.
    #[napi(catch_unwind)]
    pub fn wait_for_directory_sync(
        &self,
        enterprise: Enterprise,
        timeout: Option<f64>,
    ) -> DirectorySyncWaiter {
        let watch = self.core.raw().wait_for_directory_sync(enterprise, wait_options(timeout));
        DirectorySyncWaiter::new(watch, &self.completions)
    }

    /// An operation over many enterprises: those of a list, or such as are handed over.
    #[napi(catch_unwind)]
    pub fn bulk(
        &self,
        operation: String,
        list: Option<&Pages>,
        listing: Option<&Pages>,
        total: Option<f64>,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        begin(&self.core, &self.completions, &operation, (list, listing), total, options)
    }

    /// Sends anything else; the body is JSON text.
    #[napi(catch_unwind)]
    #[allow(clippy::too_many_arguments, reason = "the JavaScript face passes them one by one")]
    pub fn request(
        &self,
        method: String,
        path: String,
        query: Vec<(String, String)>,
        body: Option<String>,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> u32 {
        let (client, text_of) = (self.raw(), self.text_of);
        self.completions.spawn_call(cancel, async move {
            let method = Method::from_bytes(method.as_bytes()).map_err(|_| {
                Error::invalid_argument(format!("`method` {method:?} is no HTTP method"))
            })?;
            let body: Option<Value> =
                body.as_deref().map(serde_json::from_str).transpose().map_err(|error| {
                    Error::invalid_argument(format!("`body` cannot be sent as JSON: {error}"))
                })?;
            let options = call_options(timeout);
            let answer = client.request(method, &path, &query, body, options).await?;
            Ok(text_of(&answer))
        })
    }

    /// Refuses all further calls.
    #[napi]
    pub fn close(&self) {
        self.core.close();
    }

    fn over(&self, core: CoreClient) -> Self {
        Self { core, completions: Arc::clone(&self.completions), text_of: self.text_of }
    }

    fn raw(&self) -> RawClient {
        self.core.raw().clone()
    }
}
