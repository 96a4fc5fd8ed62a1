//! Commands that are one request or wait, and how their results are shown. Written by `make generate` from `api/`.

use webex_broadworks::Operation;
use webex_broadworks_tables as tables;

use crate::arguments::plain::{PlainCommand, PlainGroup};
use crate::output::views::{ENTERPRISE, View, codes, name, styled, text_of};

/// The command that does what an operation does, by the operation's id.
pub(crate) static COMMANDS: &[(&str, &str)] = &[
    ("enterprises.list", "enterprise list"),
    ("enterprises.get", "enterprise get"),
    ("directory_sync.get_status", "sync status"),
    ("directory_sync.update", "sync enable"),
    ("directory_sync.trigger", "sync run --no-wait"),
    ("directory_sync.trigger_user", "sync user"),
    ("directory_sync.ensure", "sync enable"),
    ("directory_sync.run", "sync run"),
    ("directory_sync.wait", "sync wait"),
    ("subscribers.list", "subscriber list"),
    ("subscribers.get", "subscriber get"),
    ("subscribers.provision", "subscriber provision"),
    ("subscribers.update", "subscriber update"),
    ("subscribers.remove", "subscriber remove"),
    ("subscribers.precheck", "subscriber precheck"),
    ("subscribers.resend_consent_email", "subscriber resend-consent"),
    ("subscribers.wait", "subscriber wait"),
    ("workspaces.provision", "workspace provision"),
    ("workspaces.update", "workspace update"),
    ("workspaces.remove", "workspace remove"),
    ("billing_reports.list", "billing list"),
    ("billing_reports.create", "billing create"),
    ("billing_reports.get", "billing get"),
    ("billing_reports.delete", "billing delete"),
    ("billing_reports.wait", "billing wait"),
    ("billing_reports.download", "billing download"),
];

/// The groups of commands that are one request or wait.
pub(crate) static GROUPS: &[PlainGroup] = &[
    PlainGroup {
        name: "billing",
        help: "List, create, show, download and delete billing reports",
        commands: &[
            PlainCommand {
                operation: Operation::BillingReportsList,
                command: "billing list",
                help: "List billing reports",
                confirm: None,
                view: Some(&BILLING_REPORT),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::BillingReportsCreate,
                command: "billing create",
                help: "Start a billing report for a month and return immediately (see also: billing wait)",
                confirm: None,
                view: Some(&BILLING_REPORT),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::BillingReportsGet,
                command: "billing get",
                help: "Show a billing report",
                confirm: None,
                view: Some(&BILLING_REPORT),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::BillingReportsDelete,
                command: "billing delete",
                help: "Delete a billing report",
                confirm: Some("Delete {}."),
                view: None,
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::BillingReportsWait,
                command: "billing wait",
                help: "Wait until billing reports are generated",
                confirm: None,
                view: Some(&BILLING_REPORT),
                succeeded: &["COMPLETED"],
            },
            PlainCommand {
                operation: Operation::BillingReportsDownload,
                command: "billing download",
                help: "Download the file of a billing report that is complete",
                confirm: None,
                view: None,
                succeeded: &[],
            },
        ],
    },
    PlainGroup {
        name: "enterprise",
        help: "",
        commands: &[PlainCommand {
            operation: Operation::EnterprisesList,
            command: "enterprise list",
            help: "List all enterprises, from all pages",
            confirm: None,
            view: Some(&ENTERPRISE),
            succeeded: &[],
        }],
    },
    PlainGroup {
        name: "subscriber",
        help: "List, provision, show, update and remove subscribers",
        commands: &[
            PlainCommand {
                operation: Operation::SubscribersList,
                command: "subscriber list",
                help: "List subscribers",
                confirm: None,
                view: Some(&SUBSCRIBER),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::SubscribersGet,
                command: "subscriber get",
                help: "Show a subscriber",
                confirm: None,
                view: Some(&SUBSCRIBER),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::SubscribersProvision,
                command: "subscriber provision",
                help: "Provision a subscriber, and return immediately unless --wait is given",
                confirm: None,
                view: Some(&SUBSCRIBER),
                succeeded: &["provisioned"],
            },
            PlainCommand {
                operation: Operation::SubscribersUpdate,
                command: "subscriber update",
                help: "Change a subscriber, and return immediately unless --wait is given",
                confirm: None,
                view: Some(&SUBSCRIBER),
                succeeded: &["provisioned"],
            },
            PlainCommand {
                operation: Operation::SubscribersRemove,
                command: "subscriber remove",
                help: "Remove a subscriber from Webex for BroadWorks; its Webex user stays",
                confirm: Some("Remove {} from Webex for BroadWorks. Webex users stay."),
                view: None,
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::SubscribersPrecheck,
                command: "subscriber precheck",
                help: "Check whether a subscriber can probably be provisioned, without changing anything",
                confirm: None,
                view: Some(&SUBSCRIBER_PRECHECK),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::SubscribersResendConsentEmail,
                command: "subscriber resend-consent",
                help: "Resend the consent e-mail to a subscriber in pending_user_migration",
                confirm: None,
                view: None,
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::SubscribersWait,
                command: "subscriber wait",
                help: "Wait until subscribers are provisioned or updated",
                confirm: None,
                view: Some(&SUBSCRIBER),
                succeeded: &["provisioned"],
            },
        ],
    },
    PlainGroup {
        name: "workspace",
        help: "Provision, update and remove workspaces",
        commands: &[
            PlainCommand {
                operation: Operation::WorkspacesProvision,
                command: "workspace provision",
                help: "Provision a workspace of an existing enterprise",
                confirm: None,
                view: Some(&WORKSPACE),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::WorkspacesUpdate,
                command: "workspace update",
                help: "Change the user ID, the number or the extension of a workspace",
                confirm: None,
                view: Some(&WORKSPACE),
                succeeded: &[],
            },
            PlainCommand {
                operation: Operation::WorkspacesRemove,
                command: "workspace remove",
                help: "Remove a workspace from Webex for BroadWorks; its Webex device stays",
                confirm: Some("Remove {} from Webex for BroadWorks. Webex devices stay."),
                view: None,
                succeeded: &[],
            },
        ],
    },
];

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

/// How a subscriber precheck is shown.
static SUBSCRIBER_PRECHECK: View = View {
    titles: &["result", "findings"],
    row: |row, _| vec![name(&row["message"], &row["id"]), codes(&row["info"])],
    columns: || &tables::SUBSCRIBER_PRECHECKS,
};

/// How a workspace is shown.
static WORKSPACE: View = View {
    titles: &["workspace", "enterprise", "name", "number", "extension"],
    row: |row, _| {
        vec![
            name(&row["userId"], &row["id"]),
            text_of(&row["spEnterpriseId"]),
            text_of(&row["displayName"]),
            text_of(&row["primaryPhoneNumber"]),
            text_of(&row["extension"]),
        ]
    },
    columns: || &tables::WORKSPACES,
};

/// How a billing report is shown.
static BILLING_REPORT: View = View {
    titles: &["report", "month", "status", "created", "errors"],
    row: |row, _| {
        vec![
            name(&row["id"], &row["id"]),
            text_of(&row["billingPeriod"]),
            styled(&row["status"], &["COMPLETED"], &["FAILED"]),
            text_of(&row["created"]),
            codes(&row["errors"]),
        ]
    },
    columns: || &tables::BILLING_REPORTS,
};
