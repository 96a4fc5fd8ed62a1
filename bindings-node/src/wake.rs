//! Telling JavaScript that something waits for it there.

use napi::Status;
use napi::bindgen_prelude::{Function, Result};
use napi::threadsafe_function::{
    ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue,
};

/// A function without arguments, as it comes from JavaScript.
pub(crate) type Waker<'a> = Function<'a, (), UnknownReturnValue>;

/// Calls a function of JavaScript from any thread.
///
/// It is weak: it keeps no process alive. What waits is not handed over in the call, because a call
/// that meets the end of its environment is forgotten; it is fetched by the function instead.
pub(crate) struct Wake(ThreadsafeFunction<(), UnknownReturnValue, (), Status, false, true>);

impl Wake {
    pub(crate) fn new(function: &Waker<'_>) -> Result<Self> {
        function.build_threadsafe_function().weak::<true>().build().map(Self)
    }

    pub(crate) fn call(&self) {
        // Refused where the environment has ended, and nobody waits for an answer there.
        self.0.call((), ThreadsafeFunctionCallMode::NonBlocking);
    }
}
