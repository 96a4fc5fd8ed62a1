//! A wait, one check at a time.

use std::sync::Arc;

use napi::bindgen_prelude::Env;
use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::internals::Waiter as CoreWaiter;

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::json_text::JsonText;

/// Something that is waited for.
#[napi]
pub struct Waiter {
    waiter: Arc<Mutex<CoreWaiter>>,
}

#[napi]
impl Waiter {
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

impl Waiter {
    pub(crate) fn new(waiter: CoreWaiter) -> Self {
        Self { waiter: Arc::new(Mutex::new(waiter)) }
    }
}
