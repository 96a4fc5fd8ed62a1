//! A summary of a run for a ticket: its outcomes, and its problems by error code.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::reader::LedgerReader;
use super::reports::{RunRecord, RunSummary};
use super::run_name;
use super::run_state::RunState;
use super::write_lock::Writer;
use crate::{Outcome, OutcomeKind};
use webex_broadworks::internals::utc;
use webex_broadworks::{Error, Result, Timestamp, directory_sync_state, error_codes};

/// The time and the minimum number of items from which the pace is computed.
const PROGRESS_WINDOW: Duration = Duration::from_secs(3_600);
const FEWEST: u64 = 3;

/// The number of outcomes in one read.
const PAGE: u32 = 1_000;

/// The summary of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RunReport {
    /// The name of the run.
    pub run_name: String,
    /// The bulk operation.
    pub operation: String,
    /// The label of the partner.
    pub partner: Option<String>,
    /// Its state.
    pub state: &'static str,
    /// Whether a process currently executes it. A run that is `running` but isn't executed was
    /// killed, and can be resumed.
    pub active: bool,
    /// The number of that process, if known.
    pub process: Option<u32>,
    /// Why it ended early.
    pub reason: Option<String>,
    /// When it was begun.
    #[serde(serialize_with = "some_utc")]
    pub created_at: Timestamp,
    /// When it was last started, answered by Webex, or written to.
    #[serde(serialize_with = "some_utc")]
    pub updated_at: Timestamp,
    /// When it ended.
    #[serde(serialize_with = "utc")]
    pub ended_at: Option<Timestamp>,
    /// The number of items per hour recently, without skipped ones.
    pub per_hour: Option<f64>,
    /// The expected end at the current pace.
    #[serde(serialize_with = "utc")]
    pub expected_end: Option<Timestamp>,
    /// How many items are recorded.
    pub recorded: u64,
    /// Number of items without an outcome.
    pub open: u64,
    /// The number of items per outcome; every kind is listed.
    pub outcomes: Map<String, Value>,
    /// The problems, the most frequent first.
    pub problems: Vec<Problem>,
}

/// A problem, and its items.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Problem {
    /// The directory sync error code, or else the code of the error, such as `NOT_FOUND`.
    pub code: String,
    /// What it means, if the catalog lists the code.
    pub meaning: Option<String>,
    /// Webex's description, from the first item that shows it.
    pub description: Option<String>,
    /// What to do.
    pub remedy: Option<String>,
    /// The affected items.
    pub items: Vec<Affected>,
}

/// An item that something befell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Affected {
    /// The enterprise.
    pub enterprise_id: String,
    /// Its own identifier.
    pub sp_enterprise_id: Option<String>,
    /// The user, if users were synced.
    pub user_id: Option<String>,
    /// The outcome.
    pub outcome: OutcomeKind,
    /// The tracking id for Webex support.
    pub tracking_id: Option<String>,
    /// What failed, in words.
    pub message: Option<String>,
}

fn some_utc<S: serde::Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    utc(&Some(*time), serializer)
}

impl LedgerReader {
    /// The summary of a run at a point in time. Without a name, it is the latest run that changes
    /// something, or else the latest run.
    ///
    /// `now` is the time by the clock of the client that executes the run: the pace is computed
    /// from it.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if there is no such run.
    pub async fn report(&self, run: Option<&str>, now: Timestamp) -> Result<RunReport> {
        let runs = self.runs().await?;
        let named = |name: &str| {
            let name = run_name::normalize(name.to_owned());
            runs.iter().find(|record| record.name == name)
        };
        let record = match run {
            Some(name) => named(name).ok_or_else(|| no_such_run(name, &runs))?,
            None => {
                runs.iter().find(|record| changes(record)).or_else(|| runs.first()).ok_or_else(
                    || Error::invalid_argument(format!("{} has no run yet", self.path().display())),
                )?
            }
        };
        let writer = self.writer().await;
        let summary = self.summary(&record.name).await?;
        let mut problems = Vec::new();
        let mut after = None;
        loop {
            let page = self.outcomes(&record.name, after, PAGE).await?;
            let Some((last, _)) = page.last() else { break };
            after = Some(*last);
            page.iter()
                .filter_map(|(_, text)| serde_json::from_str(text).ok())
                .for_each(|outcome: Value| add(&mut problems, &outcome));
        }
        problems.sort_by_key(|problem: &Problem| std::cmp::Reverse(problem.items.len()));
        let mut report = RunReport::of(record, &summary, problems);
        report.find_pace(self, writer, now).await?;
        Ok(report)
    }
}

/// Whether the run does more than read.
fn changes(record: &RunRecord) -> bool {
    record.operation != "directory_sync.get_status"
}

fn no_such_run(name: &str, runs: &[RunRecord]) -> Error {
    let known: Vec<_> = runs.iter().take(10).map(|record| record.name.as_str()).collect();
    Error::invalid_argument(format!(
        "the ledger has no run named {name}. The latest are: {}",
        known.join(", ")
    ))
}

