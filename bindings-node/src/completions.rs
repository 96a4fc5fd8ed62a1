//! The completions of calls, which wait here until JavaScript fetches them and settles the promises.
//!
//! napi's own promises each cost a threadsafe function, which is made and torn down on the event loop.
//! Here all calls of an environment share one: promises stay on the side of JavaScript, known here by
//! numbers, and results cross in bundles.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use napi::bindgen_prelude::{Env, Latin1String, ObjectRef, Result, spawn};
use napi_derive::napi;
use webex_broadworks::{Error, Result as CoreResult};

use crate::cancel::Cancel;
use crate::error::record;
use crate::event_loop_waker::{EventLoopWaker, WakeFunction};
use crate::json_text::JsonText;

/// The results of all calls of an environment that JavaScript has not fetched yet.
#[napi]
pub struct CompletionQueue {
    completions: Arc<Completions>,
    kept_alive: Option<ObjectRef<false>>,
}

#[napi]
impl CompletionQueue {
    /// Creates a queue; `wake` is called on the main thread, once for each bundle.
    #[napi(constructor, catch_unwind, ts_args_type = "wake: () => void")]
    pub fn new(wake: WakeFunction<'_>) -> Result<Self> {
        let wake = EventLoopWaker::new(&wake)?;
        let completions = Completions { wake, bundles: Mutex::default(), calls: AtomicU32::new(0) };
        Ok(Self { completions: Arc::new(completions), kept_alive: None })
    }

    /// Some results as the text of a JSON array: for each the number of its call and `{value}`,
    /// `{error}` with a record, or `{canceled}`. `null` if there are none.
    #[napi(ts_return_type = "string | null")]
    pub fn take(&self) -> Option<Latin1String> {
        let mut bundles = self.completions.bundles();
        let bundle = bundles.pop_front()?;
        if !bundles.is_empty() {
            self.completions.wake.call();
        }
        Some(bundle.into_array())
    }

    /// Keeps the process alive, and an object.
    #[napi(catch_unwind, ts_args_type = "object: object")]
    pub fn keep_alive(&mut self, env: Env, object: ObjectRef<false>) -> Result<()> {
        self.release(env)?;
        self.kept_alive = Some(object);
        self.completions.wake.keep_alive(env, true)
    }

    /// Keeps neither any longer.
    #[napi(catch_unwind)]
    pub fn release(&mut self, env: Env) -> Result<()> {
        let Some(kept_alive) = self.kept_alive.take() else { return Ok(()) };
        kept_alive.unref(&env)?;
        self.completions.wake.keep_alive(env, false)
    }
}

impl CompletionQueue {
    pub(crate) fn completions(&self) -> Arc<Completions> {
        Arc::clone(&self.completions)
    }
}

/// Where results wait for JavaScript.
pub(crate) struct Completions {
    /// Results of calls, each followed by a comma.
    bundles: Mutex<VecDeque<JsonText>>,
    calls: AtomicU32,
    wake: EventLoopWaker,
}

impl Completions {
    /// Runs a call outside the event loop. Returns the number to fetch its result with.
    ///
    /// Canceling drops the call and its request. A panic becomes an error with its text.
    pub(crate) fn spawn_call(
        self: &Arc<Self>,
        cancel: Option<&Cancel>,
        call: impl Future<Output = CoreResult<JsonText>> + Send + 'static,
    ) -> u32 {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let (completions, canceled) = (Arc::clone(self), cancel.map(Cancel::wait));
        spawn(async move {
            let call = AssertUnwindSafe(call).catch_unwind();
            let result = match canceled {
                None => Some(call.await),
                Some(canceled) => tokio::select! {
                    biased;
                    () = canceled => None,
                    result = call => Some(result),
                },
            };
            let result = result.map(|result| result.unwrap_or_else(|panic| Err(defect(&*panic))));
            completions.push_completion(number, result);
        });
        number
    }

    fn push_completion(&self, number: u32, result: Option<CoreResult<JsonText>>) {
        let mut bundles = self.bundles();
        let is_first = bundles.is_empty();
        let has_room = bundles.back().is_some_and(JsonText::has_room);
        if !has_room {
            bundles.push_back(JsonText::empty());
        }
        if let Some(bundle) = bundles.back_mut() {
            match result {
                Some(Ok(value)) => bundle.push_result(number, "value", &value),
                Some(Err(error)) => {
                    bundle.push_result(number, "error", &JsonText::of_text(&record(&error)));
                }
                None => bundle.push_result(number, "canceled", &JsonText::of_text("true")),
            }
        }
        drop(bundles);
        if is_first {
            self.wake.call();
        }
    }

    fn bundles(&self) -> MutexGuard<'_, VecDeque<JsonText>> {
        self.bundles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The error for a call that panicked.
fn defect(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(text.unwrap_or("a call panicked"))
}
