//! Each rule at its limits, what is the same in all tables, and what must never happen.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use webex_broadworks::{Client, ListSubscribers, Timestamp};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

use super::*;
use crate::generated::findings::{SubscriberChange, SubscriberFindingKind};
use crate::input::{ListedItems, read_items};
use crate::kind::Kind as _;
use crate::report::{DOCUMENT_ROWS, Report as _};

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn options() -> SubscriberAuditOptions {
    SubscriberAuditOptions::default().now(now())
}

/// So many hours before now.
fn ago(hours: f64) -> String {
    let length = Duration::from_secs_f64(hours.abs() * 3_600.0);
    (if hours < 0.0 { now() + length } else { now() - length }).to_string()
}

fn subscriber(id: &str) -> Value {
    json!({"id": id, "userId": format!("{id}@sp.example"), "spEnterpriseId": "Reseller1+acme",
        "firstName": "Ann", "lastName": "Lee", "email": format!("{id}@acme.example"),
        "primaryPhoneNumber": "+12405550100", "extension": "100", "package": "standard",
        "status": "provisioned", "created": ago(2000.0), "lastStatusChange": ago(1000.0)})
}

#[expect(clippy::needless_pass_by_value, reason = "as `json!` makes it")]
fn with(mut item: Value, fields: Value) -> Value {
    for (key, value) in fields.as_object().unwrap() {
        item[key] = value.clone();
    }
    item
}

fn in_status(status: &str, hours: f64) -> Value {
    with(subscriber("a"), json!({"status": status, "lastStatusChange": ago(hours)}))
}

fn audit(items: &[Value]) -> SubscriberAudit {
    SubscriberAudit::new(items, &options())
}

fn kinds(audit: &SubscriberAudit) -> Vec<&'static str> {
    audit.findings().iter().map(|row| row.kind.name()).collect()
}

fn kinds_of(item: Value) -> Vec<&'static str> {
    kinds(&audit(&[item]))
}

#[test]
fn a_provisioned_subscriber_has_no_finding() {
    let audit = audit(&[subscriber("a")]);
    assert_eq!((audit.findings(), audit.errors()), (&[][..], &[][..]));
    assert_eq!(audit.subscribers()[0].age, Some(3_600_000.0));
    let summary = audit.summary();
    assert_eq!((summary.provisioned, summary.healthy, summary.waiting), (1, 1, 0));
}

#[test]
fn one_subscriber_that_a_list_shows_twice_has_no_duplicate() {
    let twice = audit(&[subscriber("a"), subscriber("a")]);
    assert!(twice.duplicates().is_empty() && kinds(&twice).is_empty());
}

#[test]
fn a_row_of_an_earlier_audit_keeps_its_error_codes() {
    let row = with(in_status("error", 1.0), json!({"errorCodes": [10_022]}));
    let audit = audit(&[row]);
    assert_eq!(kinds(&audit), ["error"]);
    assert_eq!(audit.findings()[0].code, Some(10_022));
}

#[test]
fn a_list_of_enterprises_is_no_list_of_subscribers() {
    let enterprise = r#"{"id": "E1", "orgId": "O1", "spEnterpriseId": "Reseller1+acme"}"#;
    let error = read_items(enterprise.as_bytes(), "a.ndjson", ListedItems::Subscribers);
    assert!(error.unwrap_err().to_string().contains("document 1 of 1 is an enterprise"));
    assert!(read_items(enterprise.as_bytes(), "a.ndjson", ListedItems::Enterprises).is_ok());
}

#[test]
fn an_outcome_of_a_bulk_run_is_the_subscriber_in_it() {
    let outcome = json!({"subscriberId": "a", "outcome": "ok", "result": subscriber("a")});
    let audit = audit(&[outcome]);
    assert!(kinds(&audit).is_empty());
    assert_eq!(audit.subscribers()[0].extension.as_deref(), Some("100"));
}

