//! The wait for a billing report.

use webex_broadworks_transport::operation::Operation;

use crate::generated::models::BillingReport;
use crate::generated::resources::BillingReportsResource;
use crate::generated::subjects::BillingReportRef;
use crate::waiting::state_waiter::{StateWait, StateWaiter};

impl BillingReportsResource {
    /// Waits until Webex has generated a billing report.
    ///
    /// `GET /broadworks/billing/reports/{id}`
    ///
    /// The wait ends with any status but `IN_PROGRESS`, also with `FAILED`: that is a result and not
    /// an error. The waiter fails with [`ErrorKind::WaitTimeout`](crate::ErrorKind::WaitTimeout) if the
    /// report did not end in time.
    pub fn wait(&self, report: impl Into<BillingReportRef>) -> StateWaiter<BillingReport> {
        let wait = StateWait {
            operation: Operation::BillingReportsWait,
            poll: Operation::BillingReportsGet,
            subject: report.into().into(),
            has_ended: |status| !status.eq_ignore_ascii_case("IN_PROGRESS"),
            accepted: None,
        };
        StateWaiter::new(&self.client, wait)
    }
}
