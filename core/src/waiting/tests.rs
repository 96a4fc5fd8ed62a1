//! Waits against a scripted service, on tokio's paused clock.

use std::sync::Arc;
use std::time::Duration;

use webex_broadworks_transport::error::ErrorKind;
use webex_broadworks_transport::operation::Operation;

use crate::client::Client;
use crate::client::request::Request;
use crate::generated::models::{Subscriber, SubscriberStatus};
use crate::generated::resources::{SubscribersProvisionFields, SubscribersUpdateFields};
use crate::test_util::{Reply, Script, raw, script};
use crate::waiting::state_waiter::StateWaiter;

const PROVISIONING: &str = r#"{"id":"S1","status":"provisioning"}"#;
const PENDING: &str = r#"{"id":"S1","status":"pending_user_migration"}"#;
const PROVISIONED: &str = r#"{"id":"S1","status":"provisioned"}"#;

fn ok(body: &'static str) -> Reply {
    Reply::Status(200, &[], body)
}

fn wait(replies: Vec<Reply>) -> (StateWaiter<Subscriber>, Arc<Script>) {
    let script = Arc::new(Script { forever: Some(|| ok(PROVISIONING)), ..script(replies) });
    let client: Client = raw(Arc::clone(&script));
    (client.subscribers().wait("S1"), script)
}

