//! Whatever is answered, the scheduler goes on until everything is over.

#![allow(clippy::cast_precision_loss, reason = "numbers of enterprises are small")]

use ordered_float::OrderedFloat;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::{Candidate, Decision, Item, Refusal, Scheduler};

/// What comes of a trigger.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// Accepted if the cluster is free, and refused if it is not.
    Honest,
    Refused(Refusal),
    Postponed,
    GaveUp,
    /// Taken for accepted, never seen to begin, and sent again.
    Lost,
    /// No answer tells whether it was accepted.
    Doubtful,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Answered(Item, usize),
    Looked(Item),
    Lost(Item),
    Added(usize),
}

/// A service with a prepared list of faults; after the last of them it works without faults.
struct World {
    scheduler: Scheduler,
    clusters: Vec<usize>,
    labels: Vec<Option<usize>>,
    mishaps: Vec<(Fate, f64)>,
    triggers: usize,
    number: BTreeMap<Item, usize>,
    ends: BTreeMap<Item, f64>,
    free_at: BTreeMap<usize, f64>,
    events: BinaryHeap<Reverse<(OrderedFloat<f64>, usize, Event)>>,
    now: f64,
}

impl World {
    fn at(&mut self, after: f64, event: Event) {
        self.events.push(Reverse((OrderedFloat(self.now + after), self.events.len(), event)));
    }

    fn add(&mut self, number: usize) -> Item {
        let item = self.scheduler.add(Candidate {
            provisioning_id: self.labels[number].map(|label| label.to_string()),
            group: None,
            expected: (!number.is_multiple_of(3)).then(|| Duration::from_secs(10 * number as u64)),
        });
        self.number.insert(item, number);
        item
    }

    /// Plays to the end; panics if something is left and nothing can happen any more.
    fn run(mut self) {
        for _ in 0..200_000 {
            let time = Duration::from_secs_f64(self.now);
            let wake = match self.scheduler.next(time) {
                Decision::Trigger(item) => {
                    let (_, delay) = self.fate(self.triggers);
                    self.at(delay, Event::Answered(item, self.triggers));
                    self.triggers += 1;
                    continue;
                }
                Decision::Poll(item) => {
                    self.at(0.1, Event::Looked(item));
                    continue;
                }
                Decision::Done if self.events.is_empty() => return,
                Decision::Done => None,
                Decision::Wait { until } => until.map(|until| until.as_secs_f64()),
            };
            let next = self.events.peek().map_or(f64::INFINITY, |event| event.0.0.0);
            let wake = wake.unwrap_or(f64::INFINITY).max(self.now);
            assert!(next.min(wake) < 1e7, "no progress: {} left", self.scheduler.remaining());
            self.now = next.min(wake).max(self.now);
            if next <= wake {
                let Some(Reverse((_, _, event))) = self.events.pop() else { continue };
                self.happen(event);
            }
        }
        panic!("turns in circles: {} left at {} s", self.scheduler.remaining(), self.now);
    }

    fn fate(&self, trigger: usize) -> (Fate, f64) {
        self.mishaps.get(trigger).copied().unwrap_or((Fate::Honest, 0.1))
    }

    fn happen(&mut self, event: Event) {
        let now = Duration::from_secs_f64(self.now);
        match event {
            Event::Answered(item, trigger) => self.answered(item, trigger),
            Event::Looked(item) if self.ends[&item] > self.now => {
                self.scheduler.still_running(item, now);
            }
            Event::Looked(item) => self.scheduler.ended(item, now, None),
            Event::Lost(item) => {
                self.scheduler.finish(item);
                self.add(self.number[&item]);
            }
            Event::Added(number) => {
                self.add(number);
            }
        }
    }

