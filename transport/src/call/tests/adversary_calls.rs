//! Calls at the edge of what a service may do: throttles that overtake each other, enormous errors,
//! answers that leave open what was done.

use crate::call::tests::*;

#[tokio::test(start_paused = true)]
async fn an_error_tells_how_long_the_gate_is_closed_by_the_last_answer() {
    let service = service(|number, _| async move {
        let (seconds, retry_after) = if number == 0 { (0, "5") } else { (2, "3600") };
        tokio::time::sleep(Duration::from_secs(seconds) + Duration::from_millis(10)).await;
        response(429, &[("retry-after", retry_after)], "")
    });
    // The second request is on its way before the first answer closes the gate.
    for result in at_once(2, &simulated(service)).await {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimit);
        assert!(error.details().retry_after > Some(Duration::from_secs(3000)), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_waits_behind_a_silent_probe_hears_of_the_throttle() {
    let service = service(|number, _| async move {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if number >= 2 {
            std::future::pending::<()>().await;
        }
        response(429, &[("retry-after", "150")], r#"{"message":"slow down"}"#)
    });
    let results = at_once(2, &simulated(service)).await;
    let [probe, waiting] = results.try_into().unwrap();
    assert_eq!(probe.unwrap_err().kind(), ErrorKind::Timeout);
    let error = waiting.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit);
    assert!(error.to_string().contains("slow down"), "{error}");
}

#[tokio::test]
async fn a_pace_of_next_to_nothing_is_no_reason_to_panic() {
    for per_second in [1e-19, 1e-300] {
        let ceiling = ConcurrencyLimits { in_flight: 4, per_second: Some(per_second) };
        let rate_limiter = RateLimiter::new(ceiling, Arc::new(SystemClock));
        rate_limiter.acquire(None, None).await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_quotes_little_of_an_enormous_body() {
    let many = format!("[{}0]", "0,".repeat(1 << 20));
    let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(1 << 20));
    for body in [many, long] {
        let service = service(move |_, _| std::future::ready(response(400, &[], body.clone())));
        let error = status(&simulated(service)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadRequest);
        assert!(error.to_string().len() < 20_000, "{} bytes", error.to_string().len());
    }
}

const ERROR_BODY: &str = r#"{"errors":[{"errorCode":4251,"description":"try later"}]}"#;
const ERROR: Reply = Reply::Status(200, &[], ERROR_BODY);

#[tokio::test(start_paused = true)]
async fn a_status_that_is_an_error_is_read_again() {
    let status = r#"{"enableDirSync":true}"#;
    for method in [Method::GET, Method::PUT] {
        let replies = vec![ERROR, Reply::Status(200, &[], status)];
        let run = play(method, script(replies), LIMITS).await;
        assert_eq!(run.result.unwrap().body(), status);
    }
    let run =
        play(Method::GET, Script { forever: Some(|| ERROR), ..Script::default() }, LIMITS).await;
    assert_eq!((run.kind(), run.requests()), (ErrorKind::ResponseDecode, 4));
    let error = run.result.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("try later") && text.contains("4251"), "{text}");
    assert_eq!((error.details().status, error.details().accepted), (Some(200), None));
}

#[tokio::test(start_paused = true)]
async fn a_post_that_is_answered_by_an_error_at_200_may_have_been_carried_out() {
    let run = play(Method::POST, script(vec![ERROR]), LIMITS).await;
    assert_eq!((run.kind(), run.requests()), (ErrorKind::AmbiguousOutcome, 1));
    assert!(run.result.unwrap_err().to_string().contains("try later"));
}
