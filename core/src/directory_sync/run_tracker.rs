//! Recognizes the run that a trigger started, among those before, after and beside it. Pure.
//!
//! The service answers a trigger before the run can be seen, may go on showing the run before it,
//! starts runs of its own, and may leave out any field. So an end is the end of our run if one of
//! these holds:
//!
//! * It carries the tracking id of the trigger.
//! * Its tracking id or its start differs from the baseline's. A field counts only where both have
//!   it, and a start only if it is later.
//! * The baseline lacks the field, and the run started after the trigger by the server's clock, the
//!   `Date` of its answers.
//! * Neither a field nor a clock tells, and the run was seen running, or the trigger was accepted a
//!   minute ago and nothing else has shown since.
//!
//! A run that ended before the trigger by the server's clock is not ours, unless it was seen running
//! since: then the clocks don't go together. Values of the server are compared with each other alone,
//! and the clock of this computer only measures how long something took.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::directory_sync::status_snapshot::{Comparison, RunPhase, StatusSnapshot};
use crate::http::response::Metadata;
use crate::models::error_codes::{self, CodeClass};

/// How far the clocks of the service's own parts may be apart.
const CLOCK_SKEW: SignedDuration = SignedDuration::from_secs(60);

/// How long after an accepted trigger its run shows at the latest.
const SHOWS_WITHIN: Duration = Duration::from_secs(60);

/// How far a run is that is being watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunProgress {
    /// Nothing has been seen of it: what is shown is the time before it.
    Unseen,
    /// It is running.
    Running,
    /// It is over.
    Ended(RunEnd),
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// It did what it should.
    Complete,
    /// It did part of it.
    Partial,
    /// It failed, or ended in a state that this library does not know.
    Failed,
    /// Directory sync was switched off, and how the run ended is not shown any more.
    SwitchedOff,
}

/// A run that is being watched, and what was known before it.
#[derive(Clone, Debug)]
pub struct RunTracker {
    baseline: StatusSnapshot,
    /// Our run did not end before this, by the server's clock.
    not_before: Option<Timestamp>,
    /// When the trigger was sent, by the server's clock; `None` also where another started the run.
    triggered_at: Option<Timestamp>,
    /// The tracking id that went with the trigger.
    tracking_id: Option<String>,
    /// Since when the trigger is known to have been accepted.
    confirmed_at: Option<Instant>,
    /// The last status since the baseline that showed a run running.
    running: Option<StatusSnapshot>,
}

impl RunTracker {
    /// Watches for a run that starts after the baseline.
    pub fn after(baseline: StatusSnapshot) -> Self {
        Self {
            not_before: baseline.answered_at,
            triggered_at: baseline.answered_at,
            tracking_id: None,
            confirmed_at: None,
            running: None,
            baseline,
        }
    }

    /// Watches a run that another started and that is running.
    pub fn of_running(seen: StatusSnapshot) -> Self {
        let baseline =
            StatusSnapshot { enable_dir_sync: seen.enable_dir_sync, ..StatusSnapshot::default() };
        let not_before = seen.answered_at;
        Self { not_before, running: Some(seen), ..Self::after(baseline) }
    }

    /// The tracking id of the trigger: the service shows it as that of the run.
    pub fn with_tracking_id(mut self, tracking_id: Option<String>) -> Self {
        self.tracking_id = tracking_id;
        self
    }

    /// The answer that accepted the trigger: it tells the server's time.
    pub fn triggered(&mut self, answer: &Metadata) {
        let took = SignedDuration::try_from(answer.elapsed).unwrap_or(SignedDuration::MAX);
        let sent_at = answer.server_time().and_then(|now| now.checked_sub(took).ok());
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

    /// The tracking id that the trigger was sent with.
    pub fn tracking_id(&self) -> Option<&str> {
        self.tracking_id.as_deref()
    }

    /// Judges what is seen now.
    pub fn observe(&mut self, seen: &StatusSnapshot, now: Instant) -> RunProgress {
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
            _ if self.was_switched_off(seen) => RunProgress::Ended(RunEnd::SwitchedOff),
            RunPhase::Unknown if self.shows_new_end(seen, now) => {
                RunProgress::Ended(RunEnd::Failed)
            }
            // A state that this library does not know may be one more word for running.
            RunPhase::Unknown if self.is_ours(seen, now) => RunProgress::Running,
            RunPhase::Unknown | RunPhase::NotSynced => RunProgress::Unseen,
        }
    }

