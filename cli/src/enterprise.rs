//! `wxbw enterprise get`: looks enterprises up.

use webex_broadworks::FindEnterprises;

use crate::arguments::{EnterpriseCommand, GetArguments};
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::{Format, views};
use crate::progress::Progress;
use crate::session::Session;
use crate::{targets, token};

pub(crate) async fn run(command: EnterpriseCommand, session: &Session) -> Result<Exit> {
    let EnterpriseCommand::Get(arguments) = command;
    let hint = || "Nothing was changed.".to_owned();
    session.interrupt.run_unless_stopped(get(&arguments, session), hint).await
}

async fn get(arguments: &GetArguments, session: &Session) -> Result<Exit> {
    let format = session.format()?;
    let client = token::client(session)?;
    let GetArguments { names, file, by } = arguments;
    let names = targets::read_names(names, file.as_deref(), by.by, session)?;
    let find: FindEnterprises = targets::find_options(by.by).listed(true);
    let progress = Progress::waiting(session, "looking up enterprises");
    let found = client.enterprises().find(&names, find).await?;
    drop(progress);
    let rows: Vec<&str> = found.iter().filter_map(|it| it.listed.as_deref()).collect();
    if let ([row], Format::Json) = (rows.as_slice(), format) {
        session.print_single(&views::ENTERPRISE, &serde_json::from_str(row).unwrap_or_default())?;
        return Ok(Exit::Done);
    }
    let mut output = session.output(&views::ENTERPRISE)?;
    rows.into_iter().try_for_each(|row| output.row(row))?;
    output.finish()?;
    Ok(Exit::Done)
}
