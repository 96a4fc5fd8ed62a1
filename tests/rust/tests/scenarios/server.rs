//! What a scenario is played against.

use serde_json::Value;
use webex_broadworks::ScaledClock;
use webex_broadworks_sandbox::{LoggedRequest, Sandbox, SandboxOptions, ScriptedServer};

use crate::play::Scenario;

pub(crate) enum Server {
    Scripted(ScriptedServer),
    Sandbox(Sandbox),
}

impl Server {
    /// Starts what the scenario asks for; a sandbox accepts this token alone.
    pub(crate) fn start(scenario: &Scenario, token: &str) -> Result<Self, String> {
        let started = match &scenario.sandbox {
            Some(_) if !scenario.exchanges.is_empty() => {
                return Err("a scenario has either `exchanges` or `sandbox`".to_owned());
            }
            Some(options) => {
                let (token, speed) = (token.to_owned(), speed_of(scenario).unwrap_or(1.0));
                let start_time = scenario.now.or(options.start_time);
                Sandbox::start(SandboxOptions { token, speed, start_time, ..options.clone() })
                    .map(Self::Sandbox)
            }
            None => {
                let responses = scenario.exchanges.iter().map(|it| it.response.clone()).collect();
                ScriptedServer::start(responses).map(Self::Scripted)
            }
        };
        started.map_err(|error| format!("the server did not start: {error}"))
    }

    /// The clock of the scenario's client: that of the sandbox, if it is played against one.
    /// `speed` is for a scenario that names none.
    pub(crate) fn clock(&self, scenario: &Scenario, speed: f64) -> ScaledClock {
        let clock = ScaledClock::new(speed_of(scenario).unwrap_or(speed));
        match (self, scenario.now) {
            (Self::Sandbox(sandbox), _) => {
                let sandbox = sandbox.clock();
                clock.with_wall(move || sandbox.wall())
            }
            (Self::Scripted(_), Some(now)) => clock.starting_at(now.system_time()),
            (Self::Scripted(_), None) => clock,
        }
    }

    pub(crate) fn base_url(&self) -> String {
        match self {
            Self::Scripted(server) => server.base_url(),
            Self::Sandbox(sandbox) => sandbox.base_url(),
        }
    }

    pub(crate) fn requests(&self) -> Vec<LoggedRequest> {
        match self {
            Self::Scripted(server) => server.requests(),
            Self::Sandbox(sandbox) => sandbox.requests(),
        }
    }

    pub(crate) fn elsewhere_requests(&self) -> Vec<LoggedRequest> {
        match self {
            Self::Scripted(server) => server.elsewhere_requests(),
            Self::Sandbox(_) => Vec::new(),
        }
    }
}

fn speed_of(scenario: &Scenario) -> Option<f64> {
    scenario.client.get("clock_speed").and_then(Value::as_f64)
}