#[test]
fn provisioning_and_updating_are_stuck_after_two_hours_and_not_before() {
    for status in ["provisioning", "updating"] {
        assert!(kinds_of(in_status(status, 2.0)).is_empty());
        assert_eq!(kinds_of(in_status(status, 2.01)), ["stuck"]);
    }
    let strict = options().stuck_after(Duration::from_secs(60));
    let audit = SubscriberAudit::new(&[in_status("updating", 1.0)], &strict);
    let found = &audit.findings()[0];
    assert_eq!(found.detail, "it has been updating for 1 h");
    assert_eq!(found.since, Some(now() - hours(1)));
    let undated = json!({"id": "a", "extension": "1", "status": "provisioning"});
    assert!(kinds_of(undated.clone()).is_empty());
    assert_eq!(kinds_of(with(undated, json!({"created": ago(3.0)}))), ["stuck"]);
}

#[test]
fn waiting_for_a_person_is_a_finding_after_a_week_and_not_before() {
    let week = 7.0 * 24.0;
    let statuses = [
        ("pending_email_input", "enter an e-mail address"),
        ("pending_email_validation", "confirm the e-mail address"),
        ("pending_user_migration", "consent"),
    ];
    for (status, remedy) in statuses {
        assert!(kinds_of(in_status(status, week)).is_empty());
        let late = audit(&[in_status(status, week + 0.01)]);
        assert_eq!(kinds(&late), ["waiting"]);
        assert!(late.findings()[0].remedy.contains(remedy), "{}", late.findings()[0].remedy);
    }
    let strict = options().waiting_after(Duration::ZERO);
    let audit = SubscriberAudit::new(&[in_status("pending_email_input", 1.0)], &strict);
    assert_eq!(audit.findings()[0].detail, "it has been in pending_email_input for 1 h");
}

#[test]
fn those_who_wait_for_a_person_are_counted_by_status_and_age() {
    let days = |status: &str, days: f64| in_status(status, days * 24.0);
    let undated = json!({"id": "a", "status": "pending_email_input"});
    let audit = audit(&[
        days("pending_email_input", 0.5),
        days("pending_email_input", 3.0),
        days("pending_email_input", 3.5),
        days("pending_user_migration", 40.0),
        undated,
        days("provisioning", 3.0),
        days("provisioned", 3.0),
    ]);
    let rows: Vec<_> =
        audit.waiting().iter().map(|row| (&*row.status, row.days, row.subscribers)).collect();
    let expected = [
        ("pending_email_input", "unknown", 1),
        ("pending_email_input", "2\u{2013}4", 2),
        ("pending_email_input", "up to 1 day", 1),
        ("pending_user_migration", "more", 1),
    ];
    assert_eq!(rows, expected);
    assert_eq!(audit.waiting()[1].oldest, Some(now() - hours(84)));
    assert_eq!(audit.summary().waiting, 5);
}

#[test]
fn errors_are_reported_by_code() {
    let failed = json!({"status": "error", "errors": [{"errorCode": 10_022, "description": "x"},
        {"errorCode": "10022"}, {"errorCode": 7, "description": "seven"}]});
    let both = [with(subscriber("a"), failed.clone()), with(subscriber("b"), failed)];
    let audit = audit(&both);
    let found = audit.findings();
    assert_eq!(kinds(&audit), ["error"; 4]);
    assert_eq!((found[0].code, found[0].detail.as_str()), (Some(7), "code 7: seven"));
    assert_eq!(found[1].name, Some("USER_ID_IN_USE"));
    assert!(found[1].detail.ends_with("(Webex: x)"), "{}", found[1].detail);
    assert!(found[1].remedy.contains("user id"), "{}", found[1].remedy);
    let [first, second] = audit.errors() else { panic!() };
    assert_eq!((first.code, first.subscribers), (Some(7), 2));
    assert_eq!((second.code, second.name), (Some(10_022), Some("USER_ID_IN_USE")));
    assert_eq!(second.examples, ["a@sp.example", "b@sp.example"]);
    assert_eq!(kinds_of(in_status("error", 1.0)), ["error"]);
    let after_update = json!({"errors": [{"errorCode": 1002}]});
    assert_eq!(kinds_of(with(subscriber("a"), after_update)), ["error"]);
}

