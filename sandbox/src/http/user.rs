//! Trigger directory sync for a user.

use super::body::Reply;
use super::errors::ApiError;
use super::sync::{field, refused};
use crate::state::State;

pub(crate) fn sync(state: &mut State, id: &str, body: &[u8]) -> Result<Reply, ApiError> {
    let user_id: String = field(body, "userId")?;
    if user_id.is_empty() {
        return Err(ApiError::bad_request("userId", "userId must not be empty."));
    }
    let index = state.find(id).map_err(|refusal| refused(state, refusal))?;
    let synced = state.sync_user(index, &user_id).map_err(|refusal| refused(state, refusal))?;
    Ok(Reply::json(&synced))
}
