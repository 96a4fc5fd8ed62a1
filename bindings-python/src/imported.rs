//! Names of Python modules that Rust uses.

/// A name of a Python module, looked up once.
macro_rules! imported {
    ($py:expr, $module:literal, $name:literal) => {{
        static FOUND: pyo3::sync::PyOnceLock<Py<PyAny>> = pyo3::sync::PyOnceLock::new();
        FOUND.import($py, $module, $name)
    }};
}

pub(crate) use imported;
