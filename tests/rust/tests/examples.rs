//! The examples of the crates, run against a sandbox.

#![allow(dead_code, reason = "each example is a program of its own")]

#[path = "../../../core/examples/custom_token.rs"]
mod custom_token;
#[path = "../../../core/examples/ensure_directory_sync.rs"]
mod ensure_directory_sync;
#[path = "../../../core/examples/list_enterprises.rs"]
mod list_enterprises;
#[path = "../../../bulk/examples/nightly_sync.rs"]
mod nightly_sync;
#[path = "../../../core/examples/run_directory_sync.rs"]
mod run_directory_sync;

use webex_broadworks::{Client, ListEnterprises, ScaledClock};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

fn start(enterprises: usize) -> (Sandbox, Client) {
    let options = SandboxOptions { enterprises, speed: 600.0, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let clock = sandbox.clock();
    let scaled = ScaledClock::new(clock.client_speed()).with_wall(move || clock.wall());
    let client = Client::builder().base_url(sandbox.base_url()).token(sandbox.token());
    (sandbox, client.clock(scaled).build().expect("a client"))
}

/// The ids of the sandbox's enterprises, with whether their directory sync is on.
fn enterprises(sandbox: &Sandbox) -> Vec<(String, bool)> {
    let enterprises = sandbox.enterprises();
    let enterprises = enterprises.as_array().expect("enterprises").iter();
    let is_on = |sync: &serde_json::Value| sync["enableDirSync"] == true;
    enterprises
        .map(|it| {
            let id = it["id"].as_str().expect("an id").to_owned();
            (id, is_on(&it["broadworksDirectorySync"]))
        })
        .collect()
}

#[tokio::test]
async fn list_enterprises_reads_them_all() {
    let (_sandbox, webex) = start(250);
    assert_eq!(list_enterprises::list_enterprises(&webex).await.unwrap(), 250);
}

#[tokio::test]
async fn ensure_directory_sync_changes_what_is_off() {
    let (sandbox, webex) = start(40);
    for (id, was_on) in enterprises(&sandbox) {
        assert_eq!(ensure_directory_sync::turn_on(&webex, &id).await.unwrap(), !was_on);
    }
    assert!(enterprises(&sandbox).iter().all(|(_, is_on)| *is_on));
}

#[tokio::test]
async fn run_directory_sync_shows_a_sync_to_its_end() {
    let (sandbox, webex) = start(1);
    let (id, _) = enterprises(&sandbox).swap_remove(0);
    ensure_directory_sync::turn_on(&webex, &id).await.unwrap();
    assert!(run_directory_sync::sync(&webex, &id).await.unwrap() > 0);
    assert_eq!(sandbox.accepted_triggers().get(&id), Some(&1));
}

#[tokio::test]
async fn custom_token_provides_the_token() {
    let (sandbox, _) = start(3);
    let builder = || Client::builder().base_url(sandbox.base_url());
    let read = async |token: &str| {
        let webex = custom_token::with_vault(builder(), token.to_owned()).build().unwrap();
        webex.enterprises().list(ListEnterprises::default()).unwrap().all().await
    };
    assert_eq!(read(&sandbox.token()).await.unwrap().len(), 3);
    assert_eq!(read("another").await.unwrap_err().status(), Some(401));
}

#[tokio::test]
async fn nightly_sync_triggers_nothing_twice() {
    let (sandbox, webex) = start(6);
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("nightly.ledger");
    let first = nightly_sync::sync_all(&webex, &ledger, "nightly").await.unwrap();
    let triggers = sandbox.accepted_triggers();
    let again = nightly_sync::sync_all(&webex, &ledger, "nightly").await.unwrap();
    assert_eq!((again, sandbox.accepted_triggers()), (first, triggers));
}
