//! The handle on a running sandbox.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{fmt, io};

use axum::http::{Request, Response};
use bytes::Bytes;
use serde_json::Value;

use crate::clock::{Clock, Elapsed, SandboxClock, VirtualTime};
use crate::codes;
use crate::faults::Faults;
use crate::generated::options::Fault;
use crate::generated::options::SandboxOptions;
use crate::http::{self, InProcess, Service};
use crate::request_log::{LoggedRequest, Observer, RequestLog};
use crate::runs::{NextRun, SandboxRun};
use crate::server::{Port, ServerThread};
use crate::state::{Refusal, State};

/// The origins of a sandbox without ports: its own, and that of its downloads.
const NOWHERE: [&str; 2] = ["http://127.0.0.1:1", "http://127.0.0.1:2"];

/// A stateful simulator of Webex on a loopback port, served from its own thread until it is
/// stopped or dropped.
///
/// # Clusters
///
/// Every enterprise belongs to a hidden cluster. A cluster runs one sync on demand at a time, whether it
/// was triggered here or by an external client ([`SandboxOptions::external_client_share`], [`Sandbox::occupy`],
/// [`Sandbox::hold_cluster`]), and refuses all others until that has ended. In addition, it runs one
/// scheduled sync at a time ([`SandboxOptions::scheduled_runs`]). An enterprise never has two syncs at the
/// same time.
///
/// # Users
///
/// | user id | what syncing it does |
/// | --- | --- |
/// | any of the enterprise's domain | `ADD` the first time, `NO_OPERATION` after that |
/// | one changed by [`Sandbox::touch_user`] | `UPDATE` once |
/// | one taken away by [`Sandbox::remove_user`] | `DELETE` once, refused with 600024 after that |
/// | of another domain, or `unknown...` | refused with 600024: BroadWorks has no such user |
/// | `subscriber...` | refused with 600023: a Webex user already |
/// | `twin...` | refused with 600027: several users match |
///
/// Before any of these, an enterprise can refuse: 600011 when directory sync is off, 600022 when it has no
/// provisioned user, 600028 until its first sync has completed.
pub struct Sandbox {
    service: Arc<Service>,
    /// Beside the state, so that a child process can read it whatever its parent was doing.
    token: Mutex<String>,
    in_process: InProcess,
    thread: Mutex<Option<ServerThread>>,
}

impl Sandbox {
    /// Starts a sandbox.
    ///
    /// # Errors
    ///
    /// When the port cannot be bound, or when given `items` are not what they should be.
    pub fn start(options: SandboxOptions) -> io::Result<Self> {
        Self::launch(options, None)
    }

    /// Starts a sandbox that calls `observer` with every request, once its outcome is known.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::start`].
    pub fn start_observed(
        options: SandboxOptions,
        observer: impl Fn(&LoggedRequest) + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::launch(options, Some(Box::new(observer)))
    }

    /// Makes a sandbox without a port and a thread, for [`Sandbox::call`] alone. `elapsed` says how much
    /// time has passed: tokio's paused clock does, or a number that the caller counts up. `speed` and
    /// `manual` mean what they always do, and `rate_limit` counts in this time too. With a `start_time`
    /// the same calls get the same answers every time.
    ///
    /// # Errors
    ///
    /// When given `items` are not what they should be.
    pub fn offline(
        options: SandboxOptions,
        elapsed: impl Fn() -> Duration + Send + Sync + 'static,
    ) -> io::Result<Self> {
        Self::make(options, NOWHERE.map(str::to_owned), Box::new(elapsed), None)
    }

    fn launch(options: SandboxOptions, observer: Option<Observer>) -> io::Result<Self> {
        let port = Port::bind(options.port)?;
        let download_port = Port::bind(0)?;
        let started = Instant::now();
        let elapsed = Box::new(move || started.elapsed());
        let sandbox =
            Self::make(options, [port.origin(), download_port.origin()], elapsed, observer)?;
        let thread = ServerThread::start("webex-sandbox", || {
            let service = &sandbox.service;
            let download_router = http::download_router(Arc::clone(service));
            for (port, router) in
                [(port, http::router(Arc::clone(service))), (download_port, download_router)]
            {
                tokio::spawn(http::serve(port.listen()?, Arc::clone(service), router));
            }
            Ok(())
        })?;
        Ok(Self { thread: Mutex::new(Some(thread)), ..sandbox })
    }

