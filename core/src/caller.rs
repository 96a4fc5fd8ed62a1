//! Which call of the caller a task belongs to.
//!
//! A binding whose token functions must run in the context of the call they belong to gives each call
//! a number by [`Client::for_caller`](crate::Client::for_caller). A token provider or store reads it
//! from [`current_caller`].

tokio::task_local! {
    static CALLER: u64;
}

/// The number of the call that a token provider or a token store works for, if it has one.
///
/// Calls that need a token at the same time share one fetch: it belongs to the first of them.
pub fn current_caller() -> Option<u64> {
    CALLER.try_get().ok()
}

/// Runs a task for the call with that number.
pub(crate) async fn for_caller<T>(caller: Option<u64>, work: impl Future<Output = T>) -> T {
    match caller {
        Some(caller) => CALLER.scope(caller, work).await,
        None => work.await,
    }
}
