//! The sandbox and the scripted server, for tests written in JavaScript.

use std::io;
use std::sync::Arc;

use napi::bindgen_prelude::{Env, Latin1String, Object, PromiseRaw, Result, ToNapiValue};
use napi_derive::napi;
use webex_broadworks::Error;
use webex_broadworks_bindings::{
    change_sandbox, duration_from_milliseconds, sandbox_value, scripted_server_value,
};
use webex_broadworks_sandbox as sandbox;

use crate::call::{CallResult, spawn_call};
use crate::error::napi_error;
use crate::json_text::JsonText;
use crate::options::JsOptions;
use crate::sandbox_json::{read, refused};

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
        let options = read(&options).map_err(|error| napi_error(&error))?;
        let sandbox = sandbox::Sandbox::start(options).map_err(|error| refuse(&error))?;
        Ok(Self { sandbox: Arc::new(sandbox) })
    }

    /// Calls its method with this name. The result is JSON.
    #[napi(ts_return_type = "string")]
    pub fn value(&self, name: String) -> Result<Latin1String> {
        let value = sandbox_value(&self.sandbox, &name).map_err(|error| napi_error(&error))?;
        Ok(JsonText::of(&value).into())
    }

    /// Calls its method with this name, which changes its state. Times are in milliseconds, lists
    /// are JSON.
    #[napi]
    pub fn change(&self, name: String, given: Object) -> Result<()> {
        change_sandbox(&self.sandbox, &name, &JsOptions(given))
            .map_err(|error| napi_error(&error))?
            .map_err(|error| refuse(&error))
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
        let responses = read(&responses).map_err(|error| napi_error(&error))?;
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

fn refuse(error: &io::Error) -> napi::Error {
    napi_error(&refused(&error.to_string()))
}
