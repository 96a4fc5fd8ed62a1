//! The connections of a client to its one origin, and which of them a request may use.
//!
//! With HTTP/2 all requests share one connection, with HTTP/1.1 each has its own and leaves it for
//! the next. Connections belong to a generation. When one of them fails an attempt, its generation
//! is retired: later requests, the retry among them, use a connection that was opened afterwards.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{Shared, WeakShared};
use http_body_util::Full;
use hyper::client::conn::{http1, http2};
use tokio::time::Instant;

use super::connector::{Connector, Opened};
use super::error::NetworkError;
use crate::clock::BoxFuture;

/// How long a connection may be idle before no request uses it any more.
pub(super) const MAX_IDLE: Duration = Duration::from_secs(90);

/// The same for a request that must not be sent twice: a server or a middlebox may have dropped the
/// connection while nothing was sent on it.
pub(super) const MAX_IDLE_FOR_POST: Duration = Duration::from_secs(5);

/// How long a connection may take to be ready again once its response has been read.
const RETURN_WITHIN: Duration = Duration::from_millis(10);

/// An HTTP/2 session comes out for all who wait; an HTTP/1.1 connection is left for one of them.
type Opening = BoxFuture<'static, Result<Option<Session>, Arc<NetworkError>>>;

/// Hands out connections of one client.
pub(super) struct Pool {
    connector: Connector,
    state: Mutex<State>,
}

struct State {
    generation: u64,
    /// The HTTP/2 connection that all requests share.
    session: Option<Session>,
    /// HTTP/1.1 connections without a request, the one used last at the end.
    idle: Vec<Idle>,
    /// Whether the server chose HTTP/1.1, so that every request needs a connection of its own.
    speaks_http1: bool,
    /// The connection that is being opened for all who wait, while it is not known whether they
    /// can share it.
    opening: Option<WeakShared<Opening>>,
}

#[derive(Clone)]
struct Session {
    sender: http2::SendRequest<Full<Bytes>>,
    activity: Arc<Activity>,
    generation: u64,
}

impl Session {
    fn connection(&self, was_used: bool) -> Connection {
        Connection {
            sender: Sender::Http2(self.sender.clone()),
            generation: self.generation,
            was_used,
            _open_request: Some(OpenRequest::of(&self.activity)),
        }
    }
}

struct Idle {
    sender: http1::SendRequest<Full<Bytes>>,
    since: Moment,
    used: bool,
}

/// A connection for one request.
pub(super) struct Connection {
    pub(super) sender: Sender,
    pub(super) generation: u64,
    /// Whether an earlier request has used it, so that the server may have closed it since.
    pub(super) was_used: bool,
    /// What keeps a shared connection from being idle.
    _open_request: Option<OpenRequest>,
}

pub(super) enum Sender {
    Http1(http1::SendRequest<Full<Bytes>>),
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// How busy an HTTP/2 connection is.
struct Activity {
    open_requests: AtomicUsize,
    last: Mutex<Moment>,
}

/// Counts as an open request of a connection until it is dropped.
struct OpenRequest(Arc<Activity>);

/// A point in time by two clocks: one of them stops while the computer sleeps.
#[derive(Clone, Copy)]
struct Moment {
    instant: Instant,
    wall: SystemTime,
}

impl Moment {
    fn now() -> Self {
        Self { instant: Instant::now(), wall: SystemTime::now() }
    }

    /// How long it is ago, by the clock that counts more.
    fn age(self) -> Duration {
        self.instant.elapsed().max(self.wall.elapsed().unwrap_or_default())
    }
}

impl OpenRequest {
    fn of(activity: &Arc<Activity>) -> Self {
        activity.open_requests.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(activity))
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        *self.0.last.lock().unwrap_or_else(PoisonError::into_inner) = Moment::now();
        self.0.open_requests.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Activity {
    fn new() -> Arc<Self> {
        Arc::new(Self { open_requests: AtomicUsize::new(0), last: Mutex::new(Moment::now()) })
    }

    fn was_used_within(&self, max_idle: Duration) -> bool {
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        self.open_requests.load(Ordering::Acquire) > 0 || last.age() <= max_idle
    }
}

impl State {
    /// A connection that is there and was used, or opened, within `max_idle`.
    fn take(&mut self, max_idle: Duration) -> Option<Connection> {
        self.take_session(max_idle).or_else(|| self.take_idle(max_idle))
    }

    fn take_session(&mut self, max_idle: Duration) -> Option<Connection> {
        let session = self.session.as_ref()?;
        if session.sender.is_closed() || !session.activity.was_used_within(max_idle) {
            self.session = None;
            return None;
        }
        Some(session.connection(true))
    }

