//! Where metrics for a monitoring system go.

use std::path::PathBuf;

use clap::Args;

/// Where metrics for a monitoring system go.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct MetricsArguments {
    /// Write figures in Prometheus' text format to this file, also on failure
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics_file: Option<PathBuf>,
}
