//! The audit: what is stale, failing, stuck or not as it was, in all enterprises of a partner.
//!
//! Everything here is pure but [`Client::audit`](webex_broadworks::Client::audit), which lists, and
//! [`Audit::of_items`], which may read a ledger: rows follow from the enterprises, the limits of
//! [`AuditOptions`] and the time that ages count from, and from nothing else.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod age;
mod baseline;
mod collect;
mod drift;
mod enterprise;
mod error_code;
mod finding;
mod format;
mod html;
mod input;
mod options;
mod rules;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
mod trend;

use std::collections::HashSet;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

pub use self::age::{AgeBucket, AgeRow};
use self::baseline::{Baseline, Listing};
pub use self::enterprise::EnterpriseRow;
pub use self::error_code::ErrorRow;
pub use self::finding::{Change, FindingKind, FindingRow, Severity};
pub use self::html::{DOCUMENT_ROWS, FRAGMENT_ROWS, OTHER_COLOR, STATUS_COLORS};
pub use self::input::{read_file, read_items};
pub use self::options::{
    AuditOptions, DEFAULT_MASS_DELETION_MINIMUM, DEFAULT_MASS_DELETION_SHARE, DEFAULT_STALE_AFTER,
    DEFAULT_STUCK_AFTER,
};
use self::rules::Rules;
pub use self::summary::{AuditSummary, Count};
pub use self::trend::TrendRow;

/// How directory sync stands for all enterprises, and what is the matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    generated_at: Timestamp,
    listings: Vec<Listing>,
    enterprises: Vec<EnterpriseRow>,
    errors: Vec<ErrorRow>,
    findings: Vec<FindingRow>,
    trends: Vec<TrendRow>,
}

/// A table of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditTable {
    /// One row for each enterprise.
    Enterprises,
    /// One row for each error code.
    Errors,
    /// One row for each finding.
    Findings,
    /// One row for each day on which runs ended.
    Trends,
}

impl AuditTable {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Enterprises, Self::Errors, Self::Findings, Self::Trends];

    /// Its name, which is also the name of the method that returns its rows.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Errors => "errors",
            Self::Findings => "findings",
            Self::Trends => "trends",
        }
    }

    /// The table of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|table| table.name() == name)
    }
}

impl Audit {
    /// Checks enterprises as the list shows them, or outcomes of a bulk run that hold their status.
    ///
    /// Of the options, those about a ledger are for [`Audit::of_items`].
    pub fn new<'a>(items: impl IntoIterator<Item = &'a Value>, options: &AuditOptions) -> Self {
        let mut auditor = Auditor::new(options);
        auditor.extend(items);
        auditor.finish(Vec::new())
    }

    /// Puts audits together, such as those of several partners.
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

    /// What ages count from.
    pub fn generated_at(&self) -> Timestamp {
        self.generated_at
    }

    /// One row for each enterprise, in the order in which they were listed.
    pub fn enterprises(&self) -> &[EnterpriseRow] {
        &self.enterprises
    }

    /// One row for each error code and partner, the most frequent first.
    pub fn errors(&self) -> &[ErrorRow] {
        &self.errors
    }

    /// One row for each finding, the gravest first, then the oldest.
    pub fn findings(&self) -> &[FindingRow] {
        &self.findings
    }

    /// One row for each day on which runs ended, as far as a ledger knows them; the earliest first.
    pub fn trends(&self) -> &[TrendRow] {
        &self.trends
    }

    /// How many enterprises there are by the age of their last success and by state.
    pub fn ages(&self) -> Vec<AgeRow> {
        age::ages(&self.enterprises)
    }

    /// The figures that matter first.
    pub fn summary(&self) -> AuditSummary {
        AuditSummary::of(self)
    }

    /// A table as JSON, one row in each line.
    pub fn ndjson(&self, table: AuditTable) -> Vec<u8> {
        match table {
            AuditTable::Enterprises => lines(&self.enterprises),
            AuditTable::Errors => lines(&self.errors),
            AuditTable::Findings => lines(&self.findings),
            AuditTable::Trends => lines(&self.trends),
        }
    }

    /// A report as one HTML document that needs nothing else; each table has at most so many rows.
    pub fn to_html(&self, rows: usize) -> String {
        html::document(self, rows)
    }

    /// The same report as a part of a document; each table has at most so many rows.
    pub fn to_html_fragment(&self, rows: usize) -> String {
        html::fragment(self, rows)
    }

    /// One table as a part of a document, with at most so many rows.
    pub fn table_to_html(&self, table: AuditTable, rows: usize) -> String {
        html::table_fragment(self, table, rows)
    }
}

fn lines<T: Serialize>(rows: &[T]) -> Vec<u8> {
    let mut text = Vec::new();
    for row in rows {
        // Rows have text for keys and nothing that JSON cannot hold.
        if serde_json::to_writer(&mut text, row).is_ok() {
            text.push(b'\n');
        }
    }
    text
}

/// Takes enterprises one by one, and keeps of each no more than its row.
struct Auditor<'a> {
    options: &'a AuditOptions,
    baseline: Option<&'a Baseline>,
    now: Timestamp,
    rows: Vec<EnterpriseRow>,
}

impl<'a> Auditor<'a> {
    fn new(options: &'a AuditOptions) -> Self {
        // Without a client there is only the computer's clock; `Audit::of_enterprises` sets its own.
        let now = options.now.unwrap_or_else(Timestamp::now);
        Self { options, baseline: options.baseline.as_ref(), now, rows: Vec::new() }
    }

    fn extend<'b>(&mut self, items: impl IntoIterator<Item = &'b Value>) {
        let (partner, now) = (self.options.partner.as_deref(), self.now);
        self.rows.extend(items.into_iter().map(|item| EnterpriseRow::read(item, partner, now)));
    }

    fn finish(mut self, trends: Vec<TrendRow>) -> Audit {
        let listing =
            Listing { partner: self.options.partner.clone(), scope: self.options.scope.clone() };
        let rules = Rules { options: self.options, now: self.now };
        let comparable = self
            .baseline
            .filter(|it| it.listing.as_ref().is_some_and(|before| listing.is_comparable(before)));
        let mut findings = Vec::new();
        for row in &mut self.rows {
            let id = row.enterprise_id.as_deref();
            let before = self.baseline.zip(id).and_then(|(baseline, id)| baseline.seen.get(id));
            let mut found = rules.findings(row, before);
            if let Some(since) =
                comparable.filter(|_| id.is_some() && before.is_none()).and_then(Baseline::at)
            {
                found.push(drift::appeared(row, since));
            }
            finding::sort(&mut found);
            row.findings = found.iter().map(|finding| finding.kind).collect();
            row.findings.dedup();
            findings.extend(found);
        }
        findings.extend(comparable.into_iter().flat_map(|baseline| self.disappeared(baseline)));
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

    /// What the baseline lists and this audit does not.
    fn disappeared(&self, baseline: &Baseline) -> Vec<FindingRow> {
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
