//! Syncs: their start, what is visible while they run, and their results.

use std::sync::Arc;

use super::State;
use super::active_run::ActiveRun;
use super::cluster::SlotHolder;
use super::event::{Event, Refusal};
use crate::clock::VirtualTime;
use crate::generated::options::PartialSuccess;
use crate::model::{COMPLETE, Counters, IN_PROGRESS, NOT_SYNCED, Status};
use crate::random::Random;
use crate::run_outcome::{Completion, RunOutcome};
use crate::runs::{RunKind, SandboxRun};
use crate::{generator, run_durations};

impl State {
    /// Enterprises that were given as syncing are syncing.
    pub(super) fn resume_given_runs(&mut self, now: VirtualTime) {
        for index in 0..self.enterprises.len() {
            let enterprise = &self.enterprises[index];
            if !enterprise.state().eq_ignore_ascii_case(IN_PROGRESS) {
                continue;
            }
            let given = enterprise.sync.directory_sync_status.as_ref();
            let started = given.and_then(|it| it.last_sync_start_time);
            let tracking_id = given.and_then(|it| it.last_sync_tracking_id.clone());
            let cluster = &mut self.clusters[enterprise.hidden.cluster];
            let kind = if cluster.on_demand.is_none() {
                cluster.on_demand = Some(SlotHolder::Elsewhere(index));
                RunKind::ExternalClient
            } else {
                cluster.scheduled.get_or_insert(index);
                RunKind::Scheduled
            };
            self.start_run(index, kind, tracking_id.unwrap_or_default(), now);
            if let (Some(run), Some(started)) = (self.running.get_mut(&index), started) {
                run.started = started;
            }
        }
    }

    /// Takes the slot of an enterprise's cluster for an on-demand sync.
    pub(super) fn take_slot(&mut self, index: usize, holder: SlotHolder) -> Result<(), Refusal> {
        let enterprise = &self.enterprises[index];
        if !enterprise.sync.enable_dir_sync {
            return Err(Refusal::Coded(600_011));
        }
        if self.running.contains_key(&index) {
            return Err(Refusal::AlreadyRunning);
        }
        let slot = &mut self.clusters[enterprise.hidden.cluster].on_demand;
        match slot {
            Some(SlotHolder::Triggered(_)) => return Err(Refusal::ClusterBusy),
            Some(SlotHolder::Elsewhere(_) | SlotHolder::Unseen) => {
                return Err(Refusal::HeldElsewhere);
            }
            None => *slot = Some(holder),
        }
        Ok(())
    }

    /// Starts a sync in its slot, and returns its number.
    pub(super) fn start_run(
        &mut self,
        index: usize,
        kind: RunKind,
        tracking_id: String,
        now: VirtualTime,
    ) -> u64 {
        self.unschedule(index);
        let forced = self.forced.remove(&index).unwrap_or_default();
        let mut random = Random::of(self.options.seed, &[3, index as u64, self.runs_of(index) + 1]);
        let enterprise = &mut self.enterprises[index];
        let before = enterprise.sync.directory_sync_status.as_ref().and_then(|it| it.counters);
        let hidden = &mut enterprise.hidden;
        hidden.runs += 1;
        let length = run_durations::next(&self.options, hidden.last_run, &mut random);
        hidden.last_run = forced.seconds.map_or(length, run_durations::seconds);
        let drawn = RunOutcome::draw(&self.options, hidden.provisioned_users, &mut random);
        let outcome = forced.codes.map_or(drawn, RunOutcome::of);
        let (number, ends) = (hidden.runs, now.after(hidden.last_run));
        self.runs.push(SandboxRun {
            enterprise_id: Some(enterprise.id.clone()),
            cluster: hidden.cluster,
            kind,
            start: now,
            end: ends,
            tracking_id: Some(tracking_id.clone()),
            codes: outcome.codes.clone(),
        });
        let run =
            ActiveRun { number, kind, started: now, ends, tracking_id, outcome, before, random };
        self.running.insert(index, run);
        self.schedule_event(ends, Event::RunEnds { enterprise: index });
        number
    }

