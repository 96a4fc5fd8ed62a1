//! Turns subscribers into the rows and findings of an audit.

use std::collections::HashSet;

use serde_json::Value;

use super::audit::SubscriberAudit;
use super::options::SubscriberAuditOptions;
use super::row::LastSeen;
use super::rules::{Rules, duplicate_email};
use super::{drift, duplicates, error_code, finding, waiting};
use crate::baseline::Baseline;
use crate::generated::rows::{DuplicateRow, SubscriberFindingRow, SubscriberRow};
use crate::listing::Listing;
use webex_broadworks::Timestamp;

impl SubscriberAudit {
    /// Checks subscribers as the list shows them.
    pub fn new<'a>(
        items: impl IntoIterator<Item = &'a Value>,
        options: &SubscriberAuditOptions,
    ) -> Self {
        let mut auditor = Auditor::new(options);
        auditor.extend(items);
        auditor.finish()
    }

    /// Combines audits, for example of several partners.
    pub fn concat(audits: impl IntoIterator<Item = Self>) -> Self {
        let mut audits = audits.into_iter();
        let Some(mut all) = audits.next() else {
            return Auditor::new(&SubscriberAuditOptions::default()).finish();
        };
        for audit in audits {
            all.generated_at = all.generated_at.max(audit.generated_at);
            all.listings.extend(audit.listings);
            all.subscribers.extend(audit.subscribers);
            all.errors.extend(audit.errors);
            all.waiting.extend(audit.waiting);
            all.duplicates.extend(audit.duplicates);
            all.findings.extend(audit.findings);
        }
        error_code::sort(&mut all.errors);
        waiting::sort(&mut all.waiting);
        duplicates::sort(&mut all.duplicates);
        finding::sort(&mut all.findings);
        all
    }
}

/// Takes subscribers one by one, and keeps of each no more than its row.
pub(super) struct Auditor<'a> {
    options: &'a SubscriberAuditOptions,
    baseline: Option<&'a Baseline<LastSeen>>,
    now: Timestamp,
    rows: Vec<SubscriberRow>,
}

impl<'a> Auditor<'a> {
    pub(super) fn new(options: &'a SubscriberAuditOptions) -> Self {
        // Without a client there is only the computer's clock.
        let now = options.now.unwrap_or_else(Timestamp::now);
        Self { options, baseline: options.baseline.as_ref(), now, rows: Vec::new() }
    }

    pub(super) fn extend<'b>(&mut self, items: impl IntoIterator<Item = &'b Value>) {
        let (partner, now) = (self.options.partner.as_deref(), self.now);
        self.rows.extend(items.into_iter().map(|item| SubscriberRow::read(item, partner, now)));
    }

    pub(super) fn finish(mut self) -> SubscriberAudit {
        let listing =
            Listing { partner: self.options.partner.clone(), scope: self.options.scope.clone() };
        let rules = Rules { options: self.options, now: self.now };
        let mut findings: Vec<Vec<SubscriberFindingRow>> =
            self.rows.iter().map(|row| rules.findings(row)).collect();
        let duplicates = self.find_duplicates(&mut findings);
        let disappeared = self.find_drift(&listing, &mut findings);
        for (row, found) in self.rows.iter_mut().zip(&mut findings) {
            finding::sort(found);
            row.findings = found.iter().map(|finding| finding.kind).collect();
            row.findings.dedup();
        }
        let mut findings: Vec<_> = findings.into_iter().flatten().chain(disappeared).collect();
        finding::sort(&mut findings);
        SubscriberAudit {
            generated_at: self.now,
            listings: vec![listing],
            errors: error_code::by_code(&self.rows),
            waiting: waiting::by_status_and_age(&self.rows),
            duplicates,
            subscribers: self.rows,
            findings,
        }
    }

    /// Returns the e-mail addresses of several subscribers, and adds a finding to each of these.
    fn find_duplicates(&self, findings: &mut [Vec<SubscriberFindingRow>]) -> Vec<DuplicateRow> {
        let mut rows = Vec::new();
        for (email, positions) in duplicates::positions_by_email(&self.rows) {
            let same: Vec<_> = positions.iter().filter_map(|at| self.rows.get(*at)).collect();
            for (at, row) in positions.iter().zip(&same) {
                let others = same.iter().copied().filter(|other| !std::ptr::eq(*other, *row));
                if let Some(found) = findings.get_mut(*at) {
                    found.push(duplicate_email(row, others, same.len() - 1));
                }
            }
            rows.push(duplicates::row(&email, &same));
        }
        duplicates::sort(&mut rows);
        rows
    }

    /// Adds the changes since the earlier audit, and returns what only that one lists.
    fn find_drift(
        &self,
        listing: &Listing,
        findings: &mut [Vec<SubscriberFindingRow>],
    ) -> Vec<SubscriberFindingRow> {
        let Some(baseline) = self.baseline else { return Vec::new() };
        let comparable_since = baseline.comparable_since(listing);
        let mut listed = HashSet::new();
        for (row, found) in self.rows.iter().zip(findings) {
            let Some(id) = row.subscriber_id.as_deref() else { continue };
            listed.insert(id);
            match baseline.seen.get(id) {
                Some(before) => found.extend(drift::changes(row, before)),
                None => found.extend(comparable_since.map(|since| drift::appeared(row, since))),
            }
        }
        if comparable_since.is_none() {
            return Vec::new();
        }
        let gone = baseline.seen.iter().filter(|(id, _)| !listed.contains(id.as_str()));
        gone.map(|(_, before)| drift::disappeared(before)).collect()
    }
}
