//! The whole command: from what was typed to the number that it ends with.

use std::cell::RefCell;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use clap::FromArgMatches as _;
use jiff::Timestamp;
use tokio::runtime::Builder;
use webex_broadworks::{Clock, ErrorKind, SystemClock};

use crate::arguments::{self, Arguments, AuthCommand, Command, OutputArguments, refuse_secrets};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupt::Interrupt;
use crate::metrics::Metrics;
use crate::output::{Format, Output, View};
use crate::{audit, auth, completions, enterprise, explain, messages, report, sandbox, sync};

/// Carries out what the arguments say, the name of the command among them, and tells how it ended.
///
/// Blocks until then; Ctrl-C and SIGTERM are listened to meanwhile.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    run_with_clock(arguments, SystemClock)
}

/// As [`run`], with another clock than the computer's, such as that of a sandbox.
pub fn run_with_clock(arguments: impl IntoIterator<Item = OsString>, clock: impl Clock) -> Exit {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(name) = arguments.first_mut() {
        // However it was started, this is what it is called.
        *name = "wxbw".into();
    }
    match completions::complete(&arguments) {
        Ok(false) => {}
        Ok(true) => return Exit::Done,
        Err(failure) => {
            messages::report(&failure);
            return failure.exit();
        }
    }
    if let Some(reason) = refuse_secrets(&arguments) {
        let failure = Failure::usage(reason);
        messages::report(&failure);
        return failure.exit();
    }
    let parsed = arguments::command().try_get_matches_from(&arguments);
    match parsed.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(parsed) => run_command(parsed, &arguments, Arc::new(clock)),
        Err(error) => {
            let printed = error.print().map_err(Failure::output);
            if error.exit_code() != 0 {
                return Exit::Usage;
            }
            printed.map_or_else(
                |failure| {
                    messages::report(&failure);
                    failure.exit()
                },
                |()| Exit::Done,
            )
        }
    }
}

/// The options that say which token is meant, and where it goes.
const CONNECTION_OPTIONS: [&str; 5] =
    ["--token-file", "--token-command", "--profile", "--base-url", "--ca-file"];

/// What all commands share.
pub(crate) struct Session {
    pub(crate) output_arguments: OutputArguments,
    /// Tells the time of the client and of all that is shown.
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) interrupt: Interrupt,
    /// What was typed, without the name of the command.
    pub(crate) typed: Vec<String>,
    pub(crate) metrics: Arc<Metrics>,
    /// Where the token comes from, once that is known.
    pub(crate) token_source: RefCell<Option<String>>,
}

impl Session {
    /// What the clock shows.
    pub(crate) fn now(&self) -> Timestamp {
        wall_time(&*self.clock)
    }

    pub(crate) fn note(&self, text: &str) {
        messages::note(self.output_arguments.quiet, text);
    }

    /// Says why it failed; and where it is the token's fault, which one that is and how to look at it.
    pub(crate) fn report_failure(&self, failure: &Failure) {
        messages::report(failure);
        let Failure::Webex(error) = failure else { return };
        let source = self.token_source.borrow();
        let note = |text: &str| messages::note(false, text);
        match (error.kind(), &*source) {
            (kind @ (ErrorKind::Authentication | ErrorKind::PermissionDenied), Some(source)) => {
                note(&format!("The token came from: {source}."));
                if self.typed.iter().take(2).eq(["auth", "check"]) {
                    return;
                }
                // A token that was refused cannot tell whose it was.
                let hint = if kind == ErrorKind::Authentication {
                    "Once a new one is there, to see whether it is good"
                } else {
                    "Whose it is, and whether it may read (no check shows whether it may write)"
                };
                note(&format!("{hint}: {}", self.check_command()));
            }
            (ErrorKind::Configuration, None) => {
                let check = self.check_command();
                note(&format!("Once there is one, to see whether it is good: {check}"));
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
                words.push(word);
                words.extend(if value.is_none() { typed.next() } else { None });
            }
        }
        shell_words::join(words)
    }

    /// The form of the output.
    pub(crate) fn format(&self) -> Result<Format> {
        Format::choose(self.output_arguments.output)
    }

    /// Where rows go.
    pub(crate) fn output(&self, view: &'static View) -> Result<Output> {
        Ok(Output::open(self.format()?, view, self.output_arguments.bom, self.now()))
    }

