//! What shells offer while a line is typed.

use crate::{World, done};

/// What bash would offer for the last of these words.
fn offered(world: &World, line: &[&str]) -> Vec<String> {
    let words = [&["--", "wxbw"], line].concat();
    let mut command = world.command(&words);
    command.env("WXBW_COMPLETE", "bash").env("_CLAP_COMPLETE_INDEX", line.len().to_string());
    command.env("_CLAP_COMPLETE_COMP_TYPE", "9").env("_CLAP_COMPLETE_SPACE", "true");
    command.env("_CLAP_IFS", "\n");
    let done = done(command.output().expect("it runs")).ends_with(0);
    done.out.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[test]
fn completion_scripts_call_the_command() {
    let world = World::of(1);
    for (shell, sign) in [
        ("bash", "complete "),
        ("zsh", "#compdef"),
        ("fish", "complete "),
        ("elvish", "edit:completion"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        let script = world.run(&["completions", shell]).ends_with(0).out;
        assert!(script.contains(sign) && script.contains("WXBW_COMPLETE"), "{shell}: {script}");
    }
}

#[test]
fn commands_and_their_options_are_offered() {
    let world = World::of(1);
    assert_eq!(offered(&world, &["rep"]), ["report"]);
    assert_eq!(offered(&world, &["sync", "run", "--dry"]), ["--dry-run"]);
    assert_eq!(offered(&world, &["sync", "run", "--retry", "amb"]), ["ambiguous"]);
}

#[test]
fn only_formats_that_a_command_prints_are_offered() {
    let world = World::of(1);
    let rows = ["table", "json", "ndjson", "csv"];
    for command in
        [&["sync", "status"][..], &["audit"], &["enterprise", "list"], &["code", "explain"]]
    {
        assert_eq!(offered(&world, &[command, &["-o", ""]].concat()), rows, "{command:?}");
        let help = world.run(&[command, &["--help"]].concat()).ends_with(0).out;
        assert!(help.contains("--output") && !help.to_lowercase().contains("markdown"), "{help}");
    }
    let report = offered(&world, &["report", "--output", ""]);
    assert_eq!(report, [&rows[..], &["markdown"]].concat());
    assert!(world.run(&["report", "--help"]).ends_with(0).out.contains("markdown"));
    for command in ["completions", "sandbox"] {
        let help = world.run(&[command, "--help"]).ends_with(0).out;
        assert!(!help.contains("--output") && !help.contains("--bom"), "{help}");
    }
    let refused = world.run(&["sync", "status", "--all", "-o", "markdown"]).ends_with(2);
    assert!(refused.err.contains("`wxbw report`"), "{}", refused.err);
}

#[test]
fn profiles_are_offered_by_name() {
    let world = World::of(1);
    assert!(offered(&world, &["auth", "check", "--profile", ""]).is_empty());
    std::fs::create_dir_all(world.path(".config/webex-broadworks")).expect("a folder");
    let profiles =
        "[profiles.east]\ntoken = { env = \"A\" }\n[profiles.west]\ntoken = { env = \"B\" }\n";
    world.file(".config/webex-broadworks/profiles.toml", profiles);
    assert_eq!(offered(&world, &["auth", "check", "--profile", ""]), ["east", "west"]);
    assert_eq!(offered(&world, &["sync", "run", "--profile", "w"]), ["west"]);
}

#[test]
fn runs_are_offered_by_name_once_the_ledger_is_there() {
    let world = World::of(2);
    for run in ["tonight", "tomorrow", "weekly"] {
        let line = ["sync", "status", "--all", "--ledger", "l.sqlite", "--run-name", run];
        world.run(&line).ends_with(0);
    }
    let report = ["report", "--ledger", "l.sqlite", "--run-name", "to"];
    assert_eq!(offered(&world, &report), ["tomorrow", "tonight"]);
    let run = ["sync", "run", "--all", "--ledger=l.sqlite", "--run-name", ""];
    assert_eq!(offered(&world, &run).len(), 3);
    assert!(offered(&world, &["report", "--run-name", ""]).is_empty());
    assert!(
        offered(&world, &["report", "--ledger", "missing.sqlite", "--run-name", ""]).is_empty()
    );
    assert!(!world.path("missing.sqlite").exists());
}

#[test]
fn only_paths_are_completed_as_files() {
    let world = World::of(1);
    world.file("a.csv", "");
    for (option, is_path) in
        [("--file", true), ("--ca-file", true), ("--stop-starting-after", false)]
    {
        let files = offered(&world, &["sync", "run", option, "a"]);
        assert_eq!(files == ["a.csv"], is_path, "{option}: {files:?}");
    }
}
