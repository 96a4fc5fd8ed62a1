//! Commands that change nothing.

use webex_broadworks_sandbox::SandboxOptions;

use crate::World;

#[test]
fn a_list_is_read_to_its_end() {
    let world = World::of(1_203);
    let listed = world.run(&["enterprise", "list"]).ends_with(0);
    assert_eq!(listed.column("id").len(), 1_203);
    assert!(listed.err.is_empty(), "{}", listed.err);
    let some = world.run(&["enterprise", "list", "--starts-with", "Reseller1", "--limit", "5"]);
    let some = some.ends_with(0).column("spEnterpriseId");
    assert!(some.len() == 5 && some.iter().all(|name| name.starts_with("Reseller1")));
}

#[test]
fn enterprises_are_looked_up_by_every_kind_of_identifier() {
    let world = World::of(40);
    let [id, name, org] = ["id", "spEnterpriseId", "orgId"].map(|key| world.column(key, 1));
    for arguments in [
        vec!["enterprise", "get", &id[0]],
        vec!["enterprise", "get", &name[0]],
        vec!["enterprise", "get", "--by", "sp-enterprise-id", &name[0]],
        vec!["enterprise", "get", "--by", "org-id", &org[0]],
    ] {
        assert_eq!(world.run(&arguments).ends_with(0).column("id"), id, "{arguments:?}");
    }
}

#[test]
fn names_come_from_a_file_or_from_standard_input() {
    let world = World::of(40);
    let names = world.column("spEnterpriseId", 25);
    let text = format!("# tonight\n\n{}\n", names.join("\n"));
    let file = world.file("names.txt", &text);
    world.sandbox.clear_requests();
    let found = world.run(&["enterprise", "get", "--file", &file]).ends_with(0);
    assert_eq!(found.column("spEnterpriseId"), names);
    assert_eq!(
        world.sandbox.requests().len(),
        2,
        "more than twenty are one listing, and its check"
    );
    let statuses = world.run_with_input(&["sync", "status", "-"], &text).ends_with(0);
    assert_eq!(statuses.rows().len(), 25);
}

#[test]
fn unknown_names_are_reported_together() {
    let world = World::of(10);
    let done = world.run(&["sync", "status", "Nobody+a", "Reseller1+acme", "Nobody+b"]);
    assert!(done.err.contains("2 of 3 enterprises") && done.err.contains("\"Nobody+b\""));
    assert!(done.ends_with(1).err.contains("wxbw enterprise list"));
}

#[test]
fn statuses_are_outcomes_and_conditions_skip_the_others() {
    let world = World::of(12);
    let done = world.run(&["sync", "status", "--all", "--status", "FAILED"]).ends_with(0);
    assert!(done.rows().iter().all(|row| row["outcome"] == "skipped"));
    let done = world.run(&["sync", "status", "Reseller1+acme"]).ends_with(0);
    assert_eq!(done.rows()[0]["result"]["directorySyncStatus"]["syncStatus"], "COMPLETE");
}

#[test]
fn a_code_is_explained() {
    let world = World::of(1);
    let done = world.run(&["code", "explain", "600014", "6003"]).ends_with(0);
    assert_eq!(done.column("name"), ["CLUSTER_CONNECTION_FAILED"; 2]);
    let all = world.run(&["code", "list"]).ends_with(0);
    assert!(all.rows().len() > 20);
    assert!(all.column("of").contains(&"subscriber".to_owned()));
    let of_subscribers = world.run(&["code", "explain", "10022", "-o", "table"]).ends_with(0).out;
    assert!(of_subscribers.starts_with("10022 USER_ID_IN_USE\n"), "{of_subscribers}");
    world.run(&["code", "explain"]).ends_with(2);
    assert!(
        world.run(&["code", "explain", "600016"]).ends_with(1).err.contains("unknown code 600016")
    );
}

#[test]
fn auth_check_describes_the_token() {
    let world = World::of(1);
    let rows = world.run(&["auth", "check"]).ends_with(0).rows();
    assert_eq!(rows[0]["displayName"], "Sandbox Administrator");
    assert_eq!(rows[0]["canRead"], true);
    assert_eq!(rows[0]["source"], "the environment variable WEBEX_ACCESS_TOKEN");
}

#[test]
fn every_help_text_has_an_example() {
    let world = World::of(1);
    for command in [
        "",
        "enterprise",
        "sync",
        "auth",
        "enterprise list",
        "enterprise get",
        "sync status",
        "sync enable",
        "sync disable",
        "sync run",
        "sync wait",
        "sync user",
        "audit",
        "report",
        "code",
        "code list",
        "code explain",
        "sandbox",
        "auth check",
        "api",
        "profile list",
        "profile show",
        "completions",
    ] {
        let arguments: Vec<&str> = command.split_whitespace().chain(["--help"]).collect();
        let help = world.run(&arguments).ends_with(0).out;
        let example = help.split_once("Example:\n").map(|(_, example)| example.trim_start());
        let is_meant =
            |it: &str| ["wxbw", "export", "source"].iter().any(|word| it.starts_with(word));
        assert!(example.is_some_and(is_meant) || command.is_empty(), "{command}");
    }
    let help = world.run(&["--help"]).ends_with(0).out;
    assert!(help.contains("143  ended by SIGTERM"), "{help}");
}

#[test]
fn subscribers_are_listed_by_filters() {
    let options = SandboxOptions { enterprises: 5, subscribers: 230, ..SandboxOptions::default() };
    let world = World::new(options);
    let list =
        |arguments: &[&str]| world.run(&[&["subscriber", "list"], arguments].concat()).ends_with(0);
    let all = list(&[]);
    assert_eq!((all.rows().len(), all.err.as_str()), (230, ""));
    assert_eq!(world.sandbox.requests().len(), 3);
    assert_eq!(list(&["-L", "7", "--page-size", "5"]).rows().len(), 7);
    let enterprise = &all.column("spEnterpriseId")[0];
    let of_enterprise = list(&["--sp-enterprise-id", enterprise]).column("spEnterpriseId");
    assert!(!of_enterprise.is_empty() && of_enterprise.iter().all(|name| name == enterprise));
    let states = list(&["--status", "error,provisioned"]).column("status");
    assert!(states.iter().all(|state| ["error", "provisioned"].contains(&state.as_str())));
    assert_eq!(list(&["--after", "2999-01-01T00:00:00Z"]).rows().len(), 0);
    let table = list(&["-o", "table", "-L", "1"]);
    assert!(table.out.contains(enterprise.as_str()) && table.err.contains("1 subscriber"));
    let header = list(&["-o", "csv", "-L", "1"]);
    assert!(header.out.starts_with("id,personId,userId,spEnterpriseId"), "{}", header.out);
    for wrong in [["--page-size", "101"], ["--after", "yesterday"], ["--limit", "0"]] {
        world.run(&[&["subscriber", "list"], &wrong[..]].concat()).ends_with(2);
    }
}

#[test]
fn billing_reports_are_listed() {
    let world = World::of(1);
    for month in ["2026-08", "2026-09"] {
        world.run(&["billing", "create", "--billing-period", month]).ends_with(0);
    }
    let listed = world.run(&["billing", "list", "--sort-by", "billingPeriod"]).ends_with(0);
    assert_eq!(listed.column("billingPeriod"), ["2026-08", "2026-09"]);
    world.run(&["billing", "list", "--limit", "1"]).ends_with(2);
}
