//! What a bulk run writes down before it matters: in its ledger, or nowhere.

use std::time::Duration;

#[cfg(feature = "ledger")]
pub(crate) use with_ledger::RunJournal;
#[cfg(not(feature = "ledger"))]
pub(crate) use without_ledger::RunJournal;

use webex_broadworks::internals::RunTracker;
use webex_broadworks::internals::StatusSnapshot;

/// Something that was sent for an item before, and has to be looked after first.
#[derive(Clone, Debug)]
pub(crate) struct SubmittedTrigger {
    pub(crate) intent: Intent,
    /// What tells its run from others.
    pub(crate) run: RunTracker,
    /// Whether the service accepted it; otherwise nobody knows.
    pub(crate) accepted: bool,
    /// How long ago it was written down. It may have been sent much later, if it had to wait.
    pub(crate) ago: Duration,
}

/// What became of something that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(feature = "ledger"), allow(dead_code, reason = "nothing is written down"))]
pub(crate) enum Settled {
    Accepted,
    Refused,
    Lost,
}

#[cfg(feature = "ledger")]
pub(crate) type Intent = Option<crate::ledger::IntentId>;
#[cfg(not(feature = "ledger"))]
pub(crate) type Intent = Option<std::convert::Infallible>;

#[cfg(not(feature = "ledger"))]
mod without_ledger {
    use std::time::SystemTime;

    use uuid::Uuid;

    use super::{Intent, Settled, StatusSnapshot};
    use crate::outcome::RawOutcome;
    use crate::run_context::WorkItem;
    use webex_broadworks::Operation;
    use webex_broadworks::RawResponse;
    use webex_broadworks::Result;

    /// Nothing is written down.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct RunJournal {}

    #[expect(clippy::unused_async, clippy::unused_self, reason = "as if it were written down")]
    impl RunJournal {
        pub(crate) async fn record_intent(
            &self,
            _: &WorkItem,
            _: Operation,
            _: &StatusSnapshot,
            _: Uuid,
            _: SystemTime,
        ) -> Result<Intent> {
            Ok(None)
        }

        pub(crate) async fn settle(&self, _: Intent, _: Settled, _: SystemTime) -> Result<()> {
            Ok(())
        }

        pub(crate) async fn conclude(&self, _: &WorkItem, _: &RawOutcome) -> Result<()> {
            Ok(())
        }

        #[expect(clippy::unnecessary_wraps, reason = "with a ledger it can fail")]
        pub(crate) fn record_snapshot(
            &self,
            _: &WorkItem,
            _: &RawResponse,
            _: SystemTime,
        ) -> Result<()> {
            Ok(())
        }
    }
}

#[cfg(feature = "ledger")]
mod with_ledger {
    use std::time::SystemTime;

    use jiff::Timestamp;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::{Intent, Settled, StatusSnapshot};
    use crate::ledger::{self, Ledger, NewIntent, OutcomeRecord, Run, Snapshot};
    use crate::outcome::{OutcomeKind, RawOutcome};
    use crate::run_context::WorkItem;
    use webex_broadworks::Operation;
    use webex_broadworks::RawResponse;
    use webex_broadworks::Result;
    use webex_broadworks::internals::tracking_id_of;

    /// The pages of one run in a ledger.
    #[derive(Clone, Debug, Default)]
    pub(crate) struct RunJournal {
        pub(crate) run: Option<Run>,
        pub(crate) ledger: Option<Ledger>,
    }

    impl RunJournal {
        /// Writes down what is about to be sent; it stands, whatever happens, once this returns.
        pub(crate) async fn record_intent(
            &self,
            job: &WorkItem,
            operation: Operation,
            baseline: &StatusSnapshot,
            name: Uuid,
            now: SystemTime,
        ) -> Result<Intent> {
            let Some(run) = self.run.as_ref().filter(|_| job.is_recorded) else { return Ok(None) };
            let intent = NewIntent {
                index: job.index,
                round: job.round,
                operation,
                baseline: json!(baseline),
                tracking_id: Some(tracking_id_of(name)),
                now: moment(now),
            };
            run.record_intent(intent).await.map(Some)
        }

        /// Writes down what became of it.
        pub(crate) async fn settle(
            &self,
            intent: Intent,
            how: Settled,
            now: SystemTime,
        ) -> Result<()> {
            let (Some(run), Some(intent)) = (&self.run, intent) else { return Ok(()) };
            let how = match how {
                Settled::Accepted => ledger::Settled::Accepted,
                Settled::Refused => ledger::Settled::Refused,
                Settled::Lost => ledger::Settled::Lost,
            };
            run.settle(intent, how, moment(now)).await
        }

        /// Writes an outcome down, unless it says only that nobody looked on.
        pub(crate) async fn conclude(&self, job: &WorkItem, outcome: &RawOutcome) -> Result<()> {
            let Some(run) = self.run.as_ref().filter(|_| job.is_recorded) else { return Ok(()) };
            let told = outcome.decode()?;
            if told.outcome == OutcomeKind::Ambiguous
                && told.reason.as_deref() == Some("not_watched")
            {
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

        /// Keeps what was seen of an enterprise, and notes that the run is alive.
        pub(crate) fn record_snapshot(
            &self,
            job: &WorkItem,
            answer: &RawResponse,
            now: SystemTime,
        ) -> Result<()> {
            if let Some(run) = &self.run {
                run.note_alive(moment(now))?;
            }
            let Some(ledger) = &self.ledger else { return Ok(()) };
            let (enterprise, sync) = (&job.item.enterprise, answer.decode()?);
            let sp = enterprise.sp_enterprise_id.clone();
            ledger.snapshot(vec![Snapshot::new(&enterprise.id, sp, moment(now), &sync)])
        }
    }

    pub(crate) fn moment(now: SystemTime) -> Timestamp {
        Timestamp::try_from(now).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

#[cfg(feature = "ledger")]
pub(crate) use with_ledger::moment;
