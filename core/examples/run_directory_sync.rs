//! Syncs one enterprise, and prints each status until the sync ends.
//!
//! `WEBEX_ACCESS_TOKEN=... cargo run --package webex-broadworks --example run_directory_sync -- ID`

use std::time::Duration;

use futures_util::TryStreamExt as _;
use webex_broadworks::{Client, Error, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let id = std::env::args().nth(1).ok_or_else(|| Error::invalid_argument("pass an `ID`"))?;
    match sync(&Client::from_env()?, &id).await {
        // Webex may have started the sync: triggering it again could sync twice.
        Err(error) if error.may_have_been_executed() => {
            println!("check the status of {id} first: {error}");
            Ok(())
        }
        result => result.map(drop),
    }
}

/// Triggers a sync, waits for its end, and returns how many statuses it showed.
pub(crate) async fn sync(webex: &Client, id: &str) -> Result<usize> {
    let run = webex.directory_sync().run(id).timeout(Duration::from_secs(3_600));
    let mut statuses = run.statuses();
    let mut count = 0;
    while let Some(status) = statuses.try_next().await? {
        println!("{:?}", status.directory_sync_status.and_then(|it| it.sync_status));
        count += 1;
    }
    Ok(count)
}
