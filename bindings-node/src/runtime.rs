//! The thread on which calls run.

use napi::bindgen_prelude::create_custom_tokio_runtime;
use tokio::runtime::Builder;

/// The number of threads that run calls. One handles tens of thousands of calls a second. More
/// would spend their time waking each other. Outside Linux, the operating system verifies
/// certificates, which can block a thread.
const THREADS: usize = if cfg!(target_os = "linux") { 1 } else { 2 };

/// If this runtime can't be started, or a process starts another environment after its last one
/// ended, napi makes a runtime of its own with a thread for each processor.
#[napi_derive::module_init]
fn start() {
    if let Ok(runtime) = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build() {
        create_custom_tokio_runtime(runtime);
    }
}
