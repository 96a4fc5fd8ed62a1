//! `wxbw enterprise`: lists enterprises, and looks some up.

use webex_broadworks::{FindEnterprises, ListEnterprises};

use crate::arguments::{EnterpriseCommand, GetArguments, ListArguments};
use crate::exit::Exit;
use crate::failure::Result;
use crate::given::GivenOptions as _;
use crate::listing::print_list;
use crate::output::{Format, views};
use crate::progress::Progress;
use crate::session::Session;
use crate::{targets, token};

pub(crate) async fn run(command: EnterpriseCommand, session: &Session) -> Result<Exit> {
    let work = async {
        match command {
            EnterpriseCommand::List(arguments) => list(&arguments, session).await,
            EnterpriseCommand::Get(arguments) => get(&arguments, session).await,
        }
    };
    session.interrupt.run_unless_stopped(work, || "Nothing was changed.".to_owned()).await
}

async fn list(arguments: &ListArguments, session: &Session) -> Result<Exit> {
    let client = token::client(session)?;
    let options = ListEnterprises::default()
        .completion(arguments.completion.into())
        .allow_incomplete(arguments.allow_incomplete)
        .page_size(arguments.page_size)
        .given(arguments.starts_with.as_ref(), ListEnterprises::starts_with)
        .given(arguments.sp_enterprise_id.as_ref(), ListEnterprises::sp_enterprise_id)
        .given(arguments.limit, ListEnterprises::limit);
    print_list(client.enterprises().list(options)?, &views::ENTERPRISES, session).await
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
        session
            .print_single(&views::ENTERPRISES, &serde_json::from_str(row).unwrap_or_default())?;
        return Ok(Exit::Done);
    }
    let mut output = session.output(&views::ENTERPRISES)?;
    rows.into_iter().try_for_each(|row| output.row(row))?;
    output.finish()?;
    Ok(Exit::Done)
}
