//! Calls the caller's JavaScript functions, and receives their results.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::Result;
use napi_derive::napi;
use tokio::sync::oneshot;
use webex_broadworks::{StoreResult, current_caller};
use zeroize::Zeroizing;

use crate::event_loop_waker::{EventLoopWaker, WakeFunction};

/// Text that may be a secret, or nothing.
pub(crate) type Secret = Option<Zeroizing<String>>;

/// The requests that JavaScript has not fetched yet. They end with this object, and with its environment.
#[napi]
pub struct CallbackQueue {
    callbacks: Arc<Callbacks>,
}

#[napi]
impl CallbackQueue {
    /// A queue; `wake` is called on the main thread when it has requests.
    #[napi(constructor, catch_unwind, ts_args_type = "wake: () => void")]
    pub fn new(wake: WakeFunction<'_>) -> Result<Self> {
        let waiting = Mutex::new(Some(VecDeque::new()));
        Ok(Self { callbacks: Arc::new(Callbacks { waiting, wake: EventLoopWaker::new(&wake)? }) })
    }

    /// The oldest request.
    #[napi]
    pub fn take(&self) -> Option<CallbackRequest> {
        self.callbacks.waiting().as_mut()?.pop_front()
    }
}

impl CallbackQueue {
    pub(crate) fn callbacks(&self) -> Arc<Callbacks> {
        Arc::clone(&self.callbacks)
    }
}

impl Drop for CallbackQueue {
    fn drop(&mut self) {
        // Drops the requests that are waiting. Otherwise their calls would wait without a limit.
        *self.callbacks.waiting() = None;
    }
}

/// A call of the caller's function. If it gets no result before it is collected, it fails.
#[napi]
pub struct CallbackRequest {
    /// The requested function: `token`, `load` or `save`.
    #[napi(readonly)]
    pub topic: String,
    /// The number of the call that needs the result.
    #[napi(readonly)]
    pub caller: Option<u32>,
    text: Secret,
    reply: Option<oneshot::Sender<StoreResult<Secret>>>,
}

#[napi]
impl CallbackRequest {
    /// What comes with it: JSON.
    #[napi(getter)]
    pub fn text(&self) -> Option<&str> {
        self.text.as_ref().map(|text| text.as_str())
    }

    /// Passes its result: JSON, or nothing.
    #[napi]
    pub fn resolve(&mut self, text: Option<String>) {
        self.send(Ok(text.map(Zeroizing::new)));
    }

    /// Reports that the function threw, and the message.
    #[napi]
    pub fn reject(&mut self, reason: String) {
        self.send(Err(reason.into()));
    }

    fn send(&mut self, outcome: StoreResult<Secret>) {
        if let Some(reply) = self.reply.take() {
            // Refused if the call that needed it was canceled.
            let _ = reply.send(outcome);
        }
    }
}

/// Where requests wait for JavaScript.
pub(crate) struct Callbacks {
    /// `None` once the queue was dropped.
    waiting: Mutex<Option<VecDeque<CallbackRequest>>>,
    wake: EventLoopWaker,
}

impl Callbacks {
    /// Calls a function of the caller, and waits for its result.
    pub(crate) async fn call_js(&self, topic: &str, text: Secret) -> StoreResult<Secret> {
        let gone =
            || Box::<dyn StdError + Send + Sync>::from("its JavaScript environment has ended");
        let (reply, answer) = oneshot::channel();
        let caller = current_caller().and_then(|caller| u32::try_from(caller).ok());
        let request = CallbackRequest { topic: topic.to_owned(), caller, text, reply: Some(reply) };
        self.waiting().as_mut().ok_or_else(gone)?.push_back(request);
        self.wake.call();
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    fn waiting(&self) -> MutexGuard<'_, Option<VecDeque<CallbackRequest>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
