//! The routes, and the layers that every request passes.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post, put};

use super::authorization::Caller;
use super::change::change;
use super::errors::ApiError;
use super::service::Shared;
use super::{
    billing_reports, downloads, fault_middleware, list, log_middleware, organization, people,
    rate_limit, response_middleware, subscribers, sync, token, user, workspaces,
};
use crate::generated::operation::{
    BILLING_REPORTS, BILLING_REPORTS_ID, ENTERPRISES,
    ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC as DIRECTORY_SYNC,
    ENTERPRISES_ID_BROADWORKS_DIRECTORY_SYNC_EXTERNAL_USER as EXTERNAL_USER, SUBSCRIBERS,
    SUBSCRIBERS_ID, SUBSCRIBERS_ID_EMAILS_CONSENT_MOVE as CONSENT_MOVE, SUBSCRIBERS_VALIDATE,
    WORKSPACES, WORKSPACES_ID,
};

/// The service itself.
pub(crate) fn router(service: Shared) -> Router {
    let routes = Router::new()
        .route(ENTERPRISES, get(list::list))
        .route(DIRECTORY_SYNC, get(sync::get).put(change(sync::update)).post(change(sync::trigger)))
        .route(EXTERNAL_USER, post(change(user::sync)))
        .route(SUBSCRIBERS, get(subscribers::list).post(change(subscribers::provision)))
        .route(
            SUBSCRIBERS_ID,
            get(subscribers::get)
                .put(change(subscribers::update))
                .delete(change(subscribers::remove)),
        )
        .route(SUBSCRIBERS_VALIDATE, post(subscribers::precheck))
        .route(CONSENT_MOVE, post(change(subscribers::resend_consent_email)))
        .route(WORKSPACES, post(change(workspaces::provision)))
        .route(WORKSPACES_ID, put(change(workspaces::update)).delete(change(workspaces::remove)))
        .route(BILLING_REPORTS, get(billing_reports::list).post(change(billing_reports::create)))
        .route(
            BILLING_REPORTS_ID,
            get(billing_reports::get).delete(change(billing_reports::delete)),
        )
        .route(token::ENDPOINT, post(token::refresh))
        .route("/v1/authorizations/tokenExpiry", get(token::expiry))
        .route("/v1/people/me", get(people::me))
        .route("/v1/organizations/{id}", get(organization::get))
        .fallback(no_such_path)
        .method_not_allowed_fallback(wrong_method);
    layered(routes, service)
}

/// The host of downloads, which doesn't use tokens.
pub(crate) fn download_router(service: Shared) -> Router {
    layered(Router::new().route(downloads::FILE, get(downloads::download)), service)
}

fn layered(routes: Router<Shared>, service: Shared) -> Router {
    routes
        // From the last layer, which gets a request first, to the first, which gets it last.
        .layer(from_fn_with_state(Arc::clone(&service), fault_middleware::apply_faults))
        .layer(from_fn_with_state(Arc::clone(&service), rate_limit::throttle))
        .layer(from_fn_with_state(Arc::clone(&service), response_middleware::finalize_response))
        .layer(from_fn_with_state(Arc::clone(&service), log_middleware::log_request))
        // The log has already read the body and checked its length.
        .layer(DefaultBodyLimit::disable())
        .with_state(service)
}

async fn no_such_path(_: Caller) -> ApiError {
    ApiError::of_status(404)
}

async fn wrong_method(_: Caller) -> ApiError {
    ApiError::of_status(405)
}
