//! Which address leads to which handler, and what every request passes on its way there.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use super::authorization::Caller;
use super::errors::ApiError;
use super::service::Shared;
use super::{dress, limit, list, organization, person, record, strike, sync, token, user};
use crate::operation::{DIRECTORY_SYNC, ENTERPRISES, EXTERNAL_USER};

pub(super) fn router(service: Shared) -> Router {
    Router::new()
        .route(ENTERPRISES, get(list::list))
        .route(DIRECTORY_SYNC, get(sync::get).put(sync::update).post(sync::trigger))
        .route(EXTERNAL_USER, post(user::sync))
        .route(token::ENDPOINT, post(token::refresh))
        .route("/v1/authorizations/tokenExpiry", get(token::expiry))
        .route("/v1/people/me", get(person::me))
        .route("/v1/organizations/{id}", get(organization::get))
        .fallback(no_such_path)
        .method_not_allowed_fallback(wrong_method)
        // From the last, which sees a request first, to the first, which sees it last.
        .layer(from_fn_with_state(Arc::clone(&service), strike::strike))
        .layer(from_fn_with_state(Arc::clone(&service), limit::throttle))
        .layer(from_fn_with_state(Arc::clone(&service), dress::dress))
        .layer(from_fn_with_state(Arc::clone(&service), record::record))
        // The recorder has read the body and minded its length.
        .layer(DefaultBodyLimit::disable())
        .with_state(service)
}

async fn no_such_path(_: Caller) -> ApiError {
    ApiError::of_status(404)
}

async fn wrong_method(_: Caller) -> ApiError {
    ApiError::of_status(405)
}
