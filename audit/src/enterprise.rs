//! One row for each enterprise: how its directory sync stands.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::baseline::Seen;
use super::finding::FindingKind;
use webex_broadworks::internals::{status_of, utc};
use webex_broadworks::{Counters, StateError, directory_sync_state};

/// How directory sync stands for one enterprise.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnterpriseRow {
    /// The label of the partner whose enterprise it is.
    pub partner: Option<String>,
    /// The identifier on `BroadWorks`: service provider, `+`, enterprise.
    pub sp_enterprise_id: Option<String>,
    /// The id that every operation takes.
    pub enterprise_id: Option<String>,
    /// The id of the customer's Webex organisation.
    pub org_id: Option<String>,
    /// The id of the onboarding template.
    pub provisioning_id: Option<String>,
    /// Whether directory sync is switched on.
    pub enabled: Option<bool>,
    /// The state in upper case; `NOT_SYNCED` where none is given, `UNKNOWN` where directory sync is
    /// not shown at all.
    pub status: String,
    /// Seconds since the last success.
    pub age: Option<f64>,
    /// Seconds that the last run took; `None` while one is going on.
    pub duration: Option<f64>,
    /// When a run last succeeded.
    #[serde(serialize_with = "utc")]
    pub last_success: Option<Timestamp>,
    /// When the last or present run started.
    #[serde(serialize_with = "utc")]
    pub last_start: Option<Timestamp>,
    /// When the last run ended.
    #[serde(serialize_with = "utc")]
    pub last_end: Option<Timestamp>,
    /// The tracking id of the run, which Webex support asks for.
    pub last_sync_tracking_id: Option<String>,
    /// The counters of the run and the totals.
    #[serde(flatten)]
    pub counters: Counters,
    /// The codes of the run's errors.
    pub error_codes: Vec<i64>,
    /// What was found about it, the gravest first.
    pub findings: Vec<FindingKind>,
    #[serde(skip)]
    pub(super) errors: Vec<StateError>,
}

impl EnterpriseRow {
    /// Reads an enterprise as the list shows it, or an outcome of a bulk run that holds its status.
    pub(super) fn read(item: &Value, partner: Option<&str>, now: Timestamp) -> Self {
        let state = directory_sync_state(item, now);
        let text = |key: &str| item.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            partner: partner.map(str::to_owned).or_else(|| text("partner")),
            sp_enterprise_id: text("spEnterpriseId"),
            enterprise_id: text("id").or_else(|| text("enterpriseId")),
            org_id: text("orgId"),
            provisioning_id: text("provisioningId"),
            enabled: state.enabled,
            status: state.status,
            age: state.age,
            duration: state.duration,
            last_success: state.last_success,
            last_start: state.last_start,
            last_end: state.last_end,
            last_sync_tracking_id: status_of(item)
                .get("lastSyncTrackingId")
                .and_then(Value::as_str)
                .map(str::to_owned),
            counters: state.counters,
            error_codes: state.errors.iter().filter_map(|error| error.code).collect(),
            findings: Vec::new(),
            errors: state.errors,
        }
    }

    /// An enterprise of which no more is known than what an earlier audit saw.
    pub(super) fn gone(id: &str, seen: &Seen, partner: Option<String>) -> Self {
        let mut row = Self::read(&Value::Null, None, seen.at);
        row.partner = partner;
        row.enterprise_id = Some(id.to_owned());
        row.sp_enterprise_id.clone_from(&seen.sp_enterprise_id);
        row
    }

    /// What people call it.
    pub(super) fn name(&self) -> &str {
        let name = self.sp_enterprise_id.as_deref().or(self.enterprise_id.as_deref());
        name.unwrap_or("(without an id)")
    }
}
