//! The columns of the tables.

use webex_broadworks_tables::TableSchema;

use super::audit::AuditTable;
use crate::generated::columns::{ENTERPRISE_ERRORS, ENTERPRISE_FINDINGS, ENTERPRISES, TRENDS};

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
