//! The progress line on a terminal; hidden while something else is printed.

use std::fmt::Write as _;
use std::io::{IsTerminal as _, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use webex_broadworks::LOG_VARIABLE;
use webex_broadworks_bulk::{BulkHandle, BulkOutage, BulkSummary, OutcomeKind};

use crate::clock::timestamp;
use crate::output::views::format_duration;
use crate::progress_terminal::{self, ProgressTerminal};
use crate::session::Session;

/// The number of columns from which the line has room for a bar.
const MIN_WIDTH_FOR_BAR: u16 = 100;

/// The number of finished items from which the remaining time is estimated.
const MIN_DONE_FOR_ESTIMATE: u64 = 5;

/// The interval at which its numbers are updated.
pub(crate) const UPDATE_INTERVAL: Duration = Duration::from_millis(200);

/// The maximum number of redraws per second.
const MAX_REDRAWS_PER_SECOND: u8 = 20;

/// A progress line on standard error, hidden if that isn't a terminal.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    fn new(session: &Session, template: &str) -> Self {
        // A progress line would garble a log.
        let logs = session.output_options.verbose > 0
            || std::env::var_os(LOG_VARIABLE).is_some_and(|level| !level.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if session.output_options.quiet || logs || is_dumb || !stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let target = ProgressDrawTarget::term_like_with_hz(
            Box::new(ProgressTerminal::stderr()),
            MAX_REDRAWS_PER_SECOND,
        );
        let bar = ProgressBar::with_draw_target(None, target);
        set_template(&bar, template);
        bar.enable_steady_tick(Duration::from_millis(120));
        progress_terminal::set_active(&bar);
        Self(bar)
    }

    /// Of a listing.
    pub(crate) fn listing(session: &Session, items: &str) -> Self {
        Self::new(session, &format!("{{spinner}} {{elapsed}}  {{pos}} {items} listed"))
    }

    /// A progress line for work of unknown length.
    pub(crate) fn waiting(session: &Session, what: &str) -> Self {
        let progress = Self::new(session, "{spinner} {elapsed}  {wide_msg}");
        progress.0.set_message(what.to_owned());
        progress
    }

    /// Of a bulk run.
    pub(crate) fn bulk(session: &Session) -> Self {
        Self::new(session, "{spinner} {elapsed}  {pos} done  {wide_msg}")
    }

    /// Whether anyone sees it.
    pub(crate) fn is_shown(&self) -> bool {
        !self.0.is_hidden()
    }

    pub(crate) fn listed(&self, count: usize) {
        self.0.set_position(count as u64);
    }

    pub(crate) fn set_message(&self, message: String) {
        self.0.set_message(message);
    }

    pub(crate) fn update(&self, summary: &BulkSummary) {
        if let Some(total) = summary.total {
            if self.0.length().is_none() {
                // On a narrow terminal the counts matter more than the bar.
                let is_wide = console::Term::stderr().size().1 >= MIN_WIDTH_FOR_BAR;
                let bar = if is_wide { "[{bar:24}] " } else { "" };
                let template =
                    format!("{{spinner}} {{elapsed}}  {bar}{{pos}}/{{len}}  {{wide_msg}}");
                set_template(&self.0, &template);
            }
            self.0.set_length(total);
        }
        self.0.set_position(summary.done);
        let mut words = describe_summary(summary);
        match (&summary.outage, self.estimate_remaining(summary)) {
            // The outage comes first: a narrow terminal cuts the end off.
            (Some(outage), _) => words = format!("{}; {words}", describe_outage(outage)),
            (None, Some(left)) => {
                let _ = write!(words, ", about {left} left");
            }
            (None, None) => {}
        }
        self.0.set_message(words);
    }

    /// Shows outages during work on a bulk run that is not read yet.
    pub(crate) async fn with_outages<T>(
        &self,
        handle: &BulkHandle,
        work: impl Future<Output = T>,
    ) -> T {
        let what = self.0.message();
        let mut updates = tokio::time::interval(UPDATE_INTERVAL);
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                _ = updates.tick() => self.set_message(match handle.summary().outage {
                    Some(outage) => format!("{what}; {}", describe_outage(&outage)),
                    None => what.clone(),
                }),
            }
        }
    }

    /// Estimates the remaining time from the items that needed work.
    fn estimate_remaining(&self, summary: &BulkSummary) -> Option<String> {
        let kinds = [OutcomeKind::Skipped, OutcomeKind::NotStarted];
        let without_work =
            summary.retold + kinds.map(|kind| summary.count(kind)).iter().sum::<u64>();
        let (worked, open) =
            (summary.done.checked_sub(without_work)?, summary.total? - summary.done);
        if worked < MIN_DONE_FOR_ESTIMATE || open == 0 {
            return None;
        }
        #[expect(clippy::cast_precision_loss, reason = "runs have far fewer than 2^53 items")]
        let seconds = self.0.elapsed().as_secs_f64() * open as f64 / worked as f64;
        Some(format_duration(seconds))
    }

    /// Hides the line while something else is written.
    pub(crate) fn suspend<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn set_template(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        // ASCII, because not every locale has more.
        bar.set_style(style.progress_chars("=> ").tick_chars("|/-\\ "));
    }
}

/// An outage in few words.
pub(crate) fn describe_outage(outage: &BulkOutage) -> String {
    let time = |time| timestamp(time).strftime("%H:%M:%SZ");
    let (since, until) = (time(outage.since), time(outage.until));
    format!("no answer from Webex since {since}, retrying until {until}")
}

/// Summarizes a bulk run: `30 ok, 2 failed, 3 running`.
pub(crate) fn describe_summary(summary: &BulkSummary) -> String {
    let count = |&kind: &OutcomeKind| (summary.count(kind), kind.name().replace('_', " "));
    let mut words: Vec<String> = OutcomeKind::ALL
        .iter()
        .map(count)
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    if summary.running > 0 {
        words.push(format!("{} running", summary.running));
    }
    if words.is_empty() { "nothing yet".to_owned() } else { words.join(", ") }
}
