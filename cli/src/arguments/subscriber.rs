//! `wxbw subscriber`.

use clap::{Args, Subcommand};

use super::connection::ConnectionArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum SubscriberCommand {
    /// Read one subscriber: who it is, its package, and the state of its provisioning
    #[command(after_help = "\
Example:
  wxbw subscriber get Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMQ")]
    Get(SubscriberArguments),
}

/// One subscriber.
#[derive(Debug, Args)]
pub(crate) struct SubscriberArguments {
    /// The subscriber, by its id
    #[arg(value_name = "SUBSCRIBER")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}
