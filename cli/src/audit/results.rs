//! What audits of enterprises and of subscribers share: saved lists, reports, tables and exit codes.

use std::path::Path;

use serde_json::Value;
use webex_broadworks_audit::{
    Count, DOCUMENT_ROWS, Kind, ListedItems, Report, Rows, read_file, read_items,
};

use crate::arguments::{CommonAuditArguments, FailOn};
use crate::exit::Exit;
use crate::failure::Result;
use crate::input::read_bytes;
use crate::output::{Output, View};
use crate::output_file::OutputFile;
use crate::session::Session;

/// Reads a saved list.
pub(super) fn read_listing(
    file: &Path,
    listed: ListedItems,
    session: &Session,
) -> Result<Vec<Value>> {
    if file == Path::new("-") {
        let (name, bytes) = read_bytes(file, session)?;
        return Ok(read_items(&bytes, &name, listed)?);
    }
    Ok(read_file(file, listed)?)
}

/// Where the results of an audit go.
pub(super) struct Destination {
    table: &'static str,
    output: Output,
    html: Option<OutputFile>,
}

impl Destination {
    /// Checks the file of the report before anything is sent.
    pub(super) fn new(
        (table, view): (&'static str, &'static View),
        arguments: &CommonAuditArguments,
        session: &Session,
    ) -> Result<Self> {
        Ok(Self {
            table,
            output: session.output(view)?,
            html: arguments.html.as_deref().map(OutputFile::check).transpose()?,
        })
    }

    /// Writes the report, prints the table, and a summary after a table for people.
    ///
    /// Returns the exit code without regard to the findings, which decide it even if they can't all
    /// be written.
    pub(super) fn write(self, audit: &dyn Report, summary: &str, session: &Session) -> Exit {
        let is_table = self.output.is_table();
        let report = self.html.map(|file| write_report(&file, audit, session));
        let written = [report.unwrap_or(Ok(())), print_table(audit, self.table, self.output)];
        let mut exit = Exit::Done;
        for failure in written.into_iter().filter_map(Result::err) {
            session.report_failure(&failure);
            exit = if exit == Exit::Done { failure.exit() } else { exit };
        }
        if is_table {
            session.note(summary);
        }
        exit
    }
}

fn write_report(file: &OutputFile, audit: &dyn Report, session: &Session) -> Result<()> {
    file.write(audit.to_html(DOCUMENT_ROWS).as_bytes())?;
    session.note(&format!("The report is in {}", file.path().display()));
    Ok(())
}

fn print_table(audit: &dyn Report, table: &str, mut output: Output) -> Result<()> {
    let rows = audit.table(table).map(Rows::ndjson).unwrap_or_default();
    for line in String::from_utf8_lossy(&rows).lines() {
        output.row(line)?;
    }
    output.finish()
}

/// Describes the findings in a few words.
pub(super) fn describe_findings<K: Kind>(counts: &[Count<K>]) -> String {
    let found: Vec<String> = counts
        .iter()
        .filter(|it| it.count > 0)
        .map(|it| format!("{} {}", it.count, it.name.title().to_lowercase()))
        .collect();
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

/// Whether a finding exists that is taken for a failure.
pub(super) fn fails<K: Kind>(counts: &[Count<K>], fail_on: &[FailOn<K>]) -> bool {
    let is_named = |kind: K| fail_on.iter().any(|named| named.is_of(kind));
    counts.iter().any(|it| it.count > 0 && is_named(it.name))
}
