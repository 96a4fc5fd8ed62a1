//! Names of enterprises against the sandbox: one by one, by one listing, unknown, ambiguous.

use serde_json::{Value, json};
use webex_broadworks::{Client, ErrorKind, FindEnterprises, IdentifierKind};
use webex_broadworks_sandbox::{Sandbox, SandboxOptions};

fn sandbox() -> Sandbox {
    Sandbox::start(SandboxOptions { enterprises: 60, ..SandboxOptions::default() })
        .expect("started")
}

fn client(sandbox: &Sandbox) -> Client {
    Client::builder().base_url(sandbox.base_url()).token(sandbox.token()).build().expect("a client")
}

fn column(sandbox: &Sandbox, key: &str, count: usize) -> Vec<String> {
    let all = sandbox.enterprises();
    let items = all.as_array().expect("a list").iter().take(count);
    items.map(|item| item[key].as_str().expect("text").to_owned()).collect()
}

#[tokio::test]
async fn twenty_names_are_asked_for_one_by_one_and_more_by_one_listing() {
    let sandbox = sandbox();
    let client = client(&sandbox);
    // A listing is one page, and one request that checks that the page is all there is.
    for (count, requests) in [(20, 20), (21, 2)] {
        sandbox.clear_requests();
        let names = column(&sandbox, "spEnterpriseId", count);
        let find = FindEnterprises::default();
        let found = client.enterprises().find(&names, find).await;
        let found: Vec<_> = found.expect("all found").into_iter().map(|it| it.id).collect();
        assert_eq!(found, column(&sandbox, "id", count));
        assert_eq!(sandbox.requests().len(), requests);
    }
}

#[tokio::test]
async fn ids_are_taken_as_they_are_unless_all_is_wanted_as_listed() {
    let sandbox = sandbox();
    let (client, ids) = (client(&sandbox), column(&sandbox, "id", 3));
    let enterprises = client.enterprises();
    let find = |find| enterprises.find(&ids, find);
    let found = find(FindEnterprises::default()).await.expect("found");
    assert!(found.iter().all(|it| it.listed.is_none()) && sandbox.requests().is_empty());
    let found = find(FindEnterprises::default().listed(true)).await.expect("found");
    assert!(found.iter().all(|it| it.listed.is_some() && it.sp_enterprise_id.is_some()));
    let organizations = column(&sandbox, "orgId", 3);
    let by = FindEnterprises::default().by(IdentifierKind::OrgId);
    let found = client.enterprises().find(&organizations, by).await;
    assert_eq!(found.expect("found").into_iter().map(|it| it.id).collect::<Vec<_>>(), ids);
}

#[tokio::test]
async fn what_is_unknown_is_told_together() {
    let sandbox = sandbox();
    let names = ["Unknown+a", "Reseller1+acme", "Unknown+b"].map(str::to_owned);
    let client = client(&sandbox);
    let find = FindEnterprises::default();
    let error = client.enterprises().find(&names, find).await;
    let error = error.expect_err("two are unknown");
    assert_eq!(error.kind(), ErrorKind::EnterpriseNotFound);
    let text = error.to_string();
    assert!(text.contains("2 of 3 enterprises") && text.contains("\"Unknown+b\""), "{text}");
}

#[tokio::test]
async fn one_name_of_several_enterprises_lists_the_candidates() {
    let twin = |id: &str| json!({"id": id, "spEnterpriseId": "R+twin"});
    let items: Vec<Value> = vec![twin("E1"), twin("E2")];
    let options = SandboxOptions { items: Some(items), ..SandboxOptions::default() };
    let sandbox = Sandbox::start(options).expect("started");
    let client = client(&sandbox);
    let names = ["R+twin".to_owned()];
    let find = FindEnterprises::default();
    let error = client.enterprises().find(&names, find).await;
    let error = error.expect_err("two go by the name");
    assert_eq!(error.kind(), ErrorKind::MultipleEnterprisesFound);
    assert_eq!(error.details().candidates.len(), 2);
    assert!(error.to_string().contains("(E1, E2)"), "{error}");
}
