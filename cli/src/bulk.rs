//! The loop of all bulk runs: prints outcomes, shows progress and stops cleanly on a signal.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use serde_json::Value;
use serde_json::value::RawValue;
use webex_broadworks::{Error, ErrorKind, Timestamp};
use webex_broadworks_bulk::{BulkRun, BulkSummary, OutcomeKind, RawOutcome, StopReason};

use crate::arguments::{LedgerArguments, Window};
use crate::clock::timestamp;
use crate::exit::{Exit, Tally};
use crate::failure::{Failure, Result};
use crate::messages;
use crate::output::{Output, View, views};
use crate::progress::{Progress, UPDATE_INTERVAL, describe_outage, describe_summary};
use crate::session::Session;

/// The number of outcomes that are read at once.
const BATCH_SIZE: usize = 256;

/// The number of rows up to which a table also shows successful outcomes.
const MAX_READABLE_ROWS: usize = 50;

/// The number of different errors whose messages are printed.
const MAX_ERROR_MESSAGES: usize = 3;

/// The age from which an outage is reported on standard error.
const LONG_OUTAGE_SECONDS: f64 = 60.0;

/// How a bulk run is shown, and how it is resumed.
pub(crate) struct BulkCommand<'a> {
    pub(crate) view: &'static View,
    /// Whether a table shows every row.
    pub(crate) shows_all_rows: bool,
    pub(crate) ledger: &'a LedgerArguments,
    pub(crate) window: Option<&'a Window>,
    /// Whether it changes something.
    pub(crate) makes_changes: bool,
    /// The error message if there are no items; `None` if that is not an error.
    pub(crate) empty_message: Option<String>,
    /// How long to wait for other syncs before the first one starts.
    pub(crate) start_within: Option<Duration>,
}

/// Reads a bulk run to its end.
pub(crate) async fn run(
    mut run: BulkRun,
    command: BulkCommand<'_>,
    session: &Session,
) -> Result<Exit> {
    let handle = run.handle();
    session.metrics.set_bulk_handle(handle.clone());
    session.interrupt.set_immediate_stop_message(describe_immediate_stop(&command, session));
    let mut rows = Rows::open(&command, session)?;
    let progress = Progress::bulk(session);
    let (mut stopped, mut tally, mut outages) = (None, Tally::default(), Outages::default());
    let mut updates = tokio::time::interval(UPDATE_INTERVAL);
    let (began, began_at) = (session.clock.now(), session.now());
    let ended = loop {
        tokio::select! {
            biased;
            exit = session.interrupt.stopped(), if stopped.is_none() => {
                stopped = Some(exit);
                handle.close();
                progress.suspend(|| messages::warn(stop_message(&command)));
            }
            batch = run.next_batch(BATCH_SIZE) => match batch {
                Ok(batch) if batch.is_empty() => break None,
                Ok(batch) => {
                    let had_output_error = rows.has_output_error();
                    progress.suspend(|| rows.write_outcomes(&batch, &mut tally, began_at))?;
                    if rows.has_output_error() && !had_output_error {
                        handle.close();
                        progress.suspend(|| rows.report_output_error(Some(stop_message(&command))));
                    }
                }
                Err(error) => break Some(error),
            },
            _ = updates.tick() => {
                let summary = handle.summary();
                progress.update(&summary);
                outages.update(&summary, &progress, session);
                let late = command.start_within.filter(|limit| session.clock.now() - began >= *limit);
                if let (Some(limit), None, 0, 0) = (late, stopped, summary.running, summary.done) {
                    stopped = Some(Exit::TooLate);
                    handle.close();
                    let text = format!(
                        "no sync could be started within {} s, because other syncs are running",
                        limit.as_secs_f64()
                    );
                    progress.suspend(|| messages::warn(&text));
                }
            }
        }
    };
    drop(progress);
    let had_output_error = rows.has_output_error();
    rows.finish(ended.is_some());
    if rows.has_output_error() && !had_output_error {
        rows.report_output_error(None);
    }
    let summary = handle.summary();
    let exit = stopped.unwrap_or_else(|| {
        let exit = tally.exit(&summary, ended.as_ref());
        if rows.has_output_error() { exit.without_output(command.makes_changes) } else { exit }
    });
    let is_empty = summary.done + summary.running == 0 && ended.is_none() && stopped.is_none();
    if is_empty
        && exit == Exit::Done
        && let Some(empty_message) = command.empty_message
    {
        return Err(Failure::Other(empty_message));
    }
    report_end(&summary, ended, &command, session, stopped);
    if rows.has_output_error()
        && let Some(ledger) = &command.ledger.ledger
    {
        let run = summary.run_name.as_deref().map(|name| ["--run-name", name]);
        let ledger = ledger.to_string_lossy();
        let words = ["wxbw", "report", "--ledger", &*ledger].into_iter();
        let line = shell_words::join(words.chain(run.into_iter().flatten()));
        messages::warn(&format!("the outcomes are recorded. To see them:\n  {line}"));
    }
    Ok(exit)
}

