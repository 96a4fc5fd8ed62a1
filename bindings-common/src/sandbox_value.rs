//! Reads values of the test servers by name, for callers in another language.

use serde::Serialize;
use serde_json::Value;
use webex_broadworks::{Error, Result};
use webex_broadworks_sandbox::{Sandbox, ScriptedServer};

/// Reads a value of a sandbox: the result of its method with this name.
///
/// # Errors
/// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if it has no such method.
pub fn sandbox_value(sandbox: &Sandbox, name: &str) -> Result<Value> {
    match name {
        "accepted_triggers" => json(&sandbox.accepted_triggers()),
        "base_url" => json(&sandbox.base_url()),
        "enterprises" => Ok(sandbox.enterprises()),
        "fault_counts" => json(&sandbox.fault_counts()),
        "now" => json(&sandbox.now()),
        "read_only_token" => json(sandbox.read_only_token()),
        "refusals" => json(&sandbox.refusals()),
        "requests" => json(&sandbox.requests()),
        "runs" => json(&sandbox.runs()),
        "subscribers" => Ok(sandbox.subscribers()),
        "throttled" => json(&sandbox.throttled()),
        "token" => json(&sandbox.token()),
        "token_refreshes" => json(&sandbox.token_refreshes()),
        "workspaces" => Ok(sandbox.workspaces()),
        _ => Err(Error::internal(format!("a sandbox has no value {name}"))),
    }
}

/// Reads a value of a scripted server: the result of its method with this name.
///
/// # Errors
/// [`ErrorKind::Internal`](webex_broadworks::ErrorKind::Internal) if it has no such method.
pub fn scripted_server_value(server: &ScriptedServer, name: &str) -> Result<Value> {
    match name {
        "base_url" => json(&server.base_url()),
        "disconnects" => json(&server.disconnects()),
        "elsewhere_origin" => json(server.elsewhere_origin()),
        "elsewhere_requests" => json(&server.elsewhere_requests()),
        "origin" => json(server.origin()),
        "requests" => json(&server.requests()),
        _ => Err(Error::internal(format!("a scripted server has no value {name}"))),
    }
}

fn json(value: &(impl Serialize + ?Sized)) -> Result<Value> {
    serde_json::to_value(value).map_err(|error| Error::internal(error.to_string()))
}
