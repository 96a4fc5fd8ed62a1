//! One row for each subscriber, with the state of its provisioning.

use std::borrow::Cow;

use serde_json::{Value, json};

use crate::generated::findings::SubscriberFindingKind;
use crate::generated::rows::{SubscriberFindingRow, SubscriberRow};
use crate::kind::Kind as _;
use webex_broadworks::internals::as_instant;
use webex_broadworks::{Timestamp, subscriber_state};

/// The earlier state of one subscriber.
#[derive(Clone, Debug)]
pub(super) struct LastSeen {
    pub(super) at: Timestamp,
    pub(super) row: SubscriberRow,
}

impl SubscriberRow {
    /// Reads a subscriber of the list, or a row of an earlier audit.
    pub(super) fn read(item: &Value, partner: Option<&str>, now: Timestamp) -> Self {
        // An outcome of a bulk run has the subscriber as its result.
        let item = item.get("result").filter(|result| result.is_object()).unwrap_or(item);
        let item = &*with_errors(item);
        let state = subscriber_state(item, now);
        let text = |key: &str| {
            let text = item.get(key).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let time = |key: &str| item.get(key).and_then(as_instant);
        Self {
            partner: partner.map(str::to_owned).or_else(|| text("partner")),
            subscriber_id: text("id").or_else(|| text("subscriberId")),
            user_id: text("userId"),
            sp_enterprise_id: text("spEnterpriseId"),
            provisioning_id: text("provisioningId"),
            first_name: text("firstName"),
            last_name: text("lastName"),
            email: text("email"),
            primary_phone_number: text("primaryPhoneNumber"),
            extension: text("extension"),
            package: text("package"),
            status: state.status,
            waits_for: state.waits_for,
            age: state.age,
            created: time("created"),
            last_status_change: time("lastStatusChange"),
            error_codes: state.errors.iter().filter_map(|error| error.code).collect(),
            findings: Vec::new(),
            errors: state.errors,
            since: state.since,
        }
    }

    /// Returns the identifier for people.
    pub(super) fn name(&self) -> &str {
        let name = self.user_id.as_deref().or(self.subscriber_id.as_deref());
        name.unwrap_or("(without an id)")
    }

    /// Returns a finding about it, with the severity and the remedy of its kind.
    pub(super) fn finding(
        &self,
        kind: SubscriberFindingKind,
        detail: String,
        since: Option<Timestamp>,
    ) -> SubscriberFindingRow {
        SubscriberFindingRow {
            kind,
            severity: kind.severity(),
            partner: self.partner.clone(),
            sp_enterprise_id: self.sp_enterprise_id.clone(),
            subscriber_id: self.subscriber_id.clone(),
            user_id: self.user_id.clone(),
            email: self.email.clone(),
            detail,
            remedy: kind.remedy().to_owned(),
            since,
            code: None,
            name: None,
            change: None,
        }
    }
}

/// A row of an earlier audit with its error codes as Webex shows errors; any other item as it is.
fn with_errors(item: &Value) -> Cow<'_, Value> {
    match (item.get("errors"), item.get("errorCodes").and_then(Value::as_array)) {
        (None, Some(codes)) => {
            let mut item = item.as_object().cloned().unwrap_or_default();
            let errors = codes.iter().map(|code| json!({"errorCode": code})).collect();
            item.insert("errors".to_owned(), errors);
            Cow::Owned(item.into())
        }
        _ => Cow::Borrowed(item),
    }
}
