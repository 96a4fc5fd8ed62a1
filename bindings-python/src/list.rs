//! Reads lists page by page.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyTuple};
use serde_json::Value;
use tokio::sync::Mutex;
use webex_broadworks::internals::ListOptions;
use webex_broadworks::{EnterpriseList, List as CoreList, Metadata, Operation, RawPage};
use webex_broadworks_bindings::list_options;
use webex_broadworks_tables::ListTable as _;

use crate::argument::arguments_of;
use crate::decode::items;
use crate::error::Result;
use crate::extract::duration;
use crate::fork_guard::ForkGuarded;
use crate::keywords::Keywords;
use crate::pending_call::{CallOutput, PendingCall, metadata};
use crate::runtime::forked_process_error;
use crate::session::{Session, SessionFactory};

/// A list; each iteration starts at its beginning.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct List {
    sessions: Arc<SessionFactory>,
    operation: Operation,
    options: ListOptions,
}

impl List {
    /// Checks the options before anything is sent.
    pub(crate) fn new(
        sessions: Arc<SessionFactory>,
        operation: Operation,
        filters: &Bound<'_, PyTuple>,
        paging: &Bound<'_, PyDict>,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<Self> {
        let options = options(operation, filters, paging, timeout)?;
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
    /// Starts at the beginning.
    fn pages(&self) -> Result<PageIterator> {
        let (session, list) = self.start()?;
        Ok(PageIterator::new(session, list))
    }

    /// Starts at the beginning, to read the whole list: each next page is fetched while one is
    /// decoded.
    fn pages_prefetching(&self) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        list.prefetch();
        Ok(PageIterator::new(session, list))
    }

    /// Starts at the beginning, with only the list's own deadline, because a bulk run has none.
    fn pages_without_deadline(&self) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        list.prefetch();
        list.without_deadline();
        Ok(PageIterator::new(session, list))
    }

    /// Reads the whole list into a table.
    fn table(&self) -> Result<PendingCall> {
        let (session, list) = self.start()?;
        Ok(PendingCall::new(session, async move { list.table().await }))
    }

    /// Starts at the beginning, to end after one item.
    fn pages_up_to_first(&self) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        list.limit_to_first();
        Ok(PageIterator::new(session, list))
    }
}

/// An iteration over the pages of a list.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct PageIterator {
    session: Session,
    list: ForkGuarded<Arc<Mutex<CoreList<Value>>>>,
}

impl PageIterator {
    fn new(session: Session, list: CoreList<Value>) -> Self {
        Self { session, list: ForkGuarded::new(Arc::new(Mutex::new(list))) }
    }
}

#[pymethods]
impl PageIterator {
    /// The next page; `None` after the last.
    fn next_page(&self) -> Result<PendingCall> {
        let list = Arc::clone(self.list.get().ok_or_else(forked_process_error)?);
        Ok(PendingCall::new(self.session.clone(), async move {
            list.lock().await.next_raw_page().await
        }))
    }

    /// The lines of the next page; `None` after the last.
    fn next_lines(&self) -> Result<PendingCall> {
        let list = Arc::clone(self.list.get().ok_or_else(forked_process_error)?);
        Ok(PendingCall::new(self.session.clone(), async move {
            let page = list.lock().await.next_raw_page().await?;
            Ok(page.map(|page| page.lines()))
        }))
    }
}

/// A page; `None` after the last.
impl CallOutput for Option<RawPage> {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        match &*self {
            Some(raw) => page(py, raw),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn metadata(&self) -> Option<&Metadata> {
        self.as_ref().map(RawPage::metadata)
    }
}

/// The lines of a page; `None` after the last.
impl CallOutput for Option<Vec<String>> {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        Ok((*self).into_pyobject(py)?)
    }
}

fn page<'py>(py: Python<'py>, raw: &RawPage) -> Result<Bound<'py, PyAny>> {
    static PAGE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let arguments = (
        items(py, raw.body())?,
        raw.cursor(),
        raw.possibly_truncated(),
        metadata(py, raw.metadata())?,
    );
    Ok(PAGE.import(py, "webex_broadworks._response", "Page")?.call1(arguments)?)
}

/// The options of a list: its filters in the order of the operation, and its paging arguments by
/// name.
fn options(
    operation: Operation,
    filters: &Bound<'_, PyTuple>,
    paging: &Bound<'_, PyDict>,
    timeout: &Bound<'_, PyAny>,
) -> Result<ListOptions> {
    let options = list_options(&Keywords::new(paging)?)?.timeout(duration("timeout", timeout)?);
    Ok(options.filters(operation, arguments_of(operation, filters)?))
}