    fn take_idle(&mut self, max_idle: Duration) -> Option<Connection> {
        self.idle.retain(|idle| idle.sender.is_ready() && idle.since.age() <= MAX_IDLE);
        // The last one is the one used last: if that is too old, all are.
        self.idle.pop_if(|idle| idle.since.age() <= max_idle).map(|idle| Connection {
            sender: Sender::Http1(idle.sender),
            generation: self.generation,
            was_used: idle.used,
            _open_request: None,
        })
    }

    /// Takes note of a session that was just opened.
    fn add_session(&mut self, sender: http2::SendRequest<Full<Bytes>>) -> Session {
        self.speaks_http1 = false;
        let session = Session { sender, activity: Activity::new(), generation: self.generation };
        self.session = Some(session.clone());
        session
    }

    fn give_back(&mut self, sender: http1::SendRequest<Full<Bytes>>, generation: u64, used: bool) {
        if generation == self.generation {
            self.idle.push(Idle { sender, since: Moment::now(), used });
        }
    }
}

impl Pool {
    pub(super) fn new(connector: Connector) -> Self {
        let state = State {
            generation: 0,
            session: None,
            idle: Vec::new(),
            speaks_http1: connector.speaks_http1_only(),
            opening: None,
        };
        Self { connector, state: Mutex::new(state) }
    }

    /// A connection that was idle for no longer than `max_idle`, or a new one.
    ///
    /// All who wait for a first connection wait for the same one, and share its failure.
    pub(super) async fn take(
        self: &Arc<Self>,
        max_idle: Duration,
    ) -> Result<Connection, Arc<NetworkError>> {
        loop {
            let opening = {
                let mut state = self.state();
                if let Some(connection) = state.take(max_idle) {
                    return Ok(connection);
                }
                (!state.speaks_http1).then(|| self.opening(&mut state))
            };
            match opening {
                Some(opening) => {
                    if let Some(session) = opening.await? {
                        return Ok(session.connection(false));
                    }
                }
                None => return self.open_own().await.map_err(Arc::new),
            }
        }
    }

    /// A connection for one request alone, unless the server now speaks HTTP/2.
    async fn open_own(&self) -> Result<Connection, NetworkError> {
        let opened = self.connector.open().await?;
        let mut state = self.state();
        Ok(match opened {
            Opened::Http2(sender) => state.add_session(sender).connection(false),
            Opened::Http1(sender) => Connection {
                sender: Sender::Http1(sender),
                generation: state.generation,
                was_used: false,
                _open_request: None,
            },
        })
    }

    /// The connection that is being opened; it is begun where there is none.
    fn opening(self: &Arc<Self>, state: &mut State) -> Shared<Opening> {
        // Nobody finishes it if all who waited for it have gone.
        if let Some(opening) = state.opening.as_ref().and_then(WeakShared::upgrade) {
            return opening;
        }
        let pool = Arc::clone(self);
        let opening: Opening = Box::pin(async move {
            let opened = pool.connector.open().await;
            let mut state = pool.state();
            state.opening = None;
            match opened.map_err(Arc::new)? {
                Opened::Http2(sender) => Ok(Some(state.add_session(sender))),
                Opened::Http1(sender) => {
                    state.speaks_http1 = true;
                    let generation = state.generation;
                    state.give_back(sender, generation, false);
                    Ok(None)
                }
            }
        });
        let opening = opening.shared();
        state.opening = opening.downgrade();
        opening
    }

    /// Takes a connection back whose response has been read to its end.
    pub(super) async fn give_back(&self, connection: Connection) {
        if let Sender::Http1(mut sender) = connection.sender {
            // Its task is about to see the end, too; a connection that is closed is never ready.
            let ready = tokio::time::timeout(RETURN_WITHIN, sender.ready()).await;
            if matches!(ready, Ok(Ok(()))) {
                self.state().give_back(sender, connection.generation, true);
            }
        }
    }

    /// Makes sure that no further request uses a connection of this generation.
    ///
    /// Requests that are under way on one go on. Only the first call for a generation does
    /// something, so that requests that fail together open one new connection together.
    pub(super) fn retire(&self, generation: u64) {
        let mut state = self.state();
        if state.generation == generation {
            state.generation += 1;
            state.session = None;
            state.idle.clear();
        }
    }

    pub(super) fn route(&self) -> String {
        self.connector.route()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool({:?})", self.connector)
    }
}
