//! Get a subscriber.

use axum::extract::{Path, State as Of};

use super::authorization::Caller;
use super::errors::ApiError;
use super::reply::Reply;
use super::service::Shared;

pub(super) async fn get(
    Of(service): Of<Shared>,
    _: Caller,
    Path(id): Path<String>,
) -> Result<Reply, ApiError> {
    let (world, _) = service.world();
    let subscriber = world.state.subscribers.get(id.trim_end_matches('='));
    Ok(Reply::json(subscriber.ok_or_else(|| ApiError::of_status(404))?))
}
