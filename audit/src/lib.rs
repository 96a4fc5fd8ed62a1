//! The audit: what is stale, failing, stuck or not as it was, in all enterprises of a partner.
//!
//! Everything here is pure but [`Audit::of_enterprises`], which lists, and
//! [`Audit::of_items`], which may read a ledger: rows follow from the enterprises, the limits of
//! [`AuditOptions`] and the time that ages count from, and from nothing else.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod age;
mod audit;
mod auditor;
mod baseline;
mod collect;
mod drift;
mod enterprise;
mod error_code;
mod finding;
mod format;
mod html;
mod input;
mod listing;
mod options;
mod rules;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
mod trend;

pub use self::age::{AgeBucket, AgeRow};
pub use self::audit::{Audit, AuditTable};
pub use self::enterprise::EnterpriseRow;
pub use self::error_code::ErrorRow;
pub use self::finding::{Change, FindingKind, FindingRow, Severity};
pub use self::html::{DOCUMENT_ROWS, FRAGMENT_ROWS, OTHER_COLOR, STATUS_COLORS};
pub use self::input::{read_file, read_items};
pub use self::options::{
    AuditOptions, DEFAULT_MASS_DELETION_MINIMUM, DEFAULT_MASS_DELETION_SHARE, DEFAULT_STALE_AFTER,
    DEFAULT_STUCK_AFTER,
};
pub use self::summary::{AuditSummary, Count};
pub use self::trend::TrendRow;
