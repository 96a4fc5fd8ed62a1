//! Checked bytes to plain Python values, exactly as `json.loads` reads them.

use jiter::{PythonParse, StringCacheMode};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::imported::imported;

/// Decodes a JSON document.
pub(crate) fn decode<'py>(py: Python<'py>, document: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    // Only names of keys are cached, because other texts can be personal data.
    let parser = PythonParse { cache_mode: StringCacheMode::Keys, ..PythonParse::default() };
    parser.python_parse(py, document).or_else(|_| {
        // Integers of more than 64 bits, halves of surrogate pairs, and deep documents.
        imported!(py, "json", "loads")?.call1((document,))
    })
}

/// Decodes several documents to a list.
pub(crate) fn decode_all(
    py: Python<'_>,
    documents: impl IntoIterator<Item: AsRef<[u8]>>,
) -> PyResult<Bound<'_, PyAny>> {
    let list = PyList::empty(py);
    for document in documents {
        list.append(decode(py, document.as_ref())?)?;
    }
    Ok(list.into_any())
}

/// Decodes the value of `items` in the document of a page.
pub(crate) fn items<'py>(py: Python<'py>, document: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let collector = PausedCollector::pause(py)?;
    let page = decode(py, document);
    drop(collector);
    page?.get_item(intern!(py, "items"))
}

/// Python's cyclic garbage collector, paused while a page is decoded.
///
/// It runs after every few hundred new objects, and finds no garbage among those that are just being
/// created: a list of 100,000 takes a fifth more CPU time with it. Decoding keeps the interpreter's
/// lock and runs no Python code, so no other code sees the pause.
struct PausedCollector<'py>(Option<Bound<'py, PyModule>>);

impl<'py> PausedCollector<'py> {
    fn pause(py: Python<'py>) -> PyResult<Self> {
        let collector = py.import(intern!(py, "gc"))?;
        if !collector.call_method0(intern!(py, "isenabled"))?.extract::<bool>()? {
            return Ok(Self(None));
        }
        collector.call_method0(intern!(py, "disable"))?;
        Ok(Self(Some(collector)))
    }
}

impl Drop for PausedCollector<'_> {
    fn drop(&mut self) {
        if let Some(collector) = &self.0
            && let Err(error) = collector.call_method0(intern!(collector.py(), "enable"))
        {
            error.write_unraisable(collector.py(), None);
        }
    }
}
