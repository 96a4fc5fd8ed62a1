//! Lists enterprises with the state of their directory sync.
//!
//! `WEBEX_ACCESS_TOKEN=... cargo run --package webex-broadworks --example list_enterprises`

use futures_util::TryStreamExt as _;
use webex_broadworks::{Client, ListEnterprises, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let count = list_enterprises(&Client::from_env()?).await?;
    println!("{count} enterprises");
    Ok(())
}

/// Prints each enterprise, and returns how many there are.
pub(crate) async fn list_enterprises(webex: &Client) -> Result<usize> {
    let mut enterprises = webex.enterprises().list(ListEnterprises::default())?.items();
    let mut count = 0;
    while let Some(enterprise) = enterprises.try_next().await? {
        let sync = enterprise.broadworks_directory_sync.unwrap_or_default();
        println!("{:?}: {:?}", enterprise.sp_enterprise_id, sync.enable_dir_sync);
        count += 1;
    }
    Ok(count)
}
