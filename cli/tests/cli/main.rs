//! The built command against the sandbox: what it prints, what it asks, how it ends.

mod audit;
mod commands;
mod completing;
mod downloads;
mod exits;
#[cfg(target_os = "linux")]
mod files;
mod interrupt;
mod messages;
mod metrics;
mod mistakes;
mod output;
mod reading;
mod removing;
mod terminal;
mod tokens;
mod waiting;
mod window;
mod writing;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use webex_broadworks_sandbox::{Fault, Sandbox, SandboxOptions};

/// A sandbox, and a folder in which the command is run.
struct World {
    sandbox: Sandbox,
    folder: TempDir,
}

/// What a command left behind.
struct Done {
    code: Option<i32>,
    out: String,
    err: String,
}

impl World {
    fn new(options: SandboxOptions) -> Self {
        Self {
            sandbox: Sandbox::start(options).expect("a sandbox"),
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn of(enterprises: usize) -> Self {
        Self::new(well(enterprises))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).expect("a file");
        path.display().to_string()
    }

    /// The command with nothing of this environment but what it needs to run.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wxbw"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("WEBEX_BASE_URL", self.sandbox.base_url())
            .env("WEBEX_ACCESS_TOKEN", self.sandbox.token())
            .stdin(Stdio::null());
        // The command has the date of the test, which `make test-dates` changes.
        for name in ["LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        done(self.command(arguments).output().expect("it runs"))
    }

    fn run_line(&self, words: &[String]) -> Done {
        self.run(&words.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn run_with_input(&self, arguments: &[&str], input: &str) -> Done {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("it reads");
        done(child.wait_with_output().expect("it ends"))
    }

    /// The values of a field of the first enterprises.
    fn column(&self, key: &str, count: usize) -> Vec<String> {
        let all = self.sandbox.enterprises();
        let items = all.as_array().expect("a list").iter().take(count);
        items.map(|item| item[key].as_str().expect("text").to_owned()).collect()
    }
}

impl Done {
    /// The lines of the output as JSON.
    fn rows(&self) -> Vec<Value> {
        let read = |line| serde_json::from_str(line).expect("JSON in each line");
        self.out.lines().map(read).collect()
    }

    /// The values of a field of the output.
    fn column(&self, key: &str) -> Vec<String> {
        self.rows().iter().map(|row| row[key].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The words of a line of a message that is there to be typed, without the name of the command.
    #[track_caller]
    fn line(&self, command: &str) -> Vec<String> {
        let start = format!("  wxbw {command}");
        let line = self.err.lines().find(|line| line.starts_with(&start));
        let words = shell_words::split(line.unwrap_or_else(|| panic!("{start}: {}", self.err)));
        words.expect("a line of shell").into_iter().skip(1).collect()
    }

    #[track_caller]
    fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        self
    }
}

fn done(output: Output) -> Done {
    Done {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Enterprises that are all well, and whose syncs take a second.
fn well(enterprises: usize) -> SandboxOptions {
    SandboxOptions {
        enterprises,
        all_synced: true,
        run_seconds: (1.0, 1.0),
        ..SandboxOptions::default()
    }
}

fn fault(json: &str) -> Fault {
    serde_json::from_str(json).expect("a fault")
}
