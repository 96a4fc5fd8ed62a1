//! Asking JavaScript for something, and waiting for its answer.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::Result;
use napi_derive::napi;
use tokio::sync::oneshot;
use webex_broadworks::{StoreResult, current_caller};
use zeroize::Zeroizing;

use crate::wake::{Wake, Waker};

/// Text that may hold a secret, or nothing.
pub(crate) type Secret = Option<Zeroizing<String>>;

/// The questions that nobody has fetched yet. They end with this object, and with its environment.
#[napi]
pub struct Questions {
    desk: Arc<Desk>,
}

#[napi]
impl Questions {
    /// Questions of which `wake` is told, on the main thread.
    #[napi(constructor, catch_unwind, ts_args_type = "wake: () => void")]
    pub fn new(wake: Waker<'_>) -> Result<Self> {
        let waiting = Mutex::new(Some(VecDeque::new()));
        Ok(Self { desk: Arc::new(Desk { waiting, wake: Wake::new(&wake)? }) })
    }

    /// The question that has waited longest.
    #[napi]
    pub fn take(&self) -> Option<Question> {
        self.desk.waiting().as_mut()?.pop_front()
    }
}

impl Questions {
    pub(crate) fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk)
    }
}

impl Drop for Questions {
    fn drop(&mut self) {
        // Without this, those who wait would wait for ever.
        *self.desk.waiting() = None;
    }
}

/// One question. Left unanswered until it is collected, it fails.
#[napi]
pub struct Question {
    topic: &'static str,
    text: Secret,
    caller: Option<u64>,
    reply: Option<oneshot::Sender<StoreResult<Secret>>>,
}

#[napi]
impl Question {
    /// What is asked for.
    #[napi(getter)]
    pub fn topic(&self) -> &str {
        self.topic
    }

    /// What comes with it: JSON.
    #[napi(getter)]
    pub fn text(&self) -> Option<&str> {
        self.text.as_ref().map(|text| text.as_str())
    }

    /// The number of the call that needs the answer.
    #[napi(getter)]
    pub fn caller(&self) -> Option<u32> {
        self.caller.and_then(|caller| u32::try_from(caller).ok())
    }

    /// Answers it, with JSON or with nothing.
    #[napi]
    pub fn answer(&mut self, text: Option<String>) {
        self.settle(Ok(text.map(Zeroizing::new)));
    }

    /// Says that there is no answer, and why.
    #[napi]
    pub fn fail(&mut self, reason: String) {
        self.settle(Err(reason.into()));
    }

    fn settle(&mut self, outcome: StoreResult<Secret>) {
        if let Some(reply) = self.reply.take() {
            // Refused where the call that asked was given up.
            let _ = reply.send(outcome);
        }
    }
}

/// Where questions are laid down.
pub(crate) struct Desk {
    /// Nothing once nobody fetches them any more.
    waiting: Mutex<Option<VecDeque<Question>>>,
    wake: Wake,
}

impl Desk {
    /// Asks, and waits for the answer.
    pub(crate) async fn ask(&self, topic: &'static str, text: Secret) -> StoreResult<Secret> {
        let gone = || Box::<dyn StdError + Send + Sync>::from("it went away with its environment");
        let (reply, answer) = oneshot::channel();
        let caller = current_caller();
        match self.waiting().as_mut() {
            Some(waiting) => {
                waiting.push_back(Question { topic, text, caller, reply: Some(reply) });
            }
            None => return Err(gone()),
        }
        self.wake.call();
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    fn waiting(&self) -> MutexGuard<'_, Option<VecDeque<Question>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
