//! The directory sync error codes: meaning, remedy, and whether each resolves without action.
//!
//! The codes are those of Cisco's help article on directory sync for Webex for `BroadWorks`
//! (nv3xgxg) and of the API's own example (6003). The texts are this project's. Webex can send
//! other codes, for which [`find`] returns `None`.

use std::collections::HashMap;

use once_cell::sync::Lazy;
use serde::Serialize;
use serde_json::Value;

use crate::generated::operations::Operation;
use crate::lenient::as_integer;
use crate::operation::error_codes::CodeClass::{Busy, Configuration, FailedRun, Partial, Refused};

/// The class of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CodeClass {
    /// Nothing was done, because of the state of the enterprise or the user.
    Refused,
    /// Nothing was done, because another sync is running. It can be retried.
    Busy,
    /// A sync started and failed.
    FailedRun,
    /// A sync did a part of its work.
    Partial,
    /// A configuration error, which must be corrected first.
    Configuration,
}

/// The entry of one directory sync error code in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorCode {
    /// The number that Webex sends as `errorCode`.
    pub code: i64,
    /// A short name for tables and metrics.
    pub name: &'static str,
    /// The class of failure.
    pub class: CodeClass,
    /// Whether it resolves without action.
    pub heals_by_itself: bool,
    /// The meaning, as a clause without a full stop.
    pub meaning: &'static str,
    /// What to do, as complete sentences.
    pub remedy: &'static str,
    /// The operation for the remedy, which errors name.
    #[serde(skip)]
    pub(crate) operation: Option<Operation>,
}

/// Returns the entry of a code, if the catalog has one.
pub fn find(code: i64) -> Option<&'static ErrorCode> {
    BY_CODE.get(&code).copied()
}

/// Returns the entry of a code in JSON: a number, or a number as text.
pub fn explain(code: &Value) -> Option<&'static ErrorCode> {
    find(as_integer(code)?)
}

/// Returns every code, in ascending order.
pub fn all() -> &'static [ErrorCode] {
    CATALOG
}

/// Audits look up a code for each error of each of thousands of enterprises.
static BY_CODE: Lazy<HashMap<i64, &'static ErrorCode>> =
    Lazy::new(|| CATALOG.iter().map(|entry| (entry.code, entry)).collect());

const fn entry(
    code: i64,
    name: &'static str,
    class: CodeClass,
    heals_by_itself: bool,
    meaning: &'static str,
    remedy: &'static str,
) -> ErrorCode {
    ErrorCode { code, name, class, heals_by_itself, meaning, remedy, operation: None }
}

impl ErrorCode {
    /// Adds the operation for the remedy.
    const fn by(self, operation: Operation) -> Self {
        Self { operation: Some(operation), ..self }
    }
}

/// Whether a failure resolves without action.
const RESOLVES: bool = true;
const NEEDS_ACTION: bool = false;

const CHECK_CLUSTER: &str = "Check that the cluster's XSP or ADP interface is reachable from Webex and \
     that the credentials in Partner Hub are right. Webex retries every 24 hours.";
const RETRIED_BY_WEBEX: &str = "Webex retries every 24 hours. To retry sooner, trigger a sync. If it \
     keeps failing, give Webex support the tracking id.";
const WAIT_FOR_RUNNING: &str = "Wait for the running sync to end, then retry.";
const PHONE_LIST: &str = "Users were synced, and phone lists were not. Check the phone lists on \
     BroadWorks against the limits for contacts, then trigger a sync.";

