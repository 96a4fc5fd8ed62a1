//! Reads what the list shows of enterprises that were passed only by their ids.

use std::collections::HashMap;

use super::item::BulkItem;
use super::run_context::RunContext;
use super::work_item::WorkItem;
use webex_broadworks::{Completion, ListEnterprises, Result};

/// The number of unknown enterprises from which reading a page of the list pays off.
const WORTH_IT: usize = 20;

/// The maximum number of pages to read, in addition to one for every hundred enterprises.
const PAGES: usize = 5;

/// Reads with which template each enterprise was provisioned, and how long its last sync took.
///
/// It only helps to guess which enterprises can sync in parallel. Nothing depends on it, so data
/// that can't be read is left out.
pub(crate) async fn prefetch_metadata(context: &RunContext, jobs: &mut [WorkItem]) {
    let is_unknown = |job: &&mut WorkItem| {
        job.item.provisioning_id.is_none() && job.item.cluster_group.is_none()
    };
    let mut unknown: HashMap<String, Vec<&mut BulkItem>> = HashMap::new();
    for job in jobs.iter_mut().filter(is_unknown) {
        unknown.entry(job.item.enterprise.id.clone()).or_default().push(&mut job.item);
    }
    if unknown.len() >= WORTH_IT {
        let _ = read(context, unknown).await;
    }
}

async fn read(
    context: &RunContext,
    mut unknown: HashMap<String, Vec<&mut BulkItem>>,
) -> Result<()> {
    let pages = PAGES + unknown.len() / 100;
    let options = ListEnterprises::default().completion(Completion::Off).allow_incomplete(true);
    let mut list = context.client.enterprises().list(options)?;
    for _ in 0..pages {
        let Some(page) = list.next_raw_page().await? else { break };
        for item in page.items() {
            let listed = BulkItem::from_json(item);
            for item in unknown.remove(&listed.enterprise.id).unwrap_or_default() {
                item.provisioning_id.clone_from(&listed.provisioning_id);
                item.last_run = listed.last_run();
            }
        }
        if unknown.is_empty() {
            break;
        }
    }
    Ok(())
}
