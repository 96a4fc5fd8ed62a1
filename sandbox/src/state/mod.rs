//! The state machine behind the service: enterprises, hidden clusters, runs and clean-ups.
//!
//! Nothing here knows HTTP or looks at a clock: every call says what time it is, and everything that was
//! due by then happens first, in order.

mod late;
mod listing;
mod runs;
mod users;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::clock::Moment;
use crate::data;
use crate::given;
use crate::model::{Enterprise, NOT_SYNCED, Status};
use crate::options::{SandboxOptions, Sort};
use crate::random::Random;

pub(crate) use late::Change;
pub(crate) use listing::Filter;
use runs::Run;
use users::Users;

/// Why an operation was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotFound,
    /// For the reason that a directory sync code names.
    Coded(u32),
    /// Another on-demand run occupies the cluster.
    ClusterBusy,
    /// This very enterprise is being synced.
    AlreadyRunning,
}

/// One hidden BroadWorks cluster. The service allows it one on-demand run at a time; a scheduled run has
/// a slot of its own and does not stand in the way of this one.
#[derive(Clone, Debug, Default)]
struct Cluster {
    on_demand: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A trigger that was not visible yet becomes so.
    Reveal {
        enterprise: usize,
        run: u64,
    },
    RunEnds {
        enterprise: usize,
    },
    CleanedUp {
        enterprise: usize,
    },
    /// A change whose time has come.
    Change {
        number: usize,
    },
}

/// Everything the sandbox knows.
pub(crate) struct State {
    pub(crate) options: Arc<SandboxOptions>,
    pub(crate) enterprises: Vec<Enterprise>,
    users: HashMap<usize, Users>,
    /// Positions of enterprises in the order of a listing.
    order: Vec<usize>,
    by_id: HashMap<String, usize>,
    clusters: Vec<Cluster>,
    running: HashMap<usize, Run>,
    cleaning: HashMap<usize, Moment>,
    /// Changes to come, by their numbers; none where one has been carried out.
    late: Vec<Option<(usize, Change)>>,
    /// How many triggers each enterprise has accepted.
    accepted: BTreeMap<usize, u64>,
    events: BinaryHeap<Reverse<(Moment, Event)>>,
    version: u64,
}

impl State {
    pub(crate) fn new(options: Arc<SandboxOptions>, now: Moment) -> io::Result<Self> {
        let enterprises = match &options.items {
            Some(items) => given::enterprises(items, &options)?,
            None => data::enterprises(&options, now),
        };
        let mut by_id = HashMap::with_capacity(enterprises.len());
        for (index, enterprise) in enterprises.iter().enumerate() {
            by_id.entry(enterprise.id.trim_end_matches('=').to_owned()).or_insert(index);
        }
        by_id.remove("");
        let mut order: Vec<usize> = (0..enterprises.len()).collect();
        match options.sort {
            Sort::Insertion => {}
            Sort::Id => order.sort_unstable_by(|a, b| enterprises[*a].id.cmp(&enterprises[*b].id)),
            Sort::Shuffled => Random::of(options.seed, &[2]).shuffle(&mut order),
        }
        let mut state = Self {
            clusters: vec![Cluster::default(); options.clusters.max(1)],
            options,
            enterprises,
            users: HashMap::new(),
            order,
            by_id,
            running: HashMap::new(),
            cleaning: HashMap::new(),
            late: Vec::new(),
            accepted: BTreeMap::new(),
            events: BinaryHeap::new(),
            version: 0,
        };
        state.resume_given_runs(now);
        Ok(state)
    }

    /// Lets everything happen that is due by `now`.
    pub(crate) fn settle(&mut self, now: Moment) {
        while let Some(Reverse((due, event))) = self.events.peek().copied()
            && due <= now
        {
            self.events.pop();
            self.version += 1;
            match event {
                Event::Reveal { enterprise, run } => self.reveal(enterprise, run),
                Event::RunEnds { enterprise } => self.end_run(enterprise),
                Event::CleanedUp { enterprise } => self.end_clean_up(enterprise, due),
                Event::Change { number } => self.change(number, due),
            }
        }
    }

