//! Commands that are one request: sends it, and prints its result.

use webex_broadworks::{Argument, Operation};

use crate::arguments::ConnectionArguments;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::views::View;
use crate::session::Session;
use crate::{targets, token};

/// Calls an operation, and prints its result as one row.
pub(crate) async fn print_result(
    operation: Operation,
    arguments: Vec<Option<Argument>>,
    view: &'static View,
    connection: &ConnectionArguments,
    session: &Session,
) -> Result<Exit> {
    // An output format that can't be used is refused before anything is sent.
    session.output(view)?;
    let client = token::client(connection, session)?;
    let request = targets::within(client.call(operation, arguments)?, connection);
    let hint = || "Nothing was changed; run it again.".to_owned();
    let result = async { Ok(request.await?) };
    let row = session.interrupt.run_unless_stopped(result, hint).await?;
    session.print_single(view, &row)?;
    Ok(Exit::Done)
}
