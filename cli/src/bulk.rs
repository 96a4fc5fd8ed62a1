//! One loop for all bulk runs: rows out as they come, progress meanwhile, a clean stop when asked.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use serde_json::value::RawValue;
use webex_broadworks::Error;
use webex_broadworks_bulk::{BulkRun, BulkSummary, OutcomeKind, RawOutcome, StopReason};

use crate::arguments::{LedgerArguments, Window};
use crate::exit::{Exit, Tally};
use crate::failure::{Failure, Result};
use crate::output::{Output, View, views};
use crate::progress::{FRAME, Progress, in_words, moment, unanswered};
use crate::run::Session;
use crate::say;

/// How many outcomes are taken at once.
const BATCH: usize = 256;

/// How many rows a person reads of a run that went well.
const READABLE: usize = 50;

/// How many different errors are told in whole sentences.
const ERRORS: usize = 3;

/// From when on an outage is worth a line in a log.
const LONG_OUTAGE: SignedDuration = SignedDuration::from_secs(60);

/// How a bulk run is shown, and how it is resumed.
pub(crate) struct Work<'a> {
    pub(crate) view: &'static View,
    /// Whether a table shows every row, however many there are.
    pub(crate) shows_all: bool,
    pub(crate) ledger: &'a LedgerArguments,
    pub(crate) window: Option<&'a Window>,
    /// Whether it changes something.
    pub(crate) changes: bool,
    /// What to say if there is nothing to work on, where that is an error.
    pub(crate) none: Option<String>,
    /// How long other syncs may keep the one that is meant from starting.
    pub(crate) start_within: Option<Duration>,
}

/// Reads a bulk run to its end.
pub(crate) async fn carry_out(mut run: BulkRun, work: Work<'_>, session: &Session) -> Result<Exit> {
    let handle = run.handle();
    session.metrics.watch(handle.clone());
    session.interrupt.at_once(at_once(&work, session));
    let mut rows = Rows::open(&work, session)?;
    let progress = Progress::bulk(session);
    let (mut stopped, mut tally, mut outages) = (None, Tally::default(), Outages::default());
    let mut frame = tokio::time::interval(FRAME);
    let (began, began_at) = (session.clock.now(), session.now());
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
                Ok(batch) => {
                    let was_lost = rows.is_lost();
                    progress.aside(|| rows.take(&batch, &mut tally, began_at))?;
                    if rows.is_lost() && !was_lost {
                        handle.close();
                        progress.aside(|| rows.tell_lost(Some(stopping(&work))));
                    }
                }
                Err(error) => break Some(error),
            },
            _ = frame.tick() => {
                let summary = handle.summary();
                progress.stands(&summary);
                outages.note(&summary, &progress, session);
                let late = work.start_within.filter(|limit| session.clock.now() - began >= *limit);
                if let (Some(limit), None, 0, 0) = (late, stopped, summary.running, summary.done) {
                    stopped = Some(Exit::TooLate);
                    handle.close();
                    let text = format!(
                        "no sync could be started within {} s, because others are running",
                        limit.as_secs_f64()
                    );
                    progress.aside(|| say::warn(&text));
                }
            }
        }
    };
    drop(progress);
    let was_lost = rows.is_lost();
    rows.finish(ended.is_some());
    if rows.is_lost() && !was_lost {
        rows.tell_lost(None);
    }
    let summary = handle.summary();
    let exit = stopped.unwrap_or_else(|| {
        let exit = tally.exit(&summary, ended.as_ref());
        if rows.is_lost() { exit.without_output(work.changes) } else { exit }
    });
    let is_empty = summary.done + summary.running == 0 && ended.is_none() && stopped.is_none();
    if is_empty
        && exit == Exit::Done
        && let Some(none) = work.none
    {
        return Err(Failure::Other(none));
    }
    tell(&summary, ended, &work, session, stopped);
    if rows.is_lost()
        && let Some(ledger) = &work.ledger.ledger
    {
        let run = summary.run.as_deref().map(|run| ["--run", run]);
        let ledger = ledger.to_string_lossy();
        let words = ["wxbw", "report", "--ledger", &*ledger].into_iter();
        let line = shell_words::join(words.chain(run.into_iter().flatten()));
        say::warn(&format!("the outcomes are recorded. To see them:\n  {line}"));
    }
    Ok(exit)
}

/// What a second signal leaves behind.
fn at_once(work: &Work<'_>, session: &Session) -> String {
    match (&work.ledger.ledger, work.changes) {
        (Some(_), _) => format!(
            "; what was under way goes on at Webex, and its outcome is found out when the run is \
             resumed:\n  {}",
            resuming(work, session, &[])
        ),
        (None, true) => "; what was under way goes on at Webex".to_owned(),
        (None, false) => String::new(),
    }
}

