//! The options for the token and for requests, which every command has.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use webex_broadworks::default_profiles_file;

use super::duration;
use crate::failure::{Failure, Result};

pub(super) const HEADING: &str = "Authentication and connection";

/// The token, and the connection to Webex.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = HEADING)]
pub(crate) struct ConnectionArguments {
    /// Read the token from a file that only you can read (mode 600) [env: WEBEX_ACCESS_TOKEN, or
    /// WEBEX_CLIENT_ID, WEBEX_CLIENT_SECRET and WEBEX_REFRESH_TOKEN]
    #[arg(long, global = true, value_name = "FILE", group = "token_source")]
    pub(crate) token_file: Option<PathBuf>,
    /// Run a command that prints the token, without a shell: 'pass show webex'
    #[arg(long, global = true, value_name = "COMMAND", group = "token_source")]
    pub(crate) token_command: Option<String>,
    /// Read the token from the first line of standard input
    #[arg(long, global = true, group = "token_source")]
    pub(crate) token_stdin: bool,
    /// Use a profile of the profiles file [env: WEBEX_PROFILE]
    #[arg(long, global = true, value_name = "NAME", group = "token_source")]
    pub(crate) profile: Option<String>,
    /// Read profiles from this file [default: ~/.config/webex-broadworks/profiles.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) profiles_file: Option<PathBuf>,
    /// Partner label in results [default: the profile's]
    #[arg(long, global = true, value_name = "LABEL")]
    pub(crate) partner: Option<String>,
    /// Base URL [default: <https://webexapis.com/v1>] [env: WEBEX_BASE_URL, only for loopback
    /// addresses]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Additional CA certificates (PEM or DER) [env: SSL_CERT_FILE and SSL_CERT_DIR replace the
    /// system's]
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// Proxy, such as <http://proxy.example:3128>; set HTTPS_PROXY if it needs a login [env:
    /// HTTPS_PROXY, ALL_PROXY, NO_PROXY]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) proxy: Option<String>,
    /// Time limit for each call including its retries, or for each attempt of a run or a wait: 90s, 5m
    /// [default: 3m]
    #[arg(long, global = true, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) request_timeout: Option<Duration>,
    /// Maximum number of concurrent requests [default: 100]
    #[arg(long, global = true, value_name = "COUNT")]
    pub(crate) max_in_flight: Option<usize>,
    /// Maximum number of requests per second [default: no limit]
    #[arg(long, global = true, value_name = "COUNT")]
    pub(crate) max_requests_per_second: Option<f64>,
}

impl ConnectionArguments {
    /// The file with the profiles.
    pub(crate) fn profiles_file(&self) -> Result<PathBuf> {
        Ok(self.profiles_file.clone().map_or_else(default_profiles_file, Ok)?)
    }

    /// Refuses several token sources, of which one can come before the command and one after it.
    pub(crate) fn check(&self) -> Result<()> {
        let sources = [
            self.token_file.is_some(),
            self.token_command.is_some(),
            self.token_stdin,
            self.profile.is_some(),
        ];
        if sources.into_iter().filter(|it| *it).count() > 1 {
            return Err(Failure::usage(
                "pass only one of --token-file, --token-command, --token-stdin and --profile",
            ));
        }
        Ok(())
    }
}
