//! The sandbox's servers for Python.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use serde::de::DeserializeOwned;
use webex_broadworks::Error;
use webex_broadworks_bindings::{sandbox_value, scripted_server_value};
use webex_broadworks_sandbox as sandbox;

use crate::encode::encode;
use crate::error::{Failure, Result};
use crate::extract::{duration, text};
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
        let options = from_python("options", options)?;
        Ok(Self(Arc::new(sandbox::Sandbox::start(options).map_err(refused)?)))
    }

    /// Calls its method with this name.
    fn value<'py>(&self, py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>> {
        plain(py, &sandbox_value(&self.0, name)?)
    }

    fn set_token(&self, token: &Bound<'_, PyAny>) -> Result<()> {
        self.0.set_token(&text("token", token)?);
        Ok(())
    }

    fn clear_requests(&self) {
        self.0.clear_requests();
    }

    fn wait_for_requests(
        &self,
        py: Python<'_>,
        count: usize,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<bool> {
        wait(py, timeout, |step| self.0.wait_for_requests(count, step))
    }

    fn advance(&self, length: &Bound<'_, PyAny>) -> Result<()> {
        self.0.advance(duration("length", length)?.unwrap_or_default());
        Ok(())
    }

    fn set_faults(&self, faults: &Bound<'_, PyAny>) -> Result<()> {
        self.0.set_faults(from_python("faults", faults)?);
        Ok(())
    }

    fn set_next_run(
        &self,
        enterprise_id: &str,
        length: &Bound<'_, PyAny>,
        codes: &Bound<'_, PyAny>,
    ) -> Result<()> {
        let seconds = duration("length", length)?.map(|length| length.as_secs_f64());
        let next = sandbox::NextRun { seconds, codes: from_python("codes", codes)? };
        self.0.set_next_run(enterprise_id, next).map_err(refused)
    }

    fn grant_consent(&self, subscriber_id: &str) -> Result<()> {
        self.0.grant_consent(subscriber_id).map_err(refused)
    }

    fn hold_cluster(&self, cluster: usize, length: &Bound<'_, PyAny>) -> Result<()> {
        let length = duration("length", length)?.unwrap_or_default();
        self.0.hold_cluster(cluster, length).map_err(refused)
    }

    fn occupy(&self, enterprise_id: &str) -> Result<()> {
        self.0.occupy(enterprise_id).map_err(refused)
    }

    fn touch_user(&self, enterprise_id: &str, user_id: &str) -> Result<()> {
        self.0.touch_user(enterprise_id, user_id).map_err(refused)
    }

    fn remove_user(&self, enterprise_id: &str, user_id: &str) -> Result<()> {
        self.0.remove_user(enterprise_id, user_id).map_err(refused)
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
        let responses = from_python("responses", responses)?;
        Ok(Self(sandbox::ScriptedServer::start(responses).map_err(refused)?))
    }

    /// Calls its method with this name.
    fn value<'py>(&self, py: Python<'py>, name: &str) -> Result<Bound<'py, PyAny>> {
        plain(py, &scripted_server_value(&self.0, name)?)
    }

    fn wait_for_requests(
        &self,
        py: Python<'_>,
        count: usize,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<bool> {
        wait(py, timeout, |step| self.0.wait_for_requests(count, step))
    }

    fn wait_for_disconnects(
        &self,
        py: Python<'_>,
        count: usize,
        timeout: &Bound<'_, PyAny>,
    ) -> Result<bool> {
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
    timeout: &Bound<'_, PyAny>,
    enough: impl Fn(Duration) -> bool + Sync,
) -> Result<bool> {
    let timeout = duration("timeout", timeout)?.unwrap_or(Duration::MAX);
    wait_until(py, timeout, enough)
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

fn from_python<T: DeserializeOwned>(argument: &str, value: &Bound<'_, PyAny>) -> Result<T> {
    let json = encode(argument, value)?;
    Ok(sandbox::from_json(&json.to_string())
        .map_err(|reason| Error::invalid_argument(format!("`{argument}`: {reason}")))?)
}
