//! `wxbw audit`.

use webex_broadworks_sandbox::SandboxOptions;

use crate::World;

#[test]
fn a_saved_listing_needs_no_token_and_finds_the_same() {
    let world = World::new(SandboxOptions { enterprises: 60, ..SandboxOptions::default() });
    let listing = world.run(&["enterprise", "list"]).out;
    let file = world.file("all.ndjson", &listing);
    let online = world.run(&["audit"]).ends_with(0);
    assert!(!online.rows().is_empty());
    let mut command = world.command(&["audit", "--input", &file]);
    command.env_remove("WEBEX_ACCESS_TOKEN");
    let offline = crate::done(command.output().expect("it runs")).ends_with(0);
    let kinds = |done: &crate::Done| done.column("kind");
    assert_eq!(kinds(&offline), kinds(&online));
    let piped = world.run_with_input(&["audit", "--input", "-"], &listing).ends_with(0);
    assert_eq!(kinds(&piped), kinds(&online));
}

#[test]
fn fail_on_makes_the_command_fail() {
    let world = World::new(SandboxOptions { enterprises: 60, ..SandboxOptions::default() });
    world.run(&["audit", "--fail-on", "failing,stuck"]).ends_with(4);
    world.run(&["audit", "--fail-on", "stuck"]).ends_with(0);
    World::of(5).run(&["audit", "--fail-on", "any"]).ends_with(0);
}

#[test]
fn drift_is_found_by_a_ledger() {
    let world = World::of(6);
    world.run(&["audit", "--ledger", "l.sqlite"]).ends_with(0);
    world.run(&["sync", "disable", "Reseller1+acme", "--yes"]).ends_with(0);
    let found = world.run(&["audit", "--ledger", "l.sqlite"]).ends_with(0);
    assert!(found.column("kind").contains(&"drift".to_owned()), "{}", found.out);
    for table in ["enterprises", "errors", "trends"] {
        world.run(&["audit", "--ledger", "l.sqlite", "--table", table]).ends_with(0);
    }
}

#[test]
fn one_enterprise_is_counted_in_the_singular() {
    let world = World::of(1);
    for command in [&["audit"][..], &["enterprise", "list"]] {
        let done = world.run(&[command, &["-o", "table"]].concat()).ends_with(0);
        let text = format!("{}{}", done.out, done.err);
        assert!(text.contains("1 enterprise") && !text.contains("1 enterprises"), "{text}");
    }
}

/// A sandbox with a subscriber of every status.
fn subscribers() -> World {
    World::new(SandboxOptions { enterprises: 3, subscribers: 40, ..SandboxOptions::default() })
}

#[test]
fn subscribers_are_audited_online_and_from_a_saved_list() {
    let world = subscribers();
    let listing = world.run(&["subscriber", "list"]).out;
    let file = world.file("all.ndjson", &listing);
    let online = world.run(&["audit", "subscribers"]).ends_with(0);
    let kinds = |done: &crate::Done| done.column("kind");
    for kind in ["error", "stuck", "waiting"] {
        assert!(kinds(&online).contains(&kind.to_owned()), "{kind} in {}", online.out);
    }
    let mut command = world.command(&["audit", "subscribers", "--input", &file]);
    command.env_remove("WEBEX_ACCESS_TOKEN");
    let offline = crate::done(command.output().expect("it runs")).ends_with(0);
    assert_eq!(kinds(&offline), kinds(&online));
    let piped = &["audit", "subscribers", "--input", "-"];
    assert_eq!(kinds(&world.run_with_input(piped, &listing).ends_with(0)), kinds(&online));
    let one = world.run(&["audit", "subscribers", "--sp-enterprise-id", "Reseller1+acme"]);
    let enterprises = one.ends_with(0).column("spEnterpriseId");
    assert!(enterprises.iter().all(|id| id == "Reseller1+acme"), "{enterprises:?}");
}

