//! The state machine of the simulator: enterprises, hidden clusters, runs and clean-ups.
//!
//! Nothing here knows HTTP or looks at a clock: every call says what time it is, and everything that was
//! due by then happens first, in order.

mod active_run;
mod billing_reports;
mod cluster;
mod delayed_changes;
mod event;
mod external_clients;
mod introspection;
mod listing;
mod new_enterprises;
mod runs;
mod schedule;
mod subscriber_index;
mod subscribers;
mod user;
mod users;
mod workspaces;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::io;
use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::billing_reports::BillingReport;
use crate::clock::VirtualTime;
use crate::generated::options::{SandboxOptions, Sort};
use crate::generator;
use crate::model::{Enterprise, NOT_SYNCED, Status};
use crate::random::Random;
use crate::run_durations;
use crate::runs::{NextRun, RunKind, SandboxRun};
use crate::seed_data;
use crate::subscribers as seeded_subscribers;
use crate::workspaces::Workspace;

use active_run::ActiveRun;
use cluster::{Cluster, SlotHolder};
use event::Event;
pub(crate) use event::Refusal;
pub(crate) use listing::Filter;
pub(crate) use subscriber_index::SubscriberFilter;
use subscriber_index::Subscribers;
use user::Users;

/// A scheduled change of the state.
type DelayedChange = Box<dyn FnOnce(&mut State, VirtualTime) + Send>;

/// Everything the sandbox knows.
pub(crate) struct State {
    pub(crate) options: Arc<SandboxOptions>,
    pub(crate) enterprises: Vec<Enterprise>,
    subscribers: Subscribers,
    /// Workspaces by their ids.
    pub(crate) workspaces: BTreeMap<String, Workspace>,
    /// How many workspaces have been provisioned, removed ones included.
    workspaces_provisioned: u64,
    /// Billing reports by their ids.
    pub(crate) billing_reports: BTreeMap<String, BillingReport>,
    /// How many billing reports have been created, deleted ones included.
    reports_created: u64,
    users: HashMap<usize, Users>,
    /// Positions of enterprises in the order of a listing.
    order: Vec<usize>,
    by_id: HashMap<String, usize>,
    clusters: Vec<Cluster>,
    running: HashMap<usize, ActiveRun>,
    /// The configured properties of future syncs.
    forced: HashMap<usize, NextRun>,
    /// When Webex starts the next sync of an enterprise.
    due: HashMap<usize, VirtualTime>,
    cleaning: HashMap<usize, VirtualTime>,
    /// Delayed changes, by number.
    delayed_changes: HashMap<u64, DelayedChange>,
    next_change: u64,
    /// How many triggers each enterprise has accepted.
    accepted: BTreeMap<usize, u64>,
    /// Number of refusals, by reason.
    refusals: BTreeMap<String, u64>,
    /// All runs in the order in which they started.
    runs: Vec<SandboxRun>,
    events: BinaryHeap<Reverse<(VirtualTime, Event)>>,
    version: u64,
}

impl State {
    pub(crate) fn new(options: Arc<SandboxOptions>, now: VirtualTime) -> io::Result<Self> {
        let enterprises = match &options.items {
            Some(items) => seed_data::enterprises(items, &options)?,
            None => generator::enterprises(&options, now),
        };
        let mut by_id = HashMap::with_capacity(enterprises.len());
        for (index, enterprise) in enterprises.iter().enumerate() {
            by_id.entry(enterprise.id.trim_end_matches('=').to_owned()).or_insert(index);
        }
        by_id.remove("");
        let subscribers = seeded_subscribers::subscribers(&options, &enterprises, now);
        let mut order: Vec<usize> = (0..enterprises.len()).collect();
        match options.sort {
            Sort::Insertion => {}
            Sort::Id => order.sort_unstable_by(|a, b| enterprises[*a].id.cmp(&enterprises[*b].id)),
            Sort::Shuffled => Random::of(options.seed, &[2]).shuffle(&mut order),
        }
        let mut state = Self {
            clusters: cluster::clusters(options.cluster_count(), &enterprises),
            options,
            enterprises,
            subscribers: Subscribers::new(subscribers),
            workspaces: BTreeMap::new(),
            workspaces_provisioned: 0,
            billing_reports: BTreeMap::new(),
            reports_created: 0,
            users: HashMap::new(),
            order,
            by_id,
            running: HashMap::new(),
            forced: HashMap::new(),
            due: HashMap::new(),
            cleaning: HashMap::new(),
            delayed_changes: HashMap::new(),
            next_change: 0,
            accepted: BTreeMap::new(),
            refusals: BTreeMap::new(),
            runs: Vec::new(),
            events: BinaryHeap::new(),
            version: 0,
        };
        state.resume_given_runs(now);
        state.schedule_all(now);
        state.schedule_first_external_clients(now);
        Ok(state)
    }

