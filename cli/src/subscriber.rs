//! `wxbw subscriber`: reads one subscriber.

use crate::arguments::{SubscriberArguments, SubscriberCommand};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::views;
use crate::session::Session;
use crate::{targets, token};

pub(crate) async fn run(command: SubscriberCommand, session: &Session) -> Result<Exit> {
    match command {
        SubscriberCommand::Get(arguments) => get(&arguments, session).await,
    }
}

async fn get(arguments: &SubscriberArguments, session: &Session) -> Result<Exit> {
    session.output(&views::SUBSCRIBERS)?;
    let client = token::client(&arguments.connection, session)?;
    let request = client.subscribers().get(arguments.id.trim());
    let work = targets::within(request, &arguments.connection).bytes();
    let hint = || "Nothing was changed; run it again.".to_owned();
    let answer = session.interrupt.run_unless_stopped(async { Ok(work.await?) }, hint).await?;
    session.print_single(&views::SUBSCRIBERS, &answer.decode()?)?;
    Ok(Exit::Done)
}
