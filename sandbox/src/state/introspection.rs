//! Hidden state for tests: clusters, accepted triggers, refusals, syncs.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::State;
use super::event::Refusal;
use crate::clock::VirtualTime;
use crate::runs::{RunKind, SandboxRun};

impl Refusal {
    /// Its name among the counts of refusals.
    fn reason(self) -> String {
        match self {
            Self::NotFound => "not_found".into(),
            Self::ClusterBusy => "cluster_busy".into(),
            Self::HeldElsewhere => "held_by_external_client".into(),
            Self::AlreadyRunning => "already_running".into(),
            Self::SubscriberBusy => "subscriber_busy".into(),
            Self::NoConsentPending => "no_consent_pending".into(),
            Self::TooManyConsentEmails => "too_many_consent_emails".into(),
            Self::Coded(code) => code.to_string(),
        }
    }
}

impl State {
    /// Every enterprise as Webex would show it, with the key `sandbox` for what Webex hides.
    pub(crate) fn ground_truth(&self) -> Value {
        self.enterprises
            .iter()
            .map(|enterprise| {
                let mut item = json!(enterprise);
                item["sandbox"] = json!({
                    "cluster": enterprise.hidden.cluster,
                    "domain": enterprise.domain(),
                    "provisionedUsers": enterprise.hidden.provisioned_users,
                    "runSeconds": enterprise.hidden.last_run.as_secs_f64(),
                });
                item
            })
            .collect()
    }

    /// Every subscriber as it is shown.
    pub(crate) fn shown_subscribers(&self) -> Value {
        self.subscribers.all().map(|subscriber| json!(subscriber)).collect()
    }

    /// Every workspace as it is shown.
    pub(crate) fn shown_workspaces(&self) -> Value {
        self.workspaces.values().map(|workspace| json!(workspace)).collect()
    }

    /// How many triggers each enterprise has accepted, by its id; those without one are left out.
    pub(crate) fn accepted_triggers(&self) -> BTreeMap<String, u64> {
        let named = |(index, count): (&usize, &u64)| (self.enterprises[*index].id.clone(), *count);
        self.accepted.iter().map(named).collect()
    }

    /// Number of refusals, by reason.
    pub(crate) fn refusals(&self) -> BTreeMap<String, u64> {
        self.refusals.clone()
    }

    /// All runs in the order in which they started.
    pub(crate) fn runs(&self) -> Vec<SandboxRun> {
        self.runs.clone()
    }

    /// When the sync ends that holds the slot for on-demand syncs of an enterprise's cluster.
    pub(crate) fn slot_taken_until(&self, index: usize, now: VirtualTime) -> Option<VirtualTime> {
        let cluster = self.enterprises[index].hidden.cluster;
        self.clusters[cluster].on_demand?;
        let takes_it = |run: &&SandboxRun| {
            run.cluster == cluster && run.kind != RunKind::Scheduled && run.end > now
        };
        self.runs.iter().rev().find(takes_it).map(|run| run.end)
    }

    /// Counts a refusal, and returns it.
    pub(super) fn count_refusal<T>(&mut self, answer: Result<T, Refusal>) -> Result<T, Refusal> {
        if let Err(refusal) = &answer {
            *self.refusals.entry(refusal.reason()).or_default() += 1;
        }
        answer
    }
}
