//! A directory sync run that is waited for: one look at it after the other.

use std::sync::Arc;

use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::DirectorySyncWatch as CoreWatch;

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
    /// The next look, when it is time, as `{data, metadata}`; `null` behind the one that ended the
    /// wait.
    #[napi(catch_unwind)]
    pub fn next(&self, cancel: Option<&Cancel>) -> u32 {
        let watch = Arc::clone(&self.watch);
        self.desk.settle(cancel, async move {
            let look = watch.lock().await.next_raw().await?;
            Ok(look.as_ref().map_or_else(JsonText::null, JsonText::of_answer))
        })
    }
}

impl DirectorySyncWatch {
    pub(crate) fn new(watch: CoreWatch, desk: &Arc<Desk>) -> Self {
        Self { watch: Arc::new(Mutex::new(watch)), desk: Arc::clone(desk) }
    }
}
