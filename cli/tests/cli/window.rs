//! `--stop-starting-after` and `--window`: the printed command can't start anything after the window.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::{World, done, well};
use webex_broadworks_sandbox::SandboxOptions;

/// A time of day in UTC, some seconds from now.
fn time_of_day(seconds: i64) -> String {
    let moment = Timestamp::now() + SignedDuration::from_secs(seconds);
    moment.to_zoned(TimeZone::UTC).strftime("%H:%M:%SZ").to_string()
}

#[test]
fn the_resume_command_of_a_closed_window_needs_a_new_end() {
    let world = World::new(SandboxOptions { clusters: 1, ..well(12) });
    let window = time_of_day(3);
    for window in [
        &["--stop-starting-after", &window][..],
        &[&format!("--stop-starting-after={}", time_of_day(6))],
    ] {
        let run = [&["sync", "run", "--all", "--yes", "--ledger", "l.sqlite"], window].concat();
        let stopped = world.run(&run).ends_with(7);
        let line = stopped.line("sync run");
        world.sandbox.clear_requests();
        let refused = world.run_line(&line).ends_with(2);
        assert!(refused.err.contains("is in the past"), "{}", refused.err);
        assert!(world.sandbox.requests().is_empty());
    }
}

#[test]
fn nothing_starts_before_a_window_opens() {
    let world = World::of(3);
    let hours = format!("{}-{}", &time_of_day(7_200)[..8], time_of_day(14_400));
    for command in [
        &["sync", "run", "--all"][..],
        &["sync", "disable", "--all"],
        &["sync", "user", "Reseller1+acme", "john@acme.example"],
    ] {
        let run = [command, &["--yes", "--window", &hours]].concat();
        let refused = world.run(&run).ends_with(7);
        assert!(refused.err.contains("the window is closed and opens at"), "{}", refused.err);
    }
    assert!(world.sandbox.requests().is_empty());
    let open = format!("{}-{}", &time_of_day(-3_600)[..8], time_of_day(3_600));
    let run = ["sync", "disable", "--all", "--yes", "--window", &open];
    world.run(&run).ends_with(0);
}

#[test]
fn a_local_time_needs_a_time_zone_that_is_known() {
    let world = World::of(2);
    for (window, code) in [("05:30", 2), ("22:00-05:30", 2), ("23:59:59Z", 0)] {
        let run = ["sync", "status", "Reseller1+acme"];
        let option = if window.contains('-') { "--window" } else { "--stop-starting-after" };
        let disable = ["sync", "disable", "Reseller1+acme", "--dry-run", option, window];
        world.run(&run).ends_with(0);
        let mut command = world.command(&disable);
        let done = done(command.env("TZ", "Europe/Nowhere").output().expect("it runs"));
        assert!(done.ends_with(code).err.contains("TZ") || code == 0, "{window}");
    }
}
