//! The failures of a bulk run, and the error that summarizes them.

use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};
use webex_broadworks::{
    Error, ErrorKind, Operation, ServiceCode, ServiceError, Spelling, Subject, SubjectKind,
};
use webex_broadworks_bulk::{BulkSummary, Outcome, OutcomeError, OutcomeKind, RawOutcome};

use crate::error_classes::BULK_ERROR;

/// How many failures are kept.
const MAX_FAILURES: usize = 1_000;

/// The first failures of a run, and the number of each kind.
#[derive(Debug, Default)]
pub(crate) struct BulkFailures(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    failures: Vec<Failure>,
    counts: Vec<(OutcomeKind, u64)>,
}

/// An outcome as JSON, and the record of its error.
#[derive(Debug)]
struct Failure {
    outcome: Vec<u8>,
    error: Value,
}

impl BulkFailures {
    /// Keeps the failures while there is room.
    pub(crate) fn keep(&self, outcomes: &[RawOutcome], operation: Operation, spelling: Spelling) {
        for outcome in outcomes.iter().filter(|outcome| outcome.kind().is_failure()) {
            let mut kept = self.kept();
            match kept.counts.iter_mut().find(|(kind, _)| *kind == outcome.kind()) {
                Some((_, count)) => *count += 1,
                None => kept.counts.push((outcome.kind(), 1)),
            }
            if kept.failures.len() < MAX_FAILURES {
                let error = record_of(outcome, operation, spelling);
                kept.failures.push(Failure { outcome: outcome.json().to_vec(), error });
            }
        }
    }

    pub(crate) fn outcomes(&self) -> Vec<Vec<u8>> {
        self.kept().failures.iter().map(|failure| failure.outcome.clone()).collect()
    }

