//! The operations, grouped by resource. Written by `make generate` from `api/operations.toml`.

use std::time::Duration;

use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::http::response::RawResponse;
use webex_broadworks_transport::operation::Operation;
use webex_broadworks_transport::operation::subject::Subject;
use webex_broadworks_transport::timestamp::Timestamp;

use crate::client::Client;
use crate::client::request::Request;
use crate::generated::models::{
    BillingReport, DirectorySync, EnsuredDirectorySync, Enterprise, Subscriber, SubscriberPrecheck,
    UserDirectorySync, Workspace,
};
use crate::generated::subjects::{BillingReportRef, EnterpriseRef, SubscriberRef, WorkspaceRef};
use crate::paging::list::List;
use crate::paging::options::ListOptions;

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

/// Lists, provisions, reads, updates and removes the subscribers of a partner.
#[derive(Clone, Debug)]
pub struct SubscribersResource {
    pub(crate) client: Client,
}

/// Provisions, updates and removes workspaces of an enterprise.
#[derive(Clone, Debug)]
pub struct WorkspacesResource {
    pub(crate) client: Client,
}

/// Lists, creates, reads and deletes billing reports of a partner.
#[derive(Clone, Debug)]
pub struct BillingReportsResource {
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

    /// Lists, provisions, reads, updates and removes the subscribers of a partner.
    pub fn subscribers(&self) -> SubscribersResource {
        SubscribersResource { client: self.clone() }
    }

    /// Provisions, updates and removes workspaces of an enterprise.
    pub fn workspaces(&self) -> WorkspacesResource {
        WorkspacesResource { client: self.clone() }
    }

    /// Lists, creates, reads and deletes billing reports of a partner.
    pub fn billing_reports(&self) -> BillingReportsResource {
        BillingReportsResource { client: self.clone() }
    }
}

/// What `subscribers.provision` takes.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct SubscribersProvisionFields {
    provisioning_id: Option<String>,
    user_id: Option<String>,
    sp_enterprise_id: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    package: Option<String>,
    primary_phone_number: Option<String>,
    mobile_phone_number: Option<String>,
    extension: Option<String>,
    email: Option<String>,
    language: Option<String>,
    timezone: Option<String>,
    extra_body: Option<serde_json::Map<String, serde_json::Value>>,
}

impl SubscribersProvisionFields {
    /// The provisioning ID of the customer template, as Partner Hub shows it.
    pub fn provisioning_id(mut self, value: impl Into<String>) -> Self {
        self.provisioning_id = Some(value.into());
        self
    }

    /// The subscriber's user ID on BroadWorks.
    pub fn user_id(mut self, value: impl Into<String>) -> Self {
        self.user_id = Some(value.into());
        self
    }

    /// The identifier of the subscriber's enterprise on BroadWorks.
    pub fn sp_enterprise_id(mut self, value: impl Into<String>) -> Self {
        self.sp_enterprise_id = Some(value.into());
        self
    }

    /// The subscriber's first name.
    pub fn first_name(mut self, value: impl Into<String>) -> Self {
        self.first_name = Some(value.into());
        self
    }

    /// The subscriber's last name.
    pub fn last_name(mut self, value: impl Into<String>) -> Self {
        self.last_name = Some(value.into());
        self
    }

    /// The Webex package: `"softphone"`, `"basic"`, `"standard"` or `"premium"`.
    pub fn package(mut self, value: impl Into<String>) -> Self {
        self.package = Some(value.into());
        self
    }

    /// The primary phone number on BroadWorks. Default: none.
    pub fn primary_phone_number(mut self, value: impl Into<String>) -> Self {
        self.primary_phone_number = Some(value.into());
        self
    }

    /// The mobile phone number on BroadWorks. Default: none.
    pub fn mobile_phone_number(mut self, value: impl Into<String>) -> Self {
        self.mobile_phone_number = Some(value.into());
        self
    }

    /// The extension on BroadWorks. Default: none.
    pub fn extension(mut self, value: impl Into<String>) -> Self {
        self.extension = Some(value.into());
        self
    }

    /// The subscriber's e-mail address. Templates with trusted e-mail addresses need it. Default:
    /// the subscriber enters one.
    pub fn email(mut self, value: impl Into<String>) -> Self {
        self.email = Some(value.into());
        self
    }

    /// The language of the organization and of its meeting site, as ISO 639-1, or with a country as
    /// ISO 3166. Default: Webex chooses.
    pub fn language(mut self, value: impl Into<String>) -> Self {
        self.language = Some(value.into());
        self
    }

    /// The subscriber's time zone. Default: Webex chooses.
    pub fn timezone(mut self, value: impl Into<String>) -> Self {
        self.timezone = Some(value.into());
        self
    }

    /// Keys of the body that this library doesn't know, such as those of a beta. Default: none.
    pub fn extra_body(
        mut self,
        value: impl Into<serde_json::Map<String, serde_json::Value>>,
    ) -> Self {
        self.extra_body = Some(value.into());
        self
    }
}

