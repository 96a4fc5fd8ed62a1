//! The state that all commands share: options, clock, interrupts, metrics and the token's source.

use std::cell::RefCell;
use std::sync::Arc;

use serde_json::Value;
use webex_broadworks::internals::Clock;
use webex_broadworks::internals::looks_like_access_token;
use webex_broadworks::{ErrorKind, Timestamp};

use crate::arguments::{ConnectionArguments, OutputArguments};
use crate::clock::wall_time;
use crate::failure::{Failure, Result};
use crate::interrupt::Interrupt;
use crate::messages;
use crate::metrics::Metrics;
use crate::output::{Format, Layout, Output, View, write_json};

/// The options that select the token, and the host that it is sent to.
const CONNECTION_OPTIONS: [&str; 7] = [
    "--token-file",
    "--token-command",
    "--profile",
    "--profiles-file",
    "--base-url",
    "--ca-file",
    "--proxy",
];

/// The option whose time of day is replaced by a date and time in a command that resumes.
const END_OPTION: &str = "--stop-starting-after";

/// The state that all commands share.
pub(crate) struct Session {
    pub(crate) output_options: OutputArguments,
    pub(crate) connection: ConnectionArguments,
    /// The clock of the client and of all output.
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) interrupt: Interrupt,
    /// The typed arguments, without the name of the command.
    pub(crate) typed: Vec<String>,
    pub(crate) metrics: Arc<Metrics>,
    /// The source of the token, once it is known.
    pub(crate) token_source: RefCell<Option<String>>,
}

impl Session {
    /// Returns the time of the clock.
    pub(crate) fn now(&self) -> Timestamp {
        wall_time(&*self.clock)
    }

    pub(crate) fn note(&self, text: &str) {
        messages::note(self.output_options.quiet, text);
    }

    /// Reports why a command failed, with the source of a refused token and the command that checks it.
    pub(crate) fn report_failure(&self, failure: &Failure) {
        messages::report(failure);
        let Failure::Webex(error) = failure else { return };
        let source = self.token_source.borrow();
        let note = |text: &str| messages::note(false, text);
        match (error.kind(), &*source) {
            (kind @ (ErrorKind::Authentication | ErrorKind::PermissionDenied), Some(source)) => {
                note(&format!("The token came from: {source}."));
                if self.typed.iter().any(|word| word == "auth") {
                    return;
                }
                // A refused token can't show its owner.
                let hint = if kind == ErrorKind::Authentication {
                    "To check a new token"
                } else {
                    "To see whose token this is, and whether it can read"
                };
                note(&format!("{hint}: {}", self.check_command(false)));
            }
            (ErrorKind::Configuration, None) => {
                let check = self.check_command(true);
                note(&format!("To check a token: {check}"));
            }
            _ => {}
        }
    }

    /// The command that checks the token in use. `is_source_refused` says that the token couldn't be read.
    fn check_command(&self, is_source_refused: bool) -> String {
        let mut words: Vec<_> = ["wxbw", "auth", "check"].map(str::to_owned).into();
        let mut typed = self.typed.iter();
        while let Some(word) = typed.next() {
            let (name, value) = word.split_once('=').map_or((&**word, None), |(n, v)| (n, Some(v)));
            if name == "--token-stdin" {
                words.push(word.clone());
            } else if CONNECTION_OPTIONS.contains(&name) {
                let next = if value.is_none() { typed.next() } else { None };
                let value = value.or(next.map(String::as_str));
                // A token that was typed as the source isn't part of the next command.
                if is_source_refused && value.is_some_and(looks_like_access_token) {
                    continue;
                }
                words.push(word.clone());
                words.extend(next.cloned());
            }
        }
        printable_line(&words)
    }

    /// The form of the output.
    pub(crate) fn format(&self) -> Result<Format> {
        Format::choose(self.output_options.output)
    }

    /// Where rows go: nowhere if standard output has the metrics.
    pub(crate) fn output(&self, view: &'static View) -> Result<Output> {
        let OutputArguments { columns, no_headers, bom, .. } = &self.output_options;
        let layout = Layout { columns, header: !no_headers, bom: *bom };
        let output = Output::open(self.format()?, view, layout, self.now())?;
        Ok(if self.metrics.is_stdout() { Output::Discarded } else { output })
    }

    /// The typed arguments, quoted for a shell, with another window and a suffix.
    pub(crate) fn command_line(&self, further: &[&str], window: Option<&str>) -> String {
        let mut words = vec!["wxbw".to_owned()];
        let mut typed = self.typed.iter();
        while let Some(word) = typed.next() {
            match (&window, word.as_str()) {
                (Some(window), END_OPTION) => {
                    words.extend([word.clone(), (*window).to_owned()]);
                    typed.next();
                }
                (Some(window), word)
                    if word.strip_prefix(END_OPTION).is_some_and(|it| it.starts_with('=')) =>
                {
                    words.push(format!("{END_OPTION}={window}"));
                }
                _ => words.push(word.clone()),
            }
        }
        words.extend(further.iter().map(|word| (*word).to_owned()));
        printable_line(&words)
    }

