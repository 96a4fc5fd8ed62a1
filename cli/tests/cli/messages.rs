//! Messages name only options and commands that exist.

use std::collections::BTreeSet;

use webex_broadworks_sandbox::SandboxOptions;

use crate::{Done, World, done, well};

/// The options that a text names.
fn options(text: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
    let words = text.split(|c: char| !is_name(c)).filter(|word| word.len() > 3);
    words.filter(|word| word.starts_with("--")).map(str::to_owned).collect()
}

/// The words of the command that a text begins with.
fn command(text: &str) -> Vec<&str> {
    let groups = ["enterprise", "sync", "auth", "profile"];
    let mut words = text.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    if groups.contains(&first) {
        [first].into_iter().chain(words.next()).collect()
    } else {
        vec![first]
    }
}

/// The options that a command has, as its help shows them.
fn known(world: &World, words: &[&str]) -> BTreeSet<String> {
    options(&world.run(&[words, &["--help"]].concat()).ends_with(0).out)
}

#[track_caller]
fn check(world: &World, typed: &[&str], done: &Done) {
    let mut named = known(world, &command(&typed.join(" ")));
    for mentioned in done.err.split("wxbw ").skip(1) {
        named.extend(known(world, &command(mentioned)));
    }
    let unknown: Vec<_> = options(&done.err).difference(&named).cloned().collect();
    assert!(unknown.is_empty(), "{typed:?} names {unknown:?}: {}", done.err);
    for wrong in ["function", "only_if", "sp_enterprise_id", "page_size", "`sp`", "run_directory"] {
        assert!(!done.err.contains(wrong), "{typed:?} names {wrong:?}: {}", done.err);
    }
}

#[test]
fn messages_name_only_options_of_their_command() {
    let world = World::new(SandboxOptions { fail_share: 1.0, ..well(3) });
    world.file("empty", "");
    world.file("users.csv", "enterprise,user\nReseller1+acme,\n");
    for typed in [
        &["enterprise", "list", "--sp-enterprise-id", ""][..],
        &["enterprise", "list", "--starts-with", ""],
        &["enterprise", "list", "--page-size", "0"],
        &["enterprise", "list", "--page-size", "2000"],
        &["enterprise", "list", "--limit", "0"],
        &["enterprise", "list", "--request-timeout", "5"],
        &["enterprise", "list", "--max-requests-per-second", "0"],
        &["enterprise", "list", "--max-requests-per-second", "-1"],
        &["enterprise", "list", "--base-url", "ftp://x"],
        &["enterprise", "get", ""],
        &["enterprise", "get", "Nobody"],
        &["enterprise", "get", "--by", "org-id", "x"],
        &["sync", "status"],
        &["sync", "status", "--all", "--status", "FOO"],
        &["sync", "status", "--starts-with", "Resellr1"],
        &["sync", "status", "--file", "empty"],
        &["sync", "status", "--all", "--concurrency", "0"],
        &["sync", "disable", "--all"],
        &["sync", "run", "--all", "--yes", "--retry", "foo", "--ledger", "l.sqlite"],
        &["sync", "run", "--all", "--yes", "--stop-starting-after", "soon"],
        &["sync", "run", "--all", "--yes", "--max-refusals-per-trigger", "-1"],
        &["sync", "run", "--all", "--yes", "--run-name", "x"],
        &["sync", "run", "--all", "--yes", "--ledger", "no/such/l.sqlite"],
        &["sync", "run", "Reseller1+acme", "--ledger", "l.sqlite", "--run-name", ""],
        &["sync", "run", "Reseller1+acme"],
        &["sync", "user", "--file", "users.csv"],
        &["sync", "user", "Reseller1+acme", "a b/c"],
        &["sync", "run", "--no-wait", "Reseller1+acm"],
        &["sync", "wait", "Reseller1+acm"],
        &["audit", "--fail-on", "nonsense"],
        &["audit", "--stale-after", "x"],
        &["audit", "--mass-deletion-share", "7"],
        &["audit", "--input", "empty"],
        &["audit", "--html", "no/such/x.html"],
        &["report", "--ledger", "absent.sqlite"],
        &["report", "--ledger", "l.sqlite", "--output", "csv"],
        &["code", "explain", "1"],
    ] {
        let done = world.run(typed);
        assert_ne!(done.code, Some(0), "{typed:?}");
        check(&world, typed, &done);
    }
    for (token, typed) in [
        (None, &["enterprise", "list"][..]),
        (Some("wrong"), &["sync", "status", "--all"]),
        (Some(world.sandbox.read_only_token()), &["sync", "run", "--no-wait", "Reseller1+acme"]),
    ] {
        let mut command = world.command(typed);
        command.env_remove("WEBEX_ACCESS_TOKEN").envs(token.map(|it| ("WEBEX_ACCESS_TOKEN", it)));
        check(&world, typed, &done(command.output().expect("it runs")));
    }
}

#[test]
fn a_refused_run_has_no_hint_to_repeat_it() {
    let world = World::of(1);
    let run = ["sync", "run", "Reseller1+acme", "--ledger", "l.sqlite", "--run-name", ""];
    let refused = world.run(&run).ends_with(2);
    assert!(refused.err.contains("--run-name") && !refused.err.contains("To start"));
}

#[test]
fn the_hint_describes_the_token_in_use() {
    let world = World::of(1);
    let script = "printf wrong-token-for-a-test";
    let list = ["enterprise", "list", "--token-command", script];
    let refused = world.run(&list).ends_with(3);
    let hint = format!("wxbw auth check --token-command '{script}'");
    assert!(refused.err.contains(&hint), "{}", refused.err);
}

#[test]
fn a_missing_selection_lists_every_way_to_select() {
    let error = World::of(1).run(&["sync", "status"]).ends_with(2).err;
    for way in ["ENTERPRISE", "--file", "--all", "--starts-with"] {
        assert!(error.contains(way), "{way}: {error}");
    }
}

#[test]
fn each_failed_item_is_shown_when_it_fails() {
    let world = World::new(SandboxOptions { fail_share: 1.0, ..well(3) });
    let run = ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite"];
    for format in ["ndjson", "json", "csv", "table"] {
        let line = [&run[..], &["--run-name", format, "-o", format]].concat();
        let done = world.run(&line).ends_with(4);
        let failed =
            |line: &&str| line.starts_with("failed: ") && line.contains("WEBEX-BROADWORKS_");
        assert_eq!(done.err.lines().filter(failed).count(), 3, "{}", done.err);
        // What was reported before isn't reported again.
        let again = world.run(&line).ends_with(4);
        assert!(!again.err.contains("failed: "), "{}", again.err);
    }
    let quiet = world.run(&[&run[..], &["--run-name", "quiet", "--quiet"]].concat()).ends_with(4);
    assert!(!quiet.err.contains("failed: "), "{}", quiet.err);
}
