//! A bulk run: read one step after the other, and handed items in between.

mod failures;
mod items;
mod options;

use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString};
use tokio::sync::Mutex;
use webex_broadworks::Error;
use webex_broadworks_bulk::{
    Bulk, BulkFeed, BulkHandle, BulkItems, BulkOptions, BulkRun as CoreRun, BulkStep, RawOutcome,
};
use webex_broadworks_tables::{OUTCOMES, TableBuilder};

use self::failures::Failures;
use self::items::{Reader, check};
use crate::decode::Decoder;
use crate::error::Result;
use crate::extract::{duration, flag};
use crate::fork_guard::ForkGuarded;
use crate::list::EnterpriseList;
use crate::pending_call::{CallOutput, PendingCall};
use crate::runtime::forked_process_error;
use crate::session::Session;
use crate::state::plain;
use crate::table::Table;

/// How many outcomes a step brings at most.
const BATCH: usize = 256;

/// A run over many enterprises; nothing is sent before its first step.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct BulkRun {
    session: Session,
    parts: ForkGuarded<Parts>,
    reader: Reader,
    failures: Arc<Failures>,
    rows: Arc<Rows>,
}

/// What a forked child must leave alone.
struct Parts {
    run: Arc<Mutex<RunReader>>,
    handle: BulkHandle,
    feed: Option<BulkFeed>,
}

/// A run, for who reads it.
struct RunReader {
    run: CoreRun,
    has_begun: bool,
}

impl RunReader {
    async fn step(&mut self, feed: Option<BulkFeed>) -> webex_broadworks::Result<BulkStep> {
        self.has_begun = true;
        if let Some(feed) = feed {
            return self.run.step(&feed, BATCH).await;
        }
        let outcomes = self.run.next_batch(BATCH).await?;
        Ok(if outcomes.is_empty() { BulkStep::End } else { BulkStep::Outcomes(outcomes) })
    }

    /// Comes to the end of a run that begins nothing more. Who gives that up can try again, and who
    /// tries it at the same time waits too.
    async fn end(&mut self) -> webex_broadworks::Result<()> {
        while self.has_begun && !self.run.next_batch(BATCH).await?.is_empty() {}
        Ok(())
    }
}

impl BulkRun {
    /// A run of `operation` over a list, or else over what it will be handed.
    pub(crate) fn new(
        session: Session,
        operation: &str,
        items: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> Result<Self> {
        let (feed, items) = if let Ok(list) = items.cast::<EnterpriseList>() {
            (None, BulkItems::list(list.get().start_for(&session)?))
        } else {
            check(items, flag("awaited", &options.get_item("awaited")?)?)?;
            let (feed, handed) = BulkItems::feed(items.len().ok().map(|total| total as u64));
            // A list whose items pass by code of the user's is the same list all the same.
            let handed = match options.get_item("listed") {
                Ok(list) => {
                    let list = list.cast::<EnterpriseList>().map_err(PyErr::from)?;
                    handed.listed_by(&list.get().start_for(&session)?)
                }
                Err(_) => handed,
            };
            (Some(feed), handed)
        };
        let bulk = Bulk::new(&session.client);
        let run = begin(&bulk, operation, items, options::read(options)?, options)?;
        let handle = run.handle();
        let run = Arc::new(Mutex::new(RunReader { run, has_begun: false }));
        let parts = Parts { run, handle, feed };
        Ok(Self {
            session,
            parts: ForkGuarded::new(parts),
            reader: Reader::new(options)?,
            failures: Arc::default(),
            rows: Arc::default(),
        })
    }

    fn parts(&self) -> Result<&Parts> {
        Ok(self.parts.get().ok_or_else(forked_process_error)?)
    }

    fn feed(&self) -> Result<&BulkFeed> {
        let feed = self.parts()?.feed.as_ref();
        Ok(feed.ok_or_else(|| Error::internal("a run over a list was handed items"))?)
    }
}

fn begin(
    bulk: &Bulk,
    operation: &str,
    items: BulkItems,
    options: BulkOptions,
    given: &Bound<'_, PyAny>,
) -> Result<CoreRun> {
    Ok(match operation {
        "directory_sync.get_status" => bulk.directory_sync().get_status(items, options)?,
        "directory_sync.ensure" => {
            let enable = given.get_item("enable_dir_sync")?;
            let enable =
                (!enable.is_none()).then(|| flag("enable_dir_sync", &enable)).transpose()?;
            bulk.directory_sync().ensure(items, enable, options)?
        }
        "directory_sync.run" => bulk.directory_sync().run(items, options)?,
        "directory_sync.trigger_user" => bulk.directory_sync().trigger_user(items, options)?,
        _ => return Err(Error::internal("there is no such bulk operation").into()),
    })
}

#[pymethods]
impl BulkRun {
    /// What comes next: outcomes; or, for who feeds the run too, how many items are wanted; or `None`
    /// behind the last outcome. As `"lines"` outcomes are texts; as `"rows"` there are none to see,
    /// but `table` has them; as `"dicts"` they are dicts.
    fn step(&self, format: &str, feeds: bool) -> Result<PendingCall> {
        let format = OutputFormat::named(format)?;
        let parts = self.parts()?;
        let (run, feed) = (Arc::clone(&parts.run), parts.feed.clone().filter(|_| feeds));
        let (failures, rows) = (Arc::clone(&self.failures), Arc::clone(&self.rows));
        let work = async move {
            let step = run.lock().await.step(feed).await?;
            if let (OutputFormat::Rows, BulkStep::Outcomes(outcomes)) = (format, &step) {
                rows.add(outcomes)?;
            }
            Ok(Step::new(step, format, failures))
        };
        Ok(PendingCall::new(self.session.clone(), work))
    }