impl RunReport {
    /// Distinguishes a run in execution from one that was killed, and computes its pace.
    async fn find_pace(
        &mut self,
        reader: &LedgerReader,
        writer: Option<Writer>,
        now: Timestamp,
    ) -> Result<()> {
        // The process may have opened the ledger for another run. This one was active since then.
        let is_its = |writer: &Writer| writer.since.is_none_or(|since| self.updated_at >= since);
        let Some(writer) = writer.filter(is_its) else { return Ok(()) };
        if self.state != RunState::Running.name() {
            return Ok(());
        }
        (self.active, self.process) = (true, writer.process);
        let start =
            now.checked_sub(PROGRESS_WINDOW).map_or(self.created_at, |it| it.max(self.created_at));
        let start = writer.since.map_or(start, |since| start.max(since));
        let seconds = now.seconds_since(start);
        let ended = reader.worked_on(&self.run_name, start).await?;
        if ended < FEWEST || seconds < 1.0 {
            return Ok(());
        }
        #[expect(clippy::cast_precision_loss, reason = "runs have far fewer than 2^53 items")]
        let (ended, open) = (ended as f64, self.open as f64);
        self.per_hour = Some((ended * 36_000.0 / seconds).round() / 10.0);
        let left = Duration::try_from_secs_f64(open * seconds / ended).unwrap_or_default();
        self.expected_end = now.checked_add(left);
        Ok(())
    }

    fn of(record: &RunRecord, summary: &RunSummary, problems: Vec<Problem>) -> Self {
        let count = |kind: OutcomeKind| (kind.name().to_owned(), json!(summary.count(kind)));
        Self {
            run_name: record.name.clone(),
            operation: record.operation.clone(),
            partner: record.partner.clone(),
            state: record.state.name(),
            active: false,
            process: None,
            reason: record.reason.clone(),
            created_at: record.created_at,
            updated_at: record.updated_at,
            ended_at: record.ended_at,
            per_hour: None,
            expected_end: None,
            recorded: summary.recorded,
            open: summary.open,
            outcomes: OutcomeKind::ALL.iter().copied().map(count).collect(),
            problems,
        }
    }
}

/// Adds an outcome to the others with the same code, if it has a problem.
fn add(problems: &mut Vec<Problem>, value: &Value) {
    let Ok(outcome) = serde_json::from_value::<Outcome>(value.clone()) else { return };
    if !outcome.outcome.is_failure() {
        return;
    }
    let code = code(&outcome, value);
    let entry = code.parse().ok().and_then(error_codes::find);
    let place = problems.iter().position(|problem| problem.code == code);
    let error = outcome.error.as_ref();
    let tracking_id = error.and_then(|error| error.tracking_id.clone()).or_else(|| of_run(value));
    let affected = Affected {
        enterprise_id: outcome.enterprise_id,
        sp_enterprise_id: outcome.sp_enterprise_id,
        user_id: outcome.user_id,
        outcome: outcome.outcome,
        tracking_id,
        message: error.map(|error| error.message.clone()),
    };
    if let Some(problem) = place.and_then(|at| problems.get_mut(at)) {
        problem.items.push(affected);
        return;
    }
    let remedy = error.and_then(|error| error.remedy.clone());
    problems.push(Problem {
        meaning: entry.map(|entry| entry.meaning.to_owned()),
        description: description(&code, value),
        remedy: entry.map(|entry| entry.remedy.to_owned()).or(remedy),
        code,
        items: vec![affected],
    });
}

fn code(outcome: &Outcome, value: &Value) -> String {
    let plain = |code: &Value| code.as_str().map_or_else(|| code.to_string(), str::to_owned);
    let error = outcome.error.as_ref();
    error
        .and_then(|error| error.directory_sync_codes.first().map(plain))
        .or_else(|| {
            let state = directory_sync_state(value, Timestamp::UNIX_EPOCH);
            state.errors.iter().find_map(|error| error.code).map(|code| code.to_string())
        })
        .or_else(|| error.map(|error| error.code.clone()))
        .or_else(|| outcome.reason.clone())
        .unwrap_or_else(|| outcome.outcome.name().to_owned())
}

/// The text beside a code in the status of an outcome.
fn description(code: &str, value: &Value) -> Option<String> {
    let errors = directory_sync_state(value, Timestamp::UNIX_EPOCH).errors;
    let has_code = |number: Option<i64>| number.is_some_and(|number| number.to_string() == code);
    errors.into_iter().find(|error| has_code(error.code))?.description
}

/// The tracking id of the directory sync itself.
fn of_run(outcome: &Value) -> Option<String> {
    let status = webex_broadworks::internals::status_of(outcome);
    status.get("lastSyncTrackingId").and_then(Value::as_str).map(str::to_owned)
}