/// What `subscribers.update` takes.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct SubscribersUpdateFields {
    user_id: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    package: Option<String>,
    primary_phone_number: Option<String>,
    mobile_phone_number: Option<String>,
    extension: Option<String>,
    timezone: Option<String>,
    clear: Option<crate::Texts>,
    extra_body: Option<serde_json::Map<String, serde_json::Value>>,
}

impl SubscribersUpdateFields {
    /// The new user ID on BroadWorks. Default: unchanged.
    pub fn user_id(mut self, value: impl Into<String>) -> Self {
        self.user_id = Some(value.into());
        self
    }

    /// The new first name. Default: unchanged.
    pub fn first_name(mut self, value: impl Into<String>) -> Self {
        self.first_name = Some(value.into());
        self
    }

    /// The new last name. Default: unchanged.
    pub fn last_name(mut self, value: impl Into<String>) -> Self {
        self.last_name = Some(value.into());
        self
    }

    /// The new Webex package: `"softphone"`, `"basic"`, `"standard"` or `"premium"`. Default:
    /// unchanged.
    pub fn package(mut self, value: impl Into<String>) -> Self {
        self.package = Some(value.into());
        self
    }

    /// The new primary phone number. Default: unchanged.
    pub fn primary_phone_number(mut self, value: impl Into<String>) -> Self {
        self.primary_phone_number = Some(value.into());
        self
    }

    /// The new mobile phone number. Default: unchanged.
    pub fn mobile_phone_number(mut self, value: impl Into<String>) -> Self {
        self.mobile_phone_number = Some(value.into());
        self
    }

    /// The new extension. Default: unchanged.
    pub fn extension(mut self, value: impl Into<String>) -> Self {
        self.extension = Some(value.into());
        self
    }

    /// The new time zone. Default: unchanged.
    pub fn timezone(mut self, value: impl Into<String>) -> Self {
        self.timezone = Some(value.into());
        self
    }

    /// What to delete: `"primary_phone_number"`, `"mobile_phone_number"` or `"extension"`, or
    /// several of them. Default: nothing.
    pub fn clear(mut self, value: impl Into<crate::Texts>) -> Self {
        self.clear = Some(value.into());
        self
    }

    /// Keys of the body that this library doesn't know, such as those of a beta. Default: none.
    pub fn extra_body(
        mut self,
        value: impl Into<serde_json::Map<String, serde_json::Value>>,
    ) -> Self {
        self.extra_body = Some(value.into());
        self
    }
}

/// What `subscribers.precheck` takes.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct SubscribersPrecheckFields {
    email: Option<String>,
    provisioning_id: Option<String>,
    user_id: Option<String>,
    sp_enterprise_id: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    package: Option<String>,
    primary_phone_number: Option<String>,
    mobile_phone_number: Option<String>,
    extension: Option<String>,
    language: Option<String>,
    timezone: Option<String>,
    customer_primary_email: Option<String>,
    extra_body: Option<serde_json::Map<String, serde_json::Value>>,
}

impl SubscribersPrecheckFields {
    /// The e-mail address of the subscriber.
    pub fn email(mut self, value: impl Into<String>) -> Self {
        self.email = Some(value.into());
        self
    }

    /// The provisioning ID of the customer template. Default: not checked.
    pub fn provisioning_id(mut self, value: impl Into<String>) -> Self {
        self.provisioning_id = Some(value.into());
        self
    }

    /// The subscriber's user ID on BroadWorks. Default: not checked.
    pub fn user_id(mut self, value: impl Into<String>) -> Self {
        self.user_id = Some(value.into());
        self
    }

    /// The identifier of the subscriber's enterprise. Default: not checked.
    pub fn sp_enterprise_id(mut self, value: impl Into<String>) -> Self {
        self.sp_enterprise_id = Some(value.into());
        self
    }

    /// The subscriber's first name. Default: not checked.
    pub fn first_name(mut self, value: impl Into<String>) -> Self {
        self.first_name = Some(value.into());
        self
    }

    /// The subscriber's last name. Default: not checked.
    pub fn last_name(mut self, value: impl Into<String>) -> Self {
        self.last_name = Some(value.into());
        self
    }

    /// The Webex package. Default: not checked.
    pub fn package(mut self, value: impl Into<String>) -> Self {
        self.package = Some(value.into());
        self
    }

    /// The primary phone number. Default: not checked.
    pub fn primary_phone_number(mut self, value: impl Into<String>) -> Self {
        self.primary_phone_number = Some(value.into());
        self
    }

    /// The mobile phone number. Default: not checked.
    pub fn mobile_phone_number(mut self, value: impl Into<String>) -> Self {
        self.mobile_phone_number = Some(value.into());
        self
    }

    /// The extension. Default: not checked.
    pub fn extension(mut self, value: impl Into<String>) -> Self {
        self.extension = Some(value.into());
        self
    }

