//! The body of a list, and where each of its items is.

use std::ops::Range;

use bytes::Bytes;

/// A checked body, and the items that one pass over it found.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListBody {
    pub(crate) bytes: Bytes,
    items: Vec<Range<usize>>,
}

impl ListBody {
    /// A body in which items are at these places.
    pub(crate) fn new(bytes: Bytes, items: Vec<Range<usize>>) -> Self {
        Self { bytes, items }
    }

    /// A body made of items as they were sent.
    pub(crate) fn of_items<'a>(given: impl Iterator<Item = &'a str>) -> Self {
        let mut text = "{\"items\":[".to_owned();
        let mut items = Vec::new();
        for item in given {
            if !items.is_empty() {
                text.push(',');
            }
            items.push(text.len()..text.len() + item.len());
            text.push_str(item);
        }
        text.push_str("]}");
        Self { bytes: Bytes::from(text), items }
    }

    /// How many items there are.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    /// The items as JSON, each as it was sent.
    pub(crate) fn items(&self) -> impl ExactSizeIterator<Item = &str> {
        self.items.iter().map(|place| {
            let bytes = self.bytes.get(place.clone()).unwrap_or_default();
            // The check has found them to be UTF-8.
            std::str::from_utf8(bytes).unwrap_or_default()
        })
    }
}
