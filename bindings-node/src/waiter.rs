//! A wait, one check at a time.

use std::sync::Arc;

use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::internals::{
    Waiter as CoreWaiter, arguments_from_json, operation_of, wait_for,
};
use webex_broadworks_bindings::duration_from_milliseconds;

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::Result;
use crate::json_text::JsonText;

/// Something that is waited for.
#[napi]
pub struct Waiter {
    waiter: Arc<Mutex<CoreWaiter>>,
}

#[napi]
impl Waiter {
    /// A wait before its first check. The arguments are a JSON array, in the operation's order.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        client: &Client,
        operation: String,
        arguments: String,
        timeout: Option<f64>,
    ) -> Result<Self> {
        let operation = operation_of(&operation)?;
        let arguments = arguments_from_json(operation, &arguments)?;
        let mut waiter = wait_for(client.core(), operation, arguments)?;
        if let Some(timeout) = timeout {
            waiter = waiter.timeout(duration_from_milliseconds(timeout));
        }
        Ok(Self { waiter: Arc::new(Mutex::new(waiter)) })
    }

    /// The next step as `{waiting, data, metadata}`, where `waiting` is a reason to wait or `null`;
    /// `null` after the last one.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn next<'env>(&self, env: &'env Env, cancel: Option<&Cancel>) -> CallResult<'env> {
        let waiter = Arc::clone(&self.waiter);
        spawn_call(env, cancel, async move {
            let step = waiter.lock().await.next_step().await?;
            Ok(step.as_ref().map_or_else(JsonText::null, JsonText::of_wait_step))
        })
    }
}
