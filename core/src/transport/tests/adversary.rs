//! What a hostile reviewer tried: each of these went wrong once, or could have.

use std::collections::HashSet;
use std::sync::atomic::AtomicUsize;
use std::time::{SystemTime, UNIX_EPOCH};

use super::*;
use crate::client::RawClient;
use crate::token::{
    OAuthRefresh, ProvidedToken, StoreResult, StoredTokens, TokenProvider, TokenStore,
};

type Res = Result<WireResponse, Failure>;
type Handler = Arc<dyn Fn(WireRequest) -> BoxFuture<'static, Res> + Send + Sync>;

#[derive(Clone)]
struct Fake(Handler);
impl std::fmt::Debug for Fake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fake")
    }
}
impl Exchange for Fake {
    fn exchange(&self, request: WireRequest, limit: Duration) -> BoxFuture<'_, Res> {
        let fut = (self.0)(request);
        Box::pin(async move {
            match tokio::time::timeout(limit, fut).await {
                Ok(r) => r,
                Err(_) => Err(Failure {
                    phase: Phase::Written,
                    timed_out: true,
                    head: None,
                    source: "silent".into(),
                }),
            }
        })
    }
}
fn ok(status: u16, headers: &[(&'static str, &'static str)], body: impl Into<Bytes>) -> Res {
    Ok(WireResponse {
        status: StatusCode::from_u16(status).unwrap(),
        headers: header_map(headers),
        body: body.into(),
    })
}
fn fake(f: impl Fn(WireRequest) -> BoxFuture<'static, Res> + Send + Sync + 'static) -> Fake {
    Fake(Arc::new(f))
}

fn with_source(e: impl Exchange + 'static, s: TokenSource) -> Arc<Transport> {
    let mut t = transport(e, LIMITS);
    t.keeper = Keeper::new(s);
    Arc::new(t)
}
fn served(e: impl Exchange + 'static, limits: Limits) -> Arc<Transport> {
    Arc::new(transport(e, limits))
}
async fn get(t: &Arc<Transport>) -> Result<Answer> {
    send(t, Method::GET, Operation::GetDirectorySyncStatus).await
}
async fn send(t: &Arc<Transport>, method: Method, operation: Operation) -> Result<Answer> {
    t.call(Call {
        operation,
        method,
        target: Target::Fixed(t.base.join(&["broadworks"]).unwrap()),
        body: None,
        shape: Shape::Object,
        enterprise: Some(EnterpriseRef::new("E1")),
        timeout: None,
    })
    .await
}

