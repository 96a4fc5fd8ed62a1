//! Canceling a call: the Rust side of an `AbortSignal`.

use std::future::pending;

use napi_derive::napi;
use tokio::sync::watch;

/// A switch that cancels its calls.
///
/// napi has an `AbortSignal` of its own; it overwrites the signal's `onabort` and stays attached to
/// the signal for as long as that lives, so the JavaScript side listens instead and throws this.
#[napi]
pub struct Cancel {
    canceled: watch::Sender<bool>,
}

#[napi]
impl Cancel {
    /// Creates a switch that is off.
    #[napi(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript alone makes one")]
    pub fn new() -> Self {
        Self { canceled: watch::Sender::new(false) }
    }

    /// Ends the calls; their results say that they were canceled.
    #[napi]
    pub fn cancel(&self) {
        self.canceled.send_replace(true);
    }
}

impl Cancel {
    /// Waits until the switch is on; without one, or if it is dropped, forever.
    pub(crate) fn wait(cancel: Option<&Self>) -> impl Future<Output = ()> + Send + 'static {
        let canceled = cancel.map(|cancel| cancel.canceled.subscribe());
        async move {
            if let Some(mut canceled) = canceled
                && canceled.wait_for(|canceled| *canceled).await.is_ok()
            {
                return;
            }
            pending::<()>().await;
        }
    }
}
