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
    for path in ["", "//evil.example/x", "/people//me"] {
        let refused = world.run(&["api", "GET", path]).ends_with(2).err;
        assert!(refused.contains("<PATH>") && refused.contains("such as /people/me"), "{refused}");
    }
    let refused = world.run(&["api", "GET", "/people/a b"]).ends_with(2).err;
    assert!(refused.contains("`PATH`") && !refused.contains("--path"), "{refused}");
}

#[test]
fn a_response_is_json_or_one_line_and_no_table() {
    let world = World::of(3);
    let get = |more: &[&str]| world.run(&[&["api", "GET", "/people/me"], more].concat());
    for more in [&[][..], &["-o", "ndjson"]] {
        assert_eq!(get(more).ends_with(0).rows().len(), 1, "{more:?}");
    }
    assert!(get(&["-o", "json"]).ends_with(0).out.starts_with("{\n"));
    for format in ["csv", "table", "markdown"] {
        let refused = get(&["-o", format]).ends_with(2).err;
        assert!(refused.contains("--output json or ndjson"), "{refused}");
    }
    let help = world.run(&["api", "--help"]).ends_with(0).out;
    assert!(help.contains("--output") && help.contains("ndjson"), "{help}");
    for option in ["--columns", "--no-headers", "--bom", "csv"] {
        assert!(!help.contains(option), "{option}: {help}");
    }
}

#[test]
fn variables_are_defaults_that_break_no_command() {
    let world = World::of(2);
    world.run(&["sync", "status", "--all", "--ledger", "l.sqlite"]).ends_with(0);
    let run = |variable: &str, value: &str, arguments: &[&str]| {
        let mut command = world.command(arguments);
        crate::done(command.env(variable, value).output().expect("it runs"))
    };
    let trigger = ["sync", "run", "Reseller1+acme", "--no-wait"];
    run("WXBW_LEDGER", "other.sqlite", &trigger).ends_with(0);
    assert!(!world.path("other.sqlite").exists());
    let both = world.run(&[&trigger[..], &["--ledger", "l.sqlite"]].concat()).ends_with(2);
    assert!(both.err.contains("'--no-wait' cannot be used with '--ledger <FILE>'"), "{}", both.err);
    for format in ["csv", "table"] {
        run("WXBW_OUTPUT", format, &["api", "GET", "/people/me"]).ends_with(0);
    }
    let report = ["report", "--ledger", "l.sqlite", "--run-name"];
    let runs = world.run(&["report", "--ledger", "l.sqlite", "--list"]).column("runName");
    let report = [&report[..], &[&*runs[0]]].concat();
    assert_eq!(run("WXBW_OUTPUT", "csv", &report).ends_with(0).rows().len(), 1);
    assert!(run("WXBW_OUTPUT", "json", &report).ends_with(0).out.starts_with("{\n"));
    assert!(world.run(&[&report[..], &["-o", "csv"]].concat()).ends_with(2).err.contains("--list"));
    for always in [&["--help"][..], &["sync", "run", "--help"], &["completions", "bash"]] {
        run("WXBW_OUTPUT", "yaml", always).ends_with(0);
    }
    let refused = run("WXBW_OUTPUT", "yaml", &["enterprise", "list"]).ends_with(2);
    assert!(refused.err.contains("WXBW_OUTPUT: expected"), "{}", refused.err);
}

#[test]
fn known_codes_are_explained_beside_an_unknown_one() {
    let world = World::of(1);
    for format in ["table", "ndjson"] {
        let done = world.run(&["code", "explain", "600014", "1", "-o", format]).ends_with(1);
        assert!(done.out.contains("CLUSTER_CONNECTION_FAILED"), "{}", done.out);
        assert!(done.err.contains("unknown code 1."), "{}", done.err);
    }
    assert_eq!(world.run(&["code", "explain", "1", "-o", "csv"]).ends_with(1).out, "");
}

#[test]
fn a_list_of_runs_names_its_formats() {
    let world = World::of(1);
    world.run(&["sync", "status", "--all", "--ledger", "l.sqlite"]).ends_with(0);
    let list = ["report", "--ledger", "l.sqlite", "--list", "-o", "markdown"];
    let refused = world.run(&list).ends_with(2).err;
    assert!(refused.contains("not available with --list"), "{refused}");
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
