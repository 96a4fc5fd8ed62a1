//! Where the token comes from, and where it never shows.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use webex_broadworks_sandbox::SandboxOptions;

use crate::{World, well};

const CANARY: &str = "canary-3f9a1c";

fn world() -> World {
    World::new(SandboxOptions { token: CANARY.to_owned(), ..well(5) })
}

fn without_token(world: &World, arguments: &[&str]) -> Command {
    let mut command = world.command(arguments);
    command.env_remove("WEBEX_ACCESS_TOKEN");
    command
}

#[test]
fn a_token_comes_from_a_file_a_command_standard_input_or_a_profile() {
    let world = world();
    let file = world.file("token", &format!("{CANARY}\n"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
    let folder = world.path(".config/webex-broadworks");
    std::fs::create_dir_all(&folder).expect("a folder");
    let profile = format!("[profiles.east]\ntoken = {{ file = \"{file}\" }}\n");
    std::fs::write(folder.join("profiles.toml"), profile).expect("profiles");
    let command = format!("cat '{file}'");
    for how in [["--token-file", &file], ["--token-command", &command], ["--profile", "east"]] {
        let arguments = [&["enterprise", "list"][..], &how].concat();
        let done = without_token(&world, &arguments).output().expect("it runs");
        assert_eq!(crate::done(done).ends_with(0).rows().len(), 5, "{how:?}");
    }
    let mut child = without_token(&world, &["auth", "check", "--token-stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it runs");
    std::io::Write::write_all(&mut child.stdin.take().expect("input"), CANARY.as_bytes())
        .expect("it reads");
    crate::done(child.wait_with_output().expect("it ends")).ends_with(0);
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let world = world();
    let file = world.file("token", CANARY);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let command = ["enterprise", "list", "--token-file", &file];
    let done = crate::done(without_token(&world, &command).output().expect("it runs"));
    assert!(done.ends_with(3).err.contains("chmod 600"));
}

/// The secret volume of Kubernetes: root owns the file, every user can read it, none can write to it.
#[cfg(target_os = "linux")]
#[test]
fn a_file_of_root_that_others_can_read_is_accepted_on_a_read_only_mount() {
    let world = world();
    std::fs::set_permissions(world.folder.path(), std::fs::Permissions::from_mode(0o755))
        .expect("a mode");
    std::fs::create_dir(world.path("secrets")).expect("a folder");
    let mounted = |then: &str| {
        let script = format!(
            "mount -t tmpfs none secrets && chmod 755 secrets && echo {CANARY} > secrets/token && \
             chmod 444 secrets/token && {then}"
        );
        let ours = without_token(&world, &[]);
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", &script]);
        command.current_dir(world.folder.path());
        command.env_clear().envs(ours.get_envs().filter_map(|(key, value)| Some((key, value?))));
        command.output().map(crate::done)
    };
    // Not every machine lets its users mount something.
    if !mounted("exit 0").is_ok_and(|done| done.code == Some(0)) {
        return;
    }
    let list =
        format!("exec '{}' enterprise list --token-file secrets/token", env!("CARGO_BIN_EXE_wxbw"));
    let writable = mounted(&list).expect("it runs").ends_with(3);
    assert!(writable.err.contains("read-only mount"), "{}", writable.err);
    let read_only = mounted(&format!("mount -o remount,ro secrets && {list}"));
    assert_eq!(read_only.expect("it runs").ends_with(0).rows().len(), 5);
}

#[test]
fn a_missing_token_lists_the_token_sources() {
    let world = world();
    let done = without_token(&world, &["enterprise", "list"]).output().expect("it runs");
    let done = crate::done(done).ends_with(3);
    for part in ["WEBEX_ACCESS_TOKEN", "--token-file", "--profile", "developer.webex.com"] {
        assert!(done.err.contains(part), "{}", done.err);
    }
}

#[test]
fn missing_oauth_variables_are_named() {
    let world = world();
    let mut command = without_token(&world, &["enterprise", "list"]);
    command.env("WEBEX_CLIENT_ID", "C123").env("WEBEX_REFRESH_TOKEN", CANARY);
    let done = crate::done(command.output().expect("it runs")).ends_with(3);
    assert!(done.err.contains("but WEBEX_CLIENT_SECRET is not"), "{}", done.err);
    assert!(!done.err.contains(CANARY), "{}", done.err);
}

#[test]
fn no_profile_is_read_from_the_working_directory() {
    let world = world();
    let folder = world.path(".config/webex-broadworks");
    std::fs::create_dir_all(folder).expect("a folder");
    let profile = format!("[profiles.east]\ntoken = {{ command = [\"echo\", \"{CANARY}\"] }}\n");
    world.file(".config/webex-broadworks/profiles.toml", &profile);
    let mut command = without_token(&world, &["enterprise", "list", "--profile", "east"]);
    let done = crate::done(command.env("HOME", ".").output().expect("it runs")).ends_with(3);
    assert!(done.err.contains("HOME is not set to an absolute path"), "{}", done.err);
    assert!(world.sandbox.requests().is_empty());
}

#[test]
fn a_token_argument_is_refused_and_not_repeated() {
    let world = world();
    for arguments in [
        &["enterprise", "list", "--token", CANARY][..],
        &["--token=canary-3f9a1c", "enterprise", "list"],
        &["enterprise", "list", "--bearer", CANARY],
    ] {
        let done = world.run(arguments).ends_with(2);
        assert!(done.err.contains("visible in the process list"), "{}", done.err);
        assert!(!format!("{}{}", done.out, done.err).contains(CANARY));
    }
    assert!(world.sandbox.requests().is_empty());
}

#[test]
fn a_token_in_the_place_of_a_source_is_not_repeated() {
    let world = world();
    let token = "Zk9Qv7Lw2Rt8Yp4Xn6Bc1Md3Nw5Gh7Jk2Lq9Wz4Vb6";
    let option = format!("--profile={token}");
    let command = format!("echo {token}");
    for source in [
        &["--token-file", token][..],
        &["--token-command", token],
        &["--profile", token],
        &[&option],
    ] {
        let arguments = [&["enterprise", "list"][..], source].concat();
        let done = without_token(&world, &arguments).output().expect("it runs");
        let done = crate::done(done).ends_with(3);
        assert!(done.err.contains("looks like an access token"), "{}", done.err);
        assert!(done.err.contains("wxbw auth check"), "{}", done.err);
        assert!(!done.err.contains(token), "{}", done.err);
    }
    // Refused by the service: the hint repeats the command.
    let arguments = ["enterprise", "list", "--token-command", &command];
    let done = crate::done(without_token(&world, &arguments).output().expect("it runs"));
    let done = done.ends_with(3);
    assert!(done.err.contains("echo [hidden]"), "{}", done.err);
    assert!(!done.err.contains(token), "{}", done.err);
}

#[test]
fn the_login_of_a_proxy_is_never_printed() {
    let world = world();
    let file = world.file("token", CANARY);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("a mode");
    let proxy = "--proxy=http://joe:s3cretpw@127.0.0.1:9";
    for more in [&["--proxy", &proxy[8..]][..], &[proxy], &[proxy, "--token-file", &file]] {
        let mut command = world.command(&[&["enterprise", "list"], more].concat());
        command.env("WEBEX_ACCESS_TOKEN", "wrongtoken1");
        let done = crate::done(command.output().expect("it runs")).ends_with(3);
        assert!(done.err.contains("wxbw auth check"), "{}", done.err);
        assert!(done.err.contains("http://[hidden]@127.0.0.1:9"), "{}", done.err);
        assert!(!done.err.contains("s3cretpw") && !done.err.contains("joe"), "{}", done.err);
    }
}

#[test]
fn the_token_is_never_printed() {
    let world = world();
    let run = [
        "sync",
        "run",
        "--all",
        "--yes",
        "--ledger",
        "l.sqlite",
        "-vv",
        "--metrics-file",
        "x.prom",
    ];
    for arguments in [
        &["enterprise", "list", "-vv"][..],
        &["auth", "check", "-vv"],
        &["sync", "status", "Nobody"],
        &run,
        &["audit", "--html", "a.html"],
    ] {
        let done = world.run(arguments);
        assert!(!format!("{}{}", done.out, done.err).contains(CANARY), "{arguments:?}");
    }
    for entry in std::fs::read_dir(world.folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_file() {
            let bytes = std::fs::read(&path).expect("a file");
            assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "{}", path.display());
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_token_is_in_no_process_argument() {
    let world = World::new(SandboxOptions { token: CANARY.to_owned(), manual: true, ..well(2) });
    world.run(&["sync", "run", "--no-wait", "Reseller1+acme"]).ends_with(0);
    world.sandbox.clear_requests();
    let command = format!("printf {}%s {}", &CANARY[..6], &CANARY[6..]);
    let mut child =
        without_token(&world, &["sync", "wait", "Reseller1+acme", "--token-command", &command])
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
    assert!(world.sandbox.wait_for_requests(2, Duration::from_secs(30)));
    let line = std::fs::read(format!("/proc/{}/cmdline", child.id())).expect("its arguments");
    child.kill().expect("it is killed");
    child.wait().expect("it ended");
    assert!(!String::from_utf8_lossy(&line).contains(CANARY));
}
