//! The numbers of an audit of subscribers that matter first.

use serde::Serialize;

use super::audit::SubscriberAudit;
use crate::generated::findings::SubscriberFindingKind;
use crate::generated::rows::SubscriberRow;
use crate::summary::{Count, count_findings, count_names, count_of, partners, some_utc};
use webex_broadworks::{Timestamp, WaitsFor};

/// The status of a subscriber that is ready.
const PROVISIONED: &str = "provisioned";

/// An audit of subscribers in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SubscriberAuditSummary {
    /// What ages count from.
    #[serde(serialize_with = "some_utc")]
    pub generated_at: Timestamp,
    /// The labels of the partners.
    pub partners: Vec<String>,
    /// The number of subscribers.
    pub subscribers: usize,
    /// The number of provisioned subscribers.
    pub provisioned: usize,
    /// The number of provisioned subscribers without a finding.
    pub healthy: usize,
    /// The number of subscribers that wait for a person, however long.
    pub waiting: usize,
    /// The number of subscribers by status, the most frequent first.
    pub statuses: Vec<Count<String>>,
    /// The number of subscribers by package, the most frequent first.
    pub packages: Vec<Count<String>>,
    /// The number of subscribers that each kind of finding concerns. Every kind is there.
    pub findings: Vec<Count<SubscriberFindingKind>>,
}

impl SubscriberAudit {
    /// Returns the numbers that matter first.
    pub fn summary(&self) -> SubscriberAuditSummary {
        SubscriberAuditSummary::of(self)
    }
}

impl SubscriberAuditSummary {
    fn of(audit: &SubscriberAudit) -> Self {
        let rows = &audit.subscribers;
        let number = |is_counted: fn(&SubscriberRow) -> bool| {
            rows.iter().filter(|row| is_counted(row)).count()
        };
        Self {
            generated_at: audit.generated_at,
            partners: partners(&audit.listings),
            subscribers: rows.len(),
            provisioned: number(|row| row.status == PROVISIONED),
            healthy: number(|row| row.status == PROVISIONED && row.findings.is_empty()),
            waiting: number(|row| row.waits_for == Some(WaitsFor::Person)),
            statuses: count_names(rows.iter().map(|row| row.status.as_str())),
            packages: count_names(rows.iter().filter_map(|row| row.package.as_deref())),
            findings: count_findings(
                audit
                    .findings
                    .iter()
                    .map(|finding| (finding.kind, (&finding.partner, &finding.subscriber_id))),
            ),
        }
    }

    /// Returns the number of subscribers that a kind of finding concerns.
    pub fn count(&self, kind: SubscriberFindingKind) -> usize {
        count_of(&self.findings, kind)
    }
}
