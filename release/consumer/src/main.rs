//! The main job from Rust: list, switch on, sync and watch.

use webex_broadworks::{Client, EnterpriseKey, ListEnterprises};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = SandboxOptions { speed: 600.0, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options)?;
    let webex = Client::builder().token(sandbox.token()).base_url(sandbox.base_url()).build()?;
    let everything = webex.enterprises().list(ListEnterprises::default())?.all().await?;
    println!("Rust: {} enterprises", everything.len());

    let key = EnterpriseKey::SpEnterpriseId("Reseller1+acme".to_owned());
    let acme = webex.enterprises().get(key).await?;
    webex.directory_sync().ensure(&acme, true).await?;
    let status = webex.directory_sync().run(&acme).finish().await?;
    println!("{:?}", status.directory_sync_status);
    Ok(())
}
