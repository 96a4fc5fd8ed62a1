//! Decides when the next request may be sent: the throttle, the window and the rate of one client,
//! as a pure state machine. The caller passes the current time.
//!
//! * The **throttle** closes for all requests when Webex throttles. After the wait, one probe goes
//!   through; its response opens the throttle or closes it again.
//! * The **window** limits the requests in flight. It starts at 8, grows by one with each clean
//!   response and is halved when Webex throttles, once for each closing of the throttle.
//! * The **rate** spaces requests out, but only after Webex has throttled. It starts from the rate
//!   that Webex allowed: the requests since the last throttling, divided by the time they took.
//!   That time includes the wait that Webex asks for. From there the rate rises by a fifth each
//!   second, so that only one or two requests exceed the limit the next time. At eight times its
//!   first value, the rate is dropped. The caller's own limit is also a rate, and never rises.

use std::time::Duration;

use tokio::time::Instant;

/// The initial limit of concurrent requests.
const INITIAL_WINDOW: usize = 8;
/// The default maximum of concurrent requests.
pub(crate) const DEFAULT_MAX_IN_FLIGHT: usize = 100;
/// The rate after throttling, as a share of the rate before.
const RATE_AFTER_THROTTLE: f64 = 0.9;
/// The lowest learned rate, in requests per second. Below it, there was too little data.
const MIN_RATE: f64 = 2.0;
/// The longest interval between two requests.
const MAX_INTERVAL: Duration = Duration::from_secs(3600);
/// The factor by which the rate rises each second.
const RATE_GROWTH_PER_SECOND: f64 = 1.2;
/// The multiple of its first value at which the rate limit is dropped.
const UNLIMITED_FROM: f64 = 8.0;

/// The caller's limits.
#[derive(Clone, Copy, Debug)]
pub struct ConcurrencyLimits {
    /// How many requests are in flight at the same time.
    pub in_flight: usize,
    /// How many requests are sent each second; `None` if there is no limit.
    pub per_second: Option<f64>,
}

impl Default for ConcurrencyLimits {
    fn default() -> Self {
        Self { in_flight: DEFAULT_MAX_IN_FLIGHT, per_second: None }
    }
}

/// Whether a request may be sent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Admission {
    /// It may. The token is returned with the outcome of the request.
    Granted(PermitToken),
    /// Not before then.
    NotBefore(Instant),
    /// Not before another request has ended.
    WaitForRelease,
}

