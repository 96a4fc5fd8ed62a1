//! Commands that are one request, and how their results are shown. Written by `make generate` from `api/`.

use clap::{Args, Subcommand};
use webex_broadworks::{Operation, Subject, SubjectKind};
use webex_broadworks_tables as tables;

use crate::arguments::ConnectionArguments;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::views::{View, codes, name, styled, text_of};
use crate::plain_command::print_result;
use crate::session::Session;

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

/// Carries out a command that is one request.
pub(crate) async fn run(command: PlainCommand, session: &Session) -> Result<Exit> {
    match command {
        PlainCommand::Subscriber(command) => run_subscriber(command, session).await,
    }
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
    subscriber: String,
    #[command(flatten)]
    connection: ConnectionArguments,
}

/// Carries out `wxbw subscriber`.
async fn run_subscriber(command: SubscriberCommand, session: &Session) -> Result<Exit> {
    match command {
        SubscriberCommand::Get(given) => {
            let subject = Subject::new(SubjectKind::Subscriber, given.subscriber.trim());
            let arguments = vec![Some(subject.into())];
            let operation = Operation::SubscribersGet;
            print_result(operation, arguments, &SUBSCRIBER, &given.connection, session).await
        }
    }
}

/// How a subscriber is shown.
static SUBSCRIBER: View = View {
    titles: &["subscriber", "enterprise", "package", "status", "errors", "since"],
    row: |row, _| {
        vec![
            name(&row["userId"], &row["id"]),
            text_of(&row["spEnterpriseId"]),
            text_of(&row["package"]),
            styled(&row["status"], &["provisioned"], &["error"]),
            codes(&row["errors"]),
            text_of(&row["lastStatusChange"]),
        ]
    },
    columns: || &tables::SUBSCRIBERS,
};
