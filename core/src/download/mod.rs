//! Downloads of files under signed links, from a host that never sees the token.

mod billing_report;

pub use billing_report::{
    BillingReportDownload, DEFAULT_DOWNLOAD_TIMEOUT, DEFAULT_MAX_DOWNLOAD_BYTES,
};
