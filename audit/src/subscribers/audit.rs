//! The result of an audit of subscribers, and its tables.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::generated::rows::{
    DuplicateRow, SubscriberErrorRow, SubscriberFindingRow, SubscriberRow, WaitingRow,
};
use crate::listing::Listing;
use crate::report::Rows;
use webex_broadworks::Timestamp;

/// The state of all subscribers, and the findings. It holds names, e-mail addresses and numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct SubscriberAudit {
    pub(super) generated_at: Timestamp,
    pub(super) listings: Vec<Listing>,
    pub(super) subscribers: Vec<SubscriberRow>,
    pub(super) errors: Vec<SubscriberErrorRow>,
    pub(super) waiting: Vec<WaitingRow>,
    pub(super) duplicates: Vec<DuplicateRow>,
    pub(super) findings: Vec<SubscriberFindingRow>,
}

/// A table of an audit of subscribers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum SubscriberAuditTable {
    /// One row for each subscriber.
    Subscribers,
    /// One row for each error code.
    Errors,
    /// One row for each finding.
    Findings,
    /// One row for each status that waits for a person, and each age.
    Waiting,
    /// One row for each e-mail address that several subscribers have.
    Duplicates,
}

impl SubscriberAuditTable {
    /// Every table.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Its name, which is also the name of the method that returns its rows.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

impl SubscriberAudit {
    /// What ages count from.
    pub fn generated_at(&self) -> Timestamp {
        self.generated_at
    }

    /// Returns one row for each subscriber, in the order of the list.
    pub fn subscribers(&self) -> &[SubscriberRow] {
        &self.subscribers
    }

    /// Returns one row for each error code and partner, the most frequent first.
    pub fn errors(&self) -> &[SubscriberErrorRow] {
        &self.errors
    }

    /// Returns one row for each finding, sorted by severity, then by age (oldest first).
    pub fn findings(&self) -> &[SubscriberFindingRow] {
        &self.findings
    }

    /// Returns the number of subscribers that wait for a person, by status and age.
    pub fn waiting(&self) -> &[WaitingRow] {
        &self.waiting
    }

    /// Returns one row for each e-mail address that several subscribers have, the most frequent first.
    pub fn duplicates(&self) -> &[DuplicateRow] {
        &self.duplicates
    }

    /// Returns the rows of a table.
    pub fn rows(&self, table: SubscriberAuditTable) -> &dyn Rows {
        match table {
            SubscriberAuditTable::Subscribers => &self.subscribers,
            SubscriberAuditTable::Errors => &self.errors,
            SubscriberAuditTable::Findings => &self.findings,
            SubscriberAuditTable::Waiting => &self.waiting,
            SubscriberAuditTable::Duplicates => &self.duplicates,
        }
    }
}
