//! Audits for Python: their rows and their HTML.

use std::sync::Arc;

use jiff::Timestamp;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use serde::Serialize;
use serde_json::Value;
use webex_broadworks::{Error, ListEnterprises};
use webex_broadworks_audit::{
    AgeBucket, Audit as CoreAudit, AuditOptions, AuditTable, OTHER_COLOR, STATUS_COLORS, read_file,
};

use crate::decode::Decoder;
use crate::encode::encode;
use crate::error::Result;
use crate::extract::{
    aware_datetime, count, duration, flag, number, optional_text, path, type_error,
};
use crate::pending_call::{CallOutput, PendingCall};
use crate::session::Session;
use crate::state::plain;
use crate::table::Table;

/// The findings, and the data that they come from.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Audit(Arc<CoreAudit>);

impl Audit {
    fn new(audit: CoreAudit) -> Self {
        Self(Arc::new(audit))
    }
}

impl CallOutput for CoreAudit {
    fn result(self: Box<Self>, py: Python<'_>) -> Result<Bound<'_, PyAny>> {
        Ok(Bound::new(py, Audit::new(*self))?.into_any())
    }
}

#[pymethods]
impl Audit {
    /// Puts audits together.
    #[staticmethod]
    fn concat(audits: Vec<Bound<'_, Self>>) -> Self {
        Self::new(CoreAudit::concat(audits.into_iter().map(|audit| audit.get().0.as_ref().clone())))
    }

    /// Audits enterprises that were listed before: an iterable of dicts, or the path of a file.
    #[staticmethod]
    fn of_items(items: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> Result<PendingCall> {
        let options = read(options)?;
        let is_path = items.is_instance_of::<PyString>()
            || items.hasattr(intern!(items.py(), "__fspath__"))?;
        let source = if is_path {
            Source::File(path("enterprises", items)?)
        } else {
            Source::Items(dicts(items)?)
        };
        Ok(PendingCall::without_events(async move {
            let items = source.items().await?;
            CoreAudit::of_items(&items, options).await
        }))
    }

    /// Number of rows in a table.
    fn length(&self, table: &str) -> Result<usize> {
        Ok(match self::table(table)? {
            AuditTable::Enterprises => self.0.enterprises().len(),
            AuditTable::Errors => self.0.errors().len(),
            AuditTable::Findings => self.0.findings().len(),
            AuditTable::Trends => self.0.trends().len(),
        })
    }

    /// The rows of a table, as dicts.
    #[pyo3(signature = (table: "str") -> "list[Any]")]
    fn rows<'py>(&self, py: Python<'py>, table: &str) -> Result<Bound<'py, PyAny>> {
        match self::table(table)? {
            AuditTable::Enterprises => rows(py, self.0.enterprises()),
            AuditTable::Errors => rows(py, self.0.errors()),
            AuditTable::Findings => rows(py, self.0.findings()),
            AuditTable::Trends => rows(py, self.0.trends()),
        }
    }

    /// The rows of a table, as lines of JSON in one text.
    fn ndjson(&self, table: &str) -> Result<String> {
        let text = self.0.ndjson(self::table(table)?);
        Ok(String::from_utf8(text).map_err(|error| Error::internal(error.to_string()))?)
    }

    /// A table for any Arrow consumer.
    fn table(&self, py: Python<'_>, table: &str) -> Result<Table> {
        let table = self::table(table)?;
        Ok(Table::new(py.detach(|| self.0.table(table))?))
    }

    /// Number of enterprises by the age of their last success and by state.
    fn ages<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.0.ages())
    }

    /// The figures that matter first.
    fn summary<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.0.summary())
    }

    /// The report as one document.
    fn html(&self, py: Python<'_>, rows: &Bound<'_, PyAny>) -> Result<String> {
        let rows = limit(rows)?;
        Ok(py.detach(|| self.0.to_html(rows)))
    }

    /// The report as a fragment of a document.
    fn html_fragment(&self, rows: &Bound<'_, PyAny>) -> Result<String> {
        Ok(self.0.to_html_fragment(limit(rows)?))
    }

    /// One table as a fragment of a document.
    fn table_html(&self, table: &str, rows: &Bound<'_, PyAny>) -> Result<String> {
        Ok(self.0.table_to_html(self::table(table)?, limit(rows)?))
    }
}

/// The colors of states: those that have their own, and that of all others.
#[pyfunction]
pub(crate) fn audit_colors() -> (Vec<(&'static str, &'static str)>, &'static str) {
    (STATUS_COLORS.to_vec(), OTHER_COLOR)
}

