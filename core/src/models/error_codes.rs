//! The directory sync error codes: what each means, whether it heals by itself, what to do.
//!
//! The codes are those of Cisco's help article on directory sync for Webex for `BroadWorks`
//! (nv3xgxg) and of the API's own example (6003); the words are ours. The service may send codes
//! that stand in neither: [`find`] then knows nothing, and nothing else depends on it.

use std::collections::HashMap;

use once_cell::sync::Lazy;
use serde::Serialize;
use serde_json::Value;

use crate::lenient::as_integer;

/// What a code says about the run or request that it came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CodeClass {
    /// Nothing was done, because of the state of the enterprise or the user.
    Refused,
    /// Nothing was done, because something else is running; it can be tried again.
    Busy,
    /// A run was started and failed.
    FailedRun,
    /// A run ended with part of its work done.
    Partial,
    /// Nothing works until somebody changes the configuration.
    Configuration,
}

/// One entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorCode {
    /// The number that Webex sends as `errorCode`.
    pub code: i64,
    /// A short name for tables and metrics.
    pub name: &'static str,
    /// What kind of failure it is.
    pub class: CodeClass,
    /// Whether it goes away without anybody doing anything.
    pub heals_by_itself: bool,
    /// What it means, as a clause without a full stop.
    pub meaning: &'static str,
    /// What to do, as whole sentences.
    pub remedy: &'static str,
}

/// The entry of a code, if the catalogue has it.
pub fn find(code: i64) -> Option<&'static ErrorCode> {
    BY_CODE.get(&code).copied()
}

/// The entry of a code as JSON has it: a number, or one written as text.
pub fn explain(code: &Value) -> Option<&'static ErrorCode> {
    find(as_integer(code)?)
}

/// Every code, in ascending order.
pub fn all() -> &'static [ErrorCode] {
    CATALOGUE
}

/// Audits look up a code for each error of each of thousands of enterprises.
static BY_CODE: Lazy<HashMap<i64, &'static ErrorCode>> =
    Lazy::new(|| CATALOGUE.iter().map(|entry| (entry.code, entry)).collect());

const fn entry(
    code: i64,
    name: &'static str,
    class: CodeClass,
    heals_by_itself: bool,
    meaning: &'static str,
    remedy: &'static str,
) -> ErrorCode {
    ErrorCode { code, name, class, heals_by_itself, meaning, remedy }
}

const RETRIED_BY_WEBEX: &str = "Webex tries again every 24 hours; trigger a sync to try sooner. If \
     it keeps failing, give Webex support the tracking id.";
const SWITCH_ON: &str =
    "Switch directory sync on for the enterprise first (`directory_sync.update`).";
const WAIT_FOR_RUNNING: &str = "Wait until the sync that is running has ended, then try again.";
const PHONE_LIST: &str = "Users were synced, phone lists were not. Check the phone lists on \
     BroadWorks against the limits for contacts, then trigger a sync.";

