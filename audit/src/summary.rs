//! The most important numbers of an audit.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use serde::Serialize;

use super::audit::Audit;
use super::finding::FindingKind;
use webex_broadworks::internals::utc;

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

/// How often there is something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Count<T> {
    /// What there is.
    pub name: T,
    /// How many enterprises it concerns.
    pub enterprises: usize,
}

fn some_utc<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    utc(&Some(*time), serializer)
}

impl Audit {
    /// The numbers that matter first.
    pub fn summary(&self) -> AuditSummary {
        AuditSummary::of(self)
    }
}

impl AuditSummary {
    fn of(audit: &Audit) -> Self {
        let enabled = || audit.enterprises.iter().filter(|row| row.enabled == Some(true));
        let mut seen = HashSet::new();
        let partners = audit.listings.iter().filter_map(|listing| listing.partner.as_ref());
        let partners = partners.filter(|partner| seen.insert(*partner)).cloned().collect();
        Self {
            generated_at: audit.generated_at,
            partners,
            enterprises: audit.enterprises.len(),
            enabled: enabled().count(),
            healthy: enabled().filter(|row| row.findings.is_empty()).count(),
            statuses: statuses(audit),
            findings: findings(audit),
        }
    }

    /// Number of enterprises with a kind of finding.
    pub fn count(&self, kind: FindingKind) -> usize {
        self.findings.iter().find(|count| count.name == kind).map_or(0, |count| count.enterprises)
    }
}

fn statuses(audit: &Audit) -> Vec<Count<String>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for row in &audit.enterprises {
        *counts.entry(&row.status).or_default() += 1;
    }
    let mut counts: Vec<_> = counts
        .into_iter()
        .map(|(name, enterprises)| Count { name: name.to_owned(), enterprises })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.enterprises));
    counts
}

fn findings(audit: &Audit) -> Vec<Count<FindingKind>> {
    let concerned = |kind: FindingKind| {
        let of_kind = audit.findings.iter().filter(|finding| finding.kind == kind);
        let ids: HashSet<_> =
            of_kind.map(|finding| (&finding.partner, &finding.enterprise_id)).collect();
        ids.len()
    };
    let count = |&kind: &FindingKind| Count { name: kind, enterprises: concerned(kind) };
    FindingKind::ALL.iter().map(count).collect()
}
