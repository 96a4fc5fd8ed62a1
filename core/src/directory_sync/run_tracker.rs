//! Recognizes the sync that a trigger started, among all syncs of the enterprise. Pure.
//!
//! Webex answers a trigger before it shows the sync, and can show the previous sync for a while. It
//! starts syncs on its own schedule, and can leave out any field. So an end is the end of our sync in
//! one of these cases:
//!
//! * It has the tracking id of the trigger, and not the times of the baseline.
//! * Its tracking id or its start differs from the baseline's. A field counts only if both have it, a
//!   start only if it is later, and an id only if the times differ, too.
//! * The baseline lacks the field, and the sync started after the trigger by the server's clock, the
//!   `Date` of its responses.
//! * Neither a field nor a clock decides. Either a status showed the sync running, or the trigger was
//!   accepted a minute ago and no other sync has shown since.
//!
//! A sync that ended before the trigger by the server's clock is not ours. The exception is a sync that
//! was seen running since: then the clocks disagree. Values of the server are compared only with each
//! other. The clock of this computer only measures durations.

use std::time::Duration;

use tokio::time::Instant;
use webex_broadworks_transport::http::response::Metadata;
use webex_broadworks_transport::operation::error_codes::{self, CodeClass};
use webex_broadworks_transport::timestamp::Timestamp;

use crate::directory_sync::status_snapshot::{Comparison, RunPhase, StatusSnapshot};

/// The maximum difference between the clocks of Webex's systems.
const CLOCK_SKEW_SECONDS: f64 = 60.0;

/// How long after an accepted trigger its sync becomes visible at the latest.
const SHOWS_WITHIN: Duration = Duration::from_secs(60);

/// The progress of a tracked sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunProgress {
    /// Nothing of it was seen: the status shows the time before it.
    Unseen,
    /// It is running.
    Running,
    /// It is over.
    Ended(RunEnd),
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// It succeeded.
    Complete,
    /// It did part of it.
    Partial,
    /// It failed, or ended in an unknown state.
    Failed,
    /// Directory sync was turned off, and how the sync ended is no longer shown.
    SwitchedOff,
}

/// A tracked sync, and what was known before it.
#[derive(Clone, Debug)]
pub struct RunTracker {
    baseline: StatusSnapshot,
    /// Our sync did not end before this, by the server's clock.
    not_before: Option<Timestamp>,
    /// When the trigger was sent, by the server's clock; `None` also if another client started the
    /// sync.
    triggered_at: Option<Timestamp>,
    /// The tracking id of the trigger.
    tracking_id: Option<String>,
    /// Since when the trigger is known to have been accepted.
    confirmed_at: Option<Instant>,
    /// The last status after the baseline that showed a running sync.
    running: Option<StatusSnapshot>,
    /// Whether the last status showed that directory sync is off.
    is_off: bool,
}

impl RunTracker {
    /// Tracks a sync that starts after the baseline.
    pub fn after(baseline: StatusSnapshot) -> Self {
        Self {
            not_before: baseline.answered_at,
            triggered_at: baseline.answered_at,
            tracking_id: None,
            confirmed_at: None,
            running: None,
            is_off: false,
            baseline,
        }
    }

    /// Tracks a running sync of another client.
    pub fn of_running(seen: StatusSnapshot) -> Self {
        let baseline =
            StatusSnapshot { enable_dir_sync: seen.enable_dir_sync, ..StatusSnapshot::default() };
        let not_before = seen.answered_at;
        Self { not_before, running: Some(seen), ..Self::after(baseline) }
    }

    /// The tracking id of the trigger, which Webex shows as that of the sync.
    pub fn with_tracking_id(mut self, tracking_id: Option<String>) -> Self {
        self.tracking_id = tracking_id;
        self
    }

    /// Reads the server's time from the response that accepted the trigger.
    pub fn triggered(&mut self, answer: &Metadata) {
        let sent_at = answer.server_time().and_then(|now| now.checked_sub(answer.elapsed));
        self.triggered_at = sent_at.or(self.triggered_at);
        self.not_before = self.triggered_at;
    }

    /// Notes that Webex accepted the trigger.
    pub fn confirm(&mut self, now: Instant) {
        self.confirmed_at.get_or_insert(now);
    }

    /// The status before the trigger.
    pub fn baseline(&self) -> &StatusSnapshot {
        &self.baseline
    }

    /// The tracking id of the sent trigger.
    pub fn tracking_id(&self) -> Option<&str> {
        self.tracking_id.as_deref()
    }

    /// Judges what is seen now.
    pub fn observe(&mut self, seen: &StatusSnapshot, now: Instant) -> RunProgress {
        let is_off = self.was_switched_off(seen);
        let was_off = std::mem::replace(&mut self.is_off, is_off);
        match seen.phase() {
            RunPhase::InProgress if seen.is_older_than(&self.baseline) => RunProgress::Unseen,
            RunPhase::InProgress => {
                if self.running.as_ref().is_none_or(|known| tells_more(seen, known)) {
                    self.running = Some(seen.clone());
                }
                RunProgress::Running
            }
            RunPhase::Complete | RunPhase::Failed if self.is_ours(seen, now) => {
                RunProgress::Ended(end(seen))
            }
            RunPhase::Complete | RunPhase::Failed => RunProgress::Unseen,
            // A single status may be from before directory sync was turned on.
            _ if is_off && was_off => RunProgress::Ended(RunEnd::SwitchedOff),
            _ if is_off => RunProgress::Unseen,
            RunPhase::Unknown if self.shows_new_end(seen, now) => {
                RunProgress::Ended(RunEnd::Failed)
            }
            // An unknown state may mean that the sync is running.
            RunPhase::Unknown if self.is_ours(seen, now) => RunProgress::Running,
            RunPhase::Unknown | RunPhase::NotSynced => RunProgress::Unseen,
        }
    }

