//! Reads a list as the items of a bulk run, without a deadline.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::Instant;

use super::item::BulkItem;
use super::outage_detector::{OUTAGE_LIMIT, OutageAction, OutageDetector};
use super::progress::SharedProgress;
use webex_broadworks::internals::is_transient_poll_error;
use webex_broadworks::{EnterpriseList, Error, RawPage, Result, message};

/// The enterprises of a list.
#[derive(Debug)]
pub(crate) struct ListSource {
    list: EnterpriseList,
    ready: VecDeque<BulkItem>,
    outage: OutageDetector,
    /// Of the run that reads the list.
    progress: Option<Arc<SharedProgress>>,
    began: Instant,
}

impl ListSource {
    pub(crate) fn new(mut list: EnterpriseList) -> Self {
        list.prefetch();
        // A run has no deadline, and throttling doesn't end it. So neither ends reading its items.
        list.without_deadline();
        let began = list.client().clock().now();
        Self {
            list,
            ready: VecDeque::new(),
            outage: OutageDetector::default(),
            progress: None,
            began,
        }
    }

    /// Reports outages to the run that reads the list.
    pub(crate) fn show_outages(&mut self, progress: &Arc<SharedProgress>) {
        self.progress = Some(Arc::clone(progress));
    }

    /// The next enterprise. Dropping the future loses none.
    pub(crate) async fn next(&mut self) -> Result<Option<BulkItem>> {
        while self.ready.is_empty() {
            let page = self.next_page().await;
            let Some(page) = page.map_err(while_reading)? else { return Ok(None) };
            self.ready.extend(page.items().map(BulkItem::from_json));
        }
        Ok(self.ready.pop_front())
    }

    async fn next_page(&mut self) -> Result<Option<RawPage>> {
        loop {
            let error = match self.list.next_raw_page().await {
                Err(error) if is_transient_poll_error(&error) => error,
                read => {
                    self.outage.over();
                    if let Some(progress) = &self.progress {
                        progress.answered();
                    }
                    return read;
                }
            };
            let client = self.list.client();
            let now = client.clock().now() - self.began;
            if let Some(progress) = &self.progress {
                progress.unanswered(client.clock().wall(), OUTAGE_LIMIT);
            }
            match self.outage.failure(now, client.random()) {
                OutageAction::RetryNow => {}
                OutageAction::PauseFor(pause) => client.clock().sleep(pause).await,
                OutageAction::Abort => return Err(error),
            }
        }
    }
}

/// The caller of a run did not request a list, so the error must say where it comes from.
fn while_reading(error: Error) -> Error {
    error.with(|details| {
        details.reason =
            message!("the items of the bulk run could not be listed: {}", details.reason.clone());
    })
}