    /// What was typed, for a shell to read again, with another window and something after it.
    pub(crate) fn command_line(&self, further: &[&str], window: Option<&str>) -> String {
        let mut words = vec!["wxbw".to_owned()];
        let mut typed = self.typed.iter();
        while let Some(word) = typed.next() {
            match (&window, word.as_str()) {
                (Some(window), "--window") => {
                    words.extend([word.clone(), (*window).to_owned()]);
                    typed.next();
                }
                (Some(window), word) if word.starts_with("--window=") => {
                    words.push(format!("--window={window}"));
                }
                _ => words.push(word.clone()),
            }
        }
        words.extend(further.iter().map(|word| (*word).to_owned()));
        shell_words::join(words)
    }
}

/// What a clock shows.
pub(crate) fn wall_time(clock: &dyn Clock) -> Timestamp {
    Timestamp::try_from(clock.wall()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn run_command(parsed: Arguments, typed: &[OsString], clock: Arc<dyn Clock>) -> Exit {
    let Arguments { command, output_arguments } = parsed;
    let runtime = match Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::Other(format!("no threads can be started: {error}"));
            messages::report(&failure);
            return failure.exit();
        }
    };
    let typed = typed.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let exit = runtime.block_on(run_session(command, output_arguments, typed, clock));
    // A question may still wait for its answer, and nothing waits for that.
    runtime.shutdown_background();
    exit
}

async fn run_session(
    command: Command,
    output_arguments: OutputArguments,
    typed: Vec<String>,
    clock: Arc<dyn Clock>,
) -> Exit {
    let started = || {
        if output_arguments.bom && output_arguments.output != Some(Format::Csv) {
            return Err(Failure::usage("--bom is for --output csv"));
        }
        let path = metrics_file(&command).map(PathBuf::as_path);
        let metrics = Arc::new(Metrics::new(
            path,
            command_name(&command),
            run_name(&command),
            Arc::clone(&clock),
        )?);
        let ended = Arc::clone(&metrics);
        // The process ends here and now: a file that cannot be written has no one to tell.
        let interrupt = Interrupt::listen(move |exit| drop(ended.end(exit)))?;
        Ok((metrics, interrupt))
    };
    let (metrics, interrupt) = match started() {
        Ok(started) => started,
        Err(failure) => {
            messages::report(&failure);
            return failure.exit();
        }
    };
    metrics.start();
    let session = Session {
        output_arguments,
        clock,
        interrupt,
        typed,
        metrics,
        token_source: RefCell::default(),
    };
    let exit = dispatch(command, &session).await.unwrap_or_else(|failure| {
        session.report_failure(&failure);
        failure.exit()
    });
    if let Err(failure) = session.metrics.end(exit) {
        messages::report(&failure);
        return if exit == Exit::Done { failure.exit() } else { exit };
    }
    exit
}

async fn dispatch(command: Command, session: &Session) -> Result<Exit> {
    match command {
        Command::Enterprise(command) => enterprise::run(command, session).await,
        Command::Sync(command) => sync::run(command, session).await,
        Command::Audit(arguments) => audit::run(&arguments, session).await,
        Command::Report(arguments) => report::run(&arguments, session).await,
        Command::Explain { codes } => explain::run(&codes, session),
        Command::Sandbox(arguments) => sandbox::run(*arguments, session).await,
        Command::Auth(AuthCommand::Check { connection }) => auth::check(&connection, session).await,
        Command::Completions { shell } => completions::run(shell),
    }
}

fn metrics_file(command: &Command) -> Option<&PathBuf> {
    let metrics = match command {
        Command::Sync(command) => sync::metrics(command)?,
        Command::Audit(arguments) => &arguments.metrics,
        _ => return None,
    };
    metrics.metrics_file.as_ref()
}

/// The name that the run was given.
fn run_name(command: &Command) -> Option<String> {
    match command {
        Command::Sync(command) => sync::ledger(command)?.run.clone(),
        _ => None,
    }
}

fn command_name(command: &Command) -> &'static str {
    match command {
        Command::Sync(command) => sync::name(command),
        Command::Audit(_) => "audit",
        _ => "",
    }
}
