//! One sync of an enterprise: from its baseline over its trigger to its end. Pure.
//!
//! The driver sends requests and reports the responses; this decides what to do next. The wait for a single
//! sync and a bulk run are such drivers, so both follow the same rules:
//!
//! 1. A status is read: the baseline. If a sync is running, it isn't ours, and has to end first.
//! 2. The sync is triggered on that baseline.
//! 3. A trigger without an answer may still arrive. For a minute the status is polled;
//!    only then may it be sent again, and a sync that shows up later is still ours.
//! 4. The sync is polled until [`RunTracker`] recognizes its end.
//! 5. Polls may fail for [`MAX_POLL_OUTAGE`](crate::waiting::poll_outage::MAX_POLL_OUTAGE); longer than that, the sync isn't watched any more.

use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;
use webex_broadworks_transport::error::{Error, ErrorKind, Result};
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::http::tracking_id::tracking_id_of;
use webex_broadworks_transport::message::message;

use crate::directory_sync::run_tracker::{RunEnd, RunProgress, RunTracker};
use crate::directory_sync::status_snapshot::{RunPhase, StatusSnapshot};
use crate::generated::subjects::EnterpriseRef;
use crate::waiting::poll_backoff::PollBackoff;
use crate::waiting::poll_outage::PollOutage;

/// How long a trigger without a response may still arrive.
pub const UNCONFIRMED_TRIGGER_WAIT: Duration = Duration::from_secs(60);

/// How many times a sync is triggered if no response shows whether it was.
pub const MAX_TRIGGERS: u32 = 3;

/// What a baseline allows.
#[derive(Debug)]
pub enum BaselineDecision {
    /// Trigger the sync on it.
    Trigger,
    /// Wait: another sync of the enterprise is running.
    OtherSync,
    /// Don't trigger: a trigger that counted as lost has arrived.
    Arrived,
}

impl BaselineDecision {
    /// Decides on a status, and on an earlier trigger that counted as lost.
    pub fn on(seen: &StatusSnapshot, lost: Option<&RunTracker>, now: Instant) -> Self {
        let has_arrived = lost.is_some_and(|lost| {
            seen.enable_dir_sync != Some(false)
                && lost.clone().observe(seen, now) != RunProgress::Unseen
        });
        match seen.phase() {
            _ if has_arrived => Self::Arrived,
            RunPhase::InProgress => Self::OtherSync,
            _ => Self::Trigger,
        }
    }
}

/// The meaning of the response to a trigger.
#[derive(Debug)]
pub enum TriggerOutcome {
    /// Webex accepted it.
    Accepted(RunTracker),
    /// It may have arrived: the error is that of the request.
    Unconfirmed(RunTracker, Error),
    /// It did nothing.
    Refused(Error),
}

impl TriggerOutcome {
    /// Reads the response to a trigger that was sent after a baseline, with the tracking id of this
    /// name.
    pub fn of(answer: Result<RawResponse>, baseline: StatusSnapshot, name: Uuid) -> Self {
        let mut run = RunTracker::after(baseline).with_tracking_id(Some(tracking_id_of(name)));
        match answer {
            Ok(answer) => {
                run.triggered(answer.metadata());
                Self::Accepted(run)
            }
            // It was accepted, whatever the response contained.
            Err(error) if error.details().accepted == Some(true) => Self::Accepted(run),
            Err(error) if error.may_have_been_executed() => Self::Unconfirmed(run, error),
            Err(error) => Self::Refused(error),
        }
    }
}

/// What a poll shows.
#[derive(Debug)]
pub enum PollOutcome {
    /// Nothing of the sync was seen: the next poll follows after a pause.
    Unseen,
    /// The sync is running.
    Running,
    /// The sync has ended.
    Ended(RunEnd),
    /// The trigger never arrived. The error is that of its request, if this process sent it.
    NeverArrived(Option<Error>),
    /// The sync may still be running, but polling has ended.
    Lost(Error),
}

/// A sync that was or may have been triggered.
#[derive(Clone, Debug)]
pub struct SyncRun {
    tracker: RunTracker,
    /// The tracking id of the trigger, or of the sync after that was seen.
    tracking_id: Option<String>,
    unconfirmed: Option<Unconfirmed>,
    outage: PollOutage,
    next_poll: Option<Instant>,
    backoff: PollBackoff,
}

/// A trigger without an answer.
#[derive(Clone, Debug)]
struct Unconfirmed {
    error: Option<Error>,
    /// Until when it may still arrive; `None` means without a limit.
    arrives_until: Option<Instant>,
}

