//! The state that all handlers share, and its time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::page_cache::PageCache;
use super::token_bucket::TokenBucket;
use crate::clock::{SandboxClock, VirtualTime};
use crate::faults::Faults;
use crate::generated::options::SandboxOptions;
use crate::random::Random;
use crate::request_log::RequestLog;
use crate::state::State;
use crate::tokens::Tokens;

/// The sandbox as its handlers see it.
pub(crate) type Shared = Arc<Service>;

/// The sandbox behind its port.
pub(crate) struct Service {
    pub(crate) origin: String,
    /// Where billing reports are downloaded.
    pub(crate) downloads_origin: String,
    pub(crate) options: Arc<SandboxOptions>,
    pub(crate) log: RequestLog,
    pub(crate) clock: SandboxClock,
    world: Mutex<World>,
}

/// Everything that changes while the sandbox runs.
pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) faults: Faults,
    pub(crate) tokens: Tokens,
    /// Number of requests above the rate limit.
    pub(crate) throttled: u64,
    pub(super) pages: PageCache,
    pub(super) random: Random,
    bucket: Option<TokenBucket>,
}

impl Service {
    pub(crate) fn new(
        [origin, downloads_origin]: [String; 2],
        log: RequestLog,
        clock: SandboxClock,
        state: State,
    ) -> Self {
        let options = Arc::clone(&state.options);
        let elapsed = clock.elapsed();
        let world = World {
            tokens: Tokens::new(&options, clock.now()),
            state,
            faults: Faults::new(options.faults.clone(), options.seed),
            throttled: 0,
            pages: PageCache::default(),
            random: Random::of(options.seed, &[6]),
            bucket: options
                .rate_limit
                .map(|rate| TokenBucket::new(rate, options.rate_burst, elapsed)),
        };
        Self { origin, downloads_origin, options, log, clock, world: Mutex::new(world) }
    }

    /// The state after all events that are due, and the current time.
    pub(crate) fn world(&self) -> (MutexGuard<'_, World>, VirtualTime) {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        world.state.advance_to(now);
        (world, now)
    }

    /// Admits a request, or returns how long it should have waited.
    pub(super) fn admit(&self) -> Result<(), Duration> {
        let now = self.clock.elapsed();
        let (mut world, _) = self.world();
        let admitted = world.bucket.as_mut().map_or(Ok(()), |bucket| bucket.take(now));
        world.throttled += u64::from(admitted.is_err());
        admitted
    }

    /// How long the port stays closed from now on; `None` if the new connection isn't refused.
    pub(super) fn refuses_connection(&self) -> Option<Duration> {
        self.world().0.faults.select_connection_refusal()
    }
}
