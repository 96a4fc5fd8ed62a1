//! On a terminal: `script` gives the command one.

use std::process::{Command, Stdio};
use std::time::Duration;

use webex_broadworks_sandbox::SandboxOptions;

use crate::{Done, World, done, fault, well};

/// Runs a line of shell on a terminal, and types something into it.
pub(crate) fn on_terminal(world: &World, line: &str, typed: &str) -> Option<Done> {
    let is_there =
        |it: std::io::Result<std::process::Output>| it.is_ok_and(|it| it.status.success());
    if !is_there(Command::new("script").arg("--version").output()) {
        return None;
    }
    let line = format!("stty cols 120; {line}")
        .replace("wxbw", &format!("'{}'", env!("CARGO_BIN_EXE_wxbw")));
    let mut command = Command::new("script");
    command.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    command.current_dir(world.folder.path());
    let ours = world.command(&[]);
    command.env_clear().envs(ours.get_envs().filter_map(|(key, value)| Some((key, value?))));
    command.env("TERM", "xterm-256color");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it runs");
    let mut input = child.stdin.take().expect("an input");
    std::io::Write::write_all(&mut input, typed.as_bytes()).expect("it reads");
    let done = done(child.wait_with_output().expect("it ends"));
    drop(input);
    Some(done)
}

#[test]
fn a_terminal_gets_a_colored_table_unless_no_color_is_set() {
    let world = World::of(4);
    let Some(shown) = on_terminal(&world, "wxbw enterprise list", "") else { return };
    assert!(shown.out.contains("enterprise") && shown.out.contains("last success"));
    assert!(
        shown.out.contains("\u{1b}[38;5;10m") || shown.out.contains("\u{1b}[32m"),
        "{:?}",
        shown.out
    );
    let plain =
        on_terminal(&world, "NO_COLOR=1 wxbw enterprise list 2>/dev/null", "").expect("script");
    assert!(
        !plain.out.contains("\u{1b}[3") && plain.out.contains("last success"),
        "{:?}",
        plain.out
    );
}

#[test]
fn a_table_is_as_wide_as_the_terminal() {
    let world = World::of(4);
    let line = "stty cols 80; NO_COLOR=1 wxbw code list 2>/dev/null";
    let Some(shown) = on_terminal(&world, line, "") else { return };
    assert!(shown.out.lines().count() > 60, "{}", shown.out);
    assert!(shown.out.lines().all(|line| line.trim_end().chars().count() <= 80), "{}", shown.out);
}

#[test]
fn a_confirmation_is_asked_and_its_answer_is_followed() {
    let world = World::of(3);
    let Some(no) = on_terminal(&world, "wxbw sync disable --all", "n\n") else { return };
    assert!(
        no.out.contains("Continue? [y/N]") && no.out.contains("Nothing was done"),
        "{}",
        no.out
    );
    assert!(no.ends_with(130).out.contains("for 3 enterprises"));
    let yes = on_terminal(&world, "wxbw sync disable --all", "y\n").expect("script").ends_with(0);
    assert!(yes.out.contains("was on, is off") && yes.out.contains("3 ok"), "{}", yes.out);
}

#[test]
fn an_error_is_shown_in_labeled_lines() {
    let world = World::of(2);
    let line = "WEBEX_ACCESS_TOKEN=expired wxbw enterprise list";
    let Some(shown) = on_terminal(&world, line, "") else { return };
    let shown = shown.ends_with(3).out;
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    for label in
        ["  What to do:  The access token", "  Webex:       Webex says:", "  Tracking id: WEBEX"]
    {
        assert!(lines.iter().any(|line| line.starts_with(label)), "{label}: {shown}");
    }
}

#[test]
fn tracking_ids_are_not_wrapped() {
    let options = SandboxOptions { fail_share: 1.0, ..well(3) };
    let world = World::new(options);
    let line = "stty cols 80; wxbw sync run --all --yes 2>/dev/null";
    let Some(shown) = on_terminal(&world, line, "") else { return };
    let ids = shown.out.lines().filter(|line| line.trim_start().starts_with("NA_"));
    let ids: Vec<&str> = ids.map(str::trim).collect();
    assert!(ids.len() == 3 || shown.out.matches("WEBEX-BROADWORKS_").count() == 3, "{}", shown.out);
    assert!(shown.out.contains("tracking ids"), "{}", shown.out);
}

#[test]
fn a_dumb_terminal_gets_no_progress_line() {
    let world = World::of(1);
    let run = "TERM=dumb wxbw sync run Reseller1+acme --yes";
    let Some(shown) = on_terminal(&world, run, "") else { return };
    assert!(!shown.out.contains('\u{1b}'), "{:?}", shown.out);
    let Some(shown) = on_terminal(&world, "wxbw sync run Reseller1+acme --yes", "") else { return };
    assert!(shown.out.is_ascii(), "{:?}", shown.out);
}

#[test]
fn progress_leaves_room_for_the_echo_of_ctrl_c() {
    let world = World::of(1);
    let run = "stty cols 80; wxbw sync run Reseller1+acme --yes";
    let Some(shown) = on_terminal(&world, run, "") else { return };
    let frames: Vec<&str> =
        shown.out.split(['\r', '\u{1b}']).filter(|frame| frame.contains("running")).collect();
    assert!(!frames.is_empty(), "{:?}", shown.out);
    // Two columns are for `^C`, and one for the end of the line.
    assert!(frames.iter().all(|frame| frame.chars().count() <= 80 - 3 + "[2K".len()), "{frames:?}");
}

#[test]
fn progress_shows_the_start_and_the_retry_limit_of_an_outage() {
    let world = World::of(2);
    world.sandbox.set_faults(vec![fault(r#"{"name": "status", "status": 503}"#)]);
    let shown = std::thread::scope(|scope| {
        scope.spawn(|| {
            // Each call gives up after four requests, and the run goes on.
            assert!(world.sandbox.wait_for_requests(9, Duration::from_secs(60)));
            world.sandbox.set_faults(Vec::new());
        });
        on_terminal(&world, "wxbw sync status --all", "")
    });
    let Some(shown) = shown else { return };
    assert!(shown.out.contains("no answer from Webex since "), "{:?}", shown.out);
    assert!(shown.out.contains("Z, retrying until "), "{:?}", shown.out);
    assert!(shown.ends_with(0).out.contains("2 of 2 done: 2 ok"));
}