#[test]
fn a_number_or_an_extension_is_enough() {
    for none in [json!(null), json!("")] {
        let number = json!({"primaryPhoneNumber": none});
        let extension = json!({"extension": none});
        assert!(kinds_of(with(subscriber("a"), number.clone())).is_empty());
        assert!(kinds_of(with(subscriber("a"), extension.clone())).is_empty());
        let neither = with(with(subscriber("a"), number), extension);
        assert_eq!(kinds_of(neither), ["noNumberOrExtension"]);
    }
}

#[test]
fn duplicate_addresses_are_compared_case_insensitively() {
    let at = |id: &str, email: &str| with(subscriber(id), json!({"email": email}));
    let audit = audit(&[
        at("a", "Ann@acme.example"),
        at("b", "ann@ACME.example"),
        at("c", "bea@acme.example"),
        at("d", ""),
        at("e", ""),
    ]);
    let found: Vec<_> =
        audit.findings().iter().map(|row| (row.kind.name(), row.detail.as_str())).collect();
    let expected = [
        ("duplicateEmail", "Ann@acme.example is also the e-mail address of b@sp.example"),
        ("duplicateEmail", "ann@ACME.example is also the e-mail address of a@sp.example"),
    ];
    assert_eq!(found, expected);
    let [row] = audit.duplicates() else { panic!() };
    assert_eq!((row.email.as_str(), row.subscribers), ("ann@acme.example", 2));
    assert_eq!(
        (&row.subscriber_ids[..], row.sp_enterprise_ids.len()),
        (&["a", "b"].map(String::from)[..], 1)
    );
}

#[test]
fn a_finding_names_three_of_many_duplicates() {
    let same = json!({"email": "x@acme.example"});
    let many: Vec<_> = (0..6).map(|id| with(subscriber(&id.to_string()), same.clone())).collect();
    let audit = audit(&many);
    let detail = &audit.findings()[0].detail;
    assert!(detail.ends_with("1@sp.example, 2@sp.example, 3@sp.example and 2 more"), "{detail}");
    assert_eq!(audit.duplicates()[0].subscribers, 6);
}

#[test]
fn subscribers_on_a_package_are_reported_if_it_is_asked_about() {
    let items = [subscriber("a"), with(subscriber("b"), json!({"package": "premium"}))];
    assert!(audit(&items).findings().is_empty());
    let on = |options: SubscriberAuditOptions| -> Vec<_> {
        let audit = SubscriberAudit::new(&items, &options);
        audit.findings().iter().map(|row| row.subscriber_id.clone().unwrap()).collect()
    };
    assert_eq!(on(options().package("Premium")), ["b"]);
    assert_eq!(on(options().package("premium").package("standard")), ["a", "b"]);
    let counts = audit(&items).summary().packages;
    assert_eq!(counts.iter().map(|it| it.count).collect::<Vec<_>>(), [1, 1]);
}

