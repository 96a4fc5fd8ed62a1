use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks_sandbox::{ErrorForm, OAuthOptions, Sandbox};

use crate::client::{ENTERPRISES, Got, bearer, get, send, send_with, start};

const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const RIGHT: &str = "grant_type=refresh_token&client_id=sandbox-client-id\
    &client_secret=sandbox-client-secret&refresh_token=sandbox-refresh-token";

fn start_oauth(change: impl FnOnce(&mut OAuthOptions)) -> Sandbox {
    let mut oauth = OAuthOptions::default();
    change(&mut oauth);
    start(|options| options.oauth = Some(oauth))
}

fn refresh(sandbox: &Sandbox, form: &str) -> Got {
    send_with(sandbox, "POST", "/access_token", form, &[FORM])
}

fn text(got: &Value, key: &str) -> String {
    got[key].as_str().expect("text").to_owned()
}

fn status_with(sandbox: &Sandbox, token: &str) -> u16 {
    let headers = [("Authorization", &*bearer(token))];
    send_with(sandbox, "GET", ENTERPRISES, "", &headers).status
}

#[test]
fn a_refresh_brings_a_token_that_works_until_it_expires() {
    let sandbox = start_oauth(|oauth| oauth.expires_in = 3600.0);
    let got = refresh(&sandbox, RIGHT).json();
    let token = text(&got, "access_token");
    assert_eq!((&got["expires_in"], &got["token_type"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(got["refresh_token"], "sandbox-refresh-token");
    assert_eq!(got["refresh_token_expires_in"], 7_776_000);
    assert!(text(&got, "scope").contains("spark-admin:broadworks_enterprises_write"));
    assert_eq!(
        (status_with(&sandbox, &token), status_with(&sandbox, &sandbox.token())),
        (200, 200)
    );
    let headers = [("Authorization", &*bearer(&token))];
    let left = send_with(&sandbox, "GET", "/authorizations/tokenExpiry", "", &headers).json();
    let end = sandbox.now().after(Duration::from_secs(3600));
    assert_eq!(left, json!({"exp": end.milliseconds()}));
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(
        (status_with(&sandbox, &token), status_with(&sandbox, &sandbox.token())),
        (401, 200)
    );
    let refused = send_with(&sandbox, "GET", "/authorizations/tokenExpiry", "", &headers);
    assert_eq!(refused.status, 401);
    assert_eq!(sandbox.token_refreshes(), 1);
}

#[test]
fn the_client_can_show_itself_by_http_basic() {
    let sandbox = start_oauth(|_| {});
    // sandbox-client-id:sandbox-client-secret
    let basic = "Basic c2FuZGJveC1jbGllbnQtaWQ6c2FuZGJveC1jbGllbnQtc2VjcmV0";
    let form = "grant_type=refresh_token&refresh_token=sandbox-refresh-token";
    let headers = [FORM, ("Authorization", basic)];
    assert_eq!(send_with(&sandbox, "POST", "/access_token", form, &headers).status, 200);
}

#[test]
fn a_rotated_refresh_token_takes_the_place_of_the_one_before() {
    let sandbox = start_oauth(|oauth| oauth.rotates = true);
    let next = text(&refresh(&sandbox, RIGHT).json(), "refresh_token");
    assert_eq!(refresh(&sandbox, RIGHT).status, 400);
    assert_eq!(refresh(&sandbox, &RIGHT.replace("sandbox-refresh-token", &next)).status, 200);
    assert_eq!(sandbox.token_refreshes(), 2);
}

#[test]
fn whatever_is_wrong_with_a_refresh_is_refused_in_the_known_words() {
    let words = "The refresh token provided is expired, revoked, malformed, or invalid";
    for (from, to) in [("=sandbox-refresh", "=x"), ("client-secret&", "x&"), ("client-id&", "x&")] {
        let sandbox = start_oauth(|_| {});
        let refused = refresh(&sandbox, &RIGHT.replace(from, to));
        assert_eq!(refused.status, 400, "{from}");
        assert_eq!(refused.json()["error"], "invalid_grant");
        assert_eq!(refused.json()["error_description"], words);
    }
    let sandbox = start_oauth(|oauth| {
        oauth.fails = true;
        oauth.error_body = ErrorForm::A;
    });
    let refused = refresh(&sandbox, RIGHT);
    assert_eq!((refused.status, &refused.json()["message"]), (400, &json!(words)));
    assert_eq!(refresh(&start(|_| {}), RIGHT).status, 400);
    let code = RIGHT.replace("=refresh_token", "=authorization_code");
    let refused = refresh(&start_oauth(|_| {}), &code).json();
    assert_eq!(refused["error"], "unsupported_grant_type");
    assert_eq!(sandbox.token_refreshes(), 0);
}

#[test]
fn the_log_keeps_no_secrets() {
    let sandbox = start_oauth(|_| {});
    let headers = [FORM, ("Authorization", "Basic c2VjcmV0Ong=")];
    send_with(&sandbox, "POST", "/access_token?refresh_token=x", RIGHT, &headers);
    let logged = &sandbox.requests()[0];
    assert_eq!((&*logged.method, &*logged.target), ("POST", "/v1/access_token"));
    assert_eq!((&*logged.body, logged.header("authorization")), ("[redacted]", Some("[redacted]")));
    assert_eq!(logged.header("content-type"), Some(FORM.1));
    assert_eq!(logged.status, Some(400));
}

#[test]
fn the_main_token_expires_and_can_be_replaced() {
    let sandbox = start(|options| options.token_expires_after = Some(60.0));
    let first = sandbox.token();
    assert_eq!(status_with(&sandbox, &first), 200);
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(status_with(&sandbox, &first), 401);
    sandbox.set_token("second");
    assert_eq!((&*first, &*sandbox.token()), ("sandbox-token", "second"));
    assert_eq!((status_with(&sandbox, &first), status_with(&sandbox, "second")), (401, 200));
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(status_with(&sandbox, "second"), 401);
    assert_eq!(status_with(&sandbox, sandbox.read_only_token()), 200);
}

#[test]
fn a_token_without_an_end_always_has_some_time_left() {
    let sandbox = start(|_| {});
    let left = |sandbox: &Sandbox| {
        let exp = get(sandbox, "/authorizations/tokenExpiry").json()["exp"].as_i64();
        exp.expect("a number") - sandbox.now().milliseconds()
    };
    let at_first = left(&sandbox);
    sandbox.advance(Duration::from_secs(365 * 24 * 3600));
    assert_eq!((at_first, left(&sandbox)), (1_209_600_000, 1_209_600_000));
}

#[test]
fn an_organization_is_found_by_its_id() {
    let sandbox = start(|_| {});
    let acme = get(&sandbox, &format!("{ENTERPRISES}?spEnterpriseId=Reseller1%2Bacme")).items();
    let org_id = acme[0]["orgId"].as_str().expect("an id");
    let organization = get(&sandbox, &format!("/organizations/{org_id}")).json();
    assert_eq!(
        (&organization["id"], &organization["displayName"]),
        (&json!(org_id), &json!("acme"))
    );
    assert!(organization["created"].is_string());
    assert_eq!(get(&sandbox, "/organizations/Y2lz").status, 404);
    assert_eq!(send(&sandbox, "DELETE", &format!("/organizations/{org_id}"), "").status, 405);
}
