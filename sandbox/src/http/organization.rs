//! Get organization details, which administrators use to find out why an enterprise is refused.

use axum::extract::{Path, State as Of};
use serde_json::{Value, json};

use super::authorization::Caller;
use super::errors::ApiError;
use super::reply::Reply;
use super::service::Shared;

pub(super) async fn get(
    Of(service): Of<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Reply, ApiError> {
    let id = id.trim_end_matches('=');
    let (world, _) = service.world();
    let mut enterprises = world.state.enterprises.iter();
    let enterprise = enterprises.find(|it| !id.is_empty() && it.org_id.trim_end_matches('=') == id);
    let enterprise = enterprise.ok_or_else(|| ApiError::of_status(404))?;
    let mut organization = json!({"id": enterprise.org_id, "displayName": enterprise.name()});
    if let Some(created) = enterprise.created {
        organization["created"] = Value::String(created.to_string());
    }
    Ok(Reply::json(&organization))
}
