//! A service in which time is a number: hidden clusters, latency, external clients.

use ordered_float::OrderedFloat;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use super::super::{Candidate, Decision, Item, Refusal, Scheduler};

/// How long a request is under way in each direction.
const HALF_TRIP: f64 = 0.05;

/// Numbers by chance, the same for the same seed.
#[derive(Clone, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x1234_5678_9ABC_DEF0)
    }

    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
    pub(super) fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    #[expect(clippy::cast_possible_truncation, reason = "a remainder of a usize")]
    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    /// The length of a run: log-normal with a median of 90 s, from 2 s to 75 min.
    pub(super) fn length(&mut self) -> f64 {
        let (a, b) = (1.0 - self.unit(), self.unit());
        let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
        (90.0 * (1.2 * normal).exp()).clamp(2.0, 4_500.0)
    }
}

/// What the provisioningId says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Labels {
    PerCluster(usize),
    Random(usize),
    Absent,
    Same,
    Own,
}

/// Enterprises and where they are.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    pub(super) cluster: Vec<usize>,
    pub(super) label: Vec<Option<String>>,
    pub(super) expected: Vec<f64>,
    pub(super) actual: Vec<f64>,
    /// For each cluster, when other clients request its slot and for how long, in order of time.
    pub(super) external_clients: Vec<Vec<(f64, f64)>>,
}

impl Fleet {
    pub(super) fn new(seed: u64, size: usize, clusters: usize, labels: Labels) -> Self {
        let mut chance = Chance::new(seed);
        let cluster: Vec<usize> = (0..size).map(|i| i % clusters).collect();
        Self::with(&mut chance, cluster, clusters, labels)
    }

    /// Clusters of which each has a share like 1 / its rank.
    pub(super) fn uneven(seed: u64, size: usize, clusters: usize, labels: Labels) -> Self {
        let mut chance = Chance::new(seed);
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let weights: Vec<f64> = (0..clusters).map(|k| 1.0 / (k as f64 + 4.0)).collect();
        let total: f64 = weights.iter().sum();
        let draw = |chance: &mut Chance| {
            let mut at = chance.unit() * total;
            weights.iter().position(|w| {
                at -= w;
                at <= 0.0
            })
        };
        let cluster = (0..size).map(|_| draw(&mut chance).unwrap_or(0)).collect();
        Self::with(&mut chance, cluster, clusters, labels)
    }

    fn with(chance: &mut Chance, cluster: Vec<usize>, clusters: usize, labels: Labels) -> Self {
        let label = cluster
            .iter()
            .enumerate()
            .map(|(i, k)| match labels {
                Labels::PerCluster(n) => Some(format!("p{k}-{}", (i / clusters) % n)),
                Labels::Random(n) => Some(format!("r{}", chance.below(n))),
                Labels::Absent => None,
                Labels::Same => Some("same".to_owned()),
                Labels::Own => Some(format!("own{i}")),
            })
            .collect();
        let expected: Vec<f64> = cluster.iter().map(|_| chance.length()).collect();
        let mut fleet = Self {
            cluster,
            label,
            actual: Vec::new(),
            expected,
            external_clients: vec![Vec::new(); clusters],
        };
        fleet.draw_actual(chance);
        fleet
    }

    fn draw_actual(&mut self, chance: &mut Chance) {
        self.actual = self
            .expected
            .iter()
            .map(|e| (e * (0.75 + 0.5 * chance.unit())).clamp(2.0, 4_500.0))
            .collect();
    }

    /// The same enterprises a night later: what a run took is what the next is expected to take.
    pub(super) fn next_night(mut self, seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0xABCD);
        self.expected = self.actual.clone();
        self.draw_actual(&mut chance);
        self
    }

    /// Other clients use each slot for `share` of the time.
    pub(super) fn with_external_clients(mut self, seed: u64, share: f64) -> Self {
        let mut chance = Chance::new(seed ^ 0x0071);
        for wanted in &mut self.external_clients {
            let mut at = 0.0;
            for _ in 0..4_000 {
                at -= (1.0 - chance.unit()).ln() * 185.0 * (1.0 - share) / share;
                let length = chance.length();
                wanted.push((at, length));
                at += length;
            }
        }
        self
    }

    /// When the last run ends if clusters and ends are known: the longest run first.
    pub(super) fn oracle(&self) -> f64 {
        let mut order: Vec<usize> = (0..self.actual.len()).collect();
        order.sort_by(|a, b| self.actual[*b].total_cmp(&self.actual[*a]));
        let mut slots = self.slots();
        for i in order {
            let slot = &mut slots[self.cluster[i]];
            let mut at = slot.free_at;
            while slot.is_busy(at) {
                at = slot.free_at;
            }
            slot.free_at = at + self.actual[i];
            slot.last = slot.free_at;
        }
        slots.iter().map(|slot| slot.last).fold(0.0, f64::max)
    }

    fn slots(&self) -> Vec<Slot> {
        self.external_clients
            .iter()
            .map(|wanted| Slot { wanted: wanted.clone(), next: 0, free_at: 0.0, last: 0.0 })
            .collect()
    }
}

struct Slot {
    wanted: Vec<(f64, f64)>,
    next: usize,
    free_at: f64,
    last: f64,
}

impl Slot {
    /// Whether the slot is taken at a moment; earlier requests get it first.
    fn is_busy(&mut self, at: f64) -> bool {
        while let Some(&(wanted, length)) = self.wanted.get(self.next) {
            let start = wanted.max(self.free_at);
            if start > at {
                break;
            }
            self.free_at = start + length;
            self.next += 1;
        }
        self.free_at > at
    }
}

