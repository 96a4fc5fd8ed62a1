//! Metrics for a monitoring system, in Prometheus' text format: written when a command starts, while
//! it works, and when it ends.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use webex_broadworks::Timestamp;
use webex_broadworks::internals::Clock;
use webex_broadworks_audit::{Count, Kind};
use webex_broadworks_bulk::{BulkHandle, BulkSummary, OutcomeKind};

use crate::clock::wall_time;
use crate::exit::Exit;
use crate::failure::Result;
use crate::messages;
use crate::output_file::OutputFile;

/// The interval at which the file is written while a command works.
const WRITE_INTERVAL: Duration = Duration::from_secs(15);

/// What distinguishes the metrics of a command from those of others.
#[derive(Debug)]
pub(crate) struct MetricsLabels {
    /// The words of the command, such as `sync run`.
    pub(crate) command: String,
    /// The name of the run, if it was given one.
    pub(crate) run_name: Option<String>,
}

/// The metrics of a command.
#[derive(Debug)]
pub(crate) struct Metrics {
    file: Option<OutputFile>,
    labels: MetricsLabels,
    clock: Arc<dyn Clock>,
    started: Instant,
    started_at: Timestamp,
    state: Mutex<State>,
}

/// The metrics so far.
#[derive(Debug, Default)]
struct State {
    profile: Option<String>,
    partner: Option<String>,
    bulk: Option<BulkHandle>,
    audit: Option<AuditCounts>,
    has_ended: bool,
}

impl Metrics {
    /// Checks the file.
    pub(crate) fn new(
        file: Option<&Path>,
        labels: MetricsLabels,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        Ok(Self {
            file: file.map(OutputFile::check).transpose()?,
            labels,
            started: clock.now(),
            started_at: wall_time(&*clock),
            clock,
            state: Mutex::default(),
        })
    }

    /// Whether they go to standard output.
    pub(crate) fn is_stdout(&self) -> bool {
        self.file.as_ref().is_some_and(OutputFile::is_stdout)
    }

    /// Sets the profile and the partner label.
    pub(crate) fn set_identity(&self, profile: Option<String>, partner: Option<String>) {
        let mut state = self.state();
        (state.profile, state.partner) = (profile, partner);
    }

    /// Sets the bulk run to report on.
    pub(crate) fn set_bulk_handle(&self, bulk: BulkHandle) {
        self.state().bulk = Some(bulk);
    }

    /// Sets the counts of the audit.
    pub(crate) fn set_audit_counts(&self, counts: AuditCounts) {
        self.state().audit = Some(counts);
    }

