//! Telling Python's hooks and its logger what a call does, on the thread that waits for the call.
//!
//! Core tells its observers on the runtime's threads, which must not wait for the interpreter, nor
//! run code that might wait for them. So here they only write down what happened, and whoever waits
//! for the call reads it out: in its own thread or task, with its own context variables, and holding
//! no lock. A hook can therefore make calls itself; of those nobody is told, or there were no end.
//!
//! A page that is fetched ahead goes on when the call has ended that began it. What happens to it then
//! is told of by the client's next call. A bulk run goes on between the calls that read it too: they
//! share one listener, and each tells what has happened until then.

use std::cell::Cell;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;

use futures_util::task::AtomicWaker;
use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use webex_broadworks::{Event, ListStep, Observer};

use crate::arguments::function;
use crate::carrier;
use crate::error::{Failure, Result};
use crate::process::OfProcess;
use crate::runtime::Task;

/// The arguments of a client.
pub(crate) const HOOKS: [&str; 3] = ["on_request", "on_response", "on_retry"];

/// The levels of `logging` at which something is told, from the lowest on.
const LEVELS: [u8; 3] = [DEBUG, INFO, WARNING];
const DEBUG: u8 = 10;
const INFO: u8 = 20;
const WARNING: u8 = 30;

#[derive(Clone, Copy)]
enum What {
    Request,
    Response,
    Retry,
    /// For logs alone.
    List(ListStep),
}

impl What {
    /// Its hook's place among [`HOOKS`].
    fn hook(self) -> Option<usize> {
        match self {
            Self::Request => Some(0),
            Self::Response => Some(1),
            Self::Retry => Some(2),
            Self::List(_) => None,
        }
    }

    /// What the log calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
            Self::Retry => "retry",
            Self::List(step) => step.name(),
        }
    }
}

/// Something that happened.
pub(crate) struct Told {
    what: What,
    event: Event,
}

impl Told {
    fn level(what: What, event: &Event) -> u8 {
        match what {
            What::Retry => WARNING,
            What::Response if event.error.is_some() => INFO,
            What::List(_) => INFO,
            What::Request | What::Response => DEBUG,
        }
    }
}

/// What there is somebody to be told of.
#[derive(Clone, Copy, Default)]
struct Wants {
    hooks: [bool; 3],
    /// The lowest level that is logged.
    level: Option<u8>,
}

impl Wants {
    fn anything(self) -> bool {
        self.level.is_some() || self.hooks.contains(&true)
    }

    fn hook(self, what: What) -> bool {
        what.hook().is_some_and(|place| self.hooks[place])
    }

    fn log(self, what: What, event: &Event) -> bool {
        self.level.is_some_and(|lowest| Told::level(what, event) >= lowest)
    }

    fn told(self, what: What, event: &Event) -> Option<Told> {
        let wanted = self.hook(what) || self.log(what, event);
        wanted.then(|| Told { what, event: event.clone() })
    }
}

/// Who waits for a call, as the call knows it.
pub(crate) struct Caller {
    wants: Wants,
    inbox: Arc<Inbox>,
    strays: Arc<Strays>,
    /// Kept for the inbox: without its callers it wakes nobody.
    _knock: Arc<Knock>,
}

/// Says to who waits that there is something in the inbox.
type Knock = dyn Fn() + Send + Sync;

impl Caller {
    fn note(&self, what: What, event: &Event) {
        let Some(told) = self.wants.told(what, event) else { return };
        match self.inbox.put(told) {
            None => self.inbox.knock(),
            Some(stray) => self.strays.told().push(stray),
        }
    }
}

/// What a call has told and its caller has not heard yet; nothing once the caller is gone.
struct Inbox {
    told: Mutex<Option<Vec<Told>>>,
    /// How the one is woken who waited last.
    knock: Mutex<Option<Weak<Knock>>>,
}

impl Inbox {
    fn new() -> Self {
        Self { told: Mutex::new(Some(Vec::new())), knock: Mutex::new(None) }
    }

    fn wakes(&self, knock: &Arc<Knock>) {
        let mut last = self.knock.lock().unwrap_or_else(PoisonError::into_inner);
        *last = Some(Arc::downgrade(knock));
    }

    /// Wakes who waits, holding no lock.
    fn knock(&self) {
        let last = self.knock.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(knock) = last.and_then(|knock| knock.upgrade()) {
            knock();
        }
    }

