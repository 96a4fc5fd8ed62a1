//! The sandbox as a command: its arguments, and serving until it is stopped.

use std::error::Error;
use std::io::{self, Write as _};

use serde::Deserialize as _;
use serde_json::{Map, Value};

use crate::flag_values;
use crate::generated::flags::Flags;
use crate::generated::options::{Fault, SandboxOptions};
use crate::sandbox::Sandbox;

/// Start a local Webex simulator for testing
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    flags: Flags,
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// End lists after a full page, without a link to the next page
    #[arg(long)]
    no_link_paging: bool,
    /// Fault with its share of requests, or a fault as JSON: throttle=0.05, {"name": "cut", "first": 3}
    #[arg(long = "fault", value_name = "NAME=SHARE", value_parser = flag_values::fault)]
    faults: Vec<Fault>,
    /// Other options as a JSON object, which take precedence
    #[arg(long, value_name = "JSON", value_parser = flag_values::object)]
    options: Option<Map<String, Value>>,
    /// Print each request in one line
    #[arg(long)]
    log: bool,
}

impl Arguments {
    /// The options that the arguments specify.
    ///
    /// # Errors
    /// If the further options aren't valid sandbox options.
    pub fn options(self) -> serde_json::Result<SandboxOptions> {
        let mut options = serde_json::to_value(&self.flags)?;
        // JSON has no infinite number: it would be null, as if it were left out.
        for (key, value) in options.as_object().into_iter().flatten() {
            if value.is_null() {
                let option = key.replace('_', "-");
                return Err(serde::de::Error::custom(format!("--{option}: expected a number")));
            }
        }
        options["port"] = self.port.into();
        options["link_paging"] = (!self.no_link_paging).into();
        let further = self.options.unwrap_or_default();
        let has_faults = further.contains_key("faults");
        for (key, value) in further {
            options[key] = value;
        }
        let mut options = SandboxOptions::deserialize(options)?;
        if !has_faults {
            options.faults = self.faults;
        }
        Ok(options)
    }
}

