//! Each rule at its limits, what is the same in all tables, and what must never happen.

use std::time::Duration;

use proptest::prelude::*;
use serde_json::{Value, json};
use webex_broadworks::{Client, ListEnterprises, Timestamp};
use webex_broadworks_bulk::ledger::DayTotals;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

use super::*;
use crate::generated::findings::{Change, FindingKind};
use crate::kind::Kind as _;
use crate::report::{DOCUMENT_ROWS, Report as _};

fn hours(hours: u64) -> Duration {
    Duration::from_secs(hours * 3_600)
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn options() -> AuditOptions {
    AuditOptions::default().now(now())
}

/// So many hours before now.
fn ago(hours: f64) -> String {
    let length = Duration::from_secs_f64(hours.abs() * 3_600.0);
    (if hours < 0.0 { now() + length } else { now() - length }).to_string()
}

#[expect(clippy::needless_pass_by_value, reason = "as `json!` makes it")]
fn enterprise(id: &str, status: Value) -> Value {
    json!({"id": id, "spEnterpriseId": format!("Reseller1+{id}"),
        "broadworksDirectorySync": {"enableDirSync": true, "directorySyncStatus": status}})
}

fn complete(hours: f64) -> Value {
    json!({"syncStatus": "COMPLETE", "lastSyncStartTime": ago(hours + 1.0),
        "lastSyncEndTime": ago(hours), "lastSyncTrackingId": "NA_1"})
}

fn with(mut status: Value, more: Value) -> Value {
    let (Value::Object(fields), Value::Object(more)) = (&mut status, more) else { panic!() };
    fields.extend(more);
    status
}

fn audit(items: &[Value]) -> Audit {
    Audit::new(items, &options())
}

fn kinds(status: Value) -> Vec<&'static str> {
    audit(&[enterprise("a", status)]).findings().iter().map(|row| row.kind.name()).collect()
}

#[test]
fn a_recent_success_has_no_finding() {
    let audit = audit(&[enterprise("a", complete(24.0))]);
    assert_eq!((audit.findings(), audit.errors()), (&[][..], &[][..]));
    let row = &audit.enterprises()[0];
    assert_eq!((row.age, row.duration), (Some(86_400.0), Some(3600.0)));
    assert_eq!(audit.summary().healthy, 1);
}

#[test]
fn a_success_is_stale_after_eight_days_and_not_before() {
    assert!(kinds(complete(8.0 * 24.0)).is_empty());
    assert_eq!(kinds(complete(8.0 * 24.0 + 0.01)), ["stale"]);
    let strict = options().stale_after(Duration::from_secs(60));
    let audit = Audit::new(&[enterprise("a", complete(1.0))], &strict);
    assert_eq!(audit.findings()[0].detail, "the last success was 1 h ago");
}

#[test]
fn a_run_is_stuck_after_three_hours_and_not_before() {
    let running = |hours| json!({"syncStatus": "IN_PROGRESS", "lastSyncStartTime": ago(hours)});
    assert!(kinds(running(3.0)).is_empty());
    assert_eq!(kinds(running(3.01)), ["stuck"]);
    assert!(kinds(json!({"syncStatus": "IN_PROGRESS"})).is_empty());
}

#[test]
fn never_synced_means_enabled_without_a_run() {
    assert_eq!(kinds(json!({"syncStatus": "NOT_SYNCED"})), ["neverSynced"]);
    assert_eq!(kinds(json!({})), ["neverSynced"]);
    assert!(kinds(json!({"syncStatus": "IN_PROGRESS"})).is_empty());
    assert!(
        kinds(json!({"syncStatus": "NOT_SYNCED", "lastSuccessfulSyncTime": ago(1.0)})).is_empty()
    );
    let off = json!({"id": "a", "broadworksDirectorySync": {"enableDirSync": false}});
    let unknown = json!({"id": "a"});
    let found = |item| audit(&[item]).findings().iter().map(|it| it.kind).collect::<Vec<_>>();
    assert_eq!(found(off), [FindingKind::Disabled]);
    assert_eq!(found(unknown), []);
}

