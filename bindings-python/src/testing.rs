//! The sandbox's servers for Python.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use webex_broadworks::Error;
use webex_broadworks_bindings::{change_sandbox, sandbox_value, scripted_server_value};
use webex_broadworks_sandbox as sandbox;

use crate::encode::for_sandbox;
use crate::error::{Failure, Result};
use crate::extract::Timeout;
use crate::keywords::Keywords;
use crate::runtime::wait_until;
use crate::state::plain;

/// A stateful simulator of Webex.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct Sandbox(Arc<sandbox::Sandbox>);

impl Sandbox {
    /// Kept by its clients: the sandbox serves as long as they live.
    pub(crate) fn server(&self) -> Arc<sandbox::Sandbox> {
        Arc::clone(&self.0)
    }
}

#[pymethods]
impl Sandbox {
    #[new]
    fn new(options: &Bound<'_, PyAny>) -> Result<Self> {
        let options = for_sandbox("options", options)?;
        Ok(Self(Arc::new(sandbox::Sandbox::start(options).map_err(refused)?)))
    }

    /// Calls its method with this name.
    fn value<'py>(&self, py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>> {
        plain(py, &sandbox_value(&self.0, name)?)
    }

    /// Calls its method with this name, which changes its state.
    #[pyo3(signature = (name, arguments: "dict[str, Any]"))]
    fn change(&self, name: &str, arguments: &Bound<'_, PyAny>) -> Result<()> {
        change_sandbox(&self.0, name, &Keywords::new(arguments)?)?.map_err(refused)
    }

    fn wait_for_requests(&self, py: Python<'_>, count: usize, timeout: Timeout) -> Result<bool> {
        wait(py, timeout, |step| self.0.wait_for_requests(count, step))
    }

    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.0.stop());
    }
}

/// A server that answers from a script.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct ScriptedServer(sandbox::ScriptedServer);

#[pymethods]
impl ScriptedServer {
    #[new]
    fn new(responses: &Bound<'_, PyAny>) -> Result<Self> {
        let responses = for_sandbox("responses", responses)?;
        Ok(Self(sandbox::ScriptedServer::start(responses).map_err(refused)?))
    }

    /// Calls its method with this name.
    fn value<'py>(&self, py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>> {
        plain(py, &scripted_server_value(&self.0, name)?)
    }

    fn wait_for_requests(&self, py: Python<'_>, count: usize, timeout: Timeout) -> Result<bool> {
        wait(py, timeout, |step| self.0.wait_for_requests(count, step))
    }

    fn wait_for_disconnects(&self, py: Python<'_>, count: usize, timeout: Timeout) -> Result<bool> {
        wait(py, timeout, |step| self.0.wait_for_disconnects(count, step))
    }

    fn release(&self) {
        self.0.release();
    }

    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.0.stop());
    }
}

fn wait(
    py: Python<'_>,
    timeout: Timeout,
    enough: impl Fn(Duration) -> bool + Sync,
) -> Result<bool> {
    wait_until(py, timeout.0.unwrap_or(Duration::MAX), enough)
}

/// The error for an argument that the sandbox refuses, or of the operating system.
fn refused(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::NotFound => {
            Failure::from(Error::invalid_argument(error.to_string()))
        }
        _ => Failure::from(PyOSError::new_err(error)),
    }
}