fn introduce(sandbox: &Sandbox) -> io::Result<()> {
    let (base_url, token) = (sandbox.base_url(), sandbox.token());
    let text = format!(
        "The sandbox is up; Ctrl-C stops it. In a shell:\n\n  \
         export WEBEX_BASE_URL={base_url}\n  \
         export WEBEX_ACCESS_TOKEN={token}\n\n\
         In Python:\n\n  \
         from webex_broadworks import Client\n  \
         webex = Client(token=\"{token}\", base_url=\"{base_url}\")\n\n\
         In Node.js:\n\n  \
         import {{ Client }} from 'webex-broadworks'\n  \
         const webex = new Client({{ token: '{token}', baseUrl: '{base_url}' }})\n\n\
         A token that may only read: {read_only}\n",
        read_only = sandbox.read_only_token(),
    );
    match writeln!(io::stdout().lock(), "{text}") {
        // If the reader closed the pipe, it has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Refuses a token that no client accepts, and that a shell would need quotes for.
fn check_token(name: &str, token: &str) -> Result<(), String> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    if !token.is_empty() && token.chars().all(is_plain) {
        return Ok(());
    }
    Err(format!("{name}: expected letters, digits and - . _ ~ + / =, got {token:?}"))
}

/// Starts a sandbox and prints how to reach it. It serves until it is dropped or stopped.
///
/// # Errors
/// If the options are wrong or the port is taken.
pub fn start(arguments: Arguments) -> Result<Sandbox, Box<dyn Error>> {
    let log = arguments.log;
    let options = arguments.options()?;
    check_token("--token", &options.token)?;
    check_token("--read-only-token", &options.read_only_token)?;
    let sandbox = Sandbox::start_observed(options, move |request| {
        if log {
            let status = request.status.map_or("---".to_owned(), |status| status.to_string());
            let (at, method, target) = (&request.at, &request.method, &request.target);
            // If the reader closed the pipe, it has read enough.
            let _ = writeln!(io::stdout().lock(), "{at} {status} {method} {target}");
        }
    })?;
    introduce(&sandbox)?;
    Ok(sandbox)
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory as _, Parser};

    use super::*;
    use crate::{ClusterSizes, LogNormal, ProvisioningIds};

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn options(arguments: &[&str]) -> Result<SandboxOptions, String> {
        let arguments = [&["sandbox"], arguments].concat();
        let parsed = Command::try_parse_from(arguments).map_err(|error| error.to_string())?;
        parsed.arguments.options().map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_match_the_library_and_use_a_free_port() {
        let expected = SandboxOptions { port: 8080, ..SandboxOptions::default() };
        let given = options(&[]).expect("options");
        assert_eq!(given, expected);
    }

    #[test]
    fn shown_defaults_can_be_given() {
        let command = Command::command();
        let shown = command.get_arguments().filter_map(|argument| {
            let help = argument.get_help()?.to_string();
            let (_, default) = help.strip_suffix(']')?.split_once(" [default: ")?;
            Some(format!("--{}={default}", argument.get_long()?))
        });
        let shown = shown.collect::<Vec<_>>();
        assert!(shown.len() > 10, "{shown:?}");
        let given = options(&shown.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(given, options(&[]));
    }

    #[test]
    fn a_fleet_can_be_configured() {
        let given = options(&[
            "--cluster-sizes=5,3,1.5",
            "--provisioning-ids=random:20",
            "--run-seconds=1,60",
            "--run-log-normal=20,1.5",
            "--scheduled-runs",
            "--external-client-share=0.1",
        ])
        .expect("options");
        assert_eq!(given.cluster_sizes, ClusterSizes::Shares(vec![5.0, 3.0, 1.5]));
        assert_eq!(given.provisioning_ids, ProvisioningIds::Random(20));
        assert_eq!(given.run_seconds, (1.0, 60.0));
        assert_eq!(given.run_log_normal, Some(LogNormal { median: 20.0, sigma: 1.5 }));
        assert!(given.scheduled_runs);
        let given = options(&["--cluster-sizes=zipf", "--provisioning-ids=per-enterprise"]);
        let given = given.expect("options");
        assert_eq!(given.cluster_sizes, ClusterSizes::Zipf);
        assert_eq!(given.provisioning_ids, ProvisioningIds::PerEnterprise);
    }

    #[test]
    fn invalid_input_is_refused() {
        for wrong in [
            "--cluster-sizes=big",
            "--cluster-sizes=1;2",
            "--provisioning-ids=random",
            "--provisioning-ids=odd:3",
            "--run-seconds=5",
            "--options={\"enterprisez\": 1}",
        ] {
            assert!(options(&[wrong]).is_err(), "{wrong}");
        }
        for infinite in ["--speed=inf", "--fail-share=nan", "--run-seconds=1,inf"] {
            let error = options(&[infinite]).expect_err(infinite);
            assert!(error.contains("expected") && !error.contains("null"), "{error}");
        }
    }

    #[test]
    fn a_token_needs_no_quotes_in_a_shell() {
        for (option, token) in
            [("--token", "a b"), ("--token", "a'b"), ("--token", ""), ("--read-only-token", "$x")]
        {
            let arguments = ["sandbox", "--port=0", option, token];
            let parsed = Command::try_parse_from(arguments).expect("arguments");
            let error = start(parsed.arguments).expect_err(token).to_string();
            assert!(error.starts_with(&format!("{option}: expected letters")), "{error}");
        }
        assert!(check_token("--token", "ZjE2+a/b-c_d.e~f==").is_ok());
    }

    #[test]
    fn json_options_override_other_arguments() {
        let given = options(&["--clusters=2", r#"--options={"clusters": 7, "run_spread": 0.1}"#]);
        let given = given.expect("options");
        assert_eq!((given.clusters, given.run_spread), (7, 0.1));
    }
}