    fn make(
        options: SandboxOptions,
        origins: [String; 2],
        elapsed: Elapsed,
        observer: Option<Observer>,
    ) -> io::Result<Self> {
        options.check()?;
        let start = options.start_time.unwrap_or_else(VirtualTime::wall);
        let clock = Clock::new(start, if options.manual { 0.0 } else { options.speed });
        let log = RequestLog::new(options.log_limit, observer);
        let token = Mutex::new(options.token.clone());
        let clock = SandboxClock::new(clock, elapsed);
        let state = State::new(Arc::new(options), clock.now())?;
        let service = Arc::new(Service::new(origins, log, clock, state));
        let in_process = InProcess::new(Arc::clone(&service));
        Ok(Self { service, token, in_process, thread: Mutex::new(None) })
    }

    /// Answers a request without a port, with the same routes, faults, log and time. A body is compressed if
    /// the request accepts that. Waiting, for example by the fault `slow`, happens on the caller's runtime.
    ///
    /// # Errors
    ///
    /// A fault would have ended or refused the connection.
    pub async fn call(&self, request: Request<Bytes>) -> io::Result<Response<Bytes>> {
        self.in_process.call(request).await
    }

    /// The base URL to give a client: `http://127.0.0.1:PORT/v1`; for an offline sandbox, a URL
    /// without a listener.
    pub fn base_url(&self) -> String {
        format!("{}/v1", self.service.origin)
    }

