//! Commands that remove something: ask, and send one request for each id.

use std::collections::HashSet;
use std::io::{IsTerminal as _, stdin};
use std::path::Path;

use webex_broadworks::{Argument, Client, Subject};

use crate::arguments::PlainCall;
use crate::arguments::plain::PlainCommand;
use crate::confirmation::{ask, count_of};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::input::Input;
use crate::session::Session;
use crate::token;

/// How many ids the question names.
const NAMED: usize = 5;

/// Removes the named items, one after the other; a failure of one doesn't stop the others.
pub(crate) async fn run(call: PlainCall, question: &str, session: &Session) -> Result<Exit> {
    let subjects = read_subjects(call.subjects, session)?;
    let count = subjects.len();
    if let Some(expected) = call.expected_count.filter(|expected| *expected != count) {
        return Err(Failure::usage(format!(
            "nothing was done. --expect-count: expected {expected}, got {count}"
        )));
    }
    let question = describe(question, &subjects);
    let options = format!("--yes and --expect-count {count} to proceed");
    if !call.is_confirmed {
        ask(&question, &options, session).await?;
    } else if call.expected_count.is_none() && !stdin().is_terminal() {
        return Err(Failure::usage(format!(
            "nothing was done. Without a terminal, pass {options}:\n{question}"
        )));
    }
    let client = token::client(session)?;
    let hint = || "Webex may have executed the last request.".to_owned();
    let work = async { Ok(remove_all(&client, call.command, subjects, session).await) };
    session.interrupt.run_unless_stopped(Box::pin(work), hint).await
}

/// The named items, each once; `-` means the lines of standard input.
fn read_subjects(named: Vec<Subject>, session: &Session) -> Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for subject in named {
        if subject.id == "-" {
            let lines = Input::read(Path::new("-"), session)?.lines();
            subjects.extend(lines.into_iter().map(|id| Subject::new(subject.kind, id)));
        } else {
            subjects.push(subject);
        }
    }
    let mut seen = HashSet::new();
    subjects.retain(|subject| seen.insert(subject.id.clone()));
    if subjects.is_empty() {
        return Err(Failure::usage("standard input holds no ids. Nothing was done"));
    }
    Ok(subjects)
}

fn describe(question: &str, subjects: &[Subject]) -> String {
    let noun = subjects.first().map_or("item", |subject| subject.kind.name());
    let question = question.replace("{}", &count_of(subjects.len(), noun));
    let ids: Vec<_> = subjects.iter().take(NAMED).map(|subject| subject.id.as_str()).collect();
    let more = subjects.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!("\n  and {more} more") };
    format!("{question}\n  {}{more}", ids.join("\n  "))
}

async fn remove_all(
    client: &Client,
    command: &PlainCommand,
    subjects: Vec<Subject>,
    session: &Session,
) -> Exit {
    let mut exit = Exit::Done;
    for subject in subjects {
        let id = subject.id.clone();
        match remove(client, command, subject).await {
            Ok(()) => session.note(&format!("Done: {id}")),
            Err(failure) => {
                session.report_failure(&failure);
                exit = exit.or_more_severe(failure.exit());
            }
        }
    }
    exit
}

async fn remove(client: &Client, command: &PlainCommand, subject: Subject) -> Result<()> {
    let arguments: Vec<Option<Argument>> = vec![Some(subject.into())];
    client.call(command.operation, arguments)?.await?;
    Ok(())
}
