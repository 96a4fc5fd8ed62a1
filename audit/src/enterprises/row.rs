//! One row for each enterprise, with the state of its directory sync.

use serde_json::Value;
use webex_broadworks_bulk::ledger::LatestSnapshot;

use crate::generated::findings::FindingKind;
use crate::generated::rows::{EnterpriseRow, FindingRow};
use crate::kind::Kind as _;
use webex_broadworks::internals::status_of;
use webex_broadworks::{Timestamp, directory_sync_state};

/// The earlier state of one enterprise.
#[derive(Clone, Debug)]
pub(super) struct LastSeen {
    pub(super) at: Timestamp,
    pub(super) sp_enterprise_id: Option<String>,
    pub(super) provisioning_id: Option<String>,
    pub(super) enabled: Option<bool>,
    pub(super) status: String,
    pub(super) users: Option<i64>,
    pub(super) machines: Option<i64>,
}

impl From<LatestSnapshot> for LastSeen {
    fn from(snapshot: LatestSnapshot) -> Self {
        Self {
            at: snapshot.observed_at,
            sp_enterprise_id: snapshot.sp_enterprise_id,
            provisioning_id: snapshot.provisioning_id,
            enabled: snapshot.enabled,
            status: snapshot.status,
            users: snapshot.users,
            machines: snapshot.machines,
        }
    }
}

impl EnterpriseRow {
    /// Reads an enterprise of the list, or an outcome of a bulk run with its status.
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

    /// Returns the row of an enterprise that only an earlier audit saw.
    pub(super) fn gone(id: &str, seen: &LastSeen, partner: Option<String>) -> Self {
        let mut row = Self::read(&Value::Null, None, seen.at);
        row.partner = partner;
        row.enterprise_id = Some(id.to_owned());
        row.sp_enterprise_id.clone_from(&seen.sp_enterprise_id);
        row
    }

    /// Returns the state that a later audit compares with.
    pub(super) fn last_seen(&self, at: Timestamp) -> LastSeen {
        LastSeen {
            at,
            sp_enterprise_id: self.sp_enterprise_id.clone(),
            provisioning_id: self.provisioning_id.clone(),
            enabled: self.enabled,
            status: self.status.clone(),
            users: self.counters.total_external_users_in_ci,
            machines: self.counters.total_external_machines_in_ci,
        }
    }

    /// Returns the name for people.
    pub(super) fn name(&self) -> &str {
        let name = self.sp_enterprise_id.as_deref().or(self.enterprise_id.as_deref());
        name.unwrap_or("(without an id)")
    }

    /// Returns a finding about it, with the severity and the remedy of its kind.
    pub(super) fn finding(
        &self,
        kind: FindingKind,
        detail: String,
        since: Option<Timestamp>,
    ) -> FindingRow {
        FindingRow {
            kind,
            severity: kind.severity(),
            partner: self.partner.clone(),
            sp_enterprise_id: self.sp_enterprise_id.clone(),
            enterprise_id: self.enterprise_id.clone(),
            detail,
            remedy: kind.remedy().to_owned(),
            since,
            code: None,
            name: None,
            change: None,
            tracking_id: self.last_sync_tracking_id.clone(),
        }
    }
}
