//! The columns of the tables.

use webex_broadworks_tables::TableSchema;

use super::audit::AuditTable;
use super::error_code::ErrorRow;
use super::finding::FindingRow;
use super::row::EnterpriseRow;
use super::trend::TrendRow;
use crate::generated::columns::{ENTERPRISE_ERRORS, ENTERPRISE_FINDINGS, ENTERPRISES, TRENDS};
use crate::report::rows;

impl AuditTable {
    /// Returns its columns.
    pub fn schema(self) -> &'static TableSchema {
        match self {
            Self::Enterprises => &ENTERPRISES,
            Self::Errors => &ENTERPRISE_ERRORS,
            Self::Findings => &ENTERPRISE_FINDINGS,
            Self::Trends => &TRENDS,
        }
    }
}

rows! {
    EnterpriseRow: ENTERPRISES,
    ErrorRow: ENTERPRISE_ERRORS,
    FindingRow: ENTERPRISE_FINDINGS,
    TrendRow: TRENDS,
}
