//! Runs calls outside the event loop, each with a promise of its own.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use napi::bindgen_prelude::{Env, Latin1String, PromiseRaw, ToNapiValue};
use webex_broadworks::{Error, Result as CoreResult};

use crate::cancel::Cancel;
use crate::error::{Result, Thrown};
use crate::json_text::JsonText;

/// A promise of the JSON of a result, or of `null` if the call was canceled.
pub(crate) type CallResult<'env> = napi::Result<PromiseRaw<'env, Option<Latin1String>>>;

/// Runs a call. Canceling drops it and its request. A panic becomes an error with its text.
pub(crate) fn spawn_call<'env>(
    env: &'env Env,
    cancel: Option<&Cancel>,
    call: impl Future<Output = CoreResult<JsonText>> + Send + 'static,
) -> CallResult<'env> {
    let canceled = cancel.map(Cancel::wait);
    env.spawn_future(async move {
        let call = AssertUnwindSafe(call).catch_unwind();
        let result = match canceled {
            None => call.await,
            Some(canceled) => tokio::select! {
                biased;
                () = canceled => return Ok(None),
                result = call => result,
            },
        };
        match result.unwrap_or_else(|panic| Err(defect(&*panic))) {
            Ok(text) => Ok(Some(text.into())),
            Err(error) => Err(Thrown::from(error).into()),
        }
    })
}

/// Runs blocking work on Tokio's blocking thread pool.
pub(crate) fn run_blocking<T: ToNapiValue + Send + 'static>(
    env: &Env,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<PromiseRaw<'_, T>> {
    Ok(env.spawn_future(async {
        let done = tokio::task::spawn_blocking(work).await;
        Ok(done.map_err(|error| Thrown::from(Error::internal(error.to_string())))?)
    })?)
}

/// The error for a call that panicked.
fn defect(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(text.unwrap_or("a call panicked"))
}
