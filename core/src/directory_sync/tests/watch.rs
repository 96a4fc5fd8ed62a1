use webex_broadworks_transport::auth::{ProvidedToken, TokenProvider, TokenSource};
use webex_broadworks_transport::clock::BoxFuture;
use webex_broadworks_transport::error::{Error, ErrorKind};

use crate::directory_sync::tests::*;

async fn run(replies: Vec<Reply>, timeout: Duration) -> (Result<String, Error>, Arc<Script>) {
    let (client, script) = service(replies);
    let watch = client.directory_sync().run("E1").timeout(timeout);
    let end = watch.finish_raw().await;
    (end.map(|answer| String::from_utf8(answer.body().to_vec()).unwrap()), script)
}

#[tokio::test(start_paused = true)]
async fn an_old_end_right_after_the_trigger_is_not_taken_for_ours() {
    let replies = vec![ok(BEFORE), ok(ACCEPTED), ok(BEFORE), ok(RUNNING), ok(COMPLETE)];
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    assert_eq!(requests(&script), ("GET POST GET GET GET".to_owned(), vec![0, 2, 3, 4]));
}

#[tokio::test(start_paused = true)]
async fn a_failed_run_is_an_error_with_its_code_and_what_to_do() {
    let (end, _) = run(vec![ok(BEFORE), ok(ACCEPTED), ok(FAILED)], HOUR).await;
    let error = end.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DirectorySyncFailed);
    assert!(error.meaning().unwrap().contains("connect"), "{error}");
    assert!(error.details().last_status.is_some() && error.details().safe_to_retry);
}

#[tokio::test(start_paused = true)]
async fn a_run_of_another_client_ends_first() {
    let replies = vec![ok(OTHERS), ok(OTHERS), ok(BEFORE), ok(ACCEPTED), ok(COMPLETE)];
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    assert_eq!(requests(&script).0, "GET GET GET POST GET");
}

#[tokio::test(start_paused = true)]
async fn a_busy_cluster_is_waited_for_and_the_baseline_taken_again() {
    let replies =
        vec![ok(BEFORE), busy(), ok(BEFORE), busy(), ok(BEFORE), ok(ACCEPTED), ok(COMPLETE)];
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    let expected = ("GET POST GET POST GET POST GET".to_owned(), vec![0, 16, 0, 24, 0, 2]);
    assert_eq!(requests(&script), expected);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_stays_busy_is_a_busy_error_and_safe() {
    let forever = std::iter::repeat_with(|| [ok(BEFORE), busy()]).take(10).flatten().collect();
    let (end, _) = run(forever, Duration::from_secs(100)).await;
    let error = end.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DirectorySyncBusy);
    assert!(error.details().safe_to_retry);
}

#[tokio::test(start_paused = true)]
async fn a_look_that_comes_too_late_for_a_busy_cluster_is_a_busy_error_still() {
    let throttled = Reply::Status(429, &[("retry-after", "1000")], "{}");
    let replies = vec![ok(BEFORE), busy(), throttled];
    let (end, _) = run(replies, Duration::from_secs(100)).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::DirectorySyncBusy);
}

#[tokio::test(start_paused = true)]
async fn however_short_the_time_there_is_a_last_check() {
    let little = Duration::from_millis(1);
    let (client, _) = service(vec![ok(BEFORE)]);
    assert_eq!(
        client.directory_sync().wait("E1").timeout(little).finish_raw().await.unwrap().body(),
        BEFORE
    );
    let (client, script) = service(vec![ok(RUNNING), ok(RUNNING)]);
    let error = client.directory_sync().wait("E1").timeout(little).finish_raw().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    assert!(error.details().last_status.is_some());
    assert_eq!(requests(&script).0, "GET GET");
}

#[tokio::test(start_paused = true)]
async fn no_time_at_all_is_refused_before_anything_is_sent() {
    let none = Duration::ZERO;
    let (client, script) = service(vec![]);
    for watch in [
        client.directory_sync().run("E1").timeout(none),
        client.directory_sync().wait("E1").timeout(none),
    ] {
        let error = watch.finish_raw().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
        assert!(error.to_string().contains("`timeout`"), "{error}");
    }
    assert_eq!(requests(&script).0, "");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_covers_what_has_to_end_before_the_trigger() {
    let forever = std::iter::repeat_with(|| ok(OTHERS)).take(10).collect();
    let (client, script) = service(forever);
    let options = Duration::from_secs(3);
    let began = tokio::time::Instant::now();
    let error = client.directory_sync().run("E1").timeout(options).finish_raw().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(3));
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    assert_eq!(error.details().accepted, Some(false));
    assert!(error.details().safe_to_retry);
    assert!(error.to_string().contains("so none was triggered"), "{error}");
    assert!(!requests(&script).0.contains("POST"));
}