#[derive(Debug)]
struct P(fn(usize) -> Option<(String, Option<SystemTime>)>, Arc<AtomicUsize>);
impl TokenProvider for P {
    fn token(
        &self,
    ) -> BoxFuture<'_, Result<ProvidedToken, Box<dyn std::error::Error + Send + Sync>>> {
        Box::pin(async {
            let n = self.1.fetch_add(1, Ordering::Relaxed);
            match (self.0)(n) {
                Some((t, e)) => Ok(ProvidedToken::new(t, e)),
                None if n >= 20_000 => Err("stopped by the test".into()),
                None => std::future::pending().await,
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn always_due_provider() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = with_source(
        fake(|_| Box::pin(async { ok(200, &[], "{}") })),
        TokenSource::provider(P(
            |n| (n < 20_000).then(|| ("t".into(), Some(UNIX_EPOCH))),
            n.clone(),
        )),
    );
    let r = tokio::time::timeout(Duration::from_secs(3600), get(&t)).await;
    let calls = n.load(Ordering::Relaxed);
    assert!(
        calls < 10,
        "provider asked {calls} times for one call; {:?}",
        r.map(|r| r.map(drop).map_err(|e| e.to_string()))
    );
}

#[tokio::test(start_paused = true)]
async fn hanging_provider_exceeds_deadline() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = with_source(
        fake(|_| Box::pin(async { ok(200, &[], "{}") })),
        TokenSource::provider(P(|_| None, n)),
    );
    let r = tokio::time::timeout(Duration::from_secs(86_400), get(&t)).await;
    assert!(r.is_ok(), "still waiting after a day; the call's timeout is 180 s");
}

#[derive(Clone, Debug, Default)]
struct Mem(Arc<Mutex<Option<String>>>, bool);
impl TokenStore for Mem {
    fn load(&self) -> BoxFuture<'_, StoreResult<Option<StoredTokens>>> {
        Box::pin(async {
            Ok(self.0.lock().unwrap().clone().map(|t| serde_json::from_str(&t)).transpose()?)
        })
    }
    fn save<'a>(&'a self, tokens: &'a StoredTokens) -> BoxFuture<'a, StoreResult<()>> {
        Box::pin(async {
            if self.1 {
                return Err("disk full".into());
            }
            *self.0.lock().unwrap() = Some(serde_json::to_string(tokens)?);
            Ok(())
        })
    }
}
fn oauth(store: impl TokenStore) -> TokenSource {
    let lit = |s: &str| TokenSource::literal(s).unwrap();
    TokenSource::oauth(OAuthRefresh::new("C1", lit("secret"), lit("refresh-0"), store))
}
fn is_token(r: &WireRequest) -> bool {
    r.url.path().ends_with("access_token")
}

#[tokio::test(start_paused = true)]
async fn silent_token_endpoint_deadline() {
    let n = Arc::new(AtomicUsize::new(0));
    let m = n.clone();
    let t = with_source(
        fake(move |r| {
            if is_token(&r) {
                m.fetch_add(1, Ordering::Relaxed);
            }
            Box::pin(std::future::pending())
        }),
        oauth(Mem::default()),
    );
    let began = Instant::now();
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let t = t.clone();
            tokio::spawn(async move {
                let b = Instant::now();
                let r = get(&t).await;
                (b.elapsed(), r)
            })
        })
        .collect();
    let mut worst = Duration::ZERO;
    for task in tasks {
        worst = worst.max(task.await.unwrap().0);
    }
    assert!(
        worst <= Duration::from_secs(181),
        "timeout is 180 s; the slowest of 20 calls took {worst:?}; {} requests to the token endpoint in {:?}",
        n.load(Ordering::Relaxed),
        began.elapsed()
    );
}

