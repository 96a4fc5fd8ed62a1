//! Commands that remove something: what they ask, and what a script must pass.

use webex_broadworks_sandbox::SandboxOptions;

use crate::World;

fn world() -> (World, Vec<String>) {
    let options = SandboxOptions { enterprises: 2, subscribers: 60, ..SandboxOptions::default() };
    let world = World::new(options);
    let all = world.sandbox.subscribers();
    let done = all.as_array().expect("a list").iter().filter(|it| it["status"] == "provisioned");
    let ids = done.map(|it| it["id"].as_str().expect("an id").to_owned()).take(3).collect();
    (world, ids)
}

fn deleted(world: &World) -> usize {
    world.sandbox.requests().iter().filter(|request| request.method == "DELETE").count()
}

#[test]
fn without_a_terminal_both_the_consent_and_the_count_are_needed() {
    let (world, ids) = world();
    let remove = ["subscriber", "remove", &ids[0], &ids[1]];
    let refused = world.run(&remove).ends_with(2).err;
    assert!(refused.contains("--yes and --expect-count 2"), "{refused}");
    assert!(refused.contains("Remove 2 subscribers from Webex for BroadWorks. Webex users stay."));
    let refused = world.run(&[&remove[..], &["--yes"]].concat()).ends_with(2).err;
    assert!(refused.contains("--yes and --expect-count 2"), "{refused}");
    let other = world.run(&[&remove[..], &["--yes", "--expect-count", "3"]].concat()).ends_with(2);
    assert!(other.err.contains("expected 3, got 2"), "{}", other.err);
    assert_eq!(deleted(&world), 0);
    world.run(&[&remove[..], &["--yes", "--expect-count", "2"]].concat()).ends_with(0);
    assert_eq!(deleted(&world), 2);
}

#[test]
fn an_id_that_cannot_be_sent_is_refused_before_any_is_sent() {
    let (world, ids) = world();
    let remove = ["subscriber", "remove", &ids[0], "b/c", "--yes", "--expect-count", "2"];
    let refused = world.run(&remove).ends_with(2).err;
    assert!(refused.contains("holds the character /"), "{refused}");
    assert_eq!(deleted(&world), 0);
}

#[test]
fn ids_are_read_from_tables_and_from_json_too() {
    let (world, ids) = world();
    let remove = ["subscriber", "remove", "-", "--yes", "--expect-count", "1"];
    let csv = format!("id,status\n{},provisioned\n", ids[0]);
    world.run_with_input(&remove, &csv).ends_with(0);
    let lines = format!("{{\"id\":\"{}\",\"email\":\"jane@acme.example\"}}\n", ids[1]);
    world.run_with_input(&remove, &lines).ends_with(0);
    let sent = world.sandbox.requests();
    assert!(sent.iter().all(|request| !request.target.contains("jane")));
    assert_eq!(deleted(&world), 2);
}

#[test]
fn a_list_of_enterprises_is_refused_in_the_place_of_subscribers() {
    let (world, _) = world();
    let remove = ["subscriber", "remove", "-", "--yes", "--expect-count", "2"];
    let enterprises = world.run(&["enterprise", "list", "--output", "json"]).ends_with(0).out;
    let refused = world.run_with_input(&remove, &enterprises).ends_with(2).err;
    assert!(refused.contains("is a list of enterprises"), "{refused}");
    assert_eq!(deleted(&world), 0);
}

#[test]
fn ids_of_reports_and_workspaces_are_read_from_json() {
    let (world, _) = world();
    for what in ["billing report", "workspace"] {
        let verb =
            if what == "workspace" { ["workspace", "remove"] } else { ["billing", "delete"] };
        let remove = [&verb[..], &["-", "--yes", "--expect-count", "1"]].concat();
        // There is no such item, but its id is sent.
        let done = world.run_with_input(&remove, "[{\"id\": \"X\", \"orgId\": \"O\"}]");
        assert!(done.ends_with(1).err.contains("404"), "{what}");
    }
    assert_eq!(deleted(&world), 2);
}

#[test]
fn a_failure_of_one_does_not_stop_the_others_and_no_id_is_sent_twice() {
    let (world, ids) = world();
    let lines = format!("{}\n{}\nnowhere\n{}\n", ids[0], ids[0], ids[2]);
    let remove = ["subscriber", "remove", "-", "--yes", "--expect-count", "3"];
    let done = world.run_with_input(&remove, &lines).ends_with(4);
    assert!(done.err.contains("nowhere") && done.err.contains(&format!("Done: {}", ids[2])));
    assert_eq!(deleted(&world), 3);
    world.run_with_input(&remove, "").ends_with(2);
}

#[test]
fn ids_of_something_else_are_refused_before_the_question() {
    let (world, ids) = world();
    let enterprise = world.column("id", 1).remove(0);
    let report = "Y2lzY29zcGFyazovL3VzL0JJTExJTkdfUkVQT1JULzU";
    for (command, id, kind) in [
        (["subscriber", "remove"], &*enterprise, "ENTERPRISE"),
        (["subscriber", "remove"], report, "BILLING_REPORT"),
        (["workspace", "remove"], &ids[0], "SUBSCRIBER"),
        (["billing", "delete"], &ids[0], "SUBSCRIBER"),
        (["subscriber", "wait"], &enterprise, "ENTERPRISE"),
    ] {
        let refused = world.run(&[&command[..], &[id]].concat()).ends_with(2).err;
        assert!(refused.contains(&format!("an id of the kind {kind}, not of a")), "{refused}");
        assert!(!refused.contains("Continue?") && refused.contains(id), "{refused}");
    }
    let csv = world.run(&["enterprise", "list", "-o", "csv"]).ends_with(0).out;
    let remove = ["subscriber", "remove", "-", "--yes", "--expect-count", "2"];
    assert!(world.run_with_input(&remove, &csv).ends_with(2).err.contains("kind ENTERPRISE"));
    assert_eq!(deleted(&world), 0);
}

#[test]
fn repeated_ids_are_named_if_the_count_is_wrong() {
    let (world, ids) = world();
    let remove = ["subscriber", "remove", &ids[0], &ids[0], "--expect-count", "2"];
    let refused = world.run(&remove).ends_with(2).err;
    assert!(refused.contains("expected 2, got 1 different ids. 1 more"), "{refused}");
}

#[test]
fn a_missing_permission_stops_after_the_first_and_exits_with_3() {
    let (world, ids) = world();
    let remove =
        ["subscriber", "remove", &ids[0], &ids[1], &ids[2], "--yes", "--expect-count", "3"];
    let mut command = world.command(&remove);
    command.env("WEBEX_ACCESS_TOKEN", world.sandbox.read_only_token());
    let done = crate::done(command.output().expect("it runs")).ends_with(3);
    assert!(done.err.contains("2 not started"), "{}", done.err);
    assert_eq!(deleted(&world), 1);
}
