//! Lets tasks wait for permits: drives the state machine of
//! [`rate_limiter_state`](crate::call::rate_limiter_state).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as Queue, Notify, watch};
use tokio::time::Instant;

use crate::call::rate_limiter_state::{
    Admission, ConcurrencyLimits, Feedback, PermitToken, RateLimiterState,
};
use crate::clock::Clock;

/// Grants permits to the requests of a client, first come, first served.
///
/// A task that waits holds no permit. A task that is dropped while it waits leaves the
/// queue; one that is dropped while its request is under way gives its permit back.
#[derive(Debug)]
pub(crate) struct RateLimiter {
    state: Mutex<RateLimiterState>,
    /// Only the first waiting task reads the state. The others wait for it.
    queue: Queue<()>,
    changed: Notify,
    /// When a closed throttle opens, for tasks that can't wait that long.
    throttled_until: watch::Sender<Option<Instant>>,
    clock: Arc<dyn Clock>,
}

/// The throttle stays closed for longer than the caller can wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ThrottledPastDeadline {
    pub(crate) throttled_for: Duration,
}

impl RateLimiter {
    pub(crate) fn new(limits: ConcurrencyLimits, clock: Arc<dyn Clock>) -> Self {
        Self {
            state: Mutex::new(RateLimiterState::new(limits, clock.now())),
            queue: Queue::new(()),
            changed: Notify::new(),
            throttled_until: watch::Sender::new(None),
            clock,
        }
    }

    /// Waits until a request may be sent, but no longer than until `deadline`. Fails immediately if
    /// the throttle is known to stay closed beyond `patience`.
    pub(crate) async fn acquire(
        &self,
        deadline: Option<Instant>,
        patience: Option<Instant>,
    ) -> Result<Option<Permit<'_>>, ThrottledPastDeadline> {
        if let Some(token) = self.try_acquire() {
            return Ok(Some(token));
        }
        let too_late = async {
            match patience {
                None => std::future::pending().await,
                Some(patience) => self.throttled_beyond(patience).await,
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
            permit = self.wait() => Ok(Some(permit)),
            closed = too_late => Err(closed),
            () = time_is_up => Ok(None),
        }
    }

