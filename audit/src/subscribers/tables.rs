//! The columns of the tables.

use webex_broadworks_tables::{Column, ColumnGroup, TableSchema};

use super::audit::SubscriberAuditTable;
use super::duplicates::DuplicateRow;
use super::error_code::SubscriberErrorRow;
use super::finding::SubscriberFindingRow;
use super::row::SubscriberRow;
use super::waiting::WaitingRow;
use crate::columns::{PARTNER, SP_ENTERPRISE_ID, json, number, text, time, whole};
use crate::report::rows;

impl SubscriberAuditTable {
    /// Returns its columns.
    pub fn schema(self) -> &'static TableSchema {
        match self {
            Self::Subscribers => &SUBSCRIBERS,
            Self::Errors => &ERRORS,
            Self::Findings => &FINDINGS,
            Self::Waiting => &WAITING,
            Self::Duplicates => &DUPLICATES,
        }
    }
}

rows! {
    SubscriberRow: SUBSCRIBERS,
    SubscriberErrorRow: ERRORS,
    SubscriberFindingRow: FINDINGS,
    WaitingRow: WAITING,
    DuplicateRow: DUPLICATES,
}

const SUBSCRIBER_ID: Column = text("subscriberId", "The id that every operation takes.");
const USER_ID: Column = text("userId", "The user's id on BroadWorks.");
const EMAIL: Column = text("email", "The e-mail address.");

static SUBSCRIBERS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        SUBSCRIBER_ID,
        USER_ID,
        SP_ENTERPRISE_ID,
        text("provisioningId", "The id of the onboarding template."),
        text("firstName", "The first name."),
        text("lastName", "The last name."),
        EMAIL,
        text("primaryPhoneNumber", "The primary phone number."),
        text("extension", "The extension."),
        text("package", "The Webex package."),
        text("status", "The status in lower case; `unknown` without one."),
        text("waitsFor", "`webex` or `person`; null in a final status."),
        number(
            "age",
            "Seconds since the status last changed, or since the subscriber was created.",
        ),
        time("created", "When the subscriber was created."),
        time("lastStatusChange", "When the status last changed."),
        json("errorCodes", "The error codes."),
        json("findings", "The kinds of its findings, the most severe first."),
    ],
}]);

static ERRORS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        whole("code", "Webex's `errorCode`; null for errors without one."),
        text("name", "The short name of the code."),
        whole("subscribers", "Number of subscribers that show it."),
        text("meaning", "The meaning of the code."),
        text("remedy", "What to do."),
        text("description", "Webex's own description, from the first subscriber that shows it."),
        json("examples", "The user ids of the first five subscribers that show it."),
    ],
}]);

static FINDINGS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        text("kind", "The kind of finding."),
        text("severity", "`high`, `medium` or `low`."),
        PARTNER,
        SP_ENTERPRISE_ID,
        SUBSCRIBER_ID,
        USER_ID,
        EMAIL,
        text("detail", "The details, as a clause."),
        text("remedy", "What to do."),
        time(
            "since",
            "The start of the condition, if known. It is the last change of the status, or an earlier \
             audit.",
        ),
        whole("code", "The error code, for `error`."),
        text("name", "The short name of that code."),
        text("change", "The change, for `drift`."),
    ],
}]);

static WAITING: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        text("status", "The status in lower case."),
        whole("order", "The position of the age, from 0."),
        text("days", "The age in days, such as `4\u{2013}8`."),
        whole("subscribers", "Number of subscribers."),
        time("oldest", "Since when the first of them has been waiting."),
    ],
}]);

static DUPLICATES: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        PARTNER,
        text("email", "The e-mail address in lower case."),
        whole("subscribers", "Number of subscribers that have it."),
        json("subscriberIds", "The ids of the subscribers."),
        json("userIds", "Their user ids on BroadWorks."),
        json("spEnterpriseIds", "The identifiers of their enterprises on BroadWorks, each once."),
    ],
}]);
