//! The audit of subscribers: which are in error, stuck, waiting for a person, duplicated or changed.

mod audit;
mod auditor;
mod collect;
mod drift;
mod duplicates;
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
mod waiting;

pub use self::audit::{SubscriberAudit, SubscriberAuditTable};
pub use self::options::{
    DEFAULT_SUBSCRIBER_STUCK_AFTER, DEFAULT_WAITING_AFTER, SubscriberAuditOptions,
};
pub use self::summary::SubscriberAuditSummary;
