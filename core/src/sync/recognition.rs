//! Telling a run that was asked for from those before it, after it and beside it. Pure.
//!
//! The service answers a trigger before the run can be seen, may go on showing the run before for
//! a while, starts runs of its own accord, and gives a run no name that the trigger tells. So a
//! state counts only against a baseline that was taken before the trigger: an end is the end of a
//! new run once the tracking id or the start time differ from the baseline, or the run has been
//! seen going on.

use super::catalogue::{self, CodeClass};
use super::sighting::{Phase, Sighting};

/// How far a run is that is being watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing has been seen of it: what is shown is the time before it.
    Unseen,
    /// It is going on.
    Running,
    /// It is over.
    Ended(End),
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It did what it should.
    Complete,
    /// It did part of it.
    Partial,
    /// It failed, or ended in a state that nobody knows.
    Failed,
    /// Directory sync was switched off, and how the run ended is not shown any more.
    SwitchedOff,
}

/// A run that is being watched, and what was known before it.
#[derive(Clone, Debug)]
pub(crate) struct Recognition {
    baseline: Sighting,
    /// Whether any run was seen going on since the baseline.
    running_seen: bool,
    /// Whether that run told itself from the one before: then what shows the one before is stale.
    other_seen: bool,
}

impl Recognition {
    /// Watches for a run that begins after the baseline.
    pub(crate) fn after(baseline: Sighting) -> Self {
        Self { baseline, running_seen: false, other_seen: false }
    }

    /// Watches a run that is known to be going on.
    pub(crate) fn of_running(baseline: Sighting) -> Self {
        Self { baseline, running_seen: true, other_seen: false }
    }

    /// Judges what is seen now.
    pub(crate) fn look(&mut self, seen: &Sighting) -> Progress {
        let is_other = !seen.is_same_run(&self.baseline);
        let is_new = is_other || (self.running_seen && !self.other_seen);
        match seen.phase() {
            Phase::InProgress => {
                self.running_seen = true;
                self.other_seen |= is_other;
                Progress::Running
            }
            Phase::Complete | Phase::Failed if is_new => Progress::Ended(end(seen)),
            Phase::Complete | Phase::Failed => Progress::Unseen,
            _ if self.was_switched_off(seen) => Progress::Ended(End::SwitchedOff),
            Phase::Unknown
                if seen.ended_since(&self.baseline) && !seen.end_is_left_over(&self.baseline) =>
            {
                Progress::Ended(End::Failed)
            }
            // A state that nobody knows may be one more word for going on.
            Phase::Unknown if is_new => Progress::Running,
            Phase::Unknown | Phase::NotSynced => Progress::Unseen,
        }
    }

    fn was_switched_off(&self, seen: &Sighting) -> bool {
        seen.enable_dir_sync == Some(false) && self.baseline.enable_dir_sync != Some(false)
    }
}

/// How a run that shows its end ended.
pub(crate) fn end(seen: &Sighting) -> End {
    let mut classes = seen.errors.iter().map(|error| {
        error
            .error_code
            .as_ref()
            .and_then(|code| catalogue::find(code.number()?))
            .map(|it| it.class)
    });
    match seen.phase() {
        Phase::Complete if seen.errors.is_empty() => End::Complete,
        Phase::Complete => End::Partial,
        Phase::Failed
            if !seen.errors.is_empty()
                && classes.all(|class| class == Some(CodeClass::Partial)) =>
        {
            End::Partial
        }
        _ => End::Failed,
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

    fn seen(state: &str, start: &str, end: Option<&str>, id: &str) -> Sighting {
        Sighting::of(&status(state, Some(start), end, id))
    }

    fn before() -> Sighting {
        seen("COMPLETE", BEFORE.0, Some(BEFORE.1), "NA_1")
    }

    #[test]
    fn an_answer_from_before_the_trigger_ends_nothing() {
        let mut run = Recognition::after(before());
        assert_eq!(run.look(&before()), Progress::Unseen);
        assert_eq!(run.look(&seen("IN_PROGRESS", NOW.0, None, "X")), Progress::Running);
        let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
        assert_eq!(run.look(&ended), Progress::Ended(End::Complete));
    }

    #[test]
    fn a_run_that_is_over_before_it_was_seen_is_told_by_its_start_or_its_id() {
        let other_start = seen("COMPLETE", NOW.0, Some(NOW.1), "NA_1");
        let other_id = seen("FAILED", BEFORE.0, Some(BEFORE.1), "X");
        let run = Recognition::after(before());
        assert_eq!(run.clone().look(&other_start), Progress::Ended(End::Complete));
        assert_eq!(run.clone().look(&other_id), Progress::Ended(End::Failed));
    }

    #[test]
    fn once_seen_going_on_its_end_needs_no_other_sign() {
        let mut run = Recognition::after(before());
        run.look(&seen("in_progress", BEFORE.0, None, "NA_1"));
        assert_eq!(run.look(&before()), Progress::Ended(End::Complete));
    }

    #[test]
    fn an_answer_from_before_ends_nothing_either_where_the_run_was_seen_since() {
        let mut run = Recognition::after(before());
        assert_eq!(run.look(&seen("IN_PROGRESS", NOW.0, None, "X")), Progress::Running);
        assert_eq!(run.look(&before()), Progress::Unseen);
        let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
        assert_eq!(run.look(&ended), Progress::Ended(End::Complete));
    }

    #[test]
    fn a_first_run_begins_from_nothing() {
        let never = Sighting::of(&json!({"enableDirSync": true}));
        let mut run = Recognition::after(never.clone());
        assert_eq!(run.look(&never), Progress::Unseen);
        let ended = seen("COMPLETE", NOW.0, Some(NOW.1), "X");
        assert_eq!(run.look(&ended), Progress::Ended(End::Complete));
    }

    #[test]
    fn an_unknown_state_ends_the_run_only_where_an_end_is_told() {
        let mut run = Recognition::after(before());
        let going_on = seen("PREPARING", NOW.0, None, "X");
        assert_eq!(run.look(&going_on), Progress::Running);
        // The end of the run before, left standing while this one goes on.
        let left_over = seen("PREPARING", NOW.0, Some("2026-11-20T01:02:01Z"), "X");
        assert_eq!(run.look(&left_over), Progress::Running);
        let over = seen("HALF_DONE", NOW.0, Some(NOW.1), "X");
        assert_eq!(run.look(&over), Progress::Ended(End::Failed));
    }

    #[test]
    fn switching_off_ends_the_wait() {
        let mut run = Recognition::after(before());
        let mut off = status("NOT_SYNCED", None, None, "");
        off["enableDirSync"] = json!(false);
        assert_eq!(run.look(&Sighting::of(&off)), Progress::Ended(End::SwitchedOff));
    }

    #[test]
    fn errors_of_phone_lists_alone_are_part_of_the_work_done() {
        let with_errors = |state: &str, codes: &[i64]| {
            let mut status = status(state, Some(NOW.0), Some(NOW.1), "X");
            status["directorySyncStatus"]["errors"] =
                codes.iter().map(|code| json!({"errorCode": code})).collect();
            Recognition::after(before()).look(&Sighting::of(&status))
        };
        assert_eq!(with_errors("COMPLETE", &[600_018]), Progress::Ended(End::Partial));
        assert_eq!(with_errors("FAILED", &[600_018, 600_019]), Progress::Ended(End::Partial));
        assert_eq!(with_errors("FAILED", &[600_018, 600_014]), Progress::Ended(End::Failed));
        assert_eq!(with_errors("FAILED", &[]), Progress::Ended(End::Failed));
    }
}
