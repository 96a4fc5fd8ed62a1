//! New access tokens, and the lifetime of the current one.

use axum::Form;
use axum::extract::State as Of;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::authorization::Caller;
use super::errors::ApiError;
use super::reply::Reply;
use super::service::Shared;
use crate::clock::VirtualTime;
use crate::generated::options::OAuthOptions;
use crate::tokens::Credentials;

pub(super) const ENDPOINT: &str = "/v1/access_token";

const REFUSED: &str = "The refresh token provided is expired, revoked, malformed, or invalid";
const SCOPE: &str =
    "spark-admin:broadworks_enterprises_read spark-admin:broadworks_enterprises_write";
/// The reported lifetime of a refresh token in seconds.
const REFRESH_TOKEN_LASTS: u64 = 7_776_000;
/// The reported remaining lifetime of a token that doesn't expire, in milliseconds.
const FOREVER: i64 = 1_209_600_000;

/// The form of a token request.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct TokenForm {
    grant_type: String,
    client_id: String,
    client_secret: String,
    refresh_token: String,
}

pub(super) async fn refresh(
    Of(service): Of<Shared>,
    headers: HeaderMap,
    Form(mut form): Form<TokenForm>,
) -> Result<Reply, ApiError> {
    let refused = |oauth, message| ApiError {
        form: Some(
            service
                .options
                .oauth
                .as_ref()
                .map_or_else(|| OAuthOptions::default().error_body, |oauth| oauth.error_body),
        ),
        oauth: Some(oauth),
        ..ApiError::new(400, message)
    };
    if form.grant_type != "refresh_token" {
        return Err(refused("unsupported_grant_type", "The grant type is not supported."));
    }
    if let Some((client_id, client_secret)) = basic(&headers) {
        (form.client_id, form.client_secret) = (client_id, client_secret);
    }
    let asked = Credentials {
        client_id: &form.client_id,
        client_secret: &form.client_secret,
        refresh_token: &form.refresh_token,
    };
    let (mut world, now) = service.world();
    let issued =
        world.tokens.refresh(asked, now).ok_or_else(|| refused("invalid_grant", REFUSED))?;
    Ok(Reply::json(&json!({
        "access_token": issued.access_token,
        "expires_in": issued.expires_in.as_secs(),
        "refresh_token": issued.refresh_token,
        "refresh_token_expires_in": REFRESH_TOKEN_LASTS,
        "token_type": "Bearer",
        "scope": SCOPE,
    })))
}

pub(super) async fn expiry(Of(service): Of<Shared>, caller: Caller) -> Reply {
    let now = service.world().1;
    let exp = caller.token_expires.map_or(now.milliseconds() + FOREVER, VirtualTime::milliseconds);
    Reply::json(&json!({"exp": exp}))
}

/// The client's id and secret, if they are sent by HTTP Basic.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, pair) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let pair = String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()?;
    let (client_id, client_secret) = pair.split_once(':')?;
    scheme.eq_ignore_ascii_case("basic").then(|| (client_id.to_owned(), client_secret.to_owned()))
}
