//! Files that options name for output, and an output that cannot be written.

use std::fs::File;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, PermissionsExt as _, symlink};
use std::process::{Command, Stdio};

use webex_broadworks_sandbox::SandboxOptions;

use crate::{Done, World, done, well};

fn audit(world: &World, option: &str, file: &str) -> Done {
    world.run(&["audit", option, file]).ends_with(0)
}

#[test]
fn a_link_is_followed_and_modes_stay() {
    let world = World::of(2);
    for option in ["--html", "--metrics-file"] {
        let real = world.file("real", "old");
        std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("a mode");
        symlink("real", world.path("link")).expect("a link");
        audit(&world, option, "link");
        assert!(world.path("link").symlink_metadata().expect("it is there").is_symlink());
        assert_ne!(std::fs::read_to_string(&real).expect("a file"), "old");
        assert_eq!(std::fs::metadata(&real).expect("a file").mode() & 0o7777, 0o640);
        std::fs::remove_file(world.path("link")).expect("it was there");
    }
}

#[test]
fn a_fifo_is_written_in_place() {
    let world = World::of(2);
    for option in ["--html", "--metrics-file"] {
        let fifo = world.path("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
        let reader = Command::new("cat").arg(&fifo).stdout(Stdio::piped()).spawn().expect("cat");
        audit(&world, option, "fifo");
        assert!(fifo.metadata().expect("it is there").file_type().is_fifo());
        let read = done(reader.wait_with_output().expect("it ends")).out;
        assert!(read.contains("</html>") || read.contains("wxbw_exit_code"), "{read}");
        std::fs::remove_file(fifo).expect("it was there");
    }
}

#[test]
fn standard_output_can_be_named_as_a_file() {
    let world = World::of(2);
    // What `/dev/stdout` is; the one of this machine is left alone, whatever the command does.
    symlink("/proc/self/fd/1", world.path("stdout")).expect("a link");
    for (option, sign) in [("--html", "</html>"), ("--metrics-file", "wxbw_exit_code")] {
        assert!(audit(&world, option, "stdout").out.contains(sign));
        let file = File::create(world.path("out")).expect("a file");
        let mut command = world.command(&["enterprise", "list", "-o", "csv"]);
        let status = command.stdout(file.try_clone().expect("a file")).status().expect("it runs");
        assert!(status.success());
        let mut command = world.command(&["audit", "--table", "enterprises", option, "stdout"]);
        assert!(command.stdout(file).status().expect("it runs").success());
        let text = std::fs::read_to_string(world.path("out")).expect("a file");
        assert!(text.starts_with("id,") && text.contains(sign), "{text}");
        // Rows would break the format of the file.
        assert!(!text.contains("\"spEnterpriseId\":\"Reseller1+acme\""), "{text}");
    }
    for (option, start) in [("--html", "<!"), ("--metrics-file", "# HELP")] {
        let done = audit(&world, option, "-");
        assert!(done.out.starts_with(start) && !done.out.contains("{\"kind\""), "{}", done.out);
        assert!(!world.path("-").exists());
    }
    let both = ["audit", "--html", "-", "--metrics-file", "-"];
    assert!(world.run(&both).ends_with(2).err.contains("both name standard output"));
    let status = ["sync", "status", "--all", "--metrics-file", "-", "-o", "csv"];
    let metrics = world.run(&status).ends_with(0).out;
    assert!(metrics.starts_with("# HELP") && !metrics.contains(",Reseller1+acme,"), "{metrics}");
    assert!(world.path("stdout").symlink_metadata().expect("it is there").is_symlink());
}

#[test]
fn a_missing_folder_is_found_before_anything_is_sent() {
    let world = World::of(2);
    for arguments in [
        &["audit", "--html", "nosuch/x.html", "--fail-on", "any"][..],
        &["audit", "--metrics-file", "nosuch/x.prom", "--fail-on", "any"],
        &["sync", "run", "--all", "--yes", "--metrics-file", "nosuch/x.prom"],
        &["sync", "status", "--all", "--metrics-file", "."],
    ] {
        let done = world.run(arguments).ends_with(2);
        assert!(done.err.contains("cannot be written") && !done.err.contains(".wxbw-"));
    }
    assert!(world.sandbox.requests().is_empty());
}

#[test]
fn findings_decide_the_exit_code_even_if_the_report_cannot_be_written() {
    let world = World::new(SandboxOptions { enterprises: 60, ..SandboxOptions::default() });
    symlink("/dev/full", world.path("full")).expect("a link");
    for option in ["--html", "--metrics-file"] {
        let done = world.run(&["audit", option, "full", "--fail-on", "any"]).ends_with(4);
        assert!(done.err.contains("full cannot be written: No space left"), "{}", done.err);
        world.run(&["audit", option, "full"]).ends_with(1);
    }
    assert!(world.path("full").metadata().expect("it is there").file_type().is_char_device());
}

/// Runs a command whose standard output is a full disk.
fn on_full_disk(world: &World, arguments: &[&str]) -> Done {
    let full = File::options().write(true).open("/dev/full").expect("a full disk");
    let mut command = world.command(arguments);
    let child = command.stdout(full).stderr(Stdio::piped()).spawn().expect("it runs");
    done(child.wait_with_output().expect("it ends"))
}

#[test]
fn a_full_disk_is_reported_for_standard_output() {
    let world = World::of(2);
    for arguments in [
        &["enterprise", "list"][..],
        &["enterprise", "list", "-o", "csv"],
        &["enterprise", "list", "-o", "json"],
        &["enterprise", "list", "-o", "table"],
        &["enterprise", "get", "Reseller1+acme", "-o", "json"],
        &["sync", "status", "--all"],
        &["sync", "status", "--all", "-o", "table"],
        &["audit", "--table", "enterprises"],
        &["code", "explain", "600014", "-o", "table"],
        &["auth", "check"],
        &["completions", "bash"],
        &["--help"],
        &["--version"],
    ] {
        let done = on_full_disk(&world, arguments).ends_with(1);
        let expected = "error: standard output cannot be written: No space left on device";
        assert!(done.err.contains(expected), "{arguments:?}: {}", done.err);
    }
}

#[test]
fn a_run_with_a_full_output_finishes_running_syncs_and_can_be_resumed() {
    let world = World::new(SandboxOptions { clusters: 2, ..well(9) });
    let run = ["sync", "run", "--all", "--yes", "--ledger", "l.sqlite"];
    let done =
        on_full_disk(&world, &[&run[..], &["--metrics-file", "x.prom"]].concat()).ends_with(5);
    assert!(done.err.contains("standard output cannot be written"), "{}", done.err);
    assert!(done.err.contains("  wxbw report --ledger l.sqlite --run-name "), "{}", done.err);
    let line = done.line("sync run");
    let metrics = std::fs::read_to_string(world.path("x.prom")).expect("metrics");
    assert!(metrics.contains("outcome=\"ok\"") && metrics.contains("} 5\n"), "{metrics}");
    let report = world.run(&["report", "--ledger", "l.sqlite"]).ends_with(0).rows();
    assert_eq!(report[0]["state"], "interrupted");
    assert!(report[0]["open"].as_u64() < Some(9), "{report:?}");
    let ledger = rusqlite::Connection::open(world.path("l.sqlite")).expect("a ledger");
    let open = "SELECT count(*) FROM open_intents WHERE settled IS NULL";
    let open: i64 = ledger.query_row(open, [], |row| row.get(0)).expect("a number");
    assert_eq!(open, 0);
    assert_eq!(world.run_line(&line).ends_with(0).column("outcome"), ["ok"; 9]);
    let triggers = world.sandbox.accepted_triggers();
    assert!(triggers.len() == 9 && triggers.values().all(|count| *count == 1), "{triggers:?}");
}

#[test]
fn a_change_that_cannot_be_printed_exits_with_5() {
    let world = World::of(3);
    for format in ["ndjson", "table", "csv", "json"] {
        let switch = ["sync", "disable", "--all", "--yes", "-o", format];
        on_full_disk(&world, &switch).ends_with(5);
    }
    on_full_disk(&world, &["sync", "enable", "--all", "--dry-run"]).ends_with(1);
}

#[test]
fn a_closed_pipe_does_not_stop_the_work() {
    let world = World::of(6);
    let program = format!("'{}' sync disable --all --yes | head -n 1", env!("CARGO_BIN_EXE_wxbw"));
    let ours = world.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", &program]).current_dir(world.folder.path());
    shell.env_clear().envs(ours.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let done = done(shell.output().expect("it runs"));
    assert!(done.err.contains("6 of 6 done: 6 ok") || done.err.contains("6 ok"), "{}", done.err);
}

#[test]
fn a_failed_listing_prints_no_empty_result() {
    let world = World::of(2);
    for format in ["csv", "json", "ndjson", "table"] {
        for arguments in [&["enterprise", "list"][..], &["sync", "status", "--all"]] {
            let mut command = world.command(&[arguments, &["-o", format]].concat());
            let refused = command.env("WEBEX_ACCESS_TOKEN", "wrong").output().expect("it runs");
            assert_eq!(done(refused).ends_with(3).out, "", "{arguments:?} {format}");
        }
    }
}
