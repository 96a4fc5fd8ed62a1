//! Figures for a monitoring system: Prometheus' text format, put in place whole.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use jiff::Timestamp;
use webex_broadworks::audit::AuditSummary;
use webex_broadworks::sync::bulk::{BulkSummary, OutcomeKind};

use crate::exit::Exit;
use crate::failure::{Failure, Result};

/// What a command has to tell, as far as it came.
pub(crate) struct Figures {
    began: Instant,
    pub(crate) bulk: Option<BulkSummary>,
    pub(crate) audit: Option<AuditSummary>,
}

impl Default for Figures {
    fn default() -> Self {
        Self { began: Instant::now(), bulk: None, audit: None }
    }
}

impl Figures {
    /// Writes them, whatever came of the command.
    pub(crate) fn write(&self, path: &Path, command: &str, exit: Exit) -> Result<()> {
        let text = self.text(command, exit, self.began.elapsed().as_secs_f64(), Timestamp::now());
        replace(path, text.as_bytes())
    }

    fn text(&self, command: &str, exit: Exit, seconds: f64, now: Timestamp) -> String {
        let mut text = Text::default();
        let own = format!("command=\"{command}\"");
        text.family("wxbw_exit_code", "What the command ended with; 0 is success.");
        text.sample("wxbw_exit_code", &own, f64::from(exit.code()));
        text.family("wxbw_duration_seconds", "How long the command took.");
        text.sample("wxbw_duration_seconds", &own, seconds);
        text.family("wxbw_ended_timestamp_seconds", "When the command ended.");
        let ended = now.as_duration().as_secs_f64().round();
        text.sample("wxbw_ended_timestamp_seconds", &own, ended);
        if let Some(summary) = &self.bulk {
            bulk(&mut text, &own, summary);
        }
        if let Some(summary) = &self.audit {
            audit(&mut text, summary);
        }
        text.0
    }
}

fn bulk(text: &mut Text, own: &str, summary: &BulkSummary) {
    text.family("wxbw_items", "How many items came to which outcome.");
    for kind in OutcomeKind::ALL {
        let labels = format!("{own},outcome=\"{}\"", kind.name());
        text.sample("wxbw_items", &labels, whole(summary.count(kind)));
    }
    text.family("wxbw_busy_refusals", "How many triggers were refused because a cluster was busy.");
    text.sample("wxbw_busy_refusals", own, whole(summary.busy_refusals));
}

fn audit(text: &mut Text, summary: &AuditSummary) {
    text.family("wxbw_audit_enterprises", "How many enterprises there are.");
    for (name, count) in
        [("all", summary.enterprises), ("enabled", summary.enabled), ("healthy", summary.healthy)]
    {
        text.sample("wxbw_audit_enterprises", &format!("which=\"{name}\""), whole(count as u64));
    }
    text.family("wxbw_audit_findings", "How many enterprises each kind of finding concerns.");
    for count in &summary.findings {
        let (kind, severity) = (count.name.name(), count.name.severity().name());
        let labels = format!("kind=\"{kind}\",severity=\"{severity}\"");
        text.sample("wxbw_audit_findings", &labels, whole(count.enterprises as u64));
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 enterprises")]
fn whole(count: u64) -> f64 {
    count as f64
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} gauge");
    }

    fn sample(&mut self, name: &str, labels: &str, value: f64) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }
}

/// Puts a file in place whole: who reads it sees the old one or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::Other(format!("{} cannot be written: {error}", path.display()))
    };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let file = builder.prefix(".wxbw-").tempfile_in(folder.unwrap_or(Path::new(".")));
    let mut file = file.map_err(|error| wrong(&error))?;
    file.write_all(bytes).map_err(|error| wrong(&error))?;
    file.persist(path).map_err(|error| wrong(&error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_has_figures_too() {
        let text =
            Figures::default().text("sync run", Exit::Authentication, 1.5, Timestamp::UNIX_EPOCH);
        assert!(text.contains("wxbw_exit_code{command=\"sync run\"} 3\n"), "{text}");
        assert!(text.contains("wxbw_duration_seconds{command=\"sync run\"} 1.5\n"), "{text}");
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (_, value) = line.rsplit_once(' ').expect("a value");
            value.parse::<f64>().expect("a number");
        }
    }
}