#[tokio::test(start_paused = true)]
async fn after_a_pause_that_was_asked_for_the_baseline_is_taken_again() {
    for status in [429, 503, 423, 408] {
        for headers in [&[("retry-after", "20")], &[("retry-after", "150")]] {
            let refused = Reply::Status(status, headers, "{}");
            let replies =
                vec![ok(BEFORE), refused, ok(SCHEDULED), ok(ACCEPTED), ok(SCHEDULED), ok(FAILED)];
            let (end, script) = run(replies, HOUR).await;
            let error = end.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::DirectorySyncFailed, "{status} {headers:?}");
            let (methods, pauses) = requests(&script);
            assert_eq!(methods, "GET POST GET POST GET GET");
            assert!(pauses[1] >= headers[0].1.parse().unwrap(), "{pauses:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_trigger_without_an_answer_that_arrived_is_not_repeated() {
    let replies = vec![ok(BEFORE), lost(), ok(BEFORE), ok(RUNNING), ok(COMPLETE)];
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    assert_eq!(requests(&script).0, "GET POST GET GET GET");
}

#[tokio::test(start_paused = true)]
async fn a_trigger_that_got_lost_is_repeated_after_a_minute_without_a_sign() {
    let mut replies = vec![ok(BEFORE), lost()];
    replies.extend(std::iter::repeat_with(|| ok(BEFORE)).take(7));
    replies.extend([ok(ACCEPTED), ok(COMPLETE)]);
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    assert_eq!(requests(&script).0, "GET POST GET GET GET GET GET GET GET POST GET");
    let seen = script.seen.lock().unwrap();
    let between = seen[9].0 - seen[1].0;
    assert!(between >= Duration::from_secs(60), "{between:?}");
}

#[tokio::test(start_paused = true)]
async fn at_the_deadline_the_last_status_is_told() {
    let mut replies = vec![ok(BEFORE), ok(ACCEPTED)];
    replies.extend(std::iter::repeat_with(|| ok(RUNNING)).take(20));
    let (end, _) = run(replies, Duration::from_secs(120)).await;
    let error = end.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    let last = error.details().last_status.as_ref().unwrap();
    assert_eq!(last["directorySyncStatus"]["syncStatus"], "IN_PROGRESS");
    assert!(!error.details().safe_to_retry);
    assert_eq!(error.details().accepted, Some(true));
    assert_eq!(error.details().tracking_id.as_deref(), Some("OURS"), "the id of the sync");
    assert!(error.remedy().unwrap().to_string().contains("`directory_sync.wait`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_is_in_the_way_of_a_sync_is_reported_apart() {
    let replies =
        vec![ok(OTHERS), ok(BEFORE), busy(), ok(BEFORE), ok(ACCEPTED), ok(BEFORE), ok(COMPLETE)];
    let (client, _) = service(replies);
    let mut watch = client.directory_sync().run("E1");
    let mut phases = Vec::new();
    while let Some(step) = watch.next_step().await.unwrap() {
        phases.push(step.phase.name());
    }
    assert_eq!(phases, ["other_sync", "cluster_busy", "ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_gone_for_a_while_ends_no_wait() {
    let mut replies = vec![ok(BEFORE), ok(ACCEPTED)];
    replies.extend(std::iter::repeat_with(|| Reply::Unconnected).take(12));
    replies.push(ok(COMPLETE));
    let (end, _) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_ends_the_watch_and_says_that_the_sync_goes_on() {
    let replies = vec![ok(BEFORE), ok(ACCEPTED), Reply::Status(401, &[], "{}")];
    let error = run(replies, HOUR).await.0.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(error.to_string().contains("the sync was started"), "{error}");
    assert!(!error.details().safe_to_retry);
}

#[tokio::test(start_paused = true)]
async fn waiting_where_nothing_runs_returns_the_present_status() {
    for (replies, expected, methods) in [
        (vec![ok(BEFORE)], BEFORE, "GET"),
        (vec![ok(OTHERS), ok(OTHERS), ok(COMPLETE)], COMPLETE, "GET GET GET"),
    ] {
        let (client, script) = service(replies);
        let end = client.directory_sync().wait("E1").finish_raw().await;
        assert_eq!(end.unwrap().body(), expected);
        assert_eq!(requests(&script).0, methods);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_reported_is_the_sync_that_was_triggered_and_the_last_is_its_end() {
    let (client, _) = service(vec![ok(BEFORE), ok(ACCEPTED), ok(RUNNING), ok(COMPLETE)]);
    let mut watch = client.directory_sync().run("E1");
    let mut states = Vec::new();
    while let Some(status) = watch.next().await.unwrap() {
        states.push(status.directory_sync_status.unwrap().sync_status.unwrap().to_string());
    }
    assert_eq!(states, ["IN_PROGRESS", "COMPLETE"]);
}

#[tokio::test(start_paused = true)]
async fn a_trigger_taken_for_lost_that_arrives_after_all_is_ours() {
    let mut replies = vec![ok(BEFORE), lost()];
    replies.extend(std::iter::repeat_with(|| ok(BEFORE)).take(7));
    // Webex refuses the second trigger as busy, because the first one arrived in between.
    replies.extend([busy(), ok(RUNNING), ok(COMPLETE)]);
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    assert_eq!(requests(&script).0, "GET POST GET GET GET GET GET GET GET POST GET GET");
}

const ERROR_BODY: &str = r#"{"errors":[{"errorCode":4251,"description":"try later"}]}"#;

#[tokio::test(start_paused = true)]
async fn a_status_that_is_an_error_is_neither_a_baseline_nor_a_poll() {
    let replies =
        vec![ok(ERROR_BODY), ok(BEFORE), ok(ACCEPTED), ok(ERROR_BODY), ok(BEFORE), ok(COMPLETE)];
    let (end, script) = run(replies, HOUR).await;
    assert_eq!(end.unwrap(), COMPLETE);
    assert_eq!(requests(&script).0, "GET GET POST GET GET GET");
}

#[tokio::test(start_paused = true)]
async fn a_switch_with_an_error_and_no_status_is_neither_a_baseline_nor_a_poll() {
    const SWITCH: &str = r#"{"enableDirSync":true,"errors":[{"errorCode":4251}]}"#;
    let (end, script) = run(vec![ok(SWITCH)], HOUR).await;
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ResponseDecode);
    assert_eq!(requests(&script).0, "GET");
    let replies = vec![ok(BEFORE), ok(ACCEPTED), ok(SWITCH), ok(RUNNING), ok(SWITCH), ok(COMPLETE)];
    assert_eq!(run(replies, HOUR).await.0.unwrap(), COMPLETE);
}

/// A token that is brought at once, later after a while.
#[derive(Debug, Default)]
struct SlowToken(std::sync::atomic::AtomicUsize);

impl TokenProvider for SlowToken {
    fn token(
        &self,
    ) -> BoxFuture<'_, Result<ProvidedToken, Box<dyn std::error::Error + Send + Sync>>> {
        let number = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Box::pin(async move {
            if number > 0 {
                tokio::time::sleep(Duration::from_secs(100)).await;
            }
            Ok(ProvidedToken::new(format!("canary-token-{number}"), None))
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_trigger_whose_token_comes_late_takes_a_new_baseline() {
    let refused = Reply::Status(401, &[], "{}");
    let script = Arc::new(script(vec![
        ok(BEFORE),
        refused,
        ok(OTHERS),
        ok(BEFORE),
        ok(ACCEPTED),
        ok(COMPLETE),
    ]));
    let source = TokenSource::provider(SlowToken::default());
    let client = Client { transport: crate::test_util::client(&script, source) };
    let end = client.directory_sync().run("E1").timeout(HOUR).finish_raw().await;
    assert_eq!(end.unwrap().body(), COMPLETE);
    // A sync that another client started in between is seen before the trigger is resent.
    assert_eq!(requests(&script).0, "GET POST GET GET POST GET");
}

#[tokio::test(start_paused = true)]
async fn a_trigger_is_not_sent_again_long_after_its_baseline() {
    let refused = Arc::new(std::sync::Mutex::new(Vec::new()));
    let seen = Arc::clone(&refused);
    let service = crate::test_util::service(move |_, request| {
        let seen = Arc::clone(&seen);
        async move {
            let post = request.method == http::Method::POST;
            let posts = {
                let mut seen = seen.lock().unwrap();
                seen.push(request.method.to_string());
                seen.iter().filter(|method| *method == "POST").count()
            };
            if post && posts < 3 {
                tokio::time::sleep(Duration::from_secs(50)).await;
                return crate::test_util::response(408, &[], "{}");
            }
            let body = if post {
                ACCEPTED
            } else if posts < 3 {
                BEFORE
            } else {
                COMPLETE
            };
            crate::test_util::response(200, &[], body)
        }
    });
    let client = raw(service);
    let end = client.directory_sync().run("E1").timeout(HOUR).finish_raw().await;
    assert_eq!(end.unwrap().body(), COMPLETE);
    assert_eq!(refused.lock().unwrap().join(" "), "GET POST POST GET POST GET");
}
