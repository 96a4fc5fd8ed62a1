//! Whole calls against a scripted exchange, on tokio's paused clock: nothing here takes any time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderValue, Method};

mod adversary_calls;
mod adversary_tokens;
mod crowd;
mod tokens;

use tokio::time::Instant;

use crate::auth::TokenSource;
use crate::call::rate_limiter::RateLimiter;
use crate::call::*;
use crate::clock::{BoxFuture, Clock, SystemClock};
use crate::error::{Error, ErrorKind, Result};
use crate::http::backend::FailurePhase;
use crate::http::base_url::BaseUrl;
use crate::http::response::RawResponse;
use crate::http::response_validation::ExpectedBody;
use crate::operation::subject::Subject;
use crate::operation::{Operation, SubjectKind};
use crate::options::{CallOptions, Limits};
use crate::test_util::*;

struct Run {
    script: Arc<Script>,
    result: Result<RawResponse>,
    took: Duration,
}

impl Run {
    fn requests(&self) -> usize {
        self.script.seen.lock().unwrap().len()
    }

    fn pauses(&self) -> Vec<f64> {
        let seen = self.script.seen.lock().unwrap();
        seen.windows(2).map(|pair| (pair[1].0 - pair[0].0).as_secs_f64()).collect()
    }

    fn kind(&self) -> ErrorKind {
        self.result.as_ref().expect_err("an error").kind()
    }
}

async fn play(method: Method, script: Script, limits: Limits) -> Run {
    let operation = match method {
        Method::PUT => Operation::DirectorySyncUpdate,
        Method::POST => Operation::DirectorySyncTriggerUser,
        _ => Operation::DirectorySyncGetStatus,
    };
    let base = BaseUrl::parse("https://webexapis.com/v1").unwrap();
    let target = Target::Fixed(base.join(&["broadworks"]).unwrap());
    play_call(operation, method, target, ExpectedBody::Object, script, limits).await
}

async fn play_call(
    operation: Operation,
    method: Method,
    target: Target,
    shape: ExpectedBody,
    script: Script,
    limits: Limits,
) -> Run {
    let script = Arc::new(script);
    let transport = Arc::new(transport(Arc::clone(&script), limits));
    let subject = Some(Subject::new(SubjectKind::Enterprise, "E1"));
    let call = Call {
        operation,
        method,
        target,
        body: None,
        shape,
        subject,
        options: CallOptions::default(),
    };
    let began = Instant::now();
    let result = transport.execute_inline(call).await;
    Run { script, result, took: began.elapsed() }
}

const OK: Reply = Reply::Status(200, &[], "{}");

#[tokio::test(start_paused = true)]
async fn four_attempts_with_growing_pauses() {
    let failing = || Reply::Status(503, &[], "");
    let run =
        play(Method::GET, Script { forever: Some(failing), ..Script::default() }, LIMITS).await;
    assert_eq!((run.kind(), run.requests()), (ErrorKind::Server, 4));
    assert_eq!(run.pauses(), [0.5, 1.0, 2.0]);
    let error = run.result.unwrap_err();
    assert_eq!((error.details().attempts, error.details().status), (4, Some(503)));
}

#[tokio::test(start_paused = true)]
async fn a_late_success_tells_how_many_attempts_it_took() {
    let run =
        play(Method::PUT, script(vec![Reply::Broken(FailurePhase::Written), OK]), LIMITS).await;
    let answer = run.result.unwrap();
    assert_eq!(answer.metadata().attempts, 2);
    assert_eq!(answer.metadata().elapsed, Duration::from_millis(500));
}

#[tokio::test(start_paused = true)]
async fn one_tracking_id_for_all_attempts() {
    let run = play(Method::GET, script(vec![Reply::Status(500, &[], ""), OK]), LIMITS).await;
    let seen = run.script.seen.lock().unwrap();
    let id = |index: usize| seen[index].1.headers["trackingid"].clone();
    assert_eq!(id(0), id(1));
    assert!(id(0).to_str().unwrap().starts_with("WEBEX-BROADWORKS_"));
}

#[tokio::test(start_paused = true)]
async fn throttling_is_waited_out_without_counting_attempts() {
    let mut replies: Vec<Reply> =
        (0..10).map(|_| Reply::Status(429, &[("retry-after", "5")], "")).collect();
    replies.push(OK);
    let run = play(Method::GET, script(replies), LIMITS).await;
    assert_eq!(run.result.unwrap().metadata().attempts, 11);
    assert!(run.took >= Duration::from_secs(50));
}

