//! Global options, and the commands `api`, `profile` and `sync run --no-wait`.

use crate::World;

#[test]
fn connection_options_come_before_or_after_the_command() {
    let world = World::of(2);
    let file = world.file("token", &world.sandbox.token());
    std::fs::set_permissions(world.path("token"), private()).expect("permissions");
    let before = ["--token-file", &*file, "--request-timeout", "5m", "enterprise", "list"];
    let after = ["enterprise", "list", "--token-file", &*file, "--request-timeout", "5m"];
    for arguments in [before, after] {
        assert_eq!(world.run(&arguments).ends_with(0).rows().len(), 2);
    }
    let twice = ["--token-file", &*file, "enterprise", "list", "--token-stdin"];
    world.run(&twice).ends_with(2);
}

#[cfg(unix)]
fn private() -> std::fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o600)
}

#[cfg(not(unix))]
fn private() -> std::fs::Permissions {
    std::fs::metadata(".").expect("metadata").permissions()
}

#[test]
fn only_commands_that_send_requests_list_the_options_for_them() {
    let world = World::of(1);
    let help = |command: &str| world.run(&[command, "--help"]).ends_with(0).out;
    for command in ["sandbox", "completions", "code", "report", "profile"] {
        assert!(!help(command).contains("--base-url"), "{command}");
    }
    assert!(help("audit").contains("--base-url") && help("api").contains("--base-url"));
}

#[test]
fn any_route_can_be_called() {
    let world = World::of(3);
    let done = world.run(&["api", "get", "/broadworks/enterprises", "--query", "max=1"]);
    let response: serde_json::Value = serde_json::from_str(&done.ends_with(0).out).expect("JSON");
    assert_eq!(response["items"].as_array().map(Vec::len), Some(1));
    let acme = world.run(&["enterprise", "get", "Reseller1+acme"]).ends_with(0).column("id");
    let path = format!("/broadworks/enterprises/{}/broadworksDirectorySync", acme[0]);
    world.run(&["api", "PUT", &path, "-F", "enableDirSync=false"]).ends_with(0);
    let changed = world.sandbox.requests();
    assert_eq!(changed.last().map(|it| it.method.as_str()), Some("PUT"));
    world.run(&["api", "GET", "/people/me", "-F", "a=1"]).ends_with(2);
    world.run(&["api", "GET", "/people/nobody-there"]).ends_with(1);
}

#[test]
fn profiles_are_listed_without_secrets() {
    let world = World::of(1);
    let folder = world.path("config/webex-broadworks");
    std::fs::create_dir_all(&folder).expect("a folder");
    let profiles = "[profiles.east]\npartner = \"East\"\ntoken = { env = \"WEBEX_ACCESS_TOKEN\" }\n\
                    [profiles.west]\ntoken = { file = \"/no/such/file\" }\n";
    std::fs::write(folder.join("profiles.toml"), profiles).expect("a file");
    let run = |arguments: &[&str]| {
        let mut command = world.command(arguments);
        command.env("XDG_CONFIG_HOME", world.path("config"));
        crate::done(command.output().expect("it runs"))
    };
    let listed = run(&["profile", "list"]).ends_with(0);
    assert_eq!(listed.column("name"), ["east", "west"]);
    let rows = listed.rows();
    assert_eq!(rows[0]["token"], "the environment variable WEBEX_ACCESS_TOKEN");
    assert!(rows[0]["problem"].is_null() && rows[1]["problem"].is_string(), "{}", listed.out);
    assert!(!listed.out.contains(&world.sandbox.token()), "{}", listed.out);
    assert_eq!(run(&["profile", "show", "east"]).ends_with(0).column("partner"), ["East"]);
    run(&["profile", "show", "north"]).ends_with(3);
}

#[test]
fn a_sync_is_started_without_waiting_for_its_end() {
    let world = World::of(3);
    let started = world.run(&["sync", "run", "Reseller1+acme", "--no-wait"]).ends_with(0);
    assert!(started.err.contains("wxbw sync wait "), "{}", started.err);
    assert_eq!(world.sandbox.accepted_triggers().len(), 1);
    for wrong in [
        &["sync", "run", "--no-wait", "--all"][..],
        &["sync", "run", "--no-wait", "Reseller1+acme", "--enabled"],
        &["sync", "run", "--no-wait", "a", "b"],
    ] {
        world.run(wrong).ends_with(2);
    }
    assert_eq!(world.sandbox.accepted_triggers().len(), 1);
}
