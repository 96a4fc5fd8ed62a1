use serde_json::{Value, json};
use webex_broadworks_sandbox::Sandbox;

use crate::client::{Got, send, start};

const WORKSPACES: &str = "/broadworks/workspaces";

fn room() -> Value {
    json!({
        "provisioningId": "template-1",
        "userId": "room@acme.example",
        "spEnterpriseId": "Reseller1+acme",
        "displayName": "Conference Room",
        "extension": "51212",
    })
}

fn provision(sandbox: &Sandbox, body: &Value) -> Got {
    send(sandbox, "POST", WORKSPACES, &body.to_string())
}

#[test]
fn a_workspace_is_provisioned_updated_and_removed_at_once() {
    let sandbox = start(|_| {});
    let got = provision(&sandbox, &room());
    assert_eq!((got.status, &got.json()["displayName"]), (200, &json!("Conference Room")));
    assert_eq!(sandbox.workspaces(), json!([got.json()]));
    let path = format!("{WORKSPACES}/{}", got.json()["id"].as_str().expect("an id"));
    let updated = send(&sandbox, "PUT", &path, r#"{"primaryPhoneNumber": "+1", "extension": ""}"#);
    assert_eq!(updated.json()["primaryPhoneNumber"], "+1");
    assert_eq!(updated.json().get("extension"), None);
    assert_eq!(send(&sandbox, "PUT", &path, r#"{"primaryPhoneNumber": ""}"#).status, 400);
    assert_eq!(send(&sandbox, "GET", &path, "").status, 405);
    assert_eq!(send(&sandbox, "DELETE", &path, "").status, 204);
    assert_eq!(send(&sandbox, "DELETE", &path, "").status, 404);
    assert_eq!(sandbox.workspaces(), json!([]));
}

#[test]
fn workspaces_that_cannot_be_are_refused() {
    let sandbox = start(|_| {});
    for key in ["provisioningId", "userId", "spEnterpriseId", "displayName"] {
        let mut body = room();
        body.as_object_mut().expect("an object").remove(key);
        assert_eq!(provision(&sandbox, &body).status, 400, "{key}");
    }
    let mut elsewhere = room();
    elsewhere["spEnterpriseId"] = "SP9+new".into();
    assert_eq!(provision(&sandbox, &elsewhere).status, 404);
    provision(&sandbox, &room());
    let twice = provision(&sandbox, &room());
    assert_eq!((twice.status, twice.header("cisco-spark-error-codes")), (409, Some("10022")));
    let long = format!("{WORKSPACES}/{}", "x".repeat(257));
    assert_eq!(send(&sandbox, "DELETE", &long, "").status, 400);
}