    fn answered(&mut self, item: Item, trigger: usize) {
        let now = Duration::from_secs_f64(self.now);
        let number = self.number[&item];
        let cluster = self.clusters[number];
        let is_free = self.free_at.get(&cluster).is_none_or(|at| *at <= self.now);
        let end = self.now + 5.0 + 7.0 * number as f64;
        match self.fate(trigger).0 {
            Fate::Honest if is_free => {
                self.free_at.insert(cluster, end);
                self.ends.insert(item, end);
                self.scheduler.accepted(item, None, now);
            }
            Fate::Honest => self.scheduler.refused(item, Refusal::Cluster, None, now),
            Fate::Refused(refusal) => self.scheduler.refused(item, refusal, None, now),
            Fate::Postponed => self.scheduler.postponed(item, now + Duration::from_secs(3)),
            Fate::GaveUp => self.scheduler.finish(item),
            Fate::Lost => {
                self.ends.insert(item, f64::INFINITY);
                self.scheduler.accepted(item, None, now);
                self.at(30.0, Event::Lost(item));
            }
            Fate::Doubtful => {
                self.scheduler.finish(item);
                let item = self.add(number);
                self.ends.insert(item, end);
                self.scheduler.adopt(item, Duration::from_secs(3), now);
            }
        }
    }
}

fn fates() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Honest),
        3 => Just(Fate::Refused(Refusal::Cluster)),
        1 => Just(Fate::Refused(Refusal::Template)),
        1 => Just(Fate::Refused(Refusal::Service)),
        1 => Just(Fate::Postponed),
        1 => Just(Fate::GaveUp),
        2 => Just(Fate::Lost),
        1 => Just(Fate::Doubtful),
    ]
}

fn play(
    enterprises: &[(usize, Option<usize>, bool)],
    mishaps: Vec<(Fate, f64)>,
    max_refusals_per_trigger: f64,
    max_running: usize,
) {
    let mut world = World {
        scheduler: Scheduler::new(max_refusals_per_trigger, max_running, Vec::new()),
        clusters: enterprises.iter().map(|(cluster, _, _)| *cluster).collect(),
        labels: enterprises.iter().map(|(_, label, _)| *label).collect(),
        mishaps,
        triggers: 0,
        number: BTreeMap::new(),
        ends: BTreeMap::new(),
        free_at: BTreeMap::new(),
        events: BinaryHeap::new(),
        now: 0.0,
    };
    for (number, (_, _, late)) in enterprises.iter().enumerate() {
        if *late {
            world.at(20.0 * number as f64, Event::Added(number));
        } else {
            world.add(number);
        }
    }
    world.run();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_stands_still_whatever_is_answered(
        enterprises in vec((0..4_usize, proptest::option::of(0..4_usize), any::<bool>()), 1..40),
        mishaps in vec((fates(), prop_oneof![Just(0.1), 0.1..20.0]), 0..120),
        max_refusals_per_trigger in prop_oneof![Just(0.0), Just(2.0), Just(f64::INFINITY)],
        max_running in prop_oneof![Just(1), Just(3), Just(usize::MAX)],
    ) {
        play(&enterprises, mishaps, max_refusals_per_trigger, max_running);
    }
}

#[test]
fn one_that_comes_again_after_it_was_lost_is_tried_again() {
    for (refused, label) in [(0, None), (3, None), (0, Some(1)), (3, Some(1))] {
        let mut mishaps = vec![(Fate::Refused(Refusal::Cluster), 0.1); refused];
        mishaps.extend([(Fate::Lost, 0.1); 3]);
        play(&[(0, label, false)], mishaps, 2.0, usize::MAX);
    }
}

#[test]
fn the_others_of_a_template_go_on_when_one_is_given_up_while_it_is_started() {
    for fate in [Fate::GaveUp, Fate::Postponed, Fate::Refused(Refusal::Template)] {
        let enterprises = [(0, Some(1), false); 3];
        play(&enterprises, vec![(fate, 0.1)], 2.0, usize::MAX);
    }
}

#[test]
fn a_label_does_not_wait_for_one_that_was_given_up_before_anything_ran() {
    let enterprises = [1, 1, 2, 2].map(|label| (0, Some(label), false));
    let refused = Fate::Refused(Refusal::Cluster);
    // The checks are refused; then one label is refused while a trigger of the other is under way.
    let checks = [(refused, 0.1); 2];
    let then = [(refused, 5.0), (Fate::GaveUp, 9.0), (Fate::GaveUp, 0.1)];
    play(&enterprises, [&checks[..], &then].concat(), 2.0, usize::MAX);
}
