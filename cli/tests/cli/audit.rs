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
