//! Audits: what is stale, failing, stuck or changed, in all enterprises or subscribers of a partner.
//!
//! Everything here is pure but [`Audit::of_enterprises`] and [`SubscriberAudit::of_subscribers`], which
//! list, and [`Audit::of_items`], which may read a ledger: rows follow from the items, the limits of the
//! options and the time that ages count from, and from nothing else.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod age;
mod baseline;
mod enterprises;
mod error_groups;
mod format;
mod generated;
mod html;
mod input;
mod kind;
mod listing;
mod report;
mod subscribers;
mod summary;

pub use self::age::AgeBucket;
pub use self::enterprises::{
    AgeRow, Audit, AuditOptions, AuditSummary, AuditTable, DEFAULT_MASS_DELETION_MINIMUM,
    DEFAULT_MASS_DELETION_SHARE, DEFAULT_STALE_AFTER, DEFAULT_STUCK_AFTER,
};
pub use self::generated::findings::{Change, FindingKind, SubscriberChange, SubscriberFindingKind};
pub use self::generated::rows::{
    DuplicateRow, EnterpriseRow, ErrorRow, FindingRow, SubscriberErrorRow, SubscriberFindingRow,
    SubscriberRow, TrendRow, WaitingRow,
};
pub use self::html::{OTHER_COLOR, STATUS_COLORS};
pub use self::input::{ListedItems, read_file, read_items};
pub use self::kind::{Declaration, Kind, Severity};
pub use self::report::{DOCUMENT_ROWS, FRAGMENT_ROWS, Report, Rows};
pub use self::subscribers::{
    DEFAULT_SUBSCRIBER_STUCK_AFTER, DEFAULT_WAITING_AFTER, SubscriberAudit, SubscriberAuditOptions,
    SubscriberAuditSummary, SubscriberAuditTable,
};
pub use self::summary::Count;
