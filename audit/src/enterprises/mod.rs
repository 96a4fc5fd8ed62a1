//! The audit of enterprises: what is stale, failing, stuck, or changed in their directory sync.

mod age;
mod audit;
mod auditor;
mod collect;
mod drift;
mod error_code;
mod finding;
mod html;
mod options;
mod row;
mod rules;
mod summary;
mod tables;
#[cfg(test)]
mod tests;
mod trend;

pub use self::age::AgeRow;
pub use self::audit::{Audit, AuditTable};
pub use self::options::{
    AuditOptions, DEFAULT_MASS_DELETION_MINIMUM, DEFAULT_MASS_DELETION_SHARE, DEFAULT_STALE_AFTER,
    DEFAULT_STUCK_AFTER,
};
pub use self::summary::AuditSummary;
