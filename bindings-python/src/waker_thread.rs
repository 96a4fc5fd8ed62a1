//! Wakes Python's tasks from its own thread.
//!
//! Waking a task needs the interpreter, which another thread may keep for long. The thread on which
//! all calls run must not wait for it, because their deadlines would pass. Where that thread needs the
//! interpreter itself, for code of the user's, it calls [`attach_blocking`].
//!
//! Waking a task runs Python code, and with it any finalizers that the garbage collector calls: one
//! that waits for an event loop would never return.

use std::future::poll_fn;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::task::{Context, Wake, Waker};
use std::thread::Builder;
use std::time::Duration;

use pyo3::prelude::*;

enum WakeMessage {
    Wake(Waker),
    ShutDown,
}

/// A thread that wakes Python's tasks on behalf of any other thread.
pub(crate) struct WakerThread {
    sender: Sender<WakeMessage>,
    /// Closed after the end of the thread.
    ended: Receiver<()>,
}

/// Has the thread wake tasks.
#[derive(Clone)]
pub(crate) struct WakerHandle(Sender<WakeMessage>);

struct DeferredWaker {
    sender: Sender<WakeMessage>,
    waker: Waker,
}

impl WakerThread {
    /// Starts the thread.
    pub(crate) fn new() -> io::Result<Self> {
        let (sender, messages) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        Builder::new().name("webex-waker".to_owned()).spawn(move || {
            wake_tasks(&messages);
            drop::<Sender<()>>(end);
        })?;
        Ok(Self { sender, ended })
    }

    pub(crate) fn handle(&self) -> WakerHandle {
        WakerHandle(self.sender.clone())
    }

    /// Ends the thread after it has woken every task, or leaves it after the timeout. The caller
    /// must be detached from the interpreter.
    pub(crate) fn shut_down(self, timeout: Duration) {
        if self.sender.send(WakeMessage::ShutDown).is_ok() {
            let _ = self.ended.recv_timeout(timeout);
        }
    }
}

impl WakerHandle {
    /// Awaits a future in a Python task, which the thread wakes.
    pub(crate) async fn drive<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            let waker = context.waker().clone();
            let waker = Waker::from(Arc::new(DeferredWaker { sender: self.0.clone(), waker }));
            future.as_mut().poll(&mut Context::from_waker(&waker))
        })
        .await
    }
}

impl Wake for DeferredWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Refused only at the interpreter's end, when no task runs any longer.
        let _ = self.sender.send(WakeMessage::Wake(self.waker.clone()));
    }
}

/// Wakes tasks. Those that are due together attach to the interpreter once.
fn wake_tasks(messages: &Receiver<WakeMessage>) {
    while let Ok(WakeMessage::Wake(first)) = messages.recv() {
        let is_over = Python::attach(|_| {
            wake(first);
            loop {
                match messages.try_recv() {
                    Ok(WakeMessage::Wake(next)) => wake(next),
                    Ok(WakeMessage::ShutDown) => return true,
                    Err(_) => return false,
                }
            }
        });
        if is_over {
            return;
        }
    }
}

/// Wakes a task through its event loop. An error of one loop must not affect the others. The panic
/// hook has printed it.
fn wake(waker: Waker) {
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
}

/// Enters the interpreter from a runtime thread, whose other tasks continue on other threads.
pub(crate) fn attach_blocking<T>(work: impl FnOnce(Python<'_>) -> T) -> T {
    tokio::task::block_in_place(|| Python::attach(work))
}