/// Describes the state after a second signal.
fn describe_immediate_stop(command: &BulkCommand<'_>, session: &Session) -> String {
    match (&command.ledger.ledger, command.makes_changes) {
        (Some(_), _) => format!(
            "; running syncs continue at Webex, and their outcomes are read when the run is \
             resumed:\n  {}",
            resume_command(command, session, &[])
        ),
        (None, true) => "; running syncs continue at Webex".to_owned(),
        (None, false) => String::new(),
    }
}

/// The command line that resumes the run. A time of day is replaced by its date and time.
fn resume_command(command: &BulkCommand<'_>, session: &Session, extra: &[&str]) -> String {
    let window = command.window.and_then(Window::dated_end);
    session.command_line(extra, window.as_deref())
}

/// The message after Ctrl-C. Without a ledger nothing is recorded.
fn stop_message(command: &BulkCommand<'_>) -> &'static str {
    match (&command.ledger.ledger, command.makes_changes) {
        (Some(_), _) => {
            "stopping: nothing more is started, and the state is recorded (press Ctrl-C again to exit \
             immediately)"
        }
        (None, true) => {
            "stopping: nothing more is started, and running syncs continue at Webex (press Ctrl-C again \
             to exit immediately)"
        }
        (None, false) => {
            "stopping: nothing more is started (press Ctrl-C again to exit immediately)"
        }
    }
}

/// Reports how the run ended, and how to resume an unfinished one.
fn report_end(
    summary: &BulkSummary,
    cause: Option<Error>,
    command: &BulkCommand<'_>,
    session: &Session,
    stopped: Option<Exit>,
) {
    let has_failed = cause.is_some();
    // The same command would be refused again.
    let is_refused = cause.as_ref().is_some_and(|it| it.kind() == ErrorKind::InvalidArgument);
    if let Some(error) = cause {
        session.report_failure(&error.into());
    }
    if summary.is_limited_to_one {
        messages::warn(
            "the run sent more than 60 requests per enterprise, so it continued with one enterprise at a \
             time; the log (`-v`) shows which clusters refused",
        );
    }
    for name in &summary.abandoned {
        messages::warn(&format!(
            "the unfinished run {name} is too old to resume; to resume it anyway: --run-name {name}"
        ));
    }
    if summary.resumed {
        session.note(&format!(
            "Resumed the run {}: {} done before",
            summary.run_name.as_deref().unwrap_or_default(),
            summary.retold
        ));
    }
    // An error before the first outcome needs no summary.
    if !has_failed || summary.done > 0 {
        session.note(&format!("{}: {}", total(summary), describe_summary(summary)));
    }
    let is_unfinished = stopped.is_some()
        || summary.count(OutcomeKind::NotStarted) > 0
        || summary.total.is_some_and(|total| summary.done < total);
    if is_unfinished && !is_refused {
        messages::warn(&resume_hint(summary, command, session));
    }
}

fn total(summary: &BulkSummary) -> String {
    // Items that were not started have an outcome, but are not done.
    let done = summary.done - summary.count(OutcomeKind::NotStarted);
    summary.total.map_or_else(|| format!("{done} done"), |total| format!("{done} of {total} done"))
}

fn resume_hint(summary: &BulkSummary, command: &BulkCommand<'_>, session: &Session) -> String {
    let is_closed = summary.stop_reason == Some(StopReason::WindowClosed);
    let why = match summary.stop_reason {
        Some(StopReason::WindowClosed) => "the window closed before everything was started",
        Some(StopReason::Closed) | None => "the run is incomplete",
        Some(_) => "nothing more was started",
    };
    // The printed command has the past end, and is refused until it is changed.
    let next = if is_closed && command.window.is_some_and(|window| window.dated_end().is_some()) {
        " with the end of the next window"
    } else {
        ""
    };
    match (&command.ledger.ledger, &summary.run_name) {
        (Some(ledger), Some(_)) => {
            let term = if command.ledger.run_name.is_some() { "" } else { " within 12 hours" };
            format!(
                "{why}; its state is recorded in {}. To resume{term}{next}:\n  {}",
                ledger.display(),
                resume_command(command, session, &[])
            )
        }
        (None, _) if command.makes_changes => format!(
            "{why}, and it can't be resumed without --ledger. To start again{next}:\n  {}",
            resume_command(command, session, &["--ledger", "runs.sqlite"])
        ),
        _ => format!("{why}. To start again:\n  {}", resume_command(command, session, &[])),
    }
}

/// Prints the outcomes of a bulk run: immediately as data, at the end as a table.
struct Rows {
    output: Option<Output>,
    /// Why the output can't be written any more.
    output_error: Option<Failure>,
    buffered: Option<Vec<(OutcomeKind, Box<RawValue>)>>,
    is_empty: bool,
    shows_all: bool,
    quiet: bool,
    /// The errors so far: code, first message and count.
    errors: Vec<(String, String, usize)>,
}

impl Rows {
    fn open(command: &BulkCommand<'_>, session: &Session) -> Result<Self> {
        let output = session.output(command.view)?;
        Ok(Self {
            buffered: output.is_table().then(Vec::new),
            output: Some(output),
            output_error: None,
            is_empty: true,
            shows_all: command.shows_all_rows || session.output_options.all_rows,
            quiet: session.output_options.quiet,
            errors: Vec::new(),
        })
    }

    /// Writes outcomes. Failures from before `began` were reported by an earlier attempt.
    fn write_outcomes(
        &mut self,
        batch: &[RawOutcome],
        tally: &mut Tally,
        began: Timestamp,
    ) -> Result<()> {
        for outcome in batch {
            let row: Box<RawValue> = serde_json::from_slice(outcome.json())
                .map_err(|error| Failure::Other(error.to_string()))?;
            if outcome.kind().is_failure() {
                let value: Value = serde_json::from_str(row.get()).unwrap_or_default();
                if outcome.kind() == OutcomeKind::Failed {
                    tally.count(value["error"]["code"].as_str());
                }
                self.record_error(&value["error"]);
                if ended_at(&value).is_none_or(|ended| ended >= began) {
                    messages::note(self.quiet, &describe_failure(&value));
                }
            }
            self.is_empty = false;
            match &mut self.buffered {
                Some(buffered) => buffered.push((outcome.kind(), row)),
                None => self.write(|output| output.row(row.get())),
            }
        }
        self.write(Output::flush);
        Ok(())
    }

    /// Writes to the output, until that fails. If its reader closed it, the work continues.
    fn write(&mut self, write: impl FnOnce(&mut Output) -> Result<()>) {
        let Some(Err(failure)) = self.output.as_mut().map(write) else { return };
        self.output = None;
        if !matches!(failure, Failure::ClosedPipe) {
            self.output_error = Some(failure);
        }
    }

    fn has_output_error(&self) -> bool {
        self.output_error.is_some()
    }

    fn report_output_error(&self, stop_message: Option<&str>) {
        if let Some(failure) = &self.output_error {
            messages::report(failure);
        }
        if let Some(stop_message) = stop_message {
            messages::warn(stop_message);
        }
    }

    /// Keeps the message of an error for tables; other formats have it in the row.
    fn record_error(&mut self, error: &Value) {
        let (Some(code), Some(message)) = (error["code"].as_str(), error["message"].as_str())
        else {
            return;
        };
        if self.buffered.is_none() {
            return;
        }
        match self.errors.iter_mut().find(|(known, ..)| known == code) {
            Some((.., count)) => *count += 1,
            None => self.errors.push((code.to_owned(), message.to_owned(), 1)),
        }
    }

    /// Writes the collected rows. Without any outcome it writes nothing, not even a header, because
    /// an empty table would look like a result.
    fn finish(&mut self, has_failed: bool) {
        let buffered = self.buffered.take().unwrap_or_default();
        let shows_all = self.shows_all || buffered.len() <= MAX_READABLE_ROWS;
        let mut hidden = BTreeMap::new();
        for (kind, row) in &buffered {
            if shows_all || !is_success(*kind) {
                self.write(|output| output.row(row.get()));
            } else {
                *hidden.entry(*kind).or_insert(0) += 1;
            }
        }
        if has_failed && self.is_empty {
            return;
        }
        let Some(output) = self.output.take() else { return };
        match output.finish() {
            Ok(()) => {}
            Err(Failure::ClosedPipe) => return,
            Err(failure) => self.output_error = Some(failure),
        }
        for (code, text, count) in self.errors.iter().take(MAX_ERROR_MESSAGES) {
            match count {
                1 => messages::error(text),
                _ => messages::error(&format!("the first of {count} with the code {code}: {text}")),
            }
        }
        if !hidden.is_empty() {
            let counts = hidden.iter().map(|(kind, count)| format!("{count} {}", kind.name()));
            let counts = counts.collect::<Vec<_>>().join(", ");
            messages::note(self.quiet, &format!("Hidden: {counts} (use --all-rows to show them)"));
        }
    }
}

/// The end time of an outcome.
fn ended_at(outcome: &Value) -> Option<Timestamp> {
    outcome["endedAt"].as_str()?.parse().ok()
}

/// Describes a failed item in one line.
fn describe_failure(outcome: &Value) -> String {
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
        let _ = write!(line, " ({id})");
    }
    line
}

/// Reports outages if no progress line shows them.
#[derive(Default)]
struct Outages {
    /// Whether the current outage was reported.
    is_reported: bool,
}

impl Outages {
    fn update(&mut self, summary: &BulkSummary, progress: &Progress, session: &Session) {
        let Some(outage) = &summary.outage else {
            if std::mem::take(&mut self.is_reported) && !progress.is_shown() {
                session.note("Webex answers again");
            }
            return;
        };
        let age = session.now().seconds_since(timestamp(outage.since));
        if !self.is_reported && age >= LONG_OUTAGE_SECONDS {
            self.is_reported = true;
            if !progress.is_shown() {
                session.note(&describe_outage(outage));
            }
        }
    }
}

/// Whether a long table omits the outcome.
fn is_success(kind: OutcomeKind) -> bool {
    matches!(kind, OutcomeKind::Ok | OutcomeKind::Unchanged | OutcomeKind::Skipped)
}
