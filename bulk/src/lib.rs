//! Bulk runs: one operation over many enterprises. Each gets an outcome, independent of the
//! others.
//!
//! ```no_run
//! use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions};
//! use webex_broadworks::{Client, ListEnterprises};
//!
//! # async fn run() -> webex_broadworks::Result<()> {
//! let webex = Client::from_env()?;
//! let everyone = BulkItems::list(webex.enterprises().list(ListEnterprises::default())?);
//! let mut statuses = Bulk::new(&webex).directory_sync().get_status(everyone, BulkOptions::default())?;
//! while let Some(outcome) = statuses.next().await? {
//!     println!("{}: {:?}", outcome.enterprise_id, outcome.outcome);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A bulk run continues when items fail. If continuing would be pointless, it starts nothing more:
//! [`BulkSummary::stop_reason`] is the reason, the rest is `not_started`, and the cause is the error
//! at the end. Rate limiting doesn't fail an item, and neither does a network outage of a few
//! minutes.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod active_run;
mod bulk;
mod bulk_run;
mod call_driver;
mod cluster_group_locks;
mod cluster_groups;
mod execute;
mod external_busy;
mod feed;
mod float;
mod handle;
mod input;
mod item;
mod journal;
pub mod ledger;
mod list_source;
mod metadata_prefetch;
mod only_if;
mod options;
mod outage_detector;
mod outcome;
mod plan;
mod poll_timing;
mod progress;
mod reachability;
mod run_context;
mod run_identity;
mod runner;
#[allow(clippy::indexing_slicing, reason = "ids are given out by the arena that they are for")]
mod scheduler;
mod stop_reason;
mod summary;
mod sync_driver;
#[cfg(test)]
mod tests;
mod trigger_guard;
mod trigger_sync;
mod work_item;

pub use self::bulk::Bulk;
pub use self::bulk_run::BulkRun;
#[doc(hidden)]
pub use self::bulk_run::BulkStep;
#[doc(hidden)]
pub use self::feed::BulkFeed;
pub use self::feed::BulkItems;
pub use self::handle::BulkHandle;
pub use self::item::BulkItem;
pub use self::only_if::OnlyIf;
pub use self::options::{
    BulkOptions, DEFAULT_CONCURRENCY, DEFAULT_MAX_REFUSALS_PER_TRIGGER, DEFAULT_RESUME_WITHIN,
};
pub use self::outage_detector::BulkOutage;
pub use self::outcome::{Outcome, OutcomeError, OutcomeKind, RawOutcome};
pub use self::plan::BulkPlan;
pub use self::stop_reason::StopReason;
pub use self::summary::{BulkSummary, Counts};
