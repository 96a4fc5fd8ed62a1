//! Collects the subscribers of an audit: lists them, or takes those that were listed before.

use serde_json::Value;

use super::audit::SubscriberAudit;
use super::auditor::Auditor;
use super::options::SubscriberAuditOptions;
use crate::input::{CHUNK_SIZE, ListedItems, check_items, page_items};
use crate::listing::Scope;
use webex_broadworks::{Client, ListSubscribers, Result};

impl SubscriberAudit {
    /// Audits the subscribers that a listing shows.
    ///
    /// `GET /broadworks/subscribers`
    ///
    /// The list shows the state of every subscriber, so no other request is sent.
    ///
    /// # Errors
    ///
    /// Those of [`SubscribersResource::list`](webex_broadworks::SubscribersResource::list).
    pub async fn of_subscribers(
        client: &Client,
        listing: ListSubscribers,
        mut options: SubscriberAuditOptions,
    ) -> Result<Self> {
        options.now = options.now.or_else(|| Some(client.now()));
        options.partner = options.partner.or_else(|| client.partner().map(str::to_owned));
        let mut list = client.subscribers().list(listing)?;
        options.scope = Scope::of(list.description(), list.may_be_partial());
        list.prefetch();
        let mut auditor = Auditor::new(&options);
        while let Some(page) = list.next_raw_page().await? {
            auditor.extend(&page_items(&page)?);
        }
        Ok(auditor.finish())
    }

    /// Checks subscribers without asking for them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) for an item that
    /// is not a subscriber.
    pub async fn of_items(items: &[Value], options: SubscriberAuditOptions) -> Result<Self> {
        check_items(items, "what was passed", ListedItems::Subscribers)?;
        let mut auditor = Auditor::new(&options);
        for chunk in items.chunks(CHUNK_SIZE) {
            auditor.extend(chunk);
            // The thread may have other calls.
            tokio::task::yield_now().await;
        }
        Ok(auditor.finish())
    }
}
