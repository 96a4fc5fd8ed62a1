//! When the next request may go: the gate, the window and the pace of one client, as a pure state
//! machine. It is told the time and never asks for it.
//!
//! * The **gate** closes for everyone when the service throttles. When its time is over one probe
//!   goes through; what that brings back opens it or closes it again.
//! * The **window** bounds the requests in flight. It starts at 8, grows by one with each clean
//!   answer and halves when the service throttles, once for each closing of the gate.
//! * The **pace** spaces requests out, but only after the service has throttled: what it let
//!   through since the last time, over the time that took including the wait it asks for, is what
//!   it can bear. From there the pace rises by a fifth each second, so that a limit is found again
//!   by one or two requests too many, and is forgotten at eight times its first value.
//!   The caller's own ceiling is a pace too, and never rises.

use std::time::Duration;

use tokio::time::Instant;

/// How many requests may be in flight at first.
const FIRST_WINDOW: usize = 8;
/// How many may be in flight at most, unless the caller says otherwise.
pub(crate) const DEFAULT_MAX_IN_FLIGHT: usize = 100;
/// How much of what the service bore before is asked of it afterwards.
const CAUTION: f64 = 0.9;
/// The slowest pace that is ever learnt, in requests per second: little was seen by then.
const SLOWEST: f64 = 2.0;
/// How far apart two requests are at most, however slow the pace.
const LONGEST_APART: Duration = Duration::from_secs(3600);
/// By which factor the pace rises each second.
const RISE: f64 = 1.2;
/// At how many times its first value the pace is forgotten.
const FORGOTTEN_AT: f64 = 8.0;

/// What the caller allows at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ceiling {
    pub(crate) in_flight: usize,
    pub(crate) per_second: Option<f64>,
}

impl Default for Ceiling {
    fn default() -> Self {
        Self { in_flight: DEFAULT_MAX_IN_FLIGHT, per_second: None }
    }
}

/// Whether a request may go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Admission {
    /// It may; the ticket comes back with what became of it.
    Go(Ticket),
    /// Not before then.
    At(Instant),
    /// Not before another request has come back.
    Later,
}

/// What a request that was let through carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    /// Whether it is the probe of a gate.
    probe: bool,
    /// How often the gate had closed when it went.
    closings: u64,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The service answered it.
    Answered,
    /// The service answered in a way that says nothing about how busy it is.
    Neutral,
    /// The service throttled; nothing may go for so long.
    Throttled(Duration),
    /// No answer came, or nobody waits for it any more.
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Gate {
    Open,
    Closed {
        until: Instant,
    },
    /// A probe is under way.
    Probing,
}

#[derive(Clone, Copy, Debug)]
struct Pace {
    first: f64,
    rate: f64,
    since: Instant,
}

#[derive(Debug)]
pub(crate) struct Flow {
    ceiling: Ceiling,
    gate: Gate,
    window: usize,
    in_flight: usize,
    pace: Option<Pace>,
    next_at: Instant,
    closings: u64,
    /// How often it closed since the service last answered.
    closed_in_a_row: u32,
    /// How many were answered since the gate last closed, and when that was.
    answered: u64,
    since: Instant,
}

impl Flow {
    pub(crate) fn new(ceiling: Ceiling, now: Instant) -> Self {
        Self {
            ceiling,
            gate: Gate::Open,
            window: FIRST_WINDOW.min(ceiling.in_flight),
            in_flight: 0,
            pace: None,
            next_at: now,
            closings: 0,
            closed_in_a_row: 0,
            answered: 0,
            since: now,
        }
    }

    /// When a closed gate opens; `None` where it is not closed.
    pub(crate) fn opens_at(&self) -> Option<Instant> {
        match self.gate {
            Gate::Closed { until } => Some(until),
            Gate::Open | Gate::Probing => None,
        }
    }

    /// How often the gate closed since the service last answered: what a pause grows with.
    pub(crate) fn closed_in_a_row(&self) -> u32 {
        self.closed_in_a_row
    }

    /// Whether a request may go now; if so, it counts as gone.
    pub(crate) fn admit(&mut self, now: Instant) -> Admission {
        let probe = match self.gate {
            Gate::Closed { until } if now < until => return Admission::At(until),
            Gate::Probing => return Admission::Later,
            Gate::Closed { .. } => true,
            Gate::Open if self.in_flight >= self.window => return Admission::Later,
            Gate::Open if now < self.next_at => return Admission::At(self.next_at),
            Gate::Open => false,
        };
        if probe {
            self.gate = Gate::Probing;
        }
        self.in_flight += 1;
        if let Some(rate) = self.rate(now) {
            let apart = Duration::try_from_secs_f64(1.0 / rate).unwrap_or(LONGEST_APART);
            self.next_at = self.next_at.max(now) + apart.min(LONGEST_APART);
        }
        Admission::Go(Ticket { probe, closings: self.closings })
    }

