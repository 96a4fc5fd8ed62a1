//! Everything that a request to Webex needs except the token: shared by calls and by token refreshes.

use std::sync::Arc;

use crate::clock::{Chance, Clock, timestamp_of};
use crate::events::Observers;
use crate::http::backend::HttpBackend;
use crate::http::base_url::BaseUrl;
use crate::options::Limits;
use crate::redact::Redactor;
use crate::timestamp::Timestamp;

/// One origin, how to reach it, and the observers to notify.
#[derive(Clone, Debug)]
pub struct HttpContext {
    /// Makes the exchanges.
    pub backend: Arc<dyn HttpBackend>,
    /// The root of all paths.
    pub base: BaseUrl,
    /// The time limits of its calls.
    pub limits: Limits,
    /// Get the events of its calls.
    pub observers: Observers,
    /// Removes secrets from what is shown.
    pub redactor: Arc<Redactor>,
    /// The label of the partner that the client is for.
    pub partner: Option<String>,
    /// The clock of all decisions.
    pub clock: Arc<dyn Clock>,
    /// The randomness of pauses.
    pub random: Chance,
    /// The number of the caller's call.
    pub caller: Option<u64>,
}

impl HttpContext {
    /// The time of the client's wall clock.
    pub fn now(&self) -> Timestamp {
        timestamp_of(self.clock.wall())
    }

    /// Whether requests don't leave this computer.
    pub fn is_local(&self) -> bool {
        self.base.is_loopback() || self.backend.is_in_process()
    }
}
