//! Connections by their age: a generation is a reqwest client with the connections in its pool.
//!
//! When a connection fails an attempt, its generation is retired: later requests, the retry among
//! them, use a new client, whose connections were opened afterwards.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use crate::error::{Error, Result};

type Build = dyn Fn() -> reqwest::Result<reqwest::Client> + Send + Sync;

/// A client with the connections that it has opened.
pub(crate) struct Generation {
    pub(crate) number: u64,
    pub(crate) http: reqwest::Client,
    /// Held by the first request while its connection is opened.
    opening: Arc<tokio::sync::Mutex<()>>,
    is_open: AtomicBool,
}

impl Generation {
    fn new(number: u64, http: reqwest::Client, is_open: bool) -> Arc<Self> {
        Arc::new(Self { number, http, opening: Arc::default(), is_open: is_open.into() })
    }

    /// Notes a response: requests no longer wait for a first connection.
    pub(crate) fn opened(&self) {
        self.is_open.store(true, Ordering::Release);
    }
}

/// The permit of the first request of a generation; `None` once there is a connection.
pub(crate) type FirstTurn = Option<OwnedMutexGuard<()>>;

/// Returns the current generation.
pub(crate) struct Generations {
    build: Box<Build>,
    current: Mutex<Arc<Generation>>,
    /// Whether requests can share one connection, as in HTTP/2. The first request of a generation
    /// then goes ahead, so that concurrent requests don't open one each.
    shares: bool,
    /// How long the others wait for the first.
    wait: Duration,
}

impl Generations {
    pub(crate) fn new(
        build: impl Fn() -> reqwest::Result<reqwest::Client> + Send + Sync + 'static,
        shares: bool,
        wait: Duration,
    ) -> Result<Self> {
        let http = build().map_err(|error| {
            Error::configuration("the HTTP client cannot be set up")
                .with_source(error.without_url())
        })?;
        let current = Mutex::new(Generation::new(0, http, !shares));
        Ok(Self { build: Box::new(build), current, shares, wait })
    }

    /// The generation for a new request.
    pub(crate) async fn take(&self) -> (Arc<Generation>, FirstTurn) {
        loop {
            let generation = Arc::clone(&self.current());
            if generation.is_open.load(Ordering::Acquire) {
                return (generation, None);
            }
            let opening = Arc::clone(&generation.opening).lock_owned();
            // A first request that gets no answer must not hold the others up: by then there is a
            // connection, or it can't be opened.
            let Ok(turn) = tokio::time::timeout(self.wait, opening).await else {
                return (generation, None);
            };
            let is_current = self.current().number == generation.number;
            match generation.is_open.load(Ordering::Acquire) {
                _ if !is_current => {}
                true => return (generation, None),
                false => return (generation, Some(turn)),
            }
        }
    }

    /// Prevents further requests on connections of this generation.
    ///
    /// Requests in flight continue. Only the first call for a generation has an effect, so that
    /// requests that fail together cause only one new generation.
    pub(crate) fn retire(&self, number: u64) {
        let mut current = self.current();
        if current.number != number {
            return;
        }
        if let Ok(http) = (self.build)() {
            *current = Generation::new(number + 1, http, !self.shares);
        }
    }

    fn current(&self) -> MutexGuard<'_, Arc<Generation>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Generations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generations({})", self.current().number)
    }
}
