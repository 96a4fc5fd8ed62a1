//! One call: sends it, classifies the response, pauses, and retries if that is safe.
//!
//! [`Transport::execute`] is the only place that sends anything. [`retry_policy`] decides whether it
//! retries, and [`backoff`] how long it waits.

mod attempt_outcome;
pub(crate) mod backoff;
pub(crate) mod call_state;
mod execute;
pub(crate) mod rate_limiter;
pub(crate) mod rate_limiter_state;
pub(crate) mod retry_budget;
pub(crate) mod retry_policy;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;
use url::Url;

use crate::auth::TokenManager;
use crate::client::options::{CallOptions, require_nonzero};
use crate::error::Result;
use crate::generated::operations::Operation;
use crate::http::backend::HttpBackend;
use crate::http::context::HttpContext;
use crate::http::network::ReqwestBackend;
use crate::http::response_validation::ExpectedBody;
use crate::http::signed_link::SignedLink;
use crate::message::Message;
use crate::models::subject::Subject;
use crate::paging::request::ListPageRequest;
use crate::transport::rate_limiter::RateLimiter;
use crate::transport::retry_budget::RetryBudget;

/// One logical call.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) target: Target,
    pub(crate) body: Option<Bytes>,
    pub(crate) shape: ExpectedBody,
    pub(crate) subject: Option<Subject>,
    pub(crate) options: CallOptions,
}

/// Where a call goes.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    Fixed(Url),
    /// A list, whose `max` may be reduced.
    List(ListPageRequest),
    /// A file on another host, which gets no token.
    Link(SignedLink),
}

/// Sends calls to one origin with one token source.
///
/// Clones can have time limits and a caller of their own. They share everything else.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    pub(crate) http: Arc<HttpContext>,
    /// Opens connections to other hosts; `None` if requests stay in this process.
    pub(crate) network: Option<Arc<ReqwestBackend>>,
    pub(crate) tokens: Arc<TokenManager>,
    pub(crate) rate_limiter: Arc<RateLimiter>,
    pub(crate) retry_budget: Arc<RetryBudget>,
    pub(crate) closed: Arc<AtomicBool>,
    /// Notices about how it was built, for its user.
    pub(crate) notices: Arc<[Message]>,
    /// Whether a list has shown a link to a next page. A service that links next pages always does.
    pub(crate) names_next_pages: Arc<AtomicBool>,
}

impl Transport {
    /// The deadline of a call with these options; `None` if there is no deadline.
    pub(crate) fn deadline(&self, options: CallOptions) -> Result<Option<Instant>> {
        require_nonzero("timeout", options.timeout)?;
        let timeout = options.timeout_or(self.http.limits.timeout);
        Ok(timeout.and_then(|timeout| self.http.clock.now().checked_add(timeout)))
    }

    /// A transport for requests to another host, which has its own rate limit and retry budget.
    pub(crate) fn to_other_host(
        &self,
        backend: Arc<dyn HttpBackend>,
        attempt_timeout: Duration,
    ) -> Self {
        let mut transport = self.clone();
        let http = Arc::make_mut(&mut transport.http);
        http.backend = backend;
        http.limits.attempt_timeout = attempt_timeout;
        let clock = Arc::clone(&http.clock);
        let limits = rate_limiter_state::ConcurrencyLimits::default();
        transport.rate_limiter = Arc::new(RateLimiter::new(limits, clock));
        transport.retry_budget = Arc::default();
        transport
    }

    /// The options for one of several requests that a call makes before its deadline.
    pub(crate) fn until(&self, deadline: Option<Instant>, options: CallOptions) -> CallOptions {
        // A timeout of zero would be an invalid argument.
        const LEAST: Duration = Duration::from_nanos(1);
        let left =
            deadline.map(|deadline| deadline.saturating_duration_since(self.http.clock.now()));
        options.timeout(left.map_or(Duration::MAX, |left| left.max(LEAST)))
    }
}
