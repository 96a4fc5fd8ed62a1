//! Commands that change something: what they ask, do and record.

use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

use crate::{World, fault, well};

fn puts(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|request| request.method == "PUT").count()
}

fn posts(sandbox: &Sandbox) -> usize {
    sandbox.requests().iter().filter(|request| request.method == "POST").count()
}

#[test]
fn one_enterprise_is_enabled_without_confirmation_and_only_if_needed() {
    let world = World::of(3);
    world.run(&["sync", "disable", "Reseller1+acme", "--yes"]).ends_with(0);
    let done = world.run(&["sync", "enable", "Reseller1+acme"]).ends_with(0);
    assert_eq!(done.column("outcome"), ["ok"]);
    let done = world.run(&["sync", "enable", "Reseller1+acme"]).ends_with(0);
    assert_eq!(done.column("outcome"), ["unchanged"]);
    assert_eq!(puts(&world.sandbox), 2);
}

#[test]
fn directory_sync_is_not_turned_off_without_confirmation() {
    let world = World::of(3);
    let refused = world.run(&["sync", "disable", "Reseller1+acme"]).ends_with(2);
    assert!(refused.err.contains("Turn directory sync off for 1 enterprise"), "{}", refused.err);
    world.run(&["sync", "disable", "Reseller1+acme", "--no-input"]).ends_with(2);
    assert_eq!(puts(&world.sandbox), 0);
}

#[test]
fn several_enterprises_are_not_changed_without_confirmation() {
    let world = World::of(8);
    for who in [
        &["--all"][..],
        &["--starts-with", "R"],
        &world.column("spEnterpriseId", 2).iter().map(String::as_str).collect::<Vec<_>>(),
    ] {
        let arguments = [&["sync", "disable"], who].concat();
        let done = world.run(&arguments).ends_with(2);
        assert!(
            done.err.contains("nothing was done") && done.err.contains("--yes"),
            "{}",
            done.err
        );
        assert!(done.err.contains("Turn directory sync off for"), "{}", done.err);
    }
    assert_eq!(puts(&world.sandbox), 0);
    let done = world.run(&["sync", "disable", "--all", "--yes"]).ends_with(0);
    assert_eq!(done.column("outcome"), ["ok"; 8]);
    assert_eq!(puts(&world.sandbox), 8);
}

#[test]
fn a_dry_run_changes_nothing_and_asks_nothing() {
    let world = World::of(8);
    let done = world.run(&["sync", "disable", "--all", "--dry-run"]).ends_with(0);
    assert_eq!(done.column("outcome"), ["planned"; 8]);
    assert_eq!(puts(&world.sandbox), 0);
}

#[test]
fn a_sync_runs_to_its_end_and_is_recorded_once() {
    let world = World::of(4);
    let run = ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite", "--run-name", "night"];
    let done = world.run(&run).ends_with(0);
    assert_eq!(done.column("outcome"), ["ok"; 4]);
    let again = world.run(&run).ends_with(0);
    assert_eq!(again.rows().len(), 4);
    assert!(again.err.contains("4 done before"), "{}", again.err);
    assert_eq!(posts(&world.sandbox), 4);
    let report = world.run(&["report", "--ledger", "l.sqlite"]).ends_with(0).rows();
    assert_eq!((&report[0]["runName"], &report[0]["outcomes"]["ok"]), (&"night".into(), &4.into()));
}

/// Starts a named run that turns directory sync off, and stops it by a refused token.
fn interrupt_a_run(world: &World) {
    let refused = r#"{"name": "status", "status": 401, "operation": "directory_sync.update"}"#;
    world.sandbox.set_faults(vec![fault(refused)]);
    let run = ["sync", "disable", "--starts-with", "Reseller1", "--yes", "--concurrency", "1"];
    world.run(&[&run[..], &["--ledger", "l.sqlite", "--run-name", "X"]].concat()).ends_with(3);
    world.sandbox.set_faults(Vec::new());
    world.sandbox.clear_requests();
}

#[test]
fn names_and_another_selection_are_refused_together() {
    let world = World::of(20);
    interrupt_a_run(&world);
    let named = world.file("names.txt", &world.column("spEnterpriseId", 3).join("\n"));
    for who in [&["--all"][..], &["--starts-with", "SP0"], &["--file", &named], &["Reseller1+acme"]]
    {
        for last in ["--yes", "--dry-run"] {
            let run = ["sync", "disable", "--ledger", "l.sqlite", "--run-name", "X", last];
            let done = world.run(&[&run, who].concat()).ends_with(2);
            assert!(
                done.err.contains("the run X already exists with different settings"),
                "{}",
                done.err
            );
            assert!(done.err.contains("startsWith \"Reseller1\", and are"), "{}", done.err);
            assert!(done.out.is_empty(), "{}", done.out);
        }
    }
    assert_eq!(puts(&world.sandbox), 0);
}

