//! The servers for tests in Python.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use webex_broadworks::Error;
use webex_broadworks_bindings::TestServer as Server;
use webex_broadworks_sandbox::{Sandbox, ScriptedServer};

use crate::encode::for_sandbox;
use crate::error::{Failure, Result};
use crate::extract::Timeout;
use crate::keywords::Keywords;
use crate::runtime::wait_until;
use crate::state::plain;

/// A server for tests, whose methods are called by name.
#[pyclass(frozen, module = "webex_broadworks._core")]
pub(crate) struct TestServer(pub(crate) Server);

#[pymethods]
impl TestServer {
    /// Starts a stateful simulator of Webex.
    #[staticmethod]
    fn sandbox(options: &Bound<'_, PyAny>) -> Result<Self> {
        let sandbox = Sandbox::start(for_sandbox("options", options)?).map_err(refused)?;
        Ok(Self(Server::Sandbox(Arc::new(sandbox))))
    }

    /// Starts a server that answers from a script.
    #[staticmethod]
    fn scripted_server(responses: &Bound<'_, PyAny>) -> Result<Self> {
        let server =
            ScriptedServer::start(for_sandbox("responses", responses)?).map_err(refused)?;
        Ok(Self(Server::Scripted(Arc::new(server))))
    }

    /// Calls a method that returns a value.
    fn value<'py>(&self, py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>> {
        plain(py, &self.0.value(name)?)
    }

    /// Calls a method that changes the state.
    #[pyo3(signature = (name, arguments: "dict[str, Any]"))]
    fn change(&self, name: &str, arguments: &Bound<'_, PyAny>) -> Result<()> {
        self.0.change(name, &Keywords::new(arguments)?)?.map_err(refused)
    }

    /// Calls a method that waits for a count.
    fn wait(&self, py: Python<'_>, name: &str, count: usize, timeout: Timeout) -> Result<bool> {
        let timeout = timeout.0.unwrap_or(Duration::MAX);
        wait_until(py, timeout, |step| self.0.wait(name, count, step))
    }

    fn stop(&self, py: Python<'_>) {
        py.detach(|| self.0.stop());
    }
}

/// The error for an argument that the server refuses, or of the operating system.
fn refused(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::NotFound => {
            Failure::from(Error::invalid_argument(error.to_string()))
        }
        _ => Failure::from(PyOSError::new_err(error)),
    }
}