    /// Prints one row: as JSON it is an object and not an array.
    pub(crate) fn print_single(&self, view: &'static View, row: &Value) -> Result<()> {
        if self.format()? == Format::Json {
            return write_json(row);
        }
        let mut output = self.output(view)?;
        output.row(&row.to_string())?;
        output.finish()
    }
}

/// What a printed command line has in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// The words as a line for a shell. It has everything that was typed, except secrets in the options
/// that can contain one.
fn printable_line(words: &[String]) -> String {
    let mut option = "";
    let hide = |word| match (std::mem::replace(&mut option, word), word.split_once('=')) {
        ("--token-command", _) => hide_tokens(word),
        ("--proxy", _) => hide_login(word),
        (_, Some((name @ "--token-command", command))) => {
            format!("{name}={}", hide_tokens(command))
        }
        (_, Some((name @ "--proxy", url))) => format!("{name}={}", hide_login(url)),
        _ => word.to_owned(),
    };
    let shown: Vec<_> = words.iter().map(String::as_str).map(hide).collect();
    let line = shell_words::join(&shown);
    if shown != words {
        return format!(
            "{line}\n(The line is not complete: replace {HIDDEN} by what you typed there, which may \
             be a secret.)"
        );
    }
    line
}

/// The URL of a proxy, without its user and password, which end at the last `@`.
fn hide_login(url: &str) -> String {
    let Some((before, host)) = url.rsplit_once('@') else { return url.to_owned() };
    let scheme = before.split_once("://").map_or(String::new(), |(it, _)| format!("{it}://"));
    format!("{scheme}{HIDDEN}@{host}")
}

/// A command, without a part that may be an access token.
fn hide_tokens(command: &str) -> String {
    let is_outside = |c: char| c.is_whitespace() || "'\"=:@".contains(c);
    let hide = |part: &str| {
        let text = part.trim_end_matches(is_outside);
        if looks_like_access_token(text) { part.replacen(text, HIDDEN, 1) } else { part.to_owned() }
    };
    command.split_inclusive(is_outside).map(hide).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(line: &str) -> String {
        printable_line(&shell_words::split(line).expect("words"))
    }

    #[test]
    fn a_line_has_all_that_was_typed() {
        let name = "nightly-run-of-partner-east-telecom-gmbh-2026-12-01";
        let id = "Y2lzY29zcGFyazovL3VzL0VOVEVSUFJJU0UvZmI3YTFlZWQtNTg2OS00MWRi";
        for line in [
            format!("wxbw sync run {id} --ledger {name}.sqlite --run-name {name}"),
            format!("wxbw sync run '--run-name={name}' '--file={name}' --html {name}"),
            format!("wxbw auth check --profile {name} --token-file {name}"),
            "wxbw sync wait 'R+a b@c=d' --proxy http://proxy.example:3128".to_owned(),
            "wxbw sync run joe:pw@acme.example --partner a:b@c".to_owned(),
            "wxbw auth check --token-command 'pass show webex'".to_owned(),
        ] {
            assert_eq!(printed(&line), line);
        }
    }

    #[test]
    fn a_line_without_its_secrets_is_called_incomplete() {
        let token = "Zk9Qv7Lw2Rt8Yp4Xn6Bc1Md3Nw5Gh7Jk2Lq9Wz4Vb6";
        for (line, secret, expected) in [
            (
                "--proxy http://joe:s3cretpw@10.0.0.1:3128",
                "s3cret",
                "http://[hidden]@10.0.0.1:3128",
            ),
            ("--proxy=socks5://CORP\\joe:s3c@ret/pw@host", "s3c", "--proxy=socks5://[hidden]@host"),
            ("--proxy http://joe:s3cret=pw@host", "s3cret", "http://[hidden]@host"),
            ("--proxy joe:s3cretpw@host:1", "s3cret", "'[hidden]@host:1'"),
            (&format!("--token-command 'echo {token}'"), token, "'echo [hidden]'"),
            (&format!("--token-command='echo {token}'"), token, "'--token-command=echo [hidden]'"),
        ] {
            let printed = printed(&format!("wxbw sync run --all {line}"));
            assert!(printed.contains(expected.trim_matches('\'')), "{printed}");
            assert!(!printed.contains(secret) && !printed.contains("joe"), "{printed}");
            assert!(printed.contains("not complete"), "{printed}");
        }
    }
}
