//! Takes the access token from a source of your own, such as a vault.
//!
//! `VAULT_TOKEN=... cargo run --package webex-broadworks --example custom_token`

use std::time::{Duration, SystemTime};

use webex_broadworks::{
    Client, ClientBuilder, Error, ListEnterprises, ProvidedToken, Result, TokenSource,
};

#[tokio::main]
async fn main() -> Result<()> {
    let token = std::env::var("VAULT_TOKEN")
        .map_err(|_| Error::configuration("set the variable VAULT_TOKEN"))?;
    let webex = with_vault(Client::builder(), token).build()?;
    let first = webex.enterprises().list(ListEnterprises::default())?.first().await?;
    println!("{:?}", first.and_then(|enterprise| enterprise.sp_enterprise_id));
    Ok(())
}

/// Has a client request its token from the vault: at first use, and when the token expires.
pub(crate) fn with_vault(builder: ClientBuilder, token: String) -> ClientBuilder {
    builder.token_source(TokenSource::from_fn(move || {
        // Stands for a vault: your own code requests the token here.
        let token = token.clone();
        async {
            let expires_at = SystemTime::now() + Duration::from_secs(3_600);
            Ok(ProvidedToken::new(token, Some(expires_at)))
        }
    }))
}
