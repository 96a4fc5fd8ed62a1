//! What goes to standard output: the same bytes as core's, stable columns, nothing harmful.

use futures_util::TryStreamExt as _;
use serde_json::json;
use webex_broadworks::{Client, ListEnterprises};
use webex_broadworks_sandbox::SandboxOptions;
use webex_broadworks_tables::{Column, ENTERPRISES, OUTCOMES};

use crate::{World, done};

/// A name that would attack a terminal or a spreadsheet.
const EVIL: &str = "=cmd|' /C calc'!A0\u{1b}[2J\u{202e}\u{9b}x";

fn evil() -> World {
    let item = json!({
        "id": "E1", "spEnterpriseId": EVIL,
        "broadworksDirectorySync": {"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": "FAILED", "errors": [{"errorCode": 600_014, "description": "-1+1"}],
        }},
    });
    World::new(SandboxOptions { items: Some(vec![item]), ..SandboxOptions::default() })
}

#[tokio::test]
async fn a_list_prints_the_bytes_that_webex_sent() {
    let world = World::new(SandboxOptions { enterprises: 1_100, ..SandboxOptions::default() });
    let builder = Client::builder().base_url(world.sandbox.base_url()).token(world.sandbox.token());
    let client = builder.build().expect("a client");
    let list = client.enterprises().list(ListEnterprises::default()).expect("a list");
    let lines: Vec<String> = list.ndjson().try_collect().await.expect("lines");
    assert_eq!(world.run(&["enterprise", "list"]).ends_with(0).out, lines.concat());
}

#[test]
fn csv_has_the_columns_that_tables_have() {
    let world = World::of(3);
    let header = |columns: &mut dyn Iterator<Item = &'static Column>| {
        columns.map(Column::name).collect::<Vec<_>>().join(",")
    };
    let done = world.run(&["enterprise", "list", "--output", "csv"]).ends_with(0);
    assert_eq!(done.out.lines().next(), Some(header(&mut ENTERPRISES.columns()).as_str()));
    assert_eq!(done.out.lines().count(), 4);
    let done = world.run(&["sync", "status", "--all", "--output", "csv"]).ends_with(0);
    assert_eq!(done.out.lines().next(), Some(header(&mut OUTCOMES.columns()).as_str()));
}

#[test]
fn json_is_one_document() {
    let world = World::of(3);
    let read = |arguments: &[&str]| {
        let done = world.run(arguments).ends_with(0);
        serde_json::from_str::<serde_json::Value>(&done.out).expect("one document")
    };
    assert_eq!(read(&["enterprise", "list", "-o", "json"]).as_array().map(Vec::len), Some(3));
    assert!(read(&["enterprise", "list", "--starts-with", "X", "-o", "json"]).is_array());
    assert!(read(&["enterprise", "get", "Reseller1+acme", "-o", "json"]).is_object());
}

#[test]
fn table_output_escapes_control_characters() {
    let world = evil();
    for arguments in [
        &["enterprise", "list", "-o", "table"][..],
        &["sync", "status", "E1", "--by", "id", "-o", "table"],
        &["audit", "-o", "table"],
    ] {
        let done = world.run(arguments).ends_with(0);
        assert!(!done.out.contains(['\u{1b}', '\u{202e}', '\u{9b}']), "{:?}", done.out);
    }
    let shown = world.run(&["enterprise", "list", "-o", "table"]).out;
    assert!(shown.contains("\\u{1b}[2J\\u{202e}"), "{shown}");
}

#[test]
fn csv_output_guards_formulas() {
    let done = evil().run(&["enterprise", "list", "-o", "csv"]).ends_with(0);
    assert!(done.out.contains("'=cmd") && !done.out.contains(",=cmd"), "{}", done.out);
    assert!(done.out.contains("'-1+1"), "{}", done.out);
}

