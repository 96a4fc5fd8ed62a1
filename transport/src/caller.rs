//! The call of the user that a task works for.
//!
//! The token functions of a binding must run in the context of a call. So the binding gives each call
//! a number by `Client::for_caller`. A token provider or store reads it
//! from [`current_caller`].

tokio::task_local! {
    static CALLER: u64;
}

/// The number of the call that a token provider or a token store works for, if it has one.
///
/// Calls that need a token at the same time share one fetch, which has the number of the first.
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