#[test]
fn drift_is_found_by_comparison_with_an_earlier_audit() {
    let changes = [
        ("status", json!({"status": "updating"}), "statusChanged"),
        ("package", json!({"package": "premium"}), "packageChanged"),
        ("email", json!({"email": "new@acme.example"}), "emailChanged"),
        ("number", json!({"primaryPhoneNumber": "+12405550199"}), "numberChanged"),
        ("extension", json!({"extension": null}), "numberChanged"),
        ("first", json!({"firstName": "Bea"}), "nameChanged"),
        ("last", json!({"lastName": "Kim"}), "nameChanged"),
        ("user", json!({"userId": "other@sp.example"}), "renamed"),
        ("enterprise", json!({"spEnterpriseId": "Reseller1+other"}), "moved"),
        ("template", json!({"provisioningId": "two"}), "moved"),
    ];
    let earlier_at = now() - hours(24);
    let mut before: Vec<_> = changes.iter().map(|(id, ..)| subscriber(id)).collect();
    let mut after: Vec<_> =
        changes.iter().map(|(id, fields, _)| with(subscriber(id), fields.clone())).collect();
    before.extend([subscriber("gone"), subscriber("same")]);
    after.extend([subscriber("new"), subscriber("same")]);
    let earlier = SubscriberAudit::new(&before, &options().now(earlier_at));
    let drift = |items: &[Value], options: &SubscriberAuditOptions| -> Vec<_> {
        let audit = SubscriberAudit::new(items, options);
        let drift = audit.findings().iter().filter(|it| it.change.is_some());
        let mut drift: Vec<_> = drift
            .map(|row| {
                assert_eq!((row.kind, row.since), (SubscriberFindingKind::Drift, Some(earlier_at)));
                (row.subscriber_id.clone().unwrap(), row.change.unwrap().name())
            })
            .collect();
        drift.sort_unstable();
        drift
    };
    let mut expected: Vec<_> =
        changes.iter().map(|(id, _, change)| ((*id).to_owned(), *change)).collect();
    expected.extend([("gone".to_owned(), "disappeared"), ("new".to_owned(), "appeared")]);
    expected.sort_unstable();
    assert_eq!(drift(&after, &options().previous(&earlier)), expected);
    assert!(drift(&before, &options().previous(&earlier)).is_empty());
    // Another partner's list says nothing about what came or went.
    let other = drift(&after, &options().partner("east").previous(&earlier));
    assert!(!other.iter().any(|(id, _)| ["gone", "new"].contains(&id.as_str())));
    // The rows of an audit can be the earlier list.
    let rows = String::from_utf8(earlier.rows(SubscriberAuditTable::Subscribers).ndjson()).unwrap();
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    let reread = SubscriberAudit::new(&rows, &options().now(earlier_at));
    assert_eq!(drift(&after, &options().previous(&reread)), expected);
}

#[test]
fn a_change_says_what_it_was_and_what_it_is() {
    let extension = |value: Value| with(subscriber("a"), json!({"extension": value}));
    for (before, after, detail) in [
        (json!("100"), json!("200"), "its extension was 100, and is 200"),
        (json!("100"), json!(null), "its extension was 100, and was removed"),
        (json!(null), json!("100"), "it had no extension, and has 100"),
    ] {
        let earlier = audit(&[extension(before)]);
        let later = SubscriberAudit::new(&[extension(after)], &options().previous(&earlier));
        assert_eq!(later.findings()[0].detail, detail);
    }
}

#[test]
fn every_subscriber_is_new_since_an_audit_of_none() {
    let later = SubscriberAudit::new(&[subscriber("a")], &options().previous(&audit(&[])));
    assert_eq!(later.findings()[0].change, Some(SubscriberChange::Appeared));
}

