//! One loop for all bulk runs: rows out as they come, progress meanwhile, a clean stop when asked.

use std::time::Duration;

use serde_json::Value;
use serde_json::value::RawValue;
use webex_broadworks::Error;
use webex_broadworks::sync::bulk::{BulkRun, BulkSummary, OutcomeKind, RawOutcome, StopReason};

use crate::arguments::LedgerArguments;
use crate::exit::{Exit, Tally};
use crate::failure::{Failure, Result};
use crate::output::{Output, View};
use crate::progress::{Progress, in_words};
use crate::run::Session;
use crate::say;

/// How many outcomes are taken at once.
const BATCH: usize = 256;

/// How many rows a person reads of a run that went well.
const READABLE: usize = 50;

/// How many different errors are told in whole sentences.
const ERRORS: usize = 3;

/// How often progress is drawn.
const FRAME: Duration = Duration::from_millis(200);

/// How a bulk run is shown, and how it is gone on with.
pub(crate) struct Work<'a> {
    pub(crate) view: &'static View,
    /// Whether a table shows every row, however many there are.
    pub(crate) shows_all: bool,
    pub(crate) ledger: &'a LedgerArguments,
    /// Whether it changes something.
    pub(crate) changes: bool,
}

/// Reads a bulk run to its end.
pub(crate) async fn carry_out(mut run: BulkRun, work: Work<'_>, session: &Session) -> Result<Exit> {
    let handle = run.handle();
    let mut rows = Rows::open(&work, session)?;
    let progress = Progress::bulk(session);
    let (mut stopped, mut tally) = (None, Tally::default());
    let mut frame = tokio::time::interval(FRAME);
    let ended = loop {
        tokio::select! {
            biased;
            exit = session.interrupt.stopped(), if stopped.is_none() => {
                stopped = Some(exit);
                handle.close();
                progress.aside(|| say::warn(stopping(&work)));
            }
            batch = run.next_batch(BATCH) => match batch {
                Ok(batch) if batch.is_empty() => break None,
                Ok(batch) => progress.aside(|| rows.take(&batch, &mut tally))?,
                Err(error) => break Some(error),
            },
            _ = frame.tick() => progress.stands(&handle.summary()),
        }
    };
    drop(progress);
    rows.finish()?;
    let summary = handle.summary();
    session.figures.borrow_mut().bulk = Some(summary.clone());
    let exit = stopped.unwrap_or_else(|| tally.exit(&summary, ended.as_ref()));
    tell(&summary, ended, &work, session, stopped);
    Ok(exit)
}

