//! Converts core's errors to Python's classes, by core's name of the class.

use pyo3::exceptions::{PyKeyboardInterrupt, PySystemExit};
use pyo3::prelude::*;
use serde_json::{Value, json};
use webex_broadworks::{Error, snake_case};
use webex_broadworks_bindings::error_classes;

use crate::callbacks::PythonException;
use crate::decode::decode;
use crate::imported::imported;

/// The error of a method: one of core's, already converted, or one of Python's.
#[derive(Debug)]
pub(crate) struct Failure(PyErr);

/// A result with either error.
pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let cause = PythonException::source_of(&error);
        if let Some(cause) = cause.filter(|cause| ends_the_program(cause)) {
            return Self(Python::attach(|py| cause.clone_ref(py)));
        }
        let failure = Self::of_record(&error.to_record(snake_case));
        if let Some(cause) = cause {
            Python::attach(|py| failure.0.set_cause(py, Some(cause.clone_ref(py))));
        }
        failure
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        failure.0
    }
}

impl Failure {
    /// The error for a record.
    pub(crate) fn of_record(record: &Value) -> Self {
        Self(Python::attach(|py| raised(py, record).unwrap_or_else(|error| error)))
    }
}

/// Whether an exception of the user's code isn't an error, but ends the program.
fn ends_the_program(exception: &PyErr) -> bool {
    Python::attach(|py| {
        exception.is_instance_of::<PySystemExit>(py)
            || exception.is_instance_of::<PyKeyboardInterrupt>(py)
    })
}

/// Creates the error for an argument that can't be used.
#[pyfunction]
#[pyo3(signature = (reason) -> "Exception")]
pub(crate) fn invalid_argument(reason: String) -> PyErr {
    Failure::from(Error::invalid_argument(reason)).into()
}

/// Creates the error for an object that can't be pickled: a configuration error that is also of the
/// type that `pickle` and `copy` raise.
#[pyfunction]
#[pyo3(signature = (reason) -> "Exception")]
pub(crate) fn unpicklable(reason: &str) -> PyErr {
    let mut record = Error::configuration(reason).to_record(snake_case);
    record["class"] = json!("UnpicklableClientError");
    Failure::of_record(&record).into()
}

/// The name and the code of each error class, and whether it is transient, to check that Python has
/// them all.
#[pyfunction]
pub(crate) fn _kinds_for_tests() -> Vec<(&'static str, &'static str, bool)> {
    let classes = error_classes().into_iter();
    classes.map(|class| (class.name, class.code, class.is_transient)).collect()
}

fn raised(py: Python<'_>, record: &Value) -> PyResult<PyErr> {
    let record = decode(py, record.to_string().as_bytes())?;
    let from_record = imported!(py, "webex_broadworks._error_records", "from_record")?;
    from_record.call1((record,)).map(PyErr::from_value)
}
