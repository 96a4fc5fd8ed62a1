//! The sandbox and the scripted server, for tests written in JavaScript.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use napi::bindgen_prelude::{Env, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use serde::de::DeserializeOwned;
use webex_broadworks::Error;
use webex_broadworks_sandbox as sandbox;

use crate::completions::CompletionQueue;
use crate::error::napi_error;
use crate::json_text::JsonText;

/// A stateful look-alike of the service.
#[napi]
pub struct Sandbox {
    sandbox: Arc<sandbox::Sandbox>,
}

impl Sandbox {
    pub(crate) fn clock(&self) -> sandbox::SandboxClock {
        self.sandbox.clock()
    }
}

#[napi]
impl Sandbox {
    /// Starts a sandbox; its options are a JSON object with keys in `snake_case`.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String) -> Result<Self> {
        let sandbox = sandbox::Sandbox::start(read(&options)?).map_err(|error| refuse(&error))?;
        Ok(Self { sandbox: Arc::new(sandbox) })
    }

    #[napi(getter)]
    pub fn base_url(&self) -> String {
        self.sandbox.base_url()
    }

    #[napi(getter)]
    pub fn token(&self) -> &str {
        self.sandbox.token()
    }

    #[napi]
    pub fn set_token(&self, token: String) {
        self.sandbox.set_token(&token);
    }

    #[napi]
    pub fn token_refreshes(&self) -> u32 {
        u32::try_from(self.sandbox.token_refreshes()).unwrap_or(u32::MAX)
    }

    #[napi(getter)]
    pub fn read_only_token(&self) -> &str {
        self.sandbox.read_only_token()
    }

    #[napi(ts_return_type = "Array<unknown>")]
    pub fn requests(&self) -> JsonText {
        JsonText::of(&self.sandbox.requests())
    }

    #[napi]
    pub fn clear_requests(&self) {
        self.sandbox.clear_requests();
    }

    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn wait_for_requests<'env>(
        &self,
        env: &'env Env,
        count: u32,
        timeout: f64,
    ) -> Result<PromiseRaw<'env, bool>> {
        let sandbox = Arc::clone(&self.sandbox);
        blocking(env, move || sandbox.wait_for_requests(count as usize, milliseconds(timeout)))
    }

    #[napi(ts_return_type = "Array<unknown>")]
    pub fn subscribers(&self) -> JsonText {
        JsonText::of(&self.sandbox.subscribers())
    }

    #[napi]
    pub fn grant_consent(&self, subscriber_id: String) -> Result<()> {
        self.sandbox.grant_consent(&subscriber_id).map_err(|error| refuse(&error))
    }

    #[napi(ts_return_type = "Array<unknown>")]
    pub fn enterprises(&self) -> JsonText {
        JsonText::of(&self.sandbox.enterprises())
    }

    #[napi]
    pub fn advance(&self, length: f64) {
        self.sandbox.advance(milliseconds(length));
    }

    #[napi]
    pub fn now(&self) -> String {
        self.sandbox.now().to_string()
    }

    /// The faults are a JSON array with keys in `snake_case`.
    #[napi]
    pub fn set_faults(&self, faults: String) -> Result<()> {
        self.sandbox.set_faults(read(&faults)?);
        Ok(())
    }

    #[napi(ts_return_type = "Record<string, number>")]
    pub fn fault_counts(&self) -> JsonText {
        JsonText::of(&self.sandbox.fault_counts())
    }

    #[napi]
    pub fn throttled(&self) -> u32 {
        u32::try_from(self.sandbox.throttled()).unwrap_or(u32::MAX)
    }

    #[napi(ts_return_type = "Record<string, number>")]
    pub fn accepted_triggers(&self) -> JsonText {
        JsonText::of(&self.sandbox.accepted_triggers())
    }

    #[napi(ts_return_type = "Record<string, number>")]
    pub fn refusals(&self) -> JsonText {
        JsonText::of(&self.sandbox.refusals())
    }

    #[napi(ts_return_type = "Array<Record<string, unknown>>")]
    pub fn runs(&self) -> JsonText {
        JsonText::of(&self.sandbox.runs())
    }

    /// The run is a JSON object with keys in `snake_case`.
    #[napi]
    pub fn set_next_run(&self, enterprise_id: String, next: String) -> Result<()> {
        let set = self.sandbox.set_next_run(&enterprise_id, read(&next)?);
        set.map_err(|error| refuse(&error))
    }

    #[napi]
    pub fn hold_cluster(&self, cluster: u32, length: f64) -> Result<()> {
        let held = self.sandbox.hold_cluster(cluster as usize, milliseconds(length));
        held.map_err(|error| refuse(&error))
    }

    #[napi]
    pub fn occupy(&self, enterprise_id: String) -> Result<()> {
        self.sandbox.occupy(&enterprise_id).map_err(|error| refuse(&error))
    }

    #[napi]
    pub fn touch_user(&self, enterprise_id: String, user_id: String) -> Result<()> {
        self.sandbox.touch_user(&enterprise_id, &user_id).map_err(|error| refuse(&error))
    }

    #[napi]
    pub fn remove_user(&self, enterprise_id: String, user_id: String) -> Result<()> {
        self.sandbox.remove_user(&enterprise_id, &user_id).map_err(|error| refuse(&error))
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn stop<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        let sandbox = Arc::clone(&self.sandbox);
        blocking(env, move || sandbox.stop())
    }
}

