//! The options of a client, in a form that can be pickled.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use webex_broadworks::ClientBuilder;
use webex_broadworks_bindings::{OptionSource as _, WallClock, client_builder};

use crate::error::{Failure, Result};
use crate::extract::{aware_datetime, value_error};
use crate::keywords::Keywords;
use crate::testing::TestServer;

/// All options of a client, by the names of the arguments.
pub(crate) struct ClientOptions {
    given: Py<PyDict>,
    clock: Option<WallClock>,
}

impl ClientOptions {
    /// Reads them from a complete dict, and creates a builder that lacks only the token.
    pub(crate) fn read(options: &Bound<'_, PyAny>) -> Result<(Self, ClientBuilder)> {
        let given = Keywords::new(options)?;
        for name in ["attempt_timeout", "connect_timeout", "read_timeout"] {
            if given.value(name)?.is_none() {
                let expected = "seconds (int or float) or a timedelta";
                return Err(value_error(name, expected, "None. For no limit, pass math.inf"));
            }
        }
        let clock = given.value("clock")?.map(|clock| wall_clock(&clock)).transpose()?;
        let mut builder = client_builder(&given, clock.as_ref())?;
        if given.value("timeout")?.is_none() {
            builder = builder.timeout(None);
        }
        let given = options.cast::<PyDict>().map_err(PyErr::from)?.copy()?.unbind();
        Ok((Self { given, clock }, builder))
    }

    /// The same options with other time limits; `None` leaves them unchanged.
    pub(crate) fn with_limits(&self, limits: &Keywords<'_>, py: Python<'_>) -> Result<Self> {
        let given = self.given.bind(py).copy()?;
        for name in ["timeout", "attempt_timeout"] {
            if let Some(limit) = limits.value(name)? {
                given.set_item(name, limit)?;
            }
        }
        Ok(Self { given: given.unbind(), clock: self.clock.clone() })
    }

    /// The value of an option.
    pub(crate) fn value<'py>(
        &self,
        name: &str,
        py: Python<'py>,
    ) -> Result<Option<Bound<'py, PyAny>>> {
        Keywords::new(self.given.bind(py))?.value(name)
    }

    /// The options for a client in another process, except the token. It can't share a sandbox's clock.
    pub(crate) fn to_dict<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyDict>> {
        let given = self.given.bind(py).copy()?;
        let proxy = Keywords::new(&given)?.text("proxy")?;
        if proxy.is_some_and(|proxy| proxy.contains('@')) {
            return Err(Failure::unpicklable(
                "a client whose `proxy` holds a password cannot be pickled or copied, because the \
                 copy would contain the password. Set the environment variable HTTPS_PROXY and \
                 make the client without `proxy`, or make a client in each process",
            ));
        }
        given.set_item("clock", self.clock.as_ref().map(WallClock::start))?;
        given.set_item("token", py.None())?;
        Ok(given)
    }
}

/// Reads the wall clock of a client in tests.
fn wall_clock(value: &Bound<'_, PyAny>) -> Result<WallClock> {
    match value.cast::<TestServer>().ok().and_then(|server| server.get().0.clock()) {
        Some(clock) => Ok(clock),
        None => Ok(WallClock::From(aware_datetime("_clock", value)?)),
    }
}
