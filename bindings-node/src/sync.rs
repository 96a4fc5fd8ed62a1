//! A directory sync run that is waited for: one look at it after the other.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::DirectorySyncWatch as CoreWatch;

use crate::cancel::Cancel;
use crate::convert::JsonText;
use crate::settle::settle;

/// A run that is waited for.
#[napi]
pub struct DirectorySyncWatch {
    watch: Arc<Mutex<CoreWatch>>,
}

#[napi]
impl DirectorySyncWatch {
    /// The next look, when it is time, as `{data, metadata}`; `null` behind the one that ended the
    /// wait.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, JsonText>> {
        let watch = Arc::clone(&self.watch);
        settle(env, cancel, async move {
            let look = watch.lock().await.next_raw().await?;
            Ok(look.as_ref().map_or_else(JsonText::null, JsonText::of_answer))
        })
    }
}

impl From<CoreWatch> for DirectorySyncWatch {
    fn from(watch: CoreWatch) -> Self {
        Self { watch: Arc::new(Mutex::new(watch)) }
    }
}
