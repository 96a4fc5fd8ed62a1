//! Which address leads to which handler, and what every request passes on its way there.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::authorization::Caller;
use super::errors::ApiError;
use super::service::Shared;
use super::{
    fault_middleware, list, log_middleware, organization, people, rate_limit, response_middleware,
    subscribers, sync, token, user,
};
use crate::generated::operation::{
    ENTERPRISES, ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC as DIRECTORY_SYNC,
    ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC_EXTERNAL_USER as EXTERNAL_USER, SUBSCRIBERS_ID,
};

pub(super) fn router(service: Shared) -> Router {
    Router::new()
        .route(ENTERPRISES, get(list::list))
        .route(DIRECTORY_SYNC, get(sync::get).put(sync::update).post(sync::trigger))
        .route(EXTERNAL_USER, post(user::sync))
        .route(SUBSCRIBERS_ID, get(subscribers::get))
        .route(token::ENDPOINT, post(token::refresh))
        .route("/v1/authorizations/tokenExpiry", get(token::expiry))
        .route("/v1/people/me", get(people::me))
        .route("/v1/organizations/{id}", get(organization::get))
        .fallback(no_such_path)
        .method_not_allowed_fallback(wrong_method)
        // From the last, which sees a request first, to the first, which sees it last.
        .layer(from_fn_with_state(Arc::clone(&service), fault_middleware::apply_faults))
        .layer(from_fn_with_state(Arc::clone(&service), rate_limit::throttle))
        .layer(from_fn_with_state(Arc::clone(&service), response_middleware::finalize_response))
        .layer(from_fn_with_state(Arc::clone(&service), log_middleware::log_request))
        // The log has read the body and checked its length.
        .layer(DefaultBodyLimit::disable())
        .with_state(service)
}

async fn no_such_path(_: Caller) -> ApiError {
    ApiError::of_status(404)
}

async fn wrong_method(_: Caller) -> ApiError {
    ApiError::of_status(405)
}
