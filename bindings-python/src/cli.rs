//! The command `wxbw`, which is part of this library.

use std::ffi::OsString;
use std::panic::catch_unwind;

use pyo3::prelude::*;

/// Runs the command, its name among the arguments; returns its exit status.
///
/// Other Python threads can run during the command, which handles Ctrl-C and SIGTERM itself.
#[pyfunction]
pub(crate) fn _cli(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    // The panic hook has printed the panic.
    py.detach(|| catch_unwind(|| wxbw::run(arguments)).unwrap_or(wxbw::Exit::Error).code())
}
