//! The thread on which calls run, and how Python waits for them.
//!
//! Python's own end is the difficult part. A thread that asks for the interpreter while it is being
//! torn down is killed inside Rust code and takes the process along, so an `atexit` hook ends the
//! runtime first. And a forked child inherits a runtime without threads, so the child makes its own.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;
use webex_broadworks::{Error, Result};

use crate::error::Failure;
use crate::finalization::FinalizationGuard;
use crate::fork_guard::{ForkGuarded, forked_process_error};
use crate::hooks::Listener;
use crate::waker_thread::{WakerHandle, WakerThread};

/// How long calls in flight may delay the interpreter's end.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(5);

/// The number of threads that run calls. More would spend their time on waking each other: one
/// thread handles tens of thousands of calls a second. Except on Linux, the operating system
/// verifies certificates, which can block a thread for some time.
const THREADS: usize = if cfg!(target_os = "linux") { 1 } else { 2 };

/// How often a blocked call checks for Ctrl-C.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(50);

enum State {
    Idle,
    Running(ForkGuarded<Engine>),
    Closed,
}

struct Engine {
    runtime: Runtime,
    waker_thread: WakerThread,
    handles: Handles,
}

/// What calls use of the engine.
#[derive(Clone)]
struct Handles {
    runtime: Handle,
    finalization: FinalizationGuard,
    waker: WakerHandle,
}

/// Locked only by threads that are attached to the interpreter, and never while they detach: so no
/// other thread holds it when a Python thread forks.
static STATE: Mutex<State> = Mutex::new(State::Idle);

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The runtime of this process, created at first use.
fn engine(py: Python<'_>) -> Result<Handles, Failure> {
    let mut state = state();
    match &*state {
        State::Closed => return Err(shutting_down().into()),
        State::Running(engine) => {
            if let Some(engine) = engine.get() {
                return Ok(engine.handles.clone());
            }
        }
        State::Idle => {}
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("webex-broadworks")
        .enable_all()
        .build()
        .map_err(|error| no_threads(&error))?;
    let waker_thread = WakerThread::new().map_err(|error| no_threads(&error))?;
    let handles = Handles {
        runtime: runtime.handle().clone(),
        finalization: FinalizationGuard::default(),
        waker: waker_thread.handle(),
    };
    let engine = Engine { runtime, waker_thread, handles: handles.clone() };
    *state = State::Running(ForkGuarded::new(engine));
    drop(state);
    shut_down_at_exit(py)?;
    Ok(handles)
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

/// Ends the runtime before the interpreter. Later calls are refused.
#[pyfunction]
pub(crate) fn _shut_down(py: Python<'_>) {
    let before = std::mem::replace(&mut *state(), State::Closed);
    if let State::Running(engine) = before
        && let Some(Engine { runtime, waker_thread, handles }) = engine.take()
    {
        py.detach(|| {
            let start = Instant::now();
            let left = || SHUTDOWN_TIMEOUT.saturating_sub(start.elapsed());
            handles.finalization.begin_shutdown(left());
            runtime.shutdown_timeout(left());
            waker_thread.shut_down(left());
        });
    }
}

/// Wakes Python's tasks that wait for this runtime.
pub(crate) fn waker_handle(py: Python<'_>) -> Result<WakerHandle, Failure> {
    Ok(engine(py)?.waker)
}

/// Starts a future on the runtime.
pub(crate) fn spawn<T, F>(py: Python<'_>, future: F) -> Result<Task<T>, Failure>
where
    F: Future<Output = Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let runtime = engine(py)?.runtime;
    Ok(Task(ForkGuarded::new(runtime.spawn(without_panic(future)))))
}

/// Wakes the thread that polls a future.
struct Unparker(Thread);

impl Wake for Unparker {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future to its end. Other Python threads continue, and Ctrl-C works.
pub(crate) fn block_on<T>(
    py: Python<'_>,
    future: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let finalization = engine(py)?.finalization;
    let waker = Waker::from(Arc::new(Unparker(thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(ended) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return ended;
        }
        finalization.detach(py, || thread::park_timeout(SIGNAL_INTERVAL));
        py.check_signals()?;
    }
}

/// Waits in steps for something other than a call. Ctrl-C works.
pub(crate) fn wait_until(
    py: Python<'_>,
    timeout: Duration,
    happened: impl Fn(Duration) -> bool + Sync,
) -> Result<bool, Failure> {
    let finalization = engine(py)?.finalization;
    let start = Instant::now();
    loop {
        let left = timeout.saturating_sub(start.elapsed());
        if finalization.detach(py, || happened(left.min(SIGNAL_INTERVAL))) {
            return Ok(true);
        }
        if left.is_zero() {
            return Ok(false);
        }
        py.check_signals()?;
    }
}

/// Awaits a call and delivers its events until its end.
pub(crate) async fn await_with_events<T>(
    mut task: Task<T>,
    mut listener: Option<Listener>,
) -> Result<T, Failure> {
    poll_fn(|context| {
        // First the task, so that no event before its end is left.
        let ended = Pin::new(&mut task).poll(context);
        if let Some(listener) = &mut listener
            && let Err(error) = Python::attach(|py| listener.deliver(py, context))
        {
            return Poll::Ready(Err(error.into()));
        }
        ended.map_err(Failure::from)
    })
    .await
}

/// A started future. Dropping it cancels it.
pub(crate) struct Task<T>(ForkGuarded<JoinHandle<Result<T>>>);

impl<T> Future for Task<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.0.get_mut() {
            Some(handle) => Pin::new(handle).poll(context).map(|ended| match ended {
                Ok(result) => result,
                Err(_aborted) => Err(shutting_down()),
            }),
            None => Poll::Ready(Err(forked_process_error())),
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

fn shutting_down() -> Error {
    Error::configuration("the interpreter is shutting down, and calls can no longer be made")
}

/// A panic becomes an ordinary error, because `except Exception` would not catch pyo3's exception.
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
