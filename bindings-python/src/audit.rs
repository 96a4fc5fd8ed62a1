//! Audits for Python: their rows and their HTML.

use std::any::Any;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use serde_json::Value;
use webex_broadworks::internals::run_blocking;
use webex_broadworks::{Error, ListEnterprises, ListSubscribers};
use webex_broadworks_audit::{
    AgeBucket, Audit as EnterpriseAudit, AuditOptions, FRAGMENT_ROWS, ListedItems, OTHER_COLOR,
    Report, Rows, STATUS_COLORS, SubscriberAudit, SubscriberAuditOptions, read_file,
};
use webex_broadworks_bindings::{OptionSource as _, set_options};

use crate::decode::decode_all;
use crate::encode::encode;
use crate::error::Result;
use crate::extract::{count, path, texts, type_error};
use crate::keywords::Keywords;
use crate::pending_call::PendingCall;
use crate::state::plain;
use crate::table::Table;

/// An audit of enterprises or of subscribers.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Audit(Arc<dyn AnyReport>);

/// A report that knows what it is about.
trait AnyReport: Report + Any {}

impl<T: Report + Any> AnyReport for T {}

impl Audit {
    pub(crate) fn new(audit: impl Report + 'static) -> Self {
        Self(Arc::new(audit))
    }

    /// The audit, if it is of the expected kind.
    fn of<A: 'static>(&self) -> Result<&A> {
        let audit: &dyn Any = &*self.0;
        audit.downcast_ref().ok_or_else(|| {
            let (expected, got) = if audit.is::<EnterpriseAudit>() {
                ("subscribers", "enterprises")
            } else {
                ("enterprises", "subscribers")
            };
            let reason = format!("expected an audit of {expected}, got one of {got}");
            Error::invalid_argument(reason).into()
        })
    }

    fn table_rows(&self, table: &str) -> Result<&dyn Rows> {
        Ok(self.0.table(table).ok_or_else(no_such_table)?)
    }
}

#[pymethods]
impl Audit {
    /// Puts audits of enterprises together.
    #[staticmethod]
    fn concat(audits: Vec<Bound<'_, Self>>) -> Result<Self> {
        let each = audits.into_iter().map(|audit| audit.get().of().cloned());
        Ok(Self::new(EnterpriseAudit::concat(each.collect::<Result<Vec<_>>>()?)))
    }

    /// Puts audits of subscribers together.
    #[staticmethod]
    fn concat_subscribers(audits: Vec<Bound<'_, Self>>) -> Result<Self> {
        let each = audits.into_iter().map(|audit| audit.get().of().cloned());
        Ok(Self::new(SubscriberAudit::concat(each.collect::<Result<Vec<_>>>()?)))
    }

    /// Audits enterprises that were listed before: an iterable of dicts, or the path of a file.
    #[staticmethod]
    fn of_items(items: &Bound<'_, PyAny>, options: &Bound<'_, PyAny>) -> Result<PendingCall> {
        let options = audit_options(options)?;
        let items = listed_items(items, "enterprises", ListedItems::Enterprises)?;
        Ok(PendingCall::new(None, async move {
            EnterpriseAudit::of_items(&items.await?, options).await.map(Self::new)
        }))
    }

    /// Audits subscribers that were listed before: an iterable of dicts, or the path of a file.
    #[staticmethod]
    fn of_subscriber_items(
        items: &Bound<'_, PyAny>,
        options: &Bound<'_, PyAny>,
    ) -> Result<PendingCall> {
        let options = subscriber_audit_options(options)?;
        let items = listed_items(items, "subscribers", ListedItems::Subscribers)?;
        Ok(PendingCall::new(None, async move {
            SubscriberAudit::of_items(&items.await?, options).await.map(Self::new)
        }))
    }

    /// Number of rows in a table.
    fn length(&self, table: &str) -> Result<usize> {
        Ok(self.table_rows(table)?.count())
    }

    /// The rows of a table, as dicts.
    #[pyo3(signature = (table: "str") -> "list[Any]")]
    fn rows<'py>(&self, py: Python<'py>, table: &str) -> Result<Bound<'py, PyAny>> {
        let text = self.table_rows(table)?.ndjson();
        Ok(decode_all(py, text.split(|byte| *byte == b'\n').filter(|row| !row.is_empty()))?)
    }

    /// The rows of a table, as lines of JSON in one text.
    fn ndjson(&self, table: &str) -> Result<String> {
        let text = self.table_rows(table)?.ndjson();
        Ok(String::from_utf8(text).map_err(|error| Error::internal(error.to_string()))?)
    }

    /// A table for any Arrow consumer.
    fn table(&self, py: Python<'_>, table: &str) -> Result<Table> {
        let rows = self.table_rows(table)?;
        Ok(Table::new(py.detach(|| rows.arrow())?))
    }

    /// Number of enterprises by the age of their last success and by state.
    fn ages<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.of::<EnterpriseAudit>()?.ages())
    }

    /// The figures that matter first.
    fn summary<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.0.summary_json())
    }

    /// The report as one document, with up to `rows` rows in each table. `None`: all.
    fn html(&self, py: Python<'_>, rows: &Bound<'_, PyAny>) -> Result<String> {
        let rows = if rows.is_none() { usize::MAX } else { count("rows", rows)? };
        Ok(py.detach(|| self.0.to_html(rows)))
    }

    /// The report as a fragment of a document.
    fn html_fragment(&self) -> String {
        self.0.to_html_fragment(FRAGMENT_ROWS)
    }

    /// One table as a fragment of a document.
    fn table_html(&self, table: &str) -> Result<String> {
        Ok(self.0.table_to_html(table, FRAGMENT_ROWS).ok_or_else(no_such_table)?)
    }
}