    /// The token with all permissions: the last that was set.
    pub fn token(&self) -> String {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the token with all permissions. The old one is refused from now on.
    pub fn set_token(&self, token: &str) {
        let (mut world, now) = self.service.world();
        world.tokens.replace_main(token.to_owned(), now);
        token.clone_into(&mut self.token.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// How many access tokens were granted to the OAuth client.
    pub fn token_refreshes(&self) -> u64 {
        self.service.world().0.tokens.refreshes()
    }

    /// The token that can only read.
    pub fn read_only_token(&self) -> &str {
        &self.service.options.read_only_token
    }

    /// The requests since the start or since the log was cleared, in order of arrival.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.service.log.requests()
    }

    /// Forgets all requests so far.
    pub fn clear_requests(&self) {
        self.service.log.clear();
    }

    /// Blocks until this many requests have arrived since the log was last cleared. Returns false after
    /// `timeout`.
    pub fn wait_for_requests(&self, count: usize, timeout: Duration) -> bool {
        self.service.log.wait_for_requests(count, timeout)
    }

    /// Every enterprise as Webex would show it now, in the order in which they were made or given,
    /// each with a key `sandbox` for what Webex hides: `cluster`, `domain`, `provisionedUsers`,
    /// `runSeconds` (how long its last run took). The same list can be given as `items` to another sandbox.
    pub fn enterprises(&self) -> Value {
        self.service.world().0.state.ground_truth()
    }

    /// Every subscriber as Webex would show it now, in the order of their ids.
    pub fn subscribers(&self) -> Value {
        self.service.world().0.state.shown_subscribers()
    }

    /// Every workspace as Webex would show it now, in the order of their ids. Webex has no list of them.
    pub fn workspaces(&self) -> Value {
        self.service.world().0.state.shown_workspaces()
    }

    /// Has the person of a subscriber do what its provisioning waits for: consent, or enter and confirm an
    /// e-mail address.
    ///
    /// # Errors
    ///
    /// When there is no subscriber with that id, or when it doesn't wait for consent.
    pub fn grant_consent(&self, subscriber_id: &str) -> io::Result<()> {
        let (mut world, now) = self.service.world();
        world.state.grant_consent(subscriber_id, now).map_err(|refusal| match refusal {
            Refusal::NotFound => not_found(format!("no subscriber has the id {subscriber_id:?}")),
            _ => io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("the subscriber {subscriber_id:?} is not waiting for consent"),
            ),
        })
    }

    /// Advances the clock, in any mode.
    pub fn advance(&self, length: Duration) {
        let (_world, _) = self.service.world();
        self.service.clock.advance(length);
    }

    /// The sandbox's clock, for its clients.
    pub fn clock(&self) -> SandboxClock {
        self.service.clock.clone()
    }

    /// The virtual time.
    pub fn now(&self) -> VirtualTime {
        self.service.world().1
    }

    /// Replaces all faults, and resets their counts.
    pub fn set_faults(&self, faults: Vec<Fault>) {
        self.service.world().0.faults = Faults::new(faults, self.service.options.seed);
    }

    /// How many times each fault has applied, by its label or else its name.
    pub fn fault_counts(&self) -> BTreeMap<String, u64> {
        self.service.world().0.faults.counts()
    }

    /// How many requests `rate_limit` has refused; 429s of faults and of busy clusters are not among them.
    pub fn throttled(&self) -> u64 {
        self.service.world().0.throttled
    }

    /// How many triggers of a directory sync each enterprise has accepted, by its id; enterprises without
    /// one are left out.
    pub fn accepted_triggers(&self) -> BTreeMap<String, u64> {
        self.service.world().0.state.accepted_triggers()
    }

    /// How often something was refused that an enterprise or its cluster could not do, by the reason:
    /// `cluster_busy` (a run triggered here occupies the cluster), `held_by_external_client` (a run triggered
    /// elsewhere does), `already_running`, or else the directory sync code, such as `600011`.
    pub fn refusals(&self) -> BTreeMap<String, u64> {
        self.service.world().0.state.refusals()
    }

    /// All runs since the start, in the order in which they started: those on demand, scheduled ones and
    /// those of external clients.
    pub fn runs(&self) -> Vec<SandboxRun> {
        self.service.world().0.state.runs()
    }

    /// When the run ends, in virtual time, that takes the slot for runs on demand of an enterprise's
    /// cluster; none where the slot is free.
    ///
    /// # Errors
    ///
    /// When there is no enterprise with that id.
    pub fn slot_taken_until(&self, enterprise_id: &str) -> io::Result<Option<VirtualTime>> {
        let (world, now) = self.service.world();
        let index = find(&world.state, enterprise_id)?;
        Ok(world.state.slot_taken_until(index, now))
    }

    /// Sets how the next run of an enterprise goes, regardless of what starts it.
    ///
    /// # Errors
    ///
    /// When there is no enterprise with that id.
    pub fn set_next_run(&self, enterprise_id: &str, next: NextRun) -> io::Result<()> {
        let (mut world, _) = self.service.world();
        let index = find(&world.state, enterprise_id)?;
        world.state.set_next_run(index, next);
        Ok(())
    }

    /// Takes a cluster's slot for runs on demand for so much virtual time, as Partner Hub or another tool
    /// would, without showing which enterprise is synced.
    ///
    /// # Errors
    ///
    /// When there is no such cluster, or its slot is taken.
    pub fn hold_cluster(&self, cluster: usize, length: Duration) -> io::Result<()> {
        let (mut world, now) = self.service.world();
        world.state.hold(cluster, length, now).map_err(|refusal| match refusal {
            Refusal::NotFound => not_found(format!("there is no cluster {cluster}")),
            _ => io::Error::new(
                io::ErrorKind::ResourceBusy,
                format!("the slot of cluster {cluster} is taken"),
            ),
        })
    }

    /// Starts a run on demand as Partner Hub or another tool would: the enterprise is `IN_PROGRESS` under
    /// a tracking id of theirs, and its cluster is busy.
    ///
    /// # Errors
    ///
    /// When there is no enterprise with that id, when its directory sync is off, or when it or its cluster
    /// is busy.
    pub fn occupy(&self, enterprise_id: &str) -> io::Result<()> {
        let (mut world, now) = self.service.world();
        let index = find(&world.state, enterprise_id)?;
        world.state.occupy(index, now).map_err(|refusal| match refusal {
            Refusal::Coded(code) => io::Error::other(codes::description(code)),
            _ => io::Error::new(io::ErrorKind::ResourceBusy, codes::description(600_009)),
        })
    }

    /// Changes a user on the BroadWorks side: the next sync of it is an `UPDATE`. A user that was removed
    /// and synced away comes back with an `ADD`.
    ///
    /// # Errors
    ///
    /// When there is no enterprise with that id.
    pub fn touch_user(&self, enterprise_id: &str, user_id: &str) -> io::Result<()> {
        let (mut world, _) = self.service.world();
        let index = find(&world.state, enterprise_id)?;
        world.state.touch_user(index, user_id);
        Ok(())
    }

    /// Takes a user away on the BroadWorks side: the next sync of it is a `DELETE`, and those after that
    /// are refused.
    ///
    /// # Errors
    ///
    /// When there is no enterprise with that id.
    pub fn remove_user(&self, enterprise_id: &str, user_id: &str) -> io::Result<()> {
        let (mut world, _) = self.service.world();
        let index = find(&world.state, enterprise_id)?;
        world.state.remove_user(index, user_id);
        Ok(())
    }

    /// Stops serving and closes all connections. The log can still be read.
    pub fn stop(&self) {
        drop(self.thread.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn find(state: &State, id: &str) -> io::Result<usize> {
    state.find(id).map_err(|_| not_found(format!("no enterprise has the id {id:?}")))
}

fn not_found(message: String) -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, message)
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}
