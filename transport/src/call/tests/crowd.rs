//! Many parallel calls share one rate-limit pause and one quota, and none is lost.

use crate::call::tests::*;

/// A status and its headers.
type Answering = (u16, &'static [(&'static str, &'static str)]);

/// Makes parallel calls to a service that answers depending on the time since it was started.
/// Returns the outcomes, and the time after the start at which each request arrived.
async fn crowd(
    calls: usize,
    answer: fn(Duration) -> Answering,
    limits: Limits,
) -> (Vec<Result<RawResponse>>, Vec<Duration>) {
    let started = Instant::now();
    let service = service(move |_, _| async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let (status, headers) = answer(started.elapsed());
        response(status, headers, "{}")
    });
    let results = at_once(calls, &Arc::new(transport(Arc::clone(&service), limits))).await;
    let arrivals = service.arrivals().into_iter().map(|arrival| arrival - started);
    (results, arrivals.collect())
}

const PATIENT: Limits = Limits { timeout: None, ..LIMITS };
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn an_hour_of_429_costs_an_hour_and_no_call() {
    let answer = |since| {
        if since < HOUR { (429, &[("retry-after", "60")][..]) } else { (200, &[][..]) }
    };
    let began = Instant::now();
    let (results, arrivals) = crowd(1_000, answer, PATIENT).await;
    assert!(results.iter().all(Result::is_ok));
    assert!(began.elapsed() >= HOUR);
    // Eight were on their way when the gate closed; after that one probe a minute.
    assert!(arrivals.len() <= 1_000 + 8 + 60, "{} requests", arrivals.len());
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_429_without_a_time_to_wait_backs_off() {
    let answer = |since| if since < HOUR { (429, &[][..]) } else { (200, &[][..]) };
    let (results, arrivals) = crowd(100, answer, PATIENT).await;
    assert!(results.iter().all(Result::is_ok));
    assert!(arrivals.len() <= 100 + 8 + 200, "{} requests", arrivals.len());
}

#[tokio::test(start_paused = true)]
async fn those_who_cannot_wait_are_told_at_once() {
    let answer = |_| (429, &[("retry-after", "600")][..]);
    let began = Instant::now();
    let (results, arrivals) = crowd(100, answer, LIMITS).await;
    assert!(began.elapsed() < Duration::from_secs(1));
    assert!(arrivals.len() <= 8, "{} requests", arrivals.len());
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimit);
        assert!(error.details().retry_after.unwrap() >= Duration::from_secs(599), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_everything_fails_hardly_anything_is_sent_twice() {
    let (results, arrivals) = crowd(10_000, |_| (503, &[]), PATIENT).await;
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), 10_000);
    assert!(arrivals.len() <= 12_000, "{} requests", arrivals.len());
    let exhausted = |result: &Result<RawResponse>| {
        result.as_ref().is_err_and(|error| error.details().retry_budget_exhausted)
    };
    assert!(results.iter().filter(|result| exhausted(result)).count() > 9_000);
}

#[tokio::test(start_paused = true)]
async fn those_who_waited_for_the_gate_go_through_it_one_after_another() {
    const WAIT: Duration = Duration::from_secs(10);
    let answer = |since| {
        if since < WAIT / 2 { (429, &[("retry-after", "10")][..]) } else { (200, &[][..]) }
    };
    let (results, arrivals) = crowd(100, answer, LIMITS).await;
    assert!(results.iter().all(Result::is_ok));
    let late: Vec<u128> =
        arrivals.iter().filter(|at| **at >= WAIT).map(Duration::as_millis).collect();
    let moments: Vec<usize> = late.chunk_by(|a, b| a == b).map(<[u128]>::len).collect();
    let together: usize = moments.iter().filter(|requests| **requests > 1).sum();
    assert!(together <= 24 && moments.len() > 70, "sent at (ms): {late:?}");
}