    /// Whether a status shows the tracked sync.
    fn is_ours(&self, seen: &StatusSnapshot, now: Instant) -> bool {
        // The id may be visible before the times are.
        if self.has_our_tracking_id(seen) && !seen.has_times_of(&self.baseline) {
            return true;
        }
        if self.is_of_earlier_run(seen) {
            return false;
        }
        match seen.compare(&self.baseline) {
            Comparison::Other => true,
            Comparison::Same => {
                self.baseline.started_at().is_none() && self.started_after(seen) == Some(true)
            }
            Comparison::Unknown => self
                .started_after(seen)
                .or_else(|| self.ended_after(seen))
                .unwrap_or_else(|| self.was_seen_running(seen) || self.is_overdue(seen, now)),
        }
    }

    /// Webex may extend the id.
    fn has_our_tracking_id(&self, seen: &StatusSnapshot) -> bool {
        let shown = seen.last_sync_tracking_id.as_deref();
        self.tracking_id.as_deref().zip(shown).is_some_and(|(ours, shown)| shown.starts_with(ours))
    }

    /// Whether the sync ended before the trigger, or started before one that was already seen.
    fn is_of_earlier_run(&self, seen: &StatusSnapshot) -> bool {
        let ended = seen.ended_at().zip(self.not_before);
        let has_ended =
            ended.is_some_and(|(end, trigger)| trigger.seconds_since(end) > CLOCK_SKEW_SECONDS);
        (has_ended && !self.ran_since(seen))
            || seen.is_older_than(&self.baseline)
            || self.running.as_ref().is_some_and(|running| seen.is_older_than(running))
    }

    /// Whether the sync was seen running only after the trigger. The times in the status and the
    /// server's clock then don't agree.
    fn ran_since(&self, seen: &StatusSnapshot) -> bool {
        self.running.as_ref().is_some_and(|running| {
            let times = running.started_at().zip(running.ended_at());
            times.is_none_or(|(start, end)| end < start)
                && running.compare(&self.baseline) == Comparison::Other
                && seen.compare(running) == Comparison::Same
        })
    }

    fn started_after(&self, seen: &StatusSnapshot) -> Option<bool> {
        let (start, trigger) = seen.started_at().zip(self.triggered_at)?;
        Some(trigger.seconds_since(start) <= CLOCK_SKEW_SECONDS)
    }

    /// No sync was running before the trigger, so one that ended after it started after it.
    fn ended_after(&self, seen: &StatusSnapshot) -> Option<bool> {
        let (end, trigger) = seen.ended_at().zip(self.triggered_at)?;
        Some(end >= trigger)
    }

    /// Whether the reported run was seen running. A status with fewer fields than the one that
    /// showed it running can't prove that.
    fn was_seen_running(&self, seen: &StatusSnapshot) -> bool {
        let Some(running) = &self.running else { return false };
        match seen.compare(running) {
            // During a run, Webex may still report the fields of the previous run.
            Comparison::Same => self.started_after(running) != Some(false),
            Comparison::Other => running.is_older_than(seen),
            Comparison::Unknown => running.is_bare() && !self.shows_less_than_baseline(seen),
        }
    }

    /// Whether the sync would be visible by now, so that the status can only be its end.
    fn is_overdue(&self, seen: &StatusSnapshot, now: Instant) -> bool {
        self.running.is_none()
            && !self.shows_less_than_baseline(seen)
            && self.confirmed_at.is_some_and(|since| now - since >= SHOWS_WITHIN)
    }

    fn shows_less_than_baseline(&self, seen: &StatusSnapshot) -> bool {
        seen.is_bare() && !self.baseline.is_bare()
    }

    /// Whether the status shows an end that the baseline doesn't show, and that isn't older.
    fn shows_new_end(&self, seen: &StatusSnapshot, now: Instant) -> bool {
        if self.is_of_earlier_run(seen) || seen.has_stale_end_time(&self.baseline) {
            return false;
        }
        let is_new = || match self.not_before {
            Some(_) => seen.ended_at().is_some(),
            None => seen.last_sync_end_time.is_some() && self.is_ours(seen, now),
        };
        seen.has_other_end(&self.baseline).unwrap_or_else(is_new)
    }

    fn was_switched_off(&self, seen: &StatusSnapshot) -> bool {
        seen.enable_dir_sync == Some(false) && self.baseline.enable_dir_sync != Some(false)
    }
}

/// Whether a status of a running sync has more information than the one before.
fn tells_more(seen: &StatusSnapshot, known: &StatusSnapshot) -> bool {
    !seen.is_bare() && !seen.is_older_than(known)
}

/// The result of a sync that has ended.
pub(crate) fn end(seen: &StatusSnapshot) -> RunEnd {
    let mut classes = seen.errors.iter().map(|error| {
        error
            .error_code
            .as_ref()
            .and_then(|code| error_codes::find(code.number()?))
            .map(|it| it.class)
    });
    match seen.phase() {
        RunPhase::Complete if seen.errors.is_empty() => RunEnd::Complete,
        RunPhase::Complete => RunEnd::Partial,
        RunPhase::Failed
            if !seen.errors.is_empty()
                && classes.all(|class| class == Some(CodeClass::Partial)) =>
        {
            RunEnd::Partial
        }
        _ => RunEnd::Failed,
    }
}

#[cfg(test)]
mod tests;
