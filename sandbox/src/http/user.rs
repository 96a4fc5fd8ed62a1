//! Trigger directory sync for a user.

use super::change::{ChangeRequest, refused};
use super::errors::ApiError;
use super::json_body::field;
use super::reply::Reply;
use super::sync::find;
use crate::clock::VirtualTime;
use crate::state::State;

pub(super) fn sync(
    state: &mut State,
    request: &ChangeRequest,
    _: VirtualTime,
) -> Result<Reply, ApiError> {
    let user_id: String = field(&request.body, "userId")?;
    if user_id.is_empty() {
        return Err(ApiError::bad_request("userId", "userId must not be empty."));
    }
    let index = find(state, &request.id)?;
    let synced = state.sync_user(index, &user_id);
    let synced = synced.map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&synced))
}
