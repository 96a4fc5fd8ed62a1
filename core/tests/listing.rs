//! Large lists against the sandbox: with links, without, and cut short.

use std::collections::HashSet;

use webex_broadworks::{Client, EnterpriseKey, ErrorKind, ListEnterprises};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions, Sort};

const MANY: usize = 25_000;

fn sandbox(link_paging: bool) -> Sandbox {
    let options = SandboxOptions {
        enterprises: MANY,
        link_paging,
        sort: Sort::Shuffled,
        gzip: false,
        ..SandboxOptions::default()
    };
    Sandbox::start(options).expect("a sandbox")
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder().base_url(sandbox.base_url()).token(sandbox.token()).build().expect("a client")
}

async fn ids(client: &Client, options: ListEnterprises) -> Vec<String> {
    let all =
        client.enterprises().list(options).expect("options").all().await.expect("a whole list");
    all.into_iter().map(|enterprise| enterprise.id.expect("an id")).collect()
}

fn truth(sandbox: &Sandbox) -> HashSet<String> {
    let enterprises = sandbox.enterprises();
    let items = enterprises.as_array().expect("a list of enterprises");
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test]
async fn links_lead_through_the_whole_list() {
    let sandbox = sandbox(true);
    let listed = ids(&client(&sandbox), ListEnterprises::default()).await;
    assert_eq!(listed.len(), MANY);
    assert_eq!(listed.into_iter().collect::<HashSet<_>>(), truth(&sandbox));
    assert_eq!(sandbox.requests().len(), MANY / 1000);
}

#[tokio::test]
async fn without_links_prefixes_find_them_all_and_each_once() {
    let sandbox = sandbox(false);
    let listed = ids(&client(&sandbox), ListEnterprises::default()).await;
    assert_eq!(listed.len(), MANY);
    assert_eq!(listed.into_iter().collect::<HashSet<_>>(), truth(&sandbox));
    let requests = sandbox.requests().len();
    assert!(requests <= webex_broadworks::MAX_PREFIX_REQUESTS, "{requests} requests");
}

#[tokio::test]
async fn a_clamped_list_without_links_is_completed_too() {
    let options = SandboxOptions {
        enterprises: 2_000,
        link_paging: false,
        clamp_max: 200,
        ..SandboxOptions::default()
    };
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let listed = ids(&client(&sandbox), ListEnterprises::default()).await;
    assert_eq!(listed.into_iter().collect::<HashSet<_>>(), truth(&sandbox));
}

#[tokio::test]
async fn a_cursor_goes_on_where_a_page_ended() {
    let sandbox = sandbox(true);
    let client = client(&sandbox);
    let mut list = client.enterprises().list(ListEnterprises::default()).expect("options");
    let mut first = Vec::new();
    let mut cursor = None;
    for _ in 0..3 {
        let page = list.next_page().await.expect("a page").expect("more pages");
        cursor = page.cursor;
        first.extend(page.items.into_iter().filter_map(|enterprise| enterprise.id));
    }
    let cursor = cursor.expect("a cursor");
    let rest = ids(&client, ListEnterprises::default().cursor(cursor)).await;
    assert_eq!(first.len() + rest.len(), MANY);
    let together: HashSet<String> = first.into_iter().chain(rest).collect();
    assert_eq!(together, truth(&sandbox));
}

#[tokio::test]
async fn a_limit_asks_for_no_more_than_it_needs() {
    let sandbox = sandbox(true);
    let listed = ids(&client(&sandbox), ListEnterprises::default().limit(1_200)).await;
    assert_eq!(listed.len(), 1_200);
    let targets: Vec<String> =
        sandbox.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets.len(), 2, "{targets:?}");
    assert!(targets[1].contains("max=200"), "{targets:?}");
}

#[tokio::test]
async fn a_page_is_fetched_ahead_only_for_who_reads_on() {
    let sandbox = sandbox(true);
    let client = client(&sandbox);
    let mut list = client.enterprises().list(ListEnterprises::default()).expect("options");
    list.next_page().await.expect("a page");
    drop(list);
    assert_eq!(sandbox.requests().len(), 1);
    let mut list = client.enterprises().list(ListEnterprises::default()).expect("options");
    list.prefetch();
    list.next_page().await.expect("a page");
    let patience = std::time::Duration::from_secs(10);
    let ahead = tokio::task::spawn_blocking(move || sandbox.wait_for_requests(3, patience));
    assert!(ahead.await.expect("an answer"), "the second page was not asked for");
}

#[tokio::test]
async fn one_enterprise_is_found_by_its_odd_name() {
    let sandbox = sandbox(true);
    let client = client(&sandbox);
    let enterprises = sandbox.enterprises();
    let odd = |item: &&serde_json::Value| {
        item["spEnterpriseId"].as_str().is_some_and(|id| id.contains(['&', '#', '%', '/']))
    };
    let wanted = enterprises.as_array().expect("a list").iter().find(odd).expect("an odd name");
    let name = wanted["spEnterpriseId"].as_str().expect("a name").to_owned();
    let found = client
        .enterprises()
        .get(EnterpriseKey::SpEnterpriseId(name))
        .await
        .expect("one enterprise");
    assert_eq!(found.id.as_deref(), wanted["id"].as_str());
    let missing = EnterpriseKey::SpEnterpriseId("Reseller1+nobody".to_owned());
    let error = client.enterprises().get(missing).await.expect_err("nobody");
    assert_eq!(error.kind(), ErrorKind::EnterpriseNotFound);
}
