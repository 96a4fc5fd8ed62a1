//! Where the token comes from, and how calls are made.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::duration;

/// How to reach Webex, and as whom.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Token and connection")]
pub(crate) struct ConnectionArguments {
    /// Read the token from a file that only you can read (mode 600) [default: the environment variable
    /// WEBEX_ACCESS_TOKEN, else WEBEX_CLIENT_ID, WEBEX_CLIENT_SECRET and WEBEX_REFRESH_TOKEN]
    #[arg(long, value_name = "FILE", group = "token")]
    pub(crate) token_file: Option<PathBuf>,
    /// Have a command print the token; run without a shell: 'pass show webex'
    #[arg(long, value_name = "COMMAND", group = "token")]
    pub(crate) token_command: Option<String>,
    /// Read the token from the first line of standard input
    #[arg(long, group = "token")]
    pub(crate) token_stdin: bool,
    /// Use a profile of ~/.config/webex-broadworks/profiles.toml [env: WEBEX_PROFILE]
    #[arg(long, value_name = "NAME", group = "token")]
    pub(crate) profile: Option<String>,
    /// Send requests to another address than <https://webexapis.com/v1>
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// Trust the certificate authorities of a PEM file too
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_file: Option<PathBuf>,
    /// How long a call may take: 90s, 2h [default: 3m; watching a sync: 3h]. For a sync: once it is
    /// triggered; if one enterprise is named, also until it is
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) timeout: Option<Duration>,
    /// Send no more requests a second than this
    #[arg(long, value_name = "REQUESTS")]
    pub(crate) max_requests_per_second: Option<f64>,
}
