//! Every number that the command ends with.

use std::time::Duration;

use webex_broadworks_bulk::ledger::Ledger;
use webex_broadworks_sandbox::SandboxOptions;

use crate::{World, fault, well};
use webex_broadworks::Timestamp;

#[test]
fn success_exits_with_0_and_an_error_with_1() {
    let world = World::of(2);
    world.run(&["enterprise", "list"]).ends_with(0);
    world.run(&["--version"]).ends_with(0);
    world.run(&["enterprise", "get", "Nobody"]).ends_with(1);
}

#[test]
fn unusable_arguments_exit_with_2() {
    let world = World::of(2);
    for arguments in [
        &[][..],
        &["enterprise", "lst"],
        &["sync", "status"],
        &["sync", "status", "--all", "Reseller1+acme"],
        &["sync", "run", "--all", "--stop-starting-after", "soon"],
        &["sync", "run", "Reseller1+acme", "--run-name", "x"],
        &["enterprise", "list", "--page-size", "2000"],
        &["enterprise", "list", "--output", "markdown"],
        &["sync", "status", "--file", "absent.txt"],
        &["audit", "--fail-on", "nonsense"],
    ] {
        world.run(arguments).ends_with(2);
    }
    let limits = ["enterprise", "list", "--max-requests-per-second", "0"];
    world.run(&limits).ends_with(2);
}

#[test]
fn a_configuration_that_cannot_be_used_exits_with_3_and_names_only_what_there_is() {
    let world = World::of(2);
    for (variable, value) in [
        ("WEBEX_BASE_URL", "https://evil.example/v1"),
        ("HTTPS_PROXY", "htp://x"),
        ("SSL_CERT_FILE", "/nonexistent"),
        ("SSL_CERT_DIR", "/nonexistent"),
        ("WEBEX_LOG", "loud"),
    ] {
        let mut command = world.command(&["enterprise", "list"]);
        if variable != "WEBEX_BASE_URL" {
            // A loopback address uses neither a proxy nor certificates.
            command.env_remove("WEBEX_BASE_URL");
        }
        let done = crate::done(command.env(variable, value).output().expect("it runs"));
        let error = done.ends_with(3).err;
        assert!(error.contains(variable) && !error.contains("trust"), "{error}");
        assert!(!error.contains("``") && !error.contains("auth check"), "{error}");
    }
    for option in [["--ca-file", "/nonexistent"], ["--proxy", "htp://x"]] {
        let list = [&["enterprise", "list"][..], &option].concat();
        assert!(world.run(&list).ends_with(3).err.contains(option[0]));
    }
}

#[test]
fn a_refused_token_exits_with_3() {
    let world = World::of(7);
    let ends = |token: &str, arguments: &[&str]| {
        let mut command = world.command(arguments);
        crate::done(command.env("WEBEX_ACCESS_TOKEN", token).output().expect("it runs"))
    };
    for arguments in [&["enterprise", "list"][..], &["sync", "status", "--all"], &["auth", "check"]]
    {
        let done = ends("wrong", arguments).ends_with(3);
        assert!(done.err.contains("The token came from"), "{}", done.err);
    }
    let read_only = world.sandbox.read_only_token();
    for arguments in [
        &["sync", "run", "--no-wait", "Reseller1+acme"][..],
        &["sync", "disable", "Reseller1+acme", "--yes"],
        &["sync", "disable", "--all", "--yes"],
    ] {
        let done = ends(read_only, arguments).ends_with(3);
        assert!(format!("{}{}", done.out, done.err).contains("broadworks_enterprises_write"));
    }
}

#[test]
fn failed_items_exit_with_4() {
    let world = World::new(SandboxOptions { fail_share: 1.0, ..well(2) });
    world.run(&["sync", "run", "Reseller1+acme"]).ends_with(4);
}

#[test]
fn an_ambiguous_outcome_exits_with_5() {
    let json = r#"{"name":"cut","operation":"directory_sync.trigger_user"}"#;
    let world = World::new(SandboxOptions { faults: vec![fault(json)], ..well(2) });
    let done = world.run(&["sync", "user", "Reseller1+acme", "john@acme.example"]).ends_with(5);
    assert_eq!(done.column("outcome"), ["ambiguous"]);
}

#[tokio::test]
async fn a_ledger_in_use_exits_with_6() {
    let world = World::of(2);
    let _held = Ledger::open(world.path("l.sqlite")).await.expect("a ledger");
    let done =
        world.run(&["sync", "status", "Reseller1+acme", "--ledger", "l.sqlite"]).ends_with(6);
    assert!(done.err.contains("in use"), "{}", done.err);
}

#[test]
fn a_wait_timeout_exits_with_7() {
    let world = World::new(SandboxOptions { manual: true, ..well(2) });
    world.run(&["sync", "run", "--no-wait", "Reseller1+acme"]).ends_with(0);
    let done = world.run(&["sync", "wait", "Reseller1+acme", "--timeout", "1s"]).ends_with(7);
    assert!(done.err.contains("You can wait again"), "{}", done.err);
    let done = world.run(&["sync", "run", "Reseller1+acme", "--timeout", "1s"]).ends_with(7);
    assert!(done.err.contains("no sync could be started within 1 s"), "{}", done.err);
}

#[test]
fn a_closing_window_exits_with_7_and_leaves_the_rest_unstarted() {
    let world = World::new(SandboxOptions { clusters: 1, ..well(12) });
    let end = Timestamp::now() + Duration::from_secs(3);
    let window = end.to_string();
    let run =
        ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite", "--stop-starting-after", &window];
    let done = world.run(&run).ends_with(7);
    let outcomes = done.column("outcome");
    assert!(outcomes.contains(&"ok".to_owned()) && outcomes.contains(&"not_started".to_owned()));
    assert!(done.err.contains("Nothing is started after") && done.err.contains("+00:00"));
    assert!(
        done.err.contains("To resume within 12 hours with the end of the next window:\n"),
        "{}",
        done.err
    );
    assert!(world.sandbox.wait_for_requests(1, Duration::ZERO));
}

#[test]
fn a_prefix_without_matches_is_an_error_unless_allow_empty_is_set() {
    let world = World::of(2);
    let nobody = World::of(0);
    let file = "x.prom";
    for command in [
        &["sync", "run", "--yes", "--metrics-file", file][..],
        &["sync", "disable", "--yes", "--metrics-file", file],
        &["sync", "disable", "--dry-run"],
        &["sync", "status"],
        &["audit"],
    ] {
        let of = |world: &World, more: &[&str]| world.run(&[command, more].concat());
        let done = of(&world, &["--starts-with", "Resellr1"]).ends_with(1);
        assert!(done.err.contains("\"Resellr1\"") && !done.err.contains("0 done"), "{}", done.err);
        of(&world, &["--starts-with", "Resellr1", "--allow-empty"]).ends_with(0);
        let all: &[&str] = if command == ["audit"] { &[] } else { &["--all"] };
        of(&nobody, all).ends_with(1);
        of(&nobody, &[all, &["--allow-empty"]].concat()).ends_with(0);
    }
}

#[test]
fn the_time_limit_of_requests_holds_in_runs_too() {
    let json = r#"{"name": "hang", "operation": "directory_sync.trigger_user", "performed": true}"#;
    let world = World::new(SandboxOptions { faults: vec![fault(json)], ..well(2) });
    let command = ["sync", "user", "Reseller1+acme", "a@acme.com", "--request-timeout", "1s"];
    let done = world.run(&command).ends_with(5);
    assert!(done.out.contains("no complete response within 1.0 s"), "{}", done.out);
}
