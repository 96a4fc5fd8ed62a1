//! The option for metrics.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::metrics::MetricsLabels;

const METRICS_FILE: &str = "metrics_file";

/// The commands without metrics, of those that have them otherwise.
const WITHOUT_METRICS: &str = "wait";

/// Adds the option to audits and to all commands of `sync` that have outcomes.
pub(crate) fn with_metrics(command: Command) -> Command {
    fn add(command: Command) -> Command {
        let file = Arg::new(METRICS_FILE).long("metrics-file").value_name("FILE");
        let file = file.value_parser(value_parser!(PathBuf));
        let is_global = command.get_name() == "audit";
        let help = "Write Prometheus metrics to FILE, also on failure; -: standard output, instead of rows";
        command.arg(file.help(help).global(is_global))
    }
    command.mut_subcommand("audit", add).mut_subcommand("sync", |sync| {
        sync.mut_subcommands(|it| if it.get_name() == WITHOUT_METRICS { it } else { add(it) })
    })
}

/// The file that was typed, and the labels of its samples.
pub(crate) fn metrics_of(matches: &ArgMatches) -> (Option<PathBuf>, MetricsLabels) {
    let (mut matches, mut words) = (matches, Vec::new());
    while let Some((word, inner)) = matches.subcommand() {
        words.push(word);
        matches = inner;
    }
    let run_name = matches.try_get_one("run_name").ok().flatten().cloned();
    let file = matches.try_get_one(METRICS_FILE).ok().flatten().cloned();
    (file, MetricsLabels { command: words.join(" "), run_name })
}
