//! Notifies JavaScript that something waits for it.

use napi::Status;
use napi::bindgen_prelude::{Function, Result};
use napi::threadsafe_function::{
    ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue,
};

/// A function without arguments from JavaScript.
pub(crate) type WakeFunction<'a> = Function<'a, (), UnknownReturnValue>;

/// Calls a function of JavaScript from any thread.
///
/// It is weak: it doesn't keep the process alive. The call carries no data, because a call
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
}
