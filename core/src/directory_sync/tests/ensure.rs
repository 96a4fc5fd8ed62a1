use serde_json::{Value, json};

use crate::directory_sync::tests::*;

const OFF: &str = r#"{"enableDirSync":false}"#;
const SWITCHED: &str =
    r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"NOT_SYNCED"}}"#;

async fn ensure(replies: Vec<Reply>, enable: bool, dry_run: bool) -> (Value, String) {
    let (client, script) = service(replies);
    let request = client.directory_sync().ensure_with("E1".into(), enable, dry_run);
    let answer = request.bytes().await.unwrap();
    (answer.decode().unwrap(), requests(&script).0)
}

#[tokio::test(start_paused = true)]
async fn what_is_so_already_is_left_alone() {
    let (result, sent) = ensure(vec![ok(OFF)], false, false).await;
    let off = json!({"enableDirSync": false});
    assert_eq!(result, json!({"changed": false, "before": off, "after": off}));
    assert_eq!(sent, "GET");
}

#[tokio::test(start_paused = true)]
async fn a_difference_is_put_right_and_a_dry_run_only_tells() {
    let switched: Value = serde_json::from_str(SWITCHED).unwrap();
    let (result, sent) = ensure(vec![ok(OFF), ok(SWITCHED)], true, false).await;
    let before = json!({"enableDirSync": false});
    assert_eq!(result, json!({"changed": true, "before": before, "after": switched}));
    assert_eq!(sent, "GET PUT");
    let (result, sent) = ensure(vec![ok(OFF)], true, true).await;
    assert_eq!(result, json!({"changed": true, "before": before, "after": null}));
    assert_eq!(sent, "GET");
}
