//! Labels: which cluster each is taken to be on, and the test whether they say anything.

use std::collections::{BTreeSet, VecDeque};

use super::cluster::{Cluster, ClusterId};
use super::runs::Purpose;
use super::{Item, Scheduler, State};

/// How many labels are tested at the start, those with the most to do.
const TESTED_LABELS: usize = 5;

/// How many enterprises of a tested label are triggered beside its first one.
const TRIGGERS_PER_TEST: usize = 2;

/// Labels that are tested, and what came of it.
#[derive(Debug, Default)]
pub(super) struct LabelTests {
    is_planned: bool,
    waiting: VecDeque<ClusterId>,
    sent: usize,
    tested: usize,
    /// Labels whose enterprises were seen to run at the same time.
    useless: BTreeSet<String>,
    /// Whether no provisioningId is believed any more.
    all_useless: bool,
}

/// What the tests demand now.
pub(super) enum NextTest {
    Trigger(Item),
    /// An answer has to come first.
    Wait,
    Nothing,
}

fn is_group(label: &str) -> bool {
    label.starts_with("group ")
}

impl Scheduler {
    /// The cluster of a label; of its own for each enterprise whose label says nothing.
    pub(super) fn cluster_for(&mut self, label: Option<&str>) -> ClusterId {
        let is_believed = |label: &&str| {
            is_group(label) || !(self.tests.all_useless || self.tests.useless.contains(*label))
        };
        let label = label.filter(is_believed);
        if let Some(id) = label.and_then(|label| self.labels.get(label)) {
            return self.root(*id);
        }
        let id = self.clusters.push(Cluster::default());
        let Some(label) = label else { return id };
        self.clusters[id].labels.push(label.to_owned());
        self.labels.insert(label.to_owned(), id);
        self.known.push(id);
        // An earlier run found that it shares the cluster of another label: it is tried there.
        if let Some(other) = self.hints.first_of_its_cluster(label, id) {
            self.set_candidates(id, Some(vec![other]));
        }
        id
    }

    fn plan_tests(&mut self) {
        self.tests.is_planned = true;
        let can_be_tested = |id: &ClusterId| {
            let cluster = &self.clusters[*id];
            cluster.waiting.len() > 1
                && cluster.candidates.is_none()
                && cluster.running.is_empty()
                && !cluster.labels.iter().any(|label| is_group(label))
        };
        let mut labels: Vec<ClusterId> = self.known.iter().copied().filter(can_be_tested).collect();
        labels.sort_by(|a, b| self.clusters[*b].load.total_cmp(&self.clusters[*a].load));
        labels.truncate(TESTED_LABELS);
        self.tests.tested = labels.len();
        self.tests.waiting = labels.into();
    }

    /// Before anything else runs: with every cluster busy, a refusal would say nothing of the label.
    pub(super) fn next_test(&mut self, now: f64) -> NextTest {
        if !self.tests.is_planned {
            self.plan_tests();
        }
        while let Some(&id) = self.tests.waiting.front() {
            let id = self.root(id);
            let cluster = &self.clusters[id];
            if cluster.starting > 0 {
                return NextTest::Wait;
            }
            let is_open = cluster.candidates.is_none()
                && cluster.retry_at <= now
                && self.tests.sent <= TRIGGERS_PER_TEST
                && self.budget.allows();
            let purpose = match *cluster.running.as_slice() {
                [] if self.tests.sent == 0 => Some(Purpose::Next),
                [first] if self.tests.sent > 0 => Some(Purpose::Test(first)),
                _ => None,
            };
            if let (true, Some(purpose), Some(item)) = (is_open, purpose, self.top(id, now)) {
                self.tests.sent += 1;
                return NextTest::Trigger(self.start(item, purpose));
            }
            self.tests.waiting.pop_front();
            self.tests.sent = 0;
        }
        NextTest::Nothing
    }

    /// The sync was seen to run at that moment: one that was accepted before runs beside it.
    pub(super) fn check_overlap(&mut self, item: Item, seen_at: f64) {
        let Some(run) = self.runs.get_mut(&item) else { return };
        let Some((other, _)) = run.overlap.take_if(|(_, since)| seen_at > *since) else { return };
        let Some(label) = self.items[item].label.clone() else { return };
        if self.items[other].label.as_ref() != Some(&label) {
            return;
        }
        self.tests.useless.insert(label.clone());
        if self.tests.useless.len() * 2 > self.tests.tested {
            self.tests.all_useless = true;
            let all: Vec<String> =
                self.labels.keys().filter(|label| !is_group(label)).cloned().collect();
            for label in &all {
                self.give_up(label);
            }
        } else {
            self.give_up(&label);
        }
    }

    /// The label says nothing: each of its enterprises is taken to be on a cluster of its own.
    fn give_up(&mut self, label: &str) {
        let Some(id) = self.labels.remove(label) else { return };
        let id = self.root(id);
        self.set_candidates(id, None);
        self.clusters[id].labels.retain(|other| other != label);
        let is_here = |item: &Item| {
            let entry = &self.items[*item];
            entry.label.as_deref() == Some(label) && self.root(entry.cluster) == id
        };
        let items: Vec<Item> = self.items.ids().filter(is_here).collect();
        for item in items {
            match self.items[item].state {
                State::Waiting => {
                    self.dequeue(item);
                    let own = Cluster { members: 1, ..Cluster::default() };
                    self.items[item].cluster = self.clusters.push(own);
                    self.enqueue(item);
                }
                // The first that runs keeps the cluster.
                State::Running if self.clusters[id].running.first() != Some(&item) => {
                    self.clusters[id].running.retain(|running| *running != item);
                    let running = vec![item];
                    let own = Cluster { members: 1, running, found: true, ..Cluster::default() };
                    let own = self.clusters.push(own);
                    self.items[item].cluster = own;
                    self.known.push(own);
                }
                _ => {}
            }
        }
        let kept = &mut self.clusters[id];
        if kept.labels.is_empty() {
            kept.members = 1;
            kept.spans.clear();
            if !kept.found && !kept.is_busy() {
                self.known.retain(|known| *known != id);
            }
        }
    }
}
