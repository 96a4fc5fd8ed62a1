//! Bulk runs whose baseline has less in it, or is old when the trigger could be sent.

use std::collections::VecDeque;
use std::sync::Mutex;

use super::fleet::read_all;
use super::*;
use crate::{Bulk, BulkItem, BulkItems, BulkOptions, OutcomeKind};
use webex_broadworks::test_util::{HttpRequest, response};

/// The outcome of a bulk run of one enterprise, whose requests are answered in this order. The last
/// status is repeated without a limit.
async fn outcome_of(statuses: Vec<&'static str>, triggers: Vec<Reply>) -> (OutcomeKind, String) {
    let statuses = Arc::new(Mutex::new(VecDeque::from(statuses)));
    let triggers = Arc::new(Mutex::new(triggers.into_iter()));
    let methods = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&methods);
    let service = webex_broadworks::test_util::service(move |_, request: HttpRequest| {
        let date = ("date", "Sat, 21 Nov 2026 01:00:00 GMT");
        if request.url.path().ends_with("/enterprises") {
            return std::future::ready(response(200, &[], r#"{"items":[{"id":"E1"}]}"#));
        }
        seen.lock().unwrap().push(request.method.to_string());
        let answer = if request.method == http::Method::POST {
            match triggers.lock().unwrap().next() {
                Some(Reply::Status(status, headers, body)) => response(status, headers, body),
                _ => response(202, &[date], ACCEPTED),
            }
        } else {
            let mut statuses = statuses.lock().unwrap();
            let is_last = statuses.len() == 1;
            let status = if is_last { statuses.front().copied() } else { statuses.pop_front() };
            response(200, &[date], status.unwrap())
        };
        std::future::ready(answer)
    });
    let client = raw(service);
    let items = BulkItems::new([BulkItem::new("E1")]);
    let mut run = Bulk::new(&client).directory_sync().run(items, BulkOptions::default()).unwrap();
    let (outcomes, error) = read_all(&mut run).await;
    assert!(error.is_none(), "{error:?}");
    let mut methods = methods.lock().unwrap().clone();
    methods.dedup();
    (outcomes[0].outcome, methods.join(" "))
}

#[tokio::test(start_paused = true)]
async fn a_status_with_less_in_it_before_the_trigger_makes_no_old_run_ours() {
    for before in [
        r#"{"enableDirSync":true}"#,
        "{}",
        r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE"}}"#,
        r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
            "lastSyncStartTime":"2026-11-20T01:00:00Z","lastSyncTrackingId":null}}"#,
        r#"{"enableDirSync":true,"directorySyncStatus":{"syncStatus":"COMPLETE",
            "lastSyncTrackingId":"NA_1"}}"#,
    ] {
        let statuses = vec![before, BEFORE, BEFORE, BEFORE, RUNNING, BEFORE, FAILED];
        let (outcome, _) = outcome_of(statuses, vec![]).await;
        assert_eq!(outcome, OutcomeKind::Failed, "{before}");
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_pause_that_was_asked_for_the_baseline_is_taken_again() {
    for status in [429, 503] {
        for headers in [&[("retry-after", "20")], &[("retry-after", "150")]] {
            let statuses = vec![BEFORE, SCHEDULED, SCHEDULED, FAILED];
            let refused = vec![Reply::Status(status, headers, "{}")];
            let (outcome, methods) = outcome_of(statuses, refused).await;
            assert_eq!(outcome, OutcomeKind::Failed, "{status} {headers:?}");
            assert_eq!(methods, "GET POST GET POST GET");
        }
    }
}
