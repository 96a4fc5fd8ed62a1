//! Turning a call of the core into a promise.

use napi::bindgen_prelude::{Env, PromiseRaw, Result, Status};
use webex_broadworks::Result as CoreResult;

use crate::cancel::Cancel;
use crate::convert::JsonText;
use crate::error::raise;

/// Runs a call beside the event loop and settles a promise with what it brings.
///
/// Cancelling drops the call, and with it its request. A panic rejects the promise with its text.
pub(crate) fn settle<'env>(
    env: &'env Env,
    cancel: Option<&Cancel>,
    call: impl Future<Output = CoreResult<JsonText>> + Send + 'static,
) -> Result<PromiseRaw<'env, JsonText>> {
    let Some(cancelled) = cancel.map(Cancel::wait) else {
        return env.spawn_future(async { call.await.map_err(|error| raise(&error)) });
    };
    env.spawn_future(async {
        tokio::select! {
            biased;
            () = cancelled => Err(napi::Error::new(Status::Cancelled, "the call was cancelled")),
            outcome = call => outcome.map_err(|error| raise(&error)),
        }
    })
}