    /// Takes back a ticket.
    pub(crate) fn settle(&mut self, ticket: Ticket, outcome: Outcome, now: Instant) {
        self.in_flight -= 1;
        match outcome {
            // An answer to a request that went before the gate closed proves nothing about now.
            Outcome::Answered if ticket.closings != self.closings => {}
            Outcome::Answered => {
                self.answered += 1;
                self.closed_in_a_row = 0;
                self.window = (self.window + 1).min(self.ceiling.in_flight);
            }
            Outcome::Throttled(wait) => {
                self.throttled(ticket, wait, now);
                return;
            }
            Outcome::Neutral | Outcome::Lost => {}
        }
        if ticket.probe && self.gate == Gate::Probing {
            // A lost probe has told nothing: the next one in line is the probe then.
            let told = outcome != Outcome::Lost;
            self.gate = if told { Gate::Open } else { Gate::Closed { until: now } };
        }
    }

    fn throttled(&mut self, ticket: Ticket, wait: Duration, now: Instant) {
        let until = now.checked_add(wait).unwrap_or(now + Duration::from_secs(86_400 * 365));
        let until = self.opens_at().map_or(until, |other| other.max(until));
        self.gate = Gate::Closed { until };
        // Requests that were under way when the gate closed tell nothing new.
        if ticket.closings != self.closings {
            return;
        }
        self.closings += 1;
        self.closed_in_a_row += 1;
        self.window = (self.window / 2).max(1);
        let spent = (until - self.since).as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
        let borne = match self.pace {
            _ if self.answered > 0 && spent > 0.0 => self.answered as f64 / spent * CAUTION,
            Some(pace) => pace.rate / 2.0,
            None => SLOWEST,
        };
        let rate = borne.max(SLOWEST);
        self.pace = Some(Pace { first: rate, rate, since: until });
        self.answered = 0;
        self.since = now;
    }

