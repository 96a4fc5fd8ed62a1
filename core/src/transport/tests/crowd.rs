//! Many calls at once: one gate, one quota, nobody lost.

use std::sync::atomic::AtomicUsize;

use super::*;

/// A status and its headers.
type Answering = (u16, &'static [(&'static str, &'static str)]);

/// A service that answers by the time since it was started.
struct Service {
    started: Instant,
    answer: fn(Duration) -> Answering,
    requests: Arc<AtomicUsize>,
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Service")
    }
}

impl Exchange for Service {
    fn exchange(
        &self,
        _: WireRequest,
        _: Duration,
    ) -> BoxFuture<'_, Result<WireResponse, Failure>> {
        Box::pin(async move {
            self.requests.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
            let (status, headers) = (self.answer)(self.started.elapsed());
            Ok(WireResponse {
                status: StatusCode::from_u16(status).unwrap(),
                headers: header_map(headers),
                body: Bytes::from_static(b"{}"),
            })
        })
    }
}

/// Makes so many calls at once; returns what became of them, and how many requests it took.
async fn crowd(
    calls: usize,
    answer: fn(Duration) -> Answering,
    limits: Limits,
) -> (Vec<Result<Answer>>, usize) {
    let requests = Arc::new(AtomicUsize::new(0));
    let service = Service { started: Instant::now(), answer, requests: Arc::clone(&requests) };
    let transport = Arc::new(transport(service, limits));
    let base = BaseUrl::parse("https://webexapis.com/v1").unwrap();
    let call = Call {
        operation: Operation::GetDirectorySyncStatus,
        method: Method::GET,
        target: Target::Fixed(base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: Shape::Object,
        enterprise: None,
        timeout: None,
    };
    let tasks: Vec<_> = (0..calls)
        .map(|_| {
            let (transport, call) = (Arc::clone(&transport), call.clone());
            tokio::spawn(async move { transport.call(call).await })
        })
        .collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    (results, requests.load(Ordering::Relaxed))
}

const PATIENT: Limits = Limits { timeout: None, ..LIMITS };
const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn an_hour_of_429_costs_an_hour_and_no_call() {
    let answer = |since| {
        if since < HOUR { (429, &[("retry-after", "60")][..]) } else { (200, &[][..]) }
    };
    let began = Instant::now();
    let (results, requests) = crowd(1_000, answer, PATIENT).await;
    assert!(results.iter().all(Result::is_ok));
    assert!(began.elapsed() >= HOUR);
    // Eight were on their way when the gate closed; after that one probe a minute.
    assert!(requests <= 1_000 + 8 + 60, "{requests} requests");
}

#[tokio::test(start_paused = true)]
async fn an_hour_of_429_without_a_time_to_wait_backs_off() {
    let answer = |since| if since < HOUR { (429, &[][..]) } else { (200, &[][..]) };
    let (results, requests) = crowd(100, answer, PATIENT).await;
    assert!(results.iter().all(Result::is_ok));
    assert!(requests <= 100 + 8 + 200, "{requests} requests");
}

#[tokio::test(start_paused = true)]
async fn those_who_cannot_wait_are_told_at_once() {
    let answer = |_| (429, &[("retry-after", "600")][..]);
    let began = Instant::now();
    let (results, requests) = crowd(100, answer, LIMITS).await;
    assert!(began.elapsed() < Duration::from_secs(1));
    assert!(requests <= 8, "{requests} requests");
    for result in results {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::RateLimit);
        assert!(error.details().retry_after.unwrap() >= Duration::from_secs(599), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_everything_fails_hardly_anything_is_sent_twice() {
    let (results, requests) = crowd(10_000, |_| (503, &[]), PATIENT).await;
    assert_eq!(results.iter().filter(|result| result.is_err()).count(), 10_000);
    assert!(requests <= 12_000, "{requests} requests");
    let exhausted = |result: &Result<Answer>| {
        result.as_ref().is_err_and(|error| error.details().retry_quota_exhausted)
    };
    assert!(results.iter().filter(|result| exhausted(result)).count() > 9_000);
}
