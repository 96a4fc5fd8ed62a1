//! Commands that wait until something has ended at Webex: polls, and prints the final states.

use std::iter;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use serde_json::Value;
use webex_broadworks::internals::{Waiter, wait_for};

use crate::arguments::PlainCall;
use crate::arguments::plain::PlainCommand;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::output::View;
use crate::progress::Progress;
use crate::session::Session;
use crate::subjects::read_subjects;
use crate::token;

/// Waits for all named subjects in parallel, and prints a row when a wait ends.
pub(crate) async fn run(call: PlainCall, session: &Session) -> Result<Exit> {
    let PlainCall { command, arguments, subjects, timeout, .. } = call;
    let Some(view) = command.view else {
        return Err(Failure::Other(format!("{} has no result", command.command)));
    };
    session.output(view)?;
    let (subjects, _) = read_subjects(subjects, session)?;
    let client = token::client(session)?;
    let waiters = subjects.into_iter().map(|subject| {
        // The first argument is the subject.
        let others = arguments.iter().skip(1).cloned();
        let arguments = iter::once(Some(subject.into())).chain(others).collect();
        Ok(wait_for(&client, command.operation, arguments)?.given(timeout, Waiter::timeout))
    });
    let waiters = waiters.collect::<Result<Vec<_>>>()?;
    let hint = || {
        let again = session.command_line(&[], None);
        format!("Webex continues. To keep waiting: {again}")
    };
    let work = wait_for_all(waiters, command, view, session);
    session.interrupt.run_unless_stopped(Box::pin(work), hint).await
}

async fn wait_for_all(
    waiters: Vec<Waiter>,
    command: &PlainCommand,
    view: &'static View,
    session: &Session,
) -> Result<Exit> {
    let progress = Progress::waiting(session, "waiting");
    let is_single = waiters.len() == 1;
    let mut waits: FuturesUnordered<_> =
        waiters.into_iter().map(|waiter| wait_to_end(waiter, &progress)).collect();
    let mut output = session.output(view)?;
    let mut exit = Exit::Done;
    while let Some(end) = waits.next().await {
        match end {
            Ok(last) => {
                exit = exit.or_more_severe(command.exit_for(&last));
                if is_single {
                    progress.suspend(|| session.print_single(view, &last))?;
                } else {
                    progress.suspend(|| output.row(&last.to_string()))?;
                }
            }
            Err(failure) if is_single => return Err(failure),
            Err(failure) => {
                progress.suspend(|| session.report_failure(&failure));
                exit = exit.or_more_severe(failure.exit());
            }
        }
    }
    drop(waits);
    drop(progress);
    if !is_single {
        output.finish()?;
    }
    Ok(exit)
}

/// Waits for the end of one subject, and returns its last state.
async fn wait_to_end(mut waiter: Waiter, progress: &Progress) -> Result<Value> {
    let mut last = Value::Null;
    while let Some(step) = waiter.next_step().await? {
        last = step.status.decode()?;
        progress.set_message(last["status"].as_str().unwrap_or_default().to_owned());
    }
    Ok(last)
}
