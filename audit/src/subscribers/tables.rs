//! The columns of the tables.

use webex_broadworks_tables::TableSchema;

use super::audit::SubscriberAuditTable;
use super::duplicates::DuplicateRow;
use super::error_code::SubscriberErrorRow;
use super::finding::SubscriberFindingRow;
use super::row::SubscriberRow;
use super::waiting::WaitingRow;
use crate::generated::columns::{
    DUPLICATES, SUBSCRIBER_ERRORS, SUBSCRIBER_FINDINGS, SUBSCRIBERS, WAITING,
};
use crate::report::rows;

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

rows! {
    SubscriberRow: SUBSCRIBERS,
    SubscriberErrorRow: SUBSCRIBER_ERRORS,
    SubscriberFindingRow: SUBSCRIBER_FINDINGS,
    WaitingRow: WAITING,
    DuplicateRow: DUPLICATES,
}
