//! Waiting for one's turn: the state machine of [`flow`](crate::transport::rate_limiter_state) among tasks and time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Queue, Notify, watch};
use tokio::time::Instant;

use crate::transport::rate_limiter_state::{Admission, Ceiling, Flow, Outcome, Ticket};
use crate::clock::Clock;

/// Where all requests of a client pass, first come, first served.
///
/// Whoever waits here holds no place in flight. A task that is dropped while it waits leaves the
/// queue; one that is dropped while its request is under way gives its place back.
#[derive(Debug)]
pub(crate) struct Turnstile {
    flow: Mutex<Flow>,
    /// Only the first in line looks at the flow; the others wait for it.
    queue: Queue<()>,
    changed: Notify,
    /// When a closed gate opens, for those who cannot wait that long.
    opens_at: watch::Sender<Option<Instant>>,
    clock: Arc<dyn Clock>,
}

/// The gate stays closed for longer than the caller can wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClosedTooLong {
    pub(crate) opens_in: Duration,
}

impl Turnstile {
    pub(crate) fn new(ceiling: Ceiling, clock: Arc<dyn Clock>) -> Self {
        Self {
            flow: Mutex::new(Flow::new(ceiling, clock.now())),
            queue: Queue::new(()),
            changed: Notify::new(),
            opens_at: watch::Sender::new(None),
            clock,
        }
    }

