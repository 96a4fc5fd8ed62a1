//! Turns enterprises into the rows and findings of an audit.

use std::collections::HashSet;

use serde_json::Value;

use super::audit::Audit;
use super::options::AuditOptions;
use super::row::LastSeen;
use super::rules::Rules;
use super::{drift, error_code, finding, trend};
use crate::baseline::Baseline;
use crate::generated::rows::{EnterpriseRow, FindingRow, TrendRow};
use crate::listing::Listing;
use webex_broadworks::Timestamp;

impl Audit {
    /// Checks enterprises as the list shows them, or outcomes of a bulk run with their status.
    ///
    /// Of the options, those about a ledger are for [`Audit::of_items`].
    pub fn new<'a>(items: impl IntoIterator<Item = &'a Value>, options: &AuditOptions) -> Self {
        let mut auditor = Auditor::new(options);
        auditor.extend(items);
        auditor.finish(Vec::new())
    }

    /// Combines audits, for example of several partners.
    pub fn concat(audits: impl IntoIterator<Item = Self>) -> Self {
        let mut audits = audits.into_iter();
        let Some(mut all) = audits.next() else {
            return Auditor::new(&AuditOptions::default()).finish(Vec::new());
        };
        for audit in audits {
            all.generated_at = all.generated_at.max(audit.generated_at);
            all.listings.extend(audit.listings);
            all.enterprises.extend(audit.enterprises);
            all.errors.extend(audit.errors);
            all.findings.extend(audit.findings);
            all.trends.extend(audit.trends);
        }
        error_code::sort(&mut all.errors);
        finding::sort(&mut all.findings);
        trend::sort(&mut all.trends);
        all
    }
}

/// Takes enterprises one by one, and keeps only a row of each.
pub(super) struct Auditor<'a> {
    pub(super) options: &'a AuditOptions,
    baseline: Option<&'a Baseline<LastSeen>>,
    pub(super) now: Timestamp,
    pub(super) rows: Vec<EnterpriseRow>,
}

impl<'a> Auditor<'a> {
    pub(super) fn new(options: &'a AuditOptions) -> Self {
        // Without a client there is only the computer's clock. `Audit::of_enterprises` sets its
        // own.
        let now = options.now.unwrap_or_else(Timestamp::now);
        Self { options, baseline: options.baseline.as_ref(), now, rows: Vec::new() }
    }

    pub(super) fn extend<'b>(&mut self, items: impl IntoIterator<Item = &'b Value>) {
        let (partner, now) = (self.options.partner.as_deref(), self.now);
        self.rows.extend(items.into_iter().map(|item| EnterpriseRow::read(item, partner, now)));
    }

    pub(super) fn finish(mut self, trends: Vec<TrendRow>) -> Audit {
        let listing =
            Listing { partner: self.options.partner.clone(), scope: self.options.scope.clone() };
        let rules = Rules { options: self.options, now: self.now };
        let comparable_since = self.baseline.and_then(|it| it.comparable_since(&listing));
        let mut findings = Vec::new();
        for row in &mut self.rows {
            let id = row.enterprise_id.as_deref();
            let before = self.baseline.zip(id).and_then(|(baseline, id)| baseline.seen.get(id));
            let mut found = rules.findings(row, before);
            if let Some(since) = comparable_since.filter(|_| id.is_some() && before.is_none()) {
                found.push(drift::appeared(row, since));
            }
            finding::sort(&mut found);
            row.findings = found.iter().map(|finding| finding.kind).collect();
            row.findings.dedup();
            findings.extend(found);
        }
        if let Some(baseline) = self.baseline.filter(|_| comparable_since.is_some()) {
            findings.extend(self.disappeared(baseline));
        }
        finding::sort(&mut findings);
        Audit {
            generated_at: self.now,
            listings: vec![listing],
            errors: error_code::by_code(&self.rows),
            enterprises: self.rows,
            findings,
            trends,
        }
    }

    /// The enterprises that the baseline lists and this audit doesn't.
    fn disappeared(&self, baseline: &Baseline<LastSeen>) -> Vec<FindingRow> {
        let listed: HashSet<_> =
            self.rows.iter().filter_map(|row| row.enterprise_id.as_deref()).collect();
        let gone = baseline.seen.iter().filter(|(id, _)| !listed.contains(id.as_str()));
        gone.map(|(id, seen)| {
            let row = EnterpriseRow::gone(id, seen, self.options.partner.clone());
            drift::disappeared(&row, seen.at)
        })
        .collect()
    }
}
