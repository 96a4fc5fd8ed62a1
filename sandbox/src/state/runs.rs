//! Runs: how long one takes, what is seen of it meanwhile, how it ends.

use std::sync::Arc;

use super::{Event, State};
use crate::clock::Moment;
use crate::codes;
use crate::data;
use crate::model::{COMPLETE, Counters, IN_PROGRESS, NOT_SYNCED, Status, SyncError};
use crate::random::Random;
use crate::switches::PartialSuccess;

/// A run that is going on.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// The how-manieth of its enterprise in this sandbox.
    number: u64,
    started: Moment,
    ends: Moment,
    tracking_id: String,
    /// The counters when it started.
    before: Option<Counters>,
}

impl State {
    /// Enterprises that were given as being synced are being synced.
    pub(super) fn resume_given_runs(&mut self, now: Moment) {
        for index in 0..self.enterprises.len() {
            let enterprise = &self.enterprises[index];
            if !enterprise.state().eq_ignore_ascii_case(IN_PROGRESS) {
                continue;
            }
            let given = enterprise.sync.directory_sync_status.as_ref();
            let started = given.and_then(|it| it.last_sync_start_time);
            let tracking_id = given.and_then(|it| it.last_sync_tracking_id.clone());
            let slot = &mut self.clusters[enterprise.hidden.cluster].on_demand;
            slot.get_or_insert(index);
            self.start_run(index, tracking_id.unwrap_or_default(), now);
            if let (Some(run), Some(started)) = (self.running.get_mut(&index), started) {
                run.started = started;
            }
        }
    }

    pub(super) fn start_run(&mut self, index: usize, tracking_id: String, now: Moment) -> u64 {
        let enterprise = &mut self.enterprises[index];
        let before = enterprise.sync.directory_sync_status.as_ref().and_then(|it| it.counters);
        let hidden = &mut enterprise.hidden;
        hidden.runs += 1;
        let number = hidden.runs;
        let usual = hidden.usual_run;
        let mut random = self.run_random(index, number);
        let (shortest, longest) = self.options.run_seconds;
        let length =
            if shortest >= longest { usual } else { usual.mul_f64(0.8 + 0.4 * random.unit()) };
        let ends = now.after(length);
        self.running.insert(index, Run { number, started: now, ends, tracking_id, before });
        self.plan(ends, Event::RunEnds { enterprise: index });
        number
    }

    /// What decides about one run, however often and whenever it is asked.
    fn run_random(&self, index: usize, number: u64) -> Random {
        Random::of(self.options.seed, &[3, index as u64, number])
    }

    /// Lets a run be seen, unless it is over.
    pub(super) fn reveal(&mut self, index: usize, number: u64) {
        let Some(run) = self.running.get(&index).filter(|run| run.number == number) else {
            return;
        };
        let keep = self.options.switches.end_time_while_running;
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
        let mut random = self.run_random(index, run.number);
        let options = Arc::clone(&self.options);
        let enterprise = &mut self.enterprises[index];
        let slot = &mut self.clusters[enterprise.hidden.cluster].on_demand;
        slot.take_if(|running| *running == index);

        // One draw decides, after the one that the run's length took.
        let _ = random.unit();
        let fate = random.unit();
        let unprovisioned = enterprise.hidden.provisioned_users == 0;
        let failed = unprovisioned || fate < options.fail_share;
        let partial = !failed && fate < options.fail_share + options.partial_share;
        let spelt_failed =
            failed || (partial && options.switches.partial_success == PartialSuccess::Failed);
        let errors = if unprovisioned {
            vec![SyncError { error_code: 600_029, description: codes::description(600_029) }]
        } else if failed {
            vec![data::failure(&options.switches, &mut random)]
        } else if partial {
            vec![SyncError { error_code: 600_018, description: codes::description(600_018) }]
        } else {
            Vec::new()
        };
        enterprise.hidden.has_completed |= !spelt_failed;
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
                    data::counters_after(run.before, &mut random)
                }),
                last_successful_sync_time: if spelt_failed {
                    last.last_successful_sync_time
                } else {
                    Some(run.ends)
                },
                last_sync_tracking_id: Some(run.tracking_id),
                errors,
            });
        });
    }
}

/// The running totals alone: what a run that did nothing reports.
fn totals(counters: Counters) -> Counters {
    Counters {
        total_users: counters.total_users,
        total_machines: counters.total_machines,
        ..Counters::default()
    }
}