#[tokio::test(start_paused = true)]
async fn no_wait_begins_that_the_deadline_cannot_see_the_end_of() {
    let replies = vec![Reply::Status(429, &[("retry-after", "194")], "")];
    let run = play(Method::GET, script(replies), LIMITS).await;
    assert_eq!((run.kind(), run.took), (ErrorKind::RateLimit, Duration::ZERO));
    let error = run.result.unwrap_err();
    assert_eq!(error.details().retry_after, Some(Duration::from_secs(194)));
    assert!(error.to_string().contains("194 s"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn without_a_deadline_any_wait_is_waited() {
    let replies = vec![Reply::Status(429, &[("retry-after", "3600")], ""), OK];
    let run = play(Method::POST, script(replies), Limits { timeout: None, ..LIMITS }).await;
    assert!(run.result.is_ok());
    assert!(run.took >= Duration::from_secs(3600));
}

#[tokio::test(start_paused = true)]
async fn junk_in_retry_after_does_not_hide_the_status() {
    let replies = vec![Reply::Status(429, &[("retry-after", "rand(30),add(30)")], ""), OK];
    let run = play(Method::GET, script(replies), LIMITS).await;
    assert_eq!(run.pauses(), [1.0]);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_gets_what_the_deadline_leaves() {
    let silent = || Reply::Silent;
    let run =
        play(Method::GET, Script { forever: Some(silent), ..Script::default() }, LIMITS).await;
    assert_eq!(run.kind(), ErrorKind::Timeout);
    assert!(run.took <= Duration::from_secs(180));
    let seen = run.script.seen.lock().unwrap();
    let limits: Vec<f64> = seen.iter().map(|(_, _, limit)| limit.as_secs_f64()).collect();
    assert_eq!(limits, [60.0, 60.0, 58.5]);
}

#[tokio::test(start_paused = true)]
async fn a_post_that_may_have_been_read_is_sent_once() {
    for reply in [
        Reply::Broken(FailurePhase::Written),
        Reply::Silent,
        Reply::Status(500, &[], ""),
        Reply::Status(502, &[], ""),
        Reply::Status(503, &[], ""),
        Reply::Status(504, &[], ""),
    ] {
        let run = play(Method::POST, script(vec![reply]), LIMITS).await;
        assert_eq!((run.kind(), run.requests()), (ErrorKind::AmbiguousOutcome, 1));
        let error = run.result.unwrap_err();
        assert_eq!((error.details().accepted, error.details().request_sent), (None, true));
        assert!(error.details().tracking_id.as_deref().unwrap().starts_with("WEBEX-BROADWORKS_"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_post_that_was_not_read_is_sent_again() {
    let replies = vec![
        Reply::Broken(FailurePhase::BeforeWrite),
        Reply::Status(503, &[("retry-after", "1")], ""),
        Reply::Status(408, &[], ""),
        OK,
    ];
    let run = play(Method::POST, script(replies), LIMITS).await;
    assert_eq!(run.result.unwrap().metadata().attempts, 4);
}

#[tokio::test(start_paused = true)]
async fn an_accepted_post_whose_body_broke_is_never_sent_again() {
    let run = play(Method::POST, script(vec![Reply::Broken(FailurePhase::Body)]), LIMITS).await;
    assert_eq!((run.kind(), run.requests()), (ErrorKind::ResponseDecode, 1));
    assert_eq!(run.result.unwrap_err().details().accepted, Some(true));
}

#[tokio::test(start_paused = true)]
async fn what_never_was_sent_says_so() {
    let refused = || Reply::Broken(FailurePhase::BeforeWrite);
    let run =
        play(Method::POST, Script { forever: Some(refused), ..Script::default() }, LIMITS).await;
    let error = run.result.unwrap_err();
    assert_eq!((error.kind(), error.details().request_sent), (ErrorKind::Connection, false));
    assert!(error.to_string().contains("did not reach Webex"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_success_that_is_no_answer_is_not_asked_for_again() {
    let replies = vec![Reply::Status(200, &[], "<html>Sign in</html>")];
    let run = play(Method::GET, script(replies), LIMITS).await;
    assert_eq!((run.kind(), run.requests()), (ErrorKind::ResponseDecode, 1));
    let error = run.result.unwrap_err();
    assert!(error.to_string().contains("login page"), "{error}");
    assert_eq!(error.details().body.as_deref(), Some("<html>Sign in</html>"));
}

#[tokio::test(start_paused = true)]
async fn the_token_goes_to_our_origin_alone() {
    let elsewhere = Target::Fixed("https://evil.example/v1/broadworks".parse().unwrap());
    let (operation, shape) = (Operation::DirectorySyncGetStatus, ExpectedBody::Object);
    let run = play_call(operation, Method::GET, elsewhere, shape, script(vec![]), LIMITS).await;
    assert_eq!((run.kind(), run.requests()), (ErrorKind::UntrustedLink, 0));
}

#[tokio::test(start_paused = true)]
async fn no_error_shows_the_token() {
    for reply in [
        Reply::Broken(FailurePhase::NotRetryable),
        Reply::Broken(FailurePhase::Written),
        Reply::Status(401, &[], r#"{"message":"no"}"#),
        Reply::Status(200, &[], "x"),
    ] {
        let run = play(Method::POST, script(vec![reply]), LIMITS).await;
        let error = run.result.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}
