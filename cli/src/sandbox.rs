//! `wxbw sandbox`: runs a local Webex simulator until Ctrl-C.

use webex_broadworks_sandbox::command::{Arguments, start};

use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::session::Session;

pub(crate) async fn run(arguments: Arguments, session: &Session) -> Result<Exit> {
    let sandbox = start(arguments).map_err(|error| Failure::Other(error.to_string()))?;
    session.interrupt.stopped().await;
    sandbox.stop();
    Ok(Exit::Done)
}
