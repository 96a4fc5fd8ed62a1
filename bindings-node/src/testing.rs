//! The sandbox and the scripted server, for tests written in JavaScript.

use std::io;
use std::sync::Arc;

use napi::bindgen_prelude::{Env, Latin1String, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use serde::de::DeserializeOwned;
use webex_broadworks::Error;
use webex_broadworks_bindings::{duration_from_milliseconds, sandbox_value, scripted_server_value};
use webex_broadworks_sandbox as sandbox;

use crate::call::{CallResult, spawn_call};
use crate::error::napi_error;
use crate::json_text::JsonText;
use crate::spelling::camel;

/// A stateful simulator of Webex.
#[napi]
pub struct Sandbox {
    sandbox: Arc<sandbox::Sandbox>,
}

impl Sandbox {
    /// Kept by its clients: the sandbox serves as long as they live.
    pub(crate) fn server(&self) -> Arc<sandbox::Sandbox> {
        Arc::clone(&self.sandbox)
    }
}

#[napi]
impl Sandbox {
    /// Starts a sandbox. Its options are a JSON object with keys in `snake_case`.
    #[napi(constructor, catch_unwind)]
    pub fn new(options: String) -> Result<Self> {
        let sandbox = sandbox::Sandbox::start(read(&options)?).map_err(|error| refuse(&error))?;
        Ok(Self { sandbox: Arc::new(sandbox) })
    }

    /// Calls its method with this name. The result is JSON.
    #[napi(ts_return_type = "string")]
    pub fn value(&self, name: String) -> Result<Latin1String> {
        let value = sandbox_value(&self.sandbox, &name).map_err(|error| napi_error(&error))?;
        Ok(JsonText::of(&value).into())
    }

    #[napi]
    pub fn set_token(&self, token: String) {
        self.sandbox.set_token(&token);
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
        blocking(env, move || {
            sandbox.wait_for_requests(count as usize, duration_from_milliseconds(timeout))
        })
    }

    #[napi]
    pub fn grant_consent(&self, subscriber_id: String) -> Result<()> {
        self.sandbox.grant_consent(&subscriber_id).map_err(|error| refuse(&error))
    }

    #[napi]
    pub fn advance(&self, length: f64) {
        self.sandbox.advance(duration_from_milliseconds(length));
    }

    /// The faults are a JSON array with keys in `snake_case`.
    #[napi]
    pub fn set_faults(&self, faults: String) -> Result<()> {
        self.sandbox.set_faults(read(&faults)?);
        Ok(())
    }

    /// The run is a JSON object with keys in `snake_case`.
    #[napi]
    pub fn set_next_run(&self, enterprise_id: String, next: String) -> Result<()> {
        let set = self.sandbox.set_next_run(&enterprise_id, read(&next)?);
        set.map_err(|error| refuse(&error))
    }

    #[napi]
    pub fn hold_cluster(&self, cluster: u32, length: f64) -> Result<()> {
        let held = self.sandbox.hold_cluster(cluster as usize, duration_from_milliseconds(length));
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
    /// Starts a server. Its responses are a JSON array.
    #[napi(constructor, catch_unwind)]
    pub fn new(responses: String) -> Result<Self> {
        let responses = read(&responses)?;
        let server = sandbox::ScriptedServer::start(responses).map_err(|error| refuse(&error))?;
        Ok(Self { server: Arc::new(server) })
    }

    /// Calls its method with this name. The result is JSON.
    #[napi(ts_return_type = "string")]
    pub fn value(&self, name: String) -> Result<Latin1String> {
        let value =
            scripted_server_value(&self.server, &name).map_err(|error| napi_error(&error))?;
        Ok(JsonText::of(&value).into())
    }

    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn wait_for_requests<'env>(
        &self,
        env: &'env Env,
        count: u32,
        timeout: f64,
    ) -> Result<PromiseRaw<'env, bool>> {
        let server = Arc::clone(&self.server);
        blocking(env, move || {
            server.wait_for_requests(count as usize, duration_from_milliseconds(timeout))
        })
    }

    #[napi]
    pub fn release(&self) {
        self.server.release();
    }

    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn wait_for_disconnects<'env>(
        &self,
        env: &'env Env,
        count: u32,
        timeout: f64,
    ) -> Result<PromiseRaw<'env, bool>> {
        let server = Arc::clone(&self.server);
        blocking(env, move || {
            server.wait_for_disconnects(count as usize, duration_from_milliseconds(timeout))
        })
    }

    #[napi(ts_return_type = "Promise<void>")]
    pub fn stop<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, ()>> {
        let server = Arc::clone(&self.server);
        blocking(env, move || server.stop())
    }
}

/// A call that panics, to test how panics are handled.
#[napi(ts_return_type = "Promise<string | null>")]
pub fn panic(env: &Env) -> CallResult<'_> {
    spawn_call(env, None, async { panic!("asked to panic") })
}

/// Runs blocking work on Tokio's blocking thread pool.
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
        // The backticks of this message enclose a value, not a key.
        let of_value = reason.contains("unknown name");
        refused(&if of_value { reason.replace('`', "\"") } else { reason })
    })
}

fn refuse(error: &io::Error) -> napi::Error {
    refused(&error.to_string())
}

/// The sandbox has its keys only in `snake_case`, and puts them in backticks.
fn refused(reason: &str) -> napi::Error {
    let words = reason.split('`').enumerate();
    let words = words.map(|(at, words)| if at % 2 == 1 { camel(words) } else { words.to_owned() });
    napi_error(&Error::invalid_argument(words.collect::<Vec<_>>().join("`")))
}
