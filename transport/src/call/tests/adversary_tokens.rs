//! Sources, stores and token endpoints that hang, lie, or break: a call still ends in time, and no
//! token is lost or asked for without end.

use std::sync::atomic::AtomicUsize;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::auth::{
    Canceled, FileStore, ProvidedToken, StoreResult, StoredTokens, TokenProvider, TokenStore,
};
use crate::call::tests::*;

type Provided = Result<ProvidedToken, Box<dyn std::error::Error + Send + Sync>>;

/// Brings one and the same token whenever it is asked, and counts how often that is.
#[derive(Clone, Debug, Default)]
struct Same {
    expires: Option<SystemTime>,
    asked: Arc<AtomicUsize>,
}

impl Same {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl TokenProvider for Same {
    fn token(&self) -> BoxFuture<'_, Provided> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            // On a paused clock a circle without an end would be a test without one.
            if asked < 1_000 {
                Ok(ProvidedToken::new("same", self.expires))
            } else {
                Err("asked without end".into())
            }
        })
    }
}

/// Never brings anything.
#[derive(Debug)]
struct Hanging;

impl TokenProvider for Hanging {
    fn token(&self) -> BoxFuture<'_, Provided> {
        Box::pin(std::future::pending())
    }
}

/// Is canceled after a while when it is asked first, and brings a token from then on.
#[derive(Clone, Debug, Default)]
struct CanceledOnce(Same);

impl TokenProvider for CanceledOnce {
    fn token(&self) -> BoxFuture<'_, Provided> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let brought = self.0.token().await;
            if self.0.asked() == 1 { Err(Box::new(Canceled) as _) } else { brought }
        })
    }
}

/// Fails for a reason of its own, after a while.
#[derive(Debug)]
struct Sealed;

impl TokenProvider for Sealed {
    fn token(&self) -> BoxFuture<'_, Provided> {
        Box::pin(async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            let error = std::io::Error::new(std::io::ErrorKind::PermissionDenied, "sealed");
            Err(error.into())
        })
    }
}

#[tokio::test(start_paused = true)]
async fn all_who_waited_for_a_token_get_the_same_cause() {
    let transport = client(&forever(|| OK), TokenSource::provider(Sealed));
    let errors: Vec<Error> =
        at_once(3, &transport).await.into_iter().map(Result::unwrap_err).collect();
    let causes: Vec<_> = errors.iter().map(|it| it.details().source.as_ref().unwrap()).collect();
    for (error, cause) in errors.iter().zip(&causes) {
        assert!(Arc::ptr_eq(cause, causes[0]));
        let io: &std::io::Error = cause.downcast_ref().expect("what the provider returned");
        assert_eq!(io.kind(), std::io::ErrorKind::PermissionDenied);
        assert_eq!(error.to_string(), errors[0].to_string());
    }
}

/// Makes a token due for a refresh that is valid for this many more seconds.
#[cfg(unix)]
fn due_in(file: &std::path::Path, expires_in: i64) {
    use std::os::unix::fs::PermissionsExt;

    std::fs::write(file, Memory::with("old", "refresh-0", -1, expires_in).text()).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn a_lock_that_another_holds_stops_no_call_while_the_token_is_good() {
    let service = OAuthService::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    due_in(&file, 3600);
    let held = FileStore::new(&file).unwrap().lock().await.unwrap();
    let transport = client(&service, oauth("refresh-0", FileStore::new(&file).unwrap()));
    let began = Instant::now();
    for result in at_once(5, &transport).await {
        result.unwrap();
    }
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let (refreshes, calls) = {
        let state = service.state();
        (state.refreshes, state.calls)
    };
    assert_eq!((refreshes, calls), (0, 5));
    drop(held);

    // Without a token there is nothing for it but to wait.
    due_in(&file, -1);
    let held = FileStore::new(&file).unwrap().lock().await.unwrap();
    let transport = client(&service, oauth("refresh-0", FileStore::new(&file).unwrap()));
    let error = status(&transport).await.unwrap_err();
    assert!(error.to_string().contains("lock"), "{error}");
    drop(held);
    status(&transport).await.unwrap();
    assert_eq!(service.state().refreshes, 1);
}

/// A store that has no room until it is given some.
#[derive(Clone, Debug, Default)]
struct Full(Memory, Arc<AtomicBool>);

impl TokenStore for Full {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<StoredTokens>>> {
        self.0.load()
    }

    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> BoxFuture<'a, StoreResult<()>> {
        if self.1.load(Ordering::Relaxed) {
            return self.0.save(tokens);
        }
        Box::pin(async { Err("disk full".into()) })
    }
}

fn forever(reply: fn() -> Reply) -> Arc<Script> {
    Arc::new(Script { forever: Some(reply), ..Script::default() })
}