    /// Executes all events that are due by `now`.
    pub(crate) fn advance_to(&mut self, now: VirtualTime) {
        while let Some(Reverse((due, event))) = self.events.peek().copied()
            && due <= now
        {
            self.events.pop();
            match event {
                Event::Reveal { enterprise, run } => self.reveal(enterprise, run),
                Event::RunEnds { enterprise } => self.end_run(enterprise),
                Event::HoldEnds { cluster } => self.release_slot(cluster, due),
                Event::CleanedUp { enterprise } => self.end_clean_up(enterprise, due),
                Event::Change { number } => self.change(number, due),
                Event::ExternalClientArrives { cluster } => {
                    self.external_client_arrives(cluster, due);
                }
                Event::ComesDue { enterprise } => self.come_due(enterprise, due),
            }
        }
    }

    /// A number that changes whenever anything visible changes.
    pub(crate) fn version(&self) -> u64 {
        self.version + self.subscribers.version
    }

    /// The position of the enterprise with an id; base64 padding is ignored.
    pub(crate) fn find(&self, id: &str) -> Result<usize, Refusal> {
        let id = id.trim_end_matches('=');
        let bare = || {
            let accepted = self.options.switches.bare_uuid_accepted;
            let id = URL_SAFE_NO_PAD.encode(format!("ciscospark://us/ENTERPRISE/{id}"));
            accepted.then(|| self.by_id.get(&id)).flatten()
        };
        self.by_id.get(id).or_else(bare).copied().ok_or(Refusal::NotFound)
    }

    /// Turns directory sync on or off, and returns the new state.
    pub(crate) fn enable(
        &mut self,
        index: usize,
        enable: bool,
        now: VirtualTime,
    ) -> Result<String, Refusal> {
        let enabled = self.enterprises[index].sync.enable_dir_sync;
        if enabled && !enable {
            if self.running.contains_key(&index) {
                return self.count_refusal(Err(Refusal::Coded(600_020)));
            }
            self.unschedule(index);
            let enterprise = &mut self.enterprises[index];
            let state = self.options.switches.clean_up_state.clone();
            enterprise.change(|sync| {
                sync.enable_dir_sync = false;
                sync.directory_sync_status = Some(Status::bare(state));
            });
            let ends = now.after(run_durations::seconds(self.options.clean_up_seconds));
            self.cleaning.insert(index, ends);
            self.schedule_event(ends, Event::CleanedUp { enterprise: index });
            self.version += 1;
        } else if enable && !enabled {
            self.cleaning.remove(&index);
            self.users.remove(&index);
            let enterprise = &mut self.enterprises[index];
            enterprise.hidden.has_completed = false;
            enterprise.change(|sync| {
                sync.enable_dir_sync = true;
                sync.directory_sync_status = Some(Status::bare(NOT_SYNCED));
            });
            self.version += 1;
            self.schedule_first(index, now);
        }
        Ok(self.enterprises[index].state().to_owned())
    }

    /// Starts a run on demand.
    pub(crate) fn trigger(
        &mut self,
        index: usize,
        tracking_id: String,
        now: VirtualTime,
    ) -> Result<(), Refusal> {
        let taken = self.take_slot(index, SlotHolder::Triggered(index));
        self.count_refusal(taken)?;
        *self.accepted.entry(index).or_default() += 1;
        let tracking_id = if self.options.switches.tracking_id_of_trigger {
            tracking_id
        } else {
            self.own_tracking_id(index)
        };
        let run = self.start_run(index, RunKind::OnDemand, tracking_id, now);
        let hidden_for = run_durations::seconds(self.options.switches.stale_seconds);
        if hidden_for.is_zero() {
            self.reveal(index, run);
        } else {
            let reveal = Event::Reveal { enterprise: index, run };
            self.schedule_event(now.after(hidden_for), reveal);
        }
        Ok(())
    }

    /// Sets properties of the next sync of an enterprise, whatever starts it.
    pub(crate) fn set_next_run(&mut self, index: usize, next: NextRun) {
        self.forced.insert(index, next);
    }

    fn schedule_event(&mut self, due: VirtualTime, event: Event) {
        // At the end of time, nothing would ever end.
        if !due.is_last() {
            self.events.push(Reverse((due, event)));
        }
    }

    fn end_clean_up(&mut self, index: usize, due: VirtualTime) {
        // Enabling again cancels a clean-up.
        if self.cleaning.get(&index) != Some(&due) {
            return;
        }
        self.cleaning.remove(&index);
        self.users.remove(&index);
        let status = generator::before_first_sync(&self.options.switches, index);
        let enterprise = &mut self.enterprises[index];
        enterprise.hidden.has_completed = false;
        enterprise.change(|sync| sync.directory_sync_status = status);
        self.version += 1;
    }
}