    /// Writes the file now and at intervals until the command ends. Must be called inside the runtime.
    pub(crate) fn start(self: &Arc<Self>) {
        if !self.file.as_ref().is_some_and(OutputFile::is_replaced) {
            return;
        }
        let metrics = Arc::clone(self);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(WRITE_INTERVAL);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let mut is_warned = false;
            loop {
                ticks.tick().await;
                let written = metrics.write(&metrics.state(), None);
                if let Some(text) = written.err().and_then(|failure| failure.message())
                    && !std::mem::replace(&mut is_warned, true)
                {
                    messages::warn(&text);
                }
            }
        });
        // A command that ends immediately has also started.
        let _ = self.write(&self.state(), None);
    }

    /// Writes the file for the last time, at any end of the command.
    pub(crate) fn end(&self, exit: Exit) -> Result<()> {
        let mut state = self.state();
        state.has_ended = true;
        self.write(&state, Some(exit))
    }

    fn write(&self, state: &State, exit: Option<Exit>) -> Result<()> {
        match &self.file {
            Some(file) if exit.is_some() || !state.has_ended => {
                file.write(self.text(state, exit, wall_time(&*self.clock)).as_bytes())
            }
            _ => Ok(()),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn text(&self, state: &State, exit: Option<Exit>, now: Timestamp) -> String {
        let mut text =
            PrometheusText { common_labels: self.labels(state), ..PrometheusText::default() };
        let seconds = |time: Timestamp| time.seconds_since(Timestamp::UNIX_EPOCH).round();
        text.gauge(
            "wxbw_running",
            "1 while the command works, 0 once it has ended.",
            u8::from(exit.is_none()),
        );
        text.gauge(
            "wxbw_started_timestamp_seconds",
            "When the command started.",
            seconds(self.started_at),
        );
        text.gauge(
            "wxbw_updated_timestamp_seconds",
            "When these metrics were written.",
            seconds(now),
        );
        text.gauge(
            "wxbw_duration_seconds",
            "Duration of the command until now, or until it ended.",
            (self.clock.now() - self.started).as_secs_f64(),
        );
        if let Some(exit) = exit {
            text.gauge("wxbw_exit_code", "Exit code of the command; 0 is success.", exit.code());
            text.gauge("wxbw_ended_timestamp_seconds", "When the command ended.", seconds(now));
        }
        if let Some(bulk) = &state.bulk {
            bulk_metrics(&mut text, &bulk.summary(), exit.is_some());
        }
        if let Some(counts) = &state.audit {
            audit_metrics(&mut text, counts);
        }
        text.text
    }

    /// The labels of every sample. The name of the file distinguishes two files in a folder.
    fn labels(&self, state: &State) -> String {
        let file = self.file.as_ref().and_then(|file| file.path().file_name());
        let file = file.map(|name| name.to_string_lossy().into_owned());
        let labels = [
            ("command", Some(self.labels.command.clone())),
            ("file", file),
            ("profile", state.profile.clone()),
            ("partner", state.partner.clone()),
            ("run", self.labels.run_name.clone()),
        ];
        let given = labels.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.map(|(name, value)| label(name, &value)).collect::<Vec<_>>().join(",")
    }
}

fn bulk_metrics(text: &mut PrometheusText, summary: &BulkSummary, has_ended: bool) {
    let begun = summary.done + summary.running;
    let open = summary.total.map(|total| total.saturating_sub(begun));
    text.family("wxbw_items", "Number of items by outcome.");
    for &kind in OutcomeKind::ALL {
        // Items that an interrupted run left over were also not started.
        let left = if has_ended && kind == OutcomeKind::NotStarted { open } else { None };
        let count = summary.count(kind) + left.unwrap_or_default();
        text.sample("wxbw_items", &label("outcome", kind.name()), count);
    }
    text.sample("wxbw_items", &label("outcome", "running"), summary.running);
    if !has_ended {
        text.sample("wxbw_items", &label("outcome", "open"), open.unwrap_or_default());
    }
    if let Some(total) = summary.total {
        text.gauge("wxbw_items_expected", "Number of items in the run.", total);
    }
    let help = "Number of triggers that were refused because a cluster was busy.";
    text.gauge("wxbw_busy_refusals", help, summary.busy_refusals);
}

fn audit_metrics(text: &mut PrometheusText, counts: &AuditCounts) {
    let family = format!("wxbw_audit_{}s", counts.noun);
    text.family(&family, &format!("Number of {}s.", counts.noun));
    for (which, count) in ["all", counts.good.0, "healthy"].into_iter().zip(counts.subjects) {
        text.sample(&family, &label("which", which), count);
    }
    text.family("wxbw_audit_findings", "Number of enterprises or subscribers by kind of finding.");
    for FindingCount { name, severity, count, .. } in &counts.findings {
        let labels = format!("{},{}", label("kind", name), label("severity", severity));
        text.sample("wxbw_audit_findings", &labels, count);
    }
}

/// The numbers of an audit.
#[derive(Debug)]
pub(crate) struct AuditCounts {
    /// What is audited.
    pub(crate) noun: &'static str,
    /// All of them, those in a good state, and those of these without a finding.
    pub(crate) subjects: [usize; 3],
    /// The good state, as a label and in words.
    pub(crate) good: (&'static str, &'static str),
    pub(crate) findings: Vec<FindingCount>,
}

/// How many enterprises or subscribers have a kind of finding.
#[derive(Debug)]
pub(crate) struct FindingCount {
    name: &'static str,
    pub(crate) title: &'static str,
    severity: &'static str,
    pub(crate) count: usize,
}

impl AuditCounts {
    pub(crate) fn new<K: Kind>(
        noun: &'static str,
        subjects: [usize; 3],
        good: (&'static str, &'static str),
        findings: &[Count<K>],
    ) -> Self {
        let of_kind = |it: &Count<K>| FindingCount {
            name: it.name.name(),
            title: it.name.title(),
            severity: it.name.severity().name(),
            count: it.count,
        };
        Self { noun, subjects, good, findings: findings.iter().map(of_kind).collect() }
    }
}

/// A label in the text format.
fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{name}=\"{value}\"")
}

