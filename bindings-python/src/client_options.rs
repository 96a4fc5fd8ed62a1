//! The options of a client, in a form that can be pickled.

use std::time::Duration;

use pyo3::IntoPyObjectExt as _;
use pyo3::prelude::*;
use webex_broadworks::{Client, ClientBuilder, Error};
use webex_broadworks_bindings::{WallClock, duration_from_seconds, seconds_of, with_clock};

use crate::error::{Failure, Result};
use crate::extract::aware_datetime;
use crate::keywords::Keywords;
use crate::testing::Sandbox;

/// All options except the token and the hooks, by the names of the arguments. Infinity means no
/// limit.
#[derive(Clone, Default, IntoPyObject)]
pub(crate) struct ClientOptions {
    pub(crate) profile: Option<String>,
    profiles_file: Option<String>,
    pub(crate) partner: Option<String>,
    pub(crate) base_url: Option<String>,
    timeout: f64,
    attempt_timeout: f64,
    connect_timeout: f64,
    read_timeout: f64,
    proxy: Option<String>,
    trust_env: bool,
    ca_file: Option<String>,
    user_agent_suffix: Option<String>,
    max_in_flight: Option<usize>,
    max_requests_per_second: Option<f64>,
    clock_speed: Option<f64>,
    clock: Option<ClientClock>,
}

/// The wall clock of a client in tests.
#[derive(Clone)]
pub(crate) struct ClientClock(WallClock);

impl ClientClock {
    fn read(value: &Bound<'_, PyAny>) -> Result<Option<Self>> {
        let clock = match value.cast::<Sandbox>() {
            Ok(sandbox) => Some(WallClock::Of(sandbox.get().server())),
            Err(_) => aware_datetime("_clock", value)?.map(WallClock::From),
        };
        Ok(clock.map(Self))
    }
}

/// The current time of that clock: another process can't share a sandbox's clock.
impl<'py> IntoPyObject<'py> for ClientClock {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Self::Output> {
        match self.0 {
            WallClock::From(start) => start.into_bound_py_any(py),
            WallClock::Of(sandbox) => sandbox.clock().wall().into_bound_py_any(py),
        }
    }
}

impl ClientOptions {
    /// Reads them from a complete dict.
    pub(crate) fn read(options: &Bound<'_, PyAny>) -> Result<Self> {
        let given = Keywords::new(options)?;
        let required = |name: &str| match given.duration(name)? {
            Some(duration) => Ok(seconds_of(duration)),
            None => Err(Failure::from(Error::invalid_argument(format!(
                "`{name}`: expected seconds (int or float) or a timedelta, got None. For no limit, \
                 pass math.inf"
            )))),
        };
        let clock = given.value("clock")?;
        Ok(Self {
            profile: given.text("profile")?,
            profiles_file: given.path("profiles_file")?,
            partner: given.text("partner")?,
            base_url: given.text("base_url")?,
            timeout: given.duration("timeout")?.map_or(f64::INFINITY, seconds_of),
            attempt_timeout: required("attempt_timeout")?,
            connect_timeout: required("connect_timeout")?,
            read_timeout: required("read_timeout")?,
            proxy: given.text("proxy")?,
            trust_env: given.flag("trust_env")?.unwrap_or_default(),
            ca_file: given.path("ca_file")?,
            user_agent_suffix: given.text("user_agent_suffix")?,
            max_in_flight: given.count("max_in_flight")?,
            max_requests_per_second: given.number("max_requests_per_second")?,
            clock_speed: given.number("clock_speed")?,
            clock: clock.map(|clock| ClientClock::read(&clock)).transpose()?.flatten(),
        })
    }

    /// A builder that lacks only the token.
    pub(crate) fn builder(&self) -> ClientBuilder {
        let mut builder = Client::builder()
            .timeout(
                Some(duration_from_seconds(self.timeout))
                    .filter(|timeout| *timeout != Duration::MAX),
            )
            .attempt_timeout(duration_from_seconds(self.attempt_timeout))
            .connect_timeout(duration_from_seconds(self.connect_timeout))
            .read_timeout(duration_from_seconds(self.read_timeout))
            .trust_env(self.trust_env);
        macro_rules! set {
            ($($name:ident),+) => {
                $(if let Some(value) = self.$name.clone() {
                    builder = builder.$name(value);
                })+
            };
        }
        set!(profile, profiles_file, partner, base_url, proxy, ca_file, user_agent_suffix);
        set!(max_in_flight, max_requests_per_second);
        with_clock(builder, self.clock_speed, self.clock.as_ref().map(|clock| &clock.0))
    }

    /// The same options with other time limits; `None` leaves them unchanged.
    pub(crate) fn with_limits(
        &self,
        timeout: Option<Duration>,
        attempt_timeout: Option<Duration>,
    ) -> Self {
        Self {
            timeout: timeout.map_or(self.timeout, seconds_of),
            attempt_timeout: attempt_timeout.map_or(self.attempt_timeout, seconds_of),
            ..self.clone()
        }
    }

    /// Whether the proxy's URL contains a user name or a password.
    pub(crate) fn has_proxy_credentials(&self) -> bool {
        self.proxy.as_deref().is_some_and(|proxy| proxy.contains('@'))
    }
}
