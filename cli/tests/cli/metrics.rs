//! `--metrics-file`: there from the start, right at the end, apart from those of other jobs.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use webex_broadworks_sandbox::SandboxOptions;

use crate::{World, done, well};

const TIMEOUT: Duration = Duration::from_secs(60);

/// The value of a sample, whatever other labels it has.
fn sample(text: &str, name: &str, label: &str) -> Option<f64> {
    let is_it = |line: &&str| line.starts_with(&format!("{name}{{")) && line.contains(label);
    let line = text.lines().find(is_it)?;
    line.rsplit_once(' ').and_then(|(_, value)| value.parse().ok())
}

fn read(world: &World, name: &str) -> String {
    std::fs::read_to_string(world.path(name)).expect("metrics")
}

#[test]
fn metrics_are_written_for_every_exit_code() {
    let world = World::of(3);
    let run = ["sync", "disable", "--all", "--yes", "--metrics-file", "x.prom"];
    world.run(&run).ends_with(0);
    let text = read(&world, "x.prom");
    assert_eq!(sample(&text, "wxbw_items", "outcome=\"ok\""), Some(3.0), "{text}");
    assert_eq!(sample(&text, "wxbw_running", "command=\"sync disable\""), Some(0.0), "{text}");
    for token in [Some("wrong"), None] {
        let mut command = world.command(&run);
        command.env_remove("WEBEX_ACCESS_TOKEN").envs(token.map(|it| ("WEBEX_ACCESS_TOKEN", it)));
        done(command.output().expect("it runs")).ends_with(3);
        let text = read(&world, "x.prom");
        assert_eq!(sample(&text, "wxbw_exit_code", ""), Some(3.0), "{text}");
    }
    for (variable, more) in
        [("x", &["--bom"][..]), ("x", &["-o", "json", "--no-headers"]), ("WXBW_OUTPUT", &[])]
    {
        world.file("x.prom", "wxbw_exit_code{command=\"sync disable\"} 0\n");
        let mut command = world.command(&[&run[..], more].concat());
        done(command.env(variable, "yaml").output().expect("it runs")).ends_with(2);
        let text = read(&world, "x.prom");
        assert_eq!(sample(&text, "wxbw_exit_code", ""), Some(2.0), "{text}");
    }
}

#[test]
fn an_audit_has_its_own() {
    let world = World::new(SandboxOptions { enterprises: 60, ..SandboxOptions::default() });
    world.run(&["audit", "--html", "a.html", "--metrics-file", "a.prom"]).ends_with(0);
    let html = std::fs::read_to_string(world.path("a.html")).expect("a report");
    assert!(html.starts_with("<!") && html.contains("</html>"));
    let text = read(&world, "a.prom");
    assert_eq!(sample(&text, "wxbw_audit_enterprises", "which=\"all\""), Some(60.0), "{text}");
    let failing = sample(&text, "wxbw_audit_findings", "kind=\"failing\",severity=\"high\"");
    assert!(failing.is_some(), "{text}");
    world.run(&["audit", "subscribers", "--metrics-file", "s.prom"]).ends_with(0);
    let text = read(&world, "s.prom");
    assert!(text.contains("command=\"audit subscribers\""), "{text}");
    assert_eq!(sample(&text, "wxbw_audit_subscribers", "which=\"all\""), Some(20.0), "{text}");
    let stuck = sample(&text, "wxbw_audit_findings", "kind=\"stuck\",severity=\"high\"");
    assert!(stuck > Some(0.0), "{text}");
}

/// A run that watches syncs which never end.
fn endless(world: &World) -> Child {
    let run = ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite", "--metrics-file", "x.prom"];
    let mut command = world.command(&run);
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it runs");
    // The listing; of the first, a look, the trigger and a look.
    assert!(world.sandbox.wait_for_requests(4, TIMEOUT));
    child
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
    assert!(sent.expect("kill").success());
}

#[test]
fn metrics_of_an_earlier_run_are_replaced_at_the_start() {
    let world = World::new(SandboxOptions { manual: true, ..well(3) });
    world.file("x.prom", "wxbw_exit_code{command=\"sync run\"} 0\n");
    let mut child = endless(&world);
    let text = read(&world, "x.prom");
    assert_eq!(sample(&text, "wxbw_running", ""), Some(1.0), "{text}");
    assert_eq!(sample(&text, "wxbw_exit_code", ""), None, "{text}");
    child.kill().expect("it is killed");
    child.wait().expect("it ended");
}

#[test]
fn an_interrupted_run_counts_what_was_not_started() {
    let world = World::new(SandboxOptions { manual: true, clusters: 1, ..well(5) });
    let child = endless(&world);
    signal(&child, "TERM");
    done(child.wait_with_output().expect("it ends")).ends_with(143);
    let text = read(&world, "x.prom");
    assert_eq!(sample(&text, "wxbw_exit_code", ""), Some(143.0), "{text}");
    let all = text.lines().filter(|line| line.starts_with("wxbw_items{"));
    let sum: f64 = all.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum();
    assert_eq!(Some(sum), sample(&text, "wxbw_items_expected", ""), "{text}");
    assert!(sample(&text, "wxbw_items", "outcome=\"not_started\"") >= Some(4.0), "{text}");
}

#[test]
fn two_jobs_of_a_command_have_different_samples() {
    let world = World::of(2);
    let profiles = "[profiles.east]\npartner = \"East \\\"Telecom\\\"\"\ntoken = { env = \
                    \"WEBEX_ACCESS_TOKEN\" }\n\n[profiles.west]\ntoken = { env = \
                    \"WEBEX_ACCESS_TOKEN\" }\n";
    std::fs::create_dir_all(world.path(".config/webex-broadworks")).expect("a folder");
    world.file(".config/webex-broadworks/profiles.toml", profiles);
    let status = |more: &[&str]| {
        world.run(&[&["sync", "status", "--all"], more].concat()).ends_with(0);
    };
    status(&["--profile", "east", "--metrics-file", "east.prom"]);
    status(&["--profile", "west", "--metrics-file", "west.prom"]);
    status(&["--metrics-file", "nightly.prom", "--ledger", "l.sqlite", "--run-name", "nightly"]);
    status(&["--metrics-file", "weekly.prom"]);
    let texts = ["east", "west", "nightly", "weekly"].map(|it| read(&world, &format!("{it}.prom")));
    let names = texts.iter().flat_map(|text| text.lines().filter(|line| !line.starts_with('#')));
    let mut names: Vec<&str> =
        names.map(|line| line.rsplit_once(' ').expect("a value").0).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count, "{names:#?}");
    assert!(texts[0].contains("profile=\"east\",partner=\"East \\\"Telecom\\\"\""), "{}", texts[0]);
    assert!(texts[2].contains("run=\"nightly\""), "{}", texts[2]);
}
