//! The data that identifies equal bulk runs. `docs/ledger.md` describes it.

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::feed::BulkItems;
use super::item::BulkItem;
use super::run_context::{BulkOperation, RunContext};
use crate::ledger::{RunSpec, SelectedItem};
use webex_broadworks::Result;
use webex_broadworks::internals::timestamp_of;

/// The version of the identity. A change of the arguments of an equal run must raise it.
const IDENTITY: u32 = 1;

/// The requested run. Items without the filters of a list are all read for that.
pub(super) async fn spec(context: &RunContext, items: &mut BulkItems) -> Result<RunSpec> {
    let options = &context.options;
    let (selection, selected) = if let Some(listing) = items.listing() {
        (json!({"listed": listing}), Vec::new())
    } else {
        let read = items.read_all().await?;
        (given(read), read.iter().map(SelectedItem::of).collect())
    };
    let enable = match context.task {
        BulkOperation::Ensure { enable_dir_sync } => enable_dir_sync,
        _ => None,
    };
    let arguments = json!({
        "identity": IDENTITY,
        "baseUrl": context.client.base_url().as_str(),
        "enableDirSync": enable,
        "onlyIf": options.only_if.to_json(options.has_item_function),
        "items": selection,
    });
    let operation = context.task.operation().id();
    let mut spec = RunSpec::new(operation, arguments, timestamp_of(context.wall()));
    spec.name.clone_from(&options.run_name);
    spec.partner = context.client.partner().map(str::to_owned);
    if let Some(age) = options.resume_within {
        spec = spec.resume_within(age);
    }
    spec.items = selected;
    spec.ending = context.progress.ending();
    Ok(spec)
}

/// Items that are passed one by one: their number and a digest, independent of order and
/// repetitions.
fn given(items: &VecDeque<BulkItem>) -> Value {
    let lines: BTreeSet<String> = items.iter().filter_map(line).collect();
    let mut digest = Sha256::new();
    for line in &lines {
        digest.update(line);
        digest.update("\n");
    }
    let mut hex = String::new();
    for byte in digest.finalize() {
        let _ = write!(hex, "{byte:02x}");
    }
    json!({"given": lines.len(), "sha256": hex})
}

fn line(item: &BulkItem) -> Option<String> {
    let key = item.key();
    let line = || json!([key.enterprise, key.user, item.enable_dir_sync]).to_string();
    item.refusal().is_none().then(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(items: impl IntoIterator<Item = BulkItem>) -> Value {
        given(&items.into_iter().collect())
    }

    /// These values are in users' ledgers: a change that breaks this test needs another version.
    #[test]
    fn the_digest_of_given_items_is_fixed() {
        let items = [BulkItem::new("E2").user_id("u"), BulkItem::new("E1").enable_dir_sync(false)];
        // printf '["E1",null,false]\n["E2","u",null]\n' | sha256sum
        let sha256 = "0f12f31f4628e45d799bea16fbd9527986d4d52bc26bb8a5abdddd0b42427e41";
        assert_eq!(digest(items), json!({"given": 2, "sha256": sha256}));
    }

    #[test]
    fn neither_order_nor_repetition_nor_spelling_makes_another_selection() {
        let uuid = "6970e6bb-7439-4ffb-ad34-d3ff0167ddad";
        let [a, b] = ["E1", uuid].map(BulkItem::new);
        let same = digest([a.clone(), b.clone()]);
        let upper = BulkItem::new(uuid.to_uppercase());
        assert_eq!(digest([upper, a.clone(), b.clone(), a.clone()]), same);
        for other in [vec![a.clone()], vec![a.clone(), b.clone(), BulkItem::new("E3")]] {
            assert_ne!(digest(other), same);
        }
        assert_ne!(digest([a.clone().user_id("u"), b.clone()]), same);
        assert_ne!(digest([a.enable_dir_sync(true), b]), same);
    }
}
