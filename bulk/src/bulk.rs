//! The operations over many enterprises.

use std::sync::Arc;

use tokio::sync::mpsc;

use crate::bulk_run::BulkRun;
use crate::cluster_groups::ClusterGroups;
use crate::feed::BulkItems;
use crate::journal::RunJournal;
use crate::options::BulkOptions;
use crate::progress::SharedProgress;
use crate::run_context::{BulkOperation, RunContext};
use webex_broadworks::{Client, RawClient, Result};

/// The operations over many enterprises: each makes a [`BulkRun`] that sends nothing until it is
/// read.
#[derive(Clone, Debug)]
pub struct Bulk {
    client: RawClient,
}

impl Bulk {
    /// The operations over many enterprises, with a client.
    pub fn new(client: &Client) -> Self {
        Self { client: client.raw().clone() }
    }

    /// Reads the directory sync of each enterprise.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn get_directory_sync_status(
        &self,
        items: BulkItems,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run(BulkOperation::Status, items, options)
    }

    /// Switches directory sync as wanted, and leaves alone what is so already.
    ///
    /// `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// `enable_dir_sync` is for the items that do not say themselves.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn ensure_directory_sync(
        &self,
        items: BulkItems,
        enable_dir_sync: Option<bool>,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run(BulkOperation::Ensure { enable_dir_sync }, items, options)
    }

    /// Triggers a directory sync of each enterprise and watches that very run to its end, as many at
    /// once as their clusters bear.
    ///
    /// `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// The items are read to their end before the first is begun. Enterprises with directory sync
    /// off are skipped.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn run_directory_sync(&self, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        self.run(BulkOperation::Run, items, options)
    }

    /// Syncs one user of an enterprise for each item.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn trigger_user_directory_sync(
        &self,
        items: BulkItems,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run(BulkOperation::SyncUser, items, options)
    }

    fn run(&self, task: BulkOperation, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        options.check()?;
        // Only syncs of whole enterprises depend on what shares a cluster.
        let mut items = match task {
            BulkOperation::Run => items.grouped(ClusterGroups::new(&options.cluster_groups)),
            _ => items,
        };
        let progress = Arc::new(SharedProgress::new(items.total()));
        items.show_outages(&progress);
        let (outbox, outcomes) = mpsc::unbounded_channel();
        let context = RunContext {
            client: self.client.clone(),
            task,
            options: Arc::new(options),
            progress: Arc::clone(&progress),
            outbox,
            journal: RunJournal::default(),
        };
        Ok(BulkRun::new(context, items, outcomes))
    }
}
