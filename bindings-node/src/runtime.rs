//! The thread on which calls run.

use napi::bindgen_prelude::create_custom_tokio_runtime;
use tokio::runtime::Builder;

/// On how many threads calls run. More would spend their time on waking each other: one does tens of
/// thousands of calls a second. Elsewhere than on Linux the system is asked about certificates, and
/// what it does meanwhile may take time.
const THREADS: usize = if cfg!(target_os = "linux") { 1 } else { 2 };

/// Where it cannot be started, and after the end of the last environment of a process that begins
/// another, napi makes a runtime of its own, which has a thread for each processor.
#[napi_derive::module_init]
fn start() {
    if let Ok(runtime) = Builder::new_multi_thread().worker_threads(THREADS).enable_all().build() {
        create_custom_tokio_runtime(runtime);
    }
}
