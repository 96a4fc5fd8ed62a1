//! Ctrl-C and SIGTERM: a clean stop, and the way to go on.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use webex_broadworks_sandbox::SandboxOptions;

use crate::{Done, World, done, fault, well};

const TIMEOUT: Duration = Duration::from_secs(60);

fn start(world: &World, arguments: &[&str]) -> Child {
    let mut command = world.command(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs")
}

pub(crate) fn send(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args([&format!("-{name}"), &id]).status();
    assert!(sent.expect("kill").success());
}

fn signal(child: Child, name: &str) -> Done {
    send(&child, name);
    done(child.wait_with_output().expect("it ends"))
}

#[test]
fn ctrl_c_stops_cleanly_and_the_printed_command_resumes() {
    let world = World::new(SandboxOptions { clusters: 2, ..well(7) });
    let child = start(&world, &["sync", "run", "--all", "--yes", "--ledger", "l.sqlite"]);
    // The listing, and a look and a trigger of the first.
    assert!(world.sandbox.wait_for_requests(5, TIMEOUT));
    let stopped = signal(child, "INT").ends_with(130);
    assert!(stopped.err.contains("stopping: nothing more is started"), "{}", stopped.err);
    let gone_on = world.run_line(&stopped.line("sync run")).ends_with(0);
    assert_eq!(gone_on.column("outcome"), ["ok"; 7]);
    let triggers = world.sandbox.accepted_triggers();
    assert!(triggers.len() == 7 && triggers.values().all(|count| *count == 1), "{triggers:?}");
}

#[test]
fn a_second_ctrl_c_stops_at_once_and_the_printed_command_resumes() {
    use std::io::{BufRead as _, BufReader, Read as _};

    let world = World::new(SandboxOptions { clusters: 1, ..well(3) });
    // The clean stop waits for the answer to the trigger.
    let hang = r#"{"name": "hang", "performed": true, "operation": "directory_sync.trigger"}"#;
    world.sandbox.set_faults(vec![fault(hang)]);
    let run = ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite", "--metrics-file", "x.prom"];
    let mut child = start(&world, &run);
    assert!(world.sandbox.wait_for_requests(3, TIMEOUT));
    let mut errors = BufReader::new(child.stderr.take().expect("errors"));
    send(&child, "INT");
    let mut text = String::new();
    while !text.contains("stopping: nothing more is started") {
        assert_ne!(errors.read_line(&mut text).expect("text"), 0, "{text}");
    }
    send(&child, "INT");
    errors.read_to_string(&mut text).expect("text");
    let mut stopped = done(child.wait_with_output().expect("it ends"));
    stopped.err = text;
    let stopped = stopped.ends_with(130);
    assert!(stopped.err.contains("exiting immediately"), "{}", stopped.err);
    let metrics = std::fs::read_to_string(world.path("x.prom")).expect("metrics");
    assert!(metrics.contains("wxbw_exit_code{") && metrics.contains("} 130\n"), "{metrics}");
    world.sandbox.set_faults(Vec::new());
    world.run_line(&stopped.line("sync run")).ends_with(0);
    let triggers = world.sandbox.accepted_triggers();
    assert!(triggers.len() == 3 && triggers.values().all(|count| *count == 1), "{triggers:?}");
}

#[test]
fn sigterm_ends_a_wait_and_reports_that_the_sync_continues() {
    let world = World::new(SandboxOptions { manual: true, ..well(2) });
    world.run(&["sync", "run", "--no-wait", "Reseller1+acme"]).ends_with(0);
    world.sandbox.clear_requests();
    let child = start(&world, &["sync", "wait", "Reseller1+acme"]);
    assert!(world.sandbox.wait_for_requests(2, TIMEOUT));
    let stopped = signal(child, "TERM").ends_with(143);
    assert!(stopped.err.contains("continues at Webex"), "{}", stopped.err);
    assert!(stopped.err.contains("wxbw sync wait Reseller1+acme"), "{}", stopped.err);
}

#[test]
fn a_printed_command_has_everything_that_was_typed_except_a_login() {
    let world = World::new(SandboxOptions { manual: true, ..well(2) });
    let ids = world.column("id", 2);
    let name = "nightly-run-of-partner-east-telecom-gmbh-2026-12-01";
    let ledger = format!("{name}.sqlite");
    let run = ["sync", "run", &ids[0], &ids[1], "--yes", "--ledger", &ledger, "--run-name", name];
    let proxy = ["--proxy", "http://joe:s3cretpw@127.0.0.1:3128"];
    for (more, shown) in [(&[][..], &run[..]), (&proxy, &run)] {
        world.sandbox.clear_requests();
        let child = start(&world, &[shown, more].concat());
        assert!(world.sandbox.wait_for_requests(2, TIMEOUT));
        let stopped = signal(child, "INT").ends_with(130);
        let line = stopped.line("sync run");
        assert_eq!(line[..run.len()], run, "{}", stopped.err);
        assert_eq!(line.len(), run.len() + more.len(), "{}", stopped.err);
        assert!(!stopped.err.contains("s3cretpw") && !stopped.err.contains("joe"));
        assert_eq!(stopped.err.contains("not complete"), !more.is_empty(), "{}", stopped.err);
    }
    let wait = ["sync", "wait", &ids[0]];
    world.sandbox.clear_requests();
    let child = start(&world, &wait);
    assert!(world.sandbox.wait_for_requests(1, TIMEOUT));
    let stopped = signal(child, "TERM").ends_with(143);
    assert!(stopped.err.contains(&format!("wxbw {}\n", wait.join(" "))), "{}", stopped.err);
}

#[test]
fn without_a_ledger_the_confirmation_says_that_nothing_is_recorded() {
    let world = World::new(SandboxOptions { manual: true, ..well(3) });
    let child = start(&world, &["sync", "run", "--all", "--yes"]);
    assert!(world.sandbox.wait_for_requests(3, TIMEOUT));
    let stopped = signal(child, "INT").ends_with(130);
    assert!(stopped.err.contains("can't be resumed without --ledger"), "{}", stopped.err);
}

#[test]
fn a_sandbox_serves_after_its_output_was_closed() {
    use std::net::{TcpListener, TcpStream};

    let world = World::of(1);
    let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port");
    let port = free.port().to_string();
    let mut child = start(&world, &["sandbox", "--port", &port, "--enterprises", "3"]);
    drop(child.stdout.take());
    while TcpStream::connect(free).is_err() {
        assert!(child.try_wait().expect("a state").is_none(), "it ended");
        std::thread::yield_now();
    }
    signal(child, "INT").ends_with(0);
}

#[test]
fn a_sandbox_prints_its_address_and_stops_on_a_signal() {
    use std::io::{BufRead as _, BufReader};

    let world = World::of(1);
    let mut child = start(&world, &["sandbox", "--port", "0", "--enterprises", "3"]);
    let mut lines = BufReader::new(child.stdout.take().expect("output")).lines();
    let mut value = |name: &str| {
        let is_it = |line: &String| line.trim().starts_with(&format!("export {name}="));
        let line = lines.by_ref().map(|line| line.expect("a line")).find(is_it).expect("it says");
        line.split_once('=').expect("a value").1.to_owned()
    };
    let (url, token) = (value("WEBEX_BASE_URL"), value("WEBEX_ACCESS_TOKEN"));
    let lines = lines.map(|line| line.expect("a line"));
    let rest: Vec<_> = lines.take_while(|line| !line.contains("may only read")).collect();
    for client in ["Client(token=", "new Client({ token:"] {
        assert!(rest.iter().any(|line| line.contains(client)), "{client}: {rest:?}");
    }
    let mut command = world.command(&["enterprise", "list"]);
    command.env("WEBEX_BASE_URL", url).env("WEBEX_ACCESS_TOKEN", token);
    assert_eq!(done(command.output().expect("it runs")).ends_with(0).rows().len(), 3);
    signal(child, "INT").ends_with(0);
}
