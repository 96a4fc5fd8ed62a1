//! The way back into the interpreter for threads that wait outside, and its end.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::prelude::*;

/// Shut when the interpreter ends: a thread that then came back in would be killed inside Rust code,
/// which takes the process along. Whoever comes late stays outside until the process is gone, as
/// Python's own daemon threads do.
///
/// Made of atomics alone, because no lock may be held by a thread that a fork leaves behind.
#[derive(Clone, Default)]
pub(crate) struct Door(Arc<Inner>);

#[derive(Default)]
struct Inner {
    shut: AtomicBool,
    /// How many threads found it open and are not inside yet.
    passing: AtomicUsize,
}

impl Door {
    /// Waits outside the interpreter, so that other threads can use it.
    pub(crate) fn wait_outside<T: Send>(
        &self,
        py: Python<'_>,
        wait: impl FnOnce() -> T + Send,
    ) -> T {
        let result = py.detach(|| {
            let result = wait();
            self.approach();
            result
        });
        self.0.passing.fetch_sub(1, Ordering::SeqCst);
        result
    }

    fn approach(&self) {
        self.0.passing.fetch_add(1, Ordering::SeqCst);
        if self.0.shut.load(Ordering::SeqCst) {
            self.0.passing.fetch_sub(1, Ordering::SeqCst);
            loop {
                thread::park();
            }
        }
    }

    /// Shuts the door behind those who are passing. Has to be called outside the interpreter, so
    /// that they can.
    pub(crate) fn shut(&self, patience: Duration) {
        let start = Instant::now();
        self.0.shut.store(true, Ordering::SeqCst);
        while self.0.passing.load(Ordering::SeqCst) > 0 && start.elapsed() < patience {
            thread::sleep(Duration::from_millis(1));
        }
    }
}
