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
                note(&format!("{hint}: {}", self.check_command()));
            }
            (ErrorKind::Configuration, None) => {
                let check = self.check_command();
                note(&format!("To check a token: {check}"));
            }
            _ => {}
        }
    }

    /// The command that checks the token in use.
    fn check_command(&self) -> String {
        let mut words = vec!["wxbw", "auth", "check"];
        let mut typed = self.typed.iter().map(String::as_str);
        while let Some(word) = typed.next() {
            let (name, value) = word.split_once('=').map_or((word, None), |(n, v)| (n, Some(v)));
            if name == "--token-stdin" {
                words.push(word);
            } else if CONNECTION_OPTIONS.contains(&name) {
                let next = if value.is_none() { typed.next() } else { None };
                // A refused token isn't part of the next command.
                if value.or(next).is_some_and(looks_like_access_token) {
                    continue;
                }
                words.push(word);
                words.extend(next);
            }
        }
        shell_words::join(words.into_iter().map(hide_tokens))
    }

    /// The form of the output.
    pub(crate) fn format(&self) -> Result<Format> {
        Format::choose(self.output_options.output)
    }

    /// Where rows go.
    pub(crate) fn output(&self, view: &'static View) -> Result<Output> {
        let OutputArguments { columns, no_headers, bom, .. } = &self.output_options;
        let layout = Layout { columns, header: !no_headers, bom: *bom };
        Output::open(self.format()?, view, layout, self.now())
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
        shell_words::join(words.iter().map(|word| hide_tokens(word)))
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

/// A word, without a part that may be an access token.
fn hide_tokens(word: &str) -> String {
    let is_outside = |c: char| c.is_whitespace() || "'\"=:@".contains(c);
    let hide = |part: &str| {
        let text = part.trim_end_matches(is_outside);
        if looks_like_access_token(text) {
            part.replacen(text, "[hidden]", 1)
        } else {
            part.to_owned()
        }
    };
    word.split_inclusive(is_outside).map(hide).collect()
}
