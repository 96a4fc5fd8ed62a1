//! The thread on which calls run, and how Python waits for them.
//!
//! Python's own end is the difficult part. A thread that asks for the interpreter while it is being
//! torn down is killed inside Rust code and takes the process along, so an `atexit` hook ends the
//! runtime first. And a forked child inherits a runtime without threads, so the child makes its own.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use webex_broadworks::{Error, Result};

use crate::bell::{Bell, Pull};
use crate::carrier::{Callers, carry, install};
use crate::door::Door;
use crate::error::Failure;
use crate::process::OfProcess;
use crate::watch::{Caller, Listener};

/// How long calls under way may hold up the interpreter's end.
const PATIENCE_AT_EXIT: Duration = Duration::from_secs(5);

/// On how many threads calls run. More would spend their time on waking each other: one does tens of
/// thousands of calls a second. Elsewhere than on Linux the system is asked about certificates, and
/// what it does meanwhile may take time.
const THREADS: usize = if cfg!(target_os = "linux") { 1 } else { 2 };

/// How often a blocked call looks whether Ctrl-C was pressed.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

enum State {
    Idle,
    Running(OfProcess<Engine>),
    Closed,
}

struct Engine {
    runtime: Runtime,
    door: Door,
    bell: Bell,
}

/// Locked only by threads that are attached to the interpreter, and never while they detach: so
/// nobody else holds it when a Python thread forks.
static STATE: Mutex<State> = Mutex::new(State::Idle);

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is used of the engine.
struct Parts {
    handle: Handle,
    door: Door,
    pull: Pull,
}

impl Engine {
    fn parts(&self) -> Parts {
        let Self { runtime, door, bell } = self;
        Parts { handle: runtime.handle().clone(), door: door.clone(), pull: bell.pull() }
    }
}

/// The runtime of this process, made when it is first asked for.
fn engine(py: Python<'_>) -> Result<Parts, Failure> {
    let mut state = state();
    match &*state {
        State::Closed => return Err(shutting_down().into()),
        State::Running(engine) => {
            if let Some(engine) = engine.get() {
                return Ok(engine.parts());
            }
        }
        State::Idle => {}
    }
    install();
    let callers = Arc::new(Callers::default());
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("webex-broadworks")
        .on_thread_start(move || callers.adopt_thread())
        .enable_all()
        .build()
        .map_err(|error| no_threads(&error))?;
    let engine = Engine {
        runtime,
        door: Door::default(),
        bell: Bell::new().map_err(|error| no_threads(&error))?,
    };
    let parts = engine.parts();
    *state = State::Running(OfProcess::new(engine));
    drop(state);
    shut_down_at_exit(py)?;
    Ok(parts)
}

fn no_threads(error: &std::io::Error) -> Error {
    Error::configuration(format!("no threads can be started: {error}"))
}

fn shut_down_at_exit(py: Python<'_>) -> PyResult<()> {
    static REGISTERED: PyOnceLock<()> = PyOnceLock::new();
    let register = || {
        let hook = py.import("webex_broadworks._core")?.getattr("_shut_down")?;
        py.import("atexit")?.call_method1("register", (hook,)).map(|_| ())
    };
    REGISTERED.get_or_try_init(py, register).copied()
}

/// Ends the runtime before the interpreter ends; calls made later are refused.
#[pyfunction]
pub(crate) fn _shut_down(py: Python<'_>) {
    let before = std::mem::replace(&mut *state(), State::Closed);
    if let State::Running(engine) = before
        && let Some(Engine { runtime, door, bell }) = engine.take()
    {
        py.detach(|| {
            let start = Instant::now();
            let left = || PATIENCE_AT_EXIT.saturating_sub(start.elapsed());
            door.shut(left());
            runtime.shutdown_timeout(left());
            bell.take_down(left());
        });
    }
}

