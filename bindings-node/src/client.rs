//! The client: calls operations by their ids.

use napi::bindgen_prelude::{Env, Object};
use napi_derive::napi;
use serde_json::Value;
use webex_broadworks::internals::{arguments_from_json, operation_of};
use webex_broadworks::{Client as CoreClient, ClientBuilder, Error, RawResponse};
use webex_broadworks_bindings::{
    OptionSource as _, WallClock, call_options, client_builder, duration_from_milliseconds,
    method_named, time_limits,
};

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::error::Result;
use crate::events::Events;
use crate::json_text::JsonText;
use crate::options::JsOptions;
use crate::spelling::camel_case;
use crate::testing::TestServer;
use crate::token::TokenSource;

/// Whether the system has no certificate authorities, so that Node's own are needed.
#[napi]
pub fn system_has_no_authorities() -> bool {
    ClientBuilder::system_has_no_authorities()
}

/// A client. A call resolves with the data of the response or, with metadata, `{data, metadata}`. Every
/// timeout is in milliseconds.
#[napi]
pub struct Client {
    core: CoreClient,
    text_of: fn(&RawResponse) -> JsonText,
}

#[napi]
impl Client {
    /// Builds a client; sends nothing. Without its own source, it takes the token from the options
    /// and the environment. One of a sandbox has the sandbox's clock.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        options: Object,
        source: Option<&TokenSource>,
        sandbox: Option<&TestServer>,
    ) -> Result<Self> {
        let options = JsOptions(options);
        let clock = match sandbox.and_then(|sandbox| sandbox.server.clock()) {
            Some(clock) => Some(clock),
            None => options.moment("clock")?.map(WallClock::From),
        };
        let mut builder = client_builder(&options, clock.as_ref())?.node_environment();
        if let Some(source) = source {
            builder = builder.token_source(source.core());
        }
        Ok(Self { core: builder.build()?, text_of: JsonText::of_data })
    }

    /// The time of the client's clock: milliseconds since 1970.
    #[napi]
    pub fn now(&self) -> i64 {
        self.core.now().as_millisecond()
    }

    /// Notices about how it was built, for the caller.
    #[napi]
    pub fn notices(&self) -> Vec<String> {
        self.core.notices(camel_case)
    }

    /// The same client, which returns metadata with each result.
    #[napi]
    pub fn with_metadata(&self) -> Self {
        Self { text_of: JsonText::of_response, ..self.over(self.core.clone()) }
    }

    /// The same client for one call: its events and the requests to the caller's own code carry that
    /// number.
    #[napi]
    pub fn for_caller(&self, caller: u32, events: Option<&Events>) -> Self {
        let caller = u64::from(caller);
        let core = self.core.for_caller(caller);
        self.over(match events {
            Some(events) => core.with_observer(events.observer(caller)),
            None => core,
        })
    }

    /// A client with its own time limits, over the same connections.
    #[napi(catch_unwind)]
    pub fn with_options(&self, limits: Object) -> Result<Self> {
        Ok(self.over(self.core.with_options(time_limits(&JsOptions(limits))?)?))
    }

    /// Calls an operation by its id. The arguments are a JSON array, in the operation's order.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn call<'env>(
        &self,
        env: &'env Env,
        operation: String,
        arguments: String,
        timeout: Option<f64>,
        cancel: Option<&Cancel>,
    ) -> CallResult<'env> {
        let (client, text_of) = (self.core.clone(), self.text_of);
        spawn_call(env, cancel, async move {
            let operation = operation_of(&operation)?;
            let arguments = arguments_from_json(operation, &arguments)?;
            let options = call_options(timeout.map(duration_from_milliseconds));
            let request = client.call(operation, arguments)?.options(options);
            Ok(text_of(&request.bytes().await?))
        })
    }

    /// Sends any other request. The body is JSON text.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
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
    ) -> CallResult<'env> {
        let (client, text_of) = (self.core.clone(), self.text_of);
        spawn_call(env, cancel, async move {
            let method = method_named(&method)?;
            let body: Option<Value> =
                body.as_deref().map(serde_json::from_str).transpose().map_err(|error| {
                    Error::invalid_argument(format!("`body` can't be sent as JSON: {error}"))
                })?;
            let options = call_options(timeout.map(duration_from_milliseconds));
            let request = client.request(method, &path, &query, body).options(options);
            Ok(text_of(&request.bytes().await?))
        })
    }

    /// Refuses all further calls.
    #[napi]
    pub fn close(&self) {
        self.core.close();
    }
}

impl Client {
    /// The client as core needs it.
    pub(crate) fn core(&self) -> &CoreClient {
        &self.core
    }

    fn over(&self, core: CoreClient) -> Self {
        Self { core, text_of: self.text_of }
    }
}
