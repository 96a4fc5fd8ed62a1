//! Internals that the crates for bulk runs, tables and audits share. They can change in any
//! release.

pub use crate::client::dispatch::{arguments_from_json, download_of, operation_of, wait_for};
pub use crate::client::waiter::Waiter;
pub use crate::directory_sync::busy_backoff::{FIRST_BUSY_BACKOFF, MAX_BUSY_BACKOFF, busy_backoff};
pub use crate::directory_sync::ensure::{self, Plan};
pub use crate::directory_sync::run_tracker::{RunEnd, RunProgress, RunTracker};
pub use crate::directory_sync::status_snapshot::{RunPhase, StatusSnapshot};
pub use crate::directory_sync::sync_run::{
    BaselineDecision, MAX_TRIGGERS, PollOutcome, SyncRun, TriggerOutcome, UNCONFIRMED_TRIGGER_WAIT,
    failed,
};
pub use crate::directory_sync::trigger::{TriggerRetry, call_options};
pub use crate::generated::models::COUNTERS;
pub use crate::generated::resources::check_model;
pub use crate::models::directory_sync_state::{duration_of, last_success_of, status_of, utc};
pub use crate::paging::options::ListOptions;
pub use crate::waiting::poll_backoff::PollBackoff;
pub use crate::waiting::poll_outage::{MAX_POLL_OUTAGE, is_transient_poll_error};
pub use webex_broadworks_transport::auth::{is_webex_access_token, looks_like_access_token};
pub use webex_broadworks_transport::blocking::run_blocking;
pub use webex_broadworks_transport::clock::{
    BoxFuture, Chance, Clock, Random, ScaledClock, SystemClock, SystemRandom, timestamp_of,
};
pub use webex_broadworks_transport::environment::expand;
pub use webex_broadworks_transport::error::wrong_subject_hint;
pub use webex_broadworks_transport::http::backend::{
    FailurePhase, HttpBackend, HttpRequest, HttpResponse, SendError,
};
#[cfg(any(test, feature = "test-util"))]
pub use webex_broadworks_transport::http::in_process::simulates;
pub use webex_broadworks_transport::http::tracking_id::tracking_id_of;
pub use webex_broadworks_transport::lenient::{as_flag, as_instant, as_integer, parse_instant};
pub use webex_broadworks_transport::message::MessageWriter;
pub use webex_broadworks_transport::operation::path_segment::canonical_id;
pub use webex_broadworks_transport::options::require_nonzero;
