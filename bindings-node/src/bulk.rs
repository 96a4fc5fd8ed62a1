//! A bulk run while it is read: one batch of outcomes after the other, items handed over as wanted.

use std::future::pending;
use std::sync::Arc;

use napi::bindgen_prelude::Result;
use napi_derive::napi;
use serde_json::value::RawValue;
use tokio::sync::{Mutex, watch};
use webex_broadworks::{Client, Error, Result as CoreResult};
use webex_broadworks_bulk::{
    Bulk, BulkFeed, BulkHandle, BulkItem, BulkItems, BulkOptions as CoreOptions,
    BulkRun as CoreRun, BulkStep,
};

use crate::bulk_options::{BulkOptions, whole_number};
use crate::cancel::Cancel;
use crate::completions::Completions;
use crate::error::napi_error;
use crate::json_text::JsonText;
use crate::list::Pages;

/// How many outcomes cross at once, at most.
const BATCH: usize = 256;

/// An operation over many enterprises, of which nothing is sent until it is read.
#[napi]
pub struct BulkRun {
    /// Nothing once the run is closed.
    run: Arc<Mutex<Option<CoreRun>>>,
    handle: BulkHandle,
    feed: Option<Feed>,
    completions: Arc<Completions>,
}

/// An item that can't be used: its place, the field whose value that is, and what came. The field is
/// empty where it is the item itself.
#[napi(object, object_to_js = false)]
pub struct InvalidItem {
    pub place: u32,
    pub field: String,
    pub got: String,
}

/// Where items are handed over.
#[derive(Clone)]
struct Feed {
    feed: BulkFeed,
    /// Whether the one who feeds has nothing else in hand.
    is_idle: Arc<watch::Sender<bool>>,
}

/// Checks what is to be done; sends nothing.
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
        (Some(Feed { feed, is_idle: Arc::new(watch::Sender::new(true)) }), items)
    };
    let enable_dir_sync = options.enable_dir_sync;
    let run = options
        .into_core()
        .and_then(|options| start(client, operation, items, enable_dir_sync, options))
        .map_err(|error| napi_error(&error))?;
    let handle = run.handle();
    Ok(BulkRun {
        run: Arc::new(Mutex::new(Some(run))),
        handle,
        feed,
        completions: Arc::clone(completions),
    })
}

fn start(
    client: &Client,
    operation: &str,
    items: BulkItems,
    enable_dir_sync: Option<bool>,
    options: CoreOptions,
) -> CoreResult<CoreRun> {
    let bulk = Bulk::new(client);
    match operation {
        "directory_sync.get_status" => bulk.directory_sync().get_status(items, options),
        "directory_sync.ensure" => bulk.directory_sync().ensure(items, enable_dir_sync, options),
        "directory_sync.run" => bulk.directory_sync().run(items, options),
        "directory_sync.trigger_user" => bulk.directory_sync().trigger_user(items, options),
        other => Err(Error::internal(format!("there is no bulk operation {other}"))),
    }
}

#[napi]
impl BulkRun {
    /// The next outcomes, and how many items are wanted: `{outcomes, failures, wanted}`; `null`
    /// behind the last. Outcomes are objects, or lines of text. `failures` has, for each that is
    /// one, its place and the record of its error, if that is known.
    #[napi(catch_unwind)]
    pub fn next(&self, as_lines: bool, cancel: Option<&Cancel>) -> u32 {
        let (run, feed) = (Arc::clone(&self.run), self.feed.clone());
        self.completions.spawn_call(cancel, async move {
            let mut run = run.lock().await;
            let Some(run) = run.as_mut() else { return Ok(JsonText::null()) };
            let outcomes = match step(run, feed.as_ref()).await? {
                BulkStep::End => return Ok(JsonText::null()),
                BulkStep::Outcomes(outcomes) => outcomes,
                BulkStep::Wanted(wanted) => return Ok(JsonText::of_outcomes(&[], false, wanted)),
            };
            let wanted = feed.as_ref().map_or(0, Feed::demand_now);
            Ok(JsonText::of_outcomes(&outcomes, as_lines, wanted))
        })
    }

    /// Hands items over, as a JSON array; `left_out` are the places of those that the caller's own
    /// condition leaves out, and `invalid` says which of them can't be used.
    #[napi(catch_unwind)]
    pub fn push(&self, items: String, left_out: Vec<u32>, invalid: Vec<InvalidItem>) {
        let Some(Feed { feed, .. }) = &self.feed else { return };
        match read_items(&items, &left_out, invalid) {
            Ok(items) => feed.push(items),
            Err(error) => feed.fail(error),
        }
    }

    /// Says that the one who feeds can be asked again.
    #[napi]
    pub fn ready_for_items(&self) {
        if let Some(feed) = &self.feed {
            feed.is_idle.send_replace(true);
        }
    }

    /// Says that there are no more items.
    #[napi]
    pub fn end(&self) {
        if let Some(feed) = &self.feed {
            feed.feed.end();
        }
    }

    /// Says that the items cannot be read any further.
    #[napi]
    pub fn fail(&self) {
        if let Some(feed) = &self.feed {
            feed.feed.fail(Error::invalid_argument("the items could not be read to their end"));
        }
    }

    /// How the run stands.
    #[napi(ts_return_type = "unknown")]
    pub fn summary(&self) -> JsonText {
        JsonText::of(&self.handle.summary())
    }

    /// Begins nothing more; the outcomes of what is in flight can still be read.
    #[napi]
    pub fn stop(&self) {
        self.handle.close();
    }

    /// Begins nothing more; the result comes when what is in flight is written down.
    #[napi(catch_unwind)]
    pub fn close(&self) -> u32 {
        self.handle.close();
        let run = Arc::clone(&self.run);
        self.completions.spawn_call(None, async move {
            // The lock is kept: whoever else closes the run waits until it is closed, too.
            let mut run = run.lock().await;
            if let Some(run) = run.take() {
                run.close().await?;
            }
            Ok(JsonText::null())
        })
    }
}

impl Feed {
    /// How many items are wanted, once any are and whoever feeds is idle.
    async fn demand(&self) -> usize {
        let mut idle = self.is_idle.subscribe();
        let is_idle = idle.wait_for(|idle| *idle).await.is_ok();
        let wanted = if is_idle { self.feed.wanted().await } else { 0 };
        if wanted == 0 {
            return pending().await;
        }
        self.is_idle.send_replace(false);
        wanted
    }

    /// How many items are wanted at this very moment.
    fn demand_now(&self) -> usize {
        let wanted = if *self.is_idle.borrow() { self.feed.wanted_now() } else { 0 };
        if wanted > 0 {
            self.is_idle.send_replace(false);
        }
        wanted
    }
}

/// Outcomes, or a demand for items, whichever comes first. Dropping the future loses neither.
async fn step(run: &mut CoreRun, feed: Option<&Feed>) -> CoreResult<BulkStep> {
    let demand = async {
        match feed {
            Some(feed) => feed.demand().await,
            None => pending().await,
        }
    };
    tokio::select! {
        biased;
        batch = run.next_batch(BATCH) => batch.map(|batch| {
            if batch.is_empty() { BulkStep::End } else { BulkStep::Outcomes(batch) }
        }),
        wanted = demand => Ok(BulkStep::Wanted(wanted)),
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