/// What Ctrl-C does; without a ledger nothing is written down.
fn stopping(work: &Work<'_>) -> &'static str {
    match (&work.ledger.ledger, work.changes) {
        (Some(_), _) => {
            "stopping: nothing more is begun, and what is under way is written down. Once more to stop \
             at once"
        }
        (None, true) => {
            "stopping: nothing more is begun; what is running goes on at Webex. Once more to stop at once"
        }
        (None, false) => "stopping: nothing more is begun. Once more to stop at once",
    }
}

/// Says how it ended, and how to go on where it has not come to its end.
fn tell(
    summary: &BulkSummary,
    cause: Option<Error>,
    work: &Work<'_>,
    session: &Session,
    stopped: Option<Exit>,
) {
    if let Some(error) = cause {
        session.failed(&error.into());
    }
    for name in &summary.abandoned {
        say::warn(&format!("the unfinished run {name} was too old to go on with and is given up"));
    }
    if summary.resumed {
        session.note(&format!(
            "Went on with the run {}: {} done before",
            summary.run.as_deref().unwrap_or_default(),
            summary.retold
        ));
    }
    session.note(&format!("{}: {}", total(summary), in_words(summary)));
    let is_unfinished = stopped.is_some()
        || summary.count(OutcomeKind::NotStarted) > 0
        || summary.total.is_some_and(|total| summary.done < total);
    if is_unfinished {
        say::warn(&how_to_go_on(summary, work, session));
    }
}

fn total(summary: &BulkSummary) -> String {
    let done = summary.done;
    summary.total.map_or_else(|| format!("{done} done"), |total| format!("{done} of {total} done"))
}

fn how_to_go_on(summary: &BulkSummary, work: &Work<'_>, session: &Session) -> String {
    let why = match summary.stop_reason {
        Some(StopReason::WindowClosed) => "the window closed before everything was begun",
        Some(StopReason::Closed) | None => "it has not come to its end",
        Some(_) => "nothing more was begun",
    };
    match (&work.ledger.ledger, &summary.run) {
        (Some(ledger), Some(_)) => {
            let term = if work.ledger.run.is_some() { "" } else { " within 12 hours" };
            format!(
                "{why}; what was done is written down in {}. To go on{term}:\n  {}",
                ledger.display(),
                session.command_line(&[])
            )
        }
        _ if work.changes => format!(
            "{why}, and nothing is written down, because there is no --ledger. To begin again:\n  {}",
            session.command_line(&["--ledger", "runs.sqlite"])
        ),
        _ => format!("{why}. To begin again:\n  {}", session.command_line(&[])),
    }
}

/// The rows of a bulk run: at once for programs, together and not too many for people.
struct Rows {
    output: Option<Output>,
    kept: Option<Vec<(OutcomeKind, Box<RawValue>)>>,
    shows_all: bool,
    quiet: bool,
    /// What went wrong in words, once for each code.
    errors: Vec<(String, String)>,
}

impl Rows {
    fn open(work: &Work<'_>, session: &Session) -> Result<Self> {
        let output = Output::open(session.format()?, work.view)?;
        Ok(Self {
            kept: output.is_table().then(Vec::new),
            output: Some(output),
            shows_all: work.shows_all || session.manner.verbose > 0,
            quiet: session.manner.quiet,
            errors: Vec::new(),
        })
    }

    fn take(&mut self, batch: &[RawOutcome], tally: &mut Tally) -> Result<()> {
        for outcome in batch {
            let row: Box<RawValue> = serde_json::from_slice(outcome.json())
                .map_err(|error| Failure::Other(error.to_string()))?;
            if outcome.kind().is_failure() {
                let value: Value = serde_json::from_str(row.get()).unwrap_or_default();
                if outcome.kind() == OutcomeKind::Failed {
                    tally.count(value["error"]["code"].as_str());
                }
                self.remember(&value["error"]);
            }
            match (&mut self.kept, &mut self.output) {
                (Some(kept), _) => kept.push((outcome.kind(), row)),
                (None, Some(output)) => {
                    if let Err(failure) = output.row(&row) {
                        self.forget(failure)?;
                    }
                }
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Keeps the words of an error for people; programs have them in the row.
    fn remember(&mut self, error: &Value) {
        let (Some(code), Some(message)) = (error["code"].as_str(), error["message"].as_str())
        else {
            return;
        };
        let is_new = self.errors.iter().all(|(known, _)| known != code);
        if self.kept.is_some() && is_new {
            self.errors.push((code.to_owned(), message.to_owned()));
        }
    }

    /// The work goes on when nobody reads any more: it was not asked for by whoever closed a pipe.
    fn forget(&mut self, failure: Failure) -> Result<()> {
        self.output = None;
        match failure {
            Failure::ClosedPipe => Ok(()),
            other => Err(other),
        }
    }

    fn finish(mut self) -> Result<()> {
        let Some(mut output) = self.output.take() else { return Ok(()) };
        let kept = self.kept.take().unwrap_or_default();
        let few = self.shows_all || kept.len() <= READABLE;
        let is_good = |kind: OutcomeKind| {
            matches!(kind, OutcomeKind::Ok | OutcomeKind::Unchanged | OutcomeKind::Skipped)
        };
        let mut left_out = 0;
        for (kind, row) in &kept {
            if few || !is_good(*kind) {
                output.row(row)?;
            } else {
                left_out += 1;
            }
        }
        match output.finish() {
            Err(Failure::ClosedPipe) => return Ok(()),
            other => other?,
        }
        self.errors.iter().take(ERRORS).for_each(|(_, text)| say::error(text));
        if left_out > 0 {
            say::note(self.quiet, &format!("{left_out} more went well; --verbose shows them"));
        }
        Ok(())
    }
}
