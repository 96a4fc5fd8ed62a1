//! The arguments of commands that are one request. Written by `make generate` from `api/operations.toml`.

use clap::{Args, Subcommand};

use crate::arguments::ConnectionArguments;

/// The groups of commands that are one request.
#[derive(Debug, Subcommand)]
pub(crate) enum PlainCommand {
    /// Reads the subscribers of a partner
    #[command(
        subcommand,
        after_help = "Example:\n  wxbw subscriber get Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMQ"
    )]
    Subscriber(SubscriberCommand),
}

/// Reads the subscribers of a partner
#[derive(Debug, Subcommand)]
pub(crate) enum SubscriberCommand {
    /// Reads one subscriber: who it is, its package, and the state of its provisioning
    #[command(
        after_help = "Example:\n  wxbw subscriber get Y2lzY29zcGFyazovL3VzL1NVQlNDUklCRVIvMQ"
    )]
    Get(SubscriberGetArguments),
}

/// The arguments of `wxbw subscriber get`.
#[derive(Debug, Args)]
pub(crate) struct SubscriberGetArguments {
    /// The subscriber, by its id
    #[arg(value_name = "SUBSCRIBER")]
    pub(crate) subscriber: String,
    #[command(flatten)]
    pub(crate) connection: ConnectionArguments,
}
