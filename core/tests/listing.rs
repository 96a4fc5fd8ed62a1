//! Large lists against the sandbox: with links, without, and cut short.

use std::collections::HashSet;

use http::Response;
use webex_broadworks::{
    Client, EnterpriseKey, ErrorKind, InProcessService, ListBillingReports, ListEnterprises,
    ListSubscribers, Subscriber, SubscriberStatus,
};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions, Sort, Switches};

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
    let missing = EnterpriseKey::SpEnterpriseId("Reseller1+unknown".to_owned());
    let error = client.enterprises().get(missing).await.expect_err("an unknown name");
    assert_eq!(error.kind(), ErrorKind::EnterpriseNotFound);
}

#[tokio::test]
async fn subscribers_are_listed_page_by_page() {
    let options =
        SandboxOptions { enterprises: 20, subscribers: 1_234, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let client = client(&sandbox);
    let subscribers = async |options| {
        let list = client.subscribers().list(options).expect("options");
        list.all().await.expect("a whole list")
    };
    let all = subscribers(ListSubscribers::default()).await;
    let ids: HashSet<_> = all.iter().filter_map(|subscriber| subscriber.id.as_deref()).collect();
    assert_eq!((all.len(), ids.len()), (1_234, 1_234));
    assert_eq!(sandbox.requests().len(), 13);
    let enterprise = all[0].sp_enterprise_id.clone().expect("an enterprise");
    let of_enterprise =
        all.iter().filter(|subscriber| subscriber.sp_enterprise_id.as_ref() == Some(&enterprise));
    let filters = ListSubscribers::default().sp_enterprise_id(&enterprise).page_size(10);
    assert_eq!(subscribers(filters).await.len(), of_enterprise.count());
    let provisioned =
        |subscriber: &&Subscriber| subscriber.status == Some(SubscriberStatus::Provisioned);
    let filters = ListSubscribers::default().status(["provisioned"]);
    assert_eq!(subscribers(filters).await.len(), all.iter().filter(provisioned).count());
    let now = ListSubscribers::default().after(client.now()).self_activated(true);
    assert_eq!(subscribers(now).await, []);
}

#[tokio::test]
async fn a_list_by_status_without_links_may_be_short() {
    let switches = Switches { status_filter_paged: false, ..Switches::default() };
    let options = SandboxOptions { subscribers: 500, switches, ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).expect("a sandbox");
    let client = client(&sandbox);
    let list = |options| client.subscribers().list(options).expect("options");
    let all = list(ListSubscribers::default()).all().await.expect("a whole list");
    assert_eq!(all.len(), 500);
    let provisioned = || ListSubscribers::default().status("provisioned");
    let error = list(provisioned()).all().await.expect_err("a list that is cut");
    assert_eq!(error.kind(), ErrorKind::IncompleteList);
    let part = list(provisioned().allow_incomplete(true)).all().await.expect("a part");
    assert_eq!(part.len(), 100);
}

#[tokio::test]
async fn billing_reports_are_one_page() {
    let sandbox = sandbox(true);
    let client = client(&sandbox);
    for month in ["2026-08", "2026-09", "2026-10"] {
        client.billing_reports().create(month).await.expect("a report");
    }
    let list = client.billing_reports().list(ListBillingReports::default()).expect("options");
    let reports = list.all().await.expect("a list");
    let months: Vec<_> = reports.iter().filter_map(|it| it.billing_period.as_deref()).collect();
    assert_eq!(months, ["2026-08", "2026-09", "2026-10"]);
}

#[tokio::test]
async fn links_to_pages_of_subscribers_say_nothing_about_enterprises() {
    let cut: Vec<_> = (0..100)
        .map(|number| serde_json::json!({"id": number.to_string(), "spEnterpriseId": format!("R+{number}")}))
        .collect();
    let service = InProcessService::new(move |request| {
        let answer = if request.uri().path().ends_with("/subscribers") {
            let next = "<?max=1&cursor=2>; rel=\"next\"";
            Response::builder().header("Link", next).body(r#"{"items":[{"id":"S1"}]}"#.into())
        } else {
            Response::builder().body(serde_json::json!({"items": cut}).to_string().into())
        };
        async { Ok(answer.expect("an answer")) }
    });
    let client = Client::builder().token("t").in_process(service).build().expect("a client");
    let list = client.subscribers().list(ListSubscribers::default()).expect("options");
    list.first().await.expect("a subscriber");
    let all = ListEnterprises::default().page_size(100);
    let list = client.enterprises().list(all).expect("options");
    let error = list.all().await.expect_err("a list that is cut");
    assert_eq!(error.kind(), ErrorKind::IncompleteList);
}