/// One code in each row.
#[rustfmt::skip]
const CATALOG: &[ErrorCode] = &[
    entry(6003, "CLUSTER_CONNECTION_FAILED", FailedRun, RESOLVES,
        "the sync could not connect to the BroadWorks cluster", CHECK_CLUSTER),
    entry(600_000, "UNEXPECTED", FailedRun, RESOLVES,
        "the sync failed for a reason that Webex doesn't name", RETRIED_BY_WEBEX),
    entry(600_001, "SYNC_FAILED", FailedRun, RESOLVES, "the sync failed", RETRIED_BY_WEBEX),
    entry(600_002, "SYNC_TERMINATED", FailedRun, RESOLVES,
        "the sync was ended before it was complete", RETRIED_BY_WEBEX),
    entry(600_003, "PARTIAL_SUCCESS", Partial, RESOLVES,
        "the sync succeeded only partially: some customer organizations failed",
        "Check the status of each enterprise, and trigger a sync of those that failed."),
    entry(600_004, "TEMPLATE_SYNC_DISABLED", Refused, NEEDS_ACTION,
        "directory sync is off for the onboarding template",
        "Turn directory sync on for the template in Partner Hub, then for the enterprise."),
    entry(600_005, "TEMPLATE_BUSY", Busy, RESOLVES,
        "a sync is already running for the onboarding template", WAIT_FOR_RUNNING),
    entry(600_006, "SERVICE_BUSY", Busy, RESOLVES,
        "the sync service has no free capacity, or is restarting", "Retry in a few minutes."),
    entry(600_007, "ORGANIZATION_NOT_FOUND", Configuration, NEEDS_ACTION,
        "the enterprise's Webex organization can't be found",
        "Check in Partner Hub that the customer's organization still exists."),
    entry(600_008, "ENTERPRISE_NOT_FOUND", Configuration, NEEDS_ACTION,
        "the enterprise isn't known in the partner's organization",
        "Check that the token belongs to the partner that owns the enterprise."),
    entry(600_009, "CLUSTER_BUSY", Busy, RESOLVES,
        "the BroadWorks cluster is already running an on-demand sync", WAIT_FOR_RUNNING),
    entry(600_010, "NO_CLUSTER", Configuration, NEEDS_ACTION,
        "no BroadWorks cluster belongs to the enterprise",
        "Assign a cluster to the onboarding template in Partner Hub."),
    entry(600_011, "ENTERPRISE_SYNC_DISABLED", Refused, NEEDS_ACTION,
        "directory sync is off for the enterprise",
        "Turn directory sync on for the enterprise first.").by(Operation::DirectorySyncUpdate),
    entry(600_012, "HYBRID_SYNC_ENABLED", Configuration, NEEDS_ACTION,
        "the organization already uses Hybrid Directory sync",
        "Turn Hybrid Directory sync off first, because an organization can use only one of them."),
    entry(600_013, "IDENTITY_ADD_FAILED", FailedRun, RESOLVES,
        "users and machine accounts could not be added to the identity store", RETRIED_BY_WEBEX),
    entry(600_014, "CLUSTER_CONNECTION_FAILED", FailedRun, RESOLVES,
        "the sync could not connect to the BroadWorks cluster", CHECK_CLUSTER),
    entry(600_015, "IDENTITY_USER_NOT_FOUND", FailedRun, RESOLVES,
        "no matching user was found in the identity store", RETRIED_BY_WEBEX),
    entry(600_017, "PHONE_LISTS_FAILED", Partial, RESOLVES,
        "the phone list sync failed for users and organization", PHONE_LIST),
    entry(600_018, "USER_PHONE_LISTS_FAILED", Partial, RESOLVES,
        "the phone list sync failed for users", PHONE_LIST),
    entry(600_019, "ORGANIZATION_PHONE_LIST_FAILED", Partial, RESOLVES,
        "the phone list sync failed for the enterprise", PHONE_LIST),
    entry(600_020, "DISABLE_WHILE_RUNNING", Refused, RESOLVES,
        "directory sync can't be turned off while a sync is running", WAIT_FOR_RUNNING),
    entry(600_022, "NO_PROVISIONED_USER", Refused, NEEDS_ACTION,
        "the enterprise has no provisioned user, so single users can't be synced",
        "Provision a first subscriber for the enterprise."),
    entry(600_023, "USER_IS_WEBEX_USER", Refused, NEEDS_ACTION,
        "the user already exists in this organization as a Webex user",
        "Nothing: Webex users aren't synced from BroadWorks."),
    entry(600_024, "USER_NOT_IN_BROADWORKS", Refused, NEEDS_ACTION,
        "no user with this id was found in BroadWorks",
        "Check the user id: it is the BroadWorks user id, usually user@domain."),
    entry(600_025, "USER_UPDATE_FAILED", FailedRun, RESOLVES,
        "a user account could not be updated in the identity store", RETRIED_BY_WEBEX),
    entry(600_026, "MACHINE_UPDATE_FAILED", FailedRun, RESOLVES,
        "a machine account could not be updated in the identity store", RETRIED_BY_WEBEX),
    entry(600_027, "SEVERAL_USERS_MATCH", Refused, NEEDS_ACTION,
        "several users in BroadWorks match this id",
        "Use the full BroadWorks user id, with its domain."),
    entry(600_028, "NO_COMPLETE_SYNC_YET", Refused, NEEDS_ACTION,
        "single users can be synced only after one sync of the whole enterprise has completed",
        "Trigger a sync of the enterprise and wait until it is COMPLETE."),
    entry(600_029, "ENTERPRISE_HAS_NO_USERS", Refused, NEEDS_ACTION,
        "the enterprise has no provisioned user, so there is nothing to sync",
        "Provision a first subscriber for the enterprise."),
];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn codes_are_in_order_and_unique() {
        assert!(all().windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn the_help_article_s_codes_are_there_and_its_gaps_are_not() {
        for code in (600_000..=600_029).filter(|code| ![600_016, 600_021].contains(code)) {
            assert!(find(code).is_some(), "{code}");
        }
        assert!(find(600_016).is_none());
        assert!(find(600_021).is_none());
    }

    #[test]
    fn a_code_is_known_however_json_spells_it() {
        for code in [json!(600_014), json!(600_014.0), json!("600014")] {
            assert_eq!(explain(&code), find(600_014), "{code}");
        }
        for code in [json!(null), json!(1), json!("x"), json!([600_014])] {
            assert_eq!(explain(&code), None, "{code}");
        }
    }

    #[test]
    fn both_generations_of_the_connection_failure_mean_the_same() {
        let (old, new) = (find(6003).unwrap(), find(600_014).unwrap());
        assert_eq!((old.name, old.meaning, old.class), (new.name, new.meaning, new.class));
    }
}