    /// Webex ignores it so far. Default: none.
    pub fn language(mut self, value: impl Into<String>) -> Self {
        self.language = Some(value.into());
        self
    }

    /// The subscriber's time zone. Default: not checked.
    pub fn timezone(mut self, value: impl Into<String>) -> Self {
        self.timezone = Some(value.into());
        self
    }

    /// The primary e-mail address of the customer, for an enterprise that doesn't exist yet.
    /// Default: none.
    pub fn customer_primary_email(mut self, value: impl Into<String>) -> Self {
        self.customer_primary_email = Some(value.into());
        self
    }

    /// Keys of the body that this library doesn't know, such as those of a beta. Default: none.
    pub fn extra_body(
        mut self,
        value: impl Into<serde_json::Map<String, serde_json::Value>>,
    ) -> Self {
        self.extra_body = Some(value.into());
        self
    }
}

/// What `workspaces.provision` takes.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct WorkspacesProvisionFields {
    provisioning_id: Option<String>,
    user_id: Option<String>,
    sp_enterprise_id: Option<String>,
    display_name: Option<String>,
    primary_phone_number: Option<String>,
    extension: Option<String>,
    extra_body: Option<serde_json::Map<String, serde_json::Value>>,
}

impl WorkspacesProvisionFields {
    /// The provisioning ID of the customer template, as Partner Hub shows it.
    pub fn provisioning_id(mut self, value: impl Into<String>) -> Self {
        self.provisioning_id = Some(value.into());
        self
    }

    /// The workspace's user ID on BroadWorks.
    pub fn user_id(mut self, value: impl Into<String>) -> Self {
        self.user_id = Some(value.into());
        self
    }

    /// The identifier of the workspace's enterprise on BroadWorks.
    pub fn sp_enterprise_id(mut self, value: impl Into<String>) -> Self {
        self.sp_enterprise_id = Some(value.into());
        self
    }

    /// The name that Webex shows.
    pub fn display_name(mut self, value: impl Into<String>) -> Self {
        self.display_name = Some(value.into());
        self
    }

    /// The primary phone number on BroadWorks. Default: none.
    pub fn primary_phone_number(mut self, value: impl Into<String>) -> Self {
        self.primary_phone_number = Some(value.into());
        self
    }

    /// The extension on BroadWorks. Default: none.
    pub fn extension(mut self, value: impl Into<String>) -> Self {
        self.extension = Some(value.into());
        self
    }

    /// Keys of the body that this library doesn't know, such as those of a beta. Default: none.
    pub fn extra_body(
        mut self,
        value: impl Into<serde_json::Map<String, serde_json::Value>>,
    ) -> Self {
        self.extra_body = Some(value.into());
        self
    }
}

/// What `workspaces.update` takes.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct WorkspacesUpdateFields {
    user_id: Option<String>,
    primary_phone_number: Option<String>,
    extension: Option<String>,
    clear: Option<crate::Texts>,
    extra_body: Option<serde_json::Map<String, serde_json::Value>>,
}

impl WorkspacesUpdateFields {
    /// The new user ID on BroadWorks. Default: unchanged.
    pub fn user_id(mut self, value: impl Into<String>) -> Self {
        self.user_id = Some(value.into());
        self
    }

    /// The new primary phone number. Default: unchanged.
    pub fn primary_phone_number(mut self, value: impl Into<String>) -> Self {
        self.primary_phone_number = Some(value.into());
        self
    }

    /// The new extension. Default: unchanged.
    pub fn extension(mut self, value: impl Into<String>) -> Self {
        self.extension = Some(value.into());
        self
    }

    /// What to delete: `"primary_phone_number"` or `"extension"`. Default: nothing.
    pub fn clear(mut self, value: impl Into<crate::Texts>) -> Self {
        self.clear = Some(value.into());
        self
    }

    /// Keys of the body that this library doesn't know, such as those of a beta. Default: none.
    pub fn extra_body(
        mut self,
        value: impl Into<serde_json::Map<String, serde_json::Value>>,
    ) -> Self {
        self.extra_body = Some(value.into());
        self
    }
}

/// A list of enterprises.
pub type EnterpriseList = List<Enterprise>;

/// What `enterprises.list` lists, and how.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListEnterprises(ListOptions);

