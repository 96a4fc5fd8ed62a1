//! Commands that remove something: ask, and send one request for each id.

use std::io::{IsTerminal as _, stdin};

use serde_json::Value;
use webex_broadworks::{ErrorKind, Request, Subject};

use crate::arguments::PlainCall;
use crate::confirmation::{ask, count_of};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;
use crate::subjects::read_subjects;
use crate::token;

/// How many ids the question names.
const NAMED: usize = 5;

/// Removes the named items, one after the other; a failure of one doesn't stop the others.
pub(crate) async fn run(call: PlainCall, question: &str, session: &Session) -> Result<Exit> {
    let (subjects, duplicates) = read_subjects(call.subjects, session)?;
    let count = subjects.len();
    if let Some(expected) = call.expected_count.filter(|expected| *expected != count) {
        let repeated = match duplicates {
            0 => String::new(),
            _ => format!(" different ids. {duplicates} more were repetitions, and count once"),
        };
        return Err(Failure::usage(format!(
            "nothing was done. --expect-count: expected {expected}, got {count}{repeated}"
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
    // An id that can't be sent is refused before anything is sent.
    let requests = subjects.into_iter().map(|subject| {
        let id = subject.id.clone();
        let request = client.call(call.command.operation, vec![Some(subject.into())])?;
        request.check()?;
        Ok((id, request))
    });
    let requests = requests.collect::<Result<Vec<_>>>()?;
    let hint = || "Webex may have executed the last request.".to_owned();
    let work = async { Ok(remove_all(requests, session).await) };
    session.interrupt.run_unless_stopped(Box::pin(work), hint).await
}

fn describe(question: &str, subjects: &[Subject]) -> String {
    let noun = subjects.first().map_or("item", |subject| subject.kind.name());
    let question = question.replace("{}", &count_of(subjects.len(), noun));
    let ids: Vec<_> = subjects.iter().take(NAMED).map(|subject| subject.id.as_str()).collect();
    let more = subjects.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!("\n  and {more} more") };
    format!("{question}\n  {}{more}", ids.join("\n  "))
}

/// Sends the requests one after the other. A refused token or a missing permission ends that, any
/// other failure doesn't.
async fn remove_all(requests: Vec<(String, Request<Value>)>, session: &Session) -> Exit {
    let count = requests.len();
    let mut exit = Exit::Done;
    for (at, (id, request)) in requests.into_iter().enumerate() {
        let Err(error) = request.await else {
            session.note(&format!("Done: {id}"));
            continue;
        };
        let is_refused =
            matches!(error.kind(), ErrorKind::Authentication | ErrorKind::PermissionDenied);
        let failure = Failure::from(error);
        session.report_failure(&failure);
        let left = count - at - 1;
        if is_refused && left > 0 {
            session.note(&format!("{left} not started."));
        }
        if is_refused || count == 1 {
            return failure.exit();
        }
        exit = exit.or_more_severe(Exit::Items).or_more_severe(failure.exit());
    }
    exit
}