#[test]
fn csv_output_keeps_every_character() {
    let name = "R+new\nline\\n 👩\u{200d}👩 \"quoted\"";
    let item = json!({"id": "E1", "spEnterpriseId": name});
    let world = World::new(SandboxOptions { items: Some(vec![item]), ..SandboxOptions::default() });
    let done = world.run(&["enterprise", "list", "-o", "csv"]).ends_with(0);
    let mut reader = csv::Reader::from_reader(done.out.as_bytes());
    let row = reader.records().next().expect("a row").expect("CSV");
    assert!(row.iter().any(|field| field == name), "{row:?}");
    let marked = world.run(&["enterprise", "list", "-o", "csv", "--bom"]).ends_with(0);
    assert_eq!(marked.out, format!("\u{feff}{}", done.out));
    world.run(&["enterprise", "list", "-o", "json", "--bom"]).ends_with(2);
}

#[test]
fn output_can_be_passed_back_as_a_file() {
    let world = World::of(25);
    for format in ["csv", "ndjson", "json"] {
        let listed = world.run(&["enterprise", "list", "-o", format]).ends_with(0).out;
        let file = world.file("listed", &listed);
        let status = world.run(&["sync", "status", "--file", &file]).ends_with(0);
        assert_eq!(status.rows().len(), 25, "{format}");
        assert_eq!(world.run_with_input(&["enterprise", "get", "-"], &listed).rows().len(), 25);
        let outcomes = world.run(&["sync", "status", "--all", "-o", format]).ends_with(0).out;
        let file = world.file("outcomes", &outcomes);
        let again = world.run(&["sync", "disable", "--file", &file, "--dry-run"]).ends_with(0);
        assert_eq!(again.rows().len(), 25, "{format}");
    }
    let users = ["sync", "user", "Reseller1+acme", "+15551234567@example.com", "-o", "csv"];
    let file = world.file("users", &world.run(&users).out);
    let again = world.run(&["sync", "user", "--file", &file, "--dry-run"]).ends_with(0);
    assert_eq!(again.column("userId"), ["+15551234567@example.com"]);
}

#[test]
fn times_have_one_form_in_every_output() {
    let world = World::of(2);
    let status = ["sync", "status", "--all", "--ledger", "l.sqlite", "-o"];
    let outcomes = world.run(&[&status[..], &["ndjson"]].concat()).ends_with(0).rows();
    let csv = world.run(&[&status[..], &["csv"]].concat()).ends_with(0).out;
    let report = world.run(&["report", "--ledger", "l.sqlite", "-o", "ndjson"]).rows();
    let runs = world.run(&["report", "--ledger", "l.sqlite", "--list", "-o", "csv"]).out;
    let token = world.run(&["auth", "check", "-o", "ndjson"]).rows();
    let mut times: Vec<&str> = [
        &outcomes[0]["startedAt"],
        &outcomes[0]["endedAt"],
        &report[0]["createdAt"],
        &report[0]["updatedAt"],
        &token[0]["expiresAt"],
    ]
    .map(|time| time.as_str().expect("a time"))
    .to_vec();
    for text in [&csv, &runs] {
        let before = times.len();
        let words = text.split([',', '\n']);
        times.extend(words.filter(|word| word.parse::<jiff::Timestamp>().is_ok()));
        assert!(times.len() > before, "{text}");
    }
    let form = |time: &&str| time.len() == "2026-11-21T12:00:00.000000Z".len();
    assert!(times.iter().all(|time| form(time) && time.ends_with('Z')), "{times:?}");
}

#[test]
fn messages_escape_control_characters() {
    let done = evil()
        .run(&["enterprise", "get", "--by", "sp-enterprise-id", "x\u{1b}[2J\u{202e}"])
        .ends_with(1);
    assert!(!done.err.contains(['\u{1b}', '\u{202e}']), "{:?}", done.err);
}