#[test]
fn the_confirmation_of_a_resumed_run_counts_what_is_left() {
    let world = World::of(20);
    interrupt_a_run(&world);
    let resume = [
        "sync",
        "disable",
        "--starts-with",
        "Reseller1",
        "--ledger",
        "l.sqlite",
        "--run-name",
        "X",
    ];
    let all = world.column("spEnterpriseId", 20);
    let left = all.iter().filter(|name| name.starts_with("Reseller1")).count();
    let done = world.run(&resume).ends_with(2);
    let words = format!("Turn directory sync off for {left} enterprises: Reseller1");
    assert!(done.err.contains(&words), "{words}\n{}", done.err);
    let words = format!("resumes the run X: 0 done before, {left} left");
    assert!(done.err.contains(&words), "{words}\n{}", done.err);
    world.run(&[&resume[..], &["--yes"]].concat()).ends_with(0);
    assert_eq!(puts(&world.sandbox), left);
    let dry = world.run(&[&resume[..], &["--dry-run"]].concat()).ends_with(0);
    assert_eq!(dry.column("outcome"), vec!["ok"; left]);
    let only = world.run(&["sync", "enable", "--all", "--disabled"]).ends_with(2);
    let words = format!("Turn directory sync on for {left} enterprises");
    assert!(only.err.contains(&words), "{words}\n{}", only.err);
}

#[test]
fn a_failure_is_in_the_report_with_its_remedy_and_tracking_id() {
    let options =
        SandboxOptions { fail_share: 1.0, fail_codes: [(600_014, 1.0)].into(), ..well(3) };
    let world = World::new(options);
    let run = ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite"];
    assert_eq!(world.run(&run).ends_with(4).column("outcome"), ["failed"; 3]);
    let text = world.run(&["report", "--ledger", "l.sqlite", "--output", "markdown"]).ends_with(0);
    for part in
        ["### 3 x 60", "What to do: Check that the cluster", "| `Reseller1+acme` | `failed` | `"]
    {
        assert!(text.out.contains(part), "{part}\n{}", text.out);
    }
    let table = world.run(&["report", "--ledger", "l.sqlite", "--output", "table"]).ends_with(0);
    assert!(table.out.contains("3 failed"), "{}", table.out);
    assert!(
        world
            .run(&["report", "--ledger", "l.sqlite", "--run-name", "x"])
            .ends_with(2)
            .err
            .contains('x')
    );
}

#[test]
fn a_sync_is_triggered_and_waited_for() {
    let world = World::of(2);
    let done =
        world.run(&["sync", "run", "--no-wait", "Reseller1+acme", "--output", "json"]).ends_with(0);
    assert!(done.err.contains("wxbw sync wait"), "{}", done.err);
    let id = &world.column("id", 2)
        [usize::from(world.column("spEnterpriseId", 1)[0] != "Reseller1+acme")];
    let done = world.run(&["sync", "wait", id]).ends_with(0);
    assert_eq!(done.rows()[0]["directorySyncStatus"]["syncStatus"], "COMPLETE");
}

#[test]
fn users_come_as_arguments_or_in_a_csv() {
    let world = World::of(3);
    let done =
        world.run(&["sync", "user", "Reseller1+acme", "john.anderson@acme.example"]).ends_with(0);
    assert_eq!(done.rows()[0]["result"]["status"], "ADD");
    let name = &world.column("spEnterpriseId", 3)[1];
    let csv = world.file(
        "users.csv",
        &format!("enterprise,user\nReseller1+acme,a.b@acme.example\n\"{name}\",c.d@acme.example\n"),
    );
    world.run(&["sync", "user", "--file", &csv]).ends_with(2);
    let mut done = world.run(&["sync", "user", "--file", &csv, "--yes"]).column("userId");
    // Outcomes come as they end.
    done.sort();
    assert_eq!(done, ["a.b@acme.example", "c.d@acme.example"]);
}

#[test]
fn users_that_cannot_be_users_are_refused_before_anything_is_sent() {
    let world = World::of(2);
    for user in ["", "  ", "a@x\nb@x"] {
        let refused = world.run(&["sync", "user", "Reseller1+acme", user]).ends_with(2).err;
        assert!(refused.contains("USER: expected a user id"), "{refused}");
    }
    let piped = ["sync", "user", "Reseller1+acme", "-", "--yes"];
    let table = "enterprise,user\nReseller1+acme,a@acme.example\n";
    let refused = world.run_with_input(&piped, table).ends_with(2).err;
    assert!(refused.contains("--file -"), "{refused}");
    assert!(world.sandbox.requests().is_empty());
    let typed = world.run(&["sync", "user", "Reseller1+acme", " a@acme.example\n"]).ends_with(0);
    assert_eq!(typed.column("userId"), ["a@acme.example"]);
}

#[test]
fn the_runs_of_a_ledger_are_listed_and_reports_default_to_the_latest_change() {
    let world = World::of(3);
    let ledger = ["--all", "--yes", "--ledger", "l.sqlite", "--run-name"];
    world.run(&[&["sync", "disable"][..], &ledger, &["night"]].concat()).ends_with(0);
    let status = ["sync", "status", "--all", "--ledger", "l.sqlite", "--run-name", "morning"];
    world.run(&status).ends_with(0);
    let report = world.run(&["report", "--ledger", "l.sqlite"]).ends_with(0).rows();
    assert_eq!(report[0]["runName"], "night");
    let list = world.run(&["report", "--ledger", "l.sqlite", "--list"]).ends_with(0);
    assert_eq!(list.column("runName"), ["morning", "night"]);
    assert_eq!(list.rows()[1]["ok"], 3);
    for format in ["table", "csv", "json"] {
        let list = world.run(&["report", "--ledger", "l.sqlite", "--list", "-o", format]);
        assert!(list.ends_with(0).out.contains("night"), "{format}");
    }
}
