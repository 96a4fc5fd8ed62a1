//! Runs calls outside the event loop, each with a promise of its own.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use napi::bindgen_prelude::{
    Env, Latin1String, Object, PromiseRaw, Result, ToNapiValue, panic_to_error, spawn,
};
use webex_broadworks::{Error, Result as CoreResult};

use crate::cancel::Cancel;
use crate::error::Thrown;
use crate::json_text::JsonText;

/// A promise of the JSON of a result, or of `null` if the call was canceled.
pub(crate) type CallResult<'env> = Result<Object<'env>>;

/// Runs a call. Canceling drops it and its request. A panic becomes an error with its text.
pub(crate) fn spawn_call<'env>(
    env: &'env Env,
    cancel: Option<&Cancel>,
    call: impl Future<Output = CoreResult<JsonText>> + Send + 'static,
) -> CallResult<'env> {
    let canceled = Cancel::wait(cancel);
    let (deferred, promise) = env.create_deferred()?;
    // `spawn_future` would spawn a second task, to watch for panics.
    spawn(async move {
        let result = tokio::select! {
            biased;
            () = canceled => Ok(Ok(None)),
            result = AssertUnwindSafe(call).catch_unwind() => result.map(|text| text.map(Some)),
        };
        match result {
            Ok(Ok(text)) => deferred.resolve(move |_| Ok(text.map(Latin1String::from))),
            Ok(Err(error)) => deferred.reject(Thrown::from(error).into()),
            Err(panic) => deferred.reject(panic_to_error(panic)),
        }
    });
    Ok(promise)
}

/// Runs blocking work on Tokio's blocking thread pool.
pub(crate) fn run_blocking<T: ToNapiValue + Send + 'static>(
    env: &Env,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<PromiseRaw<'_, T>> {
    env.spawn_future(async {
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(|error| Thrown::from(Error::internal(error.to_string())).into())
    })
}
