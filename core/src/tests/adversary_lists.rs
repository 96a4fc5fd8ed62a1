//! Lists of a service that truncates, times out, or links oddly. The client always reports missing
//! items, and a list that its caller stops reading doesn't block other calls.

use std::collections::{HashMap, HashSet};

use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::lookup::find::FindEnterprises;
use crate::lookup::get::EnterpriseKey;
use crate::tests::*;

/// A page of these enterprises, with a link to the next where there is one.
fn page<'a>(ids: impl IntoIterator<Item = &'a String>, next: Option<&str>) -> HttpResponse {
    let item = |id| format!(r#"{{"id":"id-{id}","spEnterpriseId":"{id}","orgId":"org-{id}"}}"#);
    let items: Vec<String> = ids.into_iter().map(item).collect();
    let mut page = response(200, &[], format!(r#"{{"items":[{}]}}"#, items.join(",")));
    if let Some(next) = next {
        let link = HeaderValue::from_bytes(format!("<{next}>; rel=next").as_bytes());
        page.headers.insert("link", link.unwrap());
    }
    page
}

/// So many identifiers: the prefix, and a number of four digits.
fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{prefix}{n:04}")).collect()
}

/// How a service without links answers.
struct Linkless {
    ids: Vec<String>,
    /// Whether a filter is compared with each part of an identifier, not with its start alone.
    matches_parts: bool,
    /// Whether the service times out on this number of items with this prefix.
    times_out: fn(&str, usize) -> bool,
}

impl Linkless {
    fn new(ids: Vec<String>) -> Self {
        Self { ids, matches_parts: false, times_out: |_, _| false }
    }

    fn matches(&self, id: &str, prefix: &str) -> bool {
        id.starts_with(prefix)
            || (self.matches_parts && id.split('+').any(|part| part.starts_with(prefix)))
    }

    fn answer(&self, request: &HttpRequest) -> HttpResponse {
        if !request.url.path().ends_with("/enterprises") {
            return response(200, &[], "{}");
        }
        let query: HashMap<_, _> = request.url.query_pairs().collect();
        let max = query["max"].parse().unwrap();
        let prefix = query.get("startsWith").map_or("", |prefix| prefix);
        if (self.times_out)(prefix, max) {
            return response(504, &[], "");
        }
        let wanted = |id: &&String| match query.get("spEnterpriseId") {
            Some(exact) => *id == exact,
            None => self.matches(id, prefix),
        };
        page(self.ids.iter().filter(wanted).take(max), None)
    }

    fn serve(self) -> Arc<Service> {
        let linkless = Arc::new(self);
        service(move |_, request| {
            let linkless = Arc::clone(&linkless);
            async move {
                tokio::time::sleep(Duration::from_millis(20)).await;
                linkless.answer(&request)
            }
        })
    }
}

/// How many different items a list yields, and the error that it ends with.
async fn drain(client: &Client, options: ListEnterprises) -> (usize, Option<Error>) {
    let mut list = client.enterprises().list(options).unwrap();
    let mut seen = HashSet::new();
    loop {
        match list.next_raw_page().await {
            Ok(Some(page)) => {
                seen.extend(page.items().map(str::to_owned));
            }
            Ok(None) => return (seen.len(), None),
            Err(error) => return (seen.len(), Some(error)),
        }
    }
}

/// Asserts that a list is whole, or says that it may not be.
async fn assert_not_cut_in_silence(service: Arc<Service>, all: usize) {
    let (items, error) = drain(&raw(service), ListEnterprises::default()).await;
    assert!(items == all || error.is_some(), "{items} of {all}");
}

#[tokio::test(start_paused = true)]
async fn a_prefix_asked_for_less_after_a_timeout_is_not_cut_in_silence() {
    let ids = [numbered("B", 1_000), numbered("A", 900)].concat();
    let all = ids.len();
    let times_out = |prefix: &str, max| prefix == "A" && max > 500;
    let service = Linkless { times_out, ..Linkless::new(ids) };
    assert_not_cut_in_silence(service.serve(), all).await;
}

/// Asserts that 50 of 500 are not taken for all, if prefixes are answered so, nor asked for too often.
async fn assert_no_silent_clamp(filter: fn(&str, &str) -> bool, most_requests: usize) {
    // In no order, and with few letters: each prefix of the page has many.
    let ids: Vec<String> = (0..500).map(|n| format!("R+{:05}", n * 7_919 % 50_021)).collect();
    let all = ids.len();
    let service = service(move |_, request| {
        let query: HashMap<_, _> = request.url.query_pairs().collect();
        let max = query["max"].parse::<usize>().unwrap().min(50);
        let has_prefix = |id: &&String| query.get("startsWith").is_none_or(|it| filter(id, it));
        let exact = |id: &&String| query.get("spEnterpriseId").is_none_or(|it| *id == it);
        let page = page(ids.iter().filter(has_prefix).filter(exact).take(max), None);
        async move { page }
    });
    assert_not_cut_in_silence(Arc::clone(&service), all).await;
    let requests = service.arrivals().len();
    assert!(requests <= most_requests, "{requests}");
}

#[tokio::test(start_paused = true)]
async fn a_clamped_list_whose_prefixes_are_ignored_is_not_cut_in_silence() {
    assert_no_silent_clamp(|_, _| true, 20).await;
}

#[tokio::test(start_paused = true)]
async fn a_clamped_list_whose_prefixes_mean_the_part_behind_the_plus_is_not_cut_in_silence() {
    assert_no_silent_clamp(|id, prefix| id.split('+').nth(1).unwrap().starts_with(prefix), 2_000)
        .await;
}

#[tokio::test(start_paused = true)]
async fn a_service_that_matches_parts_is_not_taken_for_one_that_ignores_case() {
    let odd = vec!["reseller1+Rtest".to_owned()];
    let ids = [numbered("a+x", 1_500), odd, numbered("r", 200)].concat();
    let all = ids.len();
    let service = Linkless { matches_parts: true, ..Linkless::new(ids) };
    assert_not_cut_in_silence(service.serve(), all).await;
}

#[tokio::test(start_paused = true)]
async fn links_that_only_a_filter_brings_are_followed_to_their_end() {
    let ids = numbered("A", 1_200);
    let service = service(move |_, request| {
        let query: HashMap<_, _> = request.url.query_pairs().collect();
        let page = match query.get("startsWith").map(|prefix| &**prefix) {
            Some("A") if query.contains_key("after") => page(&ids[990..], None),
            Some("A") => page(&ids[..990], Some("?after=1")),
            None if !query.contains_key("spEnterpriseId") => page(&ids[..1_000], None),
            _ => page([], None),
        };
        std::future::ready(page)
    });
    assert_not_cut_in_silence(service, 1_200).await;
}

/// Reads a status in the body of a loop over a list, when further pages are already being asked for.
async fn status_between_pages(ceiling: ConcurrencyLimits, limits: Limits) -> Result<RawResponse> {
    let letters = ('A'..='Z').cycle();
    let ids = letters.zip(0..3_000).map(|(letter, n)| format!("{letter}{n:04}")).collect();
    let token = TokenSource::literal("canary-token").unwrap();
    let service = Linkless::new(ids).serve();
    let transport = Arc::new(transport_with(service, limits, token, ceiling));
    let client = Client { transport: Arc::clone(&transport) };
    let mut list = client.enterprises().list(ListEnterprises::default()).unwrap();
    list.next_raw_page().await.unwrap();
    list.next_raw_page().await.unwrap();
    status(&transport).await
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_not_read_on_holds_no_place_in_flight() {
    let ceiling = ConcurrencyLimits { in_flight: 4, per_second: None };
    status_between_pages(ceiling, LIMITS).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_list_that_is_not_read_on_stops_no_one_at_a_set_pace() {
    let ceiling = ConcurrencyLimits { in_flight: 100, per_second: Some(10.0) };
    let patient = Limits { timeout: None, ..LIMITS };
    let day = Duration::from_secs(86_400);
    let status = tokio::time::timeout(day, status_between_pages(ceiling, patient)).await;
    status.expect("an answer within a day").unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_is_named_like_the_cursor_gives_way_to_it() {
    const NEXT: &str = "<https://webexapis.com/v1/broadworks/enterprises?max=1000&before&\
                        after=cursor2>; rel=\"next\"";
    let script = Arc::new(script(vec![
        Reply::Status(200, &[("link", NEXT)], r#"{"items":[{"id":"1"}]}"#),
        Reply::Status(200, &[], r#"{"items":[{"id":"2"}]}"#),
    ]));
    let options = ListEnterprises::default().extra_query("after", "1700000000000");
    let (items, error) = drain(&raw(Arc::clone(&script)), options).await;
    assert!(items == 2 && error.is_none(), "{items}, {error:?}");
    let seen = script.seen.lock().unwrap();
    let asked: Vec<&str> =
        seen.iter().map(|(_, request, _)| request.url.query().unwrap()).collect();
    assert_eq!(asked, ["max=1000&after=1700000000000", "max=1000&before&after=cursor2"]);
}

#[tokio::test(start_paused = true)]
async fn a_link_that_is_not_ascii_is_followed() {
    let service = service(|number, _| {
        let filter = if number == 0 { "%C3%A9" } else { "é" };
        let base = "https://webexapis.com/v1/broadworks/enterprises";
        let next = format!("{base}?startsWith={filter}&after={number}");
        let next = (number < 4).then_some(next.as_str());
        std::future::ready(page([&number.to_string()], next))
    });
    let options = ListEnterprises::default().starts_with("é");
    let (items, error) = drain(&raw(service), options).await;
    assert!(items == 5 && error.is_none(), "{items}, {error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_does_not_decode_is_not_skipped_by_asking_again() {
    let odd = r#"{"items":[{"id":"1"},{"id":"x","broadworksDirectorySync":"odd"}]}"#;
    let script = script(vec![
        Reply::Status(200, &[("link", "<?after=2>; rel=next")], odd),
        Reply::Status(200, &[], r#"{"items":[{"id":"2"}]}"#),
    ]);
    let mut list = raw(Arc::new(script)).enterprises().list(ListEnterprises::default()).unwrap();
    assert_eq!(list.next_page().await.unwrap_err().kind(), ErrorKind::ResponseDecode);
    list.next_page().await.unwrap_err();
}

/// A service that takes eight seconds for each of many pages.
fn slow() -> Arc<Service> {
    service(|number, _| async move {
        tokio::time::sleep(Duration::from_secs(8)).await;
        let next = format!("?after={number}");
        page([&"A".to_owned()], (number < 20).then_some(next.as_str()))
    })
}

#[tokio::test(start_paused = true)]
async fn looking_for_an_enterprise_has_one_deadline_for_all_pages() {
    let ten_seconds = Duration::from_secs(10);
    let options = CallOptions::default().timeout(ten_seconds);
    let began = Instant::now();
    let error = raw(slow())
        .enterprises()
        .get(EnterpriseKey::OrgId("org-A".to_owned()))
        .options(options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(began.elapsed() <= ten_seconds, "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn looking_for_many_has_one_deadline_for_all_pages_and_for_all_single_requests() {
    let ten_seconds = Duration::from_secs(10);
    // Twenty are asked for one by one, more by reading the whole list.
    for names in [numbered("B", 20), numbered("B", 21)] {
        let client = raw(slow());
        let options = FindEnterprises::default().timeout(ten_seconds);
        let began = Instant::now();
        let error = client.enterprises().find(&names, options).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Timeout);
        assert!(began.elapsed() <= ten_seconds, "{:?}", began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn the_cursors_of_earlier_pages_are_not_kept() {
    let cursor = |number: usize| format!("{}-{number}-", "c".repeat(1_000));
    let service = service(move |number, _| {
        let next = format!("?after={}", cursor(number));
        std::future::ready(page(&[format!("R+{number}")], Some(&next)))
    });
    let mut list = raw(service).enterprises().list(ListEnterprises::default()).unwrap();
    for _ in 0..50 {
        list.next_raw_page().await.unwrap().unwrap();
    }
    let kept = format!("{list:?}");
    let cursors = (0..50).filter(|number| kept.contains(&cursor(*number))).count();
    assert!((1..5).contains(&cursors), "{cursors}");
}

/// What a list comes to whose second page is this.
async fn second_page(status: u16, body: &'static str) -> (usize, Option<Error>) {
    let service = service(move |number, _| {
        let first = page(&numbered("A", 3), Some("/v1/broadworks/enterprises?cursor=2"));
        std::future::ready(if number == 0 { first } else { response(status, &[], body) })
    });
    drain(&raw(service), ListEnterprises::default()).await
}

#[tokio::test(start_paused = true)]
async fn a_page_that_reports_an_error_is_not_the_end_of_a_list() {
    for body in [
        r#"{"items":[],"errors":[{"errorCode":4251,"description":"try later"}]}"#,
        r#"{"items":[],"errorCode":4251,"message":"try later"}"#,
        r#"{"errorCode":4251,"message":"try later"}"#,
        r#"{"message":"try later"}"#,
        r#"{"items":[],"message":"try later","status":503}"#,
    ] {
        let (items, error) = second_page(200, body).await;
        let error = error.unwrap();
        assert_eq!((items, error.kind()), (3, ErrorKind::ResponseDecode), "{body}");
        assert!(error.to_string().contains("Webex says: \"try later\""), "{error}");
    }
    let (items, error) =
        second_page(200, r#"{"items":[{"id":"B"}],"errors":[{"description":"try later"}]}"#).await;
    assert_eq!((items, error.unwrap().kind()), (4, ErrorKind::IncompleteList));
    let (items, error) = second_page(200, r#"{"items":[],"errors":[],"message":""}"#).await;
    assert_eq!((items, error.map(|error| error.kind())), (3, None));
    let (items, error) = second_page(206, r#"{"items":[{"id":"B"}]}"#).await;
    assert_eq!((items, error.unwrap().kind()), (4, ErrorKind::IncompleteList));
}

#[tokio::test(start_paused = true)]
async fn a_list_with_an_error_in_a_later_answer_may_be_short() {
    // The answer to the question whether it was cut; one of those that complete it.
    for (count, error_at) in [(400, 1), (1_500, 2)] {
        let ids = numbered("A", count);
        let service = service(move |number, request| {
            let query: HashMap<_, _> = request.url.query_pairs().collect();
            let prefix = query.get("startsWith").map_or("", |prefix| prefix);
            let max = query["max"].parse().unwrap();
            let mut answer = page(ids.iter().filter(|id| id.starts_with(prefix)).take(max), None);
            let text = String::from_utf8(answer.body.to_vec()).unwrap();
            if number >= error_at && text.contains("id-") {
                answer.body = text.replacen('{', r#"{"errors":["try later"],"#, 1).into();
            }
            std::future::ready(answer)
        });
        let (items, error) = drain(&raw(service), ListEnterprises::default()).await;
        assert_eq!((items, error.unwrap().kind()), (count, ErrorKind::IncompleteList));
    }
}
