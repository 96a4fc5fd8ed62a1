//! The whole command: from its arguments to its exit code.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{Write as _, stdout};
use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Builder;
use webex_broadworks::internals::{Clock, SystemClock};

use crate::arguments::{self, Arguments, AuthCommand, Command, Parsed, refuse_secrets};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::interrupt::Interrupt;
use crate::metrics::Metrics;
use crate::session::Session;
use crate::{
    api, audit, auth, code, completions, enterprise, messages, plain_command, plain_download,
    plain_removal, plain_wait, profile, report, sandbox, sync,
};

/// How long requests that were interrupted have to clean up.
const CLEAN_UP: Duration = Duration::from_millis(500);

/// Executes the command of these arguments, of which the first is its name, and returns its exit code.
///
/// Blocks until the command ends. Ctrl-C and SIGTERM stop it.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    run_with_clock(arguments, SystemClock)
}

/// Like [`run`], with a clock other than the computer's, such as that of a sandbox.
pub fn run_with_clock(arguments: impl IntoIterator<Item = OsString>, clock: impl Clock) -> Exit {
    let exit = run_arguments(arguments, clock);
    // As a library in Python or Node, it isn't flushed when the process ends. Candidates for a shell
    // don't end with a line break.
    let _ = stdout().flush();
    exit
}

fn run_arguments(arguments: impl IntoIterator<Item = OsString>, clock: impl Clock) -> Exit {
    let mut arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(name) = arguments.first_mut() {
        // Messages use this name, whatever the program's path.
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
    match arguments::parse(&arguments) {
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

fn run_command(parsed: Parsed, typed: &[OsString], clock: Arc<dyn Clock>) -> Exit {
    let runtime = match Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let failure = Failure::Other(format!("can't start threads: {error}"));
            messages::report(&failure);
            return failure.exit();
        }
    };
    let typed = typed.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let exit = runtime.block_on(run_session(parsed, typed, clock));
    // Requests that were interrupted remove their temporary files. A prompt may still wait for an
    // answer, and is not waited for.
    runtime.shutdown_timeout(CLEAN_UP);
    exit
}

async fn run_session(parsed: Parsed, typed: Vec<String>, clock: Arc<dyn Clock>) -> Exit {
    let Parsed { arguments, metrics_file, metrics_labels } = parsed;
    let Arguments { command, output_options, connection } = arguments;
    let started = || {
        let file = metrics_file.as_deref();
        let metrics = Arc::new(Metrics::new(file, metrics_labels, Arc::clone(&clock))?);
        let ended = Arc::clone(&metrics);
        // The process ends immediately, so an error of this write isn't reported.
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
        output_options,
        connection,
        clock,
        interrupt,
        typed,
        metrics,
        token_source: RefCell::default(),
    };
    let work = async {
        check(&command, &session)?;
        dispatch(command, &session).await
    };
    let exit = work.await.unwrap_or_else(|failure| {
        session.report_failure(&failure);
        failure.exit()
    });
    if let Err(failure) = session.metrics.end(exit) {
        messages::report(&failure);
        return if exit == Exit::Done { failure.exit() } else { exit };
    }
    exit
}

/// Checks the options that clap can't check. A failure is in the metrics as any other is.
fn check(command: &Command, session: &Session) -> Result<()> {
    if command.has_format() {
        arguments::check_environment(&session.typed)?;
    }
    session.connection.check()?;
    session.output_options.check()
}

async fn dispatch(command: Command, session: &Session) -> Result<Exit> {
    match command {
        Command::Enterprise(command) => enterprise::run(command, session).await,
        Command::Plain(call) if call.command.operation.is_wait() => {
            plain_wait::run(call, session).await
        }
        Command::Plain(call) if call.command.operation.is_download() => {
            plain_download::run(call, session).await
        }
        Command::Plain(call) => match call.command.confirm {
            Some(question) => plain_removal::run(call, question, session).await,
            None => plain_command::run(call, session).await,
        },
        Command::Sync(command) => sync::run(command, session).await,
        Command::Audit(arguments) => audit::run(&arguments, session).await,
        Command::Report(arguments) => report::run(&arguments, session).await,
        Command::Code(command) => code::run(&command, session),
        Command::Sandbox(arguments) => sandbox::run(*arguments, session).await,
        Command::Auth(AuthCommand::Check) => auth::check(session).await,
        Command::Api(arguments) => api::run(arguments, session).await,
        Command::Profile(command) => profile::run(&command, session),
        Command::Completions { shell } => completions::run(shell),
    }
}
