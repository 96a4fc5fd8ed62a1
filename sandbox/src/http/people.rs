//! Get my own details: the owner of the token.

use serde_json::json;

use super::authorization::Caller;
use super::reply::Reply;
use crate::generator::id;

/// The id of the owner of every token.
pub(super) fn administrator_id() -> String {
    id("PEOPLE", "00000000-0000-4000-8000-000000000001")
}

pub(super) async fn me(_: Caller) -> Reply {
    let partner = "00000000-0000-4000-8000-000000000002";
    Reply::json(&json!({
        "id": administrator_id(),
        "emails": ["administrator@partner.example"],
        "displayName": "Sandbox Administrator",
        "orgId": id("ORGANIZATION", partner),
    }))
}
