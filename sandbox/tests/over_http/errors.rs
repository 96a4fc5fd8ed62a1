use serde_json::json;
use webex_broadworks_sandbox::ErrorForm;

use crate::client::{ENTERPRISES, Got, get, id_where, send, send_with, start, sync_path};

/// What a disabled enterprise answers to a trigger: an error with a code.
fn refused(form: ErrorForm) -> Got {
    let sandbox = start(|options| options.error_body = form);
    let path = sync_path(&id_where(&sandbox, |it| {
        it["broadworksDirectorySync"]["enableDirSync"] == false
    }));
    let auth = format!("Bearer {}", sandbox.token());
    let headers = [("Authorization", &*auth), ("TrackingID", "T")];
    let got = send_with(&sandbox, "POST", &path, r#"{"syncStatus": "SYNC_NOW"}"#, &headers);
    assert_eq!((got.status, got.header("cisco-spark-error-codes")), (409, Some("600011")));
    got
}

#[test]
fn every_form_of_error_body_has_its_shape() {
    let text = "Directory sync is not enabled for this enterprise.";
    let error = json!({"errorCode": 600_011, "description": text});
    for (form, expected) in [
        (ErrorForm::A, json!({"message": text, "errors": [error], "trackingId": "T"})),
        (
            ErrorForm::B,
            json!({"errorCode": 600_011, "message": text, "errors": [error], "trackingId": "T"}),
        ),
        (ErrorForm::C, json!({"errorCode": 600_011, "message": text})),
        (
            ErrorForm::D,
            json!({
                "message": text,
                "errors": [{"errorCode": 600_011, "description": text, "fieldName": "id"}],
                "trackingId": "T",
            }),
        ),
        (
            ErrorForm::E,
            json!({
                "error": [{"key": "409", "message": [
                    {"description": text, "code": "600011", "location": null},
                ]}],
                "trackingId": "T",
            }),
        ),
        (
            ErrorForm::F,
            json!({
                "error": "invalid_request", "error_description": text, "trackingID": "CLIENT_T",
            }),
        ),
        (ErrorForm::G, json!({"code": 409, "message": text, "trackingId": "T"})),
    ] {
        assert_eq!(refused(form).json(), expected, "{form:?}");
    }
    let page = refused(ErrorForm::H);
    assert_eq!(page.header("content-type"), Some("text/html"));
    assert!(page.body.starts_with(b"<html>"));
}

#[test]
fn a_missing_or_wrong_token_is_refused_in_the_words_of_the_service() {
    let sandbox = start(|_| {});
    let wrong: [&[(&str, &str)]; 3] =
        [&[], &[("Authorization", "Bearer wrong")], &[("Authorization", "Basic c2FuZGJveA==")]];
    for headers in wrong {
        let got = send_with(&sandbox, "GET", ENTERPRISES, "", headers);
        let text =
            "The request requires a valid access token set in the Authorization request header.";
        assert_eq!(got.status, 401);
        assert_eq!(got.json()["message"], text);
        assert_eq!(got.json()["errors"], json!([{"description": text}]));
        let tracking_id = got.json()["trackingId"].as_str().expect("a tracking id").to_owned();
        assert_eq!(got.header("trackingid"), Some(&*format!("{tracking_id}, {tracking_id}")));
    }
}

#[test]
fn unknown_enterprises_paths_and_methods_are_refused() {
    let sandbox = start(|_| {});
    let text = "The requested resource could not be found.";
    assert_eq!(get(&sandbox, &sync_path("Y2lz")).json()["message"], text);
    assert_eq!(get(&sandbox, "/people").status, 404);
    assert_eq!(send(&sandbox, "DELETE", ENTERPRISES, "").status, 405);
}

#[test]
fn a_padded_id_is_an_id_too() {
    let sandbox = start(|_| {});
    let id = id_where(&sandbox, |_| true);
    assert_eq!(get(&sandbox, &sync_path(&format!("{id}%3D"))).status, 200);
}

#[test]
fn the_rate_holds_in_real_time_whatever_the_clock_says() {
    let sandbox = start(|options| {
        options.rate_limit = Some(100.0);
        options.rate_burst = Some(1.0);
    });
    let refused = std::iter::repeat_with(|| get(&sandbox, ENTERPRISES))
        .take(1000)
        .find(|got| got.status == 429)
        .expect("a refusal");
    assert_eq!(refused.header("retry-after"), Some("1"));
    let admitted = std::iter::repeat_with(|| get(&sandbox, ENTERPRISES))
        .take(10_000)
        .find(|got| got.status == 200);
    assert!(admitted.is_some() && sandbox.throttled() > 0);
}

#[test]
fn too_many_requests_are_told_when_to_come_back() {
    let sandbox = start(|options| {
        options.rate_limit = Some(0.001);
        options.rate_burst = Some(2.0);
    });
    let statuses: Vec<_> = (0..3).map(|_| get(&sandbox, ENTERPRISES).status).collect();
    assert_eq!(statuses, [200, 200, 429]);
    let refused = get(&sandbox, ENTERPRISES);
    let seconds: u64 = refused.header("retry-after").expect("a time").parse().expect("a number");
    assert!((990..=1000).contains(&seconds), "{seconds}");
    assert_eq!(sandbox.throttled(), 2);
    assert!(sandbox.fault_counts().is_empty());
}
