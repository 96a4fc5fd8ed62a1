//! The operations, grouped by resource. Written by `make generate` from `api/operations.toml`.

use crate::client::Client;
use crate::client::request::Request;
use crate::error::Result;
use crate::generated::models::{
    DirectorySync, EnsuredDirectorySync, Enterprise, Subscriber, UserDirectorySync,
};
use crate::generated::operations::Operation;
use crate::generated::subjects::{EnterpriseRef, SubscriberRef};
use crate::http::response::RawResponse;
use crate::models::subject::Subject;

/// Lists the enterprises of a partner, and finds one of them.
#[derive(Clone, Debug)]
pub struct EnterprisesResource {
    pub(crate) client: Client,
}

/// Turns directory sync of an enterprise on and off, triggers it, and waits for it.
#[derive(Clone, Debug)]
pub struct DirectorySyncResource {
    pub(crate) client: Client,
}

/// Reads the subscribers of a partner.
#[derive(Clone, Debug)]
pub struct SubscribersResource {
    pub(crate) client: Client,
}

impl Client {
    /// Lists the enterprises of a partner, and finds one of them.
    pub fn enterprises(&self) -> EnterprisesResource {
        EnterprisesResource { client: self.clone() }
    }

    /// Turns directory sync of an enterprise on and off, triggers it, and waits for it.
    pub fn directory_sync(&self) -> DirectorySyncResource {
        DirectorySyncResource { client: self.clone() }
    }

    /// Reads the subscribers of a partner.
    pub fn subscribers(&self) -> SubscribersResource {
        SubscribersResource { client: self.clone() }
    }
}

impl DirectorySyncResource {
    /// Reads whether directory sync is on for an enterprise, and how its last run ended.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope `spark-admin:broadworks_enterprises_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/get-directory-sync-status-for-an-enterprise).
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The enterprise doesn't exist, or this token may not see it.
    /// * `InvalidArgumentError`: The id can't be one. Nothing was sent.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: No answer came, or not in time.
    pub fn get_status(&self, enterprise: impl Into<EnterpriseRef>) -> Request<DirectorySync> {
        Request::of_call(
            &self.client,
            Operation::DirectorySyncGetStatus,
            vec![Some(Subject::from(enterprise.into()).into())],
        )
    }

    /// Turns directory sync on or off for an enterprise.
    ///
    /// `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scope `spark-admin:broadworks_enterprises_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/update-directory-sync-for-a-broadworks-enterprise).
    ///
    /// # Errors
    ///
    /// * `ConflictError`: The state of the enterprise forbids it, for example because a sync is
    ///   running.
    /// * `NotFoundError`: The enterprise doesn't exist, or this token may not see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner the role.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: No answer came, or not in time.
    pub fn update(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        enable_dir_sync: bool,
    ) -> Request<DirectorySync> {
        Request::of_call(
            &self.client,
            Operation::DirectorySyncUpdate,
            vec![Some(Subject::from(enterprise.into()).into()), Some(enable_dir_sync.into())],
        )
    }

    /// Starts a directory sync of an enterprise, and returns as soon as Webex has accepted it.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync`, scope `spark-admin:broadworks_enterprises_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-an-enterprise).
    ///
    /// Each BroadWorks cluster runs one on-demand sync at a time. Syncs take from seconds to more
    /// than an hour. `directory_sync.get_status` shows the state of this one, and
    /// `directory_sync.run` waits for its end.
    ///
    /// # Errors
    ///
    /// * `DirectorySyncBusyError`: The enterprise's cluster is already running an on-demand sync.
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex started the sync. Check the
    ///   status before you repeat the call.
    /// * `ConflictError`: Directory sync is off for the enterprise.
    /// * `NotFoundError`: The enterprise doesn't exist, or this token may not see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner the role.
    /// * `InvalidArgumentError`: The id can't be one. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: No connection could be made.
    pub fn trigger(&self, enterprise: impl Into<EnterpriseRef>) -> Request<DirectorySync> {
        Request::of_call(
            &self.client,
            Operation::DirectorySyncTrigger,
            vec![Some(Subject::from(enterprise.into()).into())],
        )
    }

    /// Syncs one user of an enterprise, and returns what the sync did.
    ///
    /// `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope `spark-admin:broadworks_enterprises_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/trigger-directory-sync-for-a-user).
    ///
    /// # Errors
    ///
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex synced the user. Repeating
    ///   the call is safe for the data, but may answer `"NO_OPERATION"`.
    /// * `ConflictError`: The state of the enterprise or of the user forbids it.
    /// * `NotFoundError`: The enterprise doesn't exist, or this token may not see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner the role.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: No connection could be made.
    pub fn trigger_user(
        &self,
        enterprise: impl Into<EnterpriseRef>,
        user_id: impl Into<String>,
    ) -> Request<UserDirectorySync> {
        Request::of_call(
            &self.client,
            Operation::DirectorySyncTriggerUser,
            vec![Some(Subject::from(enterprise.into()).into()), Some(user_id.into().into())],
        )
    }
}

impl SubscribersResource {
    /// Reads one subscriber: who it is, its package, and the state of its provisioning.
    ///
    /// `GET /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/get-a-broadworks-subscriber).
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The subscriber doesn't exist, or this token may not see it.
    /// * `InvalidArgumentError`: The id can't be one. Nothing was sent.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: No answer came, or not in time.
    pub fn get(&self, subscriber: impl Into<SubscriberRef>) -> Request<Subscriber> {
        Request::of_call(
            &self.client,
            Operation::SubscribersGet,
            vec![Some(Subject::from(subscriber.into()).into())],
        )
    }

    /// Removes a subscriber from Webex for BroadWorks; its Webex user stays.
    ///
    /// `DELETE /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/remove-a-broadworks-subscriber).
    ///
    /// # Errors
    ///
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex removed the subscriber.
    ///   Repeating the call is safe, but then answers 404 if it did.
    /// * `NotFoundError`: The subscriber doesn't exist, or this token may not see it.
    /// * `InvalidArgumentError`: The id can't be one. Nothing was sent.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: No connection could be made.
    pub fn remove(&self, subscriber: impl Into<SubscriberRef>) -> Request<()> {
        Request::of_call(
            &self.client,
            Operation::SubscribersRemove,
            vec![Some(Subject::from(subscriber.into()).into())],
        )
    }
}

/// Checks that an answer fits the model of its operation.
///
/// # Errors
///
/// [`ErrorKind::ResponseDecode`](crate::ErrorKind::ResponseDecode) if it doesn't.
pub fn check_model(operation: Operation, response: &RawResponse) -> Result<()> {
    match operation {
        Operation::DirectorySyncGetStatus
        | Operation::DirectorySyncUpdate
        | Operation::DirectorySyncTrigger
        | Operation::DirectorySyncRun
        | Operation::DirectorySyncWait => response.decode::<DirectorySync>().map(drop),
        Operation::DirectorySyncEnsure => response.decode::<EnsuredDirectorySync>().map(drop),
        Operation::EnterprisesGet => response.decode::<Enterprise>().map(drop),
        Operation::SubscribersGet => response.decode::<Subscriber>().map(drop),
        Operation::DirectorySyncTriggerUser => response.decode::<UserDirectorySync>().map(drop),
        _ => Ok(()),
    }
}
