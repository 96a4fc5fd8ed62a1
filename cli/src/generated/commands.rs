//! Commands that are one request, and how their results are shown. Written by `make generate` from `api/`.

use webex_broadworks::{Operation, Subject, SubjectKind};
use webex_broadworks_tables as tables;

use crate::exit::Exit;
use crate::failure::Result;
use crate::generated::arguments::{PlainCommand, SubscriberCommand};
use crate::output::views::{View, codes, name, styled, text_of};
use crate::plain_command::print_result;
use crate::session::Session;

/// Carries out a command that is one request.
pub(crate) async fn run(command: PlainCommand, session: &Session) -> Result<Exit> {
    match command {
        PlainCommand::Subscriber(command) => run_subscriber(command, session).await,
    }
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
