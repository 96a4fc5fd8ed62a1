//! Syncs that Webex starts by itself.

use std::time::Duration;

use super::State;
use super::event::Event;
use crate::clock::VirtualTime;
use crate::model::Status;
use crate::random::Random;
use crate::runs::RunKind;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

impl State {
    /// Computes when each enterprise is due.
    pub(super) fn schedule_all(&mut self, now: VirtualTime) {
        for index in 0..self.enterprises.len() {
            let enterprise = &self.enterprises[index];
            if !enterprise.sync.enable_dir_sync || self.running.contains_key(&index) {
                continue;
            }
            let status = enterprise.sync.directory_sync_status.as_ref();
            let due = match status.and_then(|it| Some((it, it.last_sync_end_time?))) {
                Some((status, end)) => next_after(end, self.pause_after(status), now),
                // It was enabled at some time in the last week.
                None => now.after(WEEK.mul_f64(self.schedule_random(index).unit())),
            };
            self.schedule(index, due);
        }
    }

    /// Directory sync was enabled: the first run comes a week later, at a random time of that day.
    pub(super) fn schedule_first(&mut self, index: usize, now: VirtualTime) {
        let time_of_day = DAY.mul_f64(self.schedule_random(index).unit());
        self.schedule(index, now.after(WEEK).after(time_of_day));
    }

    /// A sync has ended: the next one is due a week later, or a day later after a failure.
    pub(super) fn schedule_next(&mut self, index: usize, now: VirtualTime) {
        let status = self.enterprises[index].sync.directory_sync_status.as_ref();
        let pause = status.map_or(WEEK, |status| self.pause_after(status));
        self.schedule(index, now.after(pause));
    }

    /// An enterprise is due: its sync starts, or waits for the slot.
    pub(super) fn come_due(&mut self, index: usize, due: VirtualTime) {
        // It was synced or disabled since, and is due at another time, if at all.
        if self.due.get(&index) != Some(&due) {
            return;
        }
        let cluster = self.enterprises[index].hidden.cluster;
        self.clusters[cluster].queue.push_back(index);
        self.start_scheduled(cluster, due);
    }

    /// Starts the sync that has waited longest for a cluster's slot for scheduled syncs, if that is
    /// free.
    pub(super) fn start_scheduled(&mut self, cluster: usize, now: VirtualTime) {
        if self.clusters[cluster].scheduled.is_some() {
            return;
        }
        let Some(index) = self.clusters[cluster].queue.pop_front() else {
            return;
        };
        self.clusters[cluster].scheduled = Some(index);
        let run = self.start_run(index, RunKind::Scheduled, self.own_tracking_id(index), now);
        self.reveal(index, run);
    }

    /// Forgets when an enterprise is due.
    pub(super) fn unschedule(&mut self, index: usize) {
        if self.due.remove(&index).is_some() {
            let cluster = self.enterprises[index].hidden.cluster;
            self.clusters[cluster].queue.retain(|waiting| *waiting != index);
        }
    }

    fn schedule(&mut self, index: usize, due: VirtualTime) {
        if self.options.scheduled_runs {
            self.due.insert(index, due);
            self.schedule_event(due, Event::ComesDue { enterprise: index });
        }
    }

    fn pause_after(&self, status: &Status) -> Duration {
        let failed = *status.sync_status == *self.options.switches.failed_state;
        if failed { DAY } else { WEEK }
    }

    fn schedule_random(&self, index: usize) -> Random {
        Random::of(self.options.seed, &[10, index as u64, self.runs_of(index)])
    }
}

/// The first time after `now` that is a whole number of intervals after `end`.
fn next_after(end: VirtualTime, pause: Duration, now: VirtualTime) -> VirtualTime {
    let passed = now.since(end).unwrap_or_default();
    let into_pause = Duration::from_secs(passed.as_secs() % pause.as_secs());
    end.after(passed.saturating_sub(into_pause)).after(pause)
}