    /// Requests a second that may go now; `None` is no bound.
    fn rate(&mut self, now: Instant) -> Option<f64> {
        if let Some(pace) = &mut self.pace {
            let seconds = now.saturating_duration_since(pace.since).as_secs_f64();
            pace.rate *= RISE.powf(seconds);
            pace.since = pace.since.max(now);
            if pace.rate > pace.first * FORGOTTEN_AT {
                self.pace = None;
            }
        }
        let learnt = self.pace.map(|pace| pace.rate);
        match (learnt, self.ceiling.per_second) {
            (Some(learnt), Some(ceiling)) => Some(learnt.min(ceiling)),
            (learnt, ceiling) => learnt.or(ceiling),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn start() -> (Flow, Instant) {
        let now = Instant::now();
        (Flow::new(Ceiling::default(), now), now)
    }

    fn ticket(flow: &mut Flow, now: Instant) -> Ticket {
        match flow.admit(now) {
            Admission::Go(ticket) => ticket,
            other => panic!("not let through: {other:?}"),
        }
    }

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn the_window_starts_at_eight_and_grows_with_answers() {
        let (mut flow, now) = start();
        let tickets: Vec<_> = (0..8).map(|_| ticket(&mut flow, now)).collect();
        assert_eq!(flow.admit(now), Admission::Later);
        flow.settle(tickets[0], Outcome::Answered, now);
        ticket(&mut flow, now);
        ticket(&mut flow, now);
        assert_eq!(flow.admit(now), Admission::Later);
    }

    #[test]
    fn a_lost_request_gives_its_place_back_and_grows_nothing() {
        let (mut flow, now) = start();
        let tickets: Vec<_> = (0..8).map(|_| ticket(&mut flow, now)).collect();
        flow.settle(tickets[0], Outcome::Lost, now);
        ticket(&mut flow, now);
        assert_eq!(flow.admit(now), Admission::Later);
    }

    #[test]
    fn throttling_closes_the_gate_for_all_and_one_probe_goes_first() {
        let (mut flow, now) = start();
        let (first, second) = (ticket(&mut flow, now), ticket(&mut flow, now));
        flow.settle(first, Outcome::Throttled(SECOND), now);
        flow.settle(second, Outcome::Answered, now);
        assert_eq!(flow.admit(now), Admission::At(now + SECOND));
        let later = now + SECOND;
        let probe = ticket(&mut flow, later);
        assert_eq!(flow.admit(later), Admission::Later);
        flow.settle(probe, Outcome::Throttled(SECOND), later);
        assert_eq!(flow.admit(later), Admission::At(later + SECOND));
        let probe = ticket(&mut flow, later + SECOND);
        flow.settle(probe, Outcome::Answered, later + SECOND);
        assert!(matches!(flow.admit(later + SECOND * 2), Admission::Go(_)));
    }

    #[test]
    fn a_lost_probe_is_followed_by_another() {
        let (mut flow, now) = start();
        let first = ticket(&mut flow, now);
        flow.settle(first, Outcome::Throttled(SECOND), now);
        let probe = ticket(&mut flow, now + SECOND);
        flow.settle(probe, Outcome::Lost, now + SECOND);
        assert!(ticket(&mut flow, now + SECOND).probe);
    }

    #[test]
    fn late_answers_do_not_undo_the_back_off() {
        let (mut flow, now) = start();
        let late: Vec<_> = (0..8).map(|_| ticket(&mut flow, now)).collect();
        let (throttled, late) = late.split_first().unwrap();
        flow.settle(*throttled, Outcome::Throttled(SECOND), now);
        for ticket in late {
            flow.settle(*ticket, Outcome::Answered, now);
        }
        assert_eq!((flow.window, flow.closed_in_a_row()), (4, 1));
        let probe = ticket(&mut flow, now + SECOND);
        flow.settle(probe, Outcome::Answered, now + SECOND);
        assert_eq!((flow.window, flow.closed_in_a_row()), (5, 0));
    }

    #[test]
    fn one_closing_halves_the_window_once() {
        let (mut flow, now) = start();
        let tickets: Vec<_> = (0..8).map(|_| ticket(&mut flow, now)).collect();
        for ticket in tickets {
            flow.settle(ticket, Outcome::Throttled(SECOND), now);
        }
        assert_eq!(flow.window, 4);
    }

    #[test]
    fn after_throttling_requests_are_spaced_by_what_was_borne() {
        let (mut flow, now) = start();
        for _ in 0..100 {
            let ticket = ticket(&mut flow, now);
            flow.settle(ticket, Outcome::Answered, now);
        }
        let throttled = ticket(&mut flow, now);
        flow.settle(throttled, Outcome::Throttled(SECOND), now);
        let open = now + SECOND;
        let probe = ticket(&mut flow, open);
        flow.settle(probe, Outcome::Answered, open);
        // A hundred were answered in the second that ends with the wait: 90 a second from here.
        let Admission::At(next) = flow.admit(open) else { panic!("no pace") };
        let apart = (next - open).as_secs_f64();
        assert!((apart - 1.0 / 90.0).abs() < 1e-6, "{apart}");
    }

    #[test]
    fn the_callers_ceiling_is_kept_from_the_first_request() {
        let now = Instant::now();
        let mut flow = Flow::new(Ceiling { in_flight: 2, per_second: Some(10.0) }, now);
        ticket(&mut flow, now);
        assert_eq!(flow.admit(now), Admission::At(now + Duration::from_millis(100)));
        ticket(&mut flow, now + SECOND);
        assert_eq!(flow.admit(now + SECOND * 2), Admission::Later);
    }

    proptest! {
        #[test]
        fn whatever_happens_places_are_neither_lost_nor_made(
            steps in prop::collection::vec((0..5_u8, 0..3_000_u64), 1..200),
        ) {
            let (mut flow, mut now) = start();
            let mut out = Vec::new();
            for (what, milliseconds) in steps {
                now += Duration::from_millis(milliseconds);
                let outcome = match what {
                    0 => Outcome::Answered,
                    1 => Outcome::Neutral,
                    2 => Outcome::Throttled(Duration::from_millis(milliseconds)),
                    3 => Outcome::Lost,
                    _ => {
                        if let Admission::Go(ticket) = flow.admit(now) {
                            out.push(ticket);
                        }
                        continue;
                    }
                };
                if let Some(ticket) = out.pop() {
                    flow.settle(ticket, outcome, now);
                }
                prop_assert_eq!(flow.in_flight, out.len());
                prop_assert!(flow.window >= 1 && flow.window <= DEFAULT_MAX_IN_FLIGHT);
            }
            for ticket in out {
                flow.settle(ticket, Outcome::Lost, now);
            }
            // Nothing is under way: whoever waits for the time it is told gets through.
            let went = (0..3).any(|_| match flow.admit(now) {
                Admission::Go(_) => true,
                Admission::At(then) => { now = then; false }
                Admission::Later => false,
            });
            prop_assert!(went);
        }
    }
}