/// What a night came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Night {
    pub(super) makespan: f64,
    pub(super) refusals: usize,
    pub(super) requests: usize,
    pub(super) polls: usize,
    pub(super) accepted: Vec<u32>,
    pub(super) clusters: Vec<Vec<String>>,
    pub(super) decisions: usize,
    pub(super) most_running: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Post(usize),
    Accepted(usize),
    Refused(usize),
    Look(usize),
    StillRunning(usize),
    Ended(usize),
}

/// One night of a fleet.
pub(super) struct World<'a> {
    fleet: &'a Fleet,
    scheduler: Scheduler,
    items: Vec<Item>,
    number: std::collections::HashMap<Item, usize>,
    slots: Vec<Slot>,
    ends: Vec<f64>,
    events: BinaryHeap<Reverse<(OrderedFloat<f64>, u64, Event)>>,
    serial: u64,
    going: usize,
    wake: f64,
    night: Night,
    /// One in so many refusals is a lie: the slot was free.
    pub(super) lies: Option<(usize, Chance)>,
}

impl<'a> World<'a> {
    pub(super) fn new(
        fleet: &'a Fleet,
        max_refusals_per_trigger: f64,
        clusters: Vec<Vec<String>>,
    ) -> Self {
        let mut scheduler = Scheduler::new(max_refusals_per_trigger, usize::MAX, clusters);
        let size = fleet.actual.len();
        let items: Vec<Item> = (0..size)
            .map(|i| {
                scheduler.add(Candidate {
                    provisioning_id: fleet.label[i].clone(),
                    group: None,
                    expected: Some(Duration::from_secs_f64(fleet.expected[i])),
                })
            })
            .collect();
        let number = items.iter().enumerate().map(|(i, item)| (*item, i)).collect();
        Self {
            fleet,
            scheduler,
            items,
            number,
            slots: fleet.slots(),
            ends: vec![f64::INFINITY; size],
            events: BinaryHeap::new(),
            serial: 0,
            going: 0,
            wake: f64::INFINITY,
            night: Night { accepted: vec![0; size], ..Night::default() },
            lies: None,
        }
    }

    fn at(&mut self, when: f64, event: Event) {
        self.serial += 1;
        self.events.push(Reverse((OrderedFloat(when), self.serial, event)));
    }

    /// Plays until the scheduler is done; the makespan is the moment when it knows.
    pub(super) fn run(mut self) -> Night {
        let mut now = 0.0;
        loop {
            if !self.ask(now) {
                break;
            }
            let next = self.events.peek().map_or(f64::INFINITY, |event| event.0.0.0);
            assert!(next.min(self.wake) < 1e7, "starved: {} left", self.scheduler.remaining());
            if self.wake < next {
                now = self.wake;
                continue;
            }
            let Some(Reverse((_, _, event))) = self.events.pop() else { continue };
            now = next;
            self.happen(event, now);
        }
        self.night.makespan = now;
        self.night.clusters = self.scheduler.clusters();
        self.night
    }

    /// Asks what to do until there is nothing to do now.
    fn ask(&mut self, now: f64) -> bool {
        self.wake = f64::INFINITY;
        loop {
            let decision = self.scheduler.next(Duration::from_secs_f64(now));
            self.night.decisions += 1;
            assert!(self.night.decisions < 50 * 200 * self.items.len(), "turns in circles");
            match decision {
                Decision::Trigger(item) => {
                    let i = self.number[&item];
                    let mut at = now + HALF_TRIP;
                    self.night.requests += 1;
                    at += 2.0 * HALF_TRIP;
                    self.at(at, Event::Post(i));
                }
                Decision::Poll(item) => {
                    let i = self.number[&item];
                    self.at(now + HALF_TRIP, Event::Look(i));
                }
                Decision::Wait { until } => {
                    if let Some(until) = until {
                        self.wake = until.as_secs_f64().max(now);
                    }
                    return true;
                }
                Decision::Done => return false,
            }
        }
    }

    fn happen(&mut self, event: Event, now: f64) {
        let time = Duration::from_secs_f64(now);
        match event {
            Event::Post(i) => self.post(i, now),
            Event::Look(i) => {
                self.night.requests += 1;
                self.night.polls += 1;
                let answer =
                    if now < self.ends[i] { Event::StillRunning(i) } else { Event::Ended(i) };
                self.at(now + HALF_TRIP, answer);
            }
            Event::Accepted(i) => self.scheduler.accepted(self.items[i], None, time),
            Event::Refused(i) => {
                self.scheduler.refused(self.items[i], Refusal::Cluster, None, time);
            }
            Event::StillRunning(i) => self.scheduler.still_running(self.items[i], time),
            Event::Ended(i) => {
                self.going -= 1;
                let took = Duration::from_secs_f64(self.fleet.actual[i]);
                self.scheduler.ended(self.items[i], time, Some(took));
            }
        }
    }

    fn post(&mut self, i: usize, now: f64) {
        self.night.requests += 1;
        let lie = self.lies.as_mut().is_some_and(|(every, chance)| chance.below(*every) == 0);
        let slot = &mut self.slots[self.fleet.cluster[i]];
        if lie || slot.is_busy(now) {
            self.night.refusals += 1;
            self.at(now + HALF_TRIP, Event::Refused(i));
            return;
        }
        let end = now + self.fleet.actual[i];
        slot.free_at = end;
        self.ends[i] = end;
        self.night.accepted[i] += 1;
        self.going += 1;
        self.night.most_running = self.night.most_running.max(self.going);
        self.at(now + HALF_TRIP, Event::Accepted(i));
    }
}
