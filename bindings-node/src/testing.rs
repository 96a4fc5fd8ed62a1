//! The sandbox and the scripted server, for tests written in JavaScript.

use std::io;
use std::sync::Arc;

use napi::bindgen_prelude::{Env, Latin1String, Object, PromiseRaw};
use napi_derive::napi;
use webex_broadworks::Error;
use webex_broadworks_bindings::{TestServer as Server, duration_from_milliseconds};
use webex_broadworks_sandbox::{Sandbox, ScriptedServer};

use crate::call::{CallResult, run_blocking, spawn_call};
use crate::error::Result;
use crate::json_text::JsonText;
use crate::options::JsOptions;
use crate::sandbox_json::{read, refused};

/// A server for tests, whose methods are called by name.
#[napi]
pub struct TestServer {
    pub(crate) server: Server,
}

#[napi]
impl TestServer {
    /// Starts a sandbox. Its options are a JSON object with keys in `snake_case`.
    #[napi(factory, catch_unwind, js_name = "sandbox")]
    pub fn start_sandbox(options: String) -> Result<Self> {
        let sandbox = Sandbox::start(read(&options)?).map_err(|error| refuse(&error))?;
        Ok(Self { server: Server::Sandbox(Arc::new(sandbox)) })
    }

    /// Starts a server that answers from a script. Its responses are a JSON array.
    #[napi(factory, catch_unwind)]
    pub fn scripted_server(responses: String) -> Result<Self> {
        let server = ScriptedServer::start(read(&responses)?).map_err(|error| refuse(&error))?;
        Ok(Self { server: Server::Scripted(Arc::new(server)) })
    }

    /// Calls a method that returns a value, as JSON.
    #[napi(ts_return_type = "string")]
    pub fn value(&self, name: String) -> Result<Latin1String> {
        Ok(JsonText::of(&self.server.value(&name)?).into())
    }

    /// Calls a method that changes the state. Times are in milliseconds, lists are JSON.
    #[napi]
    pub fn change(&self, name: String, given: Object) -> Result<()> {
        Ok(self.server.change(&name, &JsOptions(given))?.map_err(|error| refuse(&error))?)
    }

    /// Calls a method that waits for a count.
    #[napi(ts_return_type = "Promise<boolean>")]
    pub fn wait<'env>(
        &self,
        env: &'env Env,
        name: String,
        count: u32,
        timeout: f64,
    ) -> napi::Result<PromiseRaw<'env, bool>> {
        let (server, count) = (self.server.clone(), count as usize);
        let timeout = duration_from_milliseconds(timeout);
        run_blocking(env, move || server.wait(&name, count, timeout))
    }

    /// Ends the server.
    #[napi(ts_return_type = "Promise<void>")]
    pub fn stop<'env>(&self, env: &'env Env) -> napi::Result<PromiseRaw<'env, ()>> {
        let server = self.server.clone();
        run_blocking(env, move || server.stop())
    }
}

/// A call that panics, to test how panics are handled.
#[napi(ts_return_type = "Promise<string | null>")]
pub fn panic(env: &Env) -> CallResult<'_> {
    spawn_call(env, None, async { panic!("asked to panic") })
}

fn refuse(error: &io::Error) -> Error {
    refused(&error.to_string())
}
