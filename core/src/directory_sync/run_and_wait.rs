//! The operations that run a directory sync, or wait for the one that is running.

use futures_util::stream::try_unfold;
use webex_broadworks_transport::clock::BoxFuture;
use webex_broadworks_transport::error::Result;

use crate::directory_sync::waiter::DirectorySyncWaiter;
use crate::generated::models::DirectorySync;
use crate::generated::resources::DirectorySyncResource;
use crate::generated::subjects::EnterpriseRef;
use crate::result_stream::ResultStream;

impl DirectorySyncResource {
    /// Triggers a directory sync of an enterprise, and waits for that sync to end.
    ///
    /// `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// If another sync of the enterprise is running, or another sync keeps its cluster busy, the
    /// client waits for that first. If a trigger gets no answer, the client checks the status: it
    /// triggers again only after a minute in which no sync has shown.
    ///
    /// The waiter fails with [`ErrorKind::DirectorySyncFailed`](crate::ErrorKind::DirectorySyncFailed)
    /// if the sync failed, with [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if it did
    /// not end in time, and with
    /// [`ErrorKind::DirectorySyncBusy`](crate::ErrorKind::DirectorySyncBusy) if it could not be
    /// started in that time.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use webex_broadworks::*;
    /// # async fn example(webex: Client, enterprise: &str) -> Result<(), Error> {
    /// let result = webex.directory_sync().run(enterprise).await?;
    /// println!("{:?}", result.directory_sync_status);
    /// # Ok(())
    /// # }
    /// ```
    pub fn run(&self, enterprise: impl Into<EnterpriseRef>) -> DirectorySyncWaiter {
        DirectorySyncWaiter::for_new_run(self.client.clone(), enterprise.into())
    }

    /// Waits for the directory sync of an enterprise that is running; starts none.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`
    ///
    /// If no sync is running, the present status is the end. The waiter fails with
    /// [`ErrorKind::DirectorySyncFailed`](crate::ErrorKind::DirectorySyncFailed) if the sync failed,
    /// and with [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if it did not end in time.
    pub fn wait(&self, enterprise: impl Into<EnterpriseRef>) -> DirectorySyncWaiter {
        DirectorySyncWaiter::for_current_run(self.client.clone(), enterprise.into())
    }
}

impl DirectorySyncWaiter {
    /// The statuses of the sync as a stream, which ends after the last one or after an error.
    pub fn statuses(self) -> ResultStream<DirectorySync> {
        ResultStream::new(try_unfold(self, |mut waiter| async move {
            Ok(waiter.next().await?.map(|status| (status, waiter)))
        }))
    }
}

/// Awaiting a waiter waits to the end, as [`DirectorySyncWaiter::finish`] does.
impl IntoFuture for DirectorySyncWaiter {
    type Output = Result<DirectorySync>;
    type IntoFuture = BoxFuture<'static, Result<DirectorySync>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.finish())
    }
}
