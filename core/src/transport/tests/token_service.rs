//! A service with a token endpoint, and what clients of it need: a source, a store, a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::MutexGuard;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::auth::{OAuthRefresh, StoreResult, StoredTokens, TokenStore};
use crate::transport::tests::*;

/// A service with a token endpoint. Each refresh token serves once.
pub(crate) struct OAuthService {
    state: Mutex<State>,
}

pub(crate) struct State {
    pub(crate) refreshes: usize,
    pub(crate) calls: usize,
    /// Access tokens that are refused.
    pub(crate) refused: Vec<String>,
    /// The refresh token that is good now.
    refresh_token: String,
    /// The status of the token endpoint, where it does not grant.
    pub(crate) fails: Option<u16>,
    /// The access token that is granted instead of a new one.
    pub(crate) grants: Option<&'static str>,
    /// How long a token is said to be good.
    pub(crate) expires_in: &'static str,
    /// How long a response takes to arrive. The service has already acted by then.
    pub(crate) delay: Duration,
    /// Where the forms of refreshes went.
    pub(crate) urls: Vec<String>,
}

impl std::fmt::Debug for OAuthService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OAuthService")
    }
}

impl OAuthService {
    pub(crate) fn new() -> Arc<Self> {
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

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
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
pub(crate) struct Memory(Arc<Mutex<Option<String>>>);

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
    pub(crate) fn with(access: &str, refresh: &str, refresh_in: i64, expires_in: i64) -> Self {
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

    pub(crate) fn text(&self) -> String {
        self.0.lock().unwrap().clone().unwrap()
    }
}

pub(crate) fn client<E>(exchange: &Arc<E>, source: TokenSource) -> Arc<Transport>
where
    Arc<E>: HttpBackend + 'static,
{
    let mut transport = transport(Arc::clone(exchange), LIMITS);
    transport.tokens = Arc::new(TokenManager::new(source));
    Arc::new(transport)
}

pub(crate) fn oauth(refresh_token: &str, store: impl TokenStore) -> TokenSource {
    let literal = |text: &str| TokenSource::literal(text).unwrap();
    let refresh = OAuthRefresh::new("C1", literal("secret"), literal(refresh_token), store);
    TokenSource::oauth(refresh.unwrap())
}

/// A folder of its own, which goes when the test does.
pub(crate) struct TemporaryFolder(PathBuf);

impl TemporaryFolder {
    pub(crate) fn new() -> Self {
        let name = format!("webex-broadworks-{}", uuid::Uuid::new_v4());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for TemporaryFolder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
