//! Commands that are one request: sends it, and prints its result.

use webex_broadworks::Request;

use crate::arguments::PlainCall;
use crate::exit::Exit;
use crate::failure::Result;
use crate::given::GivenOptions as _;
use crate::listing::print_list;
use crate::progress::Progress;
use crate::session::Session;
use crate::token;

const STOPPED_WRITE: &str = "Webex may have executed the request.";

/// Sends the request, and prints its result as one row. For a list, each item is a row.
pub(crate) async fn run(call: PlainCall, session: &Session) -> Result<Exit> {
    let PlainCall { command, arguments, list_options, is_awaited, timeout, .. } = call;
    // An output format that can't be used is refused before anything is sent.
    if let Some(view) = command.view {
        session.output(view)?;
    }
    let client = token::client(session)?;
    let hint = || {
        let is_write = command.operation.is_write();
        let hint = if is_write { STOPPED_WRITE } else { "Nothing was changed." };
        hint.to_owned()
    };
    if let Some(view) = command.view.filter(|_| command.operation.is_list()) {
        let list = client.list(command.operation, list_options)?;
        return session.interrupt.run_unless_stopped(print_list(list, view, session), hint).await;
    }
    let request = client.call(command.operation, arguments)?.given(timeout, Request::timeout);
    let progress = is_awaited.then(|| Progress::waiting(session, "waiting"));
    let result = async { Ok(request.await?) };
    let row = session.interrupt.run_unless_stopped(result, hint).await?;
    drop(progress);
    match command.view {
        Some(view) => session.print_single(view, &row)?,
        None => session.note("Done."),
    }
    Ok(if is_awaited { command.exit_for(&row) } else { Exit::Done })
}
