//! How threads that are detached from the interpreter reattach, until it is finalized.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::prelude::*;

/// A thread that reattaches while the interpreter is finalized is killed inside Rust code, which takes
/// the process along. From the shutdown on, such threads park until the process ends, as Python's own
/// daemon threads do.
///
/// Uses only atomics, because after a fork, a thread that doesn't exist in the child could hold a lock.
#[derive(Clone, Default)]
pub(crate) struct FinalizationGuard(Arc<Inner>);

#[derive(Default)]
struct Inner {
    is_shutting_down: AtomicBool,
    /// How many threads are reattaching.
    reattaching: AtomicUsize,
}

impl FinalizationGuard {
    /// Waits detached from the interpreter, so that other threads can use it.
    pub(crate) fn detach<T: Send>(&self, py: Python<'_>, wait: impl FnOnce() -> T + Send) -> T {
        let result = py.detach(|| {
            let result = wait();
            self.reattach_or_park();
            result
        });
        self.0.reattaching.fetch_sub(1, Ordering::SeqCst);
        result
    }

    fn reattach_or_park(&self) {
        self.0.reattaching.fetch_add(1, Ordering::SeqCst);
        if self.0.is_shutting_down.load(Ordering::SeqCst) {
            self.0.reattaching.fetch_sub(1, Ordering::SeqCst);
            loop {
                thread::park();
            }
        }
    }

    /// Parks later threads, and waits for those that are reattaching. The caller must be detached,
    /// so that they can.
    pub(crate) fn begin_shutdown(&self, timeout: Duration) {
        let start = Instant::now();
        self.0.is_shutting_down.store(true, Ordering::SeqCst);
        while self.0.reattaching.load(Ordering::SeqCst) > 0 && start.elapsed() < timeout {
            thread::sleep(Duration::from_millis(1));
        }
    }
}
