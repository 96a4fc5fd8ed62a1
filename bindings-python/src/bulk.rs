//! A bulk run, which is read in steps and fed with items in between.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyMapping};
use webex_broadworks::internals::operation_of;
use webex_broadworks::snake_case;
use webex_broadworks_bindings::{BulkReader, FeedBatch, bulk_options, start_bulk_run};
use webex_broadworks_bulk::{BulkItem, BulkItems, BulkStep, RawOutcome};
use webex_broadworks_tables::{OUTCOMES, TableBuilder};

use crate::decode::decode_all;
use crate::error::{Failure, Result};
use crate::extract::{Timeout, flag};
use crate::fork_guard::ForkGuarded;
use crate::keywords::Keywords;
use crate::list::List;
use crate::pending_call::{CallOutput, PendingCall};
use crate::session::Session;
use crate::state::plain;
use crate::table::Table;

/// A run over many enterprises; nothing is sent before its first step.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct BulkRun {
    session: Session,
    /// A forked child must not use it.
    reader: ForkGuarded<Arc<BulkReader>>,
    /// The outcomes that were read as `"rows"`.
    rows: Arc<Mutex<TableBuilder>>,
}

impl BulkRun {
    /// Creates a run of `operation` over a list, or over items that are passed later.
    pub(crate) fn new(
        session: Session,
        operation: &str,
        items: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> Result<Self> {
        let given = Keywords::new(options)?;
        let start = |list: &Bound<'_, PyAny>| -> Result<_> {
            list.cast::<List>().map_err(PyErr::from)?.get().start_for(&session)
        };
        let (feed, source) = if items.is_instance_of::<List>() {
            (None, BulkItems::list(start(items)?))
        } else {
            let (feed, handed) = BulkItems::feed(items.len().ok().map(|total| total as u64));
            // A list whose items pass through the user's code is still the same list.
            let handed = match given.value("listed")? {
                Some(list) => handed.listed_by(&start(&list)?),
                None => handed,
            };
            (Some(feed), handed)
        };
        let operation = operation_of(operation)?;
        let enable = given.value("enable_dir_sync")?;
        let enable = enable.map(|enable| flag("enable_dir_sync", &enable)).transpose()?;
        let only_if = given.value("only_if")?;
        let has_item_function = only_if.is_some_and(|given| given.cast::<PyMapping>().is_err());
        let options = bulk_options(&given)?.item_function(has_item_function);
        let run = start_bulk_run(&session.client, operation, source, enable, options)?;
        let reader = BulkReader::new(operation, run, feed, snake_case);
        let reader = ForkGuarded::new(Arc::new(reader));
        let rows = Arc::new(Mutex::new(TableBuilder::new(&OUTCOMES)));
        Ok(Self { session, reader, rows })
    }
}

#[pymethods]
impl BulkRun {
    /// The next step: outcomes; or, if the caller also feeds the run, how many items are wanted; or
    /// `None` after the last outcome. With `"lines"` outcomes are texts; with `"dicts"` they are
    /// dicts; with `"rows"` none are returned, but `table` has them.
    fn step(&self, format: String, feeds: bool) -> Result<PendingCall> {
        let (reader, rows) = (Arc::clone(self.reader.owned()?), Arc::clone(&self.rows));
        let work = async move {
            let step = reader.step(feeds).await?;
            if let ("rows", BulkStep::Outcomes(outcomes)) = (&*format, &step) {
                let mut rows = rows.lock().unwrap_or_else(PoisonError::into_inner);
                outcomes.iter().try_for_each(|outcome| rows.push_outcome(outcome))?;
            }
            Ok(FormattedStep { step, format, reader })
        };
        Ok(PendingCall::new(self.session.clone(), work))
    }

    /// How many items are needed, once any are; 0 if no more are.
    fn wanted(&self) -> Result<PendingCall> {
        let feed = self.reader.owned()?.feed()?.clone();
        Ok(PendingCall::new(None, async move { Ok(feed.wanted().await) }))
    }

