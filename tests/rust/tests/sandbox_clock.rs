//! A client that has a sandbox's clock decides everything by it: ages, windows, expiry, resumption.

use std::time::Duration;

use serde_json::json;
use webex_broadworks::{
    Client, ClientBuilder, FileStore, ListEnterprises, OAuthRefresh, ScaledClock, Timestamp,
    TokenSource, directory_sync_state,
};
use webex_broadworks_audit::{Audit, AuditOptions, FindingKind, Report as _};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, OnlyIf, OutcomeKind};
use webex_broadworks_sandbox::{OAuthOptions, Sandbox, SandboxOptions};

const DAY: Duration = Duration::from_secs(24 * 3_600);

fn sandbox(options: SandboxOptions) -> Sandbox {
    let options = SandboxOptions { enterprises: 12, all_synced: true, ..options };
    Sandbox::start(options).expect("a sandbox")
}

fn starting(start: &str) -> SandboxOptions {
    let start_time = webex_broadworks_sandbox::VirtualTime::parse(start);
    SandboxOptions { start_time, manual: true, ..SandboxOptions::default() }
}

fn builder_for(sandbox: &Sandbox) -> ClientBuilder {
    let clock = sandbox.clock();
    // Faster, a call's timeout of 180 s would be less than a busy machine needs for a request.
    let clock = ScaledClock::new(clock.client_speed()).with_wall(move || clock.wall());
    Client::builder().base_url(sandbox.base_url()).token(sandbox.token()).clock(clock)
}

fn client_of(sandbox: &Sandbox) -> Client {
    builder_for(sandbox).build().expect("a client")
}

fn everyone(client: &Client) -> BulkItems {
    BulkItems::list(client.enterprises().list(ListEnterprises::default()).expect("a list"))
}

/// How many enterprises a run over the stale ones would sync, and how many not.
async fn planned_and_skipped(client: &Client) -> (usize, usize) {
    let options =
        BulkOptions::default().dry_run(true).only_if(OnlyIf::default().stale_after(8 * DAY));
    let mut run = Bulk::new(client).directory_sync().run(everyone(client), options).expect("a run");
    let (mut planned, mut skipped) = (0, 0);
    while let Some(outcome) = run.next().await.expect("an outcome") {
        match outcome.outcome {
            OutcomeKind::Planned => planned += 1,
            OutcomeKind::Skipped => skipped += 1,
            other => panic!("{other:?}"),
        }
    }
    (planned, skipped)
}

/// Starts of a sandbox's clock, by how much it is moved on, and whether all syncs are stale then.
fn cases() -> Vec<(SandboxOptions, u32, bool)> {
    vec![
        (SandboxOptions { manual: true, ..SandboxOptions::default() }, 30, true),
        (SandboxOptions { manual: true, ..SandboxOptions::default() }, 0, false),
        (starting("2030-01-01T00:00:00Z"), 30, true),
        (starting("2020-01-01T00:00:00Z"), 0, false),
        (starting("2038-01-19T03:14:07Z"), 30, true),
        (SandboxOptions { speed: 86_400.0, ..SandboxOptions::default() }, 30, true),
    ]
}

#[tokio::test]
async fn ages_count_on_the_sandboxs_clock() {
    for (options, days, stale) in cases() {
        let sandbox = sandbox(options);
        let client = client_of(&sandbox);
        sandbox.advance(days * DAY);
        assert_eq!(planned_and_skipped(&client).await, if stale { (12, 0) } else { (0, 12) });

        let audit =
            Audit::of_enterprises(&client, ListEnterprises::default(), AuditOptions::default())
                .await;
        let audit = audit.expect("an audit");
        let stale_ones = audit.findings().iter().filter(|it| it.kind == FindingKind::Stale).count();
        assert_eq!(stale_ones, if stale { 12 } else { 0 });
        let since = client.now().seconds_since(audit.generated_at());
        assert!(since < DAY.as_secs_f64(), "{since}");

        let list = client.enterprises().list(ListEnterprises::default()).expect("a list");
        let first = list.first().await.expect("an answer").expect("an enterprise");
        let first = serde_json::to_value(first).expect("JSON");
        let state = directory_sync_state(&first, client.now());
        let age = Duration::from_secs_f64(state.age.expect("an age"));
        assert_eq!(age > 8 * DAY, stale, "{age:?}");
        assert!(state.last_success.expect("a success") <= client.now());
    }
}

