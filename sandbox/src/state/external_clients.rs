//! External clients, which start syncs on demand in these clusters.

use std::time::Duration;

use super::State;
use super::cluster::SlotHolder;
use super::event::{Event, Refusal};
use crate::clock::VirtualTime;
use crate::random::Random;
use crate::run_durations;
use crate::runs::{RunKind, SandboxRun};

/// How long external clients stay away if they found nothing to sync, before randomness.
const IDLE_TIME: Duration = Duration::from_secs(600);

/// The minimum duration of a visit.
const MIN_VISIT: Duration = Duration::from_millis(1);

impl State {
    /// Schedules the first external clients.
    pub(super) fn schedule_first_external_clients(&mut self, now: VirtualTime) {
        if self.options.external_client_share <= 0.0 {
            return;
        }
        for cluster in 0..self.clusters.len() {
            if let Some(index) = self.clusters[cluster].members.first() {
                let usual = self.enterprises[*index].hidden.last_run;
                let mut random = self.external_client_random(cluster, 0);
                let away = self.time_away(usual, &mut random);
                self.schedule_event(now.after(away), Event::ExternalClientArrives { cluster });
            }
        }
    }

    /// An external client wants the slot: it takes it, or waits for it.
    pub(super) fn external_client_arrives(&mut self, cluster: usize, now: VirtualTime) {
        if self.clusters[cluster].on_demand.is_some() {
            self.clusters[cluster].external_clients.waiting = Some(now);
            return;
        }
        let external_clients = &mut self.clusters[cluster].external_clients;
        let waited = external_clients.waiting.take().and_then(|since| now.since(since));
        external_clients.visits += 1;
        let mut random =
            self.external_client_random(cluster, self.clusters[cluster].external_clients.visits);
        let held = if self.options.anonymous_external_clients {
            self.hold_as_one_of(cluster, &mut random, now)
        } else {
            self.sync_one_of(cluster, &mut random, now)
        };
        // Without a minimum above 0, visits could repeat endlessly at the same moment.
        let held = held.unwrap_or(IDLE_TIME).max(MIN_VISIT);
        // A client that had to wait returns sooner, to keep the configured share of time.
        let away = self.time_away(held, &mut random).saturating_sub(waited.unwrap_or_default());
        let next = now.after(held).after(away);
        self.schedule_event(next, Event::ExternalClientArrives { cluster });
    }

    /// Releases the slot for on-demand syncs.
    pub(super) fn release_slot(&mut self, cluster: usize, now: VirtualTime) {
        self.clusters[cluster].on_demand = None;
        if self.clusters[cluster].external_clients.waiting.is_some() {
            self.external_client_arrives(cluster, now);
        }
    }

    /// Takes a slot for a while without showing which enterprise is synced.
    pub(crate) fn hold(
        &mut self,
        cluster: usize,
        length: Duration,
        now: VirtualTime,
    ) -> Result<(), Refusal> {
        let slot = &mut self.clusters.get_mut(cluster).ok_or(Refusal::NotFound)?.on_demand;
        if slot.is_some() {
            return Err(Refusal::ClusterBusy);
        }
        *slot = Some(SlotHolder::Unseen);
        let ends = now.after(length);
        self.schedule_event(ends, Event::HoldEnds { cluster });
        self.runs.push(SandboxRun {
            enterprise_id: None,
            cluster,
            kind: RunKind::ExternalClient,
            start: now,
            end: ends,
            tracking_id: None,
            codes: Vec::new(),
        });
        Ok(())
    }

    /// Starts an on-demand sync of an external client.
    pub(crate) fn occupy(&mut self, index: usize, now: VirtualTime) -> Result<(), Refusal> {
        let mut random = Random::of(self.options.seed, &[11, index as u64, self.runs_of(index)]);
        let uuid = random.uuid();
        let tracking_id = match random.below(2) {
            0 => format!("NA_{uuid}"),
            _ => format!("WEBEX-DEV-PORTAL_{uuid}_{}", random.below(100)),
        };
        self.take_slot(index, SlotHolder::Elsewhere(index))?;
        let run = self.start_run(index, RunKind::ExternalClient, tracking_id, now);
        self.reveal(index, run);
        Ok(())
    }

    /// Holds a slot for the duration of a sync of some enterprise.
    fn hold_as_one_of(
        &mut self,
        cluster: usize,
        random: &mut Random,
        now: VirtualTime,
    ) -> Option<Duration> {
        let index = *random.pick(&self.clusters[cluster].members);
        let usual = self.enterprises[index].hidden.last_run;
        let length = run_durations::next(&self.options, usual, random);
        self.hold(cluster, length, now).ok().map(|()| length)
    }

    /// Syncs an enterprise that can be synced, and returns the duration.
    fn sync_one_of(
        &mut self,
        cluster: usize,
        random: &mut Random,
        now: VirtualTime,
    ) -> Option<Duration> {
        let members = &self.clusters[cluster].members;
        let (before, after) = members.split_at(random.below(members.len()));
        let index = after.iter().chain(before).copied().find(|index| {
            self.enterprises[*index].sync.enable_dir_sync && !self.running.contains_key(index)
        })?;
        self.occupy(index, now).ok().map(|()| self.enterprises[index].hidden.last_run)
    }

    /// How long external clients stay away after they have held a slot for this long.
    fn time_away(&self, held: Duration, random: &mut Random) -> Duration {
        let share = self.options.external_client_share.clamp(f64::MIN_POSITIVE, 1.0);
        let usual = held.as_secs_f64() * (1.0 - share) / share;
        let away = usual * -(1.0 - random.unit()).ln();
        Duration::try_from_secs_f64(away).unwrap_or(Duration::MAX)
    }

    fn external_client_random(&self, cluster: usize, visit: u64) -> Random {
        Random::of(self.options.seed, &[8, cluster as u64, visit])
    }
}