/// rotates at once, answers after a second
fn rotating(expires: &'static str) -> (Fake, Arc<Mutex<(String, usize, usize)>>) {
    let state = Arc::new(Mutex::new(("refresh-0".to_owned(), 0_usize, 0_usize)));
    let s = state.clone();
    (
        fake(move |r| {
            let s = s.clone();
            Box::pin(async move {
                if !is_token(&r) {
                    s.lock().unwrap().2 += 1;
                    return ok(200, &[], "{}");
                }
                let body = String::from_utf8(r.body.unwrap().to_vec()).unwrap();
                let answer = {
                    let mut s = s.lock().unwrap();
                    s.1 += 1;
                    if body.ends_with(&format!("refresh_token={}", s.0)) {
                        s.0 = format!("refresh-{}", s.1);
                        ok(
                            200,
                            &[],
                            format!(
                                r#"{{"access_token":"a{}","expires_in":{expires},"refresh_token":"{}"}}"#,
                                s.1, s.0
                            ),
                        )
                    } else {
                        ok(400, &[], r#"{"error":"invalid_grant"}"#)
                    }
                };
                tokio::time::sleep(Duration::from_secs(1)).await;
                answer
            })
        }),
        state,
    )
}

#[tokio::test(start_paused = true)]
async fn cancel_in_a_refresh_loses_the_refresh_token() {
    let (f, _) = rotating("1209600");
    let t = with_source(f, oauth(Mem::default()));
    let r = tokio::time::timeout(Duration::from_millis(500), get(&t)).await;
    assert!(r.is_err());
    tokio::time::sleep(Duration::from_secs(5)).await;
    get(&t).await.map(drop).map_err(|e| e.to_string()).expect("the next call");
}

#[tokio::test(start_paused = true)]
async fn revoked_everyone_asks() {
    let n = Arc::new(AtomicUsize::new(0));
    let m = n.clone();
    let t = with_source(
        fake(move |r| {
            assert!(is_token(&r));
            m.fetch_add(1, Ordering::Relaxed);
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(10)).await;
                ok(400, &[], r#"{"error":"invalid_grant"}"#)
            })
        }),
        oauth(Mem::default()),
    );
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let t = t.clone();
            tokio::spawn(async move { drop(get(&t).await) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(
        n.load(Ordering::Relaxed) <= 2,
        "{} refreshes for one revoked token",
        n.load(Ordering::Relaxed)
    );
}

#[tokio::test(start_paused = true)]
async fn token_endpoint_retry_after() {
    let at = Arc::new(Mutex::new(Vec::new()));
    let m = at.clone();
    let t = with_source(
        fake(move |_| {
            m.lock().unwrap().push(Instant::now());
            Box::pin(async { ok(429, &[("retry-after", "60")], "") })
        }),
        oauth(Mem::default()),
    );
    let e = get(&t).await.unwrap_err();
    let at = at.lock().unwrap();
    let gaps: Vec<_> = at.windows(2).map(|w| w[1] - w[0]).collect();
    assert!(
        gaps.iter().all(|g| g.as_secs() >= 60),
        "asked to wait 60 s, came back after {gaps:?}; error retry_after {:?}: {e}",
        e.details().retry_after
    );
}

#[tokio::test(start_paused = true)]
async fn expires_in_zero() {
    let (f, s) = rotating("0");
    let t = with_source(f, oauth(Mem::default()));
    let _ = tokio::time::timeout(Duration::from_secs(1000), get(&t)).await;
    let s = s.lock().unwrap();
    assert!(s.1 <= 2, "{} refreshes, {} calls in 1000 s", s.1, s.2);
}
#[tokio::test(start_paused = true)]
async fn expires_in_float() {
    let (f, s) = rotating("1209600.0");
    let t = with_source(f, oauth(Mem::default()));
    let r = get(&t).await;
    let second = get(&t).await.map(drop).map_err(|e| e.to_string());
    let n = s.lock().unwrap().1;
    assert!(r.is_ok(), "{} -- refreshes {n}; a second call: {second:?}", r.unwrap_err());
}
#[tokio::test(start_paused = true)]
async fn store_that_cannot_save() {
    let (f, s) = rotating("1209600");
    let t = with_source(f, oauth(Mem(Arc::default(), true)));
    let a = get(&t).await.map(drop).map_err(|e| e.to_string());
    let b = get(&t).await.map(drop).map_err(|e| e.to_string());
    assert!(
        s.lock().unwrap().1 <= 1,
        "refreshes: {}; first: {a:?}; second: {b:?}",
        s.lock().unwrap().1
    );
}

#[tokio::test(start_paused = true)]
async fn stale_retry_after() {
    let n = Arc::new(AtomicUsize::new(0));
    let m = n.clone();
    let t = Arc::new(transport(
        fake(move |_| {
            let k = m.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                if k == 0 {
                    ok(429, &[("retry-after", "5")], "")
                } else {
                    tokio::time::sleep(Duration::from_secs(2)).await;
                    ok(429, &[("retry-after", "3600")], "")
                }
            })
        }),
        LIMITS,
    ));
    let a = {
        let t = t.clone();
        tokio::spawn(async move { get(&t).await })
    };
    // b is on its way before a's answer closes the gate
    let b = {
        let t = t.clone();
        tokio::spawn(async move { get(&t).await })
    };
    let (a, b) = (a.await.unwrap().unwrap_err(), b.await.unwrap().unwrap_err());
    assert!(
        a.details().retry_after.unwrap().as_secs() > 3000,
        "the gate is closed for an hour, but the error says retry_after={:?}: {a}\nb: {:?}",
        a.details().retry_after,
        b.details().retry_after
    );
}

