//! The body of a list, and the items in it.

use std::ops::Range;

use bytes::Bytes;

/// A checked body, and its items.
#[derive(Clone, Debug, Default)]
pub struct ListBody {
    /// The whole body.
    pub bytes: Bytes,
    items: Vec<ListItem>,
}

/// The position of an item in a body, and a hash of its `id`, if it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// Where it is in the body.
    pub place: Range<usize>,
    /// The hash of its `id`.
    pub id: Option<u64>,
}

impl ListBody {
    /// A body with these items.
    pub(crate) fn new(bytes: Bytes, items: Vec<ListItem>) -> Self {
        Self { bytes, items }
    }

    /// Creates a body from items as they were sent. Their ids no longer matter.
    pub fn of_items<'a>(given: impl Iterator<Item = &'a str>) -> Self {
        let mut text = "{\"items\":[".to_owned();
        let mut items = Vec::new();
        for item in given {
            if !items.is_empty() {
                text.push(',');
            }
            items.push(ListItem { place: text.len()..text.len() + item.len(), id: None });
            text.push_str(item);
        }
        text.push_str("]}");
        Self { bytes: Bytes::from(text), items }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items as JSON, each as it was sent.
    pub fn items(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items.iter().map(|item| {
            let bytes = self.bytes.get(item.place.clone()).unwrap_or_default();
            // The check made sure that they are UTF-8.
            std::str::from_utf8(bytes).unwrap_or_default()
        })
    }

    /// The hashes of the items' ids.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = Option<u64>> {
        self.items.iter().map(|item| item.id)
    }
}
