//! Options as JavaScript passes them: checked for their types there, for their bounds in the core.

use std::time::Duration;

use napi_derive::napi;
use webex_broadworks::internals::{ListOptions as CoreList, arguments_from_json};
use webex_broadworks::{CallOptions, ClientBuilder, Operation, Timeouts};
use webex_broadworks_bindings::{
    WallClock, duration_from_milliseconds, moment_from_milliseconds, with_clock,
};

use crate::testing::Sandbox;

/// Options of a client; times in milliseconds.
#[napi(object, object_to_js = false)]
pub struct ClientOptions {
    pub base_url: Option<String>,
    /// Infinity: no deadline.
    pub timeout: Option<f64>,
    pub attempt_timeout: Option<f64>,
    pub connect_timeout: Option<f64>,
    pub read_timeout: Option<f64>,
    pub proxy: Option<String>,
    pub trust_env: Option<bool>,
    pub ca_file: Option<String>,
    /// Node's own certificate authorities in PEM form, for a system without any.
    pub fallback_roots: Option<String>,
    pub user_agent_suffix: Option<String>,
    pub profile: Option<String>,
    pub profiles_file: Option<String>,
    pub partner: Option<String>,
    pub max_in_flight: Option<f64>,
    pub max_requests_per_second: Option<f64>,
    pub clock_speed: Option<f64>,
    /// The time of the client's wall clock when the client is created: milliseconds since 1970.
    pub clock: Option<f64>,
}

/// How a list is read.
#[napi(object, object_to_js = false)]
pub struct ListOptions {
    pub page_size: Option<f64>,
    pub limit: Option<f64>,
    pub cursor: Option<String>,
    /// `auto` or `off`.
    pub completion: Option<String>,
    pub allow_incomplete: Option<bool>,
    pub extra_query: Option<Vec<(String, String)>>,
    /// Milliseconds for each page; Infinity: no deadline.
    pub timeout: Option<f64>,
}

impl ClientOptions {
    /// Creates a builder. A client of a sandbox has the sandbox's clock.
    pub(crate) fn builder(self, sandbox: Option<&Sandbox>) -> ClientBuilder {
        let mut builder = ClientBuilder::default();
        builder = apply(builder, self.base_url, ClientBuilder::base_url);
        builder =
            apply(builder, self.timeout, |builder, timeout| builder.timeout(deadline(timeout)));
        builder = apply(builder, self.attempt_timeout, |builder, timeout| {
            builder.attempt_timeout(duration_from_milliseconds(timeout))
        });
        builder = apply(builder, self.connect_timeout, |builder, timeout| {
            builder.connect_timeout(duration_from_milliseconds(timeout))
        });
        builder = apply(builder, self.read_timeout, |builder, timeout| {
            builder.read_timeout(duration_from_milliseconds(timeout))
        });
        builder = apply(builder, self.proxy, ClientBuilder::proxy);
        builder = apply(builder, self.trust_env, ClientBuilder::trust_env);
        builder = apply(builder, self.ca_file, ClientBuilder::ca_file);
        builder = apply(builder, self.fallback_roots, ClientBuilder::fallback_roots);
        builder = builder.node_environment();
        builder = apply(builder, self.user_agent_suffix, ClientBuilder::user_agent_suffix);
        builder = apply(builder, self.profile, ClientBuilder::profile);
        builder = apply(builder, self.profiles_file, ClientBuilder::profiles_file);
        builder = apply(builder, self.partner, ClientBuilder::partner);
        builder = apply(builder, self.max_in_flight, |builder, requests| {
            builder.max_in_flight(whole(requests) as usize)
        });
        builder =
            apply(builder, self.max_requests_per_second, ClientBuilder::max_requests_per_second);
        let clock = match sandbox {
            Some(sandbox) => Some(WallClock::Of(sandbox.server())),
            None => self.clock.map(|start| WallClock::From(moment_from_milliseconds(start))),
        };
        with_clock(builder, self.clock_speed, clock.as_ref())
    }
}

impl ListOptions {
    /// The options of a list of this operation. The filters are a JSON array, in the operation's
    /// order.
    pub(crate) fn into_core(
        self,
        operation: Operation,
        filters: &str,
    ) -> webex_broadworks::Result<CoreList> {
        let mut list = CoreList::default()
            .page_size(self.page_size.map(whole))
            .limit(self.limit.map(|limit| whole(limit) as usize))
            .cursor(self.cursor)
            .allow_incomplete(self.allow_incomplete.unwrap_or_default())
            .timeout(self.timeout.map(duration_from_milliseconds));
        if let Some(completion) = self.completion {
            list = list.completion(completion.parse()?);
        }
        for (name, value) in self.extra_query.unwrap_or_default() {
            list = list.extra_query(name, value);
        }
        Ok(list.filters(operation, arguments_from_json(operation, filters)?))
    }
}

/// The options of one call.
pub(crate) fn call_options(timeout: Option<f64>) -> CallOptions {
    // Calls that Node starts already have their own task.
    apply(CallOptions::default().without_task(), timeout, |options, timeout| {
        options.timeout(duration_from_milliseconds(timeout))
    })
}

/// The time limits of another client over the same connections.
pub(crate) fn time_limits(timeout: Option<f64>, attempt_timeout: Option<f64>) -> Timeouts {
    let limits = apply(Timeouts::default(), timeout, |limits, timeout| {
        limits.timeout(duration_from_milliseconds(timeout))
    });
    apply(limits, attempt_timeout, |limits, timeout| {
        limits.attempt_timeout(duration_from_milliseconds(timeout))
    })
}

/// Sets the given options, and leaves the others at their defaults.
pub(crate) fn apply<T, V>(target: T, value: Option<V>, set: impl FnOnce(T, V) -> T) -> T {
    match value {
        Some(value) => set(target, value),
        None => target,
    }
}

/// Milliseconds as a deadline; infinity means no deadline.
fn deadline(timeout: f64) -> Option<Duration> {
    Some(duration_from_milliseconds(timeout)).filter(|timeout| *timeout != Duration::MAX)
}

/// A whole number of any size.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "JavaScript has checked that it is whole and not negative; the cast saturates"
)]
pub(crate) fn whole(number: f64) -> u32 {
    number as u32
}