    /// Puts something in, or gives it back.
    fn put(&self, told: Told) -> Option<Told> {
        match self.told().as_mut() {
            Some(waiting) => {
                waiting.push(told);
                None
            }
            None => Some(told),
        }
    }

    fn take(&self) -> Vec<Told> {
        self.told().as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn close(&self) -> Vec<Told> {
        self.told().take().unwrap_or_default()
    }

    fn told(&self) -> MutexGuard<'_, Option<Vec<Told>>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What happened when its caller was gone, which the client's next call tells.
#[derive(Default)]
pub(crate) struct Strays(Mutex<Vec<Told>>);

impl Strays {
    fn told(&self) -> MutexGuard<'_, Vec<Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What core tells of everything that a client does.
#[derive(Debug)]
pub(crate) struct Witness;

impl Witness {
    fn note(what: What, event: &Event) {
        if let Some(caller) = carrier::caller() {
            caller.note(what, event);
        }
    }
}

impl Observer for Witness {
    fn is_listening(&self) -> bool {
        carrier::caller().is_some()
    }

    fn on_request(&self, event: &Event) {
        Self::note(What::Request, event);
    }

    fn on_response(&self, event: &Event) {
        Self::note(What::Response, event);
    }

    fn on_retry(&self, event: &Event) {
        Self::note(What::Retry, event);
    }

    fn on_list_step(&self, step: ListStep, event: &Event) {
        Self::note(What::List(step), event);
    }
}

/// The hooks of a client.
#[derive(Default)]
pub(crate) struct Hooks {
    given: [Option<Py<PyAny>>; 3],
    /// Whether one of them was already seen to fail.
    failed: AtomicBool,
}

impl Hooks {
    /// Reads them from a dict that has them all.
    pub(crate) fn read(options: &Bound<'_, PyAny>) -> Result<Self> {
        let mut given = [None, None, None];
        for (name, hook) in HOOKS.into_iter().zip(&mut given) {
            let value = options.get_item(name)?;
            if !value.is_none() {
                function(name, &value, "a function that takes an event", false)?;
                *hook = Some(value.unbind());
            }
        }
        Ok(Self { given, failed: AtomicBool::new(false) })
    }

    /// They, in the order of [`HOOKS`].
    pub(crate) fn given(&self) -> impl Iterator<Item = Option<&Py<PyAny>>> {
        self.given.iter().map(Option::as_ref)
    }

    /// Who is to be told of a call that starts now, or of `several`;
    /// nobody, unless somebody wants to be.
    ///
    /// # Errors
    /// `KeyboardInterrupt`, if Ctrl-C comes meanwhile.
    pub(crate) fn listener(
        self: &Arc<Self>,
        py: Python<'_>,
        strays: &Arc<Strays>,
        several: bool,
    ) -> PyResult<Option<Arc<Listener>>> {
        if Telling::is_going_on() {
            return Ok(None);
        }
        let hooks = [0, 1, 2].map(|place: usize| self.given[place].is_some());
        let level = match lowest_level(py) {
            Ok(level) => level,
            // Whatever is wrong with the loggers of a program is no reason for a call to fail.
            Err(error) if error.is_instance_of::<PyException>(py) => None,
            Err(error) => return Err(error),
        };
        let wants = Wants { hooks, level };
        Ok(wants.anything().then(|| {
            let boxes = OfProcess::new((Arc::new(Inbox::new()), Arc::clone(strays)));
            Arc::new(Listener { hooks: Arc::clone(self), wants, several, boxes })
        }))
    }
}

/// The lowest level that the logger takes; nothing where no handler would get to see it.
fn lowest_level(py: Python<'_>) -> PyResult<Option<u8>> {
    static MODULES: PyOnceLock<Py<PyDict>> = PyOnceLock::new();
    static LOGGER: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let logger = match LOGGER.get(py) {
        Some(logger) => logger.bind(py),
        // Who has not imported it has not set it up.
        None if !MODULES.import(py, "sys", "modules")?.contains(intern!(py, "logging"))? => {
            return Ok(None);
        }
        None => LOGGER.import(py, "webex_broadworks._logger", "LOGGER")?,
    };
    if !logger.call_method0(intern!(py, "hasHandlers"))?.is_truthy()? {
        return Ok(None);
    }
    for level in LEVELS {
        if logger.call_method1(intern!(py, "isEnabledFor"), (level,))?.is_truthy()? {
            return Ok(Some(level));
        }
    }
    Ok(None)
}

thread_local! {
    static TELLING: Cell<bool> = const { Cell::new(false) };
}

/// A hook or a handler is running in this thread.
struct Telling;

impl Telling {
    fn begin() -> Self {
        TELLING.set(true);
        Self
    }

    fn is_going_on() -> bool {
        TELLING.get()
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        TELLING.set(false);
    }
}

/// Tells the hooks and the logger what they want to know of one call, or of those that read one run.
pub(crate) struct Listener {
    hooks: Arc<Hooks>,
    wants: Wants,
    /// Whether there can be further calls to listen to when one has ended.
    several: bool,
    /// A forked child leaves these to the threads that it does not have.
    boxes: OfProcess<(Arc<Inbox>, Arc<Strays>)>,
}

impl Listener {
    /// The one who waits, as the call is to know it.
    pub(crate) fn caller(&self, knock: impl Fn() + Send + Sync + 'static) -> Option<Caller> {
        let (inbox, strays) = self.boxes.get()?.clone();
        let knock: Arc<Knock> = Arc::new(knock);
        inbox.wakes(&knock);
        Some(Caller { wants: self.wants, inbox, strays, _knock: knock })
    }

    /// Tells of what has happened until now. Fails only if the program is being ended, by Ctrl-C for
    /// instance.
    pub(crate) fn tell(&self, py: Python<'_>) -> PyResult<()> {
        let told = self.boxes.get().map(|(inbox, _)| inbox.take()).unwrap_or_default();
        told.iter().try_for_each(|told| self.tell_one(py, told))
    }

    /// Tells of all that is left once the call has ended.
    pub(crate) fn tell_rest(&self, py: Python<'_>) -> PyResult<()> {
        let Some((inbox, strays)) = self.boxes.get() else { return Ok(()) };
        let mut told = std::mem::take(&mut *strays.told());
        told.extend(if self.several { inbox.take() } else { inbox.close() });
        told.iter().try_for_each(|told| self.tell_one(py, told))
    }

    fn tell_one(&self, py: Python<'_>, told: &Told) -> PyResult<()> {
        static LOG: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
        let _telling = Telling::begin();
        let Told { what, event } = told;
        let Some(python) = self.survive(py, None, event_of(py, event))? else { return Ok(()) };
        if let Some(hook) = what.hook().and_then(|place| self.hooks.given[place].as_ref()) {
            let hook = hook.bind(py);
            self.survive(py, Some(hook), hook.call1((&python,)))?;
        }
        if self.wants.log(*what, event) {
            let log = LOG.import(py, "webex_broadworks._logger", "log")?;
            let logged = log.call1((Told::level(*what, event), what.name(), &python));
            self.survive(py, Some(log), logged)?;
        }
        Ok(())
    }

    /// An exception of the user's code is shown once, as those of finalizers are, and forgotten.
    fn survive<T>(
        &self,
        py: Python<'_>,
        whose: Option<&Bound<'_, PyAny>>,
        result: PyResult<T>,
    ) -> PyResult<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if !error.is_instance_of::<PyException>(py) => Err(error),
            Err(error) => {
                if !self.hooks.failed.swap(true, Ordering::Relaxed) {
                    error.write_unraisable(py, whose);
                }
                Ok(None)
            }
        }
    }

    /// Awaits a call, telling what happens meanwhile; `waker` is woken by its knocks.
    pub(crate) async fn hear<T>(
        self: Arc<Self>,
        mut task: Task<T>,
        waker: Arc<AtomicWaker>,
    ) -> Result<T> {
        let ended = poll_fn(|context| {
            waker.register(context.waker());
            if let Err(error) = Python::attach(|py| self.tell(py)) {
                return Poll::Ready(Err(Failure::from(error)));
            }
            Pin::new(&mut task).poll(context).map(|ended| ended.map_err(Failure::from))
        });
        let result = ended.await;
        drop(waker.take());
        Python::attach(|py| self.tell_rest(py))?;
        result
    }
}

impl Drop for Listener {
    /// What was not heard because the call was given up is told by the next one.
    fn drop(&mut self) {
        if let Some((inbox, strays)) = self.boxes.get() {
            let unheard = inbox.close();
            strays.told().extend(unheard);
        }
    }
}

fn event_of<'py>(py: Python<'py>, event: &Event) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.import(py, "webex_broadworks._events", "event")?.call1((
        &event.method,
        event.route,
        event.operation,
        &event.enterprise_id,
        &event.partner,
        event.attempt,
        event.status,
        event.error,
        event.duration,
        &event.tracking_id,
    ))
}
