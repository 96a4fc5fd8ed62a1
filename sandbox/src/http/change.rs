//! Requests that change something. A fault can delay the change until after the request.

use std::future::{Ready, ready};
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request, State as Of};
use axum::response::{IntoResponse, Response};

use super::authorization::Writer;
use super::body::Body;
use super::errors::Rejection;
use super::reply::Reply;
use super::response_middleware::TrackingId;
use super::service::Shared;
use crate::clock::VirtualTime;
use crate::state::State;

/// The virtual time until the change of a request is executed; in its extensions.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delay(pub(super) Duration);

/// The contents of a request for a change.
pub(super) struct ChangeRequest {
    /// The id in the path; empty if there is none.
    pub(super) id: String,
    pub(super) body: Bytes,
    pub(super) tracking_id: String,
    delay: Option<Delay>,
}

/// Carries a change out.
pub(super) type Change = fn(&mut State, &ChangeRequest, VirtualTime) -> Result<Reply, Rejection>;

/// The handler of the operation that makes this change.
pub(super) fn change(
    change: Change,
) -> impl Fn(Of<Shared>, Writer, ChangeRequest) -> Ready<Result<Reply, Rejection>> + Clone {
    move |Of(service), _, request| ready(perform(&service, change, request))
}

fn perform(service: &Shared, change: Change, request: ChangeRequest) -> Result<Reply, Rejection> {
    let (mut world, now) = service.world();
    let Some(Delay(delay)) = request.delay else {
        return change(&mut world.state, &request, now);
    };
    // It may be refused, but there is no request to answer any more.
    let later = Box::new(move |state: &mut State, now| drop(change(state, &request, now)));
    world.state.schedule_change(now.after(delay), later);
    Ok(no_content())
}

/// 204: the change was made, without a body.
pub(super) fn no_content() -> Reply {
    Reply::new(204, Body::new(""))
}

impl FromRequest<Shared> for ChangeRequest {
    type Rejection = Response;

    async fn from_request(request: Request, service: &Shared) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        let path = Option::<Path<String>>::from_request_parts(&mut parts, service).await;
        let id = path.map_err(IntoResponse::into_response)?.map_or_else(String::new, |it| it.0);
        let delay = parts.extensions.get().copied();
        let Extension(TrackingId(tracking_id)) = Extension::from_request_parts(&mut parts, service)
            .await
            .map_err(IntoResponse::into_response)?;
        let request = Request::from_parts(parts, body);
        let body = Bytes::from_request(request, service).await;
        let body = body.map_err(IntoResponse::into_response)?;
        Ok(Self { id, body, tracking_id, delay })
    }
}
