//! The thread on which calls run.

use napi::bindgen_prelude::create_custom_tokio_runtime;
use tokio::runtime::Builder;

/// More threads would spend their time on waking each other: one does tens of thousands of calls a
/// second. Where it cannot be started, napi tries with threads of its own, and says why it cannot.
#[napi_derive::module_init]
fn start() {
    if let Ok(runtime) = Builder::new_multi_thread().worker_threads(1).enable_all().build() {
        create_custom_tokio_runtime(runtime);
    }
}
