use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks_sandbox::{Duplicate, LogNormal, Sandbox, SandboxOptions};

use crate::client::{ENTERPRISES, Got, get, send, send_with, start};

const SUBSCRIBERS: &str = "/broadworks/subscribers";

/// A sandbox in which provisioning and updates take 20 s, and the first subscriber of an enterprise 240 s.
fn started(change: impl FnOnce(&mut SandboxOptions)) -> Sandbox {
    start(|options| {
        options.provisioning_log_normal = LogNormal { median: 20.0, sigma: 0.0 };
        options.first_provisioning_log_normal = LogNormal { median: 240.0, sigma: 0.0 };
        change(options);
    })
}

fn jane() -> Value {
    json!({
        "provisioningId": "template-1",
        "userId": "jane@acme.example",
        "spEnterpriseId": "Reseller1+acme",
        "firstName": "Jane",
        "lastName": "Doe",
        "package": "standard",
        "primaryPhoneNumber": "+12405551212",
        "email": "jane.doe@acme.example",
    })
}

fn with(mut subscriber: Value, key: &str, value: impl Into<Value>) -> Value {
    subscriber[key] = value.into();
    subscriber
}

fn provision(sandbox: &Sandbox, subscriber: &Value) -> Got {
    send(sandbox, "POST", SUBSCRIBERS, &subscriber.to_string())
}

fn path(subscriber: &Got) -> String {
    format!("{SUBSCRIBERS}/{}", subscriber.json()["id"].as_str().expect("an id"))
}

fn wait(sandbox: &Sandbox, seconds: u64) {
    sandbox.advance(Duration::from_secs(seconds));
}

#[test]
fn a_list_has_pages_of_50_or_up_to_100_with_links() {
    let sandbox = start(|options| options.subscribers = 250);
    assert_eq!(get(&sandbox, SUBSCRIBERS).items().len(), 50);
    let mut ids = HashSet::new();
    let mut sizes = Vec::new();
    let mut here = Some(format!("{SUBSCRIBERS}?max=500"));
    while let Some(path) = here {
        let page = get(&sandbox, &path);
        sizes.push(page.items().len());
        ids.extend(page.items().iter().map(|it| it["id"].to_string()));
        here = page.next();
    }
    assert_eq!((ids.len(), sizes), (250, vec![100, 100, 50]));
}