const CATALOGUE: &[ErrorCode] = &[
    entry(
        6003,
        "CLUSTER_CONNECTION_FAILED",
        CodeClass::FailedRun,
        true,
        "the sync could not connect to the BroadWorks cluster",
        "Check that the cluster's XSP or ADP interface is reachable from Webex and that the \
         credentials in Partner Hub are right. Webex tries again every 24 hours.",
    ),
    entry(
        600_000,
        "UNEXPECTED",
        CodeClass::FailedRun,
        true,
        "the sync failed for a reason Webex does not name",
        RETRIED_BY_WEBEX,
    ),
    entry(600_001, "SYNC_FAILED", CodeClass::FailedRun, true, "the sync failed", RETRIED_BY_WEBEX),
    entry(
        600_002,
        "SYNC_TERMINATED",
        CodeClass::FailedRun,
        true,
        "the sync was ended before it was complete",
        RETRIED_BY_WEBEX,
    ),
    entry(
        600_003,
        "PARTIAL_SUCCESS",
        CodeClass::Partial,
        true,
        "the sync succeeded only in part: some customer organisations failed",
        "Look at the enterprises one by one and trigger those that failed.",
    ),
    entry(
        600_004,
        "TEMPLATE_SYNC_DISABLED",
        CodeClass::Refused,
        false,
        "directory sync is switched off for the onboarding template",
        "Switch directory sync on for the template in Partner Hub, then for the enterprise.",
    ),
    entry(
        600_005,
        "TEMPLATE_BUSY",
        CodeClass::Busy,
        true,
        "a sync is already running for the onboarding template",
        WAIT_FOR_RUNNING,
    ),
    entry(
        600_006,
        "SERVICE_BUSY",
        CodeClass::Busy,
        true,
        "the sync service has no capacity free or is restarting",
        "Try again in a few minutes.",
    ),
    entry(
        600_007,
        "ORGANIZATION_NOT_FOUND",
        CodeClass::Configuration,
        false,
        "the enterprise's Webex organisation cannot be found",
        "Check in Partner Hub that the customer's organisation still exists.",
    ),
    entry(
        600_008,
        "ENTERPRISE_NOT_FOUND",
        CodeClass::Configuration,
        false,
        "the enterprise is not known in the partner's organisation",
        "Check that the token belongs to the partner that owns the enterprise.",
    ),
    entry(
        600_009,
        "CLUSTER_BUSY",
        CodeClass::Busy,
        true,
        "the BroadWorks cluster is already running an on-demand sync",
        WAIT_FOR_RUNNING,
    ),
    entry(
        600_010,
        "NO_CLUSTER",
        CodeClass::Configuration,
        false,
        "no BroadWorks cluster belongs to the enterprise",
        "Give the onboarding template a cluster in Partner Hub.",
    ),
    entry(
        600_011,
        "ENTERPRISE_SYNC_DISABLED",
        CodeClass::Refused,
        false,
        "directory sync is switched off for the enterprise",
        SWITCH_ON,
    ),
    entry(
        600_012,
        "HYBRID_SYNC_ENABLED",
        CodeClass::Configuration,
        false,
        "the organisation already uses Hybrid Directory sync",
        "Use one of the two: switch Hybrid Directory sync off first.",
    ),
    entry(
        600_013,
        "IDENTITY_ADD_FAILED",
        CodeClass::FailedRun,
        true,
        "users and machine accounts could not be added to the identity store",
        RETRIED_BY_WEBEX,
    ),
    entry(
        600_014,
        "CLUSTER_CONNECTION_FAILED",
        CodeClass::FailedRun,
        true,
        "the sync could not connect to the BroadWorks cluster",
        "Check that the cluster's XSP or ADP interface is reachable from Webex and that the \
         credentials in Partner Hub are right. Webex tries again every 24 hours.",
    ),
    entry(
        600_015,
        "IDENTITY_USER_NOT_FOUND",
        CodeClass::FailedRun,
        true,
        "no matching user was found in the identity store",
        RETRIED_BY_WEBEX,
    ),
    entry(
        600_017,
        "PHONE_LISTS_FAILED",
        CodeClass::Partial,
        true,
        "the phone list sync failed for users and organisation",
        PHONE_LIST,
    ),
    entry(
        600_018,
        "USER_PHONE_LISTS_FAILED",
        CodeClass::Partial,
        true,
        "the phone list sync failed for users",
        PHONE_LIST,
    ),
    entry(
        600_019,
        "ORGANIZATION_PHONE_LIST_FAILED",
        CodeClass::Partial,
        true,
        "the phone list sync failed for the enterprise",
        PHONE_LIST,
    ),
    entry(
        600_020,
        "DISABLE_WHILE_RUNNING",
        CodeClass::Refused,
        true,
        "directory sync cannot be switched off while a sync is running",
        WAIT_FOR_RUNNING,
    ),
    entry(
        600_022,
        "NO_PROVISIONED_USER",
        CodeClass::Refused,
        false,
        "the enterprise has no provisioned user, so single users cannot be synced",
        "Provision a first subscriber for the enterprise.",
    ),
    entry(
        600_023,
        "USER_IS_WEBEX_USER",
        CodeClass::Refused,
        false,
        "the user already exists in this organisation as a Webex user",
        "Nothing to do: Webex users are not synced from BroadWorks.",
    ),
    entry(
        600_024,
        "USER_NOT_IN_BROADWORKS",
        CodeClass::Refused,
        false,
        "no user with this id was found in BroadWorks",
        "Check the user id: it is the BroadWorks user id, usually user@domain.",
    ),
    entry(
        600_025,
        "USER_UPDATE_FAILED",
        CodeClass::FailedRun,
        true,
        "a user account could not be updated in the identity store",
        RETRIED_BY_WEBEX,
    ),
    entry(
        600_026,
        "MACHINE_UPDATE_FAILED",
        CodeClass::FailedRun,
        true,
        "a machine account could not be updated in the identity store",
        RETRIED_BY_WEBEX,
    ),
    entry(
        600_027,
        "SEVERAL_USERS_MATCH",
        CodeClass::Refused,
        false,
        "several users in BroadWorks match this id",
        "Use the full BroadWorks user id, with its domain.",
    ),
    entry(
        600_028,
        "NO_COMPLETE_SYNC_YET",
        CodeClass::Refused,
        false,
        "single users can be synced only after one sync of the whole enterprise has completed",
        "Trigger a sync of the enterprise and wait until it is COMPLETE.",
    ),
    entry(
        600_029,
        "ENTERPRISE_HAS_NO_USERS",
        CodeClass::Refused,
        false,
        "the enterprise has no provisioned user, so there is nothing to sync",
        "Provision a first subscriber for the enterprise.",
    ),
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
