//! Provision, update and remove workspaces.

use super::change::{ChangeRequest, no_content};
use super::errors::{ApiError, Rejection};
use super::json_body::{fields, not_empty, require};
use super::reply::Reply;
use super::subscribers::neither_number_nor_extension;
use crate::clock::VirtualTime;
use crate::state::{Refusal, State};
use crate::workspaces::WorkspaceFields;

const MAX_ID_LENGTH: usize = 256;

pub(super) fn provision(
    state: &mut State,
    request: &ChangeRequest,
    now: VirtualTime,
) -> Result<Reply, Rejection> {
    let fields: WorkspaceFields = fields(&request.body)?;
    require(&[
        ("provisioningId", &fields.provisioning_id),
        ("userId", &fields.user_id),
        ("spEnterpriseId", &fields.sp_enterprise_id),
        ("displayName", &fields.display_name),
    ])?;
    Ok(Reply::json(state.provision_workspace(&fields, now)?))
}

pub(super) fn update(
    state: &mut State,
    request: &ChangeRequest,
    _: VirtualTime,
) -> Result<Reply, Rejection> {
    check_id(&request.id)?;
    let fields: WorkspaceFields = fields(&request.body)?;
    not_empty(&[("userId", &fields.user_id)])?;
    let workspace = state.workspaces.get(request.id.trim_end_matches('='));
    let mut after = workspace.ok_or(Refusal::NotFound)?.clone();
    let was_unreachable = after.is_unreachable();
    after.apply(&fields);
    if after.is_unreachable() && !was_unreachable {
        return Err(neither_number_nor_extension().into());
    }
    Ok(Reply::json(state.update_workspace(&request.id, &fields)?))
}

pub(super) fn remove(
    state: &mut State,
    request: &ChangeRequest,
    _: VirtualTime,
) -> Result<Reply, Rejection> {
    check_id(&request.id)?;
    state.remove_workspace(&request.id)?;
    Ok(no_content())
}

fn check_id(id: &str) -> Result<(), ApiError> {
    if id.len() > MAX_ID_LENGTH {
        let message = format!("workspaceId must have 1 to {MAX_ID_LENGTH} characters.");
        return Err(ApiError::bad_request("workspaceId", message));
    }
    Ok(())
}
