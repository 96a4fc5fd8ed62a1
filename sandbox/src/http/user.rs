//! Trigger directory sync for a user.

use axum::body::Bytes;
use axum::extract::{Path, State as Of};

use super::authorization::Writer;
use super::errors::ApiError;
use super::reply::Reply;
use super::service::Shared;
use super::sync::{field, find, refused};

pub(super) async fn sync(
    Of(service): Of<Shared>,
    _: Writer,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Reply, ApiError> {
    let user_id = read(&body)?;
    let (mut world, _) = service.world();
    let index = find(&world.state, &id)?;
    let synced = world.state.sync_user(index, &user_id);
    let synced = synced.map_err(|refusal| refused(&world.state, refusal))?;
    Ok(Reply::json(&synced))
}

/// The user that is to be synced.
pub(super) fn read(body: &[u8]) -> Result<String, ApiError> {
    let user_id: String = field(body, "userId")?;
    if user_id.is_empty() {
        return Err(ApiError::bad_request("userId", "userId must not be empty."));
    }
    Ok(user_id)
}
