//! Any run of ours, shown by a small model of Webex, is recognized: never before it has ended, and
//! always eventually.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::time::Instant;
use webex_broadworks_transport::timestamp::Timestamp;

use crate::directory_sync::run_tracker::{RunProgress, RunTracker};
use crate::directory_sync::status_snapshot::StatusSnapshot;

/// When the trigger is accepted, in seconds of the model.
const TRIGGERED: i64 = 1_000;

/// A run of the enterprise.
#[derive(Clone, Debug)]
struct Run {
    start: i64,
    end: i64,
    /// The state at its end.
    ends_as: &'static str,
    /// The state while it goes on.
    goes_on_as: &'static str,
    id: String,
}

#[derive(Clone, Debug)]
struct Model {
    /// In the order of time; they do not overlap.
    runs: Vec<Run>,
    /// What was there before the run stays while it goes on: its end, or all that names it.
    keeps_end: bool,
    keeps_name: bool,
}

impl Model {
    /// What the service knows at a moment.
    fn at(&self, now: i64) -> Value {
        let Some(place) = self.runs.iter().rposition(|run| run.start <= now) else {
            return json!({"enableDirSync": true});
        };
        let run = &self.runs[place];
        let before = place.checked_sub(1).map(|place| &self.runs[place]);
        let is_over = run.end <= now;
        let named = if is_over || !self.keeps_name { Some(run) } else { before };
        let ended = if is_over { Some(run) } else { before.filter(|_| self.keeps_end) };
        json!({"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": if is_over { run.ends_as } else { run.goes_on_as },
            "lastSyncStartTime": named.map(|run| text(run.start)),
            "lastSyncEndTime": ended.map(|run| text(run.end)),
            "lastSyncTrackingId": named.map(|run| run.id.clone()),
        }})
    }
}

/// When the model begins.
const EPOCH: i64 = 1_800_000_000;

fn text(seconds: i64) -> String {
    Timestamp::from_second(EPOCH + seconds).unwrap().to_string()
}

prop_compose! {
    fn run()(
        pause in prop_oneof![1..62_i64, 62..200_i64],
        length in 1..400_i64,
        ends_as in prop::sample::select(vec!["COMPLETE", "FAILED", "complete", "HALF_DONE"]),
        goes_on_as in prop::sample::select(vec!["IN_PROGRESS", "IN_PROGRESS", "in_progress", "PREPARING"]),
        id in "[a-z]{12}",
    ) -> (i64, i64, Run) {
        (pause, length, Run { start: 0, end: 0, ends_as, goes_on_as, id })
    }
}

prop_compose! {
    /// Runs before the trigger, ours, and those that the schedule brings after it.
    fn model()(
        before in prop::collection::vec(run(), 0..3),
        ours in run(),
        after in prop::collection::vec(run(), 0..3),
        keeps_end: bool,
        keeps_name: bool,
    ) -> (Model, Run) {
        let mut runs = Vec::new();
        let mut now = TRIGGERED;
        for (pause, length, run) in before.into_iter().rev() {
            let end = now - pause;
            now = end - length;
            runs.insert(0, Run { start: now, end, ..run });
        }
        let (_, length, ours) = ours;
        let ours = Run { start: TRIGGERED, end: TRIGGERED + length, ..ours };
        now = ours.end;
        runs.push(ours.clone());
        for (pause, length, run) in after {
            let start = now + pause;
            now = start + length;
            runs.push(Run { start, end: now, ..run });
        }
        (Model { runs, keeps_end, keeps_name }, ours)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_run_of_ours_is_recognized_when_it_has_ended_and_not_before(
        (model, ours) in model(),
        looks in prop::collection::vec((1..60_i64, 0..90_i64), 0..60),
    ) {
        let baseline = StatusSnapshot::of(&model.at(TRIGGERED - 1));
        let (accepted, much_later) = (Instant::now(), Instant::now() + Duration::from_secs(3_600));
        let mut run = RunTracker::after(baseline);
        run.confirm(accepted);
        let (mut now, mut shown, mut ended) = (TRIGGERED, TRIGGERED - 1, false);
        for (pause, stale) in looks {
            now += pause;
            // An answer may be older than the one before; it is never older than the baseline.
            shown = (now - stale).max(TRIGGERED - 1);
            if let RunProgress::Ended(_) = run.observe(&StatusSnapshot::of(&model.at(shown)), accepted) {
                prop_assert!(shown >= ours.end, "ended at {shown}: {ours:?}");
                ended = true;
                break;
            }
        }
        let last = model.runs.last().map_or(0, |run| run.end);
        let finally = run.observe(&StatusSnapshot::of(&model.at(last.max(shown) + 1)), much_later);
        prop_assert!(ended || matches!(finally, RunProgress::Ended(_)), "never recognized");
    }
    #[test]
    fn answers_with_less_in_them_make_no_old_run_ours(
        (model, ours) in model(),
        baseline in lacking(),
        looks in prop::collection::vec((1..60_i64, 0..90_i64, lacking()), 0..60),
    ) {
        // If other fields are missing, repeated ids can't distinguish runs, so make the ids unique.
        let mut model = model;
        model.runs.iter_mut().enumerate().for_each(|(at, run)| run.id = format!("{} {at}", run.id));
        // Webex's clocks may differ by up to a minute, so move earlier runs back by more than that.
        for run in model.runs.iter_mut().filter(|run| run.start < ours.start) {
            run.start -= 62;
            run.end -= 62;
        }
        let baseline = StatusSnapshot {
            answered_at: Some(Timestamp::from_second(EPOCH + TRIGGERED).unwrap()),
            ..StatusSnapshot::of(&without(model.at(TRIGGERED - 1), &baseline))
        };
        let mut run = RunTracker::after(baseline);
        let (mut now, mut ended) = (TRIGGERED, false);
        for (pause, stale, lacks) in looks {
            now += pause;
            let shown = (now - stale).max(TRIGGERED - 1);
            let status = model.at(shown);
            let is_over = model.runs.iter().rfind(|it| it.start <= shown).is_some_and(|it| it.end <= shown);
            // A service that names a run while it is running names it at its end as well.
            let status = if is_over { without(status, &lacks) } else { status };
            if let RunProgress::Ended(_) = run.observe(&StatusSnapshot::of(&status), Instant::now()) {
                prop_assert!(shown >= ours.end, "ended at {shown} by {status}: {ours:?}");
                ended = true;
                break;
            }
        }
        let last = model.runs.last().map_or(0, |run| run.end);
        let finally = run.observe(&StatusSnapshot::of(&model.at(last.max(now) + 1)), Instant::now());
        prop_assert!(ended || matches!(finally, RunProgress::Ended(_)), "never recognized");
    }
}

/// Fields that an answer lacks.
fn lacking() -> impl Strategy<Value = Vec<&'static str>> {
    let fields = vec![
        "lastSyncStartTime",
        "lastSyncEndTime",
        "lastSyncTrackingId",
        "directorySyncStatus",
        "enableDirSync",
    ];
    prop::sample::subsequence(fields, 0..=5)
}

fn without(mut status: Value, lacks: &[&'static str]) -> Value {
    for field in lacks {
        status.as_object_mut().unwrap().remove(*field);
        if let Some(inner) = status["directorySyncStatus"].as_object_mut() {
            inner.remove(*field);
        }
    }
    status
}
