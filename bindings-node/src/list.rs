//! A list while it is read: one page after the other.

use std::sync::Arc;

use napi::bindgen_prelude::{Env, PromiseRaw, Result};
use napi_derive::napi;
use tokio::sync::Mutex;
use webex_broadworks::{EnterpriseList, Error, RawClient};

use crate::cancel::Cancel;
use crate::convert::JsonText;
use crate::error::raise;
use crate::options::ListOptions;
use crate::settle::settle;

/// The pages of a list of enterprises.
#[napi]
pub struct Pages {
    /// Nothing once the list is closed.
    list: Arc<Mutex<Option<EnterpriseList>>>,
}

/// Checks what is to be listed; sends nothing.
pub(crate) fn open(client: &RawClient, options: ListOptions) -> Result<Pages> {
    let list = client.list_enterprises(options.into_core()).map_err(|error| raise(&error))?;
    Ok(Pages { list: Arc::new(Mutex::new(Some(list))) })
}

impl Pages {
    /// The list itself, of which no page was asked for yet.
    pub(crate) fn take(&self) -> Result<EnterpriseList> {
        let list = self.list.try_lock().ok().and_then(|mut list| list.take());
        list.ok_or_else(|| raise(&Error::internal("the list is being read already")))
    }
}

#[napi]
impl Pages {
    /// The next page as `{body, cursor, possiblyTruncated, metadata}`; `null` behind the last.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, JsonText>> {
        let list = Arc::clone(&self.list);
        settle(env, cancel, async move {
            let page = match list.lock().await.as_mut() {
                Some(list) => list.next_raw_page().await?,
                None => None,
            };
            Ok(JsonText::of_page(page.as_ref()))
        })
    }

    /// The lines of the next page, as an array of text; `null` behind the last.
    #[napi(catch_unwind, ts_return_type = "Promise<unknown>")]
    pub fn next_lines<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, JsonText>> {
        let list = Arc::clone(&self.list);
        settle(env, cancel, async move {
            let page = match list.lock().await.as_mut() {
                Some(list) => list.next_raw_page().await?,
                None => None,
            };
            Ok(JsonText::of(&page.map(|page| page.lines()).transpose()?))
        })
    }

    /// Fetches each next page while one is read; to be called before the first page is asked for.
    #[napi]
    pub fn read_ahead(&self) {
        if let Ok(mut list) = self.list.try_lock()
            && let Some(list) = list.as_mut()
        {
            list.read_ahead();
        }
    }

    /// Waits without a deadline, unless the list has its own; to be called before the first page is
    /// asked for.
    #[napi]
    pub fn read_patiently(&self) {
        if let Ok(mut list) = self.list.try_lock()
            && let Some(list) = list.as_mut()
        {
            list.read_patiently();
        }
    }

    /// Ends the list after one enterprise; to be called before the first page is asked for.
    #[napi]
    pub fn limit_to_one(&self) {
        if let Ok(mut list) = self.list.try_lock()
            && let Some(list) = list.as_mut()
        {
            list.limit_to_one();
        }
    }

    /// Ends the list here, with whatever it asks for on the side; to be called between two pages.
    #[napi]
    pub fn close(&self) {
        if let Ok(mut list) = self.list.try_lock() {
            *list = None;
        }
    }
}
