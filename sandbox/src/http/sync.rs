//! Get, update and trigger the directory sync of an enterprise.

use axum::extract::{Path, State as Of};
use serde_json::{Value, json};

use super::authorization::Caller;
use super::change::{ChangeRequest, refused};
use super::errors::ApiError;
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
) -> Result<Reply, ApiError> {
    let (world, _) = service.world();
    let index = find(&world.state, &id)?;
    Ok(Reply::json(&world.state.enterprises[index].shown_sync()))
}

pub(super) fn update(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, ApiError> {
    let enable = field(&request.body, "enableDirSync")?;
    let index = find(state, &request.id)?;
    let changed = state.enable(index, enable, now);
    let sync_status = changed.map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&answer(enable, &sync_status)))
}

pub(super) fn trigger(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, ApiError> {
    let asked: String = field(&request.body, "syncStatus")?;
    if asked != "SYNC_NOW" {
        return Err(ApiError::bad_request("syncStatus", "syncStatus must be SYNC_NOW."));
    }
    let index = find(state, &request.id)?;
    let started = state.trigger(index, request.tracking_id.clone(), now);
    started.map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&answer(true, IN_PROGRESS)))
}

/// The position of the enterprise with an id.
pub(super) fn find(state: &State, id: &str) -> Result<usize, ApiError> {
    state.find(id).map_err(|refusal| refused(state, refusal))
}

fn answer(enabled: bool, sync_status: &str) -> Value {
    json!({"enableDirSync": enabled, "directorySyncStatus": {"syncStatus": sync_status}})
}
