//! One call: sends it, classifies the response, pauses, and retries if that is safe.
//!
//! [`Transport::execute`] is the only place that sends anything. `retry_policy` decides whether it
//! retries, and `backoff` how long it waits.

mod attempt_outcome;
pub(crate) mod backoff;
pub(crate) mod call_state;
mod execute;
mod rate_limiter;
pub mod rate_limiter_state;
pub(crate) mod retry_budget;
pub(crate) mod retry_policy;
#[cfg(test)]
pub(crate) mod tests;

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::Method;
use tokio::time::Instant;
use url::Url;

use crate::auth::{TokenManager, TokenSource};
use crate::call::rate_limiter::RateLimiter;
use crate::call::rate_limiter_state::ConcurrencyLimits;
use crate::call::retry_budget::RetryBudget;
use crate::error::Result;
use crate::generated::operations::Operation;
use crate::http::body_sink::BodySink;
use crate::http::context::HttpContext;
use crate::http::link_backend::LinkBackend;
use crate::http::network::ReqwestBackend;
use crate::http::response_validation::ExpectedBody;
use crate::http::signed_link::SignedLink;
use crate::message::Message;
use crate::operation::subject::Subject;
use crate::options::{CallOptions, require_nonzero};

/// One logical call.
#[derive(Debug)]
pub struct Call {
    /// What it does, in errors and events.
    pub operation: Operation,
    /// Its HTTP method.
    pub method: Method,
    /// Where it goes.
    pub target: Target,
    /// Its JSON body.
    pub body: Option<Bytes>,
    /// What a success has as its body.
    pub shape: ExpectedBody,
    /// What it is about.
    pub subject: Option<Subject>,
    /// Its time limits.
    pub options: CallOptions,
}

/// Where a call goes.
#[derive(Debug)]
pub enum Target {
    /// A URL of this origin.
    Fixed(Url),
    /// A page of a list, whose page size may be reduced.
    Page(Box<dyn PageRequest>),
    /// A file on another host, which gets no token.
    Link(SignedLink),
}

/// The request of one page of a list.
pub trait PageRequest: Debug + Send + Sync {
    /// The whole URL.
    fn url(&self) -> Url;

    /// The largest number of items of the page; `None` if the list has no page size.
    fn page_size(&self) -> Option<u32>;

    /// Requests half as many items, as Webex advises if a gateway times out on a list.
    fn halve_page_size(&mut self);
}

/// Sends calls to one origin with one token source.
///
/// Clones can have time limits and a caller of their own. They share everything else.
#[derive(Clone, Debug)]
pub struct Transport {
    /// Its origin, limits, clock and observers.
    pub http: Arc<HttpContext>,
    /// Opens connections to other hosts; `None` if requests stay in this process.
    pub network: Option<Arc<ReqwestBackend>>,
    /// Notices about how it was built, for its user.
    pub notices: Arc<[Message]>,
    /// Whether a list has shown a link to a next page. A service that links next pages always does.
    pub names_next_pages: Arc<AtomicBool>,
    pub(crate) tokens: Arc<TokenManager>,
    pub(crate) rate_limiter: Arc<RateLimiter>,
    pub(crate) retry_budget: Arc<RetryBudget>,
    closed: Arc<AtomicBool>,
}

impl Transport {
    /// Creates a transport that has sent nothing yet.
    pub fn new(http: HttpContext, token: TokenSource, limits: ConcurrencyLimits) -> Self {
        let rate_limiter = RateLimiter::new(limits, Arc::clone(&http.clock));
        Self {
            http: Arc::new(http),
            network: None,
            notices: Arc::default(),
            names_next_pages: Arc::default(),
            tokens: Arc::new(TokenManager::new(token)),
            rate_limiter: Arc::new(rate_limiter),
            retry_budget: Arc::default(),
            closed: Arc::default(),
        }
    }

    /// Where the token comes from.
    pub fn token_source(&self) -> &TokenSource {
        self.tokens.source()
    }

    /// Refuses all further calls. Calls in flight continue.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// The deadline of a call with these options; `None` if there is no deadline.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::error::ErrorKind) if the timeout is zero.
    pub fn deadline(&self, options: CallOptions) -> Result<Option<Instant>> {
        require_nonzero("timeout", options.timeout)?;
        let timeout = options.timeout_or(self.http.limits.timeout);
        Ok(timeout.and_then(|timeout| self.http.clock.now().checked_add(timeout)))
    }

    /// A transport for signed links, which gives bodies to a sink. Their hosts have a rate limit and a
    /// retry budget of their own.
    pub fn for_signed_links(
        &self,
        sink: Arc<BodySink>,
        max_bytes: usize,
        attempt_timeout: Duration,
    ) -> Self {
        let (http, network) = (Arc::clone(&self.http), self.network.clone());
        let backend = LinkBackend::new(http, network, max_bytes, sink);
        let mut transport = self.clone();
        let http = Arc::make_mut(&mut transport.http);
        http.backend = Arc::new(backend);
        http.limits.attempt_timeout = attempt_timeout;
        let clock = Arc::clone(&http.clock);
        transport.rate_limiter = Arc::new(RateLimiter::new(ConcurrencyLimits::default(), clock));
        transport.retry_budget = Arc::default();
        transport
    }

    /// The options for one of several requests that a call makes before its deadline.
    pub fn until(&self, deadline: Option<Instant>, options: CallOptions) -> CallOptions {
        // A timeout of zero would be an invalid argument.
        const LEAST: Duration = Duration::from_nanos(1);
        let left =
            deadline.map(|deadline| deadline.saturating_duration_since(self.http.clock.now()));
        options.timeout(left.map_or(Duration::MAX, |left| left.max(LEAST)))
    }
}
