//! What makes two bulk runs the same, as data: `docs/ledger.md` describes it.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::fmt::Write as _;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::feed::BulkItems;
use super::item::{BulkItem, ItemKey};
use super::journal::moment;
use super::run_context::{BulkOperation, RunContext};
use crate::ledger::RunSpec;
use webex_broadworks::Result;

/// The version of the identity. Whatever changes the arguments of an equal run has to raise it.
const IDENTITY: u32 = 1;

/// How many items a message names.
const MAX_SHOWN: usize = 3;

/// The run that is meant. Items without the filters of a list are read to their end for that.
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
    let operation = context.task.operation().name();
    let mut spec = RunSpec::new(operation, arguments, moment(context.wall()));
    spec.name.clone_from(&options.run);
    spec.partner = context.client.partner().map(str::to_owned);
    if let Some(age) = options.resume_within {
        spec = spec.resume_within(age);
    }
    spec.items = selected;
    spec.ending = context.progress.ending();
    Ok(spec)
}

/// An item as what makes a selection, and what a person calls it.
#[derive(Clone, Debug)]
pub(crate) struct SelectedItem {
    pub(crate) key: ItemKey,
    pub(crate) enable_dir_sync: Option<bool>,
    pub(crate) name: String,
}

impl SelectedItem {
    fn of(item: &BulkItem) -> Self {
        let name = item.name().to_owned();
        Self { key: item.key(), enable_dir_sync: item.enable_dir_sync, name }
    }

    /// What differs where two selections differ.
    fn identity(&self) -> (&ItemKey, Option<bool>) {
        (&self.key, self.enable_dir_sync)
    }

    fn in_words(&self) -> String {
        match self.enable_dir_sync {
            Some(wanted) => format!("{} with `enable_dir_sync={wanted}`", self.name),
            None => self.name.clone(),
        }
    }
}

/// Items that are given one by one: their number and a digest, in whatever order they come and
/// however often.
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

/// A selection of items in words, for messages.
pub(crate) fn in_words(selection: Option<&Value>, items: &[SelectedItem]) -> String {
    let Some(selection) = selection else { return "not given".to_owned() };
    if let Some(count) = selection.get("given").and_then(Value::as_u64) {
        return match first_of(items.iter().map(|item| item.name.clone()), count) {
            Some(names) => format!("{count} given one by one ({names})"),
            None => format!("{count} given one by one"),
        };
    }
    let Some(Value::Object(filters)) = selection.get("listed") else {
        return selection.to_string();
    };
    let is_set =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|it| !it.is_empty());
    let set = filters.iter().filter(|(_, value)| is_set(value));
    let filters: Vec<_> = set.map(|(key, value)| format!("{key} {value}")).collect();
    if filters.is_empty() {
        "all enterprises of the list".to_owned()
    } else {
        format!("the enterprises of the list with {}", filters.join(", "))
    }
}

/// Whether a selection is of items that are given one by one.
pub(crate) fn is_given(selection: Option<&Value>) -> bool {
    selection.is_some_and(|selection| selection.get("given").is_some())
}

/// Which items two selections don't share: the first of them, to follow the words for both.
pub(crate) fn differing_items(then: &[SelectedItem], now: &[SelectedItem]) -> String {
    let mut text = String::new();
    for (what, of, without) in [("missing now", then, now), ("not there then", now, then)] {
        let others: HashSet<_> = without.iter().map(SelectedItem::identity).collect();
        let different: Vec<_> =
            of.iter().filter(|item| !others.contains(&item.identity())).collect();
        let names = different.iter().map(|item| item.in_words());
        if let Some(names) = first_of(names, different.len() as u64) {
            let _ = write!(text, "; {what}: {names}");
        }
    }
    text
}

/// The first of so many names, and how many more there are.
fn first_of(names: impl Iterator<Item = String>, count: u64) -> Option<String> {
    let shown: Vec<String> = names.take(MAX_SHOWN).collect();
    let more = count.saturating_sub(shown.len() as u64);
    let names = (!shown.is_empty()).then(|| shown.join(", "))?;
    Some(if more > 0 { format!("{names} and {more} more") } else { names })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(items: impl IntoIterator<Item = BulkItem>) -> Value {
        given(&items.into_iter().collect())
    }

    /// These values are in people's ledgers: a change that breaks this test needs another version.
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

    #[test]
    fn selections_are_told_in_words() {
        let listed = json!({"listed": {"startsWith": "SP0", "limit": null, "extraQuery": []}});
        assert_eq!(
            in_words(Some(&listed), &[]),
            "the enterprises of the list with startsWith \"SP0\""
        );
        let all = json!({"listed": {"startsWith": null}});
        assert_eq!(in_words(Some(&all), &[]), "all enterprises of the list");
        let given = json!({"given": 40, "sha256": ""});
        let items = ["a", "b"].map(|id| SelectedItem::of(&BulkItem::new(id)));
        assert_eq!(in_words(Some(&given), &items), "40 given one by one (a, b and 38 more)");
    }

    #[test]
    fn selections_of_the_same_size_are_told_apart_by_their_items() {
        let of = |ids: &[&str]| -> Vec<SelectedItem> {
            ids.iter().map(|id| SelectedItem::of(&BulkItem::new(*id))).collect()
        };
        let differ = |then: &[&str], now: &[&str]| differing_items(&of(then), &of(now));
        assert_eq!(differ(&["a", "b", "c", "d"], &["d", "c", "b", "a"]), "");
        assert_eq!(
            differ(&["a", "b", "c", "d"], &["a", "b", "c", "e"]),
            "; missing now: d; not there then: e"
        );
        assert_eq!(differ(&["a", "b", "c", "d", "e"], &["a"]), "; missing now: b, c, d and 1 more");
        let on = SelectedItem::of(&BulkItem::new("a").enable_dir_sync(true));
        assert_eq!(
            differing_items(&of(&["a"]), &[on]),
            "; missing now: a; not there then: a with `enable_dir_sync=true`"
        );
    }
}