    /// The record of the error that summarizes the failures.
    pub(crate) fn error(
        &self,
        operation: Operation,
        spelling: Spelling,
        summary: &BulkSummary,
    ) -> Option<Value> {
        let kept = self.kept();
        let first = kept.failures.first()?.error.get("message")?.as_str()?;
        let errors: Vec<_> = kept.failures.iter().map(|failure| &failure.error).collect();
        let is_true = |error: &&&Value, key: &str| error[key] == json!(true);
        let (request_sent, safe_to_retry) = (
            errors.iter().any(|error| is_true(&error, "requestSent")),
            errors.iter().all(|error| is_true(&error, "safeToRetry")),
        );
        let message = kept.message(summary.done, first);
        // The keys of the record of another kind of error.
        let mut record = record_with(&Error::internal(""), spelling, &message);
        for (key, value) in [
            ("class", json!(BULK_ERROR.name)),
            ("code", json!(BULK_ERROR.code)),
            ("operation", json!(operation.id())),
            ("errors", json!(errors)),
            ("more", json!(kept.total() - errors.len() as u64)),
            ("summary", json!(summary)),
            ("requestSent", json!(request_sent)),
            ("safeToRetry", json!(safe_to_retry)),
        ] {
            record.insert(key.to_owned(), value);
        }
        Some(Value::Object(record))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn total(&self) -> u64 {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    fn message(&self, done: u64, first: &str) -> String {
        let mut counts = self.counts.clone();
        counts.sort_unstable();
        let counts: Vec<_> =
            counts.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
        let more = match self.total() - self.failures.len() as u64 {
            0 => String::new(),
            more => format!("; {more} more are not in `errors`"),
        };
        let (total, counts) = (self.total(), counts.join(", "));
        format!("{total} of {done} items went wrong ({counts}{more}). The first: {first}")
    }
}

/// The record of the error of an outcome. A ledger keeps only the outcome.
fn record_of(outcome: &RawOutcome, operation: Operation, spelling: Spelling) -> Value {
    if let Some(error) = outcome.error() {
        return error.to_record(spelling);
    }
    match outcome.decode() {
        Ok(outcome) => record_of_recorded(outcome, operation, spelling),
        Err(error) => error.to_record(spelling),
    }
}

fn record_of_recorded(outcome: Outcome, operation: Operation, spelling: Spelling) -> Value {
    let subject = Subject::new(SubjectKind::Enterprise, outcome.enterprise_id)
        .with_name(outcome.sp_enterprise_id);
    let told = |error: Error| {
        error.with(|details| {
            details.operation = Some(operation);
            details.subject = Some(subject);
            details.attempts = outcome.attempts;
        })
    };
    let Some(recorded) = outcome.error else {
        let (kind, reason) = (outcome.outcome.name(), outcome.reason.unwrap_or_default());
        let kind_of_error = match reason.as_str() {
            "wait_timeout" => ErrorKind::WaitTimeout,
            _ => ErrorKind::AmbiguousOutcome,
        };
        let reason = format!("the outcome is {kind} ({reason}). Check the status before a retry");
        let error = told(Error::new(kind_of_error, reason)).with(|details| {
            details.request_sent = true;
            details.safe_to_retry = false;
            details.last_status = outcome.result;
        });
        return error.to_record(spelling);
    };
    let kind = ErrorKind::ALL.iter().find(|kind| kind.code() == recorded.code);
    let kind = kind.copied().unwrap_or(ErrorKind::Internal);
    let is_of_sync = matches!(kind, ErrorKind::DirectorySyncFailed | ErrorKind::WaitTimeout);
    let OutcomeError { message, remedy, directory_sync_codes, .. } = recorded;
    let error = told(Error::new(kind, "")).with(|details| {
        details.status = recorded.status_code;
        details.tracking_id = recorded.tracking_id;
        details.errors = directory_sync_codes.into_iter().map(service_error).collect();
        details.request_sent = recorded.request_sent;
        details.safe_to_retry = recorded.safe_to_retry;
        details.last_status = outcome.result.filter(|_| is_of_sync);
    });
    let mut record = record_with(&error, spelling, &message);
    record.insert("remedy".to_owned(), json!(remedy));
    Value::Object(record)
}

fn service_error(code: Value) -> ServiceError {
    let error_code = match code {
        Value::Number(number) => number.as_i64().map(ServiceCode::Number),
        Value::String(text) => Some(ServiceCode::Text(text)),
        _ => None,
    };
    ServiceError { error_code, ..ServiceError::default() }
}

/// The record of an error whose whole message is known.
fn record_with(error: &Error, spelling: Spelling, message: &str) -> Map<String, Value> {
    let Value::Object(mut record) = error.to_record(spelling) else { return Map::new() };
    record.insert("message".to_owned(), json!(message));
    record
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use webex_broadworks::Client;
    use webex_broadworks_bulk::{BulkItem, BulkItems, BulkOptions, BulkStep};
    use webex_broadworks_sandbox::{NextRun, Sandbox, SandboxOptions};

    use super::*;
    use crate::client_clock::with_clock;
    use crate::{BulkReader, WallClock, start_bulk_run};

    const OPERATION: Operation = Operation::DirectorySyncRun;
    const SPELLING: Spelling = webex_broadworks::snake_case;

    /// The failures of a run over an enterprise whose sync fails and one that doesn't exist.
    async fn failed_run() -> (Vec<RawOutcome>, BulkReader) {
        let options = SandboxOptions { speed: 600.0, ..SandboxOptions::default() };
        let sandbox = Arc::new(Sandbox::start(options).expect("a sandbox"));
        let enterprises = sandbox.enterprises();
        let id = enterprises[0]["id"].as_str().expect("an id").to_owned();
        let next = NextRun { seconds: Some(60.0), codes: Some(vec![600_013]) };
        sandbox.set_next_run(&id, next).expect("an enterprise");
        let builder = Client::builder().base_url(sandbox.base_url()).token(sandbox.token());
        let client = with_clock(builder, None, Some(&WallClock::Of(Arc::clone(&sandbox))));
        let client = client.build().expect("a client");
        let items = BulkItems::new([id.as_str(), "gone"].map(BulkItem::new));
        let run = start_bulk_run(&client, OPERATION, items, None, BulkOptions::default());
        let reader = BulkReader::new(OPERATION, run.expect("a run"), None, SPELLING);
        let mut read = Vec::new();
        while let BulkStep::Outcomes(outcomes) = reader.step(true).await.expect("a step") {
            reader.keep_failures(&outcomes);
            read.extend(outcomes);
        }
        reader.close(Duration::MAX).await.expect("an end");
        (read, reader)
    }

    #[tokio::test]
    async fn an_outcome_without_its_error_has_the_record_that_the_error_has() {
        let (outcomes, _) = failed_run().await;
        for outcome in outcomes {
            let real = outcome.error().expect("an error").to_record(SPELLING);
            let recorded = record_of_recorded(outcome.decode().unwrap(), OPERATION, SPELLING);
            for key in ["class", "code", "message", "trackingId", "statusCode", "remedy"] {
                assert_eq!(recorded[key], real[key], "{key}");
            }
            for key in ["requestSent", "safeToRetry", "lastStatus"] {
                assert_eq!(recorded[key], real[key], "{key}");
            }
        }
    }

    #[tokio::test]
    async fn failures_are_summed_up_in_one_error() {
        let (outcomes, reader) = failed_run().await;
        let error = reader.bulk_error().expect("failures");
        assert_eq!((&error["class"], &error["code"]), (&json!("BulkError"), &json!("BULK")));
        let message = error["message"].as_str().unwrap();
        assert!(
            message.starts_with("2 of 2 items went wrong (2 failed). The first: "),
            "{message}"
        );
        assert_eq!(error["errors"].as_array().map(Vec::len), Some(outcomes.len()));
        assert_eq!((&error["more"], &error["requestSent"]), (&json!(0), &json!(true)));
        assert_eq!(reader.failures().len(), 2);
    }
}
