//! Everything that a request to Webex needs except the token: shared by calls and by token refreshes.

use std::sync::Arc;

use crate::client::options::Limits;
use crate::clock::{Chance, Clock, timestamp_of};
use crate::events::Observers;
use crate::http::backend::HttpBackend;
use crate::http::base_url::BaseUrl;
use crate::redact::Redactor;
use crate::timestamp::Timestamp;

/// One origin, how to reach it, and the observers to notify.
#[derive(Clone, Debug)]
pub(crate) struct HttpContext {
    pub(crate) backend: Arc<dyn HttpBackend>,
    pub(crate) base: BaseUrl,
    pub(crate) limits: Limits,
    pub(crate) observers: Observers,
    pub(crate) redactor: Arc<Redactor>,
    /// The label of the partner that the client is for.
    pub(crate) partner: Option<String>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Chance,
    /// The number of the caller's call.
    pub(crate) caller: Option<u64>,
}

impl HttpContext {
    /// The time of the client's wall clock.
    pub(crate) fn now(&self) -> Timestamp {
        timestamp_of(self.clock.wall())
    }

    /// Whether requests don't leave this computer.
    pub(crate) fn is_local(&self) -> bool {
        self.base.is_loopback() || self.backend.is_in_process()
    }
}