#[test]
fn failures_are_reported_by_code_and_partial_success_is_not_a_failure() {
    let failed = json!({"syncStatus": "FAILED", "lastSyncEndTime": ago(1.0),
        "lastSyncTrackingId": "NA_7", "errors": [{"errorCode": 600_014, "description": "x"},
        {"errorCode": "600014"}, {"errorCode": 17, "description": "seventeen"}]});
    let audit = audit(&[enterprise("a", failed.clone()), enterprise("b", failed)]);
    let found = audit.findings();
    assert_eq!(found.len(), 4);
    assert_eq!(found[0].code, Some(17));
    assert_eq!(found[0].detail, "code 17: seventeen");
    assert_eq!(found[1].name, Some("CLUSTER_CONNECTION_FAILED"));
    assert!(found[1].remedy.contains("Partner Hub"), "{}", found[1].remedy);
    assert_eq!(found[1].tracking_id.as_deref(), Some("NA_7"));
    let [first, second] = audit.errors() else { panic!() };
    assert_eq!((first.code, first.enterprises), (Some(17), 2));
    assert_eq!((second.code, second.enterprises), (Some(600_014), 2));
    assert_eq!(second.examples, ["Reseller1+a", "Reseller1+b"]);
    let partial = json!([{"errorCode": 600_018}]);
    assert_eq!(kinds(with(complete(1.0), json!({"errors": partial}))), ["partial"]);
    assert_eq!(kinds(json!({"syncStatus": "FAILED", "errors": partial})), ["partial"]);
    assert_eq!(kinds(json!({"syncStatus": "failed"})), ["failing"]);
    assert_eq!(kinds(json!({"syncStatus": "ODD", "errors": [{}]})), ["failing"]);
    assert!(kinds(json!({"syncStatus": "CLEANUP_IN_PROGRESS"})).is_empty());
}

#[test]
fn a_mass_deletion_takes_a_share_and_a_number() {
    let run = |deleted: i64, left: i64| {
        let counters = json!({"usersDeleted": deleted, "totalExternalUsersInCI": left});
        kinds(with(complete(1.0), counters))
    };
    assert_eq!(run(20, 80), ["massDeletion"]);
    assert!(run(19, 81).is_empty());
    assert!(run(9, 0).is_empty());
    assert_eq!(run(10, 0), ["massDeletion"]);
    let unknown = with(complete(1.0), json!({"machinesDeleted": 12.0}));
    let found = audit(&[enterprise("a", unknown)]);
    assert_eq!(found.findings()[0].detail, "the last sync deleted 12 machine accounts");
    let refused = AuditOptions::default().mass_deletion_share(0.0).check().unwrap_err();
    assert!(refused.to_string().contains("expected more than 0"), "{refused}");
}

#[test]
fn drift_is_found_by_comparison_with_an_earlier_audit() {
    let before = [
        with(enterprise("off", complete(1.0)), json!({})),
        enterprise("small", with(complete(1.0), json!({"totalExternalUsersInCI": 1000}))),
        enterprise("renamed", complete(1.0)),
        with(enterprise("moved", complete(1.0)), json!({"provisioningId": "one"})),
        enterprise("gone", complete(1.0)),
    ];
    let after = [
        json!({"id": "off", "spEnterpriseId": "Reseller1+off",
            "broadworksDirectorySync": {"enableDirSync": false}}),
        enterprise("small", with(complete(0.0), json!({"totalExternalUsersInCI": 10}))),
        with(enterprise("renamed", complete(1.0)), json!({"spEnterpriseId": "Reseller2+renamed"})),
        with(enterprise("moved", complete(1.0)), json!({"provisioningId": "two"})),
        enterprise("new", complete(1.0)),
    ];
    let earlier = Audit::new(&before, &options().now(now() - hours(24)));
    let later = Audit::new(&after, &options().previous(&earlier));
    let drift = |audit: &Audit| -> Vec<(String, &'static str)> {
        let found = audit.findings().iter().filter(|row| row.kind == FindingKind::Drift);
        found.map(|row| (row.enterprise_id.clone().unwrap(), row.change.unwrap().name())).collect()
    };
    let expected = [
        ("gone", "disappeared"),
        ("off", "switchedOff"),
        ("small", "shrank"),
        ("moved", "moved"),
        ("new", "appeared"),
        ("renamed", "renamed"),
    ]
    .map(|(id, change)| (id.to_owned(), change));
    assert_eq!(drift(&later), expected);
    let shrank = later.findings().iter().find(|row| row.change == Some(Change::Shrank)).unwrap();
    assert_eq!(shrank.detail, "it had 1,000 users, and has 10");
    // Another partner's list says nothing about what came or went.
    let other = Audit::new(&after, &options().partner("east").previous(&earlier));
    assert!(!drift(&other).iter().any(|(id, _)| ["gone", "new"].contains(&id.as_str())));
    assert!(drift(&Audit::new(&before, &options().previous(&earlier))).is_empty());
}

