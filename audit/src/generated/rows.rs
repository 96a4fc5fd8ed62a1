//! The rows of the tables of audits. Written by `make generate` from `api/records.toml`.

use serde::Serialize;
use webex_broadworks::error_codes::CodeClass;
use webex_broadworks::internals::utc;
use webex_broadworks::{Counters, RunError, SubscriberStateError, Timestamp, WaitsFor};
use webex_broadworks_tables::TableSchema;

use crate::generated::columns;
use crate::generated::findings::{Change, FindingKind, SubscriberChange, SubscriberFindingKind};
use crate::kind::Severity;
use crate::report::Row;

/// The state of directory sync for one enterprise.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnterpriseRow {
    /// The label of the partner whose enterprise it is.
    pub partner: Option<String>,
    /// The identifier on BroadWorks: service provider, `+`, enterprise.
    pub sp_enterprise_id: Option<String>,
    /// The id that every operation takes.
    pub enterprise_id: Option<String>,
    /// The id of the customer's Webex organization.
    pub org_id: Option<String>,
    /// The id of the onboarding template.
    pub provisioning_id: Option<String>,
    /// Whether directory sync is on.
    pub enabled: Option<bool>,
    /// The state in upper case; `NOT_SYNCED` if directory sync is shown without a state, `UNKNOWN`
    /// if directory sync isn't shown at all.
    pub status: String,
    /// Seconds since the last success.
    pub age: Option<f64>,
    /// Duration of the last sync in seconds; `None` while one is running.
    pub duration: Option<f64>,
    /// When a sync last succeeded.
    #[serde(serialize_with = "utc")]
    pub last_success: Option<Timestamp>,
    /// When the last or current sync started.
    #[serde(serialize_with = "utc")]
    pub last_start: Option<Timestamp>,
    /// When the last sync ended.
    #[serde(serialize_with = "utc")]
    pub last_end: Option<Timestamp>,
    /// The tracking id of the sync, which Webex support asks for.
    pub last_sync_tracking_id: Option<String>,
    /// The counters of the sync, and the totals.
    #[serde(flatten)]
    pub counters: Counters,
    /// The codes of the sync's errors.
    pub error_codes: Vec<i64>,
    /// The findings for it, the most severe first.
    pub findings: Vec<FindingKind>,
    #[serde(skip)]
    pub(crate) errors: Vec<RunError>,
}

impl Row for EnterpriseRow {
    const SCHEMA: &'static TableSchema = &columns::ENTERPRISES;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// A directory sync error code of the last syncs of enterprises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorRow {
    /// The label of the partner whose enterprises they are.
    pub partner: Option<String>,
    /// Webex's `errorCode`; `None` for errors without one.
    pub code: Option<i64>,
    /// The catalog's short name, such as `"CLUSTER_CONNECTION_FAILED"`.
    pub name: Option<&'static str>,
    /// How many enterprises show it.
    pub enterprises: usize,
    /// The class of the code; `None` if it isn't known.
    pub class: Option<CodeClass>,
    /// Whether it resolves without action.
    pub heals_by_itself: Option<bool>,
    /// What it means.
    pub meaning: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
    /// Webex's description at the first enterprise that shows it.
    pub description: Option<String>,
    /// The identifiers of the first five enterprises that show it.
    pub examples: Vec<String>,
}

impl Row for ErrorRow {
    const SCHEMA: &'static TableSchema = &columns::ENTERPRISE_ERRORS;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// One finding about one enterprise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FindingRow {
    /// What was found.
    pub kind: FindingKind,
    /// Its severity.
    pub severity: Severity,
    /// The label of the partner whose enterprise it is.
    pub partner: Option<String>,
    /// The identifier on BroadWorks.
    pub sp_enterprise_id: Option<String>,
    /// The id that every operation takes.
    pub enterprise_id: Option<String>,
    /// What exactly, as a clause.
    pub detail: String,
    /// What to do.
    pub remedy: String,
    /// Since when this is the case, if known. It is the end of the failed sync, the last success,
    /// the start of the running sync, or an earlier audit or ledger entry.
    #[serde(serialize_with = "utc")]
    pub since: Option<Timestamp>,
    /// The directory sync error code, of `failing` and `partial`.
    pub code: Option<i64>,
    /// The catalog's short name of that code.
    pub name: Option<&'static str>,
    /// What changed, of `drift`.
    pub change: Option<Change>,
    /// The tracking id of the sync, which Webex support asks for.
    pub tracking_id: Option<String>,
}

impl Row for FindingRow {
    const SCHEMA: &'static TableSchema = &columns::ENTERPRISE_FINDINGS;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// The syncs of the audited enterprises that ended on one day, according to the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TrendRow {
    /// The label of the partner whose enterprises they belong to.
    pub partner: Option<String>,
    /// The day in UTC, such as `"2026-11-21"`.
    pub day: String,
    /// How many syncs ended.
    pub runs: u64,
    /// How many of them failed.
    pub failed: u64,
    /// Users added.
    pub users_added: i64,
    /// Users updated.
    pub users_updated: i64,
    /// Users deleted.
    pub users_deleted: i64,
    /// Machine accounts added.
    pub machines_added: i64,
    /// Machine accounts updated.
    pub machines_updated: i64,
    /// Machine accounts deleted.
    pub machines_deleted: i64,
}

