//! A bulk run of syncs that is killed at any moment, and started again until it ends.
//!
//! The process that is killed is this test binary, started again for the one test `child`. The
//! service runs in this process and isn't interrupted by a kill, just like the real one.

mod child;
mod fleet;

use std::time::Duration;

use serde_json::{Value, json};

use crate::fleet::{Fleet, Random, VirtualTime};

/// How long a trigger that was cut off may still take to arrive, in the fleet's seconds.
const LATENESS: f64 = 400.0;

/// How often a process is killed in one test; `REPEAT` says otherwise.
fn kills() -> u32 {
    std::env::var("REPEAT").ok().and_then(|text| text.parse::<u32>().ok()).unwrap_or(20) / 4
}

/// Kills runs over such fleets so often, and looks at what each came to.
async fn kill_and_resume(seed: u64, options: impl Fn(u64) -> Value) {
    let mut random = Random(seed);
    let mut kills_left = kills();
    while kills_left > 0 {
        let fleet = Fleet::start(options(random.next()));
        let mut kills = 0;
        // A few kills for each run, so that there are runs which are killed at their end as well.
        while kills < 4 && kills_left > 0 && fleet.work_until(moment(&mut random)).await {
            kills += 1;
            kills_left -= 1;
        }
        fleet.work_until(VirtualTime::End).await;
        fleet.check(kills).await;
        // A run that ended before it could be killed counts too, or the loop might not end.
        kills_left = kills_left.saturating_sub(u32::from(kills == 0));
    }
}

/// Any moment of a run: by the clock, or just after a request arrived.
fn moment(random: &mut Random) -> VirtualTime {
    if random.below(2) == 0 {
        VirtualTime::After(Duration::from_millis(100 + random.below(2_500)))
    } else {
        VirtualTime::Request(1 + usize::try_from(random.below(150)).expect("a small number"))
    }
}

fn with_faults(seed: u64, faults: &Value) -> Value {
    json!({"seed": seed, "faults": faults})
}

#[tokio::test]
async fn nothing_is_triggered_twice_and_nothing_forgotten() {
    kill_and_resume(1, |seed| with_faults(seed, &json!([]))).await;
}

#[tokio::test]
async fn nor_where_triggers_land_long_after_their_connection_broke() {
    let late = json!([{"name": "late", "seconds": LATENESS, "operation": "directory_sync.trigger",
        "share": 0.25}]);
    kill_and_resume(2, |seed| with_faults(seed, &late)).await;
}

#[tokio::test]
async fn nor_where_answers_to_triggers_are_lost() {
    let lost = json!([{"name": "cut", "performed": true, "operation": "directory_sync.trigger",
        "share": 0.25}]);
    kill_and_resume(3, |seed| with_faults(seed, &lost)).await;
}

#[tokio::test]
async fn nor_where_the_run_before_goes_on_to_be_shown() {
    kill_and_resume(4, |seed| {
        json!({"seed": seed, "switches": {"stale_seconds": 30, "end_time_while_running": true,
            "tracking_id_of_trigger": false}})
    })
    .await;
}
