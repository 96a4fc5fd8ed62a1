//! The sandbox and the scripted server, whose methods are called by name from another language.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use webex_broadworks::{Error, Result};
use webex_broadworks_sandbox::{LoggedRequest, Sandbox, ScriptedServer};

use crate::client_clock::WallClock;
use crate::option_source::OptionSource;
use crate::sandbox_change::change_sandbox;

/// A server for tests.
#[derive(Clone)]
pub enum TestServer {
    /// A stateful simulator of Webex. It serves as long as a client of it lives.
    Sandbox(Arc<Sandbox>),
    /// A server that answers from a script.
    Scripted(Arc<ScriptedServer>),
}

impl TestServer {
    /// The clock for a client of it.
    #[must_use]
    pub fn clock(&self) -> Option<WallClock> {
        match self {
            Self::Sandbox(sandbox) => Some(WallClock::Of(Arc::clone(sandbox))),
            Self::Scripted(_) => None,
        }
    }

    /// Reads the result of its method with this name.
    ///
    /// # Errors
    /// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if it has no such method.
    pub fn value(&self, name: &str) -> Result<Value> {
        match self {
            Self::Sandbox(sandbox) => sandbox_value(sandbox, name),
            Self::Scripted(server) => scripted_server_value(server, name),
        }
    }

    /// Calls a method that changes its state, with arguments by name.
    ///
    /// # Errors
    /// If an argument is missing or has the wrong type. The inner error is the server's own.
    pub fn change<S: OptionSource>(
        &self,
        method: &str,
        given: &S,
    ) -> Result<io::Result<()>, S::Error> {
        match self {
            Self::Sandbox(sandbox) => change_sandbox(sandbox, method, given),
            Self::Scripted(server) => {
                server.release();
                Ok(Ok(()))
            }
        }
    }

    /// Calls a method that waits for a count. Returns whether it was reached in time.
    #[must_use]
    pub fn wait(&self, method: &str, count: usize, timeout: Duration) -> bool {
        match self {
            Self::Sandbox(sandbox) => sandbox.wait_for_requests(count, timeout),
            Self::Scripted(server) if method == "wait_for_disconnects" => {
                server.wait_for_disconnects(count, timeout)
            }
            Self::Scripted(server) => server.wait_for_requests(count, timeout),
        }
    }

    /// Stops serving.
    pub fn stop(&self) {
        match self {
            Self::Sandbox(sandbox) => sandbox.stop(),
            Self::Scripted(server) => server.stop(),
        }
    }
}

fn sandbox_value(sandbox: &Sandbox, name: &str) -> Result<Value> {
    match name {
        "accepted_triggers" => json(&sandbox.accepted_triggers()),
        "base_url" => json(&sandbox.base_url()),
        "enterprises" => Ok(sandbox.enterprises()),
        "fault_counts" => json(&sandbox.fault_counts()),
        "now" => json(&sandbox.now()),
        "read_only_token" => json(sandbox.read_only_token()),
        "refusals" => json(&sandbox.refusals()),
        "requests" => requests(&sandbox.requests()),
        "runs" => json(&sandbox.runs()),
        "subscribers" => Ok(sandbox.subscribers()),
        "throttled" => json(&sandbox.throttled()),
        "token" => json(&sandbox.token()),
        "token_refreshes" => json(&sandbox.token_refreshes()),
        "workspaces" => Ok(sandbox.workspaces()),
        _ => Err(Error::internal(format!("a sandbox has no value {name}"))),
    }
}

fn scripted_server_value(server: &ScriptedServer, name: &str) -> Result<Value> {
    match name {
        "base_url" => json(&server.base_url()),
        "disconnects" => json(&server.disconnects()),
        "elsewhere_origin" => json(server.elsewhere_origin()),
        "elsewhere_requests" => requests(&server.elsewhere_requests()),
        "origin" => json(server.origin()),
        "requests" => requests(&server.requests()),
        _ => Err(Error::internal(format!("a scripted server has no value {name}"))),
    }
}

/// Logged requests with their headers by name; repeated ones are joined.
fn requests(logged: &[LoggedRequest]) -> Result<Value> {
    let shown = logged.iter().map(|request| {
        let mut headers = BTreeMap::<_, Vec<&str>>::new();
        for (name, value) in &request.headers {
            headers.entry(name).or_default().push(value);
        }
        let joined = headers.into_iter().map(|(name, values)| (name, values.join(", ")));
        let joined = json(&joined.collect::<BTreeMap<_, _>>())?;
        let mut shown = json(request)?;
        if let Some(headers) = shown.get_mut("headers") {
            *headers = joined;
        }
        Ok(shown)
    });
    shown.collect()
}

fn json(value: &(impl Serialize + ?Sized)) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::internal(error.to_string()))
}
