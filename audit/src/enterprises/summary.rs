//! The most important numbers of an audit.

use serde::Serialize;

use super::audit::Audit;
use crate::generated::findings::FindingKind;
use crate::summary::{Count, count_findings, count_names, count_of, partners, some_utc};
use webex_broadworks::Timestamp;

/// An audit in numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuditSummary {
    /// What ages count from.
    #[serde(serialize_with = "some_utc")]
    pub generated_at: Timestamp,
    /// The labels of the partners.
    pub partners: Vec<String>,
    /// How many enterprises there are.
    pub enterprises: usize,
    /// Number of them with directory sync on.
    pub enabled: usize,
    /// Number of those without a finding.
    pub healthy: usize,
    /// Number of enterprises by state, the most frequent first.
    pub statuses: Vec<Count<String>>,
    /// Number of enterprises with each kind of finding. Every kind is listed.
    pub findings: Vec<Count<FindingKind>>,
}

impl Audit {
    /// Returns the numbers that matter first.
    pub fn summary(&self) -> AuditSummary {
        AuditSummary::of(self)
    }
}

impl AuditSummary {
    fn of(audit: &Audit) -> Self {
        let enabled = || audit.enterprises.iter().filter(|row| row.enabled == Some(true));
        Self {
            generated_at: audit.generated_at,
            partners: partners(&audit.listings),
            enterprises: audit.enterprises.len(),
            enabled: enabled().count(),
            healthy: enabled().filter(|row| row.findings.is_empty()).count(),
            statuses: count_names(audit.enterprises.iter().map(|row| row.status.as_str())),
            findings: count_findings(
                audit
                    .findings
                    .iter()
                    .map(|finding| (finding.kind, (&finding.partner, &finding.enterprise_id))),
            ),
        }
    }

    /// Number of enterprises with a kind of finding.
    pub fn count(&self, kind: FindingKind) -> usize {
        count_of(&self.findings, kind)
    }
}