#[derive(Default)]
struct PrometheusText {
    text: String,
    common_labels: String,
}

impl PrometheusText {
    fn family(&mut self, name: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} gauge");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.text, "{name}{{{},{labels}}} {value}", self.common_labels);
    }

    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.family(name, help);
        let _ = writeln!(self.text, "{name}{{{}}} {value}", self.common_labels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(path: &Path, run: Option<&str>) -> Metrics {
        let clock = Arc::new(webex_broadworks::internals::SystemClock);
        let run_name = run.map(str::to_owned);
        let labels = MetricsLabels { command: "sync run".to_owned(), run_name };
        Metrics::new(Some(path), labels, clock).expect("a file")
    }

    #[test]
    fn metrics_are_written_on_failure_and_final_after_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("x.prom");
        let metrics = metrics(&path, None);
        metrics.write(&metrics.state(), None).expect("written");
        let read = || std::fs::read_to_string(&path).expect("metrics");
        assert!(
            read().contains("wxbw_running{command=\"sync run\",file=\"x.prom\"} 1\n"),
            "{}",
            read()
        );
        assert!(!read().contains("wxbw_exit_code"), "{}", read());
        metrics.end(Exit::Authentication).expect("written");
        metrics.write(&metrics.state(), None).expect("written");
        assert!(
            read().contains("wxbw_exit_code{command=\"sync run\",file=\"x.prom\"} 3\n"),
            "{}",
            read()
        );
        assert!(
            read().contains("wxbw_running{command=\"sync run\",file=\"x.prom\"} 0\n"),
            "{}",
            read()
        );
        for line in read().lines().filter(|line| !line.starts_with('#')) {
            let (_, value) = line.rsplit_once(' ').expect("a value");
            value.parse::<f64>().expect("a number");
        }
    }

    #[test]
    fn labels_distinguish_the_metrics_of_two_jobs() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = |name: &str, run: Option<&str>, partner: &str| {
            let metrics = metrics(&folder.path().join(name), run);
            metrics.set_identity(Some(name.to_owned()), Some(partner.to_owned()));
            metrics.text(&metrics.state(), Some(Exit::Done), Timestamp::UNIX_EPOCH)
        };
        let samples = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            lines.map(|line| line.rsplit_once(' ').expect("a value").0.to_owned()).collect()
        };
        let all = [
            text("east.prom", None, "East \"Telecom\""),
            text("west.prom", None, "East \"Telecom\""),
            text("west.prom", Some("a"), "West\\\n"),
            text("west.prom", Some("b"), "West\\\n"),
        ];
        let names: Vec<String> = all.iter().flat_map(|text| samples(text)).collect();
        let apart: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(apart.len(), names.len(), "{names:#?}");
        assert!(all[0].contains("partner=\"East \\\"Telecom\\\"\""), "{}", all[0]);
        assert!(all[2].contains("partner=\"West\\\\\\n\",run=\"a\""), "{}", all[2]);
    }
}
