//! Get my own details: whose token it is.

use serde_json::json;

use super::authorization::Caller;
use super::reply::Reply;
use crate::generator::id;

pub(super) async fn me(_: Caller) -> Reply {
    let person = "00000000-0000-4000-8000-000000000001";
    let partner = "00000000-0000-4000-8000-000000000002";
    Reply::json(&json!({
        "id": id("PEOPLE", person),
        "emails": ["administrator@partner.example"],
        "displayName": "Sandbox Administrator",
        "orgId": id("ORGANIZATION", partner),
    }))
}
