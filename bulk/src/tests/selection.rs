//! Which items a run that is resumed acts on: those that were selected then and are now, and no other.

use std::collections::BTreeSet;

use super::fleet::{fleet, kinds};
use super::resuming::{Night, to_its_end};
use super::*;
use crate::ledger::Ledger;
use crate::{
    Bulk, BulkItem, BulkItems, BulkOptions, BulkRun, OnlyIf, Outcome, OutcomeKind, StopReason,
};
use webex_broadworks::{ErrorKind, ListEnterprises};

fn ids(night: &Night) -> Vec<String> {
    let all = night.world.sandbox.enterprises();
    all.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// Switches directory sync off, which takes a request or two for each.
fn switch(night: &Night, items: BulkItems, options: BulkOptions) -> BulkRun {
    Bulk::new(&night.world.client).directory_sync().ensure(items, Some(false), options).unwrap()
}

fn listed(night: &Night, prefix: Option<&str>) -> BulkItems {
    let filters = ListEnterprises::default();
    let filters = match prefix {
        Some(prefix) => filters.starts_with(prefix),
        None => filters,
    };
    BulkItems::list(night.world.client.enterprises().list(filters).unwrap())
}

fn puts(night: &Night) -> usize {
    night.world.sandbox.requests().iter().filter(|request| request.method == "PUT").count()
}

/// Reads a few outcomes and leaves.
async fn interrupt(mut run: BulkRun) {
    for _ in 0..3 {
        run.next().await.unwrap().unwrap();
    }
    run.close().await.unwrap();
}

fn slowly(night: &Night) -> BulkOptions {
    night.options().concurrency(1)
}

#[tokio::test(start_paused = true)]
async fn a_name_with_other_items_is_refused_with_both_before_anything_is_sent() {
    let night = Night::new(fleet(20, 4));
    let all = ids(&night);
    let items = |ids: &[String]| BulkItems::new(ids.to_vec());
    interrupt(switch(&night, listed(&night, None), slowly(&night))).await;
    let others: [(BulkItems, &str); 4] = [
        (listed(&night, Some("Reseller1")), "the enterprises of the list with startsWith"),
        (items(&all), "and are 20 given one by one ("),
        (items(&all[..2]), "and are 2 given one by one ("),
        (BulkItems::new([BulkItem::new(&*all[0]).user_id("u")]), "1 given one by one (u)"),
    ];
    let sent = night.world.sandbox.requests().len();
    for (other, words) in others {
        let mut run = switch(&night, BulkItems::new(Vec::<String>::new()), slowly(&night));
        assert!(run.plan().await.is_err(), "no items are other items, too");
        let (outcomes, error, summary) = to_its_end(switch(&night, other, slowly(&night))).await;
        let error = error.unwrap();
        assert_eq!((outcomes.len(), error.kind()), (0, ErrorKind::InvalidArgument));
        let text = error.to_string();
        assert!(text.contains("its items were all enterprises of the list, and are"), "{text}");
        assert!(text.contains(words) && text.contains("Nothing was sent."), "{text}");
        assert_eq!(summary.stop_reason, None);
    }
    assert_eq!(night.world.sandbox.requests().len(), sent);
}

#[tokio::test(start_paused = true)]
async fn given_items_are_the_same_in_any_order_and_spelling_and_never_more_or_fewer() {
    let night = Night::new(fleet(12, 4));
    let all = ids(&night);
    let items = |ids: Vec<String>| BulkItems::new(ids);
    interrupt(switch(&night, items(all[..8].to_vec()), slowly(&night))).await;
    for (first, last) in [(0, 7), (0, 9), (4, 12)] {
        let other = all[first..last].to_vec();
        let count = other.len();
        let (_, error, _) = to_its_end(switch(&night, items(other), slowly(&night))).await;
        let text = error.unwrap().to_string();
        assert!(text.contains("its items were 8 given one by one ("), "{text}");
        assert!(text.contains(&format!("and are {count} given one by one (")), "{text}");
        let named = |what: &str, at: usize| {
            let shown = night.world.sandbox.enterprises()[at]["spEnterpriseId"].clone();
            text.contains(&format!("; {what}: {}", all[at]))
                || text.contains(&format!("; {what}: {}", shown.as_str().unwrap()))
        };
        let (gone, new) = (count == 7 || first == 4, count == 9 || first == 4);
        let gone_at = if first == 4 { 0 } else { 7 };
        assert_eq!(
            (named("missing now", gone_at), named("not there then", 8)),
            (gone, new),
            "{text}"
        );
    }
    let other = all[..8].iter().map(|id| BulkItem::new(&**id).enable_dir_sync(false));
    let other = BulkItems::new(other.collect::<Vec<_>>());
    assert!(to_its_end(switch(&night, other, slowly(&night))).await.1.is_some(), "another wish");
    let mut same: Vec<_> = all[..8].iter().rev().map(|id| format!("{id}=")).collect();
    same.push(all[0].clone());
    let (outcomes, error, summary) = to_its_end(switch(&night, items(same), slowly(&night))).await;
    assert!(error.is_none() && summary.resumed, "{error:?}");
    let expected = [(("ok", ""), 8), (("skipped", "duplicate"), 1)];
    assert_eq!((kinds(&outcomes), puts(&night)), (expected.into(), 8));
}

#[tokio::test(start_paused = true)]
async fn other_conditions_another_service_and_another_operation_are_other_runs() {
    let night = Night::new(fleet(6, 2));
    interrupt(switch(&night, listed(&night, None), slowly(&night))).await;
    let enabled = slowly(&night).only_if(OnlyIf::default().enabled(true));
    let function = slowly(&night).item_function(true);
    for (options, words) in [(enabled, r#"={"enabled":true}"#), (function, r#"{"function":true}"#)]
    {
        let (_, error, _) = to_its_end(switch(&night, listed(&night, None), options)).await;
        let text = error.unwrap().to_string();
        assert!(
            text.contains("its condition was not given, and is `only_if=") && text.contains(words),
            "{text}"
        );
    }
    let elsewhere = webex_broadworks::ClientBuilder::default()
        .token("sandbox-token")
        .base_url("https://webexapis.com/v1")
        .build()
        .unwrap();
    let bulk = Bulk::new(&elsewhere);
    let items = BulkItems::list(elsewhere.enterprises().list(ListEnterprises::default()).unwrap());
    let run = bulk.directory_sync().ensure(items, Some(false), slowly(&night)).unwrap();
    let text = to_its_end(run).await.1.unwrap().to_string();
    assert!(
        text.contains("its service (`base_url`) was") && text.contains("webexapis.com"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_list_that_grew_or_shrank_is_the_same_run_over_what_it_shows_now() {
    let night = Night::new(fleet(12, 4));
    let all = ids(&night);
    let list = || night.world.client.enterprises().list(ListEnterprises::default()).unwrap();
    let shows = |ids: &[String]| BulkItems::new(ids.to_vec()).listed_by(&list());
    interrupt(switch(&night, shows(&all[..8]), slowly(&night))).await;
    let done = puts(&night);
    assert!((3..7).contains(&done), "{done}");
    // The last of before is gone, and four are new.
    let now = [&all[..7], &all[8..]].concat();
    let dry = slowly(&night).dry_run(true);
    let (outcomes, error, summary) = to_its_end(switch(&night, shows(&now), dry)).await;
    assert!(error.is_none() && summary.resumed, "{error:?}");
    let planned: BTreeSet<_> = of_kind(&outcomes, OutcomeKind::Planned);
    assert_eq!((summary.retold, planned.len()), (done as u64, 11 - done));
    assert_eq!(of_kind(&outcomes, OutcomeKind::Skipped), [all[7].clone()].into());
    assert_eq!(summary.total, Some(12));
    let mut run = switch(&night, shows(&now), slowly(&night));
    let plan = run.plan().await.unwrap();
    assert_eq!((plan.done, plan.begun, plan.skipped), (done as u64, 11 - done as u64, 1));
    assert_eq!((plan.run_name.as_deref(), plan.first.len()), (Some("tonight"), 5));
    assert_eq!(puts(&night), done, "neither changes anything");
    let (outcomes, error, _) = to_its_end(run).await;
    assert!(error.is_none());
    let expected = [(("ok", ""), 11), (("skipped", "not_selected"), 1)];
    assert_eq!((kinds(&outcomes), puts(&night)), (expected.into(), 11));
    let begun: BTreeSet<_> = of_kind(&outcomes, OutcomeKind::Ok);
    assert!(planned.is_subset(&begun), "what was planned was done");
}

#[tokio::test(start_paused = true)]
async fn nothing_is_begun_that_its_plan_skipped_whatever_its_state_is_by_then() {
    let night = Night::new(fleet(6, 2));
    let all = ids(&night);
    let client = &night.world.client;
    let turn = async |enable| {
        for id in &all[..4] {
            let call = client.directory_sync().update(id.as_str(), enable);
            call.await.unwrap();
        }
    };
    turn(false).await;
    let options = slowly(&night).only_if(OnlyIf::default().enabled(true));
    let mut run = switch(&night, listed(&night, None), options);
    let plan = run.plan().await.unwrap();
    assert_eq!((plan.begun, plan.skipped), (2, 4));
    turn(true).await;
    let before = puts(&night);
    let (outcomes, ..) = to_its_end(run).await;
    assert_eq!(kinds(&outcomes), [(("ok", ""), 2), (("skipped", "only_if"), 4)].into());
    assert_eq!((puts(&night) - before, of_kind(&outcomes, OutcomeKind::Ok).len()), (2, 2));
}

fn of_kind(outcomes: &[Outcome], kind: OutcomeKind) -> BTreeSet<String> {
    let those = outcomes.iter().filter(|it| it.outcome == kind);
    those.map(|it| it.enterprise_id.clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_of_a_run_that_is_there_plans_what_is_left_and_writes_nothing() {
    let night = Night::new(fleet(10, 2));
    // There is no ledger yet, and none is made.
    let dry = || slowly(&night).dry_run(true);
    let (outcomes, ..) = to_its_end(switch(&night, listed(&night, None), dry())).await;
    assert_eq!(kinds(&outcomes), [(("planned", ""), 10)].into());
    assert!(!night.ledger().exists());
    interrupt(switch(&night, listed(&night, None), slowly(&night))).await;
    let done = puts(&night);
    let (outcomes, error, _) = to_its_end(switch(&night, listed(&night, Some("R")), dry())).await;
    assert_eq!((outcomes.len(), error.unwrap().kind()), (0, ErrorKind::InvalidArgument));
    let ledger = Ledger::read(night.ledger()).await.unwrap();
    let before = ledger.runs().await.unwrap();
    let (outcomes, error, summary) = to_its_end(switch(&night, listed(&night, None), dry())).await;
    assert!(error.is_none());
    assert_eq!(kinds(&outcomes), [(("ok", ""), done), (("planned", ""), 10 - done)].into());
    assert_eq!((summary.run_name.as_deref(), summary.retold), (Some("tonight"), done as u64));
    assert_eq!(ledger.runs().await.unwrap(), before);
    // What is done again is planned, too.
    let again = dry().retry([OutcomeKind::Ok]);
    let (outcomes, ..) = to_its_end(switch(&night, listed(&night, None), again)).await;
    assert_eq!(of_kind(&outcomes, OutcomeKind::Ok).len(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_dry_run_of_syncs_that_are_running_shows_that_they_would_be_watched() {
    let night = Night::new(fleet(8, 2));
    let mut run = night.world.run(night.options());
    run.next().await.unwrap();
    run.close().await.unwrap();
    let begun = night.world.accepted()[&1];
    let (outcomes, error, _) = to_its_end(night.world.run(night.options().dry_run(true))).await;
    assert!(error.is_none());
    let kinds = kinds(&outcomes);
    let (ok, watched) = (kinds[&("ok", "")], kinds[&("planned", "watched")]);
    assert_eq!((ok + watched, kinds[&("planned", "")]), (begun, 8 - begun));
    assert_eq!(night.world.accepted(), [(1, begun)].into());
    let mut run = night.world.run(night.options());
    let plan = run.plan().await.unwrap();
    assert_eq!((plan.done, plan.sent, plan.begun), (ok as u64, watched as u64, (8 - begun) as u64));
    let (outcomes, ..) = to_its_end(run).await;
    night.assert_all_ok(&outcomes, 8);
}

#[tokio::test(start_paused = true)]
async fn the_same_run_right_after_its_reader_has_gone_waits_for_it() {
    let night = Night::new(fleet(8, 2));
    let mut first = night.world.run(night.options());
    first.next().await.unwrap();
    let (outcomes, error, _) = {
        first.handle().close();
        to_its_end(night.world.run(night.options())).await
    };
    assert!(error.is_none(), "{error:?}");
    night.assert_all_ok(&outcomes, 8);
    drop(first);
    let mut first = night.world.run(night.options().retry([OutcomeKind::Ok]));
    first.next().await.unwrap();
    let (_, error, _) = to_its_end(night.world.run(night.options())).await;
    assert_eq!(error.unwrap().kind(), ErrorKind::LedgerInUse, "it is still read");
}

#[tokio::test(start_paused = true)]
async fn the_sync_of_a_user_that_may_have_been_sent_is_ambiguous_whatever_the_conditions_say() {
    let night = Night::new(fleet(3, 1));
    let all = night.world.sandbox.enterprises();
    let user = format!("jane@{}", all[0]["sandbox"]["domain"].as_str().unwrap());
    let id = all[0]["id"].as_str().unwrap();
    let items = || BulkItems::new([BulkItem::new(id).user_id(&user)]);
    let options = || night.options().only_if(OnlyIf::default().enabled(true));
    let bulk = Bulk::new(&night.world.client);
    let hang = r#"{"name":"hang","performed":true,"operation":"directory_sync.trigger_user"}"#;
    night.world.sandbox.set_faults(vec![serde_json::from_str(hang).unwrap()]);
    let mut run = bulk.directory_sync().trigger_user(items(), options()).unwrap();
    assert!(tokio::time::timeout(Duration::from_secs(10), run.next()).await.is_err());
    run.abort().await;
    night.world.sandbox.set_faults(Vec::new());
    let off = bulk.directory_sync().ensure(items(), Some(false), BulkOptions::default()).unwrap();
    to_its_end(off).await;
    let run = bulk.directory_sync().trigger_user(items(), options()).unwrap();
    let (outcomes, ..) = to_its_end(run).await;
    assert_eq!(kinds(&outcomes), [(("ambiguous", "interrupted"), 1)].into());
    let error = outcomes[0].error.as_ref().unwrap();
    assert!(error.tracking_id.is_some() && error.remedy.is_some(), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_change_that_may_have_been_sent_is_not_skipped_because_it_was_carried_out() {
    let night = Night::new(fleet(1, 1));
    let options = || night.options().only_if(OnlyIf::default().enabled(true));
    let hang = r#"{"name":"hang","performed":true,"operation":"directory_sync.update"}"#;
    night.world.sandbox.set_faults(vec![serde_json::from_str(hang).unwrap()]);
    let mut run = switch(&night, listed(&night, None), options());
    assert!(tokio::time::timeout(Duration::from_secs(10), run.next()).await.is_err());
    run.abort().await;
    night.world.sandbox.set_faults(Vec::new());
    let (outcomes, error, _) = to_its_end(switch(&night, listed(&night, None), options())).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!((kinds(&outcomes), puts(&night)), ([(("unchanged", ""), 1)].into(), 1));
}

#[tokio::test(start_paused = true)]
async fn options_about_a_ledger_need_one_and_groups_need_items_with_their_ids() {
    let night = Night::new(fleet(4, 2));
    let bulk = Bulk::new(&night.world.client);
    for (options, name) in [
        (BulkOptions::default().run_name("x"), "`run_name`"),
        (BulkOptions::default().resume_within(HOUR), "`resume_within`"),
        (BulkOptions::default().retry([OutcomeKind::Failed]), "`retry`"),
    ] {
        let error = bulk.directory_sync().run(listed(&night, None), options).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        assert!(error.to_string().contains("pass `ledger`, the path"), "{error}");
    }
    let groups = [("Reseller1+acme".to_owned(), "x".to_owned())].into();
    let run = night.world.run(BulkOptions::default().cluster_groups(groups));
    let (outcomes, error, summary) = to_its_end(run).await;
    assert!(error.unwrap().to_string().contains("which no item has as its id"));
    assert_eq!(kinds(&outcomes), [(("not_started", "items"), 4)].into());
    assert_eq!((summary.stop_reason, night.world.triggers()), (Some(StopReason::Items), 0));
}

#[tokio::test(start_paused = true)]
async fn a_ledger_is_a_file_of_its_own() {
    let night = Night::new(fleet(3, 1));
    let path = |path: &str| BulkOptions::default().ledger(path).run_name("n");
    let (_, error, _) = to_its_end(switch(&night, listed(&night, None), path(":memory:"))).await;
    let text = error.unwrap().to_string();
    assert!(text.contains("in memory") && text.ends_with("Name a file."), "{text}");
    to_its_end(switch(&night, listed(&night, None), night.options())).await;
    let other = night.ledger().with_file_name("other.ledger");
    std::fs::hard_link(night.ledger(), &other).unwrap();
    let other = BulkOptions::default().ledger(other).run_name("tonight");
    let (_, error, _) = to_its_end(switch(&night, listed(&night, None), other)).await;
    assert!(error.unwrap().to_string().contains("has 2 names (hard links)"));
}
