//! The items of a run, and what differs between two runs of one name, for messages.

use std::collections::HashSet;

use serde_json::Value;
use webex_broadworks::{Message, Name, message};

use crate::item::{BulkItem, ItemKey};

/// The maximum number of items in a message.
const MAX_SHOWN: usize = 3;

/// An item in a selection, and its name for people.
#[derive(Clone, Debug)]
pub(crate) struct SelectedItem {
    pub(crate) key: ItemKey,
    pub(crate) enable_dir_sync: Option<bool>,
    pub(crate) name: String,
}

impl SelectedItem {
    pub(crate) fn of(item: &BulkItem) -> Self {
        let name = item.name().to_owned();
        Self { key: item.key(), enable_dir_sync: item.enable_dir_sync, name }
    }

    /// What distinguishes two items.
    fn identity(&self) -> (&ItemKey, Option<bool>) {
        (&self.key, self.enable_dir_sync)
    }

    fn describe(&self) -> Message {
        let Self { name, enable_dir_sync, .. } = self;
        match enable_dir_sync {
            Some(wanted) => {
                message!("{name} with {}", Name::Setting("enable_dir_sync", wanted.to_string()))
            }
            None => name.into(),
        }
    }
}

/// Describes a selection of items for messages.
pub(crate) fn describe(selection: Option<&Value>, items: &[SelectedItem]) -> Message {
    let Some(selection) = selection else { return "not given".into() };
    if let Some(count) = selection.get("given").and_then(Value::as_u64) {
        return match first_of(items.iter().map(|item| (&item.name).into()), count) {
            Some(names) => message!("{count} given one by one ({})", names),
            None => format!("{count} given one by one").into(),
        };
    }
    let Some(Value::Object(filters)) = selection.get("listed") else {
        return selection.to_string().into();
    };
    let is_set =
        |value: &Value| !value.is_null() && value.as_array().is_none_or(|it| !it.is_empty());
    let set = filters.iter().filter(|(_, value)| is_set(value));
    let filters: Vec<_> = set.map(|(key, value)| format!("{key} {value}")).collect();
    if filters.is_empty() {
        "all enterprises of the list".into()
    } else {
        format!("the enterprises of the list with {}", filters.join(", ")).into()
    }
}

/// Whether the items of a selection are passed one by one.
pub(crate) fn is_given(selection: Option<&Value>) -> bool {
    selection.is_some_and(|selection| selection.get("given").is_some())
}

/// The first items that two selections don't share, to follow both descriptions.
pub(crate) fn differing_items(then: &[SelectedItem], now: &[SelectedItem]) -> Message {
    let mut text = Message::default();
    for (what, of, without) in [("missing now", then, now), ("not there then", now, then)] {
        let others: HashSet<_> = without.iter().map(SelectedItem::identity).collect();
        let different: Vec<_> =
            of.iter().filter(|item| !others.contains(&item.identity())).collect();
        let names = different.iter().map(|item| item.describe());
        if let Some(names) = first_of(names, different.len() as u64) {
            text = message!("{}; {what}: {}", text, names);
        }
    }
    text
}

/// The first of these names, and how many more there are.
fn first_of(names: impl Iterator<Item = Message>, count: u64) -> Option<Message> {
    let shown: Vec<Message> = names.take(MAX_SHOWN).collect();
    let more = count.saturating_sub(shown.len() as u64);
    let names = (!shown.is_empty()).then(|| Message::join(shown, ", "))?;
    Some(if more > 0 { message!("{} and {more} more", names) } else { names })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn selections_are_told_in_words() {
        let listed = json!({"listed": {"startsWith": "SP0", "limit": null, "extraQuery": []}});
        assert_eq!(
            describe(Some(&listed), &[]).to_string(),
            "the enterprises of the list with startsWith \"SP0\""
        );
        let all = json!({"listed": {"startsWith": null}});
        assert_eq!(describe(Some(&all), &[]).to_string(), "all enterprises of the list");
        let given = json!({"given": 40, "sha256": ""});
        let items = ["a", "b"].map(|id| SelectedItem::of(&BulkItem::new(id)));
        assert_eq!(
            describe(Some(&given), &items).to_string(),
            "40 given one by one (a, b and 38 more)"
        );
    }

    #[test]
    fn selections_of_the_same_size_are_told_apart_by_their_items() {
        let of = |ids: &[&str]| -> Vec<SelectedItem> {
            ids.iter().map(|id| SelectedItem::of(&BulkItem::new(*id))).collect()
        };
        let differ = |then: &[&str], now: &[&str]| differing_items(&of(then), &of(now)).to_string();
        assert_eq!(differ(&["a", "b", "c", "d"], &["d", "c", "b", "a"]), "");
        assert_eq!(
            differ(&["a", "b", "c", "d"], &["a", "b", "c", "e"]),
            "; missing now: d; not there then: e"
        );
        assert_eq!(differ(&["a", "b", "c", "d", "e"], &["a"]), "; missing now: b, c, d and 1 more");
        let on = SelectedItem::of(&BulkItem::new("a").enable_dir_sync(true));
        assert_eq!(
            differing_items(&of(&["a"]), &[on]).to_string(),
            "; missing now: a; not there then: a with `enable_dir_sync=true`"
        );
    }
}