fn no_such_table() -> Error {
    Error::internal("an audit has no table of that name")
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

/// Reads items that were listed before from an argument that is called after them: an iterable of
/// dicts, or the path of a file.
fn listed_items(
    items: &Bound<'_, PyAny>,
    name: &str,
    listed: ListedItems,
) -> Result<impl Future<Output = webex_broadworks::Result<Vec<Value>>> + use<>> {
    let is_path = items.is_instance_of::<PyString>() || items.hasattr("__fspath__")?;
    let (path, items) =
        if is_path { (Some(path(name, items)?), Vec::new()) } else { (None, dicts(items, name)?) };
    Ok(async move {
        let Some(path) = path else { return Ok(items) };
        run_blocking(move || read_file(path.as_ref(), listed)).await
    })
}

fn dicts(items: &Bound<'_, PyAny>, name: &str) -> Result<Vec<Value>> {
    let listed = format!("{name} as `{name}.list` returns them");
    let each = items.try_iter().ok().filter(|_| items.cast::<PyMapping>().is_err());
    let Some(each) = each else {
        let instead = format!("the path of a saved listing, or an iterable of {listed}");
        return Err(type_error(name, items, &instead));
    };
    each.map(|item| {
        let item = item?;
        if item.cast::<PyMapping>().is_err() {
            return Err(type_error(name, &item, &listed));
        }
        encode(name, &item)
    })
    .collect()
}

/// Reads which enterprises an audit lists.
pub(crate) fn enterprises_listing(given: &Bound<'_, PyAny>) -> Result<ListEnterprises> {
    let given = Keywords::new(given)?;
    let listing = set_options!(ListEnterprises::default(), given, {
        text: starts_with;
        flag: allow_incomplete;
        duration: timeout;
    });
    Ok(match given.text("completion")? {
        Some(completion) => listing.completion(completion.parse()?),
        None => listing,
    })
}

/// Reads which subscribers an audit lists.
pub(crate) fn subscribers_listing(given: &Bound<'_, PyAny>) -> Result<ListSubscribers> {
    let given = Keywords::new(given)?;
    Ok(set_options!(ListSubscribers::default(), given, {
        text: sp_enterprise_id, provisioning_id;
        flag: allow_incomplete;
        duration: timeout;
    }))
}

/// Reads the options of an audit of enterprises.
pub(crate) fn audit_options(given: &Bound<'_, PyAny>) -> Result<AuditOptions> {
    let given = Keywords::new(given)?;
    let mut options = set_options!(AuditOptions::default(), given, {
        duration: stale_after, stuck_after;
        number: mass_deletion_share;
        count: mass_deletion_minimum;
        text: partner;
        timestamp: now;
        path: ledger;
    });
    // A saved listing isn't recorded.
    options = options.record(given.flag("record")?.unwrap_or_default());
    if let Some(previous) = previous(&given, "an `Audit`")? {
        options = options.previous(previous.get().of()?);
    }
    options.check()?;
    Ok(options)
}

/// Reads the options of an audit of subscribers.
pub(crate) fn subscriber_audit_options(given: &Bound<'_, PyAny>) -> Result<SubscriberAuditOptions> {
    let given = Keywords::new(given)?;
    let mut options = set_options!(SubscriberAuditOptions::default(), given, {
        duration: stuck_after, waiting_after;
        text: partner;
        timestamp: now;
    });
    if let Some(packages) = given.value("package")? {
        let packages = texts("package", &packages)?;
        options = packages.into_iter().fold(options, SubscriberAuditOptions::package);
    }
    if let Some(previous) = previous(&given, "a `SubscriberAudit`")? {
        options = options.previous(previous.get().of()?);
    }
    Ok(options)
}

/// Returns the earlier audit, which Python's class holds.
fn previous<'py>(given: &Keywords<'py>, expected: &str) -> Result<Option<Bound<'py, Audit>>> {
    let Some(previous) = given.value("previous")? else { return Ok(None) };
    let core = previous.getattr("_core").ok();
    match core.and_then(|core| core.cast_into::<Audit>().ok()) {
        Some(audit) => Ok(Some(audit)),
        None => Err(type_error("previous", &previous, expected)),
    }
}
