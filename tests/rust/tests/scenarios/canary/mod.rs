//! Secrets that sing: none may be seen in anything that a program shows, whatever goes wrong.
//!
//! The program runs in a process of its own, so that nothing that is written anywhere is missed.

mod bulk;
mod program;
mod secrets;
mod show;
mod tokens;

use std::process::{Command, Output};

use serde_json::Value;
use webex_broadworks::ErrorKind;

use self::secrets::{SECRETS, leaks, lines};
use crate::play::load;

/// Runs the program; `leak` is what it is to give away on purpose.
fn sing(leak: &str) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--exact", "canary::program::goes_through_everything"]);
    command.args(["--ignored", "--nocapture"]);
    for variable in ["ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "all_proxy", "no_proxy"]
    {
        command.env_remove(variable);
    }
    let [(token_name, token), .., (_, password)] = SECRETS;
    command
        .envs(SECRETS)
        .env("CANARY_WITH_A_LINE_END", format!("{token}\n"))
        // Nothing listens on that port.
        .env("HTTPS_PROXY", format!("http://user:{password}@127.0.0.1:9"))
        .env("WEBEX_ACCESS_TOKEN", token)
        .env("WEBEX_LOG", "trace")
        .env("RUST_BACKTRACE", "1")
        .env("CANARY_LEAK", leak);
    let output = command.output().expect("a process");
    assert!(output.status.success(), "{token_name}: {}", tail(&output.stderr));
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn tail(bytes: &[u8]) -> String {
    let text = text(bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

#[test]
fn no_secret_is_seen_anywhere() {
    let output = sing("");
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(leaks(&stdout).is_empty(), "{:#?}", lines(&stdout));
    assert!(leaks(&stderr).is_empty(), "{:#?}", lines(&stderr));
    // And there was something to see.
    let summary = stdout.lines().find_map(|line| line.strip_prefix("summary: ")).expect("an end");
    let seen: Value = serde_json::from_str(summary).expect("JSON");
    assert_eq!(seen["scenarios"], load().len());
    for (counter, least) in [("records", 1_000), ("events", 500), ("results", 50)] {
        assert!(seen[counter].as_u64() > Some(least), "{summary}");
    }
    let kinds = seen["kinds"].as_array().expect("an array");
    for kind in ErrorKind::ALL {
        assert!(kinds.contains(&Value::from(kind.code())), "no {}: {summary}", kind.code());
    }
    for written in ["tracing: TRACE hyper", "tracing: DEBUG webex_broadworks"] {
        assert!(stdout.contains(written), "no {written}");
    }
    assert!(stderr.contains("webex_broadworks response GET"));
}

#[test]
fn a_leak_is_found() {
    for (leak, name) in [
        ("tracing", "CANARY_TOKEN"),
        ("log", "CANARY_REFRESH_TOKEN"),
        ("error", "CANARY_CLIENT_SECRET"),
        ("header", "CANARY_PROXY_PASSWORD"),
        ("standard error", "CANARY_TOKEN"),
    ] {
        let output = sing(leak);
        assert_eq!(leaks(&(text(&output.stdout) + &text(&output.stderr))), [name], "{leak}");
    }
}
