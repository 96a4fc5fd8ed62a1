//! The list of enterprises, walked page by page.

use std::sync::Arc;

use pyo3::prelude::*;
use tokio::sync::Mutex;
use webex_broadworks::{Completion, ListEnterprises};
use webex_broadworks_tables::EnterpriseTable as _;

use crate::arguments::{count, duration, flag, optional_text, query};
use crate::client::{Client, Session};
use crate::error::Result;
use crate::pending::{Pending, Reply};
use crate::process::OfProcess;
use crate::runtime::other_process;

/// What to list; each walk over it starts at its beginning.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct EnterpriseList {
    client: Py<Client>,
    options: ListEnterprises,
}

impl EnterpriseList {
    /// Checks the options before anything is sent.
    pub(crate) fn new(client: Py<Client>, options: ListEnterprises) -> Result<Self> {
        let list = Self { client, options };
        drop(list.start()?);
        Ok(list)
    }

    pub(crate) fn start(&self) -> Result<(Session, webex_broadworks::EnterpriseList)> {
        let session = self.client.get().session()?;
        let list = session.client.list_enterprises(self.options.clone())?;
        Ok((session, list))
    }
}

#[pymethods]
impl EnterpriseList {
    /// Starts at the beginning.
    fn walk(&self) -> Result<Walk> {
        let (session, list) = self.start()?;
        Ok(Walk::over(session, list))
    }

    /// Starts at the beginning, to read it all: each next page is fetched while one is decoded.
    fn walk_to_end(&self) -> Result<Walk> {
        let (session, mut list) = self.start()?;
        list.read_ahead();
        Ok(Walk::over(session, list))
    }

    /// Starts at the beginning, with no deadline but the list's own: a bulk run has none either.
    fn walk_patiently(&self) -> Result<Walk> {
        let (session, mut list) = self.start()?;
        list.read_ahead();
        list.read_patiently();
        Ok(Walk::over(session, list))
    }

    /// Reads it all into a table.
    fn table(&self) -> Result<Pending> {
        let (session, list) = self.start()?;
        Ok(Pending::new(session, async move { list.table().await.map(Reply::Table) }))
    }

    /// Starts at the beginning, to end after one enterprise.
    fn walk_to_first(&self) -> Result<Walk> {
        let (session, mut list) = self.start()?;
        list.limit_to_one();
        Ok(Walk::over(session, list))
    }
}

/// A walk over the pages of a list.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Walk {
    session: Session,
    list: OfProcess<Arc<Mutex<webex_broadworks::EnterpriseList>>>,
}

impl Walk {
    fn over(session: Session, list: webex_broadworks::EnterpriseList) -> Self {
        Self { session, list: OfProcess::new(Arc::new(Mutex::new(list))) }
    }
}

#[pymethods]
impl Walk {
    /// The next page; `None` after the last.
    fn next_page(&self) -> Result<Pending> {
        let list = Arc::clone(self.list.get().ok_or_else(other_process)?);
        Ok(Pending::new(self.session.clone(), async move {
            list.lock().await.next_raw_page().await.map(Reply::Page)
        }))
    }

    /// The lines of the next page; `None` after the last.
    fn next_lines(&self) -> Result<Pending> {
        let list = Arc::clone(self.list.get().ok_or_else(other_process)?);
        Ok(Pending::new(self.session.clone(), async move {
            let page = list.lock().await.next_raw_page().await?;
            page.map(|page| page.lines()).transpose().map(Reply::Lines)
        }))
    }
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
