//! The state that a bulk run and its reader share: its progress, and whether the reader has gone.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Notify;

use super::outage_detector::BulkOutage;
use super::outcome::OutcomeKind;
use super::stop_reason::StopReason;
use super::summary::BulkSummary;

/// The maximum number of unread outcomes before the run stops starting items.
const UNREAD: u64 = 1_024;

/// What both sides see.
#[derive(Debug)]
pub(crate) struct SharedProgress {
    state: Mutex<State>,
    /// Whether the reader has gone, for code that must not wait for the lock.
    ending: Arc<AtomicBool>,
    /// Notified when there is room again, or the reader has gone.
    changed: Notify,
}

#[derive(Debug, Default)]
struct State {
    summary: BulkSummary,
    unread: u64,
    closed: bool,
    /// Whether a request was sent for an item with a known outcome.
    has_sent: bool,
    /// Whether the run has ended, so that nothing can end it any more.
    over: bool,
}

impl SharedProgress {
    pub(crate) fn new(total: Option<u64>) -> Self {
        let summary = BulkSummary { total, ..BulkSummary::default() };
        let state = Mutex::new(State { summary, ..State::default() });
        Self { state, ending: Arc::default(), changed: Notify::new() }
    }

    /// Notes that an outcome is about to be passed to the reader.
    pub(crate) fn count(&self, kind: OutcomeKind) {
        let mut state = self.state();
        state.summary.done += 1;
        state.summary.outcomes.add(kind);
        state.unread += 1;
    }

    pub(crate) fn note_request(&self) {
        self.state().has_sent = true;
    }

    pub(crate) fn has_sent(&self) -> bool {
        self.state().has_sent
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut BulkSummary)) {
        change(&mut self.state().summary);
    }

    /// Notes that a call ended without an answer, and how long retries may continue.
    pub(crate) fn unanswered(&self, now: SystemTime, patience: Duration) {
        self.change(|summary| {
            summary.outage = Some(BulkOutage::after(summary.outage, now, patience));
        });
    }

    /// Notes that Webex answered a call.
    pub(crate) fn answered(&self) {
        self.change(|summary| summary.outage = None);
    }

    pub(crate) fn summary(&self) -> BulkSummary {
        self.state().summary.clone()
    }

    /// Notes that an outcome was read.
    pub(crate) fn was_read(&self) {
        let mut state = self.state();
        let was_full = state.unread >= UNREAD;
        state.unread -= 1;
        drop(state);
        if was_full {
            self.changed.notify_waiters();
        }
    }

    /// Notes that the reader has gone.
    pub(crate) fn close(&self) {
        self.ending.store(true, Ordering::Release);
        let mut state = self.state();
        state.closed = true;
        if !state.over {
            state.summary.stop_reason.get_or_insert(StopReason::Closed);
        }
        drop(state);
        self.changed.notify_waiters();
    }

    /// Notes that the run has ended.
    pub(crate) fn end(&self) {
        let mut state = self.state();
        state.over = true;
        state.summary.outage = None;
    }

    /// Becomes true when the reader goes.
    pub(crate) fn ending(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.ending)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// Whether nothing more is started, for any reason.
    pub(crate) fn is_stopping(&self) -> bool {
        let state = self.state();
        state.closed || state.summary.stop_reason.is_some()
    }

    pub(crate) fn has_room(&self) -> bool {
        self.state().unread < UNREAD
    }

    /// Waits until there is room, or the reader has gone.
    pub(crate) async fn until(&self, holds: impl Fn(&Self) -> bool) {
        loop {
            let mut told = std::pin::pin!(self.changed.notified());
            told.as_mut().enable();
            if holds(self) {
                return;
            }
            told.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