impl ListEnterprises {
    /// Only the enterprise with exactly this identifier, such as `"Reseller1+acme"`. Default: any.
    pub fn sp_enterprise_id(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("sp_enterprise_id", value.into()))
    }

    /// Only enterprises whose identifier starts with this text. Default: any.
    pub fn starts_with(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("starts_with", value.into()))
    }

    /// Enterprises per request, Webex's `max`: 1 to 1000. Default: 1000, or the page size of the
    /// `cursor`.
    pub fn page_size(self, value: u32) -> Self {
        Self(self.0.page_size(Some(value)))
    }

    /// Ends the list after this many enterprises, at least 1. Default: all.
    pub fn limit(self, value: usize) -> Self {
        Self(self.0.limit(Some(value)))
    }

    /// Resumes at a page's `cursor`. Pass the same filters as for that page. Default: from the
    /// start.
    pub fn cursor(self, value: impl Into<String>) -> Self {
        Self(self.0.cursor(Some(value.into())))
    }

    /// `"auto"` checks and completes a list whose last page names no next page. `"off"` sends no
    /// request beyond the pages. Default: `"auto"`.
    pub fn completion(self, value: crate::Completion) -> Self {
        Self(self.0.completion(value))
    }

    /// Ends without an error if the list might be short. Default: false.
    pub fn allow_incomplete(self, value: bool) -> Self {
        Self(self.0.allow_incomplete(value))
    }

    /// Query parameters that this library doesn't know, such as beta filters. Default: none.
    pub fn extra_query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(self.0.extra_query(name, value))
    }

    /// Time limit of each page. Default: the client's own. [`Duration::MAX`]: none.
    pub fn timeout(self, value: Duration) -> Self {
        Self(self.0.timeout(Some(value)))
    }
}

/// A list of subscribers.
pub type SubscriberList = List<Subscriber>;

/// What `subscribers.list` lists, and how.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListSubscribers(ListOptions);

impl ListSubscribers {
    /// Only the subscriber with this user ID on BroadWorks. Default: any.
    pub fn user_id(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("user_id", value.into()))
    }

    /// Only the subscriber whose Webex user has this person ID. Default: any.
    pub fn person_id(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("person_id", value.into()))
    }

    /// Only subscribers with this e-mail address. Default: any.
    pub fn email(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("email", value.into()))
    }

    /// Only subscribers that were provisioned by this customer template. Default: any.
    pub fn provisioning_id(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("provisioning_id", value.into()))
    }

    /// Only subscribers of the enterprise with this identifier, such as `"Reseller1+acme"`.
    /// Default: any.
    pub fn sp_enterprise_id(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("sp_enterprise_id", value.into()))
    }

    /// Only subscribers whose `status` changed after this time. Default: any.
    pub fn last_status_change(self, value: impl Into<Timestamp>) -> Self {
        Self(self.0.filter("last_status_change", value.into()))
    }

    /// Only subscribers in this state, or in one of several. Default: any.
    pub fn status(self, value: impl Into<crate::Texts>) -> Self {
        Self(self.0.filter("status", value.into()))
    }

    /// Only subscribers that were created after this time. Default: any.
    pub fn after(self, value: impl Into<Timestamp>) -> Self {
        Self(self.0.filter("after", value.into()))
    }

    /// Only subscribers that activated themselves, or only those that didn't. Default: both.
    pub fn self_activated(self, value: bool) -> Self {
        Self(self.0.filter("self_activated", value))
    }

    /// Subscribers per request, Webex's `max`: 1 to 100. Default: 100, or the page size of the
    /// `cursor`.
    pub fn page_size(self, value: u32) -> Self {
        Self(self.0.page_size(Some(value)))
    }

    /// Ends the list after this many subscribers, at least 1. Default: all.
    pub fn limit(self, value: usize) -> Self {
        Self(self.0.limit(Some(value)))
    }

    /// Resumes at a page's `cursor`. Pass the same filters as for that page. Default: from the
    /// start.
    pub fn cursor(self, value: impl Into<String>) -> Self {
        Self(self.0.cursor(Some(value.into())))
    }

    /// Ends without an error if the list might be short. Default: false.
    pub fn allow_incomplete(self, value: bool) -> Self {
        Self(self.0.allow_incomplete(value))
    }

    /// Query parameters that this library doesn't know, such as beta filters. Default: none.
    pub fn extra_query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(self.0.extra_query(name, value))
    }

    /// Time limit of each page. Default: the client's own. [`Duration::MAX`]: none.
    pub fn timeout(self, value: Duration) -> Self {
        Self(self.0.timeout(Some(value)))
    }
}

/// A list of billing reports.
pub type BillingReportList = List<BillingReport>;

/// What `billing_reports.list` lists, and how.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use]
pub struct ListBillingReports(ListOptions);

impl ListBillingReports {
    /// Only reports from before this month or day, such as `"2026-10"`. Default: any.
    pub fn before(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("before", value.into()))
    }

    /// Only reports from after this month or day, such as `"2026-10"`. Default: any.
    pub fn after(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("after", value.into()))
    }

    /// The order: `"id"`, `"status"` or `"billingPeriod"`. Default: `"billingPeriod"`.
    pub fn sort_by(self, value: impl Into<String>) -> Self {
        Self(self.0.filter("sort_by", value.into()))
    }

    /// Ends without an error if the list might be short. Default: false.
    pub fn allow_incomplete(self, value: bool) -> Self {
        Self(self.0.allow_incomplete(value))
    }

    /// Query parameters that this library doesn't know, such as beta filters. Default: none.
    pub fn extra_query(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        Self(self.0.extra_query(name, value))
    }

    /// Time limit of each page. Default: the client's own. [`Duration::MAX`]: none.
    pub fn timeout(self, value: Duration) -> Self {
        Self(self.0.timeout(Some(value)))
    }
}

