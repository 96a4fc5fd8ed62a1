//! A directory sync run that is waited for: one look at it after the other.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::DirectorySyncWaiter as CoreWatch;

use crate::cancel::Cancel;
use crate::convert::JsonText;
use crate::settle::Desk;

/// A run that is waited for.
#[napi]
pub struct DirectorySyncWatch {
    watch: Arc<Mutex<CoreWatch>>,
    desk: Arc<Desk>,
}

#[napi]
impl DirectorySyncWatch {
    /// The next step as `{waiting, data, metadata}`, where `waiting` is a reason to wait or `null`;
    /// `null` after the last one.
    #[napi(catch_unwind)]
    pub fn next(&self, cancel: Option<&Cancel>) -> u32 {
        let watch = Arc::clone(&self.watch);
        self.desk.settle(cancel, async move {
            let step = watch.lock().await.next_step().await?;
            Ok(step.as_ref().map_or_else(JsonText::null, JsonText::of_wait_step))
        })
    }
}

impl DirectorySyncWatch {
    pub(crate) fn new(watch: CoreWatch, desk: &Arc<Desk>) -> Self {
        Self { watch: Arc::new(Mutex::new(watch)), desk: Arc::clone(desk) }
    }
}