#[tokio::test]
async fn a_client_audits_what_it_lists_and_a_narrower_list_reports_none_as_gone() {
    let sandbox = SandboxOptions { enterprises: 3, subscribers: 240, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(sandbox).unwrap();
    let builder = Client::builder().base_url(sandbox.base_url()).token(sandbox.token());
    let client = builder.partner("East").build().unwrap();
    let all = ListSubscribers::default();
    let audit = async |listing: &ListSubscribers, options| {
        SubscriberAudit::of_subscribers(&client, listing.clone(), options).await.unwrap()
    };
    let full = audit(&all, SubscriberAuditOptions::default()).await;
    assert_eq!(full.subscribers().len(), 240);
    assert_eq!(full.subscribers()[0].partner.as_deref(), Some("East"));
    assert!(kinds(&full).contains(&"error"), "{:?}", kinds(&full));
    for narrower in [
        all.clone().limit(2),
        all.clone().status("provisioned"),
        all.clone().sp_enterprise_id("Reseller1+acme"),
        all.clone().extra_query("beta", "x"),
    ] {
        let options = SubscriberAuditOptions::default().previous(&full);
        let later = audit(&narrower, options).await;
        let drift = later.findings().iter().filter(|row| row.change.is_some()).count();
        assert_eq!(drift, 0, "{narrower:?}");
    }
}

#[tokio::test]
async fn what_is_not_a_subscriber_is_refused() {
    let enterprise = json!({"spEnterpriseId": "Reseller1+acme"});
    let refused = SubscriberAudit::of_items(&[enterprise], options()).await.unwrap_err();
    assert!(refused.to_string().contains("is not a listing of subscribers"), "{refused}");
    let items = [subscriber("a")];
    let audited = SubscriberAudit::of_items(&items, options()).await.unwrap();
    assert_eq!(audited, audit(&items));
}

#[test]
fn audits_of_several_partners_are_combined() {
    let of = |label: &str, hours| {
        let items = [in_status("provisioning", hours), in_status("pending_email_input", hours)];
        SubscriberAudit::new(&items, &options().partner(label))
    };
    let all = SubscriberAudit::concat([of("east", 300.0), of("west", 400.0)]);
    assert_eq!(all.subscribers().len(), 4);
    assert_eq!(all.summary().partners, ["east", "west"]);
    assert_eq!(all.summary().count(SubscriberFindingKind::Stuck), 2);
    assert_eq!(all.findings()[0].partner.as_deref(), Some("west"));
    assert_eq!(all.waiting().len(), 2);
    assert!(SubscriberAudit::concat([]).subscribers().is_empty());
}

#[test]
fn findings_are_sorted_by_severity_then_age() {
    let audit = audit(
        &[
            with(in_status("pending_email_input", 200.0), json!({"id": "waiting"})),
            with(in_status("updating", 5.0), json!({"id": "later"})),
            with(in_status("updating", 9.0), json!({"id": "earlier"})),
            with(
                in_status("error", 7.0),
                json!({"id": "failed", "extension": null, "primaryPhoneNumber": null}),
            ),
        ]
        .map(|item| with(item.clone(), json!({"email": item["id"]}))),
    );
    let found: Vec<_> = audit
        .findings()
        .iter()
        .map(|row| (row.subscriber_id.as_deref().unwrap(), row.kind.name()))
        .collect();
    let expected = [
        ("earlier", "stuck"),
        ("failed", "error"),
        ("later", "stuck"),
        ("waiting", "waiting"),
        ("failed", "noNumberOrExtension"),
    ];
    assert_eq!(found, expected);
    let of_failed = [SubscriberFindingKind::Error, SubscriberFindingKind::NoNumberOrExtension];
    assert_eq!(audit.subscribers()[3].findings, of_failed);
}

const HOSTILE: &str =
    "<script>alert('x')</script>\"><img src=x onerror=\"y\">\u{202e}txt\u{1b}[31m&";

fn hostile() -> Value {
    json!({"id": HOSTILE, "userId": HOSTILE, "spEnterpriseId": HOSTILE, "firstName": HOSTILE,
        "lastName": HOSTILE, "email": HOSTILE, "package": HOSTILE, "status": HOSTILE,
        "primaryPhoneNumber": HOSTILE, "extension": HOSTILE,
        "errors": [{"errorCode": 1, "description": HOSTILE}]})
}

#[test]
fn hostile_names_are_escaped_in_html() {
    let waiting = with(hostile(), json!({"id": "b", "status": "pending_email_input"}));
    let audit = SubscriberAudit::new(&[hostile(), waiting], &options().partner(HOSTILE));
    let tables = SubscriberAuditTable::ALL.iter();
    let mut rendered: Vec<_> =
        tables.map(|table| audit.table_to_html(table.name(), 9).unwrap()).collect();
    rendered.extend([audit.to_html(9), audit.to_html_fragment(9)]);
    for html in &rendered {
        for raw in ["<script", "<img", "\u{202e}", "\u{1b}"] {
            assert!(!html.contains(raw), "{raw:?} in {html}");
        }
        // What tries to leave an attribute has to bring its quote.
        assert!(!html.contains("\"><img") && !html.contains("onerror=\""), "{html}");
        assert!(html.contains("[U+202E]txt[U+001B][31m&amp;"), "{html}");
    }
}

#[test]
fn a_report_has_every_table_and_needs_nothing_else() {
    let same = json!({"email": "x@acme.example"});
    let items = [
        with(in_status("updating", 9.0), same.clone()),
        with(in_status("pending_user_migration", 300.0), same),
        in_status("error", 1.0),
    ];
    let html = audit(&items).to_html(DOCUMENT_ROWS);
    for outside in ["http:", "https:", "src=", "href=", "@import", "url(", "<script"] {
        assert!(!html.contains(outside), "{outside}");
    }
    for needed in [
        "<h1>Subscriber audit</h1>",
        "3 subscribers, as of",
        "<svg",
        "<caption>Findings",
        "<caption>Error codes",
        "<caption>Waiting for a person",
        "<caption>Duplicate e-mail addresses",
        "<caption>Subscribers",
    ] {
        assert!(html.contains(needed), "{needed}");
    }
    assert_eq!(html, audit(&items).to_html(DOCUMENT_ROWS));
    assert!(audit(&[]).to_html(9).contains("Nothing was found."));
}

#[test]
fn tables_have_the_keys_of_the_rows() {
    let items = [
        with(subscriber("a"), json!({"email": "x"})),
        with(in_status("pending_email_input", 1.0), json!({"id": "b", "email": "x"})),
        in_status("error", 1.0),
        with(subscriber("d"), json!({"errors": [{"errorCode": 1}]})),
    ];
    let audit = audit(&items);
    for table in SubscriberAuditTable::ALL {
        let rows = audit.rows(*table);
        let line = String::from_utf8(rows.ndjson()).unwrap();
        let row: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
        let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        let columns: Vec<_> =
            table.schema().columns().map(webex_broadworks_tables::Column::name).collect();
        assert_eq!(columns, keys);
        assert_eq!(rows.arrow().unwrap().len(), rows.count());
    }
}

fn any_subscriber() -> impl Strategy<Value = Value> {
    let status = prop_oneof![
        Just("updating".to_owned()),
        Just("error".to_owned()),
        Just("pending_email_input".to_owned()),
        "\\PC{0,6}",
    ];
    let time = prop_oneof![
        Just("-009999-01-02T01:59:59Z".to_owned()),
        Just("9999-12-30T22:00:00.9Z".to_owned()),
        Just(ago(500.0)),
        ".{0,8}",
    ];
    (status, time, any::<f64>(), ".{0,8}").prop_map(|(status, time, number, text)| {
        json!({"id": text, "userId": text, "email": text, "package": text, "status": status,
            "created": number, "lastStatusChange": time, "extension": number,
            "errors": [{"errorCode": number, "description": text}, number]})
    })
}

proptest! {
    #[test]
    fn no_subscriber_panics(items in prop::collection::vec(any_subscriber(), 0..4)) {
        let before = audit(&items);
        let after = SubscriberAudit::new(items.iter().rev(), &options().previous(&before));
        let all = SubscriberAudit::concat([before, after]);
        prop_assert!(all.to_html(3).ends_with("</html>"));
        for table in SubscriberAuditTable::ALL {
            let rows = all.rows(*table);
            prop_assert_eq!(rows.arrow().unwrap().len(), rows.count());
        }
    }
}
