//! A service with a token endpoint, and what clients of it need: a source and a store.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::AUTHORIZATION;

use crate::auth::{OAuthRefresh, StoreResult, StoredTokens, TokenSource, TokenStore};
use crate::call::Transport;
use crate::call::rate_limiter_state::ConcurrencyLimits;
use crate::clock::BoxFuture;
use crate::http::backend::{HttpBackend, HttpRequest, HttpResponse, SendError};
use crate::test_util::{LIMITS, response, transport_with};

/// A service with a token endpoint. Each refresh token serves once.
pub struct OAuthService {
    state: Mutex<State>,
}

pub struct State {
    pub refreshes: usize,
    pub calls: usize,
    /// Access tokens that are refused.
    pub refused: Vec<String>,
    /// The refresh token that is good now.
    refresh_token: String,
    /// The status of the token endpoint, where it does not grant.
    pub fails: Option<u16>,
    /// The access token that is granted instead of a new one.
    pub grants: Option<&'static str>,
    /// How long a token is said to be good.
    pub expires_in: &'static str,
    /// How long a response takes to arrive. The service has already acted by then.
    pub delay: Duration,
    /// Where the forms of refreshes went.
    pub urls: Vec<String>,
}

impl std::fmt::Debug for OAuthService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OAuthService")
    }
}

impl OAuthService {
    pub fn new() -> Arc<Self> {
        let state = State {
            refreshes: 0,
            calls: 0,
            refused: Vec::new(),
            refresh_token: "refresh-0".to_owned(),
            fails: None,
            grants: None,
            expires_in: "1209600",
            delay: Duration::from_millis(10),
            urls: Vec::new(),
        };
        Arc::new(Self { state: Mutex::new(state) })
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn refresh(&self, request: &HttpRequest) -> (u16, String) {
        let mut state = self.state();
        state.refreshes += 1;
        state.urls.push(request.url.to_string());
        assert!(!request.headers.contains_key(AUTHORIZATION));
        let form = String::from_utf8(request.body.clone().unwrap().to_vec()).unwrap();
        let form: HashMap<&str, &str> =
            form.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
        if let Some(status) = state.fails {
            return (status, r#"{"message":"out of order"}"#.to_owned());
        }
        if form["refresh_token"] != state.refresh_token || form["client_secret"] != "secret" {
            let text = "The refresh token provided is expired, revoked, malformed, or invalid";
            return (400, format!(r#"{{"error":"invalid_grant","error_description":"{text}"}}"#));
        }
        let n = state.refreshes;
        state.refresh_token = format!("refresh-{n}");
        let (refresh, expires_in) = (&state.refresh_token, state.expires_in);
        let access = state.grants.map_or_else(|| format!("access-{n}"), str::to_owned);
        let body = format!(
            r#"{{"access_token":"{access}","expires_in":{expires_in},"refresh_token":"{refresh}","refresh_token_expires_in":7776000}}"#
        );
        (200, body)
    }

    fn call(&self, request: &HttpRequest) -> (u16, String) {
        let mut state = self.state();
        state.calls += 1;
        let token = request.headers[AUTHORIZATION].to_str().unwrap();
        let token = token.strip_prefix("Bearer ").unwrap();
        if state.refused.iter().any(|refused| refused == token) {
            (401, r#"{"message":"no"}"#.to_owned())
        } else {
            (200, "{}".to_owned())
        }
    }
}

impl HttpBackend for Arc<OAuthService> {
    fn execute(
        &self,
        request: HttpRequest,
        _: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        Box::pin(async move {
            let (status, body) = if request.url.path() == "/v1/access_token" {
                self.refresh(&request)
            } else {
                self.call(&request)
            };
            let delay = self.state().delay;
            tokio::time::sleep(delay).await;
            Ok(response(status, &[], body))
        })
    }

    fn is_in_process(&self) -> bool {
        true
    }
}

/// A store in memory.
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Option<String>>>);

impl TokenStore for Memory {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<StoredTokens>>> {
        Box::pin(async {
            let kept = self.0.lock().unwrap().clone();
            Ok(kept.map(|text| serde_json::from_str(&text)).transpose()?)
        })
    }

    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            *self.0.lock().unwrap() = Some(serde_json::to_string(tokens)?);
            Ok(())
        })
    }
}

impl Memory {
    pub fn with(access: &str, refresh: &str, refresh_in: i64, expires_in: i64) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let at = |offset| now.saturating_add_signed(offset);
        let text = format!(
            r#"{{"accessToken":"{access}","refreshAt":{},"expiresAt":{},"refreshToken":"{refresh}",
                "baseUrl":"https://webexapis.com/v1","clientId":"C1","authorizedWith":"refresh-0"}}"#,
            at(refresh_in),
            at(expires_in)
        );
        Self(Arc::new(Mutex::new(Some(text))))
    }

    pub fn text(&self) -> String {
        self.0.lock().unwrap().clone().unwrap()
    }
}

pub fn client<E>(exchange: &Arc<E>, source: TokenSource) -> Arc<Transport>
where
    Arc<E>: HttpBackend + 'static,
{
    let limits = ConcurrencyLimits::default();
    Arc::new(transport_with(Arc::clone(exchange), LIMITS, source, limits))
}

pub fn oauth(refresh_token: &str, store: impl TokenStore) -> TokenSource {
    let literal = |text: &str| TokenSource::literal(text).unwrap();
    let refresh = OAuthRefresh::new("C1", literal("secret"), literal(refresh_token), store);
    TokenSource::oauth(refresh.unwrap())
}
