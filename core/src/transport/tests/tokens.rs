//! Tokens that expire, are refused, refreshed, and shared.

use std::collections::HashMap;
use std::sync::atomic::AtomicUsize;
use std::time::{SystemTime, UNIX_EPOCH};

use super::*;
use crate::token::{FileStore, OAuthRefresh, ProvidedToken, StoreResult, StoredTokens};
use crate::token::{TokenProvider, TokenStore};

/// A service with a token endpoint. Each refresh token serves once.
#[derive(Default)]
struct Service {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    refreshes: usize,
    calls: usize,
    /// Access tokens that are refused.
    refused: Vec<String>,
    /// The refresh token that is good now.
    refresh_token: String,
    /// The status of the token endpoint, where it does not grant.
    fails: Option<u16>,
    /// Where the forms of refreshes went.
    urls: Vec<String>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Service {
    fn new() -> Arc<Self> {
        let service = Self::default();
        service.state().refresh_token = "refresh-0".to_owned();
        Arc::new(service)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn refresh(&self, request: &WireRequest) -> (u16, String) {
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
        let (access, refresh) = (format!("access-{n}"), state.refresh_token.clone());
        let body = format!(
            r#"{{"access_token":"{access}","expires_in":1209600,"refresh_token":"{refresh}","refresh_token_expires_in":7776000}}"#
        );
        (200, body)
    }

    fn call(&self, request: &WireRequest) -> (u16, String) {
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

impl Exchange for Arc<Service> {
    fn exchange(
        &self,
        request: WireRequest,
        _: Duration,
    ) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let (status, body) = if request.url.path() == "/v1/access_token" {
                self.refresh(&request)
            } else {
                self.call(&request)
            };
            let status = StatusCode::from_u16(status).unwrap();
            Ok(WireResponse { status, headers: HeaderMap::new(), body: body.into() })
        })
    }
}

/// A store in memory that checks that what it is given was not used before.
#[derive(Clone, Debug, Default)]
struct Memory(Arc<Mutex<Option<String>>>);

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
    fn with(access: &str, refresh: &str, refresh_in: i64, expires_in: i64) -> Self {
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

    fn text(&self) -> String {
        self.0.lock().unwrap().clone().unwrap()
    }
}

fn client(service: &Arc<Service>, source: TokenSource) -> Arc<Transport> {
    let mut transport = transport(Arc::clone(service), LIMITS);
    transport.keeper = Keeper::new(source);
    Arc::new(transport)
}

fn oauth(refresh_token: &str, store: impl TokenStore) -> TokenSource {
    let literal = |text: &str| TokenSource::literal(text).unwrap();
    TokenSource::oauth(OAuthRefresh::new("C1", literal("secret"), literal(refresh_token), store))
}

async fn status(transport: &Arc<Transport>) -> Result<Answer> {
    let call = Call {
        operation: Operation::GetDirectorySyncStatus,
        method: Method::GET,
        target: Target::Fixed(transport.base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: Shape::Object,
        enterprise: None,
        timeout: None,
    };
    transport.call(call).await
}

#[tokio::test(start_paused = true)]
async fn many_calls_share_one_refresh() {
    let service = Service::new();
    let transport = client(&service, oauth("refresh-0", Memory::default()));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let transport = Arc::clone(&transport);
            tokio::spawn(async move { status(&transport).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(service.state().refreshes, 1);
    assert_eq!(service.state().urls, ["https://webexapis.com/v1/access_token"]);
}

#[tokio::test(start_paused = true)]
async fn what_another_run_kept_is_used_without_a_refresh() {
    let service = Service::new();
    let store = Memory::with("kept", "refresh-0", 3600, 7200);
    status(&client(&service, oauth("refresh-0", store))).await.unwrap();
    assert_eq!(service.state().refreshes, 0);
}

#[tokio::test(start_paused = true)]
async fn what_was_kept_for_another_authorisation_is_not_used() {
    let service = Service::new();
    let store = Memory::with("kept", "refresh-9", 3600, 7200);
    status(&client(&service, oauth("another-partner", store))).await.unwrap_err();
    let state = service.state();
    assert_eq!((state.refreshes, state.calls), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_nearly_due_is_refreshed_ahead_and_kept() {
    let service = Service::new();
    let store = Memory::with("old", "refresh-0", -1, 3600);
    status(&client(&service, oauth("refresh-0", store.clone()))).await.unwrap();
    assert_eq!(service.state().refreshes, 1);
    let text = store.text();
    assert!(text.contains("access-1") && text.contains("refresh-1"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_merely_due_serves_on_while_the_endpoint_is_out_of_order() {
    let service = Service::new();
    service.state().fails = Some(503);
    let store = Memory::with("old", "refresh-0", -1, 3600);
    status(&client(&service, oauth("refresh-0", store))).await.unwrap();
    assert_eq!(service.state().refreshes, 3);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_refreshed_once_and_the_call_sent_again() {
    let service = Service::new();
    service.state().refused = vec!["old".to_owned()];
    let store = Memory::with("old", "refresh-0", 3600, 7200);
    let transport = client(&service, oauth("refresh-0", store));
    let tasks: Vec<_> = (0..5)
        .map(|_| {
            let transport = Arc::clone(&transport);
            tokio::spawn(async move { status(&transport).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap().metadata().attempts, 2);
    }
    assert_eq!(service.state().refreshes, 1);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_token_that_is_refused_too_is_an_error_not_a_circle() {
    let service = Service::new();
    service.state().refused = vec!["old".to_owned(), "access-1".to_owned()];
    let store = Memory::with("old", "refresh-0", 3600, 7200);
    let error = status(&client(&service, oauth("refresh-0", store))).await.unwrap_err();
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Authentication, 2));
    assert_eq!(service.state().refreshes, 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_refresh_token_is_final_and_says_what_to_do() {
    let service = Service::new();
    let source = oauth("revoked", Memory::default());
    let error = status(&client(&service, source)).await.unwrap_err();
    assert_eq!((error.kind(), service.state().refreshes), (ErrorKind::Authentication, 1));
    let text = error.to_string();
    assert!(
        text.contains("Authorise the integration") && text.contains("expired, revoked"),
        "{text}"
    );
    assert!(!format!("{error} {error:?}").contains("\"revoked\""));
}

#[tokio::test(start_paused = true)]
async fn a_new_authorisation_takes_over_from_a_kept_token_that_died() {
    let service = Service::new();
    let store = Memory::with("old", "dead", -1, -1);
    status(&client(&service, oauth("refresh-0", store))).await.unwrap();
    assert_eq!(service.state().refreshes, 2);
}

#[tokio::test]
async fn clients_that_share_a_file_share_one_refresh() {
    let service = Service::new();
    let folder = std::env::temp_dir().join(format!("webex-broadworks-{}", uuid::Uuid::new_v4()));
    let file = folder.join("tokens.json");
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let transport = client(&service, oauth("refresh-0", FileStore::new(&file)));
            tokio::spawn(async move { status(&transport).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(service.state().refreshes, 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Brings another token each time it is asked, each good for a minute.
#[derive(Debug, Default)]
struct Counter(AtomicUsize);

impl TokenProvider for Counter {
    fn token(
        &self,
    ) -> BoxFuture<'_, Result<ProvidedToken, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(async {
            let n = self.0.fetch_add(1, Ordering::Relaxed);
            let expires = SystemTime::now() + Duration::from_secs(60);
            Ok(ProvidedToken::new(format!("token-{n}"), Some(expires)))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_is_asked_at_first_and_when_its_token_is_refused() {
    let service = Service::new();
    let transport = client(&service, TokenSource::provider(Counter::default()));
    status(&transport).await.unwrap();
    assert_eq!(status(&transport).await.unwrap().metadata().attempts, 1);
    service.state().refused = vec!["token-0".to_owned()];
    assert_eq!(status(&transport).await.unwrap().metadata().attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_literal_is_not_tried_again() {
    let service = Service::new();
    service.state().refused = vec!["literal".to_owned()];
    let transport = client(&service, TokenSource::literal("literal").unwrap());
    let error = status(&transport).await.unwrap_err();
    assert_eq!((error.kind(), service.state().calls), (ErrorKind::Authentication, 1));
}