    /// Whether a status shows the run that is watched.
    fn is_ours(&self, seen: &StatusSnapshot, now: Instant) -> bool {
        if self.has_our_tracking_id(seen) {
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

    /// The service may add to the id.
    fn has_our_tracking_id(&self, seen: &StatusSnapshot) -> bool {
        let shown = seen.last_sync_tracking_id.as_deref();
        self.tracking_id.as_deref().zip(shown).is_some_and(|(ours, shown)| shown.starts_with(ours))
    }

    /// Whether the run ended before the trigger, or started before one that was seen already.
    fn is_of_earlier_run(&self, seen: &StatusSnapshot) -> bool {
        let ended = seen.ended_at().zip(self.not_before);
        let has_ended =
            ended.is_some_and(|(end, trigger)| trigger.duration_since(end) > CLOCK_SKEW);
        (has_ended && !self.ran_since(seen))
            || seen.is_older_than(&self.baseline)
            || self.running.as_ref().is_some_and(|running| seen.is_older_than(running))
    }

    /// Whether the run was seen running since the trigger and not before: then the times that are shown
    /// and the server's clock don't go together.
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
        Some(trigger.duration_since(start) <= CLOCK_SKEW)
    }

    /// No run was shown running before the trigger, so one that ended after it started after it.
    fn ended_after(&self, seen: &StatusSnapshot) -> Option<bool> {
        let (end, trigger) = seen.ended_at().zip(self.triggered_at)?;
        Some(end >= trigger)
    }

    /// Whether the run that is shown was seen running. An answer that has less in it than the one
    /// that showed it running tells nothing.
    fn was_seen_running(&self, seen: &StatusSnapshot) -> bool {
        let Some(running) = &self.running else { return false };
        match seen.compare(running) {
            // While it is running the service may still name the run before it.
            Comparison::Same => self.started_after(running) != Some(false),
            Comparison::Other => running.is_older_than(seen),
            Comparison::Unknown => running.is_bare() && !self.shows_less_than_baseline(seen),
        }
    }

    /// Whether the run would have shown by now, and what is shown can therefore only be its end.
    fn is_overdue(&self, seen: &StatusSnapshot, now: Instant) -> bool {
        self.running.is_none()
            && !self.shows_less_than_baseline(seen)
            && self.confirmed_at.is_some_and(|since| now - since >= SHOWS_WITHIN)
    }

    fn shows_less_than_baseline(&self, seen: &StatusSnapshot) -> bool {
        seen.is_bare() && !self.baseline.is_bare()
    }

    /// Whether an end is shown that the baseline does not show, and that is not older.
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

/// Whether a status of a running sync tells more of it than the one before.
fn tells_more(seen: &StatusSnapshot, known: &StatusSnapshot) -> bool {
    !seen.is_bare() && !seen.is_older_than(known)
}

/// How a run that shows its end ended.
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
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const BEFORE: (&str, &str) = ("2026-11-20T01:00:00Z", "2026-11-20T01:02:00Z");
    const NOW: (&str, &str) = ("2026-11-21T01:00:00Z", "2026-11-21T01:02:00Z");

    fn status(state: &str, start: Option<&str>, end: Option<&str>, id: &str) -> Value {
        json!({"enableDirSync": true, "directorySyncStatus": {"syncStatus": state,
            "lastSyncStartTime": start, "lastSyncEndTime": end, "lastSyncTrackingId": id}})
    }

    fn seen(state: &str, start: &str, end: Option<&str>, id: &str) -> StatusSnapshot {
        StatusSnapshot::of(&status(state, Some(start), end, id))
    }

    fn before() -> StatusSnapshot {
        seen("COMPLETE", BEFORE.0, Some(BEFORE.1), "NA_1")
    }

    fn ours() -> StatusSnapshot {
        seen("COMPLETE", NOW.0, Some(NOW.1), "X")
    }

    fn running() -> StatusSnapshot {
        seen("IN_PROGRESS", NOW.0, None, "X")
    }

    fn observe(run: &mut RunTracker, seen: &StatusSnapshot) -> RunProgress {
        run.observe(seen, Instant::now())
    }

    /// The baseline of an answer at the time of the trigger, by the server's clock.
    fn answered(seen: StatusSnapshot) -> StatusSnapshot {
        StatusSnapshot { answered_at: Some(NOW.0.parse().unwrap()), ..seen }
    }

    const OURS: RunProgress = RunProgress::Ended(RunEnd::Complete);

    /// Statuses before the trigger that have less in them, and what they lack.
    fn degraded() -> Vec<(&'static str, StatusSnapshot)> {
        let json = |json: Value| StatusSnapshot::of(&json);
        vec![
            ("the status", json(json!({"enableDirSync": true}))),
            ("everything", json(json!({}))),
            ("the tracking id", seen("COMPLETE", BEFORE.0, Some(BEFORE.1), "")),
            ("the start", seen("COMPLETE", "", Some(BEFORE.1), "NA_1")),
            ("all but the end", seen("COMPLETE", "", Some(BEFORE.1), "")),
            ("all but the state", seen("COMPLETE", "", None, "")),
            ("nothing", before()),
        ]
    }

    #[test]
    fn a_baseline_with_less_in_it_makes_no_old_run_ours() {
        for (lacks, baseline) in degraded() {
            let mut run = RunTracker::after(answered(baseline));
            for _ in 0..3 {
                assert_eq!(observe(&mut run, &before()), RunProgress::Unseen, "lacks {lacks}");
                for (_, less) in degraded() {
                    let progress = observe(&mut run, &less);
                    assert!(!matches!(progress, RunProgress::Ended(_)), "lacks {lacks}: {less:?}");
                }
            }
            assert_eq!(
                observe(&mut run.clone(), &ours()),
                OURS,
                "lacks {lacks}, never seen running"
            );
            assert_eq!(observe(&mut run, &running()), RunProgress::Running);
            assert_eq!(observe(&mut run, &before()), RunProgress::Unseen, "lacks {lacks}, stale");
            assert_eq!(observe(&mut run, &ours()), OURS, "lacks {lacks}");
        }
    }

    #[test]
    fn the_same_run_in_another_spelling_is_still_the_old_one() {
        let other_fraction = seen("COMPLETE", "2026-11-20T01:00:00.704Z", Some(BEFORE.1), "NA_1");
        for baseline in [before(), answered(before())] {
            let mut run = RunTracker::after(baseline);
            assert_eq!(observe(&mut run, &other_fraction), RunProgress::Unseen);
        }
    }

    #[test]
    fn running_under_the_old_name_makes_the_old_end_no_new_one() {
        for named in
            [seen("IN_PROGRESS", BEFORE.0, None, "NA_1"), seen("IN_PROGRESS", "", None, "")]
        {
            let mut run = RunTracker::after(before());
            assert_eq!(observe(&mut run, &named), RunProgress::Running);
            assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
            assert_eq!(observe(&mut run, &ours()), OURS);
        }
    }

    #[test]
    fn a_run_from_before_the_baseline_is_not_ours() {
        let older = seen("COMPLETE", "2026-11-13T01:00:00Z", Some("2026-11-13T01:02:00Z"), "NA_0");
        let mut run = RunTracker::after(before());
        assert_eq!(observe(&mut run, &older), RunProgress::Unseen);
    }

    #[test]
    fn a_run_that_ended_before_the_trigger_by_the_servers_clock_is_not_ours() {
        let scheduled = |end: &str| seen("COMPLETE", "2026-11-21T00:30:00Z", Some(end), "NA_2");
        let mut run = RunTracker::after(answered(before()));
        assert_eq!(observe(&mut run, &scheduled("2026-11-21T00:58:59Z")), RunProgress::Unseen);
        // Within what the clocks of the service may be apart nothing is excluded.
        assert_eq!(observe(&mut run, &scheduled("2026-11-21T00:59:01Z")), OURS);
    }

    #[test]
    fn a_run_that_was_seen_running_is_ours_whatever_the_clocks_say() {
        let clock = Some("2026-11-21T06:00:00Z".parse().unwrap());
        let mut run = RunTracker::after(StatusSnapshot { answered_at: clock, ..before() });
        assert_eq!(observe(&mut run, &ours()), RunProgress::Unseen);
        assert_eq!(observe(&mut run, &running()), RunProgress::Running);
        assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
        assert_eq!(observe(&mut run, &ours()), OURS);
        // Named as the run before it while it ran, which tells nothing of that one's end.
        let old = seen("COMPLETE", "2026-11-21T00:30:00Z", Some("2026-11-21T00:31:00Z"), "NA_2");
        let mut run = RunTracker::after(StatusSnapshot { answered_at: clock, ..before() });
        let named = StatusSnapshot { sync_status: "IN_PROGRESS".to_owned(), ..old.clone() };
        assert_eq!(observe(&mut run, &named), RunProgress::Running);
        assert_eq!(observe(&mut run, &old), RunProgress::Unseen);
    }

    #[test]
    fn the_tracking_id_of_the_trigger_is_proof_whatever_the_clocks_say() {
        let clock = Some("2027-01-01T00:00:00Z".parse().unwrap());
        let baseline = StatusSnapshot { answered_at: clock, ..before() };
        let run = RunTracker::after(baseline);
        assert_eq!(observe(&mut run.clone(), &ours()), RunProgress::Unseen);
        for id in ["X", "X_44"] {
            let mut run = run.clone().with_tracking_id(Some("X".to_owned()));
            assert_eq!(observe(&mut run, &seen("COMPLETE", NOW.0, Some(NOW.1), id)), OURS);
        }
    }

    #[test]
    fn without_any_clock_a_first_run_counts_once_seen_running_or_after_a_minute() {
        let never = StatusSnapshot::of(&json!({"enableDirSync": true}));
        let mut run = RunTracker::after(never);
        let now = Instant::now();
        run.confirm(now);
        assert_eq!(run.observe(&ours(), now), RunProgress::Unseen);
        assert_eq!(run.clone().observe(&ours(), now + SHOWS_WITHIN), OURS);
        assert_eq!(run.observe(&running(), now), RunProgress::Running);
        assert_eq!(run.observe(&ours(), now), OURS);
    }

    #[test]
    fn a_run_of_another_is_not_ended_by_an_older_one() {
        let mut run = RunTracker::of_running(running());
        assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
        assert_eq!(observe(&mut run, &seen("COMPLETE", "", None, "")), RunProgress::Unseen);
        assert_eq!(observe(&mut run, &ours()), OURS);
        let mut bare = RunTracker::of_running(seen("IN_PROGRESS", "", None, ""));
        assert_eq!(observe(&mut bare, &ours()), OURS);
    }

    #[test]
    fn an_answer_from_before_the_trigger_ends_nothing() {
        let mut run = RunTracker::after(before());
        assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
        assert_eq!(observe(&mut run, &seen("IN_PROGRESS", NOW.0, None, "X")), RunProgress::Running);
        let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
        assert_eq!(observe(&mut run, &ended), RunProgress::Ended(RunEnd::Complete));
    }

    #[test]
    fn a_run_that_is_over_before_it_was_seen_is_told_by_its_start_or_its_id() {
        let other_start = seen("COMPLETE", NOW.0, Some(NOW.1), "NA_1");
        let other_id = seen("FAILED", BEFORE.0, Some(BEFORE.1), "X");
        let run = RunTracker::after(before());
        assert_eq!(observe(&mut run.clone(), &other_start), RunProgress::Ended(RunEnd::Complete));
        assert_eq!(observe(&mut run.clone(), &other_id), RunProgress::Ended(RunEnd::Failed));
    }

    #[test]
    fn an_answer_from_before_ends_nothing_either_where_the_run_was_seen_since() {
        let mut run = RunTracker::after(before());
        assert_eq!(observe(&mut run, &seen("IN_PROGRESS", NOW.0, None, "X")), RunProgress::Running);
        assert_eq!(observe(&mut run, &before()), RunProgress::Unseen);
        let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
        assert_eq!(observe(&mut run, &ended), RunProgress::Ended(RunEnd::Complete));
    }

    #[test]
    fn a_first_run_begins_from_nothing() {
        let never = StatusSnapshot::of(&json!({"enableDirSync": true}));
        let mut run = RunTracker::after(answered(never.clone()));
        assert_eq!(observe(&mut run, &never), RunProgress::Unseen);
        let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
        assert_eq!(observe(&mut run, &ended), RunProgress::Ended(RunEnd::Complete));
    }

    #[test]
    fn an_unknown_state_ends_the_run_only_where_an_end_is_told() {
        let mut run = RunTracker::after(before());
        let going_on = seen("PREPARING", NOW.0, None, "X");
        assert_eq!(observe(&mut run, &going_on), RunProgress::Running);
        // The end of the run before, left standing while this one goes on.
        let left_over = seen("PREPARING", NOW.0, Some("2026-11-20T01:02:01Z"), "X");
        assert_eq!(observe(&mut run, &left_over), RunProgress::Running);
        let over = seen("HALF_DONE", NOW.0, Some(NOW.1), "X");
        assert_eq!(observe(&mut run, &over), RunProgress::Ended(RunEnd::Failed));
    }

    #[test]
    fn switching_off_ends_the_wait() {
        let mut run = RunTracker::after(before());
        let mut off = status("NOT_SYNCED", None, None, "");
        off["enableDirSync"] = json!(false);
        assert_eq!(
            observe(&mut run, &StatusSnapshot::of(&off)),
            RunProgress::Ended(RunEnd::SwitchedOff)
        );
    }

    #[test]
    fn errors_of_phone_lists_alone_are_part_of_the_work_done() {
        let with_errors = |state: &str, codes: &[i64]| {
            let mut status = status(state, Some(NOW.0), Some(NOW.1), "X");
            status["directorySyncStatus"]["errors"] =
                codes.iter().map(|code| json!({"errorCode": code})).collect();
            observe(&mut RunTracker::after(before()), &StatusSnapshot::of(&status))
        };
        assert_eq!(with_errors("COMPLETE", &[600_018]), RunProgress::Ended(RunEnd::Partial));
        assert_eq!(with_errors("FAILED", &[600_018, 600_019]), RunProgress::Ended(RunEnd::Partial));
        assert_eq!(with_errors("FAILED", &[600_018, 600_014]), RunProgress::Ended(RunEnd::Failed));
        assert_eq!(with_errors("FAILED", &[]), RunProgress::Ended(RunEnd::Failed));
    }
}