#[tokio::test]
async fn a_report_of_an_audit_shows_the_sandboxs_time() {
    let sandbox = sandbox(starting("2031-05-06T07:08:09Z"));
    let client = client_of(&sandbox);
    let audit =
        Audit::of_enterprises(&client, ListEnterprises::default(), AuditOptions::default()).await;
    let html = audit.expect("an audit").to_html(100);
    assert!(html.contains("2031-05-06 07:08 UTC"), "{html}");
}

#[tokio::test]
async fn a_window_closes_on_the_sandboxs_clock() {
    let sandbox = sandbox(starting("2020-01-01T00:00:00Z"));
    let client = client_of(&sandbox);
    let end: Timestamp = "2020-01-01T01:00:00Z".parse().expect("a time");
    for (length, begun) in [(0, 12), (3_601, 0)] {
        sandbox.advance(Duration::from_secs(length));
        let options = BulkOptions::default().stop_starting_after(end.into());
        let run = Bulk::new(&client).directory_sync().get_status(everyone(&client), options);
        let mut run = run.expect("a run");
        let mut count = 0;
        while let Some(outcome) = run.next().await.expect("an outcome") {
            count += usize::from(outcome.outcome == OutcomeKind::Ok);
        }
        assert_eq!(count, begun);
    }
}

#[tokio::test]
async fn a_token_is_refreshed_before_it_expires_on_the_sandboxs_clock() {
    let oauth = OAuthOptions::default();
    let mut options = starting("2030-01-01T00:00:00Z");
    options.oauth = Some(oauth.clone());
    let sandbox = sandbox(options);
    let folder = tempfile::tempdir().expect("a folder");
    let secret = |text: &str| TokenSource::literal(text).expect("a secret");
    let refresh = OAuthRefresh::new(
        &oauth.client_id,
        secret(&oauth.client_secret),
        secret(&oauth.refresh_token),
        FileStore::new(folder.path().join("tokens.json")).expect("an absolute path"),
    )
    .expect("credentials");
    let client = builder_for(&sandbox).token_source(TokenSource::oauth(refresh));
    let client = client.build().expect("a client");
    let enterprises = sandbox.enterprises();
    let id = enterprises[0]["id"].as_str().expect("an id");
    // Tokens last two weeks, and are refreshed a day before that.
    for (days, refreshes) in [(0, 1), (12, 1), (2, 2), (20, 3)] {
        sandbox.advance(days * DAY);
        client.directory_sync().get_status(id).await.expect("a status");
        assert_eq!(sandbox.token_refreshes(), refreshes);
    }
    assert!(sandbox.requests().iter().all(|request| request.status == Some(200)));
}

#[tokio::test]
async fn a_run_is_resumed_within_hours_of_the_sandboxs_clock() {
    for (hours, resumed) in [(11, true), (13, false)] {
        let mut options = starting("2030-01-01T00:00:00Z");
        // The run is still unfinished when it is left.
        options.faults = serde_json::from_value(json!([
            {"name": "slow", "seconds": 1, "operation": "directory_sync.get_status", "after": 1, "first": 2}
        ]))
        .expect("a fault");
        let sandbox = sandbox(options);
        let client = client_of(&sandbox);
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = folder.path().join("ledger.sqlite");
        let options = || BulkOptions::default().concurrency(1).ledger(&ledger);
        let begin = || Bulk::new(&client).directory_sync().get_status(everyone(&client), options());
        let mut left = begin().expect("a run");
        left.next().await.expect("an outcome").expect("an outcome");
        left.close().await.expect("an end");
        sandbox.advance(Duration::from_secs(hours * 3_600));
        let mut run = begin().expect("a run");
        while run.next().await.expect("an outcome").is_some() {}
        assert_eq!(run.summary().resumed, resumed);
    }
}