impl EnterprisesResource {
    /// Lists enterprises, page by page as they are read.
    ///
    /// `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/list-broadworks-enterprises).
    ///
    /// Webex documents no next page for this list. If the last page names none, one more request
    /// shows whether the list was cut. If it was, the client requests the rest by `startsWith`
    /// prefixes. Enterprises without `spEnterpriseId` beyond the first page can't be found that
    /// way.
    ///
    /// # Errors
    ///
    /// * `InvalidArgumentError`: Raised immediately if an argument is out of bounds.
    /// * `IncompleteListError`: Raised at the end of the list if Webex might have more items than
    ///   it listed.
    /// * `UntrustedLinkError`: The next page is on another host or path.
    /// * `PaginationLoopError`: The pages of the list form a loop.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner lacks the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use webex_broadworks::*;
    /// # async fn example(webex: Client, enterprise: &str, provisioning_id: &str) -> Result<(), Error> {
    /// let options = ListEnterprises::default().starts_with("Reseller1");
    /// for enterprise in webex.enterprises().list(options)?.all().await? {
    ///     println!("{:?}", enterprise.sp_enterprise_id);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self, options: ListEnterprises) -> Result<EnterpriseList> {
        List::new(&self.client, Operation::EnterprisesList, options.0)
    }
}