    /// Passes as many items as are needed, without waiting: `wanted`, or what the run needs now. An
    /// exception of the iterator is raised after the items before it were passed.
    #[pyo3(signature = (items: "Any", wanted))]
    fn feed(&self, items: &Bound<'_, PyIterator>, wanted: Option<usize>) -> Result<()> {
        let feed = self.reader.owned()?.feed()?;
        let wanted = wanted.unwrap_or_else(|| feed.wanted_now());
        if wanted == 0 {
            return Ok(());
        }
        let mut batch = FeedBatch::new(wanted, Instant::now());
        let filled = fill(&mut batch, items);
        batch.push_to(feed);
        filled
    }

    /// Passes one item.
    fn push_item(&self, item: &Bound<'_, PyAny>) -> Result<()> {
        self.reader.owned()?.feed()?.push(vec![read_item(item)?]);
        Ok(())
    }

    /// Declares that there are no more items.
    fn end_items(&self) -> Result<()> {
        self.reader.owned()?.feed()?.end();
        Ok(())
    }

    /// Declares that there are no more items because of an exception.
    fn fail_items(&self) -> Result<()> {
        self.reader.owned()?.fail_items();
        Ok(())
    }

    /// The current summary of the run.
    fn summary<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.reader.owned()?.summary())
    }

    /// Starts no more items.
    fn stop(&self) -> Result<()> {
        self.reader.owned()?.stop();
        Ok(())
    }

    /// Starts no more items, and waits up to `timeout` until those in flight are recorded.
    fn close(&self, timeout: Timeout) -> Result<PendingCall> {
        let reader = Arc::clone(self.reader.owned()?);
        let limit = timeout.0.unwrap_or(Duration::MAX);
        // Nothing more starts, even if the call isn't awaited.
        reader.stop();
        let work = async move { reader.close(limit).await };
        Ok(PendingCall::new(self.session.clone(), work))
    }

    /// The outcomes that were read as `"rows"`. Can be called once.
    fn table(&self) -> Result<Table> {
        // A forked child must not take its lock either.
        self.reader.owned()?;
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(Table::new(rows.finish()?))
    }

    /// The outcomes of the first items that failed.
    #[pyo3(signature = () -> "list[Any]")]
    fn failures<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        Ok(decode_all(py, self.reader.owned()?.failures())?)
    }

    /// Raises the error that summarizes the failures, if there are any.
    fn raise_for_failures(&self) -> Result<()> {
        match self.reader.owned()?.bulk_error() {
            Some(record) => Err(Failure::of_record(&record)),
            None => Ok(()),
        }
    }
}

/// Reads items until the batch is complete.
fn fill(batch: &mut FeedBatch, items: &Bound<'_, PyIterator>) -> Result<()> {
    for item in items {
        batch.push(read_item(&item?)?);
        if batch.is_complete(Instant::now()) {
            return Ok(());
        }
    }
    batch.end();
    Ok(())
}

/// Reads an item from the result of `ItemReader.read`.
fn read_item(read: &Bound<'_, PyAny>) -> Result<BulkItem> {
    type ReadItem = (String, Option<(Option<String>, String)>, Option<String>, bool);
    let (json, refusal, group, is_left_out): ReadItem = read.extract()?;
    let mut item = BulkItem::from_json(&json);
    if let Some((key, got)) = refusal {
        item = item.refused(key.as_deref(), got);
    }
    if let Some(group) = group {
        item = item.cluster_group(group);
    }
    Ok(if is_left_out { item.left_out() } else { item })
}

/// The result of a step of a run for Python.
struct FormattedStep {
    step: BulkStep,
    format: String,
    reader: Arc<BulkReader>,
}

impl CallOutput for FormattedStep {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        let Self { step, format, reader } = *self;
        match step {
            BulkStep::End => Ok(py.None().into_bound(py)),
            BulkStep::Wanted(items) => Ok(items.into_bound_py_any(py)?),
            BulkStep::Outcomes(outcomes) => {
                reader.keep_failures(&outcomes);
                match &*format {
                    "dicts" => Ok(decode_all(py, outcomes.iter().map(RawOutcome::json))?),
                    "lines" => {
                        let texts = outcomes.iter().map(|one| String::from_utf8_lossy(one.json()));
                        Ok(texts
                            .map(|text| text + "\n")
                            .collect::<Vec<_>>()
                            .into_bound_py_any(py)?)
                    }
                    _rows => Ok(PyList::empty(py).into_any()),
                }
            }
        }
    }
}
