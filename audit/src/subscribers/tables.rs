//! The columns of the tables.

use webex_broadworks_tables::TableSchema;

use super::audit::SubscriberAuditTable;
use crate::generated::columns::{
    DUPLICATES, SUBSCRIBER_ERRORS, SUBSCRIBER_FINDINGS, SUBSCRIBERS, WAITING,
};

impl SubscriberAuditTable {
    /// Returns its columns.
    pub fn schema(self) -> &'static TableSchema {
        match self {
            Self::Subscribers => &SUBSCRIBERS,
            Self::Errors => &SUBSCRIBER_ERRORS,
            Self::Findings => &SUBSCRIBER_FINDINGS,
            Self::Waiting => &WAITING,
            Self::Duplicates => &DUPLICATES,
        }
    }
}
