//! The sandbox as a command: its arguments, and serving until it is stopped.

use std::error::Error;
use std::io::{self, Write as _};

use crate::{ClusterSizes, Fault, LogNormal, ProvisioningIds, Sandbox, SandboxOptions};

/// Start a local Webex simulator for testing
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Arguments {
    /// Number of enterprises
    #[arg(long, default_value_t = 250)]
    enterprises: usize,
    /// Number of subscribers, spread over the enterprises
    #[arg(long, default_value_t = 20)]
    subscribers: usize,
    /// Create only enterprises that are synced, instead of one with each kind of problem
    #[arg(long)]
    all_synced: bool,
    /// Number of hidden BroadWorks clusters
    #[arg(long, default_value_t = 4)]
    clusters: usize,
    /// Enterprises per cluster: even, zipf, or a list of proportions: 5,3,1
    #[arg(long, value_name = "SIZES", default_value = "even", value_parser = parse_cluster_sizes)]
    cluster_sizes: ClusterSizes,
    /// Provisioning ids: per-cluster, per-enterprise, absent, or random:COUNT
    #[arg(long, value_name = "WHAT", default_value = "per-cluster", value_parser = parse_provisioning_ids)]
    provisioning_ids: ProvisioningIds,
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Random seed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Virtual seconds per real second
    #[arg(long, default_value_t = 1.0)]
    speed: f64,
    /// Token to accept
    #[arg(long, value_name = "TOKEN", default_value = "sandbox-token")]
    token: String,
    /// Token that can only read
    #[arg(long, value_name = "TOKEN", default_value = "sandbox-read-only-token")]
    read_only_token: String,
    /// End lists after a full page, without a link to the next page
    #[arg(long)]
    no_link_paging: bool,
    /// Share of syncs that fail
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    fail_share: f64,
    /// Share of syncs that succeed partially
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    partial_share: f64,
    /// Duration of the shortest and the longest sync in virtual seconds
    #[arg(long, value_name = "MIN,MAX", default_value = "2,4500", value_parser = parse_pair)]
    run_seconds: (f64, f64),
    /// Log-normally distributed durations within --run-seconds: median in virtual seconds, sigma
    #[arg(long, value_name = "MEDIAN,SIGMA", value_parser = parse_pair)]
    run_log_normal: Option<(f64, f64)>,
    /// Start a sync of every enterprise weekly, and daily after a failure
    #[arg(long)]
    scheduled_runs: bool,
    /// Share of the time in which Partner Hub or another tool uses each cluster
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    external_client_share: f64,
    /// Requests per second above which the answer is 429
    #[arg(long, value_name = "RATE")]
    rate_limit: Option<f64>,
    /// Fault with its share of requests, or a fault as JSON: throttle=0.05, {"name": "cut", "first": 3}
    #[arg(long = "fault", value_name = "NAME=SHARE", value_parser = parse_fault)]
    faults: Vec<Fault>,
    /// Other options as a JSON object, which take precedence
    #[arg(long, value_name = "JSON", value_parser = parse_object)]
    options: Option<serde_json::Map<String, serde_json::Value>>,
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
        let options = SandboxOptions {
            enterprises: self.enterprises,
            subscribers: self.subscribers,
            all_synced: self.all_synced,
            clusters: self.clusters,
            cluster_sizes: self.cluster_sizes,
            provisioning_ids: self.provisioning_ids,
            port: self.port,
            seed: self.seed,
            speed: self.speed,
            token: self.token,
            read_only_token: self.read_only_token,
            link_paging: !self.no_link_paging,
            fail_share: self.fail_share,
            partial_share: self.partial_share,
            run_seconds: self.run_seconds,
            run_log_normal: self.run_log_normal.map(|(median, sigma)| LogNormal { median, sigma }),
            scheduled_runs: self.scheduled_runs,
            external_client_share: self.external_client_share,
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

fn parse_cluster_sizes(text: &str) -> Result<ClusterSizes, String> {
    let json = if text.starts_with(|it: char| it.is_ascii_digit()) {
        format!("[{text}]")
    } else {
        format!("{text:?}")
    };
    serde_json::from_str(&json)
        .map_err(|_| "expected even, zipf or numbers such as 5,3,1".to_owned())
}

fn parse_provisioning_ids(text: &str) -> Result<ProvisioningIds, String> {
    let json = match text.split_once(':') {
        Some((name, count)) => format!("{{{name:?}: {count}}}"),
        None => format!("{:?}", text.replace('-', "_")),
    };
    serde_json::from_str(&json)
        .map_err(|_| "expected per-cluster, per-enterprise, absent or random:COUNT".to_owned())
}

fn parse_pair(text: &str) -> Result<(f64, f64), String> {
    serde_json::from_str(&format!("[{text}]"))
        .map_err(|_| "expected two numbers such as 2,10".to_owned())
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
         In Node.js:\n\n  \
         import {{ Client }} from 'webex-broadworks'\n  \
         const webex = new Client({{ token: '{token}', baseUrl: '{base_url}' }})\n\n\
         A token that may only read: {read_only}\n",
        read_only = sandbox.read_only_token(),
    )
}

/// Starts a sandbox and prints how to reach it. It serves until it is dropped or stopped.
///
/// # Errors
/// If the options are wrong or the port is taken.
pub fn start(arguments: Arguments) -> Result<Sandbox, Box<dyn Error>> {
    let log = arguments.log;
    let options = arguments.options()?;
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
    use clap::Parser;

    use super::*;

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
        assert_eq!(serde_json::json!(given), serde_json::json!(expected));
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
    }

    #[test]
    fn json_options_override_other_arguments() {
        let given = options(&["--clusters=2", r#"--options={"clusters": 7, "run_spread": 0.1}"#]);
        let given = given.expect("options");
        assert_eq!((given.clusters, given.run_spread), (7, 0.1));
    }
}
