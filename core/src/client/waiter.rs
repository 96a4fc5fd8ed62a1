//! Runs the wait of any operation, for the bindings.

use std::time::Duration;

use serde_json::Value;
use webex_broadworks_transport::error::Result;

use crate::directory_sync::waiter::DirectorySyncWaiter;
use crate::waiting::state_waiter::StateWaiter;
use crate::waiting::wait_step::WaitStep;

/// Anything that is waited for.
#[derive(Debug)]
pub enum Waiter {
    /// A directory sync.
    DirectorySync(Box<DirectorySyncWaiter>),
    /// A wait for a state that one request reads.
    State(Box<StateWaiter<Value>>),
}

impl Waiter {
    /// Sets how long the wait may take.
    #[must_use]
    pub fn timeout(self, timeout: Duration) -> Self {
        match self {
            Self::DirectorySync(waiter) => waiter.timeout(timeout).into(),
            Self::State(waiter) => Self::State(Box::new(waiter.timeout(timeout))),
        }
    }

    /// Polls until there is something to report; `None` after the step that ended the wait.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn next_step(&mut self) -> Result<Option<WaitStep>> {
        match self {
            Self::DirectorySync(waiter) => waiter.next_step().await,
            Self::State(waiter) => waiter.next_step().await,
        }
    }
}

impl From<DirectorySyncWaiter> for Waiter {
    fn from(waiter: DirectorySyncWaiter) -> Self {
        Self::DirectorySync(Box::new(waiter))
    }
}

impl<T> From<StateWaiter<T>> for Waiter {
    fn from(waiter: StateWaiter<T>) -> Self {
        Self::State(Box::new(waiter.untyped()))
    }
}
