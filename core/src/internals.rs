//! What the crates for bulk runs, tables and audits share with this one. It can change in any release.

pub use crate::aside::aside;
pub use crate::clock::{BoxFuture, Chance};
pub use crate::id::canonical_id;
#[cfg(any(test, feature = "test-util"))]
pub use crate::in_process::simulates;
pub use crate::lenient::{as_flag, as_instant, as_integer, parse_instant};
pub use crate::state::{duration_of, last_success_of, status_of, utc};
pub use crate::sync::ensure::{self, Plan};
pub use crate::sync::pace::{FIRST_BUSY_BACKOFF, MAX_BUSY_BACKOFF, Pace, busy_backoff};
pub use crate::sync::recognition::{End, Progress, Recognition};
pub use crate::sync::sighting::{Phase, Sighting};
pub use crate::sync::trigger::{TriggerRetry, call_options};
pub use crate::sync::watch::{MAX_TRIGGERS, SETTLE_AFTER, failed, is_passing, unwatched};
pub use crate::token::expand;
pub use crate::transport::check_length;
pub use crate::transport::run::tracking_id_of;
pub use crate::transport::shape::raw_items;
