use std::collections::HashSet;
use std::time::Duration;

use serde_json::{Value, json};
use webex_broadworks_sandbox::Sort;

use crate::client::{ENTERPRISES, get, send, send_with, start, sync_path};

fn with(query: &str) -> String {
    format!("{ENTERPRISES}?{query}")
}

#[test]
fn following_the_links_shows_every_enterprise_once() {
    let sandbox = start(|options| options.enterprises = 1234);
    let mut ids = HashSet::new();
    let mut sizes = Vec::new();
    let mut path = Some(with("max=500"));
    while let Some(here) = path {
        let page = get(&sandbox, &here);
        sizes.push(page.items().len());
        ids.extend(page.items().iter().map(|it| it["id"].to_string()));
        path = page.next();
    }
    assert_eq!((ids.len(), sizes), (1234, vec![500, 500, 234]));
}

#[test]
fn links_keep_the_filters_well_formed_and_name_the_host_as_the_client_does() {
    let sandbox = start(|options| {
        let item = |number: usize| json!({"id": format!("{number}"), "spEnterpriseId": format!("a+b &{number}")});
        options.items = Some((0..3).map(item).collect());
    });
    let auth = format!("Bearer {}", sandbox.token());
    let headers = [("Authorization", &*auth), ("Host", "localhost:1")];
    let page = send_with(&sandbox, "GET", &with("startsWith=a%2Bb%20%26&max=2&zeta"), "", &headers);
    let link = page.header("link").expect("a link");
    assert!(link.starts_with("<http://localhost:1/v1/broadworks/enterprises?max=2&"), "{link}");
    assert!(link.contains("startsWith=a%2Bb%20%26&zeta=&cursor="), "{link}");
    let rest = get(&sandbox, &page.next().expect("a next page"));
    assert_eq!((rest.items().len(), rest.next()), (1, None));
}

#[test]
fn without_links_a_full_page_says_nothing_of_the_rest() {
    let sandbox = start(|options| options.link_paging = false);
    let page = get(&sandbox, ENTERPRISES);
    assert_eq!((page.items().len(), page.header("link")), (100, None));
}

#[test]
fn max_is_clamped_silently_and_nonsense_refused() {
    let sandbox = start(|options| options.enterprises = 1100);
    assert_eq!(get(&sandbox, &with("max=5000")).items().len(), 1000);
    for nonsense in ["0", "-1", "ten", "null", ""] {
        assert_eq!(get(&sandbox, &with(&format!("max={nonsense}"))).status, 400, "{nonsense}");
    }
    let sandbox = start(|options| options.clamp_max = 40);
    assert_eq!(get(&sandbox, &with("max=100")).items().len(), 40);
}

#[test]
fn a_raw_plus_is_a_space_and_finds_nothing() {
    let sandbox = start(|_| {});
    assert_eq!(get(&sandbox, &with("spEnterpriseId=Reseller1+acme")).json(), json!({"items": []}));
    let found = get(&sandbox, &with("spEnterpriseId=Reseller1%2Bacme")).items();
    assert_eq!(found[0]["spEnterpriseId"], "Reseller1+acme");
    assert_eq!(found.len(), 1);
}

#[test]
fn filters_are_all_applied_and_unknown_parameters_ignored() {
    let sandbox = start(|_| {});
    let both =
        |exact: &str| with(&format!("startsWith=Reseller1&spEnterpriseId={exact}&unheardOf=1"));
    assert_eq!(get(&sandbox, &both("Reseller1%2Bacme")).items().len(), 1);
    assert_eq!(get(&sandbox, &both("SP1%2Bacme")).items().len(), 0);
    let sandbox = start(|options| options.switches.both_filters_refused = true);
    assert_eq!(get(&sandbox, &both("Reseller1%2Bacme")).status, 400);
}

#[test]
fn prefixes_mind_case_unless_switched() {
    let lower = with("startsWith=reseller1%2Bac");
    let sandbox = start(|_| {});
    assert_eq!(get(&sandbox, &lower).items().len(), 0);
    let sandbox = start(|options| options.switches.case_insensitive_prefix = true);
    assert!(!get(&sandbox, &lower).items().is_empty());
}

#[test]
fn the_exact_filter_minds_case_unless_switched() {
    let lower = with("spEnterpriseId=reseller1%2Bacme");
    assert_eq!(get(&start(|_| {}), &lower).items().len(), 0);
    let sandbox = start(|options| options.switches.case_insensitive_exact = true);
    assert_eq!(get(&sandbox, &lower).items().len(), 1);
}

#[test]
fn the_filters_of_the_beta_are_honored() {
    let sandbox = start(|_| {});
    let states = |query: &str| -> HashSet<String> {
        let items = get(&sandbox, &with(query)).items();
        let state = |it: &Value| {
            let status = &it["broadworksDirectorySync"]["directorySyncStatus"];
            status["syncStatus"].as_str().unwrap_or("NOT_SYNCED").to_owned()
        };
        items.iter().map(state).collect()
    };
    let expected = HashSet::from(["FAILED".to_owned(), "NOT_SYNCED".to_owned()]);
    assert_eq!(states("syncStatus=failed,not_synced"), expected);
    let recent = sandbox.now().before(Duration::from_secs(8 * 24 * 3600));
    let fresh = get(&sandbox, &with(&format!("max=1000&lastSyncEndTime={recent}"))).items().len();
    let synced = get(&sandbox, &with("max=1000&lastSyncEndTime=0")).items().len();
    assert!(0 < fresh && fresh < synced, "{fresh} of {synced}");
}

#[test]
fn the_order_can_be_chosen() {
    let ids = |sort| {
        let sandbox = start(|options| options.sort = sort);
        let items = get(&sandbox, &with("max=1000")).items();
        items.iter().map(|it| it["id"].to_string()).collect::<Vec<_>>()
    };
    let by_id = ids(Sort::Id);
    assert!(by_id.is_sorted());
    assert_ne!(by_id, ids(Sort::Insertion));
    assert_ne!(by_id, ids(Sort::Shuffled));
    assert_eq!(ids(Sort::Shuffled), ids(Sort::Shuffled));
}

#[test]
fn a_listing_sees_what_was_changed_since_it_was_last_asked_for() {
    let sandbox = start(|_| {});
    let exact = with("spEnterpriseId=Reseller1%2Bacme");
    let before = get(&sandbox, &exact).items();
    let path = sync_path(before[0]["id"].as_str().expect("an id"));
    send(&sandbox, "PUT", &path, r#"{"enableDirSync": false}"#);
    let after = get(&sandbox, &exact).items();
    assert_eq!(after[0]["broadworksDirectorySync"]["enableDirSync"], false);
    sandbox.advance(Duration::from_secs(300));
    let cleaned = get(&sandbox, &exact).items();
    assert_eq!(
        cleaned[0]["broadworksDirectorySync"]["directorySyncStatus"]["syncStatus"],
        "NOT_SYNCED"
    );
}

#[test]
fn a_listing_is_compressed_for_those_who_accept_it() {
    let sandbox = start(|_| {});
    let auth = format!("Bearer {}", sandbox.token());
    let accepting = |coding| {
        let headers = [("Authorization", &*auth), ("Accept-Encoding", coding)];
        send_with(&sandbox, "GET", ENTERPRISES, "", &headers)
    };
    assert_eq!(accepting("br, gzip;q=0.5").header("content-encoding"), Some("gzip"));
    assert_eq!(accepting("gzip;q=0").header("content-encoding"), None);
    assert_eq!(accepting("gzip").items(), get(&sandbox, ENTERPRISES).items());
}