    /// A number that differs whenever anything visible does.
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// The position of the enterprise with an id; padding of the base64 is of no account.
    pub(crate) fn find(&self, id: &str) -> Result<usize, Refusal> {
        let id = id.trim_end_matches('=');
        let bare = || {
            let accepted = self.options.switches.bare_uuid_accepted;
            let id = URL_SAFE_NO_PAD.encode(format!("ciscospark://us/ENTERPRISE/{id}"));
            accepted.then(|| self.by_id.get(&id)).flatten()
        };
        self.by_id.get(id).or_else(bare).copied().ok_or(Refusal::NotFound)
    }

    /// Switches directory sync on or off; answers the state that follows.
    pub(crate) fn enable(
        &mut self,
        index: usize,
        enable: bool,
        now: Moment,
    ) -> Result<String, Refusal> {
        let enterprise = &mut self.enterprises[index];
        let enabled = enterprise.sync.enable_dir_sync;
        if enabled && !enable {
            if self.running.contains_key(&index) {
                return Err(Refusal::Coded(600_020));
            }
            let state = self.options.switches.clean_up_state.clone();
            enterprise.change(|sync| {
                sync.enable_dir_sync = false;
                sync.directory_sync_status = Some(Status::bare(state));
            });
            let ends = now.after(seconds(self.options.clean_up_seconds));
            self.cleaning.insert(index, ends);
            self.plan(ends, Event::CleanedUp { enterprise: index });
            self.version += 1;
        } else if enable && !enabled {
            self.cleaning.remove(&index);
            self.users.remove(&index);
            enterprise.hidden.has_completed = false;
            enterprise.change(|sync| {
                sync.enable_dir_sync = true;
                sync.directory_sync_status = Some(Status::bare(NOT_SYNCED));
            });
            self.version += 1;
        }
        Ok(self.enterprises[index].state().to_owned())
    }

    /// Starts a run on demand.
    pub(crate) fn trigger(
        &mut self,
        index: usize,
        tracking_id: String,
        now: Moment,
    ) -> Result<(), Refusal> {
        let enterprise = &self.enterprises[index];
        if !enterprise.sync.enable_dir_sync {
            return Err(Refusal::Coded(600_011));
        }
        if self.running.contains_key(&index) {
            return Err(Refusal::AlreadyRunning);
        }
        let cluster = &mut self.clusters[enterprise.hidden.cluster];
        if cluster.on_demand.is_some() {
            return Err(Refusal::ClusterBusy);
        }
        cluster.on_demand = Some(index);
        *self.accepted.entry(index).or_default() += 1;
        let run = self.start_run(index, tracking_id, now);
        let hidden_for = seconds(self.options.switches.stale_seconds);
        if hidden_for.is_zero() {
            self.reveal(index, run);
        } else {
            let reveal = Event::Reveal { enterprise: index, run };
            self.plan(now.after(hidden_for), reveal);
        }
        self.version += 1;
        Ok(())
    }

    /// How many triggers each enterprise has accepted, by its id; those without one are left out.
    pub(crate) fn accepted_triggers(&self) -> BTreeMap<String, u64> {
        let named = |(index, count): (&usize, &u64)| (self.enterprises[*index].id.clone(), *count);
        self.accepted.iter().map(named).collect()
    }

    /// Every enterprise as it is shown, and under `sandbox` what the service hides.
    pub(crate) fn ground_truth(&self) -> Value {
        self.enterprises
            .iter()
            .map(|enterprise| {
                let mut item = json!(enterprise);
                item["sandbox"] = json!({
                    "cluster": enterprise.hidden.cluster,
                    "domain": enterprise.domain(),
                    "provisionedUsers": enterprise.hidden.provisioned_users,
                    "runSeconds": enterprise.hidden.usual_run.as_secs_f64(),
                });
                item
            })
            .collect()
    }

    fn plan(&mut self, due: Moment, event: Event) {
        self.events.push(Reverse((due, event)));
    }

    fn end_clean_up(&mut self, index: usize, due: Moment) {
        // Enabling again calls a clean-up off.
        if self.cleaning.get(&index) != Some(&due) {
            return;
        }
        self.cleaning.remove(&index);
        self.users.remove(&index);
        let status = data::before_first_sync(&self.options.switches, index);
        let enterprise = &mut self.enterprises[index];
        enterprise.hidden.has_completed = false;
        enterprise.change(|sync| sync.directory_sync_status = status);
    }
}

fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
