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
use webex_broadworks::{Client, Result};

/// The operations over many enterprises. Each creates a [`BulkRun`], which sends nothing until it
/// is read.
#[derive(Clone, Debug)]
pub struct Bulk {
    client: Client,
}

impl Bulk {
    /// The operations over many enterprises, with a client.
    pub fn new(client: &Client) -> Self {
        Self { client: client.clone() }
    }

    /// The operations on the directory sync of many enterprises.
    pub fn directory_sync(&self) -> BulkDirectorySync {
        BulkDirectorySync { client: self.client.clone() }
    }
}

/// The operations on the directory sync of many enterprises.
#[derive(Clone, Debug)]
pub struct BulkDirectorySync {
    client: Client,
}

impl BulkDirectorySync {
    /// Reads the directory sync status of each enterprise.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn get_status(&self, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        self.run_task(BulkOperation::Status, items, options)
    }

    /// Turns directory sync on or off for each enterprise that isn't already in that state.
    ///
    /// `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// `enable_dir_sync` is for the items that don't have it themselves.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn ensure(
        &self,
        items: BulkItems,
        enable_dir_sync: Option<bool>,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        self.run_task(BulkOperation::Ensure { enable_dir_sync }, items, options)
    }

    /// Triggers a directory sync of each enterprise and waits for that sync to end, in parallel as
    /// far as their clusters allow.
    ///
    /// `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// The client reads all items before it starts the first. It skips enterprises whose directory
    /// sync is off.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn run(&self, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        self.run_task(BulkOperation::Run, items, options)
    }

    /// Syncs one user of an enterprise for each item.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if an option is out of
    /// bounds.
    pub fn trigger_user(&self, items: BulkItems, options: BulkOptions) -> Result<BulkRun> {
        self.run_task(BulkOperation::SyncUser, items, options)
    }

    fn run_task(
        &self,
        task: BulkOperation,
        items: BulkItems,
        options: BulkOptions,
    ) -> Result<BulkRun> {
        options.check()?;
        // Only syncs of whole enterprises depend on the clusters.
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
