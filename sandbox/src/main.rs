//! The sandbox as a command.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser;
use webex_broadworks_sandbox::{Fault, Sandbox, SandboxOptions};

/// A stateful look-alike of the BroadWorks Enterprises operations of Webex, on this machine.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// How many enterprises to make up
    #[arg(long, default_value_t = 250)]
    enterprises: usize,
    /// How many hidden BroadWorks clusters to spread them over
    #[arg(long, default_value_t = 4)]
    clusters: usize,
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// What all made-up data follows from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Virtual seconds per real second
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// The token to accept
    #[arg(long, value_name = "TOKEN", default_value = "sandbox-token")]
    token: String,
    /// The token to accept for reading only
    #[arg(long, value_name = "TOKEN", default_value = "sandbox-read-only-token")]
    read_only_token: String,
    /// Cut listings off at a full page instead of linking to the next
    #[arg(long)]
    no_link_paging: bool,
    /// The share of syncs that fail
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    fail_share: f64,
    /// Requests per second after which to answer 429
    #[arg(long, value_name = "RATE")]
    rate_limit: Option<f64>,
    /// A fault and its share of requests, or one as JSON: throttle=0.05, {"name": "cut", "first": 3}
    #[arg(long = "fault", value_name = "NAME=SHARE", value_parser = parse_fault)]
    faults: Vec<Fault>,
    /// Further options as a JSON object, over those above
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    options: Option<serde_json::Map<String, serde_json::Value>>,
    /// Print each request in one line
    #[arg(long)]
    log: bool,
}

impl Arguments {
    fn options(self) -> serde_json::Result<SandboxOptions> {
        let options = SandboxOptions {
            enterprises: self.enterprises,
            clusters: self.clusters,
            port: self.port,
            seed: self.seed,
            speed: self.speed,
            token: self.token,
            read_only_token: self.read_only_token,
            link_paging: !self.no_link_paging,
            fail_share: self.fail_share,
            rate_limit: self.rate_limit,
            faults: self.faults,
            ..SandboxOptions::default()
        };
        let Some(further) = self.options else {
            return Ok(options);
        };
        let mut all = serde_json::to_value(options)?;
        for (key, value) in further {
            all[key] = value;
        }
        serde_json::from_value(all)
    }
}

fn parse_fault(text: &str) -> Result<Fault, String> {
    let object = match text.split_once('=') {
        _ if text.trim_start().starts_with('{') => text.to_owned(),
        Some((name, share)) => format!("{{\"name\": {name:?}, \"share\": {share}}}"),
        None => format!("{{\"name\": {text:?}}}"),
    };
    serde_json::from_str(&object).map_err(|error| error.to_string())
}

fn parse_object(text: &str) -> Result<serde_json::Map<String, serde_json::Value>, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

fn introduce(sandbox: &Sandbox) -> io::Result<()> {
    let (base_url, token) = (sandbox.base_url(), sandbox.token());
    writeln!(
        io::stdout().lock(),
        "The sandbox is up; Ctrl-C stops it. In a shell:\n\n  \
         export WEBEX_BASE_URL={base_url}\n  \
         export WEBEX_ACCESS_TOKEN={token}\n\n\
         In Python:\n\n  \
         from webex_broadworks import Client\n  \
         webex = Client(token=\"{token}\", base_url=\"{base_url}\")\n\n\
         A token that may only read: {read_only}\n",
        read_only = sandbox.read_only_token(),
    )
}

fn main() -> ExitCode {
    match serve(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let log = arguments.log;
    let options = arguments.options()?;
    let sandbox = Sandbox::start_observed(options, move |request| {
        if log {
            let status = request.status.map_or("---".to_owned(), |status| status.to_string());
            let (at, method, target) = (&request.at, &request.method, &request.target);
            // Whoever closed the pipe has read enough.
            let _ = writeln!(io::stdout().lock(), "{at} {status} {method} {target}");
        }
    })?;
    introduce(&sandbox)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    sandbox.stop();
    Ok(())
}
