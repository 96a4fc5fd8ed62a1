//! Notifies JavaScript that something waits for it.

use napi::Status;
use napi::bindgen_prelude::{Env, Function, Result, sys};
use napi::check_status;
use napi::threadsafe_function::{
    ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue,
};

/// A function without arguments from JavaScript.
pub(crate) type WakeFunction<'a> = Function<'a, (), UnknownReturnValue>;

/// Calls a function of JavaScript from any thread.
///
/// It is weak: by default, it doesn't keep the process alive. The call carries no data, because a call
/// at the end of its environment is dropped. The function gets the data itself.
pub(crate) struct EventLoopWaker(
    ThreadsafeFunction<(), UnknownReturnValue, (), Status, false, true>,
);

impl EventLoopWaker {
    pub(crate) fn new(function: &WakeFunction<'_>) -> Result<Self> {
        function.build_threadsafe_function().weak::<true>().build().map(Self)
    }

    pub(crate) fn call(&self) {
        // Fails if the environment has ended. No call waits for a result there.
        self.0.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }

    /// Sets whether it keeps the process alive.
    pub(crate) fn keep_alive(&self, env: Env, is_kept: bool) -> Result<()> {
        let (env, function) = (env.raw(), self.0.raw());
        // SAFETY: the caller has the environment, so this is its thread and it has not ended; nor has the
        // function, which ends with it or with `self`.
        check_status!(unsafe {
            if is_kept {
                sys::napi_ref_threadsafe_function(env, function)
            } else {
                sys::napi_unref_threadsafe_function(env, function)
            }
        })
    }
}
