//! The client: one method for each operation, each giving a promise.

use http::Method;
use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use serde_json::Value;
use webex_broadworks::{Client as CoreClient, EnterpriseKey, Error, RawClient};

use crate::bulk::{BulkRun, begin};
use crate::bulk_options::BulkOptions;
use crate::cancel::Cancel;
use crate::convert::JsonText;
use crate::error::raise;
use crate::list::{Pages, open};
use crate::observe::Events;
use crate::options::{
    ClientOptions, Enterprise, ListOptions, call_options, time_limits, wait_options,
};
use crate::settle::settle;
use crate::sync::DirectorySyncWatch;
use crate::token::TokenSource;

/// A promise of `{data, metadata}`.
type Promised<'env> = Result<PromiseRaw<'env, JsonText>>;

/// A client. Every promise resolves to `{data, metadata}`; every timeout is in milliseconds.
#[napi]
pub struct Client {
    client: CoreClient,
}

#[napi]
impl Client {
    /// Builds a client; sends nothing. Without a source of its own it takes the token from where
    /// the options and the environment say.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        options: ClientOptions,
        source: Option<&TokenSource>,
        events: Option<&Events>,
    ) -> Result<Self> {
        let mut builder = options.builder();
        if let Some(source) = source {
            builder = builder.token_source(source.core());
        }
        if let Some(events) = events {
            builder = builder.observer(events.observer());
        }
        let client = builder.build().map_err(|error| raise(&error))?;
        Ok(Self { client })
    }

    /// A client with time limits of its own, over the same connections.
    #[napi(catch_unwind)]
    pub fn with_options(&self, timeout: Option<f64>, attempt_timeout: Option<f64>) -> Result<Self> {
        let limits = time_limits(timeout, attempt_timeout);
        let client = self.client.with_options(limits).map_err(|error| raise(&error))?;
        Ok(Self { client })
    }

    /// The pages of a list, of which none is asked for yet.
    #[napi(catch_unwind)]
    pub fn list_enterprises(&self, options: ListOptions) -> Result<Pages> {
        open(self.client.raw(), options)
    }

    /// Finds the one enterprise meant.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn get_enterprise<'env>(
        &self,
        env: &'env Env,
        sp_enterprise_id: Option<String>,
        org_id: Option<String>,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let key = EnterpriseKey::from_options(sp_enterprise_id, org_id)?;
            let answer = client.get_enterprise(key, call_options(timeout)).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// Reads the directory sync of an enterprise.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn get_directory_sync_status<'env>(
        &self,
        env: &'env Env,
        enterprise: Enterprise,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let options = call_options(timeout);
            let answer = client.get_directory_sync_status(enterprise, options).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// Switches the directory sync of an enterprise on or off.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn update_directory_sync<'env>(
        &self,
        env: &'env Env,
        enterprise: Enterprise,
        enable_dir_sync: bool,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let options = call_options(timeout);
            let answer = client.update_directory_sync(enterprise, enable_dir_sync, options).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// Starts a directory sync of an enterprise.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn trigger_directory_sync<'env>(
        &self,
        env: &'env Env,
        enterprise: Enterprise,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let options = call_options(timeout);
            let answer = client.trigger_directory_sync(enterprise, options).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// Syncs one user of an enterprise.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn trigger_user_directory_sync<'env>(
        &self,
        env: &'env Env,
        enterprise: Enterprise,
        user_id: String,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let options = call_options(timeout);
            let answer = client.trigger_user_directory_sync(enterprise, &user_id, options).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// Switches the directory sync of an enterprise as wanted, if it is not so already.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn ensure_directory_sync<'env>(
        &self,
        env: &'env Env,
        enterprise: Enterprise,
        enable_dir_sync: bool,
        dry_run: bool,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let options = call_options(timeout);
            let answer =
                client.ensure_directory_sync(enterprise, enable_dir_sync, dry_run, options).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// A directory sync of an enterprise that is still to be triggered, and to be waited for.
    #[napi(catch_unwind)]
    pub fn run_directory_sync(
        &self,
        enterprise: Enterprise,
        timeout: Option<f64>,
    ) -> DirectorySyncWatch {
        self.client.raw().run_directory_sync(enterprise, wait_options(timeout)).into()
    }

    /// Whatever directory sync of an enterprise is running, to be waited for.
    #[napi(catch_unwind)]
    pub fn wait_for_directory_sync(
        &self,
        enterprise: Enterprise,
        timeout: Option<f64>,
    ) -> DirectorySyncWatch {
        self.client.raw().wait_for_directory_sync(enterprise, wait_options(timeout)).into()
    }

    /// An operation over many enterprises: those of a list, or such as are handed over.
    #[napi(catch_unwind)]
    pub fn bulk(
        &self,
        operation: String,
        list: Option<&Pages>,
        total: Option<f64>,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        begin(&self.client, &operation, list, total, options)
    }

    /// Sends anything else; the body is JSON text.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    #[allow(clippy::too_many_arguments, reason = "the JavaScript face passes them one by one")]
    pub fn request<'env>(
        &self,
        env: &'env Env,
        method: String,
        path: String,
        query: Vec<(String, String)>,
        body: Option<String>,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> Promised<'env> {
        let client = self.raw();
        settle(env, cancel, async move {
            let method = Method::from_bytes(method.as_bytes()).map_err(|_| {
                Error::invalid_argument(format!("`method` {method:?} is no HTTP method"))
            })?;
            let body: Option<Value> =
                body.as_deref().map(serde_json::from_str).transpose().map_err(|error| {
                    Error::invalid_argument(format!("`body` cannot be sent as JSON: {error}"))
                })?;
            let options = call_options(timeout);
            let answer = client.request(method, &path, &query, body, options).await?;
            Ok(JsonText::of_answer(&answer))
        })
    }

    /// Refuses all further calls.
    #[napi]
    pub fn close(&self) {
        self.client.close();
    }

    fn raw(&self) -> RawClient {
        self.client.raw().clone()
    }
}