/// A server that answers from a script.
#[napi]
pub struct ScriptedServer {
    server: Arc<sandbox::ScriptedServer>,
}

#[napi]
impl ScriptedServer {
    /// Starts a server; its responses are a JSON array.
    #[napi(constructor, catch_unwind)]
    pub fn new(responses: String) -> Result<Self> {
        let responses = read(&responses)?;
        let server = sandbox::ScriptedServer::start(responses).map_err(|error| refuse(&error))?;
        Ok(Self { server: Arc::new(server) })
    }

    #[napi(getter)]
    pub fn origin(&self) -> &str {
        self.server.origin()
    }

    #[napi(getter)]
    pub fn elsewhere_origin(&self) -> &str {
        self.server.elsewhere_origin()
    }

    #[napi(getter)]
    pub fn base_url(&self) -> String {
        self.server.base_url()
    }

    #[napi(ts_return_type = "Array<unknown>")]
    pub fn requests(&self) -> JsonText {
        JsonText::of(&self.server.requests())
    }

    #[napi(ts_return_type = "Array<unknown>")]
    pub fn elsewhere_requests(&self) -> JsonText {
        JsonText::of(&self.server.elsewhere_requests())
    }

    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn wait_for_requests<'env>(
        &self,
        env: &'env Env,
        count: u32,
        timeout: f64,
    ) -> Result<PromiseRaw<'env, bool>> {
        let server = Arc::clone(&self.server);
        blocking(env, move || server.wait_for_requests(count as usize, milliseconds(timeout)))
    }

    #[napi]
    pub fn release(&self) {
        self.server.release();
    }

    #[napi]
    pub fn disconnects(&self) -> u32 {
        u32::try_from(self.server.disconnects()).unwrap_or(u32::MAX)
    }

    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn wait_for_disconnects<'env>(
        &self,
        env: &'env Env,
        count: u32,
        timeout: f64,
    ) -> Result<PromiseRaw<'env, bool>> {
        let server = Arc::clone(&self.server);
        blocking(env, move || server.wait_for_disconnects(count as usize, milliseconds(timeout)))
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn stop<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        let server = Arc::clone(&self.server);
        blocking(env, move || server.stop())
    }
}

/// A call that panics: how the tests see what becomes of one.
#[napi]
pub fn panic(results: &CompletionQueue) -> u32 {
    results.completions().spawn_call(None, async { panic!("asked to panic") })
}

/// Runs what blocks on a thread where that harms nobody.
fn blocking<T: ToNapiValue + Send + 'static>(
    env: &Env,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<PromiseRaw<'_, T>> {
    env.spawn_future(async {
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|error| napi_error(&Error::internal(error.to_string())))
    })
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    sandbox::from_json(text).map_err(|reason| {
        // Names in backticks are spelt as JavaScript has them, which is right for keys alone.
        let of_value = reason.contains("unknown name");
        let reason = if of_value { reason.replace('`', "\"") } else { reason };
        napi_error(&Error::invalid_argument(reason))
    })
}

fn refuse(error: &io::Error) -> napi::Error {
    napi_error(&Error::invalid_argument(error.to_string()))
}

fn milliseconds(number: f64) -> Duration {
    Duration::try_from_secs_f64(number / 1000.0).unwrap_or(Duration::MAX)
}
