//! Waking Python's tasks, from a thread of its own.
//!
//! Whoever wakes one needs the interpreter, and may have to wait for it as long as somebody else keeps
//! it. The thread on which all calls run must not: their time limits would run out meanwhile. Where it
//! has to enter the interpreter itself, for code of the user's, it does so in [`visit`].
//!
//! To wake a task is to run code of Python's, and with it whatever the garbage collector then finds to
//! do: a finalizer that waits for an event loop waits for ever.

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

enum Ring {
    For(Waker),
    End,
}

/// Rung from any thread, heard in the interpreter.
pub(crate) struct Bell {
    rings: Sender<Ring>,
    /// Closed when nobody listens any more.
    ended: Receiver<()>,
}

/// The string of the bell, in the hand of one who waits.
#[derive(Clone)]
pub(crate) struct Pull(Sender<Ring>);

struct Rung {
    rings: Sender<Ring>,
    waker: Waker,
}

impl Bell {
    /// Hangs one up.
    pub(crate) fn new() -> io::Result<Self> {
        let (rings, heard) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        Builder::new().name("webex-bell".to_owned()).spawn(move || {
            listen(&heard);
            drop::<Sender<()>>(end);
        })?;
        Ok(Self { rings, ended })
    }

    pub(crate) fn pull(&self) -> Pull {
        Pull(self.rings.clone())
    }

    /// Ends the thread once it has woken everybody, or leaves it alone after so long. Has to be called
    /// outside the interpreter, so that it can.
    pub(crate) fn take_down(self, patience: Duration) {
        if self.rings.send(Ring::End).is_ok() {
            let _ = self.ended.recv_timeout(patience);
        }
    }
}

impl Pull {
    /// Awaits something in a task of Python's, which is woken by the bell.
    pub(crate) async fn over<F: Future>(&self, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            let waker = context.waker().clone();
            let waker = Waker::from(Arc::new(Rung { rings: self.0.clone(), waker }));
            future.as_mut().poll(&mut Context::from_waker(&waker))
        })
        .await
    }
}

impl Wake for Rung {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Refused only at the interpreter's end, when no task goes on anyway.
        let _ = self.rings.send(Ring::For(self.waker.clone()));
    }
}

/// Wakes whom it is rung for; those who are there, in one visit.
fn listen(heard: &Receiver<Ring>) {
    while let Ok(Ring::For(first)) = heard.recv() {
        let is_over = Python::attach(|_| {
            wake(first);
            loop {
                match heard.try_recv() {
                    Ok(Ring::For(next)) => wake(next),
                    Ok(Ring::End) => return true,
                    Err(_) => return false,
                }
            }
        });
        if is_over {
            return;
        }
    }
}

/// Wakes a task, which is its loop's own doing: one that refuses must not take the others along. The
/// hook for panics has said what it was.
fn wake(waker: Waker) {
    let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
}

/// Enters the interpreter from a thread of the runtime, whose other tasks go on elsewhere meanwhile.
pub(crate) fn visit<T>(work: impl FnOnce(Python<'_>) -> T) -> T {
    tokio::task::block_in_place(|| Python::attach(work))
}
