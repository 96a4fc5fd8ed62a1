//! A bulk run that is read in batches and takes items when it needs them.

use std::sync::Arc;
use std::time::Duration;

use napi::bindgen_prelude::{Env, Latin1String, Object};
use napi_derive::napi;
use webex_broadworks::internals::operation_of;
use webex_broadworks_bindings::{BulkReader, OptionSource as _, bulk_options, start_bulk_run};
use webex_broadworks_bulk::{BulkFeed, BulkItem, BulkItems, BulkStep};

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::Result;
use crate::json_text::JsonText;
use crate::list::Pages;
use crate::options::JsOptions;
use crate::spelling::camel_case;

/// An operation over many enterprises, which sends nothing until it is read.
#[napi]
pub struct BulkRun {
    reader: Arc<BulkReader>,
}

/// Why an item can't be used: the invalid field, or none if it is the item itself, and what it is.
#[napi(object, object_to_js = false)]
pub struct InvalidItem {
    pub field: Option<String>,
    pub got: String,
}

/// The keys of an item: those whose values are checked, and those that are labels or hints.
#[napi]
pub fn bulk_item_keys() -> (Vec<&'static str>, Vec<&'static str>) {
    (BulkItem::VALUE_KEYS.to_vec(), BulkItem::HINT_KEYS.to_vec())
}

#[napi]
impl BulkRun {
    /// Checks the options; sends nothing. Its items are those of a list. If it `is_fed`, they are
    /// passed later, and may come from that list.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        client: &Client,
        operation: String,
        list: Option<&Pages>,
        is_fed: bool,
        total: Option<i64>,
        options: Object,
    ) -> Result<Self> {
        let (feed, items) = match list {
            Some(list) if !is_fed => (None, BulkItems::list(list.take()?)),
            _ => {
                let (feed, items) = BulkItems::feed(total.map(i64::unsigned_abs));
                let items = match list {
                    Some(list) => list.listing(items),
                    None => items,
                };
                (Some(feed), items)
            }
        };
        let (operation, given) = (operation_of(&operation)?, JsOptions(options));
        let enable = given.flag("enable_dir_sync")?;
        let has_item_function = given.flag("item_function")?.unwrap_or_default();
        let options = bulk_options(&given)?.item_function(has_item_function).spelling(camel_case);
        let run = start_bulk_run(client.core(), operation, items, enable, options)?;
        let reader = BulkReader::new(operation, run, feed, camel_case);
        Ok(Self { reader: Arc::new(reader) })
    }

    /// The next outcomes, and how many items are needed: `{outcomes, wanted}`; `null` after the
    /// last. Outcomes are objects, or lines of text.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        as_lines: bool,
        cancel: Option<&Cancel>,
    ) -> CallResult<'env> {
        let reader = Arc::clone(&self.reader);
        spawn_call(env, cancel, async move {
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

    /// Passes an item as JSON. The caller's own condition may leave it out, and `invalid` says why it
    /// can't be used.
    #[napi(catch_unwind)]
    pub fn push(&self, item: String, is_left_out: bool, invalid: Option<InvalidItem>) {
        let Ok(feed) = self.reader.feed() else { return };
        let mut item = BulkItem::from_json(&item);
        if is_left_out {
            item = item.left_out();
        }
        if let Some(InvalidItem { field, got }) = invalid {
            item = item.refused(field.as_deref(), got);
        }
        feed.push(vec![item]);
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

    /// The current progress of the run, as JSON.
    #[napi(ts_return_type = "string")]
    pub fn summary(&self) -> Latin1String {
        JsonText::of(&self.reader.summary()).into()
    }

    /// The outcomes of the first items that failed, as JSON.
    #[napi(ts_return_type = "string")]
    pub fn failures(&self) -> Latin1String {
        JsonText::of_array(self.reader.failures()).into()
    }

    /// The record of the error that summarizes the failures, as JSON; `null` if there are none.
    #[napi(ts_return_type = "string")]
    pub fn bulk_error(&self) -> Latin1String {
        JsonText::of(&self.reader.bulk_error()).into()
    }

    /// Starts nothing more. The outcomes of items in flight can still be read.
    #[napi]
    pub fn stop(&self) {
        self.reader.stop();
    }

    /// Starts nothing more. The result follows when the items in flight are recorded.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn close<'env>(&self, env: &'env Env) -> CallResult<'env> {
        let reader = Arc::clone(&self.reader);
        reader.stop();
        spawn_call(env, None, async move {
            reader.close(Duration::MAX).await?;
            Ok(JsonText::null())
        })
    }
}