#[test]
fn a_list_of_something_else_is_no_fleet() {
    let world = subscribers();
    let created = world.run(&["billing", "create", "--billing-period", "2026-10"]);
    created.ends_with(0);
    for other in [
        &["subscriber", "list"][..],
        &["audit", "subscribers"],
        &["audit", "subscribers", "--table", "subscribers"],
        &["billing", "list"],
        &["sync", "user", "Reseller1+acme", "jane@acme.example"],
    ] {
        let list = world.run(other).ends_with(0).out;
        assert!(!list.is_empty(), "{other:?}");
        let file = world.file("other.ndjson", &list);
        for option in ["--input", "--previous"] {
            let done = world.run(&["audit", option, &file, "--fail-on", "any"]).ends_with(2);
            assert!(done.err.contains("is not a listing of enterprises"), "{}", done.err);
        }
    }
    for rows in [&["audit", "--table", "enterprises"][..], &["sync", "status", "--all"]] {
        let file = world.file("fleet.ndjson", &world.run(rows).ends_with(0).out);
        world.run(&["audit", "--input", &file]).ends_with(0);
    }
}

#[test]
fn limits_packages_and_fail_on_apply_to_subscribers() {
    let world = subscribers();
    let audit = |arguments: &[&str]| world.run(&[&["audit", "subscribers"], arguments].concat());
    audit(&["--fail-on", "error,stuck"]).ends_with(4);
    audit(&["--fail-on", "on-package"]).ends_with(0);
    let found = audit(&["--package", "premium,basic", "--fail-on", "on-package"]).ends_with(4);
    assert!(found.column("kind").contains(&"onPackage".to_owned()), "{}", found.out);
    audit(&["--stuck-after", "9999d", "--fail-on", "stuck"]).ends_with(0);
    audit(&["--waiting-after", "9999d", "--fail-on", "waiting"]).ends_with(0);
    let nobody = audit(&["--sp-enterprise-id", "Reseller9+nobody"]).ends_with(1);
    assert!(nobody.err.contains("no subscriber that is visible"), "{}", nobody.err);
    audit(&["--sp-enterprise-id", "Reseller9+nobody", "--allow-empty"]).ends_with(0);
}

#[test]
fn every_table_of_subscribers_is_printed_and_reported() {
    let world = subscribers();
    for table in ["findings", "subscribers", "errors", "waiting", "duplicates"] {
        for output in ["ndjson", "csv", "table"] {
            let arguments = ["audit", "subscribers", "--table", table, "-o", output];
            world.run(&arguments).ends_with(0);
        }
    }
    let rows = world.run(&["audit", "subscribers", "--table", "subscribers"]).ends_with(0);
    assert_eq!(rows.rows().len(), 40);
    let shown =
        world.run(&["audit", "subscribers", "--html", "s.html", "-o", "table"]).ends_with(0);
    assert!(shown.err.contains("40 subscribers: "), "{}", shown.err);
    let html = std::fs::read_to_string(world.path("s.html")).expect("a report");
    assert!(html.contains("<h1>Subscriber audit</h1>"));
}

#[test]
fn what_changed_since_a_saved_list_of_subscribers_is_drift() {
    let world = subscribers();
    let before = world.run(&["audit", "subscribers", "--table", "subscribers"]).ends_with(0);
    let before = world.file("before.ndjson", &before.out.replace("\"premium\"", "\"basic\""));
    let after = world.run(&["audit", "subscribers", "--previous", &before]).ends_with(0);
    let changes = after.column("change");
    assert!(changes.contains(&"packageChanged".to_owned()), "{}", after.out);
    assert!(changes.iter().all(|it| it.is_empty() || it == "packageChanged"), "{changes:?}");
}

#[test]
fn a_saved_list_is_of_the_partner_whose_list_is_audited() {
    let world = subscribers();
    for (list, audit) in [
        (&["subscriber", "list"], &["audit", "subscribers"][..]),
        (&["enterprise", "list"], &["audit"]),
    ] {
        let all = world.run(list).ends_with(0).out;
        let (_, others) = all.split_once('\n').expect("several lines");
        let before = world.file("before.ndjson", others);
        let arguments = [audit, &["--partner", "East", "--previous", &before]].concat();
        let changes = world.run(&arguments).ends_with(0).column("change");
        assert!(changes.contains(&"appeared".to_owned()), "{audit:?}: {changes:?}");
    }
}
