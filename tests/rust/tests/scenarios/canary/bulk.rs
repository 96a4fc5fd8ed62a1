//! Bulk runs and their ledger, which others may read too.

use std::path::Path;

use serde_json::json;
use webex_broadworks::Client;
use webex_broadworks_bulk::ledger::Ledger;
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, BulkRun};

use super::program::{STATUS, builder, client, secret, server};
use super::show::{show, show_error, show_result};

/// Runs over two enterprises, of which the service refuses one and writes back what it was sent.
pub(super) async fn go_through_a_ledger(folder: &Path) {
    let folder = folder.join("ledger");
    std::fs::create_dir(&folder).expect("a folder");
    let path = folder.join("bulk.ledger");
    let quoted = format!("Bearer {}", secret("CANARY_TOKEN"));
    let server = server(&json!([{"text": STATUS}, {"status": 400, "json": {"message": quoted}}]));
    let client = client(builder(&server.base_url())).expect("a client");
    let mut run = statuses(&client, &path);
    show("bulk", format!("{run:?}"));
    while let Some(outcome) = run.next_raw().await.expect("an outcome") {
        show("outcome", format!("{outcome:?} {}", String::from_utf8_lossy(outcome.json())));
        if let Some(error) = outcome.error() {
            show_error(error);
        }
        show_result(outcome.decode());
    }
    show("summary of a run", format!("{:?}", run.summary()));
    for file in std::fs::read_dir(&folder).expect("a folder") {
        let bytes = std::fs::read(file.expect("a file").path()).expect("its bytes");
        show("ledger", String::from_utf8_lossy(&bytes));
    }
    go_through_refusals(&client, &folder).await;
}

/// Opens a path that can't be a ledger, and a ledger that another process has open.
async fn go_through_refusals(client: &Client, folder: &Path) {
    show_result(Ledger::open(folder).await);
    let path = folder.join("taken.ledger");
    let lock = std::fs::File::create(folder.join("taken.ledger-lock")).expect("a file");
    lock.lock().expect("a lock");
    show_result(statuses(client, &path).next_raw().await);
}

fn statuses(client: &Client, path: &Path) -> BulkRun {
    let options = BulkOptions::default().concurrency(1).ledger(path);
    let run = Bulk::new(client).directory_sync().get_status(BulkItems::new(["E1", "E2"]), options);
    run.expect("a run")
}
