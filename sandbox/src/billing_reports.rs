//! Billing reports as Webex shows them.

use serde::Serialize;

use crate::clock::VirtualTime;

pub(crate) const IN_PROGRESS: &str = "IN_PROGRESS";
pub(crate) const COMPLETED: &str = "COMPLETED";
pub(crate) const FAILED: &str = "FAILED";

/// A billing report as Webex shows it. Its link is created when it is read.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BillingReport {
    pub(crate) id: String,
    pub(crate) billing_period: String,
    pub(crate) status: &'static str,
    pub(crate) created: VirtualTime,
    pub(crate) created_by: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<ReportError>,
    #[serde(skip)]
    pub(crate) uuid: String,
}

/// Why a report failed.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct ReportError {
    pub(crate) code: u32,
    pub(crate) description: &'static str,
}
