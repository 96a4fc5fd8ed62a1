//! The list of enterprises, walked page by page.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::sync::Mutex;
use webex_broadworks::{Completion, ListEnterprises, Metadata, RawPage};
use webex_broadworks_tables::EnterpriseTable as _;

use crate::decode::items;
use crate::error::Result;
use crate::extract::{count, duration, flag, optional_text, query};
use crate::fork_guard::ForkGuarded;
use crate::pending_call::{CallOutput, PendingCall, metadata};
use crate::runtime::forked_process_error;
use crate::session::{Session, SessionFactory};

/// What to list; each walk over it starts at its beginning.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct EnterpriseList {
    sessions: Arc<SessionFactory>,
    options: ListEnterprises,
}

impl EnterpriseList {
    /// Checks the options before anything is sent.
    pub(crate) fn new(sessions: Arc<SessionFactory>, options: ListEnterprises) -> Result<Self> {
        let list = Self { sessions, options };
        drop(list.start()?);
        Ok(list)
    }

    fn start(&self) -> Result<(Session, webex_broadworks::EnterpriseList)> {
        let session = self.sessions.session()?;
        let list = self.list(&session)?;
        Ok((session, list))
    }

    /// Starts at the beginning, for a run whose session gets the events.
    pub(crate) fn start_for(&self, run: &Session) -> Result<webex_broadworks::EnterpriseList> {
        self.list(&run.of_other(&self.sessions)?)
    }

    fn list(&self, session: &Session) -> Result<webex_broadworks::EnterpriseList> {
        Ok(session.client.enterprises().list(self.options.clone())?.without_task())
    }
}

#[pymethods]
impl EnterpriseList {
    /// Starts at the beginning.
    fn pages(&self) -> Result<PageIterator> {
        let (session, list) = self.start()?;
        Ok(PageIterator::new(session, list))
    }

    /// Starts at the beginning, to read it all: each next page is fetched while one is decoded.
    fn pages_prefetching(&self) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        list.prefetch();
        Ok(PageIterator::new(session, list))
    }

    /// Starts at the beginning, with no deadline but the list's own: a bulk run has none either.
    fn pages_without_deadline(&self) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        list.prefetch();
        list.without_deadline();
        Ok(PageIterator::new(session, list))
    }

    /// Reads it all into a table.
    fn table(&self) -> Result<PendingCall> {
        let (session, list) = self.start()?;
        Ok(PendingCall::new(session, async move { list.table().await }))
    }

    /// Starts at the beginning, to end after one enterprise.
    fn pages_up_to_first(&self) -> Result<PageIterator> {
        let (session, mut list) = self.start()?;
        list.limit_to_first();
        Ok(PageIterator::new(session, list))
    }
}

/// A walk over the pages of a list.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct PageIterator {
    session: Session,
    list: ForkGuarded<Arc<Mutex<webex_broadworks::EnterpriseList>>>,
}

impl PageIterator {
    fn new(session: Session, list: webex_broadworks::EnterpriseList) -> Self {
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

#[expect(clippy::too_many_arguments, reason = "one for each option of the operation")]
pub(crate) fn options(
    sp_enterprise_id: &Bound<'_, PyAny>,
    starts_with: &Bound<'_, PyAny>,
    page_size: &Bound<'_, PyAny>,
    limit: &Bound<'_, PyAny>,
    cursor: &Bound<'_, PyAny>,
    completion: &Bound<'_, PyAny>,
    allow_incomplete: &Bound<'_, PyAny>,
    extra_query: &Bound<'_, PyAny>,
    timeout: &Bound<'_, PyAny>,
) -> Result<ListEnterprises> {
    let mut options = ListEnterprises::default()
        .completion(self::completion(completion)?)
        .allow_incomplete(flag("allow_incomplete", allow_incomplete)?);
    if let Some(value) = optional_text("sp_enterprise_id", sp_enterprise_id)? {
        options = options.sp_enterprise_id(value);
    }
    if let Some(value) = optional_text("starts_with", starts_with)? {
        options = options.starts_with(value);
    }
    if let Some(value) = count("page_size", page_size)? {
        options = options.page_size(value);
    }
    if let Some(value) = count("limit", limit)? {
        options = options.limit(value);
    }
    if let Some(value) = optional_text("cursor", cursor)? {
        options = options.cursor(value);
    }
    for (name, value) in query("extra_query", extra_query)? {
        options = options.extra_query(name, value);
    }
    if let Some(value) = duration("timeout", timeout)? {
        options = options.timeout(value);
    }
    Ok(options)
}

/// `"auto"` or `"off"`.
pub(crate) fn completion(value: &Bound<'_, PyAny>) -> Result<Completion> {
    let text = optional_text("completion", value)?;
    Ok(text.map_or(Ok(Completion::default()), |text| text.parse())?)
}
