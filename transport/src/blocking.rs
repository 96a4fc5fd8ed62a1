//! Runs blocking work on Tokio's blocking thread pool.

use crate::error::{Error, Result};

/// Does something that may block, such as reading a file, on a thread for such things: all calls of
/// a process may share a single thread, and their time limits with it.
///
/// # Errors
/// Those of the work, and [`ErrorKind::Internal`](crate::error::ErrorKind::Internal) if it panics.
pub async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| {
        Err(Error::internal("the blocking task was lost").with_source(error))
    })
}