/// The names of the age buckets, in order.
#[pyfunction]
pub(crate) fn age_buckets() -> Vec<&'static str> {
    AgeBucket::ALL.iter().map(|bucket| bucket.name()).collect()
}

/// Lists enterprises and audits them.
pub(crate) fn audit(
    session: Session,
    listing: ListEnterprises,
    options: &Bound<'_, PyAny>,
) -> Result<PendingCall> {
    let options = read(options)?;
    let client = session.client.clone();
    Ok(PendingCall::new(session, async move {
        CoreAudit::of_enterprises(&client, listing, options).await
    }))
}

enum Source {
    File(String),
    Items(Vec<Value>),
}

impl Source {
    async fn items(self) -> webex_broadworks::Result<Vec<Value>> {
        match self {
            Self::Items(items) => Ok(items),
            Self::File(path) => tokio::task::spawn_blocking(move || read_file(path.as_ref()))
                .await
                .unwrap_or_else(|error| Err(Error::internal(error.to_string()))),
        }
    }
}

const ITEMS: &str = "the path of a saved listing, or an iterable of enterprises as \
     `enterprises.list` returns them";

fn dicts(items: &Bound<'_, PyAny>) -> Result<Vec<Value>> {
    if items.cast::<PyMapping>().is_ok() {
        return Err(type_error("enterprises", items, ITEMS).into());
    }
    let Ok(each) = items.try_iter() else {
        return Err(type_error("enterprises", items, ITEMS).into());
    };
    each.map(|item| {
        let item = item?;
        if item.cast::<PyMapping>().is_err() {
            return Err(type_error(
                "enterprises",
                &item,
                "enterprises as `enterprises.list` returns them",
            )
            .into());
        }
        encode("enterprises", &item)
    })
    .collect()
}

/// Reads the options from a dict. Options that a kind of audit doesn't have are absent.
fn read(given: &Bound<'_, PyAny>) -> Result<AuditOptions> {
    let get = |name: &str| given.get_item(name);
    let mut options = AuditOptions::default();
    if let Some(age) = duration("stale_after", &get("stale_after")?)? {
        options = options.stale_after(age);
    }
    if let Some(length) = duration("stuck_after", &get("stuck_after")?)? {
        options = options.stuck_after(length);
    }
    if let Some(share) = number("mass_deletion_share", &get("mass_deletion_share")?)? {
        options = options.mass_deletion_share(share);
    }
    if let Some(deletions) = count("mass_deletion_minimum", &get("mass_deletion_minimum")?)? {
        options = options.mass_deletion_minimum(deletions);
    }
    if given.contains("partner")?
        && let Some(label) = optional_text("partner", &get("partner")?)?
    {
        options = options.partner(label);
    }
    if given.contains("now")?
        && let Some(now) = aware_datetime("now", &get("now")?)?
    {
        let now = Timestamp::try_from(now)
            .map_err(|_| Error::invalid_argument("`now` is out of range"))?;
        options = options.now(now);
    }
    if let Some(previous) = previous(&get("previous")?)? {
        options = options.previous(&previous);
    }
    let ledger = get("ledger")?;
    if !ledger.is_none() {
        // A saved listing isn't recorded.
        let records = given.contains("record")? && flag("record", &get("record")?)?;
        options = options.ledger(path("ledger", &ledger)?).record(records);
    }
    options.check()?;
    Ok(options)
}

fn previous(given: &Bound<'_, PyAny>) -> Result<Option<Arc<CoreAudit>>> {
    if given.is_none() {
        return Ok(None);
    }
    let core = given.getattr(intern!(given.py(), "_core")).ok();
    match core.as_ref().and_then(|core| core.cast::<Audit>().ok()) {
        Some(audit) => Ok(Some(Arc::clone(&audit.get().0))),
        None => Err(type_error("previous", given, "an `Audit`").into()),
    }
}

fn rows<'py>(py: Python<'py>, rows: &[impl Serialize]) -> Result<Bound<'py, PyAny>> {
    let decoder = Decoder::new(py);
    let mut dicts = Vec::with_capacity(rows.len());
    for row in rows {
        let row = serde_json::to_vec(row).map_err(|error| Error::internal(error.to_string()))?;
        dicts.push(decoder.decode(&row)?);
    }
    Ok(dicts.into_pyobject(py)?)
}

fn table(name: &str) -> Result<AuditTable> {
    let table = AuditTable::from_name(name);
    Ok(table.ok_or_else(|| Error::internal("an audit has no table of that name"))?)
}

fn limit(rows: &Bound<'_, PyAny>) -> Result<usize> {
    // Without an argument, all rows are included.
    Ok(count("rows", rows)?.unwrap_or(usize::MAX))
}
