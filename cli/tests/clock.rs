//! The command with another clock than the computer's decides everything by that clock.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use webex_broadworks::Timestamp;
use webex_broadworks::internals::ScaledClock;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions, VirtualTime};
use wxbw::{Exit, run_with_clock};

/// A sandbox whose clock starts at a time.
fn sandbox(start: &str) -> Sandbox {
    let start_time = VirtualTime::parse(start);
    let options = SandboxOptions {
        enterprises: 4,
        all_synced: true,
        run_seconds: (0.1, 0.1),
        start_time,
        ..SandboxOptions::default()
    };
    Sandbox::start(options).expect("a sandbox")
}

/// Runs the command against a sandbox, with the sandbox's clock.
fn run(sandbox: &Sandbox, arguments: &[&str]) -> Exit {
    let clock = sandbox.clock();
    let token = format!("echo {}", sandbox.token());
    let base_url = sandbox.base_url();
    let connection = ["--base-url", &base_url, "--token-command", &token, "--quiet"];
    let words = ["wxbw"].iter().chain(arguments).chain(&connection);
    run_with_clock(words.map(OsString::from), ScaledClock::new(1.0).with_wall(move || clock.wall()))
}

/// A time of day in UTC, so long after a time.
fn time_of_day(start: &str, hours: i64) -> String {
    let length = Duration::from_secs(hours.unsigned_abs() * 3_600);
    let start: Timestamp = start.parse().expect("a time");
    let moment = if hours < 0 { start - length } else { start + length };
    moment.strftime("%H:%MZ").to_string()
}

fn metric(file: &Path, name: &str) -> f64 {
    let text = std::fs::read_to_string(file).expect("metrics");
    let line = text.lines().find(|line| line.starts_with(name)).expect("the metric");
    line.rsplit(' ').next().and_then(|value| value.parse().ok()).expect("a number")
}

const STARTS: [&str; 3] = ["2021-03-05T01:00:00Z", "2031-10-17T13:00:00Z", "2043-06-30T23:30:00Z"];

#[test]
fn windows_open_and_close_by_the_clock() {
    for start in STARTS {
        let sandbox = sandbox(start);
        let disable = ["sync", "disable", "--all", "--yes", "--window"];
        let window = |from: i64, to: i64| {
            let (from, to) = (time_of_day(start, from), time_of_day(start, to));
            format!("{}-{to}", from.trim_end_matches('Z'))
        };
        let closed = window(2, 3);
        assert_eq!(run(&sandbox, &[&disable[..], &[&closed]].concat()), Exit::TooLate);
        let past = start.replace(":00Z", ":00+02:00");
        assert_eq!(run(&sandbox, &[&disable[..], &[&past]].concat()), Exit::Usage, "{past}");
        assert!(sandbox.requests().is_empty());
        let open = window(-1, 1);
        assert_eq!(run(&sandbox, &[&disable[..], &[&open]].concat()), Exit::Done);
    }
}

#[test]
fn conditions_audits_and_metrics_go_by_the_clock() {
    let folder = tempfile::tempdir().expect("a folder");
    let (metrics, html) = (folder.path().join("m.prom"), folder.path().join("a.html"));
    for start in STARTS {
        let sandbox = sandbox(start);
        let files = ["--metrics-file", &metrics.display().to_string()].map(str::to_owned);
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        let report = html.display().to_string();
        let audit = [&["audit", "--fail-on", "stale", "--html", &report], &files[..]].concat();
        assert_eq!(run(&sandbox, &audit), Exit::Done, "{start}");
        let began: Timestamp = start.parse().expect("a time");
        let age = metric(&metrics, "wxbw_started_timestamp_seconds")
            - began.seconds_since(Timestamp::UNIX_EPOCH);
        assert!((0.0..600.0).contains(&age), "{start}: {age}");
        let text = std::fs::read_to_string(&html).expect("a report");
        assert!(text.contains(&start[..10]), "{start}");
        let stale = ["sync", "run", "--all", "--yes", "--stale-after", "8d"];
        assert_eq!(run(&sandbox, &[&stale[..], &files].concat()), Exit::Done);
        assert!((metric(&metrics, "wxbw_items{") - 0.0).abs() < 0.5);
        assert!(sandbox.accepted_triggers().is_empty(), "{start}");
    }
}
