//! A hundred thousand items, a page at a time.

use webex_broadworks_bulk::OutcomeKind;
use webex_broadworks_bulk::ledger::Ledger;

use crate::{begin, conclusion, items, noon, place};

const MANY: u64 = 100_000;

#[tokio::test]
async fn every_item_is_on_exactly_one_page() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    let begun = begin(&ledger).await;
    for from in (0..MANY).step_by(5_000) {
        let indices = begun.run.record_items(items(from..from + 5_000), noon()).await.unwrap();
        assert!(indices.into_iter().eq(from..from + 5_000));
    }
    let third = |from: u64| (from..from + 3_000).step_by(3);
    for from in (0..MANY - 3_000).step_by(3_000) {
        let conclude = |index| begun.run.conclude(conclusion(index, 1, OutcomeKind::Ok));
        futures_util::future::try_join_all(third(from).map(conclude)).await.unwrap();
    }
    drop(begun);

    let run = begin(&ledger).await.run;
    let (mut todo, mut done, mut after) = (0, 0, None);
    loop {
        let page = run.unfinished(after, 1_000, &[]).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 1_000 && page.windows(2).all(|pair| pair[0].index < pair[1].index));
        (todo, after) = (todo + page.len(), Some(last.index));
    }
    after = None;
    loop {
        let page = run.finished(after, 1_000, &[]).await.unwrap();
        let Some(last) = page.last() else { break };
        (done, after) = (done + page.len(), Some(last.0));
    }
    assert_eq!((todo, done), (67_000, 33_000));
}
