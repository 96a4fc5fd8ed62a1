//! Get, update and trigger the directory sync of an enterprise.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::body::Reply;
use super::errors::ApiError;
use crate::clock::Moment;
use crate::model::IN_PROGRESS;
use crate::random::Random;
use crate::state::State;

/// What a run's tracking id starts with when the service made it.
const UNASKED: &str = "NA_";

pub(crate) fn get(state: &State, id: &str) -> Result<Reply, ApiError> {
    let index = state.find(id).map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&state.enterprises[index].shown_sync()))
}

pub(crate) fn update(
    state: &mut State,
    id: &str,
    body: &[u8],
    now: Moment,
) -> Result<Reply, ApiError> {
    let enable: bool = field(body, "enableDirSync")?;
    let index = state.find(id).map_err(|refusal| refused(state, refusal))?;
    let sync_status =
        state.enable(index, enable, now).map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&answer(enable, &sync_status)))
}

pub(crate) fn trigger(
    state: &mut State,
    id: &str,
    body: &[u8],
    tracking_id: &str,
    random: &mut Random,
    now: Moment,
) -> Result<Reply, ApiError> {
    let asked: String = field(body, "syncStatus")?;
    if asked != "SYNC_NOW" {
        return Err(ApiError::bad_request("syncStatus", "syncStatus must be SYNC_NOW."));
    }
    let index = state.find(id).map_err(|refusal| refused(state, refusal))?;
    let tracking_id = if state.options.switches.tracking_id_of_trigger {
        tracking_id.to_owned()
    } else {
        format!("{UNASKED}{}", random.uuid())
    };
    state.trigger(index, tracking_id, now).map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&answer(true, IN_PROGRESS)))
}

/// A field of a JSON body that has to be there.
pub(crate) fn field<T: DeserializeOwned>(body: &[u8], name: &'static str) -> Result<T, ApiError> {
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

pub(crate) fn refused(state: &State, refusal: crate::state::Refusal) -> ApiError {
    ApiError::refused(refusal, &state.options.switches)
}

fn answer(enabled: bool, sync_status: &str) -> Value {
    json!({"enableDirSync": enabled, "directorySyncStatus": {"syncStatus": sync_status}})
}
