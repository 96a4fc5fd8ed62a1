//! The result of an audit, and its tables.

use jiff::Timestamp;
use serde::Serialize;
use strum::{EnumString, IntoStaticStr};

use super::enterprise::EnterpriseRow;
use super::error_code::ErrorRow;
use super::finding::FindingRow;
use super::listing::Listing;
use super::trend::TrendRow;

/// The directory sync state of all enterprises, and the findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    pub(super) generated_at: Timestamp,
    pub(super) listings: Vec<Listing>,
    pub(super) enterprises: Vec<EnterpriseRow>,
    pub(super) errors: Vec<ErrorRow>,
    pub(super) findings: Vec<FindingRow>,
    pub(super) trends: Vec<TrendRow>,
}

/// A table of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AuditTable {
    /// One row for each enterprise.
    Enterprises,
    /// One row for each error code.
    Errors,
    /// One row for each finding.
    Findings,
    /// One row for each day on which syncs ended.
    Trends,
}

impl AuditTable {
    /// Every table.
    pub const ALL: [Self; 4] = [Self::Enterprises, Self::Errors, Self::Findings, Self::Trends];

    /// Its name, which is also the name of the method that returns its rows.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The table of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        name.parse().ok()
    }
}

impl Audit {
    /// What ages count from.
    pub fn generated_at(&self) -> Timestamp {
        self.generated_at
    }

    /// Returns one row for each enterprise, in the order of the list.
    pub fn enterprises(&self) -> &[EnterpriseRow] {
        &self.enterprises
    }

    /// Returns one row for each error code and partner, the most frequent first.
    pub fn errors(&self) -> &[ErrorRow] {
        &self.errors
    }

    /// Returns one row for each finding, sorted by severity, then by age (oldest first).
    pub fn findings(&self) -> &[FindingRow] {
        &self.findings
    }

    /// Returns one row for each day on which syncs ended, as a ledger recorded them, the earliest first.
    pub fn trends(&self) -> &[TrendRow] {
        &self.trends
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
}

fn lines<T: Serialize>(rows: &[T]) -> Vec<u8> {
    let mut text = Vec::new();
    for row in rows {
        // Rows have text keys and only values that JSON supports.
        if serde_json::to_writer(&mut text, row).is_ok() {
            text.push(b'\n');
        }
    }
    text
}