impl Row for TrendRow {
    const SCHEMA: &'static TableSchema = &columns::TRENDS;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// The state of one subscriber.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberRow {
    /// The label of the partner whose subscriber it is.
    pub partner: Option<String>,
    /// The id that every operation takes.
    pub subscriber_id: Option<String>,
    /// The user's id on BroadWorks.
    pub user_id: Option<String>,
    /// The identifier of the enterprise on BroadWorks: service provider, `+`, enterprise.
    pub sp_enterprise_id: Option<String>,
    /// The id of the onboarding template.
    pub provisioning_id: Option<String>,
    /// The first name.
    pub first_name: Option<String>,
    /// The last name.
    pub last_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The primary phone number.
    pub primary_phone_number: Option<String>,
    /// The extension.
    pub extension: Option<String>,
    /// The Webex package.
    pub package: Option<String>,
    /// The status in lower case; `unknown` without one.
    pub status: String,
    /// Whose turn it is; `None` in a final status.
    pub waits_for: Option<WaitsFor>,
    /// Seconds since the status last changed, or since the subscriber was created.
    pub age: Option<f64>,
    /// When the subscriber was created.
    #[serde(serialize_with = "utc")]
    pub created: Option<Timestamp>,
    /// When the status last changed.
    #[serde(serialize_with = "utc")]
    pub last_status_change: Option<Timestamp>,
    /// The error codes.
    pub error_codes: Vec<i64>,
    /// The findings for it, the most severe first.
    pub findings: Vec<SubscriberFindingKind>,
    #[serde(skip)]
    pub(crate) errors: Vec<SubscriberStateError>,
    #[serde(skip)]
    pub(crate) since: Option<Timestamp>,
}

impl Row for SubscriberRow {
    const SCHEMA: &'static TableSchema = &columns::SUBSCRIBERS;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// An error code that subscribers show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberErrorRow {
    /// The label of the partner whose subscribers they are.
    pub partner: Option<String>,
    /// Webex's `errorCode`; `None` for errors without one.
    pub code: Option<i64>,
    /// The catalog's short name, such as `"USER_ID_IN_USE"`.
    pub name: Option<&'static str>,
    /// The number of subscribers that show it.
    pub subscribers: usize,
    /// What it means.
    pub meaning: Option<&'static str>,
    /// What to do.
    pub remedy: Option<&'static str>,
    /// What Webex says about it to the first subscriber that shows it.
    pub description: Option<String>,
    /// The user ids of the first five subscribers that show it.
    pub examples: Vec<String>,
}

impl Row for SubscriberErrorRow {
    const SCHEMA: &'static TableSchema = &columns::SUBSCRIBER_ERRORS;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// One finding about one subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberFindingRow {
    /// What was found.
    pub kind: SubscriberFindingKind,
    /// How severe it is.
    pub severity: Severity,
    /// The label of the partner whose subscriber it is.
    pub partner: Option<String>,
    /// The identifier of the enterprise on BroadWorks.
    pub sp_enterprise_id: Option<String>,
    /// The id that every operation takes.
    pub subscriber_id: Option<String>,
    /// The user's id on BroadWorks.
    pub user_id: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// What exactly, as a clause.
    pub detail: String,
    /// What to do.
    pub remedy: String,
    /// Since when it is so, where that is known: the last change of the status, or an earlier
    /// audit.
    #[serde(serialize_with = "utc")]
    pub since: Option<Timestamp>,
    /// The error code, of `error`.
    pub code: Option<i64>,
    /// The catalog's short name of that code.
    pub name: Option<&'static str>,
    /// What changed, of `drift`.
    pub change: Option<SubscriberChange>,
}

impl Row for SubscriberFindingRow {
    const SCHEMA: &'static TableSchema = &columns::SUBSCRIBER_FINDINGS;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// The number of subscribers that have been waiting for a person in one status for so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WaitingRow {
    /// The label of the partner whose subscribers they are.
    pub partner: Option<String>,
    /// The status in lower case.
    pub status: String,
    /// The position of the age, from 0.
    pub order: usize,
    /// The range of the age in days.
    pub days: &'static str,
    /// The number of subscribers.
    pub subscribers: usize,
    /// Since when the first of them has been waiting.
    #[serde(serialize_with = "utc")]
    pub oldest: Option<Timestamp>,
}

impl Row for WaitingRow {
    const SCHEMA: &'static TableSchema = &columns::WAITING;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}

/// An e-mail address that several subscribers have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DuplicateRow {
    /// The label of the partner whose subscribers they are.
    pub partner: Option<String>,
    /// The e-mail address in lower case.
    pub email: String,
    /// The number of subscribers that have it.
    pub subscribers: usize,
    /// The ids of the subscribers.
    pub subscriber_ids: Vec<String>,
    /// Their user ids on BroadWorks.
    pub user_ids: Vec<String>,
    /// The identifiers of their enterprises on BroadWorks, each once.
    pub sp_enterprise_ids: Vec<String>,
}

impl Row for DuplicateRow {
    const SCHEMA: &'static TableSchema = &columns::DUPLICATES;

    fn partner(&self) -> Option<&str> {
        self.partner.as_deref()
    }
}
