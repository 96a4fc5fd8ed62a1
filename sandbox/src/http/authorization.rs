//! Who sends a request, and what the token permits.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::errors::ApiError;
use super::service::Shared;
use crate::clock::VirtualTime;

/// A caller with an accepted token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    /// The expiry of the token, if it has one.
    pub(crate) token_expires: Option<VirtualTime>,
    may_write: bool,
}

/// A caller who may write.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Writer;

impl FromRequestParts<Shared> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, ApiError> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|it| it.to_str().ok());
        let token = match header.and_then(|it| it.split_once(' ')) {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => return Err(ApiError::of_status(401)),
        };
        let (world, now) = service.world();
        let permit = world.tokens.permit(token, now).ok_or_else(|| ApiError::of_status(401))?;
        Ok(Self { token_expires: permit.expires, may_write: permit.may_write })
    }
}

impl FromRequestParts<Shared> for Writer {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, service: &Shared) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, service).await?;
        if caller.may_write { Ok(Self) } else { Err(ApiError::of_status(403)) }
    }
}
