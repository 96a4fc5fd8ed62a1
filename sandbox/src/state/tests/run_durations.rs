use super::*;
use crate::generated::options::LogNormal;

fn shown_length(state: &State, index: usize) -> Option<Duration> {
    let status = state.enterprises[index].sync.directory_sync_status.as_ref()?;
    status.last_sync_end_time?.since(status.last_sync_start_time?)
}

#[test]
fn a_listing_shows_how_long_the_next_run_takes_give_or_take_the_spread() {
    let options = SandboxOptions {
        enterprises: 300,
        clusters: 300,
        run_log_normal: Some(LogNormal { median: 300.0, sigma: 1.2 }),
        run_spread: 0.25,
        ..SandboxOptions::default()
    };
    let mut state = State::new(Arc::new(options), start()).expect("a state");
    let mut seen = 0;
    for index in 0..300 {
        let Some(shown) = shown_length(&state, index) else { continue };
        if trigger(&mut state, index, start()).is_err() {
            continue;
        }
        seen += 1;
        let run = state.runs().pop().expect("a run");
        let length = run.end.since(run.start).expect("a length");
        let ratio = length.as_secs_f64() / shown.as_secs_f64();
        assert!((0.749..=1.251).contains(&ratio), "{shown:?} {length:?}");
        state.advance_to(run.end);
        assert_eq!(shown_length(&state, index), Some(length));
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn a_seed_enterprise_keeps_its_run_duration() {
    for (told, expected) in [(None, 60.0), (Some(1000.0), 1000.0)] {
        let mut state = state(|options| {
            options.run_seconds = (2.0, 4500.0);
            if let (Some(told), Some(items)) = (told, &mut options.items) {
                items[0]["sandbox"]["runSeconds"] = json!(told);
            }
        });
        trigger(&mut state, ACME, start()).expect("accepted");
        let run = state.runs().pop().expect("a run");
        let length = run.end.since(run.start).expect("a length").as_secs_f64();
        assert!((0.75 * expected..=1.25 * expected).contains(&length), "{length}");
    }
}
