//! Get, update and trigger the directory sync of an enterprise.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State as Of};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::authorization::{Caller, Writer};
use super::errors::ApiError;
use super::reply::Reply;
use super::response_middleware::TrackingId;
use super::service::{Shared, World};
use crate::model::IN_PROGRESS;
use crate::state::{Refusal, State};

/// What a run's tracking id starts with when the service made it.
const ABSENT_TRACKING_ID_PREFIX: &str = "NA_";

pub(super) async fn get(
    Of(service): Of<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Reply, ApiError> {
    let (world, _) = service.world();
    let index = find(&world.state, &id)?;
    Ok(Reply::json(&world.state.enterprises[index].shown_sync()))
}

pub(super) async fn update(
    Of(service): Of<Shared>,
    _: Writer,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Reply, ApiError> {
    let enable = read_update(&body)?;
    let (mut world, now) = service.world();
    let index = find(&world.state, &id)?;
    let changed = world.state.enable(index, enable, now);
    let sync_status = changed.map_err(|refusal| refused(&world.state, refusal))?;
    Ok(Reply::json(&answer(enable, &sync_status)))
}

pub(super) async fn trigger(
    Of(service): Of<Shared>,
    _: Writer,
    Extension(tracking_id): Extension<TrackingId>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Reply, ApiError> {
    read_trigger(&body)?;
    let (mut world, now) = service.world();
    let index = find(&world.state, &id)?;
    let tracking_id = run_tracking_id(&mut world, tracking_id);
    let started = world.state.trigger(index, tracking_id, now);
    started.map_err(|refusal| refused(&world.state, refusal))?;
    Ok(Reply::json(&answer(true, IN_PROGRESS)))
}

/// Whether directory sync is to be enabled.
pub(super) fn read_update(body: &[u8]) -> Result<bool, ApiError> {
    field(body, "enableDirSync")
}

/// Nothing, as long as what is asked for is a sync.
pub(super) fn read_trigger(body: &[u8]) -> Result<(), ApiError> {
    let asked: String = field(body, "syncStatus")?;
    if asked == "SYNC_NOW" {
        Ok(())
    } else {
        Err(ApiError::bad_request("syncStatus", "syncStatus must be SYNC_NOW."))
    }
}

/// The `lastSyncTrackingId` of a run that a request triggers.
pub(super) fn run_tracking_id(world: &mut World, TrackingId(given): TrackingId) -> String {
    if world.state.options.switches.tracking_id_of_trigger {
        given
    } else {
        format!("{ABSENT_TRACKING_ID_PREFIX}{}", world.random.uuid())
    }
}

/// A field of a JSON body that has to be there.
pub(super) fn field<T: DeserializeOwned>(body: &[u8], name: &'static str) -> Result<T, ApiError> {
    let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| ApiError {
        code: Some(25_024),
        ..ApiError::new(400, "Invalid JSON format in request body.")
    })?;
    let value = object
        .get(name)
        .ok_or_else(|| ApiError::bad_request(name, format!("{name} is required.")))?;
    T::deserialize(value)
        .map_err(|_| ApiError::bad_request(name, format!("{name} has the wrong type.")))
}

/// The position of the enterprise with an id.
pub(super) fn find(state: &State, id: &str) -> Result<usize, ApiError> {
    state.find(id).map_err(|refusal| refused(state, refusal))
}

pub(super) fn refused(state: &State, refusal: Refusal) -> ApiError {
    ApiError::refused(refusal, &state.options.switches)
}

fn answer(enabled: bool, sync_status: &str) -> Value {
    json!({"enableDirSync": enabled, "directorySyncStatus": {"syncStatus": sync_status}})
}
