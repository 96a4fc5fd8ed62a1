//! The result of an audit of enterprises, and its tables.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::generated::rows::{EnterpriseRow, ErrorRow, FindingRow, TrendRow};
use crate::listing::Listing;
use crate::report::Rows;
use webex_broadworks::Timestamp;

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

/// A table of an audit of enterprises.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
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
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name, which is also the name of the method that returns its rows.
    pub fn name(self) -> &'static str {
        self.into()
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

    /// Returns the rows of a table.
    pub fn rows(&self, table: AuditTable) -> &dyn Rows {
        match table {
            AuditTable::Enterprises => &self.enterprises,
            AuditTable::Errors => &self.errors,
            AuditTable::Findings => &self.findings,
            AuditTable::Trends => &self.trends,
        }
    }
}
