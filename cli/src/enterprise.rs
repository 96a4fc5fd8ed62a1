//! `wxbw enterprise`: lists enterprises, and looks some up.

use webex_broadworks::{EnterpriseList, FindEnterprises, ListEnterprises};

use crate::arguments::{EnterpriseCommand, GetArguments, ListArguments};
use crate::confirmation::count_of;
use crate::exit::Exit;
use crate::failure::Result;
use crate::given::GivenOptions as _;
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
    let format = session.format()?;
    let client = token::client(session)?;
    let options = ListEnterprises::default()
        .completion(arguments.completion.into())
        .allow_incomplete(arguments.allow_incomplete)
        .page_size(arguments.page_size)
        .given(arguments.starts_with.as_ref(), ListEnterprises::starts_with)
        .given(arguments.sp_enterprise_id.as_ref(), ListEnterprises::sp_enterprise_id)
        .given(arguments.limit, ListEnterprises::limit);
    print(client.enterprises().list(options)?, format, session).await
}

/// Prints a list as it is read.
async fn print(mut list: EnterpriseList, format: Format, session: &Session) -> Result<Exit> {
    list.prefetch();
    let progress = Progress::listing(session);
    let mut output = session.output(&views::ENTERPRISES)?;
    let mut count = 0;
    let ended = loop {
        match list.next_raw_page().await {
            Ok(Some(page)) => {
                count += page.len();
                progress.listed(count);
                let mut items = page.items();
                if output.is_table() {
                    items.try_for_each(|item| output.row(item))?;
                } else {
                    let write = || items.try_for_each(|item| output.row(item));
                    progress.suspend(write)?;
                }
            }
            Ok(None) => break Ok(Exit::Done),
            Err(error) => break Err(error.into()),
        }
    };
    drop(progress);
    // The listed part is correct even if the rest is missing. Without any item nothing is written,
    // because a header or an empty array would look like an empty list.
    if ended.is_ok() || count > 0 {
        output.finish()?;
        if format == Format::Table {
            session.note(&count_of(count, "enterprise"));
        }
    }
    ended
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