/// What was typed, so that it means the same later on: a time of day would be that of the next day.
fn resuming(work: &Work<'_>, session: &Session, further: &[&str]) -> String {
    let window = work.window.and_then(Window::absolute);
    session.command_line(further, window.as_deref())
}

/// What Ctrl-C does; without a ledger nothing is written down.
fn stopping(work: &Work<'_>) -> &'static str {
    match (&work.ledger.ledger, work.changes) {
        (Some(_), _) => {
            "stopping: nothing more is started, and what is under way is recorded. Once more to stop at \
             once"
        }
        (None, true) => {
            "stopping: nothing more is started; what is running goes on at Webex. Once more to stop at \
             once"
        }
        (None, false) => "stopping: nothing more is started. Once more to stop at once",
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
    let has_failed = cause.is_some();
    if let Some(error) = cause {
        session.failed(&error.into());
    }
    if summary.is_limited_to_one {
        say::warn(
            "more than 60 requests per enterprise were sent, so that the run continued one enterprise at \
             a time; the log (`-v`) shows which clusters refused",
        );
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
    // An error before the first outcome says all there is to say.
    if !has_failed || summary.done > 0 {
        session.note(&format!("{}: {}", total(summary), in_words(summary)));
    }
    let is_unfinished = stopped.is_some()
        || summary.count(OutcomeKind::NotStarted) > 0
        || summary.total.is_some_and(|total| summary.done < total);
    if is_unfinished {
        say::warn(&how_to_go_on(summary, work, session));
    }
}

fn total(summary: &BulkSummary) -> String {
    // What was not started has an outcome, and is not done.
    let done = summary.done - summary.count(OutcomeKind::NotStarted);
    summary.total.map_or_else(|| format!("{done} done"), |total| format!("{done} of {total} done"))
}

fn how_to_go_on(summary: &BulkSummary, work: &Work<'_>, session: &Session) -> String {
    let is_closed = summary.stop_reason == Some(StopReason::WindowClosed);
    let why = match summary.stop_reason {
        Some(StopReason::WindowClosed) => "the window closed before everything was started",
        Some(StopReason::Closed) | None => "the run has not come to its end",
        Some(_) => "nothing more was started",
    };
    // The line itself names the end that is past, and is refused until the next is named.
    let next = if is_closed && work.window.is_some_and(|window| window.absolute().is_some()) {
        " with the end of the next window"
    } else {
        ""
    };
    match (&work.ledger.ledger, &summary.run) {
        (Some(ledger), Some(_)) => {
            let term = if work.ledger.run.is_some() { "" } else { " within 12 hours" };
            format!(
                "{why}; what was done is recorded in {}. To resume{term}{next}:\n  {}",
                ledger.display(),
                resuming(work, session, &[])
            )
        }
        _ if work.changes => format!(
            "{why}, and nothing is recorded, because there is no --ledger. To start again{next}:\n  {}",
            resuming(work, session, &["--ledger", "runs.sqlite"])
        ),
        _ => format!("{why}. To start again:\n  {}", resuming(work, session, &[])),
    }
}

/// The rows of a bulk run: at once for programs, together and not too many for people.
struct Rows {
    output: Option<Output>,
    /// Why the output is not written any more.
    lost: Option<Failure>,
    kept: Option<Vec<(OutcomeKind, Box<RawValue>)>>,
    is_empty: bool,
    shows_all: bool,
    quiet: bool,
    /// What went wrong: a code, the first of its messages, and how many there were.
    errors: Vec<(String, String, usize)>,
}

impl Rows {
    fn open(work: &Work<'_>, session: &Session) -> Result<Self> {
        let output = session.output(work.view)?;
        Ok(Self {
            kept: output.is_table().then(Vec::new),
            output: Some(output),
            lost: None,
            is_empty: true,
            shows_all: work.shows_all || session.manner.verbose > 0,
            quiet: session.manner.quiet,
            errors: Vec::new(),
        })
    }

    /// Takes outcomes. What an earlier attempt at the run came to, before `began`, is no news.
    fn take(&mut self, batch: &[RawOutcome], tally: &mut Tally, began: Timestamp) -> Result<()> {
        for outcome in batch {
            let row: Box<RawValue> = serde_json::from_slice(outcome.json())
                .map_err(|error| Failure::Other(error.to_string()))?;
            if outcome.kind().is_failure() {
                let value: Value = serde_json::from_str(row.get()).unwrap_or_default();
                if outcome.kind() == OutcomeKind::Failed {
                    tally.count(value["error"]["code"].as_str());
                }
                self.remember(&value["error"]);
                if ended_at(&value).is_none_or(|ended| ended >= began) {
                    say::note(self.quiet, &failed_item(&value));
                }
            }
            self.is_empty = false;
            match &mut self.kept {
                Some(kept) => kept.push((outcome.kind(), row)),
                None => self.write(|output| output.row(&row)),
            }
        }
        self.write(Output::flush);
        Ok(())
    }

    /// Writes to the output, until that cannot be written. If its reader has closed it, the work goes
    /// on to its end: the reader did not ask for the work.
    fn write(&mut self, write: impl FnOnce(&mut Output) -> Result<()>) {
        let Some(Err(failure)) = self.output.as_mut().map(write) else { return };
        self.output = None;
        if !matches!(failure, Failure::ClosedPipe) {
            self.lost = Some(failure);
        }
    }

    fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    fn tell_lost(&self, stopping: Option<&str>) {
        if let Some(failure) = &self.lost {
            say::failure(failure);
        }
        if let Some(stopping) = stopping {
            say::warn(stopping);
        }
    }

    /// Keeps the words of an error for people; programs have them in the row.
    fn remember(&mut self, error: &Value) {
        let (Some(code), Some(message)) = (error["code"].as_str(), error["message"].as_str())
        else {
            return;
        };
        if self.kept.is_none() {
            return;
        }
        match self.errors.iter_mut().find(|(known, ..)| known == code) {
            Some((.., count)) => *count += 1,
            None => self.errors.push((code.to_owned(), message.to_owned(), 1)),
        }
    }

    /// Writes what was kept. A run that failed before its first outcome leaves nothing, not even a
    /// header: a file of nothing else would pass for a result.
    fn finish(&mut self, has_failed: bool) {
        let kept = self.kept.take().unwrap_or_default();
        let few = self.shows_all || kept.len() <= READABLE;
        let mut left_out = BTreeMap::new();
        for (kind, row) in &kept {
            if few || !is_good(*kind) {
                self.write(|output| output.row(row));
            } else {
                *left_out.entry(*kind).or_insert(0) += 1;
            }
        }
        if has_failed && self.is_empty {
            return;
        }
        let Some(output) = self.output.take() else { return };
        match output.finish() {
            Ok(()) => {}
            Err(Failure::ClosedPipe) => return,
            Err(failure) => self.lost = Some(failure),
        }
        for (code, text, count) in self.errors.iter().take(ERRORS) {
            match count {
                1 => say::error(text),
                _ => say::error(&format!("the first of {count} with the code {code}: {text}")),
            }
        }
        if !left_out.is_empty() {
            let counts = left_out.iter().map(|(kind, count)| format!("{count} {}", kind.name()));
            let counts = counts.collect::<Vec<_>>().join(", ");
            say::note(self.quiet, &format!("Not shown: {counts}; --verbose shows them"));
        }
    }
}

/// When an outcome was known.
fn ended_at(outcome: &Value) -> Option<Timestamp> {
    outcome["endedAt"].as_str()?.parse().ok()
}

/// An item that failed, in a line.
fn failed_item(outcome: &Value) -> String {
    let fields = (views::OUTCOMES.row)(outcome, Timestamp::UNIX_EPOCH);
    let text = |at: usize| fields.get(at).map_or("", |field| field.text.as_str());
    let [name, user, kind, reason, what, id] = [0, 1, 2, 3, 4, 5].map(text);
    let mut line = format!("{kind}: {name}");
    for (before, part) in [(" ", user), (": ", if what.is_empty() { reason } else { what })] {
        if !part.is_empty() {
            line.push_str(before);
            line.push_str(part);
        }
    }
    if !id.is_empty() {
        line.push_str(&format!(" ({id})"));
    }
    line
}

/// Reports outages where no progress line shows them.
#[derive(Default)]
struct Outages {
    /// Whether the present one was reported.
    is_told: bool,
}

impl Outages {
    fn note(&mut self, summary: &BulkSummary, progress: &Progress, session: &Session) {
        let Some(outage) = &summary.outage else {
            if std::mem::take(&mut self.is_told) && !progress.is_shown() {
                session.note("Webex answers again");
            }
            return;
        };
        let age = session.now().duration_since(moment(outage.since));
        if !self.is_told && age >= LONG_OUTAGE {
            self.is_told = true;
            if !progress.is_shown() {
                session.note(&unanswered(outage));
            }
        }
    }
}

/// Whether a long table leaves it out.
fn is_good(kind: OutcomeKind) -> bool {
    matches!(kind, OutcomeKind::Ok | OutcomeKind::Unchanged | OutcomeKind::Skipped)
}
