//! Commands that are one request: sends it, and prints its result.

use crate::arguments::PlainCall;
use crate::confirmation::ask;
use crate::exit::Exit;
use crate::failure::Result;
use crate::session::Session;
use crate::token;

const STOPPED_WRITE: &str = "Webex may have executed the request.";

/// Sends the request, and prints its result as one row.
pub(crate) async fn run(call: PlainCall, session: &Session) -> Result<Exit> {
    let PlainCall { command, arguments, is_confirmed } = call;
    // An output format that can't be used is refused before anything is sent.
    if let Some(view) = command.view {
        session.output(view)?;
    }
    if let Some(question) = command.confirm.filter(|_| !is_confirmed) {
        ask(question, "", session).await?;
    }
    let client = token::client(session)?;
    let request = client.call(command.operation, arguments)?;
    let hint = || {
        let is_write = command.operation.is_write();
        let hint = if is_write { STOPPED_WRITE } else { "Nothing was changed." };
        hint.to_owned()
    };
    let result = async { Ok(request.await?) };
    let row = session.interrupt.run_unless_stopped(result, hint).await?;
    match command.view {
        Some(view) => session.print_single(view, &row)?,
        None => session.note("Done."),
    }
    Ok(Exit::Done)
}