fn pauses(script: &Script) -> Vec<u64> {
    let seen = script.seen.lock().unwrap();
    seen.windows(2).map(|pair| (pair[1].0 - pair[0].0).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn pauses_between_polls_grow() {
    let replies = vec![ok(PROVISIONING), ok(PROVISIONING), ok(PROVISIONING), ok(PROVISIONED)];
    let (wait, script) = wait(replies);
    assert_eq!(wait.await.unwrap().status, Some(SubscriberStatus::Provisioned));
    assert_eq!(pauses(&script), [2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn the_state_of_each_poll_is_reported_and_then_the_wait_is_over() {
    let (mut wait, _) = wait(vec![ok(PROVISIONING), ok(PROVISIONED)]);
    let mut statuses = Vec::new();
    while let Some(subscriber) = wait.next().await.unwrap() {
        statuses.push(subscriber.status);
    }
    let expected = [SubscriberStatus::Provisioning, SubscriberStatus::Provisioned];
    assert_eq!(statuses, expected.map(Some));
    assert!(wait.next_step().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn a_person_is_waited_for_only_if_asked() {
    let (person, _) = wait(vec![ok(PENDING)]);
    assert_eq!(person.await.unwrap().status, Some(SubscriberStatus::PendingUserMigration));
    let (person, _) = wait(vec![ok(PENDING), ok(PROVISIONED)]);
    let person = person.wait_for_person(true);
    assert_eq!(person.await.unwrap().status, Some(SubscriberStatus::Provisioned));
    let (person, _) = wait(vec![ok(PENDING)]);
    let person = person.wait_for_person(true).wait_for_person(false);
    assert_eq!(person.await.unwrap().status, Some(SubscriberStatus::PendingUserMigration));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_has_a_last_poll_and_the_error_shows_the_last_state() {
    let began = tokio::time::Instant::now();
    let (wait, script) = wait(vec![]);
    let error = wait.timeout(Duration::from_secs(10)).finish().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(10));
    assert_eq!(pauses(&script), [2, 3, 4]);
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    assert_eq!(error.operation(), Some(Operation::SubscribersWait));
    assert_eq!(error.details().last_status.as_ref().unwrap()["status"], "provisioning");
    assert!(error.to_string().contains("`subscribers.wait`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_outage_ends_the_wait_after_half_an_hour_but_not_before_it() {
    for outage in [20, 40] {
        let down = outage * 60;
        let began = tokio::time::Instant::now();
        let service = crate::test_util::service(move |number, _| async move {
            let is_down = number > 0 && began.elapsed() < Duration::from_secs(down);
            let (status, body) = match number {
                0 => (200, PROVISIONING),
                _ if is_down => (503, "{}"),
                _ => (200, PROVISIONED),
            };
            crate::test_util::response(status, &[], body)
        });
        let end = raw(service).subscribers().wait("S1").finish().await;
        if outage < 30 {
            assert_eq!(end.unwrap().status, Some(SubscriberStatus::Provisioned));
        } else {
            let error = end.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Server);
            assert!(error.details().last_status.is_some());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_fails_before_the_first_answer_ends_the_wait() {
    let script = Script { forever: Some(|| Reply::Status(503, &[], "{}")), ..Script::default() };
    let error = raw(script).subscribers().wait("S1").finish().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
}

const ACCEPTED: &str =
    r#"{"id":"S1","status":"updating","lastStatusChange":"2026-03-18T16:05:34Z"}"#;
const BEFORE: &str =
    r#"{"id":"S1","status":"provisioned","lastStatusChange":"2026-03-18T16:05:34Z"}"#;
const AFTER: &str =
    r#"{"id":"S1","status":"provisioned","lastStatusChange":"2026-03-19T08:00:00Z"}"#;

async fn update(replies: Vec<Reply>) -> (Subscriber, Vec<u64>) {
    let script = Arc::new(Script { forever: Some(|| ok(BEFORE)), ..script(replies) });
    let client: Client = raw(Arc::clone(&script));
    let fields = SubscribersUpdateFields::default().extension("1213");
    let end = client.subscribers().update("S1", fields).and_wait().await.unwrap();
    (end, pauses(&script))
}

#[tokio::test(start_paused = true)]
async fn a_state_from_before_the_change_does_not_end_the_wait_for_it() {
    let (end, pauses) = update(vec![ok(ACCEPTED), ok(BEFORE), ok(ACCEPTED), ok(AFTER)]).await;
    assert_eq!(end.last_status_change.unwrap().text(), "2026-03-19T08:00:00Z");
    assert_eq!(pauses, [2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_state_that_keeps_its_time_ends_the_wait_after_a_minute() {
    let (end, pauses) = update(vec![ok(ACCEPTED)]).await;
    assert_eq!(end.status, Some(SubscriberStatus::Provisioned));
    assert!((60..120).contains(&pauses.iter().sum::<u64>()), "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn one_time_limit_holds_for_the_request_and_the_wait() {
    let began = tokio::time::Instant::now();
    let client = raw(Script { forever: Some(|| ok(ACCEPTED)), ..Script::default() });
    let fields = SubscribersUpdateFields::default().extension("1213");
    let request = client.subscribers().update("S1", fields).timeout(Duration::from_secs(30));
    let error = request.and_wait().await.unwrap_err();
    assert_eq!(began.elapsed(), Duration::from_secs(30));
    assert_eq!(error.operation(), Some(Operation::SubscribersUpdate));
    assert!(error.may_have_been_executed() && error.is_safe_to_retry(), "{error}");
    assert!(error.to_string().contains("Webex accepted the request. To keep waiting, use `subscr"));
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_that_is_provisioned_too_late_is_not_to_be_provisioned_again() {
    let request = provisioning(Vec::new());
    let error = request.timeout(Duration::from_secs(30)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WaitTimeout);
    assert!(error.may_have_been_executed() && !error.is_safe_to_retry());
    assert!(error.to_string().contains("use `subscribers.wait`"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn without_times_the_wait_for_a_change_ends_once_webex_was_seen_at_work() {
    const UPDATING: &str = r#"{"id":"S1","status":"updating"}"#;
    let (end, pauses) = update(vec![ok(UPDATING), ok(PROVISIONED), ok(UPDATING), ok(AFTER)]).await;
    assert_eq!(end.status, Some(SubscriberStatus::Provisioned));
    assert_eq!(pauses.len(), 3, "{pauses:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_status_is_not_the_result_of_an_accepted_request() {
    for odd in [r#"{"id":"S1"}"#, r#"{"id":"S1","status":null}"#] {
        let end = provisioning(vec![ok(PROVISIONING), ok(odd), ok(PROVISIONED)]).await;
        assert_eq!(end.unwrap().status, Some(SubscriberStatus::Provisioned));
    }
}

fn provisioning(replies: Vec<Reply>) -> Request<Subscriber> {
    let script = Script { forever: Some(|| ok(PROVISIONING)), ..script(replies) };
    let fields = SubscribersProvisionFields::default()
        .provisioning_id("template")
        .user_id("jane@sp.example")
        .sp_enterprise_id("acme")
        .first_name("Jane")
        .last_name("Doe")
        .package("basic");
    raw(script).subscribers().provision(fields).and_wait()
}

#[tokio::test(start_paused = true)]
async fn a_new_subscriber_that_does_not_show_yet_is_waited_for() {
    let absent = || Reply::Status(404, &[], r#"{"message":"no such subscriber"}"#);
    let end = provisioning(vec![ok(PROVISIONING), absent(), ok(PROVISIONED)]).await;
    assert_eq!(end.unwrap().status, Some(SubscriberStatus::Provisioned));
}

#[tokio::test(start_paused = true)]
async fn an_accepted_subscriber_without_an_id_is_no_invalid_argument() {
    for id in ["", "../x"] {
        let body = format!(r#"{{"id":"{id}","userId":"jane","status":"provisioning"}}"#);
        let error = provisioning(vec![ok(body.leak())]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResponseDecode, "{error}");
        assert!(error.may_have_been_executed() && !error.is_safe_to_retry(), "{error}");
        assert_eq!(error.operation(), Some(Operation::SubscribersProvision));
    }
}

#[tokio::test(start_paused = true)]
async fn a_check_that_fails_says_what_was_accepted() {
    let refused = Reply::Status(403, &[], "{}");
    let error = provisioning(vec![ok(PROVISIONING), refused]).await.unwrap_err();
    let said = error.to_string();
    assert!(said.contains("Webex accepted `subscribers.provision`, and a check"), "{said}");
    assert!(!error.is_safe_to_retry() && error.may_have_been_executed());
}
