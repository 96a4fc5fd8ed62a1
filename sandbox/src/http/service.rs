//! One request from arrival to answer.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::body::Reply;
use super::errors::ApiError;
use super::limit::{Bucket, retry_after};
use super::link::Link;
use super::list::{self, Pages};
use super::{strike, sync, user};
use crate::answer::Answer;
use crate::clock::{Clock, Moment};
use crate::faults::{Effect, Faults};
use crate::log::RequestLog;
use crate::operation::{Operation, Unroutable};
use crate::options::SandboxOptions;
use crate::random::Random;
use crate::state::State;
use crate::wire::{Request, Service};

/// The sandbox behind its port.
pub(crate) struct SandboxService {
    pub(crate) origin: String,
    pub(crate) options: Arc<SandboxOptions>,
    pub(crate) log: RequestLog,
    started: Instant,
    world: Mutex<World>,
}

/// Everything that changes while the sandbox runs.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) state: State,
    pub(crate) faults: Faults,
    pages: Pages,
    bucket: Option<Bucket>,
    random: Random,
}

impl SandboxService {
    pub(crate) fn new(origin: String, log: RequestLog, clock: Clock, state: State) -> Self {
        let options = Arc::clone(&state.options);
        let started = Instant::now();
        let world = World {
            clock,
            state,
            faults: Faults::new(options.faults.clone(), options.seed),
            pages: Pages::default(),
            bucket: options.rate_limit.map(|rate| Bucket::new(rate, options.rate_burst, started)),
            random: Random::of(options.seed, &[6]),
        };
        Self { origin, options, log, started, world: Mutex::new(world) }
    }

    /// The world, after all that is due by now; and the time that this is.
    pub(crate) fn world(&self) -> (MutexGuard<'_, World>, Moment) {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let now = world.clock.at(self.started.elapsed());
        world.state.settle(now);
        (world, now)
    }
}

impl Service for SandboxService {
    fn log(&self) -> &RequestLog {
        &self.log
    }

    fn now(&self) -> String {
        self.world().1.to_string()
    }

    fn answer(&self, request: &Request) -> Answer {
        let (mut world, now) = self.world();
        let options = &*self.options;
        let tracking_id = match request.header("trackingid") {
            Some(given) => given.to_owned(),
            None => format!("ROUTERGW_{}", world.random.uuid()),
        };
        let failed = |error: ApiError| error.into_reply(options.error_body, &tracking_id);
        let here = Link::of(request, &self.origin);
        let route = Operation::route(&request.method, &here.path);

        if let Some(Err(wait)) = world.bucket.as_mut().map(|bucket| bucket.take(Instant::now())) {
            let reply = failed(ApiError::throttled(Some(retry_after(wait))));
            return reply.into_answer(request, options, &tracking_id, now.http_date());
        }
        let operation = route.as_ref().ok().map(|route| route.0);
        let effect = world.faults.strike(operation, list::asked_max(&here));
        let performed = effect.as_ref().is_none_or(Effect::is_performed).then(|| {
            perform(&mut world, options, request, route, &here, &tracking_id, now)
                .unwrap_or_else(failed)
        });
        let instead = effect
            .as_ref()
            .and_then(|effect| strike::instead(effect, options.error_body, &tracking_id));
        // A fault that keeps the operation from being carried out and has nothing to say of its own cuts
        // or withholds the answer, so it hardly matters which.
        let mut reply = instead.or(performed).unwrap_or_else(|| failed(ApiError::of_status(503)));
        if let Some(effect) = &effect {
            strike::distort(effect, here, &mut reply);
        }
        let mut answer = reply.into_answer(request, options, &tracking_id, now.http_date());
        if let Some(effect) = &effect {
            strike::disturb(effect, &mut answer);
        }
        answer
    }
}

fn perform(
    world: &mut World,
    options: &SandboxOptions,
    request: &Request,
    route: Result<(Operation, String), Unroutable>,
    here: &Link,
    tracking_id: &str,
    now: Moment,
) -> Result<Reply, ApiError> {
    let may_write = may_write(request, options)?;
    let (operation, id) = route?;
    if !may_write && !operation.only_reads() {
        return Err(ApiError::of_status(403));
    }
    let World { state, pages, random, .. } = world;
    match operation {
        Operation::ListEnterprises => list::list(state, pages, here),
        Operation::GetDirectorySyncStatus => sync::get(state, &id),
        Operation::UpdateDirectorySync => sync::update(state, &id, &request.body, now),
        Operation::TriggerDirectorySync => {
            sync::trigger(state, &id, &request.body, tracking_id, random, now)
        }
        Operation::TriggerUserDirectorySync => user::sync(state, &id, &request.body),
    }
}

/// Whether the token in a request allows writing; an error when it allows nothing.
fn may_write(request: &Request, options: &SandboxOptions) -> Result<bool, ApiError> {
    let header = request.header("authorization").unwrap_or_default();
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => match token.trim() {
            token if token == options.token => Ok(true),
            token if token == options.read_only_token => Ok(false),
            _ => Err(ApiError::of_status(401)),
        },
        _ => Err(ApiError::of_status(401)),
    }
}