    /// Makes a sync visible, unless it has ended.
    pub(super) fn reveal(&mut self, index: usize, number: u64) {
        let Some(run) = self.running.get(&index).filter(|run| run.number == number) else {
            return;
        };
        let keep = self.options.switches.end_time_while_running;
        self.version += 1;
        self.enterprises[index].change(|sync| {
            let last =
                sync.directory_sync_status.take().unwrap_or_else(|| Status::bare(NOT_SYNCED));
            sync.directory_sync_status = Some(Status {
                last_sync_start_time: Some(run.started),
                last_sync_end_time: last.last_sync_end_time.filter(|_| keep),
                counters: last.counters.filter(|_| keep),
                last_successful_sync_time: last.last_successful_sync_time,
                last_sync_tracking_id: Some(run.tracking_id.clone()),
                ..Status::bare(IN_PROGRESS)
            });
        });
    }

    pub(super) fn end_run(&mut self, index: usize) {
        let Some(run) = self.running.remove(&index) else {
            return;
        };
        let ends = run.ends;
        let kind = run.kind;
        self.conclude(index, run);
        self.schedule_next(index, ends);
        let cluster = self.enterprises[index].hidden.cluster;
        let slots = &mut self.clusters[cluster];
        match kind {
            RunKind::Scheduled => {
                slots.scheduled.take_if(|running| *running == index);
                self.start_scheduled(cluster, ends);
            }
            RunKind::OnDemand | RunKind::ExternalClient => {
                if slots.on_demand.and_then(SlotHolder::enterprise) == Some(index) {
                    self.release_slot(cluster, ends);
                }
            }
        }
    }

    /// Makes the end of a sync visible.
    fn conclude(&mut self, index: usize, mut run: ActiveRun) {
        let options = Arc::clone(&self.options);
        let failed = run.outcome.completion == Completion::None;
        let spelt_failed = failed
            || (run.outcome.completion == Completion::Partial
                && options.switches.partial_success == PartialSuccess::Failed);
        let enterprise = &mut self.enterprises[index];
        enterprise.hidden.has_completed |= !spelt_failed;
        self.version += 1;
        enterprise.change(|sync| {
            let last =
                sync.directory_sync_status.take().unwrap_or_else(|| Status::bare(NOT_SYNCED));
            let state = if spelt_failed {
                options.switches.failed_state.clone().into()
            } else {
                COMPLETE.into()
            };
            sync.directory_sync_status = Some(Status {
                last_sync_start_time: Some(run.started),
                last_sync_end_time: Some(run.ends),
                sync_status: state,
                counters: Some(if failed {
                    totals(run.before.unwrap_or_default())
                } else {
                    generator::counters_after(run.before, &mut run.random)
                }),
                last_successful_sync_time: if spelt_failed {
                    last.last_successful_sync_time
                } else {
                    Some(run.ends)
                },
                last_sync_tracking_id: Some(run.tracking_id),
                errors: run.outcome.errors(),
            });
        });
    }

    /// The tracking id that Webex gives to the next sync of an enterprise.
    pub(super) fn own_tracking_id(&self, index: usize) -> String {
        let parts = [12, index as u64, self.runs_of(index)];
        format!("NA_{}", Random::of(self.options.seed, &parts).uuid())
    }

    /// How many syncs of an enterprise this sandbox has started.
    pub(super) fn runs_of(&self, index: usize) -> u64 {
        self.enterprises[index].hidden.runs
    }
}

/// Only the totals: the result of a sync without changes.
fn totals(counters: Counters) -> Counters {
    Counters {
        total_users: counters.total_users,
        total_machines: counters.total_machines,
        ..Counters::default()
    }
}
