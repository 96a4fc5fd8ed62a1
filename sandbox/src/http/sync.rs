//! Get, update and trigger the directory sync of an enterprise.

use axum::extract::{Path, State as Of};
use serde_json::{Value, json};

use super::authorization::Caller;
use super::change::ChangeRequest;
use super::errors::{ApiError, Rejection};
use super::json_body::field;
use super::reply::Reply;
use super::service::Shared;
use crate::clock::VirtualTime;
use crate::model::IN_PROGRESS;
use crate::state::State;

pub(super) async fn get(
    Of(service): Of<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Reply, Rejection> {
    let (world, _) = service.world();
    let index = world.state.find(&id)?;
    Ok(Reply::json(&world.state.enterprises[index].shown_sync()))
}

pub(super) fn update(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    let enable = field(&request.body, "enableDirSync")?;
    let index = state.find(&request.id)?;
    let sync_status = state.enable(index, enable, now)?;
    Ok(Reply::json(&answer(enable, &sync_status)))
}

pub(super) fn trigger(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    let asked: String = field(&request.body, "syncStatus")?;
    if asked != "SYNC_NOW" {
        return Err(ApiError::bad_request("syncStatus", "syncStatus must be SYNC_NOW.").into());
    }
    let index = state.find(&request.id)?;
    state.trigger(index, request.tracking_id.clone(), now)?;
    Ok(Reply::json(&answer(true, IN_PROGRESS)))
}

fn answer(enabled: bool, sync_status: &str) -> Value {
    json!({"enableDirSync": enabled, "directorySyncStatus": {"syncStatus": sync_status}})
}
