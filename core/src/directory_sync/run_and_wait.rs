//! The operations that run a directory sync, or wait for the one that is running.

use crate::client::{Client, RawClient};
use crate::directory_sync::wait_step::WaitOptions;
use crate::directory_sync::waiter::DirectorySyncWaiter;
use crate::models::enterprise_ref::EnterpriseRef;

impl Client {
    /// Triggers a directory sync and watches that sync to its end.
    ///
    /// `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// A run that is going on already is waited for first, and so is one that keeps the cluster
    /// busy. A trigger without an answer is settled by looking: it is sent again only after a
    /// minute in which nothing came of it.
    ///
    /// # Errors
    /// [`ErrorKind::DirectorySyncFailed`](crate::ErrorKind::DirectorySyncFailed) if the run failed,
    /// [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if it did not end in time, and
    /// [`ErrorKind::DirectorySyncBusy`](crate::ErrorKind::DirectorySyncBusy) if none could be
    /// started in that time.
    pub fn run_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        self.raw().run_directory_sync(enterprise, options)
    }

    /// Watches whatever directory sync of an enterprise is running to its end; where none is, the
    /// present status is the end.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// # Errors
    /// [`ErrorKind::DirectorySyncFailed`](crate::ErrorKind::DirectorySyncFailed) if the run failed,
    /// and [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if it did not end in time.
    pub fn wait_for_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        self.raw().wait_for_directory_sync(enterprise, options)
    }
}

impl RawClient {
    /// See [`Client::run_directory_sync`].
    pub fn run_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        DirectorySyncWaiter::for_new_run(self.clone(), enterprise.into(), options)
    }

    /// See [`Client::wait_for_directory_sync`].
    pub fn wait_for_directory_sync(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        options: WaitOptions,
    ) -> DirectorySyncWaiter {
        DirectorySyncWaiter::for_current_run(self.clone(), enterprise.into(), options)
    }
}