#[tokio::test(start_paused = true)]
async fn a_provider_whose_tokens_are_always_due_is_asked_once_a_call() {
    let provider = Same { expires: Some(UNIX_EPOCH), ..Same::default() };
    let transport = client(&forever(|| OK), TokenSource::provider(provider.clone()));
    status(&transport).await.unwrap();
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_is_waited_for_no_longer_than_the_call_has() {
    let transport = client(&forever(|| OK), TokenSource::provider(Hanging));
    let began = Instant::now();
    let error = status(&transport).await.unwrap_err();
    assert_eq!((error.kind(), error.details().request_sent), (ErrorKind::Timeout, false));
    assert_eq!(Some(began.elapsed()), LIMITS.timeout);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_brings_the_refused_token_again_is_asked_once_more_for_all() {
    let service = OAuthService::new();
    service.state().refused = vec!["same".to_owned()];
    let provider = Same::default();
    let transport = client(&service, TokenSource::provider(provider.clone()));
    for result in at_once(8, &transport).await {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Authentication);
    }
    assert_eq!(provider.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_canceled_provider_fails_one_call_and_is_asked_again_for_the_others() {
    let provider = CanceledOnce::default();
    let transport = client(&forever(|| OK), TokenSource::provider(provider.clone()));
    let results = at_once(5, &transport).await;
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert_eq!((failed.len(), provider.0.asked()), (1, 2));
    assert!(failed[0].to_string().contains("canceled"), "{}", failed[0]);
}

#[tokio::test(start_paused = true)]
async fn a_silent_token_endpoint_holds_no_call_beyond_its_deadline() {
    let transport = client(&forever(|| Reply::Silent), oauth("refresh-0", Memory::default()));
    let began = Instant::now();
    let results = at_once(20, &transport).await;
    assert!(results.iter().all(Result::is_err));
    assert!(began.elapsed() <= Duration::from_secs(181), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_token_endpoint_that_asks_to_wait_is_not_asked_again_and_the_error_tells_the_wait() {
    let script = forever(|| Reply::Status(429, &[("retry-after", "60")], ""));
    let transport = client(&script, oauth("refresh-0", Memory::default()));
    let error = status(&transport).await.unwrap_err();
    assert_eq!(script.seen.lock().unwrap().len(), 1);
    assert_eq!(error.details().retry_after, Some(Duration::from_secs(60)), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_revoked_refresh_token_is_not_tried_by_every_call() {
    let service = OAuthService::new();
    let transport = client(&service, oauth("revoked", Memory::default()));
    for result in at_once(100, &transport).await {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Authentication);
    }
    let state = service.state();
    assert_eq!((state.refreshes, state.calls), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_call_given_up_during_a_refresh_does_not_lose_the_new_tokens() {
    let service = OAuthService::new();
    service.state().delay = Duration::from_secs(1);
    let transport = client(&service, oauth("refresh-0", Memory::default()));
    tokio::time::timeout(Duration::from_millis(500), status(&transport)).await.unwrap_err();
    tokio::time::sleep(Duration::from_secs(5)).await;
    status(&transport).await.unwrap();
    assert_eq!(service.state().refreshes, 1);
}

#[tokio::test(start_paused = true)]
async fn tokens_that_expire_at_once_are_not_refreshed_in_a_circle() {
    let service = OAuthService::new();
    service.state().expires_in = "0";
    let transport = client(&service, oauth("refresh-0", Memory::default()));
    status(&transport).await.unwrap();
    let state = service.state();
    assert_eq!((state.refreshes, state.calls), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_lifetime_that_is_a_fraction_is_understood() {
    let service = OAuthService::new();
    service.state().expires_in = "1209600.0";
    let transport = client(&service, oauth("refresh-0", Memory::default()));
    status(&transport).await.unwrap();
    status(&transport).await.unwrap();
    assert_eq!(service.state().refreshes, 1);
}

/// A clock whose wall goes with tokio's time.
#[derive(Debug)]
struct PausedClock(Instant, SystemTime);

impl Clock for PausedClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> SystemTime {
        self.1 + self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

#[tokio::test(start_paused = true)]
async fn tokens_that_cannot_be_saved_are_used_and_saved_later() {
    let due = Full(Memory::with("stored", "refresh-0", -1, 3600), Arc::default());
    for store in [Full::default(), due] {
        let service = OAuthService::new();
        let mut transport = (*client(&service, oauth("refresh-0", store.clone()))).clone();
        Arc::make_mut(&mut transport.http).clock =
            Arc::new(PausedClock(Instant::now(), SystemTime::now()));
        let transport = Arc::new(transport);
        for result in at_once(10, &transport).await {
            result.unwrap();
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
        status(&transport).await.unwrap();
        assert_eq!(service.state().refreshes, 1);
        store.1.store(true, Ordering::Relaxed);
        tokio::time::sleep(Duration::from_secs(61)).await;
        status(&transport).await.unwrap();
        assert!(store.0.text().contains("access-1"));
        // What was saved is another client's as well.
        status(&client(&service, oauth("refresh-0", store))).await.unwrap();
        assert_eq!(service.state().refreshes, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_that_could_not_be_saved_is_refreshed_with_its_own_refresh_token() {
    let service = OAuthService::new();
    let transport = client(&service, oauth("refresh-0", Full::default()));
    status(&transport).await.unwrap();
    service.state().refused = vec!["access-1".to_owned()];
    status(&transport).await.unwrap();
    assert_eq!(service.state().refreshes, 2);
}

#[tokio::test(start_paused = true)]
async fn an_unusable_token_is_not_kept_and_the_next_answer_is_asked_for() {
    for unusable in ["", "two words", "Bearer abcdefgh", "\u{e9}", "null"] {
        let service = OAuthService::new();
        service.state().grants = Some(unusable);
        let store = Memory::default();
        let transport = client(&service, oauth("refresh-0", store.clone()));
        let error = status(&transport).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication, "{unusable}: {error}");
        // Its refresh token may be the only one that is good now.
        assert!(store.text().contains("refresh-1") && !store.text().contains("accessToken"));
        service.state().grants = None;
        status(&client(&service, oauth("refresh-0", store.clone()))).await.unwrap();
        assert!(store.text().contains("access-2"));
        // An unusable token that an earlier version stored doesn't prevent a refresh.
        let poisoned = Memory::with(unusable, "refresh-2", 3600, 7200);
        assert!(poisoned.text().contains("accessToken"));
        status(&client(&service, oauth("refresh-0", poisoned.clone()))).await.unwrap();
        assert!(poisoned.text().contains("access-3"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_kept_token_serves_while_the_endpoint_grants_unusable_ones() {
    let service = OAuthService::new();
    service.state().grants = Some("");
    let store = Memory::with("good-for-an-hour", "refresh-0", -1, 3600);
    status(&client(&service, oauth("refresh-0", store.clone()))).await.unwrap();
    assert!(store.text().contains("good-for-an-hour"));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_takes_too_long_is_named_and_webex_is_not_blamed() {
    let transport = client(&forever(|| OK), TokenSource::provider(Hanging));
    let error = status(&transport).await.unwrap_err().to_string();
    assert!(error.contains("the token function did not return within"), "{error}");
    assert!(error.contains("The request was not sent") && !error.contains("Webex"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_refresh_does_not_claim_that_webex_was_not_reached() {
    let service = OAuthService::new();
    let error = status(&client(&service, oauth("revoked", Memory::default()))).await.unwrap_err();
    assert!(!error.to_string().contains("did not reach"), "{error}");
}

#[cfg(unix)]
fn write_token(path: &std::path::Path, token: &str) {
    use std::os::unix::fs::PermissionsExt;

    std::fs::write(path, token).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn all_who_waited_for_a_file_that_is_being_rewritten_get_the_token_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    write_token(&path, "token-1");
    let script = forever(|| OK);
    let transport = client(&script, TokenSource::file(&path).unwrap());
    status(&transport).await.unwrap();
    std::fs::write(&path, "").unwrap();
    for result in at_once(50, &transport).await {
        result.unwrap();
    }
    std::fs::write(&path, "token-2").unwrap();
    status(&transport).await.unwrap();
    let seen = script.seen.lock().unwrap();
    let tokens: Vec<&HeaderValue> =
        seen.iter().map(|(_, request, _)| &request.headers[AUTHORIZATION]).collect();
    assert!(tokens[..51].iter().all(|token| *token == "Bearer token-1"), "{tokens:?}");
    assert_eq!(tokens[51], "Bearer token-2");
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_that_is_being_rewritten_when_its_token_is_refused_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    write_token(&path, "token-1");
    let service = OAuthService::new();
    let transport = client(&service, TokenSource::file(&path).unwrap());
    status(&transport).await.unwrap();
    service.state().refused = vec!["token-1".to_owned()];
    std::fs::write(&path, "").unwrap();
    let calls = at_once(20, &transport);
    let rewrite = async {
        tokio::time::sleep(Duration::from_millis(250)).await;
        std::fs::write(&path, "token-2").unwrap();
    };
    let (results, ()) = tokio::join!(calls, rewrite);
    // A call that began late may have had the new token from the start.
    for result in results {
        result.unwrap();
    }
}

/// Something else may rewrite the file in two steps: it is empty for a moment.
#[cfg(unix)]
#[tokio::test]
async fn a_token_file_that_is_empty_for_a_moment_leaves_the_token_in_use() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "one").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    let script = forever(|| OK);
    let transport = client(&script, TokenSource::file(&path).unwrap());
    status(&transport).await.unwrap();
    let truncated = std::fs::File::create(&path).unwrap();
    truncated.set_modified(written + Duration::from_secs(1)).unwrap();
    status(&transport).await.unwrap();
    std::fs::write(&path, "two").unwrap();
    status(&transport).await.unwrap();
    let seen = script.seen.lock().unwrap();
    let tokens: Vec<&HeaderValue> =
        seen.iter().map(|(_, request, _)| &request.headers[AUTHORIZATION]).collect();
    assert_eq!(tokens, ["Bearer one", "Bearer one", "Bearer two"]);
}
