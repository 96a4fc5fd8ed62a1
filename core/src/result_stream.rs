//! A stream of results.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use webex_broadworks_transport::error::Result;

/// A stream of results: the items of a list, the statuses of a wait, the outcomes of a bulk run.
///
/// It can be stored, and polled without being pinned. The method that returns it says whether it can
/// continue after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct ResultStream<T>(Pin<Box<dyn Stream<Item = Result<T>> + Send>>);

impl<T> ResultStream<T> {
    /// Gives a stream its name.
    #[doc(hidden)]
    pub fn new(stream: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }
}

impl<T> Stream for ResultStream<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.0.as_mut().poll_next(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<T> fmt::Debug for ResultStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResultStream").finish_non_exhaustive()
    }
}
