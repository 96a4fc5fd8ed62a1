//! Syncs all enterprises, and resumes when it is started again.
//!
//! `WEBEX_ACCESS_TOKEN=... cargo run --package webex-broadworks-bulk --example nightly_sync`

use std::path::Path;

use futures_util::TryStreamExt as _;
use webex_broadworks::{Client, ListEnterprises, Result};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions};

#[tokio::main]
async fn main() -> Result<()> {
    let failed = sync_all(&Client::from_env()?, Path::new("nightly.ledger"), "nightly").await?;
    println!("{failed} enterprises failed");
    Ok(())
}

/// Syncs every enterprise, and returns how many failed.
pub(crate) async fn sync_all(webex: &Client, ledger: &Path, run_name: &str) -> Result<usize> {
    let everyone = BulkItems::list(webex.enterprises().list(ListEnterprises::default())?);
    let options = BulkOptions::default().ledger(ledger).run_name(run_name);
    let mut outcomes = Bulk::new(webex).directory_sync().run(everyone, options)?.outcomes();
    let mut failed = 0;
    while let Some(outcome) = outcomes.try_next().await? {
        if outcome.outcome.is_failure() {
            println!("{}: {:?}", outcome.enterprise_id, outcome.error);
            failed += 1;
        }
    }
    Ok(failed)
}
