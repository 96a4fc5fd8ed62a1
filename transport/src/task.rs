//! Runs calls in their own tasks.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::JoinHandle;
use tracing::Instrument as _;

use crate::error::{Error, Result};

/// Work in its own task, which is aborted when this is dropped.
///
/// A call that waits for its turn, or counts as in flight, must be polled, because other calls wait
/// for it. A caller that polls rarely must not be able to block them.
#[derive(Debug)]
pub struct AbortOnDrop<T>(JoinHandle<Result<T>>);

impl<T: Send + 'static> AbortOnDrop<T> {
    pub(crate) fn new(work: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Self(tokio::spawn(work.in_current_span()))
    }
}

impl<T> Future for AbortOnDrop<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|done| {
            done.unwrap_or_else(|error| {
                Err(Error::internal("a task of this client was lost").with_source(error))
            })
        })
    }
}

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
