//! The arguments that name what a call is about. Written by `make generate` from `api/operations.toml`.

use webex_broadworks_transport::error::{Error, Result};
use webex_broadworks_transport::operation::SubjectKind;
use webex_broadworks_transport::operation::subject::Subject;

use crate::generated::models::{BillingReport, Enterprise, Subscriber, Workspace};
use crate::models::subject_ref::subject_ref;

subject_ref! {
    /// The enterprise that a call is about.
    EnterpriseRef, Enterprise, sp_enterprise_id, with_sp_enterprise_id
}

subject_ref! {
    /// The subscriber that a call is about.
    SubscriberRef, Subscriber, user_id, with_user_id
}

subject_ref! {
    /// The workspace that a call is about.
    WorkspaceRef, Workspace, user_id, with_user_id
}

subject_ref! {
    /// The billing report that a call is about.
    BillingReportRef, BillingReport, billing_period, with_billing_period
}