impl DirectorySyncResource {
    /// Reads whether directory sync is on for an enterprise, and how its last sync ended.
    ///
    /// `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope `spark-admin:broadworks_enterprises_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-enterprises/get-directory-sync-status-for-an-enterprise).
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The enterprise doesn't exist, or this token can't see it.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner lacks the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
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
    /// Webex doesn't document whether turning directory sync off removes users or contacts. Try it
    /// with a test enterprise first.
    ///
    /// # Errors
    ///
    /// * `ConflictError`: The state of the enterprise doesn't allow it, for example because a sync
    ///   is running.
    /// * `NotFoundError`: The enterprise doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner lacks the role.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
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
    /// * `ConflictError`: Usually, directory sync is off for the enterprise. Check the `errorCode`
    ///   in `errors`, such as 600011.
    /// * `NotFoundError`: The enterprise doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner lacks the role.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client couldn't connect to Webex.
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
    ///   the call is safe for the data, but can return `"NO_OPERATION"`.
    /// * `ConflictError`: The state of the enterprise or of the user doesn't allow it.
    /// * `NotFoundError`: The enterprise doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner lacks the role.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client couldn't connect to Webex.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use webex_broadworks::*;
    /// # async fn example(webex: Client, enterprise: &str, provisioning_id: &str) -> Result<(), Error> {
    /// let result = webex.directory_sync().trigger_user(enterprise, "jane.doe@acme.example").await?;
    /// println!("{:?}", result.status);
    /// # Ok(())
    /// # }
    /// ```
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
    /// Lists subscribers, page by page as they are read.
    ///
    /// `GET /broadworks/subscribers`, scope `spark-admin:broadworks_subscribers_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/list-broadworks-subscribers).
    ///
    /// The filters can be combined. All four ways of provisioning end in this list: the API,
    /// flow-through provisioning with and without e-mail, and self-activation.
    ///
    /// Webex names the next page in a `Link` header, and a page without one is the last. If the
    /// only page is full, one more request shows whether Webex names next pages.
    ///
    /// # Errors
    ///
    /// * `InvalidArgumentError`: Raised immediately if an argument is out of bounds.
    /// * `IncompleteListError`: Raised at the end of the list if Webex might have more items than
    ///   it listed.
    /// * `UntrustedLinkError`: The next page is on another host or path.
    /// * `PaginationLoopError`: The pages of the list form a loop.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner lacks the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use webex_broadworks::*;
    /// # async fn example(webex: Client, enterprise: &str, provisioning_id: &str) -> Result<(), Error> {
    /// let options = ListSubscribers::default().status("error");
    /// for subscriber in webex.subscribers().list(options)?.all().await? {
    ///     println!("{:?}: {:?}", subscriber.user_id, subscriber.errors);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn list(&self, options: ListSubscribers) -> Result<SubscriberList> {
        List::new(&self.client, Operation::SubscribersList, options.0)
    }

    /// Reads one subscriber: who it is, its package, and the state of its provisioning.
    ///
    /// `GET /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/get-a-broadworks-subscriber).
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The subscriber doesn't exist, or this token can't see it.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner lacks the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn get(&self, subscriber: impl Into<SubscriberRef>) -> Request<Subscriber> {
        Request::of_call(
            &self.client,
            Operation::SubscribersGet,
            vec![Some(Subject::from(subscriber.into()).into())],
        )
    }

    /// Provisions a subscriber, and returns as soon as Webex has accepted it.
    ///
    /// `POST /broadworks/subscribers`, scope `spark-admin:broadworks_subscribers_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/provision-a-broadworks-subscriber).
    ///
    /// Provisioning continues at Webex. With `wait`, the call returns when it has ended.
    /// `subscribers.wait` waits for it later, and `subscribers.get` shows its `status`, and
    /// `errors` if it failed. The first subscriber of an enterprise creates the enterprise's Webex
    /// organization, which takes minutes, and becomes its administrator.
    ///
    /// # Errors
    ///
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex provisioned the subscriber.
    ///   Look it up before you repeat the call.
    /// * `ConflictError`: The user ID or the e-mail address belongs to another subscriber.
    /// * `BadRequestError`: Webex refused a value. The error names the field if Webex does.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `WaitTimeoutError`: With `wait`: Webex accepted the request, and the wait did not end in
    ///   time. `last_status` is the last `Subscriber`.
    /// * `APIConnectionError`: The client couldn't connect to Webex.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # use webex_broadworks::*;
    /// # async fn example(webex: Client, enterprise: &str, provisioning_id: &str) -> Result<(), Error> {
    /// let fields = SubscribersProvisionFields::default()
    ///     .provisioning_id(provisioning_id)
    ///     .sp_enterprise_id("Reseller1+acme")
    ///     .user_id("jane.doe@acme.example")
    ///     .first_name("Jane")
    ///     .last_name("Doe")
    ///     .package("standard")
    ///     .email("jane.doe@acme.example")
    ///     .extension("1212");
    /// let subscriber = webex.subscribers().provision(fields).and_wait().await?;
    /// println!("{:?}", subscriber.status);
    /// # Ok(())
    /// # }
    /// ```
    pub fn provision(&self, fields: SubscribersProvisionFields) -> Request<Subscriber> {
        Request::of_call(
            &self.client,
            Operation::SubscribersProvision,
            vec![
                fields.provisioning_id.map(Into::into),
                fields.user_id.map(Into::into),
                fields.sp_enterprise_id.map(Into::into),
                fields.first_name.map(Into::into),
                fields.last_name.map(Into::into),
                fields.package.map(Into::into),
                fields.primary_phone_number.map(Into::into),
                fields.mobile_phone_number.map(Into::into),
                fields.extension.map(Into::into),
                fields.email.map(Into::into),
                fields.language.map(Into::into),
                fields.timezone.map(Into::into),
                None,
                fields.extra_body.map(Into::into),
            ],
        )
    }

    /// Changes a subscriber, and returns as soon as Webex has accepted the change.
    ///
    /// `PUT /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/update-a-broadworks-subscriber).
    ///
    /// Webex answers with the old values and the `status` `updating`. With `wait`, the call returns
    /// once Webex shows the new values, with the status `provisioned`. For a minute, it ignores a
    /// state from before the change.
    ///
    /// Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so
    /// this method refuses it: name what to delete in `clear`. A subscriber must keep a primary
    /// phone number or an extension.
    ///
    /// # Errors
    ///
    /// * `ConflictError`: The subscriber is being provisioned or updated, or the user ID belongs to
    ///   another subscriber.
    /// * `BadRequestError`: Webex refused a value. The error names the field if Webex does.
    /// * `NotFoundError`: The subscriber doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `WaitTimeoutError`: With `wait`: Webex accepted the request, and the wait did not end in
    ///   time. `last_status` is the last `Subscriber`.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn update(
        &self,
        subscriber: impl Into<SubscriberRef>,
        fields: SubscribersUpdateFields,
    ) -> Request<Subscriber> {
        Request::of_call(
            &self.client,
            Operation::SubscribersUpdate,
            vec![
                Some(Subject::from(subscriber.into()).into()),
                fields.user_id.map(Into::into),
                fields.first_name.map(Into::into),
                fields.last_name.map(Into::into),
                fields.package.map(Into::into),
                fields.primary_phone_number.map(Into::into),
                fields.mobile_phone_number.map(Into::into),
                fields.extension.map(Into::into),
                fields.timezone.map(Into::into),
                None,
                fields.clear.map(Into::into),
                fields.extra_body.map(Into::into),
            ],
        )
    }

    /// Removes a subscriber from Webex for BroadWorks; its Webex user stays.
    ///
    /// `DELETE /broadworks/subscribers/{id}`, scope `spark-admin:broadworks_subscribers_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/remove-a-broadworks-subscriber).
    ///
    /// Until the Webex user is deleted too, it can't be provisioned in another enterprise. If a
    /// response is lost, the client repeats the request. If Webex then answers that the subscriber
    /// doesn't exist, the call succeeds.
    ///
    /// # Errors
    ///
    /// * `ConflictError`: The subscriber is being provisioned or updated.
    /// * `NotFoundError`: The subscriber doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn remove(&self, subscriber: impl Into<SubscriberRef>) -> Request<()> {
        Request::of_call(
            &self.client,
            Operation::SubscribersRemove,
            vec![Some(Subject::from(subscriber.into()).into())],
        )
    }

    /// Checks whether a subscriber can probably be provisioned; changes nothing.
    ///
    /// `POST /broadworks/subscribers/validate`, scope `spark-admin:broadworks_subscribers_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/precheck-a-broadworks-subscriber-provisioning).
    ///
    /// Webex checks whether the e-mail address is in use, and whether it belongs to another
    /// customer or partner. The partner needs at least one BroadWorks cluster in Partner Hub. Webex
    /// can report a conflict in a successful response: read `info`.
    ///
    /// # Errors
    ///
    /// * `ConflictError`: The check found a conflict, and Webex answered with that status.
    /// * `BadRequestError`: Webex refused a value. The error names the field if Webex does.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn precheck(&self, fields: SubscribersPrecheckFields) -> Request<SubscriberPrecheck> {
        Request::of_call(
            &self.client,
            Operation::SubscribersPrecheck,
            vec![
                fields.email.map(Into::into),
                fields.provisioning_id.map(Into::into),
                fields.user_id.map(Into::into),
                fields.sp_enterprise_id.map(Into::into),
                fields.first_name.map(Into::into),
                fields.last_name.map(Into::into),
                fields.package.map(Into::into),
                fields.primary_phone_number.map(Into::into),
                fields.mobile_phone_number.map(Into::into),
                fields.extension.map(Into::into),
                fields.language.map(Into::into),
                fields.timezone.map(Into::into),
                fields.customer_primary_email.map(Into::into),
                fields.extra_body.map(Into::into),
            ],
        )
    }

    /// Sends the consent e-mail again to a subscriber in `pending_user_migration`.
    ///
    /// `POST /subscribers/{id}/emails/consentMove`, scope `spark-admin:broadworks_subscribers_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-subscribers/send-consent-user-move-email-to-pending-broadworks-subscribers).
    ///
    /// The subscriber's e-mail address has a Webex account elsewhere, and its person must consent
    /// to the move.
    ///
    /// # Errors
    ///
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex sent the e-mail. Repeating
    ///   the call might send a second one.
    /// * `ConflictError`: The subscriber doesn't wait for consent.
    /// * `NotFoundError`: The subscriber doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client couldn't connect to Webex.
    pub fn resend_consent_email(&self, subscriber: impl Into<SubscriberRef>) -> Request<()> {
        Request::of_call(
            &self.client,
            Operation::SubscribersResendConsentEmail,
            vec![Some(Subject::from(subscriber.into()).into())],
        )
    }
}

