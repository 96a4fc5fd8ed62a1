//! The command `wxbw`, which the package carries in this library.

use std::ffi::OsString;
use std::panic::catch_unwind;

use pyo3::prelude::*;

/// Carries out the command, its name among the arguments; returns what it ends with.
///
/// The interpreter is free meanwhile, and Ctrl-C and SIGTERM are the command's own business.
#[pyfunction]
pub(crate) fn _cli(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    // The panic hook has said what went wrong.
    py.detach(|| catch_unwind(|| wxbw::run(arguments)).unwrap_or(wxbw::Exit::Error).code())
}
