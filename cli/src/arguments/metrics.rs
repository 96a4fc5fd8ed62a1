//! The option for metrics.

use std::path::PathBuf;

use clap::Args;

/// The option for metrics.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct MetricsArguments {
    /// Write Prometheus metrics to FILE, also on failure
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics_file: Option<PathBuf>,
}