/// What wakes the tasks of Python that wait for this runtime.
pub(crate) fn pull(py: Python<'_>) -> Result<Pull, Failure> {
    Ok(engine(py)?.pull)
}

/// Starts a future on the runtime, for a caller if one wants to be told what happens.
pub(crate) fn spawn<T, F>(
    py: Python<'_>,
    caller: Option<Caller>,
    future: F,
) -> Result<Task<T>, Failure>
where
    F: Future<Output = Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let handle = engine(py)?.handle;
    let future = without_panic(future);
    Ok(Task(OfProcess::new(match caller {
        Some(caller) => handle.spawn(carry(caller, future)),
        None => handle.spawn(future),
    })))
}

/// What somebody who waits for a call hears of it.
enum News<T> {
    Knock,
    Ended(Result<T>),
}

/// Runs a future to its end while other Python threads go on, Ctrl-C is heard, and the listener is
/// told what happens.
pub(crate) fn block_on<T, F>(
    py: Python<'_>,
    listener: Option<&Listener>,
    future: F,
) -> Result<T, Failure>
where
    F: Future<Output = Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let door = engine(py)?.door;
    let (sender, mut receiver) = mpsc::channel();
    let knocks = sender.clone();
    let caller = listener.and_then(|listener| {
        // Nobody listens any more if a signal has ended the wait.
        listener.caller(move || drop(knocks.send(News::Knock)))
    });
    let _task = spawn(py, caller, async move {
        drop(sender.send(News::Ended(without_panic(future).await)));
        Ok(())
    })?;
    loop {
        let news;
        (news, receiver) =
            door.wait_outside(py, move || (receiver.recv_timeout(SIGNAL_INTERVAL), receiver));
        match news {
            Ok(News::Knock) => listener.map_or(Ok(()), |listener| listener.tell(py))?,
            Ok(News::Ended(result)) => {
                listener.map_or(Ok(()), |listener| listener.tell_rest(py))?;
                return Ok(result?);
            }
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) => return Err(shutting_down().into()),
        }
    }
}

/// Waits in steps for something other than a call, as patiently and as attentively.
pub(crate) fn wait_until(
    py: Python<'_>,
    timeout: Duration,
    happened: impl Fn(Duration) -> bool + Sync,
) -> Result<bool, Failure> {
    let door = engine(py)?.door;
    let start = Instant::now();
    loop {
        let left = timeout.saturating_sub(start.elapsed());
        if door.wait_outside(py, || happened(left.min(SIGNAL_INTERVAL))) {
            return Ok(true);
        }
        if left.is_zero() {
            return Ok(false);
        }
        py.check_signals()?;
    }
}

/// A future that was started; dropping it ends it.
pub(crate) struct Task<T>(OfProcess<JoinHandle<Result<T>>>);

impl<T> Future for Task<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.0.get_mut() {
            Some(handle) => Pin::new(handle).poll(context).map(|ended| match ended {
                Ok(result) => result,
                Err(_aborted) => Err(shutting_down()),
            }),
            None => Poll::Ready(Err(other_process())),
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        if let Some(handle) = self.0.get() {
            handle.abort();
        }
    }
}

/// What is begun in one process cannot be ended in another.
pub(crate) fn other_process() -> Error {
    Error::configuration(
        "this was begun before the process forked and cannot go on in the child; begin anew, with \
         the same client if you like",
    )
}

fn shutting_down() -> Error {
    Error::configuration("the interpreter is shutting down, and calls can no longer be made")
}

/// A panic becomes an ordinary error, because `except Exception` would not catch pyo3's own.
async fn without_panic<T>(future: impl Future<Output = Result<T>>) -> Result<T> {
    let ended = AssertUnwindSafe(future).catch_unwind().await;
    ended.unwrap_or_else(|panic| Err(panicked(&*panic)))
}

fn panicked(panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(format!(
        "this is a defect of webex-broadworks, please report it: {}",
        text.unwrap_or("no description")
    ))
}
