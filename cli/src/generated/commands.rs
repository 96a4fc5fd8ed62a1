//! Commands that are one request, and how their results are shown. Written by `make generate` from `api/`.

use webex_broadworks::Operation;
use webex_broadworks_tables as tables;

use crate::arguments::plain::{PlainCommand, PlainGroup};
use crate::output::views::{View, codes, name, styled, text_of};

/// The groups of commands that are one request.
pub(crate) static GROUPS: &[PlainGroup] = &[PlainGroup {
    name: "subscriber",
    about: "Reads the subscribers of a partner",
    commands: &[
        PlainCommand {
            operation: Operation::SubscribersGet,
            confirm: None,
            view: Some(&SUBSCRIBER),
        },
        PlainCommand {
            operation: Operation::SubscribersRemove,
            confirm: Some("Remove the subscriber from Webex for BroadWorks. Its Webex user stays."),
            view: None,
        },
    ],
}];

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
