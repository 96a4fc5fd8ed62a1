//! A wait, one check at a time.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::internals::Waiter as CoreWaiter;

use crate::cancel::Cancel;
use crate::completions::Completions;
use crate::json_text::JsonText;

/// Something that is waited for.
#[napi]
pub struct Waiter {
    waiter: Arc<Mutex<CoreWaiter>>,
    completions: Arc<Completions>,
}

#[napi]
impl Waiter {
    /// The next step as `{waiting, data, metadata}`, where `waiting` is a reason to wait or `null`;
    /// `null` after the last one.
    #[napi(catch_unwind)]
    pub fn next(&self, cancel: Option<&Cancel>) -> u32 {
        let waiter = Arc::clone(&self.waiter);
        self.completions.spawn_call(cancel, async move {
            let step = waiter.lock().await.next_step().await?;
            Ok(step.as_ref().map_or_else(JsonText::null, JsonText::of_wait_step))
        })
    }
}

impl Waiter {
    pub(crate) fn new(waiter: CoreWaiter, completions: &Arc<Completions>) -> Self {
        Self { waiter: Arc::new(Mutex::new(waiter)), completions: Arc::clone(completions) }
    }
}
