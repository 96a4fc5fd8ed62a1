//! Tokens that expire, are refused, refreshed, and shared.

use std::sync::atomic::AtomicUsize;
use std::time::SystemTime;

use crate::auth::{FileStore, ProvidedToken, TokenProvider};
use crate::call::tests::*;

#[tokio::test(start_paused = true)]
async fn many_calls_share_one_refresh() {
    let service = OAuthService::new();
    let transport = client(&service, oauth("refresh-0", Memory::default()));
    for result in at_once(50, &transport).await {
        result.unwrap();
    }
    assert_eq!(service.state().refreshes, 1);
    assert_eq!(service.state().urls, ["https://webexapis.com/v1/access_token"]);
}

#[tokio::test(start_paused = true)]
async fn what_another_run_kept_is_used_without_a_refresh() {
    let service = OAuthService::new();
    let store = Memory::with("kept", "refresh-0", 3600, 7200);
    status(&client(&service, oauth("refresh-0", store))).await.unwrap();
    assert_eq!(service.state().refreshes, 0);
}

#[tokio::test(start_paused = true)]
async fn what_was_kept_for_another_authorization_is_not_used() {
    let service = OAuthService::new();
    let store = Memory::with("kept", "refresh-9", 3600, 7200);
    status(&client(&service, oauth("another-partner", store))).await.unwrap_err();
    let state = service.state();
    assert_eq!((state.refreshes, state.calls), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_nearly_due_is_refreshed_ahead_and_kept() {
    let service = OAuthService::new();
    let store = Memory::with("old", "refresh-0", -1, 3600);
    status(&client(&service, oauth("refresh-0", store.clone()))).await.unwrap();
    assert_eq!(service.state().refreshes, 1);
    let text = store.text();
    assert!(text.contains("access-1") && text.contains("refresh-1"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_merely_due_serves_on_while_the_endpoint_is_out_of_order() {
    let service = OAuthService::new();
    service.state().fails = Some(503);
    let store = Memory::with("old", "refresh-0", -1, 3600);
    status(&client(&service, oauth("refresh-0", store))).await.unwrap();
    assert_eq!(service.state().refreshes, 3);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_refreshed_once_and_the_call_sent_again() {
    let service = OAuthService::new();
    service.state().refused = vec!["old".to_owned()];
    let store = Memory::with("old", "refresh-0", 3600, 7200);
    let transport = client(&service, oauth("refresh-0", store));
    for result in at_once(5, &transport).await {
        assert_eq!(result.unwrap().metadata().attempts, 2);
    }
    assert_eq!(service.state().refreshes, 1);
}

#[tokio::test(start_paused = true)]
async fn a_fresh_token_that_is_refused_too_is_an_error_not_a_circle() {
    let service = OAuthService::new();
    service.state().refused = vec!["old".to_owned(), "access-1".to_owned()];
    let store = Memory::with("old", "refresh-0", 3600, 7200);
    let error = status(&client(&service, oauth("refresh-0", store))).await.unwrap_err();
    assert_eq!((error.kind(), error.details().attempts), (ErrorKind::Authentication, 2));
    assert_eq!(service.state().refreshes, 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_refresh_token_is_final_and_says_what_to_do() {
    let service = OAuthService::new();
    let source = oauth("an-old-one", Memory::default());
    let error = status(&client(&service, source)).await.unwrap_err();
    assert_eq!((error.kind(), service.state().refreshes), (ErrorKind::Authentication, 1));
    let text = error.to_string();
    assert!(
        text.contains("Authorize the integration") && text.contains("expired, revoked"),
        "{text}"
    );
    assert!(!format!("{error} {error:?}").contains("an-old-one"));
}

#[tokio::test(start_paused = true)]
async fn a_new_authorization_takes_over_from_a_kept_token_that_died() {
    let service = OAuthService::new();
    let store = Memory::with("old", "dead", -1, -1);
    status(&client(&service, oauth("refresh-0", store))).await.unwrap();
    assert_eq!(service.state().refreshes, 2);
}

#[tokio::test]
async fn clients_that_share_a_file_share_one_refresh() {
    let service = OAuthService::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tokens.json");
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let transport = client(&service, oauth("refresh-0", FileStore::new(&file).unwrap()));
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
    let service = OAuthService::new();
    let transport = client(&service, TokenSource::provider(Counter::default()));
    status(&transport).await.unwrap();
    assert_eq!(status(&transport).await.unwrap().metadata().attempts, 1);
    service.state().refused = vec!["token-0".to_owned()];
    assert_eq!(status(&transport).await.unwrap().metadata().attempts, 2);
}

#[tokio::test(start_paused = true)]
async fn a_literal_is_not_tried_again() {
    let service = OAuthService::new();
    service.state().refused = vec!["literal".to_owned()];
    let transport = client(&service, TokenSource::literal("literal").unwrap());
    let error = status(&transport).await.unwrap_err();
    assert_eq!((error.kind(), service.state().calls), (ErrorKind::Authentication, 1));
}
