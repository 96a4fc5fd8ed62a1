//! `wxbw billing download`: into files and to standard output.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use webex_broadworks_sandbox::SandboxOptions;

use crate::World;
#[cfg(target_os = "linux")]
use crate::interrupt::send;
use crate::terminal::on_terminal;

const HEADER: &str = "spEnterpriseId,userId,package\n";

/// A sandbox with a billing report; `seconds` later than its creation.
fn report(seconds: u64) -> (World, String) {
    let options = SandboxOptions { enterprises: 2, subscribers: 20, ..SandboxOptions::default() };
    let world = World::new(options);
    let done = world.run(&["billing", "create", "--billing-period", "2026-10"]).ends_with(0);
    world.sandbox.advance(Duration::from_secs(seconds));
    (world, done.column("id").remove(0))
}

#[test]
fn a_report_goes_to_standard_output_or_into_a_file() {
    let (world, id) = report(600);
    let done = world.run(&["billing", "download", &id]).ends_with(0);
    assert!(done.out.starts_with(HEADER), "{}", done.out);
    let dash = world.run(&["billing", "download", &id, "--to", "-"]).ends_with(0);
    assert_eq!(dash.out, done.out);
    fs::write(world.path("report.csv"), "old").expect("a file");
    let saved = world.run(&["billing", "download", &id, "--to", "report.csv"]).ends_with(0);
    let size = done.out.len();
    assert!(saved.err.contains(&format!("Saved {size} bytes to report.csv.")), "{}", saved.err);
    assert_eq!(saved.out, "");
    assert_eq!(fs::read_to_string(world.path("report.csv")).expect("a file"), done.out);
    let quiet = world.run(&["billing", "download", &id, "--to", "/dev/null", "-q"]).ends_with(0);
    assert_eq!((quiet.out, quiet.err), (String::new(), String::new()));
}

#[test]
fn the_help_shows_no_options_for_rows() {
    let help = report(0).0.run(&["billing", "download", "--help"]).ends_with(0).out;
    assert!(help.contains("--to <FILE>") && help.contains("--quiet"), "{help}");
    assert!(!help.contains("--columns") && !help.contains("--output"), "{help}");
}

#[test]
fn the_link_is_shown_in_no_log() {
    let (world, id) = report(600);
    let done = world.run(&["billing", "download", &id, "-vv"]).ends_with(0);
    assert!(done.err.contains("GET (signed link)"), "{}", done.err);
    assert!(!done.err.contains("Signature") && !done.err.contains("Bearer"), "{}", done.err);
}

#[test]
fn a_report_in_progress_exits_with_4_and_names_the_wait() {
    let (world, id) = report(0);
    let done = world.run(&["billing", "download", &id, "--to", "report.csv"]).ends_with(4);
    assert!(done.err.contains("`wxbw billing wait`"), "{}", done.err);
    assert!(!world.path("report.csv").exists());
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_sent() {
    let (world, id) = report(600);
    world.sandbox.clear_requests();
    for wrong in [["--to", "."], ["--to", "no/such/report.csv"], ["--max-bytes", "0"]] {
        let done = world.run(&[&["billing", "download", &id], &wrong[..]].concat());
        assert_eq!(done.code, Some(2), "{}", done.err);
    }
    assert!(world.sandbox.requests().is_empty());
    let small = ["billing", "download", &id, "--max-bytes", "5", "--to", "report.csv"];
    let done = world.run(&small);
    assert!(done.err.contains("`--max-bytes`"), "{}", done.err);
    assert!(!world.path("report.csv").exists());
}

#[test]
fn on_a_terminal_it_goes_into_a_new_file_that_is_named_after_the_month() {
    let (world, id) = report(600);
    let line = format!("wxbw billing download {id}");
    let Some(shown) = on_terminal(&world, &line, "") else { return };
    assert!(shown.out.contains("billing-report-2026-10.csv"), "{}", shown.out);
    let file = world.path("billing-report-2026-10.csv");
    assert!(fs::read_to_string(&file).expect("a file").starts_with(HEADER));
    fs::write(&file, "mine").expect("a file");
    let again = on_terminal(&world, &line, "").expect("script");
    assert!(again.out.contains("exists already"), "{}", again.out);
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
}

/// A service whose one report has a file that never ends.
#[cfg(target_os = "linux")]
fn endless_service() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    let link = format!("{origin}/file.csv");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut head = [0; 4096];
            let read = stream.read(&mut head).expect("a request");
            let body = format!(r#"{{"id":"R1","status":"COMPLETED","tempDownloadURL":"{link}"}}"#);
            let is_file = head[..read].starts_with(b"GET /file.csv");
            let (size, body) =
                if is_file { (1 << 30, "a".repeat(1 << 20)) } else { (body.len(), body) };
            let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).expect("it reads");
            // The connection stays open until the test ends.
            std::mem::forget(stream);
        }
    });
    origin
}

#[cfg(target_os = "linux")]
#[test]
fn a_download_that_is_interrupted_leaves_no_file() {
    let world = World::of(1);
    let mut command = world.command(&["billing", "download", "R1", "--to", "report.csv"]);
    command.env("WEBEX_BASE_URL", endless_service());
    let mut child = command.spawn().expect("it runs");
    let files = || fs::read_dir(world.path(".")).expect("a folder").count();
    let before = files();
    while files() == before {
        std::thread::yield_now();
    }
    send(&child, "TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(143));
    assert_eq!(files(), before);
}
