//! A bulk run that is read in batches and takes items when it needs them.

use std::sync::Arc;
use std::time::Duration;

use napi::bindgen_prelude::Result;
use napi_derive::napi;
use serde_json::value::RawValue;
use webex_broadworks::internals::operation_of;
use webex_broadworks::{Client, Error, Result as CoreResult};
use webex_broadworks_bindings::{BulkReader, start_bulk_run};
use webex_broadworks_bulk::{BulkFeed, BulkItem, BulkItems, BulkStep};

use crate::bulk_options::{BulkOptions, whole_number};
use crate::cancel::Cancel;
use crate::completions::Completions;
use crate::error::napi_error;
use crate::json_text::JsonText;
use crate::list::Pages;
use crate::spelling::camel_case;

/// An operation over many enterprises, which sends nothing until it is read.
#[napi]
pub struct BulkRun {
    reader: Arc<BulkReader>,
    completions: Arc<Completions>,
}

/// An item that can't be used: its position, the invalid field, and its value. The field is empty
/// if the item itself is invalid.
#[napi(object, object_to_js = false)]
pub struct InvalidItem {
    pub place: u32,
    pub field: String,
    pub got: String,
}

/// Checks the options; sends nothing.
pub(crate) fn begin(
    client: &Client,
    completions: &Arc<Completions>,
    operation: &str,
    (list, listing): (Option<&Pages>, Option<&Pages>),
    total: Option<f64>,
    options: BulkOptions,
) -> Result<BulkRun> {
    let (feed, items) = if let Some(list) = list {
        (None, BulkItems::list(list.take()?))
    } else {
        let (feed, items) = BulkItems::feed(total.map(whole_number));
        let items = match listing {
            Some(listing) => listing.listing(items),
            None => items,
        };
        (Some(feed), items)
    };
    let start = || {
        let operation = operation_of(operation)?;
        let enable_dir_sync = options.enable_dir_sync;
        let run = start_bulk_run(client, operation, items, enable_dir_sync, options.into_core()?)?;
        Ok(BulkReader::new(operation, run, feed, camel_case))
    };
    let reader = start().map_err(|error| napi_error(&error))?;
    Ok(BulkRun { reader: Arc::new(reader), completions: Arc::clone(completions) })
}

/// The keys of an item: those whose values are checked, and those that are labels or hints.
#[napi]
pub fn bulk_item_keys() -> (Vec<&'static str>, Vec<&'static str>) {
    (BulkItem::VALUE_KEYS.to_vec(), BulkItem::HINT_KEYS.to_vec())
}

#[napi]
impl BulkRun {
    /// The next outcomes, and how many items are needed: `{outcomes, wanted}`; `null` after the
    /// last. Outcomes are objects, or lines of text.
    #[napi(catch_unwind)]
    pub fn next(&self, as_lines: bool, cancel: Option<&Cancel>) -> u32 {
        let reader = Arc::clone(&self.reader);
        self.completions.spawn_call(cancel, async move {
            Ok(match reader.step(true).await? {
                BulkStep::End => JsonText::null(),
                BulkStep::Wanted(wanted) => JsonText::of_outcomes(&[], as_lines, wanted),
                BulkStep::Outcomes(outcomes) => {
                    reader.keep_failures(&outcomes);
                    let wanted = reader.feed().map_or(0, BulkFeed::wanted_now);
                    JsonText::of_outcomes(&outcomes, as_lines, wanted)
                }
            })
        })
    }

    /// Passes items as a JSON array; `left_out` are the positions of those that the caller's own
    /// condition leaves out, and `invalid` says which of them can't be used.
    #[napi(catch_unwind)]
    pub fn push(&self, items: String, left_out: Vec<u32>, invalid: Vec<InvalidItem>) {
        let Ok(feed) = self.reader.feed() else { return };
        match read_items(&items, &left_out, invalid) {
            Ok(items) => feed.push(items),
            Err(error) => feed.fail(error),
        }
    }

    /// Declares that there are no more items.
    #[napi]
    pub fn end(&self) {
        if let Ok(feed) = self.reader.feed() {
            feed.end();
        }
    }

    /// Declares that the items can't be read any further.
    #[napi]
    pub fn fail(&self) {
        self.reader.fail_items();
    }

    /// The current progress of the run.
    #[napi(ts_return_type = "unknown")]
    pub fn summary(&self) -> JsonText {
        JsonText::of(&self.reader.summary())
    }

    /// The outcomes of the first items that failed.
    #[napi(ts_return_type = "Array<unknown>")]
    pub fn failures(&self) -> JsonText {
        JsonText::of_array(self.reader.failures())
    }

    /// The record of the error that summarizes the failures; `null` if there are none.
    #[napi(ts_return_type = "unknown")]
    pub fn bulk_error(&self) -> JsonText {
        JsonText::of(&self.reader.bulk_error())
    }

    /// Starts nothing more. The outcomes of items in flight can still be read.
    #[napi]
    pub fn stop(&self) {
        self.reader.stop();
    }

    /// Starts nothing more. The result follows when the items in flight are recorded.
    #[napi(catch_unwind)]
    pub fn close(&self) -> u32 {
        let reader = Arc::clone(&self.reader);
        reader.stop();
        self.completions.spawn_call(None, async move {
            reader.close(Duration::MAX).await?;
            Ok(JsonText::null())
        })
    }
}

/// The items of a JSON array.
fn read_items(
    items: &str,
    left_out: &[u32],
    invalid: Vec<InvalidItem>,
) -> CoreResult<Vec<BulkItem>> {
    let items: Vec<&RawValue> =
        serde_json::from_str(items).map_err(|error| Error::internal(error.to_string()))?;
    let mut items: Vec<_> = items.into_iter().map(|item| BulkItem::from_json(item.get())).collect();
    let mut change = |place: u32, change: &dyn Fn(BulkItem) -> BulkItem| {
        if let Some(item) = items.get_mut(place as usize) {
            *item = change(item.clone());
        }
    };
    for place in left_out {
        change(*place, &BulkItem::left_out);
    }
    for InvalidItem { place, field, got } in invalid {
        let field = Some(field.as_str()).filter(|field| !field.is_empty());
        change(place, &|item| item.refused(field, got.as_str()));
    }
    Ok(items)
}
