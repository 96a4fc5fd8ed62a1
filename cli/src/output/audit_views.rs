//! The tables of audits.

use serde_json::Value;
use webex_broadworks_audit::{AuditTable, SubscriberAuditTable};

use super::views::{
    Field, Style, View, enterprise, format_age, format_duration, list, name, number, plain, status,
    styled, switch, text, text_of,
};

/// The view of a table of an audit of enterprises.
pub(crate) fn of_enterprises(table: AuditTable) -> &'static View {
    match table {
        AuditTable::Findings => &FINDINGS,
        AuditTable::Enterprises => &AUDITED,
        AuditTable::Errors => &AUDIT_ERRORS,
        AuditTable::Trends => &TRENDS,
    }
}

/// The view of a table of an audit of subscribers.
pub(crate) fn of_subscribers(table: SubscriberAuditTable) -> &'static View {
    match table {
        SubscriberAuditTable::Findings => &SUBSCRIBER_FINDINGS,
        SubscriberAuditTable::Subscribers => &AUDITED_SUBSCRIBERS,
        SubscriberAuditTable::Errors => &SUBSCRIBER_ERRORS,
        SubscriberAuditTable::Waiting => &WAITING,
        SubscriberAuditTable::Duplicates => &DUPLICATES,
    }
}

/// The findings of an audit of enterprises.
static FINDINGS: View = View {
    titles: &["severity", "finding", "enterprise", "what", "remedy"],
    row: |row, _| {
        vec![
            severity(row),
            plain(text(&row["kind"])),
            enterprise(row),
            plain(text(&row["detail"])),
            plain(text(&row["remedy"])),
        ]
    },
    columns: || AuditTable::Findings.schema(),
};

/// The enterprises of an audit.
static AUDITED: View = View {
    titles: &["enterprise", "sync", "status", "last success", "took", "users", "findings"],
    row: |row, _| {
        vec![
            enterprise(row),
            switch(row["enabled"].as_bool()),
            status(&text(&row["status"])),
            plain(format_age(row["age"].as_f64())),
            plain(row["duration"].as_f64().map(format_duration).unwrap_or_default()),
            number(&row["totalExternalUsersInCI"]),
            findings(row),
        ]
    },
    columns: || AuditTable::Enterprises.schema(),
};

/// The error codes of an audit.
static AUDIT_ERRORS: View = View {
    titles: &["code", "name", "enterprises", "meaning", "Webex says", "remedy"],
    row: |row, _| error_fields(row, "enterprises"),
    columns: || AuditTable::Errors.schema(),
};

/// The days of an audit.
static TRENDS: View = View {
    titles: &["day", "runs", "failed", "users added", "users updated", "users deleted"],
    row: |row, _| {
        let count = |key: &str| number(&row[key]);
        vec![
            plain(text(&row["day"])),
            count("runs"),
            count("failed"),
            count("usersAdded"),
            count("usersUpdated"),
            count("usersDeleted"),
        ]
    },
    columns: || AuditTable::Trends.schema(),
};

/// The findings of an audit of subscribers.
static SUBSCRIBER_FINDINGS: View = View {
    titles: &["severity", "finding", "user", "enterprise", "what", "remedy"],
    row: |row, _| {
        vec![
            severity(row),
            text_of(&row["kind"]),
            user(row),
            enterprise(row),
            text_of(&row["detail"]),
            text_of(&row["remedy"]),
        ]
    },
    columns: || SubscriberAuditTable::Findings.schema(),
};

/// The subscribers of an audit.
static AUDITED_SUBSCRIBERS: View = View {
    titles: &[
        "user",
        "enterprise",
        "email",
        "number",
        "extension",
        "package",
        "status",
        "since",
        "findings",
    ],
    row: |row, _| {
        vec![
            user(row),
            enterprise(row),
            text_of(&row["email"]),
            text_of(&row["primaryPhoneNumber"]),
            text_of(&row["extension"]),
            text_of(&row["package"]),
            styled(&row["status"], &["provisioned"], &["error"]),
            plain(format_age(row["age"].as_f64())),
            findings(row),
        ]
    },
    columns: || SubscriberAuditTable::Subscribers.schema(),
};

/// The error codes of an audit of subscribers.
static SUBSCRIBER_ERRORS: View = View {
    titles: &["code", "name", "subscribers", "meaning", "Webex says", "remedy"],
    row: |row, _| error_fields(row, "subscribers"),
    columns: || SubscriberAuditTable::Errors.schema(),
};

/// The subscribers that wait for a person.
static WAITING: View = View {
    titles: &["status", "days", "subscribers", "oldest since"],
    row: |row, _| {
        vec![
            text_of(&row["status"]),
            text_of(&row["days"]),
            number(&row["subscribers"]),
            text_of(&row["oldest"]),
        ]
    },
    columns: || SubscriberAuditTable::Waiting.schema(),
};

/// The e-mail addresses that several subscribers have.
static DUPLICATES: View = View {
    titles: &["email", "subscribers", "users", "enterprises"],
    row: |row, _| {
        vec![
            text_of(&row["email"]),
            number(&row["subscribers"]),
            plain(list(&row["userIds"])),
            plain(list(&row["spEnterpriseIds"])),
        ]
    },
    columns: || SubscriberAuditTable::Duplicates.schema(),
};

fn severity(row: &Value) -> Field {
    let severity = text(&row["severity"]);
    let style = match severity.as_str() {
        "high" => Style::Bad,
        "medium" => Style::Warning,
        _ => Style::Faint,
    };
    Field::styled(severity, style)
}

fn findings(row: &Value) -> Field {
    let findings = list(&row["findings"]);
    let style = if findings.is_empty() { Style::Plain } else { Style::Warning };
    Field::styled(findings, style)
}

fn user(row: &Value) -> Field {
    name(&row["userId"], &row["subscriberId"])
}

/// An error code, with the number that the key `counted` holds.
fn error_fields(row: &Value, counted: &str) -> Vec<Field> {
    vec![
        number(&row["code"]),
        text_of(&row["name"]),
        number(&row[counted]),
        text_of(&row["meaning"]),
        text_of(&row["description"]),
        text_of(&row["remedy"]),
    ]
}