/// A service without links that answers prefixes; `times_out(prefix, max)` says 504.
fn linkless(
    ids: Vec<String>,
    cap: usize,
    parts: bool,
    times_out: fn(&str, usize) -> bool,
    delay: u64,
) -> Fake {
    let ids = Arc::new(ids);
    fake(move |r| {
        let ids = ids.clone();
        Box::pin(async move {
            if delay > 0 {
                tokio::time::sleep(Duration::from_millis(delay)).await;
            }
            if !r.url.path().ends_with("enterprises") {
                return ok(200, &[], "{}");
            }
            let q: std::collections::HashMap<String, String> =
                r.url.query_pairs().into_owned().collect();
            let max = q["max"].parse::<usize>().unwrap().min(cap);
            let prefix = q.get("startsWith").cloned().unwrap_or_default();
            if times_out(&prefix, max) {
                return ok(504, &[], "");
            }
            let hits: Vec<String> = ids
                .iter()
                .filter(|id| match q.get("spEnterpriseId") {
                    Some(exact) => *id == exact,
                    None => {
                        id.starts_with(&prefix)
                            || (parts && id.split('+').any(|p| p.starts_with(&prefix)))
                    }
                })
                .take(max)
                .map(|id| format!(r#"{{"id":"id-{id}","spEnterpriseId":"{id}"}}"#))
                .collect();
            ok(200, &[], format!(r#"{{"items":[{}]}}"#, hits.join(",")))
        })
    })
}
async fn drain(t: Arc<Transport>, options: ListEnterprises) -> (usize, Option<String>) {
    let mut list = RawClient { transport: t }.list_enterprises(options).unwrap();
    let mut seen = HashSet::new();
    loop {
        match list.next_raw_page().await {
            Ok(Some(page)) => {
                for item in shape::raw_items(page.body()).unwrap() {
                    seen.insert(item.get().to_owned());
                }
            }
            Ok(None) => return (seen.len(), None),
            Err(e) => return (seen.len(), Some(e.to_string())),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn halved_probe_loses_items_silently() {
    let ids: Vec<String> =
        (0..1000).map(|n| format!("B{n:04}")).chain((0..900).map(|n| format!("A{n:04}"))).collect();
    let all = ids.len();
    // the gateway times out on more than 500 items of the crowded prefix "A"
    let t = served(linkless(ids, 1000, false, |p, max| p == "A" && max > 500, 1), LIMITS);
    let got = drain(Arc::clone(&t), ListEnterprises::default()).await;
    assert!(got.0 == all || got.1.is_some(), "{} of {all}, error {:?}", got.0, got.1);
}

#[tokio::test(start_paused = true)]
async fn unpolled_probes_block_other_calls() {
    let ids: Vec<String> =
        (0..3000).map(|n| format!("{}{n:04}", (b'A' + (n % 26) as u8) as char)).collect();
    let mut t = transport(linkless(ids, 1000, false, |_, _| false, 20), LIMITS);
    t.turnstile =
        Turnstile::new(flow::Ceiling { in_flight: 4, per_second: None }, Arc::new(SystemClock));
    let t = Arc::new(t);
    let mut list =
        RawClient { transport: t.clone() }.list_enterprises(ListEnterprises::default()).unwrap();
    list.next_raw_page().await.unwrap();
    list.next_raw_page().await.unwrap();
    let began = Instant::now();
    let r = get(&t).await.map(drop).map_err(|e| e.to_string());
    assert!(r.is_ok(), "a status read in the body of the loop: {:?} {r:?}", began.elapsed());
}
#[tokio::test(start_paused = true)]
async fn unpolled_probes_with_a_pace() {
    let ids: Vec<String> =
        (0..3000).map(|n| format!("{}{n:04}", (b'A' + (n % 26) as u8) as char)).collect();
    let mut t = transport(linkless(ids, 1000, false, |_, _| false, 20), LIMITS);
    t.limits.timeout = None;
    t.turnstile = Turnstile::new(
        flow::Ceiling { in_flight: 100, per_second: Some(10.0) },
        Arc::new(SystemClock),
    );
    let t = Arc::new(t);
    let mut list =
        RawClient { transport: t.clone() }.list_enterprises(ListEnterprises::default()).unwrap();
    list.next_raw_page().await.unwrap();
    list.next_raw_page().await.unwrap();
    let r = tokio::time::timeout(Duration::from_secs(86_400), get(&t)).await;
    assert!(r.is_ok(), "no answer after a day");
}

#[tokio::test(start_paused = true)]
async fn part_matching_service_is_taken_for_one_that_ignores_case() {
    let mut ids: Vec<String> = (0..1500).map(|n| format!("a+x{n:04}")).collect();
    ids.push("reseller1+Rtest".to_owned());
    ids.extend((0..200).map(|n| format!("r{n:03}")));
    let all = ids.len();
    let t = served(linkless(ids, 1000, true, |_, _| false, 1), LIMITS);
    let got = drain(Arc::clone(&t), ListEnterprises::default()).await;
    assert!(got.0 == all || got.1.is_some(), "{} of {all}, error {:?}", got.0, got.1);
}

#[tokio::test]
async fn slow_rate_panics() {
    for rate in [1e-19, 1e-300] {
        let t = Arc::new(Turnstile::new(
            flow::Ceiling { in_flight: 4, per_second: Some(rate) },
            Arc::new(SystemClock),
        ));
        let r = tokio::spawn(async move { t.pass(None).await.map(drop) }).await;
        assert!(r.is_ok(), "{rate}: {}", r.unwrap_err());
    }
}

#[tokio::test]
async fn error_body_bomb() {
    let rss = || {
        let s = std::fs::read_to_string("/proc/self/status").unwrap();
        s.lines().find(|l| l.starts_with("VmHWM")).unwrap().to_owned()
    };
    let before = rss();
    let body = format!("[{}0]", "0,".repeat(1 << 20));
    let t = served(
        fake(move |_| {
            let b = body.clone();
            Box::pin(async move { ok(400, &[], b) })
        }),
        LIMITS,
    );
    let e = get(&t).await.unwrap_err();
    println!("peak before {before} after {}", rss());
    let long = format!(r#"{{"message":"{}"}}"#, "x".repeat(1 << 20));
    let t = served(
        fake(move |_| {
            let b = long.clone();
            Box::pin(async move { ok(400, &[], b) })
        }),
        LIMITS,
    );
    let e2 = get(&t).await.unwrap_err();
    assert!(
        e2.to_string().len() < 20_000,
        "message of {} MiB; peak before {before} after {}; first {}",
        e2.to_string().len() >> 20,
        rss(),
        e.to_string().len()
    );
}

#[tokio::test(start_paused = true)]
async fn beta_after_filter() {
    let t = served(
        fake(|r| {
            Box::pin(async move {
                let after: Vec<String> = r
                    .url
                    .query_pairs()
                    .filter(|(k, _)| k == "after")
                    .map(|(_, v)| v.into_owned())
                    .collect();
                println!("{}", r.url);
                if after.iter().any(|a| a == "cursor2") {
                    ok(200, &[], r#"{"items":[{"id":"2"}]}"#)
                } else {
                    ok(
                        200,
                        &[(
                            "link",
                            "<https://webexapis.com/v1/broadworks/enterprises?max=1000&before&after=cursor2>; rel=\"next\"",
                        )],
                        r#"{"items":[{"id":"1"}]}"#,
                    )
                }
            })
        }),
        LIMITS,
    );
    let got =
        drain(Arc::clone(&t), ListEnterprises::default().extra_query("after", "1700000000000"))
            .await;
    assert_eq!(got, (2, None));
}

#[tokio::test(start_paused = true)]
async fn refused_same_token_asks_provider_n_times() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = with_source(
        fake(|_| {
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(10)).await;
                ok(401, &[], "{}")
            })
        }),
        TokenSource::provider(P(|_| Some(("same".into(), None)), n.clone())),
    );
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let t = t.clone();
            tokio::spawn(async move { drop(get(&t).await) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert!(n.load(Ordering::Relaxed) <= 2, "asked {} times by 8 calls", n.load(Ordering::Relaxed));
}

#[tokio::test(start_paused = true)]
async fn post_524_is_said_to_be_safe() {
    let t = served(fake(|_| Box::pin(async { ok(524, &[], "") })), LIMITS);
    let e = send(&t, Method::POST, Operation::TriggerDirectorySync).await.unwrap_err();
    assert!(!e.details().safe_to_retry, "accepted={:?}: {e}", e.details().accepted);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_decode_is_skipped() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = served(
        fake(move |_| {
            let k = n.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                if k == 0 {
                    ok(
                        200,
                        &[("link", "<?after=2>; rel=next")],
                        r#"{"items":[{"id":"1"},{"id":"x","broadworksDirectorySync":"odd"}]}"#,
                    )
                } else {
                    ok(200, &[], r#"{"items":[{"id":"2"}]}"#)
                }
            })
        }),
        LIMITS,
    );
    let mut list = RawClient { transport: Arc::clone(&t) }
        .list_enterprises(ListEnterprises::default())
        .unwrap();
    let e = list.next_page().await.unwrap_err();
    let again = list.next_page().await;
    assert!(again.is_err(), "first: {e}\nagain: {:?}", again.unwrap().map(|p| p.items.len()));
}

#[tokio::test(start_paused = true)]
async fn after_first_throttle_not_staggered() {
    let at = Arc::new(Mutex::new(Vec::new()));
    let (m, began) = (at.clone(), Instant::now());
    let t = Arc::new(transport(
        fake(move |_| {
            m.lock().unwrap().push(began.elapsed());
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                if began.elapsed() < Duration::from_secs(5) {
                    ok(429, &[("retry-after", "10")], "")
                } else {
                    ok(200, &[], "{}")
                }
            })
        }),
        LIMITS,
    ));
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let t = t.clone();
            tokio::spawn(async move { get(&t).await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let at = at.lock().unwrap();
    let same = at.iter().filter(|a| a.as_secs() >= 10).fold(
        std::collections::BTreeMap::new(),
        |mut m, a| {
            *m.entry(a.as_millis()).or_insert(0) += 1;
            m
        },
    );
    let together: usize = same.values().filter(|n| **n > 1).sum();
    assert!(together <= 24 && same.len() > 70, "sent at (ms): {same:?}");
}

#[tokio::test(start_paused = true)]
async fn get_enterprise_timeout_is_per_page() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = served(
        fake(move |_| {
            let k = n.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_secs(8)).await;
                let link: &'static str =
                    Box::leak(format!("<?after={k}>; rel=next").into_boxed_str());
                if k < 20 {
                    ok(200, &[("link", link)], r#"{"items":[{"id":"1","orgId":"o"}]}"#)
                } else {
                    ok(200, &[], r#"{"items":[]}"#)
                }
            })
        }),
        LIMITS,
    );
    let began = Instant::now();
    let c = RawClient { transport: Arc::clone(&t) };
    let r = c
        .get_enterprise(
            crate::find::EnterpriseKey::OrgId("o".into()),
            crate::client::CallOptions::default().timeout(Duration::from_secs(10)),
        )
        .await;
    assert!(
        began.elapsed().as_secs() <= 10,
        "timeout 10 s, took {:?}: {}",
        began.elapsed(),
        r.map(|_| ()).unwrap_err()
    );
}

#[tokio::test(start_paused = true)]
async fn throttled_then_timeout() {
    // one call holds the probe silently, the other waits behind it
    let n = Arc::new(AtomicUsize::new(0));
    let t = Arc::new(transport(
        fake(move |_| {
            let k = n.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                if k < 2 {
                    ok(429, &[("retry-after", "150")], r#"{"message":"slow down"}"#)
                } else {
                    std::future::pending().await
                }
            })
        }),
        LIMITS,
    ));
    let a = {
        let t = t.clone();
        tokio::spawn(async move { get(&t).await })
    };
    let b = {
        let t = t.clone();
        tokio::spawn(async move { get(&t).await })
    };
    let (a, b) = (a.await.unwrap().unwrap_err(), b.await.unwrap().unwrap_err());
    println!("{a}\n{b}");
    assert!(b.kind() == ErrorKind::RateLimit, "{a}\n{b}");
}

#[tokio::test(start_paused = true)]
async fn connect_timeout_message() {
    let t = served(
        fake(|_| {
            Box::pin(async {
                Err(Failure {
                    phase: Phase::BeforeWrite,
                    timed_out: true,
                    head: None,
                    source: "connect timeout".into(),
                })
            })
        }),
        LIMITS,
    );
    println!("{}", send(&t, Method::POST, Operation::TriggerDirectorySync).await.unwrap_err());
    let a = get(&served(
        fake(|_| Box::pin(async { ok(200, &[], r#"{"directorySyncStatus":"odd"}"#) })),
        LIMITS,
    ))
    .await
    .unwrap();
    let e = a.decode::<crate::DirectorySync>().unwrap_err();
    println!("{e}");
    assert!(e.details().enterprise_id.is_some() && e.details().safe_to_retry, "GET, decoded: {e}");
}

#[tokio::test(start_paused = true)]
async fn non_ascii_link_ends_the_list() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = served(
        fake(move |_| {
            let k = n.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                let mut h = HeaderMap::new();
                if k < 4 {
                    h.insert("link", HeaderValue::from_bytes(format!("<https://webexapis.com/v1/broadworks/enterprises?startsWith={}&after={k}>; rel=next", if k > 0 { "é" } else { "%C3%A9" }).as_bytes()).unwrap());
                }
                Ok(WireResponse {
                    status: StatusCode::OK,
                    headers: h,
                    body: format!(r#"{{"items":[{{"id":"{k}"}}]}}"#).into(),
                })
            })
        }),
        LIMITS,
    );
    assert_eq!(drain(Arc::clone(&t), ListEnterprises::default().starts_with("é")).await, (5, None));
}

#[tokio::test(start_paused = true)]
async fn probe_with_a_link() {
    // clamps to 500, links only on the filtered query
    let t = served(
        fake(move |r| {
            Box::pin(async move {
                let q: std::collections::HashMap<String, String> =
                    r.url.query_pairs().into_owned().collect();
                let p = q.get("startsWith").cloned().unwrap_or_default();
                let items = |range: std::ops::Range<usize>| {
                    range
                        .map(|n| format!(r#"{{"id":"A{n}","spEnterpriseId":"A{n:04}"}}"#))
                        .collect::<Vec<_>>()
                        .join(",")
                };
                if p.is_empty() && !q.contains_key("spEnterpriseId") {
                    return ok(200, &[], format!(r#"{{"items":[{}]}}"#, items(0..1000)));
                }
                if p != "A" {
                    return ok(200, &[], r#"{"items":[]}"#);
                }
                if q.contains_key("after") {
                    return ok(200, &[], format!(r#"{{"items":[{}]}}"#, items(990..1200)));
                }
                ok(
                    200,
                    &[("link", "<?after=1>; rel=next")],
                    format!(r#"{{"items":[{}]}}"#, items(0..990)),
                )
            })
        }),
        LIMITS,
    );
    let got = drain(Arc::clone(&t), ListEnterprises::default()).await;
    assert!(got.0 == 1200 || got.1.is_some(), "{got:?}");
}

#[tokio::test(start_paused = true)]
async fn busy_cluster_by_request() {
    let n = Arc::new(AtomicUsize::new(0));
    let m = n.clone();
    let t = served(
        fake(move |_| {
            m.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { ok(429, &[], r#"{"errors":[{"errorCode":600009}]}"#) })
        }),
        LIMITS,
    );
    let c = RawClient { transport: Arc::clone(&t) };
    let began = Instant::now();
    let e = c
        .request(
            Method::POST,
            "/broadworks/enterprises/E1/broadworksDirectorySync",
            &[],
            None,
            crate::client::CallOptions::default(),
        )
        .await
        .unwrap_err();
    assert!(
        n.load(Ordering::Relaxed) == 1,
        "{} POSTs in {:?}: {e}",
        n.load(Ordering::Relaxed),
        began.elapsed()
    );
}
#[tokio::test(start_paused = true)]
async fn delete_twice() {
    let n = Arc::new(AtomicUsize::new(0));
    let t = served(
        fake(move |_| {
            let k = n.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                if k == 0 {
                    Err(Failure {
                        phase: Phase::Written,
                        timed_out: false,
                        head: None,
                        source: "reset".into(),
                    })
                } else {
                    ok(404, &[], "")
                }
            })
        }),
        LIMITS,
    );
    let c = RawClient { transport: Arc::clone(&t) };
    let e = c
        .request(Method::DELETE, "/x/1", &[], None, crate::client::CallOptions::default())
        .await
        .unwrap_err();
    assert_eq!(e.kind(), ErrorKind::AmbiguousOutcome, "{e}");
}
/// The token file is rewritten in two steps by a sidecar.
#[tokio::test(start_paused = true)]
async fn token_file_truncated_for_a_moment() {
    use std::os::unix::fs::PermissionsExt;
    let path = std::env::temp_dir().join(format!("hostile-token-{}", std::process::id()));
    std::fs::write(&path, "one").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let t = with_source(
        fake(|_| Box::pin(async { ok(200, &[], "{}") })),
        TokenSource::file(&path).unwrap(),
    );
    get(&t).await.unwrap();
    std::thread::sleep(Duration::from_millis(20));
    std::fs::write(&path, "").unwrap();
    let e = get(&t).await;
    assert!(e.is_ok(), "{}", e.unwrap_err());
}
