//! Reads lists page by page.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use serde_json::Value;
use tokio::sync::Mutex;
use webex_broadworks::internals::ListOptions;
use webex_broadworks::{EnterpriseList, List as CoreList, Operation, RawPage};
use webex_broadworks_bindings::list_options;
use webex_broadworks_tables::ListTable as _;

use crate::argument::arguments_of;
use crate::decode::items;
use crate::error::Result;
use crate::extract::Timeout;
use crate::fork_guard::ForkGuarded;
use crate::imported::imported;
use crate::keywords::Keywords;
use crate::pending_call::{CallOutput, PendingCall, metadata};
use crate::session::{Session, SessionFactory};
use crate::table::Table;

/// A list; each iteration starts at its beginning.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct List {
    sessions: Arc<SessionFactory>,
    operation: Operation,
    options: ListOptions,
}

impl List {
    /// Checks the options before anything is sent: filters in the order of the operation, and paging
    /// arguments by name.
    pub(crate) fn new(
        sessions: Arc<SessionFactory>,
        operation: Operation,
        filters: &Bound<'_, PyTuple>,
        paging: &Bound<'_, PyDict>,
        timeout: Timeout,
    ) -> Result<Self> {
        let options = list_options(&Keywords::new(paging)?)?.timeout(timeout.0);
        let options = options.filters(operation, arguments_of(operation, filters)?);
        let list = Self { sessions, operation, options };
        drop(list.start()?);
        Ok(list)
    }

    fn start(&self) -> Result<(Session, CoreList<Value>)> {
        let session = self.sessions.session()?;
        let list = self.list(&session)?;
        Ok((session, list))
    }

    /// Starts at the beginning, for a run whose session gets the events.
    pub(crate) fn start_for(&self, run: &Session) -> Result<EnterpriseList> {
        Ok(self.list(&run.of_other(&self.sessions)?)?.into_enterprises()?)
    }

    fn list(&self, session: &Session) -> Result<CoreList<Value>> {
        Ok(session.client.list(self.operation, self.options.clone())?.without_task())
    }
}

#[pymethods]
impl List {
    /// Starts at the beginning: for `"each"` page, for the `"whole"` list, for the
    /// `"first"` item, or for a `"bulk"` run.
    fn pages(&self, purpose: &str) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        match purpose {
            // Each next page is fetched while one is decoded.
            "whole" => list.prefetch(),
            "first" => list.limit_to_first(),
            // A bulk run has no deadline.
            "bulk" => {
                list.prefetch();
                list.without_deadline();
            }
            _each => {}
        }
        Ok(PageIterator { session, list: ForkGuarded::new(Arc::new(Mutex::new(list))) })
    }

    /// Reads the whole list into a table.
    fn table(&self) -> Result<PendingCall> {
        let (session, list) = self.start()?;
        Ok(PendingCall::new(session, async move { list.table().await.map(Table::new) }))
    }
}

/// An iteration over the pages of a list.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct PageIterator {
    session: Session,
    list: ForkGuarded<Arc<Mutex<CoreList<Value>>>>,
}

#[pymethods]
impl PageIterator {
    /// The next page; `None` after the last.
    fn next_page(&self) -> Result<PendingCall> {
        let list = Arc::clone(self.list.owned()?);
        Ok(PendingCall::new(self.session.clone(), async move {
            list.lock().await.next_raw_page().await.map(Page)
        }))
    }

    /// The lines of the next page; `None` after the last.
    fn next_lines(&self) -> Result<PendingCall> {
        let list = Arc::clone(self.list.owned()?);
        Ok(PendingCall::new(self.session.clone(), async move {
            let page = list.lock().await.next_raw_page().await?;
            Ok(page.map(|page| page.lines()))
        }))
    }
}

/// A page; `None` after the last.
struct Page(Option<RawPage>);

impl CallOutput for Page {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        let Some(raw) = self.0 else { return Ok(py.None().into_bound(py)) };
        let arguments = (
            items(py, raw.body())?,
            raw.cursor(),
            raw.possibly_truncated(),
            metadata(py, raw.metadata())?,
        );
        Ok(imported!(py, "webex_broadworks._response", "Page")?.call1(arguments)?)
    }
}