impl WorkspacesResource {
    /// Provisions a workspace of an enterprise that exists.
    ///
    /// `POST /broadworks/workspaces`, scope `spark-admin:places_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-workspaces/provision-a-broadworks-workspace).
    ///
    /// Keep the `id` of the result: Webex has no list of these workspaces, and updating and
    /// removing one needs its `id`.
    ///
    /// # Errors
    ///
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex provisioned the workspace.
    ///   Webex has no list of workspaces to find it in.
    /// * `ConflictError`: The user ID belongs to another user.
    /// * `NotFoundError`: The enterprise doesn't exist.
    /// * `BadRequestError`: Webex refused a value. The error names the field if Webex does.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client couldn't connect to Webex.
    pub fn provision(&self, fields: WorkspacesProvisionFields) -> Request<Workspace> {
        Request::of_call(
            &self.client,
            Operation::WorkspacesProvision,
            vec![
                fields.provisioning_id.map(Into::into),
                fields.user_id.map(Into::into),
                fields.sp_enterprise_id.map(Into::into),
                fields.display_name.map(Into::into),
                fields.primary_phone_number.map(Into::into),
                fields.extension.map(Into::into),
                fields.extra_body.map(Into::into),
            ],
        )
    }

    /// Changes the user ID, the number or the extension of a workspace.
    ///
    /// `PUT /broadworks/workspaces/{id}`, scope `spark-admin:places_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-workspaces/update-a-broadworks-workspace).
    ///
    /// Arguments that are left out stay as they are. Webex reads an empty text as a deletion, so
    /// this method refuses it: name what to delete in `clear`.
    ///
    /// # Errors
    ///
    /// * `ConflictError`: The user ID belongs to another user.
    /// * `NotFoundError`: The workspace doesn't exist, or this token can't see it.
    /// * `BadRequestError`: Webex refused a value. The error names the field if Webex does.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn update(
        &self,
        workspace: impl Into<WorkspaceRef>,
        fields: WorkspacesUpdateFields,
    ) -> Request<Workspace> {
        Request::of_call(
            &self.client,
            Operation::WorkspacesUpdate,
            vec![
                Some(Subject::from(workspace.into()).into()),
                fields.user_id.map(Into::into),
                fields.primary_phone_number.map(Into::into),
                fields.extension.map(Into::into),
                fields.clear.map(Into::into),
                fields.extra_body.map(Into::into),
            ],
        )
    }

    /// Removes a workspace from Webex for BroadWorks; its Webex device stays.
    ///
    /// `DELETE /broadworks/workspaces/{id}`, scope `spark-admin:places_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-workspaces/remove-a-broadworks-workspace).
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The workspace doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner isn't a partner
    ///   full administrator.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn remove(&self, workspace: impl Into<WorkspaceRef>) -> Request<()> {
        Request::of_call(
            &self.client,
            Operation::WorkspacesRemove,
            vec![Some(Subject::from(workspace.into()).into())],
        )
    }
}

