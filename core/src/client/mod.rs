//! The client: its options, its clock, and the groups of operations.

pub(crate) mod argument;
pub(crate) mod builder;
pub(crate) mod call_builder;
pub(crate) mod dispatch;
pub(crate) mod request;
pub(crate) mod waiter;

use std::sync::Arc;
use std::time::Duration;

use url::Url;
use webex_broadworks_transport::auth::TokenSource;
use webex_broadworks_transport::call::Transport;
use webex_broadworks_transport::clock::Clock;
use webex_broadworks_transport::error::Result;
use webex_broadworks_transport::events::Observer;
use webex_broadworks_transport::message::Spelling;
use webex_broadworks_transport::options::Timeouts;
use webex_broadworks_transport::timestamp::Timestamp;

/// A client for the Webex for BroadWorks API.
///
/// Cheap to clone; clones share connections. Every method retries only what is safe to retry.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Arc<Transport>,
}

impl Client {
    pub(crate) fn from_transport(transport: Transport) -> Self {
        Self { transport: Arc::new(transport) }
    }

    /// Facts about how the client was built, for its user, such as that bundled certificate
    /// authorities are used. They were reported to `tracing` and to `WEBEX_LOG`.
    pub fn notices(&self, spelling: Spelling) -> Vec<String> {
        self.transport.notices.iter().map(|notice| notice.render(spelling)).collect()
    }

    /// Where the token comes from.
    pub fn token_source(&self) -> &TokenSource {
        self.transport.token_source()
    }

    /// Reads the client's clock: the computer's, unless
    /// [`ClientBuilder::clock`](crate::ClientBuilder::clock) set another.
    ///
    /// Everything that the client decides by time uses this clock. Ages and deadlines that you
    /// compute from it stay right against a sandbox whose time runs differently.
    pub fn now(&self) -> Timestamp {
        self.transport.http.now()
    }

    /// Returns the label of the partner that this client is for.
    pub fn partner(&self) -> Option<&str> {
        self.transport.http.partner.as_deref()
    }

    /// Creates a client with its own time limits, which shares everything else with this one.
    ///
    /// That is connections, token, pauses after a 429, window of requests in flight and retry quota;
    /// closing either closes both. What the options leave out stays as it is here.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](crate::ErrorKind::InvalidArgument) if a limit is zero.
    pub fn with_options(&self, options: Timeouts) -> Result<Self> {
        let mut transport = Transport::clone(&self.transport);
        let http = Arc::make_mut(&mut transport.http);
        http.limits = options.limits(http.limits).check()?;
        Ok(Self::from_transport(transport))
    }

    /// Makes a client for one call of the caller's: token providers and stores read `caller` from
    /// [`current_caller`](crate::current_caller).
    ///
    /// Everything else it shares with this one; closing either closes both.
    #[must_use]
    pub fn for_caller(&self, caller: u64) -> Self {
        let mut transport = Transport::clone(&self.transport);
        Arc::make_mut(&mut transport.http).caller = Some(caller);
        Self::from_transport(transport)
    }

    /// Makes a client whose events also go to `observer`.
    ///
    /// Everything else it shares with this one; closing either closes both.
    #[must_use]
    pub fn with_observer(&self, observer: Arc<dyn Observer>) -> Self {
        let mut transport = Transport::clone(&self.transport);
        Arc::make_mut(&mut transport.http).observers.0.push(observer);
        Self::from_transport(transport)
    }

    /// Refuses all further calls. Calls in flight continue.
    pub fn close(&self) {
        self.transport.close();
    }

    /// The clock for all decisions.
    #[doc(hidden)]
    pub fn clock(&self) -> &dyn Clock {
        &*self.transport.http.clock
    }

    /// A random number from 0 to 1.
    #[doc(hidden)]
    pub fn random(&self) -> f64 {
        self.transport.http.random.unit()
    }

    /// How long one attempt of a call may take.
    #[doc(hidden)]
    pub fn attempt_timeout(&self) -> Duration {
        self.transport.http.limits.attempt_timeout
    }

    /// The root of all paths.
    #[doc(hidden)]
    pub fn base_url(&self) -> &Url {
        self.transport.http.base.as_url()
    }
}
