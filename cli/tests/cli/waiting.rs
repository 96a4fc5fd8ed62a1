//! Commands that wait for the end of provisioning and of billing reports.

use std::time::Duration;

use webex_broadworks_sandbox::SandboxOptions;

use crate::World;

/// A sandbox with subscribers of every status.
fn world() -> World {
    let options = SandboxOptions { enterprises: 2, subscribers: 60, ..SandboxOptions::default() };
    World::new(options)
}

/// The id of a subscriber with a status.
fn id_of(world: &World, status: &str) -> String {
    let all = world.sandbox.subscribers();
    let one = all.as_array().expect("a list").iter().find(|one| one["status"] == status);
    one.expect("one of each status")["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_subscriber_that_is_provisioned_exits_with_0_and_any_other_end_with_4() {
    let world = world();
    let (good, person) = (id_of(&world, "provisioned"), id_of(&world, "pending_user_migration"));
    let done = world.run(&["subscriber", "wait", &good, "-o", "json"]).ends_with(0);
    assert!(done.out.starts_with('{'), "{}", done.out);
    for status in ["error", "pending_user_migration"] {
        let done = world.run(&["subscriber", "wait", &id_of(&world, status)]).ends_with(4);
        assert_eq!(done.column("status"), [status]);
    }
    let piped = world.run_with_input(&["subscriber", "wait", "-"], &format!("{good}\n"));
    assert_eq!(piped.ends_with(0).column("id"), [&*good]);
    let both = world.run(&["subscriber", "wait", &good, &person]).ends_with(4);
    let mut seen = both.column("id");
    seen.sort();
    let mut expected = [good, person];
    expected.sort();
    assert_eq!(seen, expected);
}

#[test]
fn a_change_is_waited_for_until_the_new_values_show() {
    // What takes Webex minutes is done before the first poll.
    let fast = SandboxOptions { speed: 10_000.0, ..SandboxOptions::default() };
    let world = World::new(SandboxOptions { enterprises: 2, subscribers: 60, ..fast });
    let id = id_of(&world, "provisioned");
    let update = ["subscriber", "update", &id, "--extension", "4711"];
    let done = world.run(&update).ends_with(0);
    assert_eq!(done.column("status"), ["updating"]);
    world.sandbox.advance(Duration::from_secs(3600));
    let update = ["subscriber", "update", &id, "--extension", "4712", "--wait"];
    let done = world.run(&update).ends_with(0);
    assert_eq!(done.column("status"), ["provisioned"]);
    assert_eq!(done.column("extension"), ["4712"]);
    let timeout = ["subscriber", "update", &id, "--extension", "4713", "--timeout", "1h"];
    assert!(world.run(&timeout).ends_with(2).err.contains("--wait"));
}

#[test]
fn what_does_not_end_in_time_exits_with_7_and_the_others_are_shown() {
    let world = world();
    let person = id_of(&world, "pending_user_migration");
    let wait = ["subscriber", "wait", "--wait-for-person", "--timeout", "10ms"];
    let late = world.run(&[&wait[..], &[&person]].concat()).ends_with(7);
    assert!(late.err.contains("wxbw subscriber wait"), "{}", late.err);
    assert_eq!(late.out, "");
    let good = id_of(&world, "provisioned");
    let mixed = world.run(&[&wait[..], &[&person, &good]].concat()).ends_with(7);
    assert_eq!(mixed.column("id"), [good]);
    world.run(&["subscriber", "wait", "nowhere"]).ends_with(1);
    world.run(&["subscriber", "wait"]).ends_with(2);
    world.run(&["subscriber", "wait", &person, "--timeout", "soon"]).ends_with(2);
}

#[test]
fn a_report_that_is_complete_exits_with_0() {
    let world = World::of(1);
    let created = world.run(&["billing", "create", "--billing-period", "2026-10"]).ends_with(0);
    let id = &created.column("id")[0];
    world.sandbox.advance(Duration::from_secs(3600));
    let done = world.run(&["billing", "wait", id]).ends_with(0);
    assert_eq!(done.column("status"), ["COMPLETED"]);
}