impl BillingReportsResource {
    /// Lists billing reports.
    ///
    /// `GET /broadworks/billing/reports`, scope `spark-admin:broadworks_billing_reports_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/list-broadworks-billing-reports).
    ///
    /// Webex documents no pages for this list. If a response names a next page, the client reads
    /// that too.
    ///
    /// # Errors
    ///
    /// * `InvalidArgumentError`: Raised immediately if an argument is out of bounds.
    /// * `IncompleteListError`: Raised at the end of the list if Webex might have more items than
    ///   it listed.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner lacks the role.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn list(&self, options: ListBillingReports) -> Result<BillingReportList> {
        List::new(&self.client, Operation::BillingReportsList, options.0)
    }

    /// Starts a billing report for a month, and returns its id.
    ///
    /// `POST /broadworks/billing/reports`, scope `spark-admin:broadworks_billing_reports_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/create-a-broadworks-billing-report).
    ///
    /// Webex generates the report after that. `billing_reports.wait` waits for it, and
    /// `billing_reports.get` shows its `status`. Partners on the extended wholesale subscription
    /// use Wholesale Billing Reports instead.
    ///
    /// # Errors
    ///
    /// * `AmbiguousOutcomeError`: The client can't tell whether Webex started the report. Look for
    ///   it in the list before you repeat the call.
    /// * `BadRequestError`: Webex refused the month.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner lacks the role.
    /// * `InvalidArgumentError`: An argument can't be used. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client couldn't connect to Webex.
    pub fn create(&self, billing_period: impl Into<String>) -> Request<BillingReport> {
        Request::of_call(
            &self.client,
            Operation::BillingReportsCreate,
            vec![Some(billing_period.into().into())],
        )
    }

    /// Reads one billing report: its state, and once it is complete the link to its file.
    ///
    /// `GET /broadworks/billing/reports/{id}`, scope `spark-admin:broadworks_billing_reports_read`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/get-a-broadworks-billing-report).
    ///
    /// `tempDownloadURL` is a secret: anyone with the link can read the report. It works for a
    /// short time. Download it without the access token.
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The report doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the scope, or its owner lacks the role.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn get(&self, report: impl Into<BillingReportRef>) -> Request<BillingReport> {
        Request::of_call(
            &self.client,
            Operation::BillingReportsGet,
            vec![Some(Subject::from(report.into()).into())],
        )
    }

    /// Deletes a billing report.
    ///
    /// `DELETE /broadworks/billing/reports/{id}`, scope `spark-admin:broadworks_billing_reports_write`: [Webex's page](https://developer.webex.com/docs/api/v1/broadworks-billing-reports/delete-a-broadworks-billing-report).
    ///
    /// # Errors
    ///
    /// * `NotFoundError`: The report doesn't exist, or this token can't see it.
    /// * `PermissionDeniedError`: The token lacks the write scope, or its owner lacks the role.
    /// * `InvalidArgumentError`: The id is invalid. Nothing was sent.
    /// * `APIStatusError`: Webex answered with another status that isn't a success.
    /// * `APIConnectionError`: The client received no response in time.
    pub fn delete(&self, report: impl Into<BillingReportRef>) -> Request<()> {
        Request::of_call(
            &self.client,
            Operation::BillingReportsDelete,
            vec![Some(Subject::from(report.into()).into())],
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
        Operation::BillingReportsCreate
        | Operation::BillingReportsGet
        | Operation::BillingReportsWait => response.decode::<BillingReport>().map(drop),
        Operation::DirectorySyncGetStatus
        | Operation::DirectorySyncUpdate
        | Operation::DirectorySyncTrigger
        | Operation::DirectorySyncRun
        | Operation::DirectorySyncWait => response.decode::<DirectorySync>().map(drop),
        Operation::DirectorySyncEnsure => response.decode::<EnsuredDirectorySync>().map(drop),
        Operation::EnterprisesGet => response.decode::<Enterprise>().map(drop),
        Operation::SubscribersGet
        | Operation::SubscribersProvision
        | Operation::SubscribersUpdate
        | Operation::SubscribersWait => response.decode::<Subscriber>().map(drop),
        Operation::SubscribersPrecheck => response.decode::<SubscriberPrecheck>().map(drop),
        Operation::DirectorySyncTriggerUser => response.decode::<UserDirectorySync>().map(drop),
        Operation::WorkspacesProvision | Operation::WorkspacesUpdate => {
            response.decode::<Workspace>().map(drop)
        }
        _ => Ok(()),
    }
}