/// The data of a request in flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PermitToken {
    /// Whether it is the probe of a throttle.
    probe: bool,
    /// How many times the throttle had closed when it was sent.
    throttle_epoch: u64,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feedback {
    /// The service answered it.
    Answered,
    /// Webex answered without information about its load.
    Neutral,
    /// Webex throttled. Nothing may be sent for this time.
    Throttled(Duration),
    /// No response came, or the caller no longer waits for it.
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Throttle {
    Open,
    Closed {
        until: Instant,
    },
    /// A probe is under way.
    Probing,
}

#[derive(Clone, Copy, Debug)]
struct LearnedRate {
    first: f64,
    rate: f64,
    since: Instant,
}

#[derive(Debug)]
pub(crate) struct RateLimiterState {
    limits: ConcurrencyLimits,
    throttle: Throttle,
    window: usize,
    in_flight: usize,
    learned: Option<LearnedRate>,
    next_at: Instant,
    throttle_epoch: u64,
    /// How many times it closed since Webex last answered.
    throttles_in_a_row: u32,
    /// The number of responses since the throttle last closed, and when that was.
    answered: u64,
    since: Instant,
}

impl RateLimiterState {
    pub(crate) fn new(limits: ConcurrencyLimits, now: Instant) -> Self {
        Self {
            limits,
            throttle: Throttle::Open,
            window: INITIAL_WINDOW.min(limits.in_flight),
            in_flight: 0,
            learned: None,
            next_at: now,
            throttle_epoch: 0,
            throttles_in_a_row: 0,
            answered: 0,
            since: now,
        }
    }

    /// When a closed throttle opens; `None` if it isn't closed.
    pub(crate) fn throttled_until(&self) -> Option<Instant> {
        match self.throttle {
            Throttle::Closed { until } => Some(until),
            Throttle::Open | Throttle::Probing => None,
        }
    }

    /// How many times the throttle closed since Webex last answered. Pauses grow with it.
    pub(crate) fn throttles_in_a_row(&self) -> u32 {
        self.throttles_in_a_row
    }

    /// Whether a request may be sent now. If so, it counts as sent.
    pub(crate) fn admit(&mut self, now: Instant) -> Admission {
        let probe = match self.throttle {
            Throttle::Closed { until } if now < until => return Admission::NotBefore(until),
            Throttle::Probing => return Admission::WaitForRelease,
            Throttle::Closed { .. } => true,
            Throttle::Open if self.in_flight >= self.window => return Admission::WaitForRelease,
            Throttle::Open if now < self.next_at => return Admission::NotBefore(self.next_at),
            Throttle::Open => false,
        };
        if probe {
            self.throttle = Throttle::Probing;
        }
        self.in_flight += 1;
        if let Some(rate) = self.rate(now) {
            let apart = Duration::try_from_secs_f64(1.0 / rate).unwrap_or(MAX_INTERVAL);
            self.next_at = self.next_at.max(now) + apart.min(MAX_INTERVAL);
        }
        Admission::Granted(PermitToken { probe, throttle_epoch: self.throttle_epoch })
    }

    /// Takes back a token.
    pub(crate) fn record(&mut self, token: PermitToken, outcome: Feedback, now: Instant) {
        self.in_flight -= 1;
        match outcome {
            // The response to a request from before the throttle closed shows nothing about the
            // present.
            Feedback::Answered if token.throttle_epoch != self.throttle_epoch => {}
            Feedback::Answered => {
                self.answered += 1;
                self.throttles_in_a_row = 0;
                self.window = (self.window + 1).min(self.limits.in_flight);
            }
            Feedback::Throttled(wait) => {
                self.throttled(token, wait, now);
                return;
            }
            Feedback::Neutral | Feedback::Lost => {}
        }
        if token.probe && self.throttle == Throttle::Probing {
            // A lost probe shows nothing. The next request in line becomes the probe.
            let told = outcome != Feedback::Lost;
            self.throttle = if told { Throttle::Open } else { Throttle::Closed { until: now } };
        }
    }

    fn throttled(&mut self, token: PermitToken, wait: Duration, now: Instant) {
        let until = now.checked_add(wait).unwrap_or(now + Duration::from_secs(86_400 * 365));
        let until = self.throttled_until().map_or(until, |other| other.max(until));
        self.throttle = Throttle::Closed { until };
        // Requests that were in flight when the throttle closed add no information.
        if token.throttle_epoch != self.throttle_epoch {
            return;
        }
        self.throttle_epoch += 1;
        self.throttles_in_a_row += 1;
        self.window = (self.window / 2).max(1);
        let spent = (until - self.since).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
        let borne = match self.learned {
            _ if self.answered > 0 && spent > 0.0 => {
                self.answered as f64 / spent * RATE_AFTER_THROTTLE
            }
            Some(rate) => rate.rate / 2.0,
            None => MIN_RATE,
        };
        let rate = borne.max(MIN_RATE);
        self.learned = Some(LearnedRate { first: rate, rate, since: until });
        self.answered = 0;
        self.since = now;
    }

    /// The current maximum of requests per second; `None` if there is no limit.
    fn rate(&mut self, now: Instant) -> Option<f64> {
        if let Some(rate) = &mut self.learned {
            let seconds = now.saturating_duration_since(rate.since).as_secs_f64();
            rate.rate *= RATE_GROWTH_PER_SECOND.powf(seconds);
            rate.since = rate.since.max(now);
            if rate.rate > rate.first * UNLIMITED_FROM {
                self.learned = None;
            }
        }
        let learnt = self.learned.map(|rate| rate.rate);
        match (learnt, self.limits.per_second) {
            (Some(learnt), Some(limits)) => Some(learnt.min(limits)),
            (learnt, limits) => learnt.or(limits),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn start() -> (RateLimiterState, Instant) {
        let now = Instant::now();
        (RateLimiterState::new(ConcurrencyLimits::default(), now), now)
    }

    fn token(state: &mut RateLimiterState, now: Instant) -> PermitToken {
        match state.admit(now) {
            Admission::Granted(token) => token,
            other => panic!("not let through: {other:?}"),
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_window_starts_at_eight_and_grows_with_answers() {
        let (mut state, now) = start();
        let tickets: Vec<_> = (0..8).map(|_| token(&mut state, now)).collect();
        assert_eq!(state.admit(now), Admission::WaitForRelease);
        state.record(tickets[0], Feedback::Answered, now);
        token(&mut state, now);
        token(&mut state, now);
        assert_eq!(state.admit(now), Admission::WaitForRelease);
    }

    #[test]
    fn a_lost_request_gives_its_place_back_and_grows_nothing() {
        let (mut state, now) = start();
        let tickets: Vec<_> = (0..8).map(|_| token(&mut state, now)).collect();
        state.record(tickets[0], Feedback::Lost, now);
        token(&mut state, now);
        assert_eq!(state.admit(now), Admission::WaitForRelease);
    }

    #[test]
    fn throttling_closes_the_gate_for_all_and_one_probe_goes_first() {
        let (mut state, now) = start();
        let (first, second) = (token(&mut state, now), token(&mut state, now));
        state.record(first, Feedback::Throttled(SECOND), now);
        state.record(second, Feedback::Answered, now);
        assert_eq!(state.admit(now), Admission::NotBefore(now + SECOND));
        let later = now + SECOND;
        let probe = token(&mut state, later);
        assert_eq!(state.admit(later), Admission::WaitForRelease);
        state.record(probe, Feedback::Throttled(SECOND), later);
        assert_eq!(state.admit(later), Admission::NotBefore(later + SECOND));
        let probe = token(&mut state, later + SECOND);
        state.record(probe, Feedback::Answered, later + SECOND);
        assert!(matches!(state.admit(later + SECOND * 2), Admission::Granted(_)));
    }

    #[test]
    fn a_lost_probe_is_followed_by_another() {
        let (mut state, now) = start();
        let first = token(&mut state, now);
        state.record(first, Feedback::Throttled(SECOND), now);
        let probe = token(&mut state, now + SECOND);
        state.record(probe, Feedback::Lost, now + SECOND);
        assert!(token(&mut state, now + SECOND).probe);
    }

    #[test]
    fn late_answers_do_not_undo_the_back_off() {
        let (mut state, now) = start();
        let late: Vec<_> = (0..8).map(|_| token(&mut state, now)).collect();
        let (throttled, late) = late.split_first().unwrap();
        state.record(*throttled, Feedback::Throttled(SECOND), now);
        for token in late {
            state.record(*token, Feedback::Answered, now);
        }
        assert_eq!((state.window, state.throttles_in_a_row()), (4, 1));
        let probe = token(&mut state, now + SECOND);
        state.record(probe, Feedback::Answered, now + SECOND);
        assert_eq!((state.window, state.throttles_in_a_row()), (5, 0));
    }

    #[test]
    fn one_closing_halves_the_window_once() {
        let (mut state, now) = start();
        let tickets: Vec<_> = (0..8).map(|_| token(&mut state, now)).collect();
        for token in tickets {
            state.record(token, Feedback::Throttled(SECOND), now);
        }
        assert_eq!(state.window, 4);
    }

    #[test]
    fn after_throttling_requests_are_spaced_by_what_was_borne() {
        let (mut state, now) = start();
        for _ in 0..100 {
            let token = token(&mut state, now);
            state.record(token, Feedback::Answered, now);
        }
        let throttled = token(&mut state, now);
        state.record(throttled, Feedback::Throttled(SECOND), now);
        let open = now + SECOND;
        let probe = token(&mut state, open);
        state.record(probe, Feedback::Answered, open);
        // A hundred were answered in the second that ends with the wait: 90 a second from here.
        let Admission::NotBefore(next) = state.admit(open) else { panic!("no rate") };
        let apart = (next - open).as_secs_f64();
        assert!((apart - 1.0 / 90.0).abs() < 1e-6, "{apart}");
    }

    #[test]
    fn the_callers_limits_is_kept_from_the_first_request() {
        let now = Instant::now();
        let mut state =
            RateLimiterState::new(ConcurrencyLimits { in_flight: 2, per_second: Some(10.0) }, now);
        token(&mut state, now);
        assert_eq!(state.admit(now), Admission::NotBefore(now + Duration::from_millis(100)));
        token(&mut state, now + SECOND);
        assert_eq!(state.admit(now + SECOND * 2), Admission::WaitForRelease);
    }

    proptest! {
        #[test]
        fn whatever_happens_places_are_neither_lost_nor_made(
            steps in prop::collection::vec((0..5_u8, 0..3_000_u64), 1..200),
        ) {
            let (mut state, mut now) = start();
            let mut out = Vec::new();
            for (what, milliseconds) in steps {
                now += Duration::from_millis(milliseconds);
                let outcome = match what {
                    0 => Feedback::Answered,
                    1 => Feedback::Neutral,
                    2 => Feedback::Throttled(Duration::from_millis(milliseconds)),
                    3 => Feedback::Lost,
                    _ => {
                        if let Admission::Granted(token) = state.admit(now) {
                            out.push(token);
                        }
                        continue;
                    }
                };
                if let Some(token) = out.pop() {
                    state.record(token, outcome, now);
                }
                prop_assert_eq!(state.in_flight, out.len());
                prop_assert!(state.window >= 1 && state.window <= DEFAULT_MAX_IN_FLIGHT);
            }
            for token in out {
                state.record(token, Feedback::Lost, now);
            }
            // Nothing is in flight, so a request that waits until the returned time gets through.
            let went = (0..3).any(|_| match state.admit(now) {
                Admission::Granted(_) => true,
                Admission::NotBefore(then) => { now = then; false }
                Admission::WaitForRelease => false,
            });
            prop_assert!(went);
        }
    }
}
