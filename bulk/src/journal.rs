//! Records what a bulk run does in its ledger, if it has one.

use std::time::SystemTime;

use serde_json::{Value, json};
use uuid::Uuid;
use webex_broadworks::internals::{StatusSnapshot, timestamp_of, tracking_id_of};
use webex_broadworks::{Operation, RawResponse, Result};

use crate::ledger::{IntentId, Ledger, NewIntent, OutcomeRecord, Run, Settled, Snapshot};
use crate::outcome::{OutcomeKind, RawOutcome};
use crate::work_item::WorkItem;

/// The run in its ledger. Without a ledger, nothing is recorded.
#[derive(Clone, Debug, Default)]
pub(crate) struct RunJournal {
    pub(crate) run: Option<Run>,
    pub(crate) ledger: Option<Ledger>,
}

impl RunJournal {
    /// Records an intent. Once this returns, the record survives a crash.
    pub(crate) async fn record_intent(
        &self,
        job: &WorkItem,
        operation: Operation,
        baseline: &StatusSnapshot,
        name: Uuid,
        now: SystemTime,
    ) -> Result<Option<IntentId>> {
        let Some(run) = self.run.as_ref().filter(|_| job.is_recorded) else { return Ok(None) };
        let intent = NewIntent {
            index: job.index,
            round: job.round,
            operation,
            baseline: json!(baseline),
            tracking_id: Some(tracking_id_of(name)),
            now: timestamp_of(now),
        };
        run.record_intent(intent).await.map(Some)
    }

    /// Records the result of a request.
    pub(crate) async fn settle(
        &self,
        intent: Option<IntentId>,
        how: Settled,
        now: SystemTime,
    ) -> Result<()> {
        let (Some(run), Some(intent)) = (&self.run, intent) else { return Ok(()) };
        run.settle(intent, how, timestamp_of(now)).await
    }

    /// Records an outcome, unless it only means that the run did not see its end.
    pub(crate) async fn conclude(&self, job: &WorkItem, outcome: &RawOutcome) -> Result<()> {
        let Some(run) = self.run.as_ref().filter(|_| job.is_recorded) else { return Ok(()) };
        let told = outcome.decode()?;
        if told.outcome == OutcomeKind::Ambiguous && told.reason.as_deref() == Some("not_watched") {
            return Ok(());
        }
        let error = told.error;
        let codes = error.iter().flat_map(|error| &error.directory_sync_codes);
        run.conclude(OutcomeRecord {
            index: job.index,
            round: job.round,
            outcome: told.outcome,
            reason: told.reason,
            error_code: error.as_ref().map(|error| error.code.clone()),
            directory_sync_codes: codes.filter_map(Value::as_i64).collect(),
            tracking_id: error.as_ref().and_then(|error| error.tracking_id.clone()),
            attempts: told.attempts,
            started_at: told.started_at,
            ended_at: told.ended_at,
            record: String::from_utf8_lossy(outcome.json()).into_owned(),
        })
        .await
    }

    /// Records a status of an enterprise, and that the run is active.
    pub(crate) fn record_snapshot(
        &self,
        job: &WorkItem,
        answer: &RawResponse,
        now: SystemTime,
    ) -> Result<()> {
        if let Some(run) = &self.run {
            run.note_alive(timestamp_of(now))?;
        }
        let Some(ledger) = &self.ledger else { return Ok(()) };
        let (enterprise, sync) = (&job.item.enterprise, answer.decode()?);
        let sp = enterprise.sp_enterprise_id.clone();
        ledger.snapshot(vec![Snapshot::new(&enterprise.id, sp, timestamp_of(now), &sync)])
    }
}
