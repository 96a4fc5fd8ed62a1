//! Tables: through Arrow's C interface, or as plain values.

use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use webex_broadworks_tables::{OUTCOMES, Table as CoreTable, TableBuilder};

use crate::decode::decode_all;
use crate::encode::encode_leniently;
use crate::error::Result;

/// Rows with named columns, stored in Arrow's format.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Table(CoreTable);

impl Table {
    pub(crate) fn new(table: CoreTable) -> Self {
        Self(table)
    }
}

#[pymethods]
impl Table {
    /// How many rows it has.
    fn length(&self) -> usize {
        self.0.len()
    }

    /// The names of its columns.
    fn columns(&self) -> Vec<&str> {
        self.0.columns().collect()
    }

    /// An `arrow_array_stream` of the rows, which the consumer owns.
    #[pyo3(signature = () -> "object")]
    fn stream<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        PyCapsule::new_with_value(py, self.0.to_stream(), c"arrow_array_stream")
    }

    /// The columns as an `arrow_schema`.
    #[pyo3(signature = () -> "object")]
    fn schema<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyCapsule>> {
        Ok(PyCapsule::new_with_value(py, self.0.to_schema()?, c"arrow_schema")?)
    }

    /// The rows of one batch as lines of JSON; `None` after the last batch.
    fn lines(&self, py: Python<'_>, batch: usize) -> Option<Vec<String>> {
        let batch = self.0.batches().get(batch)?;
        Some(py.detach(|| self.0.lines(batch)))
    }

    /// The rows of one batch as dicts; `None` after the last batch.
    #[pyo3(signature = (batch) -> "list[Any] | None")]
    fn dicts<'py>(&self, py: Python<'py>, batch: usize) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.lines(py, batch).map(|lines| decode_all(py, lines)).transpose()
    }
}

/// Creates the table of outcomes that are dicts.
#[pyfunction]
pub(crate) fn outcomes_table(outcomes: &Bound<'_, PyAny>) -> Result<Table> {
    let mut builder = TableBuilder::new(&OUTCOMES);
    for outcome in outcomes.try_iter()? {
        builder.push(&encode_leniently(&outcome?))?;
    }
    Ok(Table(builder.finish()?))
}
