//! Prints lists as they are read.

use webex_broadworks::List;

use crate::confirmation::count_of;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::Format;
use crate::output::views::View;
use crate::progress::Progress;
use crate::session::Session;

/// Prints a list as it is read.
pub(crate) async fn print_list<T: 'static>(
    mut list: List<T>,
    view: &'static View,
    session: &Session,
) -> Result<Exit> {
    let format = session.format()?;
    let items = list.operation().items();
    list.prefetch();
    let progress = Progress::listing(session, &items);
    let mut output = session.output(view)?;
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
            session.note(&count_of(count, items.trim_end_matches('s')));
        }
    }
    ended
}
