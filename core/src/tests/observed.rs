//! The events that observers get: of attempts, of refreshes, and none if no observer listens.

use webex_broadworks_transport::events::{Event, ListStep, Observer, Observers};
use webex_broadworks_transport::http::tracking_id::tracking_id_of;
use webex_broadworks_transport::options::CallOptions;

use crate::client::Client;
use crate::lookup::get::EnterpriseKey;
use crate::tests::*;

const STATUS: &str = "directory_sync.get_status";
const REFRESH: &str = "access_token.refresh";

/// Records the events that it gets.
#[derive(Clone, Debug, Default)]
struct Recorder(Arc<Mutex<Vec<(&'static str, Event)>>>);

impl Recorder {
    fn note(&self, what: &'static str, event: &Event) {
        self.0.lock().unwrap().push((what, event.clone()));
    }

    fn events(&self) -> Vec<(&'static str, Event)> {
        self.0.lock().unwrap().clone()
    }

    /// What happened, to which operation, at which attempt, with which status.
    fn reported(&self) -> Vec<(&'static str, &'static str, u32, Option<u16>)> {
        let short =
            |(what, event): (_, Event)| (what, event.operation, event.attempt, event.status);
        self.events().into_iter().map(short).collect()
    }
}

impl Observer for Recorder {
    fn on_request(&self, event: &Event) {
        self.note("request", event);
    }

    fn on_response(&self, event: &Event) {
        self.note("response", event);
    }

    fn on_retry(&self, event: &Event) {
        self.note("retry", event);
    }

    fn on_list_step(&self, step: ListStep, event: &Event) {
        self.note(step.name(), event);
    }
}

fn observed(mut transport: Arc<Transport>, observer: impl Observer) -> Arc<Transport> {
    let inside = Arc::get_mut(&mut transport).expect("the only reference");
    let http = Arc::make_mut(&mut inside.http);
    http.observers = Observers(vec![Arc::new(observer)]);
    http.partner = Some("East".to_owned());
    transport
}

fn script(replies: impl IntoIterator<Item = Reply>) -> Arc<Script> {
    Arc::new(Script { replies: Mutex::new(replies.into_iter().collect()), ..Script::default() })
}

fn granted() -> Reply {
    let grant = r#"{"access_token":"ACCESS","refresh_token":"REFRESH","expires_in":1209600}"#;
    Reply::Status(200, &[], grant)
}

#[tokio::test(start_paused = true)]
async fn a_refresh_is_told_of_as_a_call_is() {
    let script = script([Reply::Status(503, &[], ""), granted(), Reply::Status(200, &[], "{}")]);
    let recorder = Recorder::default();
    let transport = client(&script, oauth("refresh-0", Memory::default()));
    status(&observed(transport, recorder.clone())).await.unwrap();
    assert_eq!(
        recorder.reported(),
        [
            ("request", REFRESH, 1, None),
            ("response", REFRESH, 1, Some(503)),
            ("retry", REFRESH, 1, Some(503)),
            ("request", REFRESH, 2, None),
            ("response", REFRESH, 2, Some(200)),
            ("request", STATUS, 1, None),
            ("response", STATUS, 1, Some(200)),
        ]
    );
    let events = recorder.events();
    let seen = script.seen.lock().unwrap();
    let sent: Vec<&HeaderValue> = seen.iter().map(|(_, it, _)| &it.headers["trackingid"]).collect();
    assert_eq!(sent[0], sent[1]);
    assert_ne!(sent[0], sent[2]);
    for (what, event) in &events[..5] {
        assert_eq!((event.method.as_str(), event.route), ("POST", "/access_token"));
        assert_eq!((&event.subject_id, event.partner.as_deref()), (&None, Some("East")));
        assert_eq!(event.tracking_id, sent[0].to_str().unwrap());
        assert_eq!(event.error, (event.status == Some(503)).then_some("SERVER"));
        assert_eq!(event.duration.is_some(), *what != "request");
    }
    let shown = format!("{events:?}");
    assert!(["ACCESS", "REFRESH", "refresh-0", "secret"].iter().all(|it| !shown.contains(it)));
}

#[tokio::test(start_paused = true)]
async fn a_refresh_that_fails_while_the_token_is_good_is_told_as_one_that_comes_later() {
    let service = OAuthService::new();
    service.state().fails = Some(503);
    let recorder = Recorder::default();
    let store = Memory::with("old", "refresh-0", -1, 3600);
    let transport = observed(client(&service, oauth("refresh-0", store)), recorder.clone());
    status(&transport).await.unwrap();
    let reported = recorder.reported();
    let place = reported.iter().rposition(|it| it.1 == REFRESH).unwrap();
    assert_eq!(reported[place], ("retry", REFRESH, 3, Some(503)));
    let (_, last) = &recorder.events()[place];
    assert_eq!((last.error, last.duration), (Some("SERVER"), Some(60.0)));
}

#[tokio::test(start_paused = true)]
async fn finding_an_enterprise_is_told_under_its_own_name() {
    let script = script([Reply::Status(200, &[], r#"{"items":[]}"#)]);
    let recorder = Recorder::default();
    let transport = client(&script, TokenSource::literal("x").unwrap());
    let raw = Client { transport: observed(transport, recorder.clone()) };
    let key = EnterpriseKey::SpEnterpriseId("a+b".to_owned());
    raw.enterprises().get(key).await.unwrap_err();
    let operations: Vec<_> = recorder.reported().into_iter().map(|it| it.1).collect();
    assert_eq!(operations, ["enterprises.get"; 2]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_was_named_is_sent_and_told_of_under_that_name() {
    let script = script([Reply::Status(503, &[], ""), Reply::Status(200, &[], "{}")]);
    let recorder = Recorder::default();
    let transport = client(&script, TokenSource::literal("x").unwrap());
    let raw = Client { transport: observed(transport, recorder.clone()) };
    let name = uuid::Uuid::new_v4();
    let options = CallOptions::default().with_tracking_id(name);
    raw.directory_sync().get_status("E1").options(options).await.unwrap();
    let expected = tracking_id_of(name);
    let seen = script.seen.lock().unwrap();
    assert!(seen.iter().all(|(_, it, _)| it.headers["trackingid"] == expected.as_str()));
    assert!(recorder.events().iter().all(|(_, event)| event.tracking_id == expected));
    assert_eq!((seen.len(), recorder.events().len()), (2, 5));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_whose_call_is_dropped_ends_for_observers_too() {
    let script = script([Reply::Silent]);
    let recorder = Recorder::default();
    let transport = observed(client(&script, TokenSource::literal("x").unwrap()), recorder.clone());
    let call = tokio::time::timeout(Duration::from_secs(1), status(&transport));
    assert!(call.await.is_err());
    // The task of the call must be dropped, too.
    tokio::task::yield_now().await;
    let [(request, _), (response, event)] = &recorder.events()[..] else {
        panic!("{:?}", recorder.reported())
    };
    assert_eq!((*request, *response), ("request", "response"));
    assert_eq!((event.status, event.error, event.attempt), (None, Some("CANCELED"), 1));
    assert_eq!(event.duration, Some(1.0));
}

/// Panics on every event.
#[derive(Debug)]
struct Panicking;

impl Observer for Panicking {
    fn on_request(&self, _: &Event) {
        panic!("a request");
    }

    fn on_response(&self, _: &Event) {
        panic!("a response");
    }

    fn on_retry(&self, _: &Event) {
        panic!("a retry");
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_panics_ends_neither_the_call_nor_the_others() {
    let script = script([Reply::Status(503, &[], ""), Reply::Status(200, &[], "{}")]);
    let recorder = Recorder::default();
    let mut transport = client(&script, TokenSource::literal("x").unwrap());
    let inside = Arc::get_mut(&mut transport).expect("the only one");
    Arc::make_mut(&mut inside.http).observers =
        Observers(vec![Arc::new(Panicking), Arc::new(recorder.clone())]);
    status(&transport).await.unwrap();
    assert_eq!(recorder.reported().len(), 5);
}

/// Counts the tasks of the runtime whenever something is sent.
#[derive(Debug, Default)]
struct Tasks(Mutex<Vec<usize>>);

impl HttpBackend for Tasks {
    fn execute(
        &self,
        request: HttpRequest,
        _: Duration,
    ) -> BoxFuture<'_, Result<HttpResponse, SendError>> {
        let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        self.0.lock().unwrap().push(tasks);
        let is_on = request.method == "PUT";
        let body = format!(r#"{{"enableDirSync":{is_on}}}"#);
        Box::pin(async { Ok(response(200, &[], body)) })
    }
}

#[tokio::test(start_paused = true)]
async fn both_requests_of_ensure_are_made_in_place_where_the_caller_says_so() {
    let tasks = Arc::<Tasks>::default();
    let transport = Arc::new(transport(Arc::clone(&tasks), LIMITS));
    let raw = Client { transport };
    for (options, expected) in
        [(CallOptions::default(), [1, 1]), (CallOptions::default().without_task(), [0, 0])]
    {
        raw.directory_sync().ensure("E1", true).options(options).await.unwrap();
        assert_eq!(std::mem::take(&mut *tasks.0.lock().unwrap()), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_reports_what_it_does_to_be_complete() {
    let item = |id: usize| format!(r#"{{"id":"{id}","spEnterpriseId":"R+{id:02}"}}"#);
    let service = service(move |_, request| {
        let query: std::collections::HashMap<_, _> = request.url.query_pairs().collect();
        let prefix = query.get("startsWith").map_or("", |prefix| prefix);
        // No identifier is the beginning of another.
        let exact = query.contains_key("spEnterpriseId");
        let items = (0..6).filter(|id| !exact && format!("R+{id:02}").starts_with(prefix));
        let items: Vec<String> = items.take(5).map(item).collect();
        std::future::ready(response(200, &[], format!(r#"{{"items":[{}]}}"#, items.join(","))))
    });
    let recorder = Recorder::default();
    let raw =
        Client { transport: observed(Arc::new(transport(service, LIMITS)), recorder.clone()) };
    let mut list = raw.enterprises().list(ListEnterprises::default()).unwrap();
    while list.next_raw_page().await.unwrap().is_some() {}
    let events = recorder.events();
    let steps: Vec<_> = events.iter().filter(|(what, _)| what.starts_with("list")).collect();
    let reported: Vec<_> = steps.iter().map(|(what, event)| (*what, event.operation)).collect();
    assert_eq!(
        reported,
        [("list check", "enterprises.list"), ("list completion", "enterprises.list")]
    );
    assert_eq!(steps[0].1.tracking_id, events[0].1.tracking_id);
}

#[tokio::test(start_paused = true)]
async fn a_list_check_that_is_dropped_is_sent_and_reported_once() {
    let service = service(|number, request| async move {
        if number == 1 {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        let query: std::collections::HashMap<_, _> = request.url.query_pairs().collect();
        let prefix = query.get("startsWith").map_or("", |prefix| prefix);
        let item = |id| format!(r#"{{"id":"E{id}","spEnterpriseId":"R+{id:02}"}}"#);
        let items = (0..6).filter(|id| format!("R+{id:02}").starts_with(prefix));
        let items: Vec<String> = items.map(item).collect();
        response(200, &[], format!(r#"{{"items":[{}]}}"#, items.join(",")))
    });
    let recorder = Recorder::default();
    let transport = Arc::new(transport(Arc::clone(&service), LIMITS));
    let raw = Client { transport: observed(transport, recorder.clone()) };
    let mut list = raw.enterprises().list(ListEnterprises::default()).unwrap();
    list.next_raw_page().await.unwrap().unwrap();
    let soon = Duration::from_millis(100);
    tokio::time::timeout(soon, list.next_raw_page()).await.expect_err("it takes a second");
    assert!(list.next_raw_page().await.unwrap().is_none());
    // No identifier has the first prefix, so another is asked for.
    assert_eq!(service.arrivals().len(), 3);
    let checks = recorder.events().into_iter().filter(|(what, _)| *what == "list check").count();
    assert_eq!(checks, 1);
}

/// Does not want to know.
#[derive(Debug)]
struct Deaf;

impl Observer for Deaf {
    fn is_listening(&self) -> bool {
        false
    }

    fn on_request(&self, _: &Event) {
        panic!("it was reported");
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_does_not_listen_is_told_nothing() {
    let script = script([Reply::Status(200, &[], "{}")]);
    let transport = client(&script, TokenSource::literal("x").unwrap());
    status(&observed(transport, Deaf)).await.unwrap();
}