#[test]
fn filters_are_all_applied() {
    let sandbox = start(|options| options.subscribers = 100);
    let all = sandbox.subscribers();
    let all = all.as_array().expect("a list");
    let count = |holds: &dyn Fn(&Value) -> bool| all.iter().filter(|it| holds(it)).count();
    let listed =
        |query: &str| get(&sandbox, &format!("{SUBSCRIBERS}?max=100&{query}")).items().len();
    let pending = |it: &Value| it["status"].as_str().is_some_and(|it| it.starts_with("pending_e"));
    assert_eq!(listed("status=pending_email_input,pending_email_validation"), count(&pending));
    let activated = count(&|it| it["selfActivated"] == true);
    assert_eq!((listed("selfActivated=true"), activated), (activated, 20));
    let user_id = all[7]["userId"].as_str().expect("a user id");
    assert_eq!(listed(&format!("userId={}", user_id.replace('+', "%2B"))), 1);
    assert_eq!(listed(&format!("userId={user_id}&spEnterpriseId=elsewhere")), 0);
    let created = all[7]["created"].as_str().expect("a time");
    let later = count(&|it| it["created"].as_str() > Some(created));
    assert_eq!(
        (listed(&format!("after={created}")), listed(&format!("lastStatusChange={created}"))),
        (later, later)
    );
    for wrong in ["max=0", "after=soon", "selfActivated=maybe"] {
        assert_eq!(get(&sandbox, &format!("{SUBSCRIBERS}?{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn a_new_subscriber_is_provisioned_after_a_while() {
    let sandbox = started(|_| {});
    let got = provision(&sandbox, &jane());
    assert_eq!((got.status, &got.json()["status"]), (200, &json!("provisioning")));
    assert_eq!(got.json().get("personId"), None);
    wait(&sandbox, 19);
    assert_eq!(get(&sandbox, &path(&got)).json()["status"], "provisioning");
    wait(&sandbox, 1);
    let provisioned = get(&sandbox, &path(&got)).json();
    assert_eq!(provisioned["status"], "provisioned");
    assert!(provisioned["personId"].is_string());
    assert_ne!(provisioned["lastStatusChange"], got.json()["lastStatusChange"]);
}

#[test]
fn the_first_subscriber_creates_its_enterprise() {
    let sandbox = started(|_| {});
    let found = || get(&sandbox, &format!("{ENTERPRISES}?spEnterpriseId=SP9%2Bnew")).items();
    let got = provision(&sandbox, &with(jane(), "spEnterpriseId", "SP9+new"));
    wait(&sandbox, 239);
    assert_eq!(found().len(), 0);
    wait(&sandbox, 1);
    assert_eq!((found()[0]["provisioningId"].as_str(), found().len()), (Some("template-1"), 1));
    assert_eq!(get(&sandbox, &path(&got)).json()["status"], "provisioned");
    let second = with(with(jane(), "spEnterpriseId", "SP9+new"), "userId", "joe@new.example");
    let second = provision(&sandbox, &with(second, "email", "joe@new.example"));
    wait(&sandbox, 20);
    assert_eq!(get(&sandbox, &path(&second)).json()["status"], "provisioned");
}

#[test]
fn a_person_is_waited_for_until_the_clock_or_a_call_grants_consent() {
    let sandbox = started(|options| options.consent_share = 1.0);
    let got = provision(&sandbox, &jane());
    let id = got.json()["id"].as_str().expect("an id").to_owned();
    let resend = || send(&sandbox, "POST", &format!("/subscribers/{id}/emails/consentMove"), "");
    assert_eq!(resend().status, 409);
    wait(&sandbox, 100_000);
    assert_eq!(get(&sandbox, &path(&got)).json()["status"], "pending_user_migration");
    assert_eq!((resend().status, resend().body.len()), (204, 0));
    sandbox.grant_consent(&id).expect("a subscriber that waits");
    assert_eq!(get(&sandbox, &path(&got)).json()["status"], "provisioned");
    assert!(sandbox.grant_consent(&id).is_err());

    let sandbox = started(|options| {
        options.consent_seconds = Some(60.0);
        options.switches.consent_email_limit = Some(0);
    });
    let mut without_email = jane();
    without_email.as_object_mut().expect("an object").remove("email");
    let got = provision(&sandbox, &without_email);
    wait(&sandbox, 79);
    assert_eq!(get(&sandbox, &path(&got)).json()["status"], "pending_email_input");
    wait(&sandbox, 1);
    assert_eq!(get(&sandbox, &path(&got)).json()["email"], "jane@acme.example");
}

#[test]
fn consent_emails_can_be_limited() {
    let sandbox = started(|options| {
        options.consent_share = 1.0;
        options.switches.consent_email_limit = Some(1);
    });
    let got = provision(&sandbox, &jane());
    wait(&sandbox, 20);
    let path =
        format!("/subscribers/{}/emails/consentMove", got.json()["id"].as_str().expect("an id"));
    let sent = [(); 2].map(|()| send(&sandbox, "POST", &path, "").status);
    assert_eq!(sent, [204, 429]);
}

#[test]
fn a_duplicate_fails_later_or_is_refused_at_once() {
    let same_user = with(jane(), "email", "other@acme.example");
    let same_email = with(jane(), "userId", "other@acme.example");
    for duplicate in [&same_user, &same_email] {
        let sandbox = started(|_| {});
        provision(&sandbox, &jane());
        let got = provision(&sandbox, duplicate);
        assert_eq!(got.status, 200);
        wait(&sandbox, 20);
        let failed = get(&sandbox, &path(&got)).json();
        assert_eq!(
            (&failed["status"], &failed["errors"][0]["errorCode"]),
            (&json!("error"), &json!(10_022))
        );

        let sandbox = started(|options| {
            options.switches.duplicate_user_id = Duplicate::Refused;
            options.switches.duplicate_email = Duplicate::Refused;
            options.switches.refusal_status.insert(10_022, 400);
        });
        provision(&sandbox, &jane());
        let got = provision(&sandbox, duplicate);
        assert_eq!((got.status, got.header("cisco-spark-error-codes")), (400, Some("10022")));
    }
}

#[test]
fn an_update_shows_the_old_values_until_it_is_done() {
    let sandbox = started(|_| {});
    let got = provision(&sandbox, &jane());
    let update = |body: &str| send(&sandbox, "PUT", &path(&got), body);
    assert_eq!(update("{}").status, 409);
    wait(&sandbox, 20);
    let updating =
        update(r#"{"firstName": "Janet", "extension": "1212", "mobilePhoneNumber": ""}"#);
    assert_eq!(
        (&updating.json()["firstName"], &updating.json()["status"]),
        (&json!("Jane"), &json!("updating"))
    );
    wait(&sandbox, 20);
    let updated = get(&sandbox, &path(&got)).json();
    assert_eq!(
        (&updated["firstName"], &updated["status"]),
        (&json!("Janet"), &json!("provisioned"))
    );
    assert_eq!(update(r#"{"primaryPhoneNumber": ""}"#).status, 200);
    wait(&sandbox, 20);
    assert_eq!(get(&sandbox, &path(&got)).json().get("primaryPhoneNumber"), None);
    // Now the extension is all that is left.
    assert_eq!(update(r#"{"extension": ""}"#).status, 400);
}

#[test]
fn a_busy_subscriber_can_be_changed_if_switched() {
    let sandbox = started(|options| options.switches.busy_subscriber_refused = false);
    let got = provision(&sandbox, &jane());
    assert_eq!(send(&sandbox, "PUT", &path(&got), r#"{"package": "basic"}"#).status, 200);
    wait(&sandbox, 20);
    assert_eq!(get(&sandbox, &path(&got)).json()["package"], "basic");
}

#[test]
fn a_removed_subscriber_is_gone_and_its_person_stays() {
    let sandbox = started(|_| {});
    let got = provision(&sandbox, &jane());
    let remove = |sandbox: &Sandbox| send(sandbox, "DELETE", &path(&got), "");
    assert_eq!(remove(&sandbox).status, 409);
    wait(&sandbox, 20);
    let removed = remove(&sandbox);
    assert_eq!((removed.status, removed.body.len()), (204, 0));
    assert_eq!((get(&sandbox, &path(&got)).status, remove(&sandbox).status), (404, 404));
    let elsewhere = provision(&sandbox, &with(jane(), "spEnterpriseId", "SP9+new"));
    wait(&sandbox, 240);
    assert_eq!(get(&sandbox, &path(&elsewhere)).json()["status"], "error");
    assert_eq!(send(&sandbox, "DELETE", &path(&elsewhere), "").status, 204);
    let again = provision(&sandbox, &jane());
    wait(&sandbox, 20);
    assert_eq!(get(&sandbox, &path(&again)).json()["status"], "provisioned");

    let sandbox = started(|options| options.switches.removal_seconds = 10.0);
    let got = provision(&sandbox, &jane());
    let path = path(&got);
    wait(&sandbox, 20);
    assert_eq!(send(&sandbox, "DELETE", &path, "").status, 204);
    wait(&sandbox, 9);
    assert_eq!(get(&sandbox, &path).status, 200);
    wait(&sandbox, 1);
    assert_eq!(get(&sandbox, &path).status, 404);
}

#[test]
fn a_precheck_says_what_provisioning_would_meet() {
    let sandbox = started(|_| {});
    let check = |sandbox: &Sandbox, body: &Value| {
        send(sandbox, "POST", &format!("{SUBSCRIBERS}/validate"), &body.to_string())
    };
    let fine = check(&sandbox, &json!({"email": "jane.doe@acme.example"}));
    assert_eq!((fine.status, &fine.json()["info"][0]["infoCode"]), (200, &json!(100)));
    provision(&sandbox, &jane());
    let conflict = check(&sandbox, &jane());
    assert_eq!((conflict.status, &conflict.json()["info"][0]["errorCode"]), (200, &json!(10_022)));
    assert_eq!(sandbox.subscribers().as_array().map(Vec::len), Some(21));
    assert_eq!(check(&sandbox, &json!({"email": "x@y.example", "customerInfo": {}})).status, 400);

    let sandbox = started(|options| options.switches.precheck_failure_status = 409);
    provision(&sandbox, &jane());
    assert_eq!(check(&sandbox, &jane()).status, 409);
}

#[test]
fn incomplete_and_wrong_bodies_are_refused() {
    let sandbox = started(|_| {});
    for key in ["provisioningId", "userId", "spEnterpriseId", "firstName", "lastName", "package"] {
        let mut body = jane();
        body.as_object_mut().expect("an object").remove(key);
        let got = provision(&sandbox, &body);
        assert_eq!(
            (got.status, got.header("cisco-spark-error-codes")),
            (400, Some("1001")),
            "{key}"
        );
        assert_eq!(provision(&sandbox, &with(jane(), key, "")).status, 400, "{key}");
        assert_eq!(provision(&sandbox, &with(jane(), key, 7)).status, 400, "{key}");
    }
    assert_eq!(provision(&sandbox, &with(jane(), "package", "gold")).status, 400);
    assert_eq!(provision(&sandbox, &with(jane(), "spEnterpriseGroupId", "group-1")).status, 200);
}

#[test]
fn changes_need_the_write_scope() {
    let sandbox = started(|_| {});
    let bearer = format!("Bearer {}", sandbox.read_only_token());
    let as_reader = |method, path: &str| {
        send_with(&sandbox, method, path, &jane().to_string(), &[("Authorization", &*bearer)])
            .status
    };
    assert_eq!(as_reader("GET", SUBSCRIBERS), 200);
    assert_eq!(as_reader("POST", SUBSCRIBERS), 403);
    assert_eq!(as_reader("POST", &format!("{SUBSCRIBERS}/validate")), 403);
}

#[test]
fn a_status_filter_can_do_without_links() {
    let sandbox = start(|options| {
        options.subscribers = 120;
        options.switches.status_filter_paged = false;
    });
    let filtered = get(&sandbox, &format!("{SUBSCRIBERS}?status=provisioned"));
    assert_eq!((filtered.items().len(), filtered.next()), (50, None));
    assert!(get(&sandbox, SUBSCRIBERS).next().is_some());
}