#[test]
fn quiet_prints_only_errors_and_verbose_prints_more() {
    let world = World::of(3);
    let done = world.run(&["sync", "status", "--all", "--quiet"]).ends_with(0);
    assert!(done.err.is_empty(), "{}", done.err);
    assert!(!world.run(&["enterprise", "get", "Nobody", "-q"]).ends_with(1).err.is_empty());
    let done = world.run(&["enterprise", "list", "-vv"]).ends_with(0);
    assert!(done.err.contains("operation=enterprises.list"), "{}", done.err);
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let world = World::of(2_000);
    let program = format!("'{}' enterprise list | head -n 1", env!("CARGO_BIN_EXE_wxbw"));
    let ours = world.command(&[]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", &program]).current_dir(world.folder.path());
    shell.env_clear().envs(ours.get_envs().filter_map(|(key, value)| Some((key, value?))));
    let done = done(shell.output().expect("it runs"));
    assert_eq!((done.rows().len(), done.err.as_str()), (1, ""));
}

#[test]
fn columns_are_chosen_by_their_names() {
    let world = World::of(2);
    let list = |options: &[&str]| world.run(&[&["enterprise", "list"], options].concat());
    let csv = list(&["-o", "csv", "--columns", "syncStatus,spEnterpriseId"]).ends_with(0).out;
    assert_eq!(csv.lines().next(), Some("syncStatus,spEnterpriseId"));
    let mut names = world.column("spEnterpriseId", 2);
    names.sort();
    let sorted = |text: &str| -> Vec<String> {
        let mut lines: Vec<_> = text.lines().map(|line| line.trim().to_owned()).collect();
        lines.sort();
        lines
    };
    assert!(csv.lines().skip(1).all(|line| names.iter().any(|name| line.ends_with(name))), "{csv}");
    let bare = list(&["-o", "csv", "--columns", "spEnterpriseId", "--no-headers"]).ends_with(0);
    assert_eq!(sorted(&bare.out), names);
    let table = list(&["-o", "table", "--columns", "spEnterpriseId", "--no-headers"]).ends_with(0);
    assert_eq!(sorted(&table.out), names);
    let unknown = list(&["-o", "csv", "--columns", "name"]).ends_with(2);
    assert!(unknown.err.contains("unknown column name. Columns: id, "), "{}", unknown.err);
    assert!(list(&["--columns", "id"]).ends_with(2).err.contains("--columns requires"));
    assert!(list(&["--no-headers"]).ends_with(2).err.contains("--no-headers requires"));
}

#[test]
fn the_environment_sets_the_output_and_the_ledger() {
    let world = World::of(2);
    let run = |arguments: &[&str]| {
        let mut command = world.command(arguments);
        command.env("WXBW_OUTPUT", "csv").env("WXBW_LEDGER", world.path("runs.sqlite"));
        done(command.output().expect("it runs")).ends_with(0).out
    };
    assert!(run(&["enterprise", "list"]).starts_with("id,"));
    assert!(run(&["enterprise", "list", "-o", "ndjson"]).starts_with('{'));
    let mut unset = world.command(&["enterprise", "list"]);
    unset.env("WXBW_OUTPUT", "");
    assert!(done(unset.output().expect("it runs")).ends_with(0).out.starts_with('{'));
    for (arguments, code) in
        [(&["enterprise", "list"][..], 2), (&["enterprise", "list", "-o", "csv"], 0)]
    {
        let mut unknown = world.command(arguments);
        unknown.env("WXBW_OUTPUT", "xml");
        let unknown = done(unknown.output().expect("it runs")).ends_with(code);
        assert_eq!(
            unknown.err.contains("WXBW_OUTPUT: expected table"),
            code == 2,
            "{}",
            unknown.err
        );
    }
    let names = world.column("spEnterpriseId", 2);
    run(&["sync", "enable", &names[0], &names[1], "--run-name", "first", "--yes"]);
    assert!(world.path("runs.sqlite").exists());
}