impl SyncRun {
    /// A sync whose trigger was accepted.
    pub fn accepted(tracker: RunTracker) -> Self {
        Self {
            tracking_id: tracker.tracking_id().map(str::to_owned),
            tracker,
            unconfirmed: None,
            outage: PollOutage::default(),
            next_poll: None,
            backoff: PollBackoff::RUN,
        }
    }

    /// A sync whose trigger may still arrive until some time.
    pub fn unconfirmed(
        tracker: RunTracker,
        error: Option<Error>,
        arrives_until: Option<Instant>,
    ) -> Self {
        let unconfirmed = Some(Unconfirmed { error, arrives_until });
        Self { unconfirmed, ..Self::accepted(tracker) }
    }

    /// Whether no answer has shown yet that the trigger arrived.
    pub fn is_unconfirmed(&self) -> bool {
        self.unconfirmed.is_some()
    }

    /// The error of a trigger without a response.
    pub fn take_trigger_error(&mut self) -> Option<Error> {
        self.unconfirmed.take().and_then(|unconfirmed| unconfirmed.error)
    }

    /// The tracking id of the trigger, or of the sync after that was seen.
    pub fn tracking_id(&self) -> Option<&str> {
        self.tracking_id.as_deref()
    }

    /// What recognizes the sync.
    pub fn tracker(&self) -> &RunTracker {
        &self.tracker
    }

    /// When the next poll is planned; `None` leaves that to the driver.
    pub fn next_poll(&self) -> Option<Instant> {
        self.next_poll
    }

    /// Plans a poll for this time.
    pub fn poll_at(&mut self, moment: Instant) {
        self.next_poll = Some(moment);
    }

    /// Plans the next poll after a growing pause, and one for the time after which nothing can
    /// arrive. `chance` is from 0 to 1.
    pub fn schedule_next_poll(&mut self, now: Instant, chance: f64) {
        let next = now + self.backoff.pause(chance);
        let last = self.unconfirmed.as_ref().and_then(|it| it.arrives_until);
        self.next_poll = Some(last.filter(|last| *last > now).map_or(next, |last| next.min(last)));
    }

    /// Leaves the next poll to the driver, which knows the duration of the sync.
    pub fn clear_next_poll(&mut self) {
        (self.next_poll, self.backoff) = (None, PollBackoff::RUN);
    }

    /// Reads a status.
    pub fn observe(&mut self, seen: &StatusSnapshot, now: Instant, chance: f64) -> PollOutcome {
        self.outage.end();
        if self.unconfirmed.is_none() {
            self.tracker.confirm(now);
        }
        let progress = self.tracker.observe(seen, now);
        if progress == RunProgress::Unseen {
            let is_over = |it: &mut Unconfirmed| it.arrives_until.is_some_and(|until| now >= until);
            if let Some(unconfirmed) = self.unconfirmed.take_if(is_over) {
                return PollOutcome::NeverArrived(unconfirmed.error);
            }
            self.schedule_next_poll(now, chance);
            return PollOutcome::Unseen;
        }
        self.unconfirmed = None;
        self.tracker.confirm(now);
        if let Some(id) = &seen.last_sync_tracking_id {
            self.tracking_id = Some(id.clone());
        }
        match progress {
            RunProgress::Ended(end) => PollOutcome::Ended(end),
            _ => PollOutcome::Running,
        }
    }

    /// Notes a poll without a usable response.
    pub fn poll_failed(&mut self, error: Error, now: Instant, chance: f64) -> PollOutcome {
        if !self.outage.tolerates(&error, now) {
            return PollOutcome::Lost(error);
        }
        self.schedule_next_poll(now, chance);
        PollOutcome::Unseen
    }

    /// The error of the poll after which a sync of ours is no longer polled.
    pub fn lost(&self, error: Error) -> Error {
        error.with(|details| {
            details.reason = message!(
                "the sync was started, but its status can no longer be read: {}",
                details.reason.clone()
            );
            details.request_sent = true;
            details.safe_to_retry = false;
            if self.tracking_id.is_some() {
                details.tracking_id.clone_from(&self.tracking_id);
            }
        })
    }
}

/// The error for a sync that did not succeed. The caller adds the operation and the last status.
pub fn failed(seen: &StatusSnapshot, end: RunEnd, enterprise: &EnterpriseRef) -> Error {
    let reason = match end {
        RunEnd::SwitchedOff => {
            "directory sync was turned off while the sync was running".to_owned()
        }
        _ => format!("the sync ended as {}", seen.sync_status),
    };
    Error::new(ErrorKind::DirectorySyncFailed, reason).with(|details| {
        details.subject = Some(enterprise.into());
        details.errors.clone_from(&seen.errors);
        details.tracking_id.clone_from(&seen.last_sync_tracking_id);
        details.accepted = Some(true);
        details.request_sent = true;
    })
}
