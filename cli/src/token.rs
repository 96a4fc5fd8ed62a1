//! Builds the client of a command with the token source that its options name.

use std::io::{BufRead as _, Read as _, stdin};
use std::sync::Arc;

use webex_broadworks::{
    Client, ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, PROFILE_VARIABLE, Profile, StderrLog,
    TokenSource,
};

use crate::arguments::ConnectionArguments;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::messages;
use crate::session::Session;
use crate::spelling::shell;

/// How much of standard input is read for a token in its first line.
const MAX_INPUT: u64 = 64 * 1024;

/// Builds the client; sends nothing.
pub(crate) fn client(session: &Session) -> Result<Client> {
    let connection = &session.connection;
    let mut builder = Client::builder().clock(Arc::clone(&session.clock));
    if let Some(name) = &connection.profile {
        // The profile is read here, so that its label is the partner's.
        Profile::load(&connection.profiles_file()?, name)?;
        builder = builder.profile(name);
    }
    // Runs and waits have limits of their own for a call, so this one limits their attempts.
    let attempt_timeout =
        connection.request_timeout.map(|limit| limit.min(DEFAULT_ATTEMPT_TIMEOUT));
    builder = builder
        .given(source(connection)?, ClientBuilder::token_source)
        .given(connection.base_url.as_ref(), ClientBuilder::base_url)
        .given(connection.profiles_file.as_ref(), ClientBuilder::profiles_file)
        .given(connection.ca_file.as_ref(), ClientBuilder::ca_file)
        .given(connection.partner.as_ref(), ClientBuilder::partner)
        .given(connection.proxy.as_ref(), ClientBuilder::proxy)
        .given(connection.request_timeout.map(Some), ClientBuilder::timeout)
        .given(attempt_timeout, ClientBuilder::attempt_timeout)
        .given(connection.max_in_flight, ClientBuilder::max_in_flight)
        .given(connection.max_requests_per_second, ClientBuilder::max_requests_per_second);
    let level = match session.output_options.verbose {
        0 => "off",
        1 => "info",
        _ => "debug",
    };
    let of_env = StderrLog::from_env().map_err(|error| Failure::Options(Box::new(error)))?;
    let log = if of_env.is_none() { StderrLog::of_level(level)? } else { None };
    let logs = of_env.is_some() || log.is_some();
    if let Some(log) = log {
        builder = builder.observer(log);
    }
    let built = builder.clone().build();
    if let Err(error) = &built
        && builder.token("any-other-token").build().is_err()
    {
        // The same error with any other token means that the token isn't the cause.
        return Err(Failure::Options(Box::new(error.clone())));
    }
    let client = built?;
    // With logging on, the log already has them.
    if !logs && !session.output_options.quiet {
        client.notices(shell).iter().for_each(|notice| messages::warn(notice));
    }
    session.token_source.replace(Some(client.token_source().describe()));
    session.metrics.set_identity(profile(connection), client.partner().map(str::to_owned));
    Ok(client)
}

/// The name of the current profile.
fn profile(connection: &ConnectionArguments) -> Option<String> {
    let ConnectionArguments { token_file, token_command, token_stdin, profile, .. } = connection;
    if token_file.is_some() || token_command.is_some() || *token_stdin {
        return None;
    }
    let usual = || std::env::var(PROFILE_VARIABLE).ok().filter(|name| !name.is_empty());
    profile.clone().or_else(usual)
}

fn source(connection: &ConnectionArguments) -> Result<Option<TokenSource>> {
    if let Some(file) = &connection.token_file {
        return Ok(Some(TokenSource::file(file)?));
    }
    if let Some(command) = &connection.token_command {
        let argv = shell_words::split(command)
            .map_err(|_| Failure::usage("unbalanced quote in --token-command"))?;
        return Ok(Some(TokenSource::command(argv)?));
    }
    if connection.token_stdin {
        return Ok(Some(from_stdin()?));
    }
    Ok(None)
}

/// The first line of standard input.
fn from_stdin() -> Result<TokenSource> {
    let mut bytes = Vec::new();
    stdin().lock().take(MAX_INPUT).read_until(b'\n', &mut bytes)?;
    Ok(TokenSource::printed("standard input", &bytes)?)
}
