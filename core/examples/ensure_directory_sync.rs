//! Turns directory sync on for one enterprise, if it is off.
//!
//! `WEBEX_ACCESS_TOKEN=... cargo run --package webex-broadworks --example ensure_directory_sync -- ID`

use webex_broadworks::{Client, Error, Result};

#[tokio::main]
async fn main() -> Result<()> {
    let id = std::env::args().nth(1).ok_or_else(|| Error::invalid_argument("pass an `ID`"))?;
    let is_changed = turn_on(&Client::from_env()?, &id).await?;
    println!("{}", if is_changed { "turned on" } else { "was on" });
    Ok(())
}

/// Turns directory sync on, and returns whether it was off.
pub(crate) async fn turn_on(webex: &Client, id: &str) -> Result<bool> {
    let report = webex.directory_sync().ensure(id, true).await?;
    Ok(report.changed)
}