    /// Waits until a request may go, but no longer than until `deadline`. Fails at once where the gate
    /// is known to stay closed beyond `patience`.
    pub(crate) async fn pass(
        &self,
        deadline: Option<Instant>,
        patience: Option<Instant>,
    ) -> Result<Option<Place<'_>>, ClosedTooLong> {
        if let Some(ticket) = self.pass_at_once() {
            return Ok(Some(ticket));
        }
        let too_late = async {
            match patience {
                None => std::future::pending().await,
                Some(patience) => self.closed_beyond(patience).await,
            }
        };
        let time_is_up = async {
            match deadline {
                None => std::future::pending().await,
                Some(deadline) => {
                    self.clock.sleep(deadline.saturating_duration_since(self.clock.now())).await;
                }
            }
        };
        tokio::select! {
            biased;
            place = self.wait() => Ok(Some(place)),
            closed = too_late => Err(closed),
            () = time_is_up => Ok(None),
        }
    }

    /// The way through where nobody waits and nothing is in the way.
    fn pass_at_once(&self) -> Option<Place<'_>> {
        let _first = self.queue.try_lock().ok()?;
        match self.flow().admit(self.clock.now()) {
            Admission::Go(ticket) => Some(Place { turnstile: self, ticket: Some(ticket) }),
            Admission::At(_) | Admission::Later => None,
        }
    }

    async fn wait(&self) -> Place<'_> {
        let _first = self.queue.lock().await;
        loop {
            // Listening begins before looking, so that no change falls between the two.
            let changed = self.changed.notified();
            let admission = self.flow().admit(self.clock.now());
            match admission {
                Admission::Go(ticket) => return Place { turnstile: self, ticket: Some(ticket) },
                Admission::Later => changed.await,
                Admission::At(then) => {
                    let wait = then.saturating_duration_since(self.clock.now());
                    tokio::select! {
                        () = changed => {}
                        () = self.clock.sleep(wait) => {}
                    }
                }
            }
        }
    }

    /// How often the gate closed since the service last answered.
    pub(crate) fn closed_in_a_row(&self) -> u32 {
        self.flow().closed_in_a_row()
    }

    async fn closed_beyond(&self, deadline: Instant) -> ClosedTooLong {
        let mut opens_at = self.opens_at.subscribe();
        loop {
            let opens = *opens_at.borrow_and_update();
            if let Some(opens) = opens.filter(|opens| *opens >= deadline) {
                return ClosedTooLong { opens_in: opens - self.clock.now() };
            }
            if opens_at.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    fn settle(&self, ticket: Ticket, outcome: Outcome) {
        let opens_at = {
            let mut flow = self.flow();
            flow.settle(ticket, outcome, self.clock.now());
            flow.opens_at()
        };
        self.changed.notify_waiters();
        self.opens_at.send_if_modified(|known| std::mem::replace(known, opens_at) != opens_at);
    }

    fn flow(&self) -> MutexGuard<'_, Flow> {
        self.flow.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in flight. Dropped without a word, it counts as lost.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    turnstile: &'a Turnstile,
    ticket: Option<Ticket>,
}

impl Place<'_> {
    /// Gives the place back and says what became of the request.
    pub(crate) fn leave(mut self, outcome: Outcome) {
        if let Some(ticket) = self.ticket.take() {
            self.turnstile.settle(ticket, outcome);
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket.take() {
            self.turnstile.settle(ticket, Outcome::Lost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn turnstile() -> Arc<Turnstile> {
        Arc::new(Turnstile::new(Ceiling::default(), Arc::new(SystemClock)))
    }

    async fn place(turnstile: &Turnstile) -> Place<'_> {
        turnstile.pass(None, None).await.unwrap().unwrap()
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn everyone_waits_for_the_gate_and_all_get_through() {
        let turnstile = turnstile();
        place(&turnstile).await.leave(Outcome::Throttled(MINUTE));
        let began = Instant::now();
        let waiting: Vec<_> = (0..100)
            .map(|_| {
                let turnstile = Arc::clone(&turnstile);
                tokio::spawn(async move { place(&turnstile).await.leave(Outcome::Answered) })
            })
            .collect();
        for task in waiting {
            task.await.unwrap();
        }
        assert!(began.elapsed() >= MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn who_cannot_wait_is_told_at_once_also_while_in_line() {
        let turnstile = turnstile();
        let held = place(&turnstile).await;
        let others: Vec<_> =
            futures_util::future::join_all((0..7).map(|_| place(&turnstile))).await;
        let deadline = Instant::now() + Duration::from_secs(30);
        let in_line = {
            let turnstile = Arc::clone(&turnstile);
            tokio::spawn(
                async move { turnstile.pass(Some(deadline), Some(deadline)).await.map(|_| ()) },
            )
        };
        tokio::task::yield_now().await;
        held.leave(Outcome::Throttled(MINUTE));
        let told = in_line.await.unwrap().unwrap_err();
        assert_eq!(told.opens_in, MINUTE);
        assert!(Instant::now() < deadline);
        drop(others);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_ends_the_wait_for_a_place() {
        let turnstile = turnstile();
        let places = futures_util::future::join_all((0..8).map(|_| place(&turnstile))).await;
        let deadline = Some(Instant::now() + MINUTE);
        let none = turnstile.pass(deadline, deadline).await.unwrap();
        assert!(none.is_none());
        drop(places);
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_a_task_at_any_point_gives_its_place_back() {
        let turnstile = turnstile();
        for milliseconds in 0..200 {
            let turnstile = Arc::clone(&turnstile);
            let task = tokio::spawn(async move {
                let place = place(&turnstile).await;
                tokio::time::sleep(Duration::from_millis(70)).await;
                place.leave(Outcome::Neutral);
            });
            tokio::time::sleep(Duration::from_millis(milliseconds % 7)).await;
            task.abort();
        }
        tokio::task::yield_now().await;
        let places = futures_util::future::join_all((0..8).map(|_| place(&turnstile)));
        tokio::time::timeout(MINUTE, places).await.expect("eight places are free again");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn many_threads_pass_and_none_is_forgotten() {
        let turnstile = turnstile();
        let tasks: Vec<_> = (0..5_000)
            .map(|n| {
                let turnstile = Arc::clone(&turnstile);
                tokio::spawn(async move {
                    let place = place(&turnstile).await;
                    tokio::task::yield_now().await;
                    place.leave(if n % 3 == 0 { Outcome::Neutral } else { Outcome::Answered });
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    }
}