#[tokio::test]
async fn a_narrower_listing_reports_no_enterprise_as_gone() {
    let sandbox = SandboxOptions { enterprises: 9, all_synced: true, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(sandbox).unwrap();
    let builder = Client::builder().base_url(sandbox.base_url()).token(sandbox.token());
    let client = builder.build().unwrap();
    let all = ListEnterprises::default();
    let audit = async |listing: &ListEnterprises, options| {
        Audit::of_enterprises(&client, listing.clone(), options).await.unwrap()
    };
    let full = audit(&all, AuditOptions::default()).await;
    for narrower in [
        all.clone().limit(2),
        all.clone().starts_with("SP0"),
        all.clone().sp_enterprise_id("Reseller1+acme"),
        all.clone().extra_query("syncStatus", "FAILED"),
    ] {
        let later = audit(&narrower, AuditOptions::default().previous(&full)).await;
        let drift = later.findings().iter().filter(|row| row.kind == FindingKind::Drift).count();
        assert_eq!(drift, 0, "{narrower:?}");
    }
}

#[test]
fn the_time_without_runs_is_taken_from_the_baseline() {
    let never = [enterprise("a", json!({"syncStatus": "NOT_SYNCED"}))];
    let earlier = Audit::new(&never, &options().now(now() - hours(48)));
    let later = Audit::new(&never, &options().previous(&earlier));
    assert_eq!(later.findings()[0].since, Some(now() - hours(48)));
    assert_eq!(earlier.findings()[0].since, None);
}

#[test]
fn findings_are_sorted_by_severity_then_age() {
    let audit = audit(&[
        json!({"id": "off", "broadworksDirectorySync": {"enableDirSync": false}}),
        enterprise("stale", complete(300.0)),
        enterprise("staler", complete(400.0)),
        enterprise("undated", json!({"syncStatus": "FAILED"})),
        enterprise("dated", json!({"syncStatus": "FAILED", "lastSyncEndTime": ago(1.0)})),
    ]);
    let ids: Vec<_> =
        audit.findings().iter().map(|row| row.enterprise_id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["dated", "undated", "staler", "stale", "off"]);
    assert_eq!(audit.enterprises()[1].findings, [FindingKind::Stale]);
}

#[test]
fn audits_of_several_partners_are_combined() {
    let of = |label: &str, hours| {
        Audit::new(&[enterprise("a", complete(hours))], &options().partner(label))
    };
    let all = Audit::concat([of("east", 300.0), of("west", 400.0)]);
    assert_eq!(all.enterprises().len(), 2);
    assert_eq!(all.summary().partners, ["east", "west"]);
    assert_eq!(all.summary().count(FindingKind::Stale), 2);
    assert_eq!(all.findings()[0].partner.as_deref(), Some("west"));
    let again = Audit::concat([of("east", 1.0), of("west", 1.0), of("east", 1.0)]);
    assert_eq!(again.summary().partners, ["east", "west"]);
    assert!(Audit::concat([]).enterprises().is_empty());
    let text = String::from_utf8(all.rows(AuditTable::Enterprises).ndjson()).unwrap();
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(first["partner"], "east");
    assert_eq!(first["lastEnd"], "2026-11-09T00:00:00.000000Z");
    assert_eq!(first["findings"], json!(["stale"]));
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn outcomes_of_a_bulk_run_can_be_audited() {
    let outcome = json!({"enterpriseId": "a", "spEnterpriseId": "R+a", "partner": "east",
        "outcome": "ok", "result": {"enableDirSync": true, "directorySyncStatus": complete(300.0)}});
    let audit = audit(&[outcome]);
    assert_eq!(audit.findings()[0].kind, FindingKind::Stale);
    assert_eq!(audit.findings()[0].partner.as_deref(), Some("east"));
    assert_eq!(audit.enterprises()[0].enterprise_id.as_deref(), Some("a"));
    assert_eq!(audit.enterprises()[0].last_sync_tracking_id.as_deref(), Some("NA_1"));
}

const HOSTILE: &str =
    "<script>alert('x')</script>\"><img src=x onerror=\"y\">\u{202e}txt\u{1b}[31m&";

#[test]
fn hostile_names_are_escaped_in_html() {
    let hostile = json!({"id": HOSTILE, "spEnterpriseId": HOSTILE, "partner": HOSTILE,
        "broadworksDirectorySync": {"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": HOSTILE, "lastSyncTrackingId": HOSTILE,
            "errors": [{"errorCode": 1, "description": HOSTILE}]}}});
    let audit = Audit::new(&[hostile], &options().partner(HOSTILE));
    let mut rendered = vec![audit.to_html(9), audit.to_html_fragment(9)];
    rendered
        .extend(AuditTable::ALL.iter().map(|table| audit.table_to_html(table.name(), 9).unwrap()));
    for html in &rendered {
        for raw in ["<script", "<img", "\u{202e}", "\u{1b}"] {
            assert!(!html.contains(raw), "{raw:?} in {html}");
        }
        // What tries to leave an attribute has to bring its quote.
        assert!(!html.contains("\"><img") && !html.contains("onerror=\""), "{html}");
    }
    assert!(rendered[0].contains("[U+202E]txt[U+001B][31m&amp;"));
}

#[test]
fn a_table_reports_how_many_rows_it_omits() {
    let many: Vec<_> = (0..30).map(|id| enterprise(&id.to_string(), complete(1.0))).collect();
    let html = audit(&many).table_to_html("enterprises", 20).unwrap();
    assert!(html.contains("10 more rows are not shown."), "{html}");
    assert_eq!(html.matches("Reseller1+").count(), 20);
    assert!(!audit(&many).table_to_html("enterprises", 30).unwrap().contains("more rows"));
}

#[test]
fn an_html_report_is_self_contained_and_deterministic() {
    let items =
        [enterprise("a", complete(300.0)), enterprise("b", json!({"syncStatus": "FAILED"}))];
    let html = audit(&items).to_html(DOCUMENT_ROWS);
    for outside in ["http:", "https:", "src=", "href=", "@import", "url(", "<script"] {
        assert!(!html.contains(outside), "{outside}");
    }
    assert_eq!(html, audit(&items).to_html(DOCUMENT_ROWS));
    for needed in ["<caption>", "scope=\"col\"", "scope=\"row\"", "prefers-color-scheme", "FAILED"]
    {
        assert!(html.contains(needed), "{needed}");
    }
    assert!(audit(&[]).to_html(9).contains("Nothing was found."));
}

fn any_item() -> impl Strategy<Value = Value> {
    let status = prop_oneof![
        Just("COMPLETE".to_owned()),
        Just("FAILED".to_owned()),
        Just("IN_PROGRESS".to_owned()),
        "\\PC{0,6}",
    ];
    let time = prop_oneof![
        Just("-009999-01-02T01:59:59Z".to_owned()),
        Just("9999-12-30T22:00:00.9Z".to_owned()),
        Just(ago(500.0)),
        ".{0,8}",
    ];
    let number =
        prop_oneof![any::<i64>().prop_map(Value::from), any::<f64>().prop_map(Value::from)];
    (status, time, number, ".{0,8}", any::<bool>()).prop_map(|(status, time, number, text, flag)| {
        json!({"id": text, "spEnterpriseId": text, "broadworksDirectorySync": {"enableDirSync": flag,
            "directorySyncStatus": {"syncStatus": status, "lastSyncStartTime": time,
                "lastSyncEndTime": time, "lastSuccessfulSyncTime": time, "usersDeleted": number,
                "machinesDeleted": number, "totalExternalUsersInCI": number,
                "errors": [{"errorCode": number, "description": text}, number]}}})
    })
}

proptest! {
    #[test]
    fn no_enterprise_panics(items in prop::collection::vec(any_item(), 0..4)) {
        let before = audit(&items);
        let after = Audit::new(items.iter().rev(), &options().previous(&before));
        let all = Audit::concat([before, after]);
        let html = all.to_html(3);
        prop_assert!(html.ends_with("</html>"));
        for table in AuditTable::ALL {
            for line in String::from_utf8(all.rows(*table).ndjson()).unwrap().lines() {
                prop_assert!(serde_json::from_str::<Value>(line).is_ok());
            }
        }
    }

    #[test]
    fn text_cannot_break_out_of_html(text in "[<>&\"'/a \u{202e}\u{200b}\u{7}-]{0,24}") {
        let html = audit(&[enterprise(&text, json!({"syncStatus": text}))])
            .table_to_html("enterprises", 3).unwrap();
        let plain = audit(&[enterprise("plain", json!({"syncStatus": "ODD"}))])
            .table_to_html("enterprises", 3).unwrap();
        prop_assert_eq!(html.matches('<').count(), plain.matches('<').count());
        prop_assert_eq!(html.matches('"').count(), plain.matches('"').count());
    }
}

#[test]
fn tables_have_the_keys_of_the_rows() {
    let failed = enterprise("a", json!({"syncStatus": "FAILED", "errors": [{"errorCode": 1}]}));
    let mut audit = audit(&[failed]);
    let day = ("2026-11-20".to_owned(), DayTotals::default());
    audit.trends = trend::rows([day].into(), None);
    for table in AuditTable::ALL {
        let line = String::from_utf8(audit.rows(*table).ndjson()).unwrap();
        let row: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
        let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
        let columns: Vec<_> =
            table.schema().columns().map(webex_broadworks_tables::Column::name).collect();
        assert_eq!(columns, keys);
        assert_eq!(audit.rows(*table).arrow().unwrap().len(), 1);
    }
}

mod with_a_ledger {
    use super::*;

    #[tokio::test]
    async fn a_recorded_audit_is_the_baseline_of_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.ledger");
        let audit = async |items: &[Value], day: u64| {
            let options = options().now(now() + hours(24 * day)).ledger(&path);
            Audit::of_items(items, options).await.unwrap()
        };
        let run = |day: u64, deleted: i64, status: &str| {
            let end = (now() + hours(24 * day) - hours(1)).to_string();
            enterprise(
                "a",
                json!({"syncStatus": status, "lastSyncStartTime": end,
                "lastSyncEndTime": end, "usersAdded": 3, "usersDeleted": deleted}),
            )
        };
        let first = audit(&[run(0, 1, "COMPLETE")], 0).await;
        assert!(first.findings().is_empty());
        audit(&[run(1, 2, "FAILED")], 1).await;
        let off = json!({"id": "a", "broadworksDirectorySync": {"enableDirSync": false}});
        let third = audit(&[off], 2).await;
        let drift = third.findings().iter().find(|row| row.kind == FindingKind::Drift).unwrap();
        assert_eq!(drift.change, Some(Change::SwitchedOff));
        assert_eq!(drift.since, Some(now() + hours(24)));
        let days: Vec<_> = third
            .trends()
            .iter()
            .map(|row| (row.day.as_str(), row.runs, row.failed, row.users_added, row.users_deleted))
            .collect();
        assert_eq!(days, [("2026-11-21", 1, 0, 3, 1), ("2026-11-22", 1, 1, 3, 2)]);
    }

    #[tokio::test]
    async fn an_audit_without_record_does_not_change_the_ledger() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.ledger");
        let reads = options().ledger(&path).record(false);
        assert!(Audit::of_items(&[], reads.clone()).await.is_err());
        let items = [enterprise("a", complete(1.0))];
        Audit::of_items(&items, reads.clone().record(true)).await.unwrap();
        let audit =
            Audit::of_items(&[enterprise("b", complete(1.0))], reads.clone()).await.unwrap();
        // An enterprise that isn't in the ledger is not drift.
        assert!(audit.findings().is_empty());
        assert!(audit.trends().is_empty());
        let again = Audit::of_items(&items, reads).await.unwrap();
        assert_eq!(again.trends().len(), 1);
    }
}

#[test]
fn an_audit_row_can_be_read_as_an_enterprise() {
    let enterprise = json!({"id": "E1", "broadworksDirectorySync": {"enableDirSync": true,
        "directorySyncStatus": {"syncStatus": "FAILED", "usersAdded": 3,
            "lastSyncStartTime": "2026-01-01T00:00:00Z",
            "lastSyncEndTime": "2026-01-01T00:00:02.5Z",
            "lastSuccessfulSyncTime": "2025-12-01T00:00:00Z",
            "errors": [{"errorCode": 600_014}]}}});
    let now: Timestamp = "2026-01-02T00:00:00Z".parse().unwrap();
    let options = AuditOptions::default().now(now);
    let audit = Audit::new([&enterprise], &options);
    let row = serde_json::to_value(&audit.enterprises()[0]).unwrap();
    assert_eq!(
        webex_broadworks::directory_sync_state(&row, now),
        webex_broadworks::directory_sync_state(&enterprise, now)
    );
}