    /// Acquires a permit without waiting, if no other request waits and the limits allow it.
    fn try_acquire(&self) -> Option<Permit<'_>> {
        let _first = self.queue.try_lock().ok()?;
        match self.state().admit(self.clock.now()) {
            Admission::Granted(token) => Some(Permit { rate_limiter: self, token: Some(token) }),
            Admission::NotBefore(_) | Admission::WaitForRelease => None,
        }
    }

    async fn wait(&self) -> Permit<'_> {
        let _first = self.queue.lock().await;
        loop {
            // Subscribes before reading the state, so that no change is missed.
            let changed = self.changed.notified();
            let admission = self.state().admit(self.clock.now());
            match admission {
                Admission::Granted(token) => {
                    return Permit { rate_limiter: self, token: Some(token) };
                }
                Admission::WaitForRelease => changed.await,
                Admission::NotBefore(then) => {
                    let wait = then.saturating_duration_since(self.clock.now());
                    tokio::select! {
                        () = changed => {}
                        () = self.clock.sleep(wait) => {}
                    }
                }
            }
        }
    }

    /// How many times the throttle closed since Webex last answered.
    pub(crate) fn throttles_in_a_row(&self) -> u32 {
        self.state().throttles_in_a_row()
    }

    async fn throttled_beyond(&self, deadline: Instant) -> ThrottledPastDeadline {
        let mut throttled_until = self.throttled_until.subscribe();
        loop {
            let opens = *throttled_until.borrow_and_update();
            if let Some(opens) = opens.filter(|opens| *opens >= deadline) {
                return ThrottledPastDeadline { throttled_for: opens - self.clock.now() };
            }
            if throttled_until.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    fn record(&self, token: PermitToken, outcome: Feedback) {
        let throttled_until = {
            let mut state = self.state();
            state.record(token, outcome, self.clock.now());
            state.throttled_until()
        };
        self.changed.notify_waiters();
        self.throttled_until
            .send_if_modified(|known| std::mem::replace(known, throttled_until) != throttled_until);
    }

    fn state(&self) -> MutexGuard<'_, RateLimiterState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The permit for one request. If it is dropped without [`Self::release`], the request counts as
/// lost.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    rate_limiter: &'a RateLimiter,
    token: Option<PermitToken>,
}

impl Permit<'_> {
    /// Returns the permit and reports the outcome of the request.
    pub(crate) fn release(mut self, outcome: Feedback) {
        if let Some(token) = self.token.take() {
            self.rate_limiter.record(token, outcome);
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(token) = self.token.take() {
            self.rate_limiter.record(token, Feedback::Lost);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;

    fn rate_limiter() -> Arc<RateLimiter> {
        Arc::new(RateLimiter::new(ConcurrencyLimits::default(), Arc::new(SystemClock)))
    }

    async fn permit(rate_limiter: &RateLimiter) -> Permit<'_> {
        rate_limiter.acquire(None, None).await.unwrap().unwrap()
    }

    const MINUTE: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn everyone_waits_for_the_gate_and_all_get_through() {
        let rate_limiter = rate_limiter();
        permit(&rate_limiter).await.release(Feedback::Throttled(MINUTE));
        let began = Instant::now();
        let waiting: Vec<_> = (0..100)
            .map(|_| {
                let rate_limiter = Arc::clone(&rate_limiter);
                tokio::spawn(async move { permit(&rate_limiter).await.release(Feedback::Answered) })
            })
            .collect();
        for task in waiting {
            task.await.unwrap();
        }
        assert!(began.elapsed() >= MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn who_cannot_wait_is_told_at_once_also_while_in_line() {
        let rate_limiter = rate_limiter();
        let held = permit(&rate_limiter).await;
        let others: Vec<_> =
            futures_util::future::join_all((0..7).map(|_| permit(&rate_limiter))).await;
        let deadline = Instant::now() + Duration::from_secs(30);
        let in_line = {
            let rate_limiter = Arc::clone(&rate_limiter);
            tokio::spawn(async move {
                rate_limiter.acquire(Some(deadline), Some(deadline)).await.map(|_| ())
            })
        };
        tokio::task::yield_now().await;
        held.release(Feedback::Throttled(MINUTE));
        let told = in_line.await.unwrap().unwrap_err();
        assert_eq!(told.throttled_for, MINUTE);
        assert!(Instant::now() < deadline);
        drop(others);
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_ends_the_wait_for_a_place() {
        let rate_limiter = rate_limiter();
        let places = futures_util::future::join_all((0..8).map(|_| permit(&rate_limiter))).await;
        let deadline = Some(Instant::now() + MINUTE);
        let none = rate_limiter.acquire(deadline, deadline).await.unwrap();
        assert!(none.is_none());
        drop(places);
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_a_task_at_any_point_gives_its_place_back() {
        let rate_limiter = rate_limiter();
        for milliseconds in 0..200 {
            let rate_limiter = Arc::clone(&rate_limiter);
            let task = tokio::spawn(async move {
                let permit = permit(&rate_limiter).await;
                tokio::time::sleep(Duration::from_millis(70)).await;
                permit.release(Feedback::Neutral);
            });
            tokio::time::sleep(Duration::from_millis(milliseconds % 7)).await;
            task.abort();
        }
        tokio::task::yield_now().await;
        let places = futures_util::future::join_all((0..8).map(|_| permit(&rate_limiter)));
        tokio::time::timeout(MINUTE, places).await.expect("eight places are free again");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 8)]
    async fn many_threads_pass_and_none_is_forgotten() {
        let rate_limiter = rate_limiter();
        let tasks: Vec<_> = (0..5_000)
            .map(|n| {
                let rate_limiter = Arc::clone(&rate_limiter);
                tokio::spawn(async move {
                    let permit = permit(&rate_limiter).await;
                    tokio::task::yield_now().await;
                    permit.release(if n % 3 == 0 { Feedback::Neutral } else { Feedback::Answered });
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    }
}
