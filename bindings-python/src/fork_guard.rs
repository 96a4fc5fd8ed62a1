//! Values that belong to the process that created them.

use std::mem;
use std::process;

use webex_broadworks::{Error, Result};

/// A value that a forked child cannot use and must not drop.
///
/// Threads do not survive a fork, and a lock that one of them held is never released. Anything
/// that shares locks with the runtime's threads (the runtime, its connections, its tasks) is
/// therefore forgotten in the child rather than dropped.
pub(crate) struct ForkGuarded<T> {
    pid: u32,
    value: Option<T>,
}

impl<T> ForkGuarded<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { pid: process::id(), value: Some(value) }
    }

    /// The value; `None` in another process.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.pid == process::id())
    }

    /// The value, for a method that can't do without it.
    pub(crate) fn owned(&self) -> Result<&T> {
        self.get().ok_or_else(forked_process_error)
    }

    /// The value; `None` in another process.
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.value.as_mut().filter(|_| self.pid == process::id())
    }

    /// Takes the value; `None` in another process.
    pub(crate) fn take(mut self) -> Option<T> {
        self.get()?;
        self.value.take()
    }
}

impl<T> Drop for ForkGuarded<T> {
    fn drop(&mut self) {
        if self.pid != process::id() {
            mem::forget(self.value.take());
        }
    }
}

/// The error for an object of another process.
pub(crate) fn forked_process_error() -> Error {
    Error::configuration(
        "this object was created before the process forked, and cannot be used in the child \
         process. Create a new one with the same client",
    )
}
