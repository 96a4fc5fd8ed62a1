use std::time::Duration;

use serde_json::json;
use webex_broadworks_sandbox::{Sandbox, SandboxOptions, VirtualTime};

use crate::client::{Got, exchange, get, read, request, send, start};

const REPORTS: &str = "/broadworks/billing/reports";

fn started(change: impl FnOnce(&mut SandboxOptions)) -> Sandbox {
    start(|options| {
        options.start_time = VirtualTime::parse("2026-11-21T10:00:00Z");
        change(options);
    })
}

fn create(sandbox: &Sandbox, period: &str) -> String {
    let body = json!({"billingPeriod": period}).to_string();
    let created = send(sandbox, "POST", REPORTS, &body);
    assert_eq!(created.status, 200);
    format!("{REPORTS}/{}", created.json()["id"].as_str().expect("an id"))
}

fn download(link: &str, headers: &[(&str, &str)]) -> Got {
    let (host, target) = link["http://".len()..].split_once('/').expect("a path");
    read(&exchange(host, &request("GET", &format!("/{target}"), "", headers)).0)
}

#[test]
fn a_report_takes_a_while_and_then_has_a_link() {
    let sandbox = started(|_| {});
    let path = create(&sandbox, "2026-10");
    let running = get(&sandbox, &path).json();
    assert_eq!((&running["status"], running.get("tempDownloadURL")), (&json!("IN_PROGRESS"), None));
    sandbox.advance(Duration::from_secs(60));
    let done = get(&sandbox, &path).json();
    assert_eq!((&done["status"], &done["billingPeriod"]), (&json!("COMPLETED"), &json!("2026-10")));
    let link = done["tempDownloadURL"].as_str().expect("a link");
    assert!(!link.starts_with(sandbox.base_url().trim_end_matches("/v1")), "{link}");
    let got = download(link, &[]);
    assert_eq!((got.status, got.header("content-type")), (200, Some("text/csv")));
    assert!(got.body.starts_with(b"spEnterpriseId,userId,package\n"));
    assert_eq!(send(&sandbox, "DELETE", &path, "").status, 204);
    assert_eq!((get(&sandbox, &path).status, download(link, &[]).status), (404, 403));
}

#[test]
fn a_link_refuses_tokens_changes_and_late_comers() {
    let sandbox = started(|options| options.switches.signed_link_seconds = 30.0);
    let path = create(&sandbox, "2026-10");
    sandbox.advance(Duration::from_secs(60));
    let link = get(&sandbox, &path).json()["tempDownloadURL"].as_str().expect("a link").to_owned();
    assert_eq!(download(&link, &[("Authorization", "Bearer sandbox-token")]).status, 400);
    assert_eq!(download(&link.replace("Expires=1", "Expires=2"), &[]).status, 403);
    assert_eq!(download(&link, &[]).status, 200);
    sandbox.advance(Duration::from_secs(31));
    assert_eq!(download(&link, &[]).status, 403);
    let fresh = get(&sandbox, &path).json()["tempDownloadURL"].as_str().expect("a link").to_owned();
    assert_eq!(download(&fresh, &[]).status, 200);
}

#[test]
fn reports_are_listed_sorted_and_filtered() {
    let sandbox = started(|options| options.billing_report_fail_share = 1.0);
    let periods = |query: &str| {
        let items = get(&sandbox, &format!("{REPORTS}{query}")).items();
        items
            .iter()
            .map(|it| it["billingPeriod"].as_str().expect("a month").to_owned())
            .collect::<Vec<_>>()
    };
    create(&sandbox, "2026-10");
    let failed = create(&sandbox, "2026-08");
    sandbox.advance(Duration::from_secs(14 * 24 * 3600));
    create(&sandbox, "2026-09");
    assert_eq!(periods(""), ["2026-08", "2026-09", "2026-10"]);
    assert_eq!(periods("?after=2026-11"), ["2026-09"]);
    assert_eq!(periods("?before=2026-12&sortBy=status"), ["2026-08", "2026-10"]);
    assert_eq!(get(&sandbox, &format!("{REPORTS}?sortBy=created")).status, 400);
    let failed = get(&sandbox, &failed).json();
    assert_eq!((&failed["status"], &failed["errors"][0]["code"]), (&json!("FAILED"), &json!(2024)));
}

#[test]
fn only_a_month_is_a_billing_period() {
    let sandbox = started(|_| {});
    for wrong in ["2026-13", "2026", "October", "2026-10-01"] {
        let body = json!({"billingPeriod": wrong}).to_string();
        assert_eq!(send(&sandbox, "POST", REPORTS, &body).status, 400, "{wrong}");
    }
    assert_eq!(send(&sandbox, "POST", REPORTS, "{}").status, 400);
}
