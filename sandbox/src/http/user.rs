//! Trigger directory sync for a user.

use super::change::ChangeRequest;
use super::errors::{ApiError, Rejection};
use super::json_body::field;
use super::reply::Reply;
use crate::clock::VirtualTime;
use crate::state::State;

pub(super) fn sync(
    state: &mut State,
    request: &ChangeRequest,
    _: VirtualTime,
) -> Result<Reply, Rejection> {
    let user_id: String = field(&request.body, "userId")?;
    if user_id.is_empty() {
        return Err(ApiError::bad_request("userId", "userId must not be empty.").into());
    }
    let index = state.find(&request.id)?;
    Ok(Reply::json(&state.sync_user(index, &user_id)?))
}
