//! Reads a list page by page.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError};

use napi::bindgen_prelude::{Env, Latin1String, Object};
use napi_derive::napi;
use serde_json::Value;
use tokio::sync::Mutex;
use webex_broadworks::internals::{arguments_from_json, operation_of};
use webex_broadworks::{EnterpriseList, Error, List, RawPage};
use webex_broadworks_bindings::{OptionSource as _, list_options};
use webex_broadworks_bulk::BulkItems;

use crate::call::{CallResult, spawn_call};
use crate::cancel::Cancel;
use crate::client::Client;
use crate::error::Result;
use crate::json_text::JsonText;
use crate::options::JsOptions;

/// The pages of a list.
#[napi]
pub struct Pages {
    list: Arc<Mutex<OpenList>>,
    /// The remaining parts of the page that was read last.
    remaining: Arc<RemainingParts>,
}

/// A list; `None` after it is closed.
type OpenList = Option<List<Value>>;

/// The parts of a page after the first.
type RemainingParts = std::sync::Mutex<VecDeque<JsonText>>;

impl Pages {
    /// The list itself, before the first request.
    pub(crate) fn take(&self) -> Result<EnterpriseList> {
        let list = self.list.try_lock().ok().and_then(|mut list| list.take());
        let list = list.ok_or_else(|| Error::internal("the list is being read already"))?;
        Ok(list.into_enterprises()?)
    }

    /// Declares that items are those of this list.
    pub(crate) fn listing(&self, items: BulkItems) -> BulkItems {
        match self.list.try_lock().ok().as_deref() {
            Some(Some(list)) => items.listed_by(list),
            _ => items,
        }
    }

    /// Changes how the list is read, unless it is being read or closed.
    fn change(&self, change: impl FnOnce(&mut List<Value>)) {
        if let Ok(mut list) = self.list.try_lock()
            && let Some(list) = list.as_mut()
        {
            change(list);
        }
    }
}

async fn next_page(list: &Mutex<OpenList>) -> webex_broadworks::Result<Option<RawPage>> {
    match list.lock().await.as_mut() {
        Some(list) => list.next_raw_page().await,
        None => Ok(None),
    }
}

#[napi]
impl Pages {
    /// The pages before the first request. The filters are a JSON array, in the operation's order.
    #[napi(constructor, catch_unwind)]
    pub fn new(
        client: &Client,
        operation: String,
        filters: String,
        options: Object,
    ) -> Result<Self> {
        let (operation, options) = (operation_of(&operation)?, JsOptions(options));
        let filters = arguments_from_json(operation, &filters)?;
        let list = list_options(&options)?.timeout(options.duration("timeout")?);
        let list = client.core().list(operation, list.filters(operation, filters))?.without_task();
        Ok(Self { list: Arc::new(Mutex::new(Some(list))), remaining: Arc::default() })
    }

    /// The next page as `{items, left, cursor, possiblyTruncated, metadata}`, of which `left` is
    /// the number of parts with more items; `null` after the last.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn next<'env>(&self, env: &'env Env, cancel: Option<&Cancel>) -> CallResult<'env> {
        let (list, remaining) = (Arc::clone(&self.list), Arc::clone(&self.remaining));
        spawn_call(env, cancel, async move {
            let page = next_page(&list).await?;
            let (text, parts) = JsonText::of_page(page.as_ref());
            *remaining.lock().unwrap_or_else(PoisonError::into_inner) = parts;
            Ok(text)
        })
    }

    /// The lines of the next page, as an array of text; `null` after the last.
    #[napi(catch_unwind, ts_return_type = "Promise<string | null>")]
    pub fn next_lines<'env>(&self, env: &'env Env, cancel: Option<&Cancel>) -> CallResult<'env> {
        let list = Arc::clone(&self.list);
        spawn_call(env, cancel, async move {
            let page = next_page(&list).await?;
            Ok(JsonText::of(&page.map(|page| page.lines())))
        })
    }

    /// The next items of the page that was read last, as JSON; `null` after the last.
    #[napi(ts_return_type = "string")]
    pub fn next_part(&self) -> Latin1String {
        let mut remaining = self.remaining.lock().unwrap_or_else(PoisonError::into_inner);
        remaining.pop_front().unwrap_or_else(JsonText::null).into()
    }

    /// Fetches each next page while one is read. Must be called before the first page is requested.
    #[napi]
    pub fn prefetch(&self) {
        self.change(List::prefetch);
    }

    /// Waits without a deadline, unless the list has its own. Must be called before the first page
    /// is requested.
    #[napi]
    pub fn without_deadline(&self) {
        self.change(List::without_deadline);
    }

    /// Ends the list after one item. Must be called before the first page is requested.
    #[napi]
    pub fn limit_to_first(&self) {
        self.change(List::limit_to_first);
    }

    /// Ends the list with its requests in flight. Must be called between two pages.
    #[napi]
    pub fn close(&self) {
        if let Ok(mut list) = self.list.try_lock() {
            *list = None;
        }
    }
}
