//! Calls of a client against a scripted service.

use webex_broadworks_transport::options::Timeouts;

use crate::client::Client;
use crate::generated::models::DirectorySync;
use crate::tests::*;

#[tokio::test(start_paused = true)]
async fn a_trigger_given_up_by_a_gateway_in_between_is_not_called_safe_to_repeat() {
    let script = Arc::new(script(vec![Reply::Status(524, &[], "")]));
    let triggered = raw(script).directory_sync().trigger("E1").await;
    let error = triggered.unwrap_err();
    assert!(!error.details().safe_to_retry, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_trigger_whose_cluster_is_busy_is_sent_once_also_by_request() {
    let busy = Reply::Status(429, &[], r#"{"errors":[{"errorCode":600009}]}"#);
    let script = Arc::new(script(vec![busy]));
    let path = "/broadworks/enterprises/E1/broadworksDirectorySync";
    let client = raw(Arc::clone(&script));
    let sent = client.request(Method::POST, path, &[], None).await;
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::DirectorySyncBusy);
    assert_eq!(script.seen.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_finds_nothing_after_a_broken_one_is_ambiguous() {
    let replies = vec![Reply::Broken(FailurePhase::Written), Reply::Status(404, &[], "")];
    let client = raw(Arc::new(script(replies)));
    let sent = client.request(Method::DELETE, "/x/1", &[], None).await;
    let error = sent.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AmbiguousOutcome, "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_trigger_that_found_no_connection_in_time_did_not_reach_webex() {
    let unconnected = || Reply::Unconnected;
    let script = Arc::new(Script { forever: Some(unconnected), ..Script::default() });
    let triggered = raw(script).directory_sync().trigger("E1").await;
    let text = triggered.unwrap_err().to_string();
    assert!(text.contains("no connection could be made in time"), "{text}");
    assert!(text.contains("did not reach Webex after 4 attempts. You can retry safely"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_status_that_does_not_decode_names_its_enterprise_and_is_safe_to_ask_again() {
    let script = script(vec![Reply::Status(200, &[], r#"{"directorySyncStatus":"odd"}"#)]);
    let answer = status(&raw(Arc::new(script)).transport).await.unwrap();
    let error = answer.decode::<DirectorySync>().unwrap_err();
    assert_eq!(error.details().subject.as_ref().unwrap().id, "E1");
    assert!(error.details().safe_to_retry, "{error}");
    let text = error.to_string();
    assert!(text.contains("(enterprise E1)") && text.contains("You can retry safely"), "{text}");
    assert!(text.contains("does not match the documented types"), "{text}");
}

#[test]
fn the_last_token_that_a_builder_is_given_counts() {
    let builder = || Client::builder().base_url("http://127.0.0.1:1/v1").token("two words");
    assert!(builder().build().is_err());
    builder().token("a-good-token").build().unwrap();
    let source = TokenSource::literal("a-good-token").unwrap();
    builder().token_source(source).build().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_client_with_other_limits_shares_the_gate_and_the_end() {
    let service = service(|number, _| async move {
        let headers: &[_] = if number == 0 { &[("retry-after", "60")] } else { &[] };
        response(if number == 0 { 429 } else { 200 }, headers, "{}")
    });
    let client = Client::from_transport(transport(Arc::clone(&service), LIMITS));
    let limits = Timeouts::default().timeout(Duration::from_secs(30));
    let hasty = client.with_options(limits).unwrap();
    let status = |client: &Client| {
        let client = client.clone();
        async move { client.directory_sync().get_status("acme").await }
    };

    let patient = tokio::spawn(status(&client));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let error = status(&hasty).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimit, "the gate closed for both");
    assert!(patient.await.unwrap().is_ok(), "whose own limits are as they were");

    hasty.close();
    assert_eq!(status(&client).await.unwrap_err().kind(), ErrorKind::ClientClosed);
}

#[tokio::test(start_paused = true)]
async fn limits_of_nothing_are_refused() {
    let client =
        Client::from_transport(transport(service(|_, _| async { unreachable!() }), LIMITS));
    for limits in [
        Timeouts::default().timeout(Duration::ZERO),
        Timeouts::default().attempt_timeout(Duration::ZERO),
    ] {
        let error = client.with_options(limits).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_that_keeps_timing_out_is_asked_for_less() {
    let base = BaseUrl::parse("https://webexapis.com/v1").unwrap();
    let options = ListOptions::default().page_size(Some(400));
    let list = ListPageRequest::new(&base, Operation::EnterprisesList, &options).unwrap();
    let slow = || Reply::Status(504, &[], "");
    let replies = vec![slow(), slow(), slow(), Reply::Status(200, &[], r#"{"items":[]}"#)];
    let script = Arc::new(script(replies));
    let call = Call {
        operation: Operation::EnterprisesList,
        method: Method::GET,
        target: Target::Page(Box::new(list)),
        body: None,
        shape: ExpectedBody::Items,
        subject: None,
        options: CallOptions::default(),
    };
    let answer = simulated(Arc::clone(&script)).execute(call).await.unwrap();
    let seen = script.seen.lock().unwrap();
    let asked: Vec<&str> =
        seen.iter().map(|(_, request, _)| request.url.query().unwrap()).collect();
    assert_eq!(asked, ["max=400", "max=400", "max=200", "max=100"]);
    assert_eq!(answer.max, Some(100));
}
