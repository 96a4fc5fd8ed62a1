//! Reads the options of clients, calls, lists and bulk runs.

use std::time::Duration;

use webex_broadworks::internals::ListOptions;
use webex_broadworks::reexports::http::Method;
use webex_broadworks::{CallOptions, ClientBuilder, Error, Name, Timeouts, message};
use webex_broadworks_bulk::{BulkOptions, DEFAULT_RESUME_WITHIN, OnlyIf, OutcomeKind};

use crate::client_clock::{WallClock, with_clock};
use crate::option_source::OptionSource;
use crate::set_options;

/// Creates a builder with the options of a client. It lacks only the token.
///
/// # Errors
/// If an option has the wrong type.
pub fn client_builder<S: OptionSource>(
    source: &S,
    clock: Option<&WallClock>,
) -> Result<ClientBuilder, S::Error> {
    let mut builder = set_options!(ClientBuilder::default(), source, {
        text: profile, partner, base_url, proxy, fallback_roots, user_agent_suffix;
        path: profiles_file, ca_file;
        duration: attempt_timeout, connect_timeout, read_timeout;
        flag: trust_env;
        count: max_in_flight;
        number: max_requests_per_second;
    });
    if let Some(timeout) = source.duration("timeout")? {
        builder = builder.timeout(Some(timeout).filter(|timeout| *timeout != Duration::MAX));
    }
    Ok(with_clock(builder, source.number("clock_speed")?, clock))
}

/// Reads the time limits of a client over the connections of another.
///
/// # Errors
/// If an option has the wrong type.
pub fn time_limits<S: OptionSource>(source: &S) -> Result<Timeouts, S::Error> {
    Ok(set_options!(Timeouts::default(), source, { duration: timeout, attempt_timeout; }))
}

/// Creates the options of a call that a binding starts.
pub fn call_options(timeout: Option<Duration>) -> CallOptions {
    // Such a call already has its own task.
    let options = CallOptions::default().without_task();
    match timeout {
        Some(timeout) => options.timeout(timeout),
        None => options,
    }
}

/// Returns the HTTP method with this name.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if it can't be one.
pub fn method_named(name: &str) -> webex_broadworks::Result<Method> {
    Method::from_bytes(name.as_bytes()).map_err(|_| {
        Error::invalid_argument(message!(
            "{}: expected GET, PUT, POST, PATCH or DELETE, got {name:?}",
            Name::Argument("method")
        ))
    })
}

/// Reads the options of a list, except its filters and its timeout.
///
/// # Errors
/// If an option has the wrong type, or `completion` has an unknown value.
pub fn list_options<S: OptionSource>(source: &S) -> Result<ListOptions, S::Error> {
    let mut options = ListOptions::default()
        .page_size(source.count("page_size")?)
        .limit(source.count("limit")?)
        .cursor(source.text("cursor")?)
        .allow_incomplete(source.flag("allow_incomplete")?.unwrap_or_default());
    if let Some(completion) = source.text("completion")? {
        options = options.completion(completion.parse()?);
    }
    let query = source.pairs("extra_query")?.into_iter();
    Ok(query.fold(options, |options, (name, value)| options.extra_query(name, value)))
}

/// Reads the options of a bulk run, except `enable_dir_sync`.
///
/// # Errors
/// If an option has the wrong type, or `retry` has an unknown value.
pub fn bulk_options<S: OptionSource>(source: &S) -> Result<BulkOptions, S::Error> {
    let mut options = set_options!(BulkOptions::default(), source, {
        flag: dry_run;
        count: concurrency;
        duration: timeout, settle_after;
        moment: stop_starting_after;
        number: max_refusals_per_trigger;
        path: ledger;
        text: run_name;
    });
    // The default value doesn't count as an option that the caller set.
    let age = source.duration("resume_within")?.filter(|age| *age != DEFAULT_RESUME_WITHIN);
    if let Some(age) = age {
        options = options.resume_within(age);
    }
    if let Some(kinds) = source.texts("retry")? {
        options = options.retry(OutcomeKind::retried(kinds)?);
    }
    if let Some(conditions) = source.nested("only_if", &ONLY_IF)? {
        options = options.only_if(only_if(&conditions)?);
    }
    Ok(options.cluster_groups(source.text_map("cluster_group")?))
}

/// The conditions of `only_if`.
const ONLY_IF: [&str; 4] = ["enabled", "status", "stale_after", "never_synced"];

fn only_if<S: OptionSource>(source: &S) -> Result<OnlyIf, S::Error> {
    Ok(set_options!(OnlyIf::default(), source, {
        flag: enabled, never_synced;
        duration: stale_after;
        texts: status;
    }))
}