    /// How many items are wanted, once any are; 0 where none are any more.
    fn wanted(&self) -> Result<PendingCall> {
        let feed = self.feed()?.clone();
        Ok(PendingCall::without_events(async move { Ok(Step::Wanted(feed.wanted().await)) }))
    }

    /// How many items are wanted at this very moment.
    fn wanted_now(&self) -> Result<usize> {
        Ok(self.feed()?.wanted_now())
    }

    /// Hands items over; those before one that cannot be used count.
    fn push_items(&self, items: &Bound<'_, PyAny>) -> Result<()> {
        self.reader.read(items, self.feed()?)
    }

    /// Says that there are no more items.
    fn end_items(&self) -> Result<()> {
        self.feed()?.end();
        Ok(())
    }

    /// Says that there are no more items because something is wrong with them.
    fn fail_items(&self) -> Result<()> {
        self.feed()?.fail(Error::invalid_argument("`items` cannot be read any further"));
        Ok(())
    }

    /// How it stands.
    fn summary<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.parts()?.handle.summary())
    }

    /// Begins nothing more.
    fn stop(&self) -> Result<()> {
        self.parts()?.handle.close();
        Ok(())
    }

    /// Begins nothing more, and waits until what is in flight is written down, or for so long.
    fn close(&self, timeout: &Bound<'_, PyAny>) -> Result<PendingCall> {
        let parts = self.parts()?;
        let limit = duration("timeout", timeout)?.unwrap_or(Duration::MAX);
        parts.handle.close();
        let run = Arc::clone(&parts.run);
        let work = async move {
            let ended = tokio::time::timeout(limit, async { run.lock().await.end().await });
            ended.await.unwrap_or(Ok(()))
        };
        Ok(PendingCall::new(self.session.clone(), work))
    }

    /// The outcomes that were read as `"rows"`, once.
    fn table(&self) -> Result<Table> {
        // Nor is its lock a forked child's to take.
        self.parts()?;
        Ok(Table::new(self.rows.change(TableBuilder::finish)?))
    }

    /// The outcomes of the first items that failed, each with its error if that is at hand.
    #[pyo3(signature = () -> "list[tuple[Any, Any]]")]
    fn failures<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        self.failures.show(py)
    }
}

/// The format in which outcomes are read.
#[derive(Clone, Copy)]
pub(crate) enum OutputFormat {
    Dicts,
    Lines,
    Rows,
}

impl OutputFormat {
    fn named(name: &str) -> Result<Self> {
        match name {
            "dicts" => Ok(Self::Dicts),
            "lines" => Ok(Self::Lines),
            "rows" => Ok(Self::Rows),
            _ => Err(Error::internal("outcomes have no such format").into()),
        }
    }
}

/// The rows of the table of a run, once it has any.
#[derive(Default)]
struct Rows(StdMutex<Option<TableBuilder>>);

impl Rows {
    fn change<T>(&self, change: impl FnOnce(&mut TableBuilder) -> T) -> T {
        let mut rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(rows.get_or_insert_with(|| TableBuilder::new(&OUTCOMES)))
    }

    fn add(&self, outcomes: &[RawOutcome]) -> webex_broadworks::Result<()> {
        self.change(|rows| outcomes.iter().try_for_each(|outcome| rows.push_outcome(outcome)))
    }
}

/// What a step of a run brings to Python.
pub(crate) enum Step {
    Outcomes { outcomes: Vec<RawOutcome>, format: OutputFormat, failures: Arc<Failures> },
    Wanted(usize),
    End,
}

impl Step {
    fn new(step: BulkStep, format: OutputFormat, failures: Arc<Failures>) -> Self {
        match step {
            BulkStep::Outcomes(outcomes) => Self::Outcomes { outcomes, format, failures },
            BulkStep::Wanted(items) => Self::Wanted(items),
            BulkStep::End => Self::End,
        }
    }
}

impl CallOutput for Step {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        match *self {
            Self::End => Ok(py.None().into_bound(py)),
            Self::Wanted(items) => Ok(items.into_pyobject(py).map_err(PyErr::from)?.into_any()),
            Self::Outcomes { outcomes, format, failures } => {
                let shown = match format {
                    OutputFormat::Dicts => dicts(py, &outcomes)?,
                    OutputFormat::Lines => lines(py, &outcomes)?,
                    OutputFormat::Rows => PyList::empty(py).into_any(),
                };
                failures.keep(outcomes);
                Ok(shown)
            }
        }
    }
}

fn dicts<'py>(py: Python<'py>, outcomes: &[RawOutcome]) -> Result<Bound<'py, PyAny>> {
    let decoder = Decoder::new(py);
    let dicts: PyResult<Vec<_>> =
        outcomes.iter().map(|outcome| decoder.decode(outcome.json())).collect();
    Ok(dicts?.into_pyobject(py)?)
}

fn lines<'py>(py: Python<'py>, outcomes: &[RawOutcome]) -> Result<Bound<'py, PyAny>> {
    let lines = outcomes.iter().map(|outcome| {
        let mut line = String::from_utf8_lossy(outcome.json()).into_owned();
        line.push('\n');
        PyString::new(py, &line)
    });
    Ok(lines.collect::<Vec<_>>().into_pyobject(py)?)
}
