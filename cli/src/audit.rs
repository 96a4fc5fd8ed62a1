//! `wxbw audit`: prints the findings as rows and writes an HTML report.

use std::path::Path;

use serde_json::Value;
use webex_broadworks::ListEnterprises;
use webex_broadworks_audit::{
    Audit, AuditOptions, AuditSummary, DOCUMENT_ROWS, FindingKind, read_file, read_items,
};

use crate::arguments::{AuditArguments, AuditedTable, empty_listing_message};
use crate::confirmation::count_of;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::input::read_bytes;
use crate::output::{Output, View, views};
use crate::output_file::OutputFile;
use crate::progress::Progress;
use crate::session::Session;
use crate::token;

pub(crate) async fn run(arguments: &AuditArguments, session: &Session) -> Result<Exit> {
    let output = session.output(view(arguments.table))?;
    let html = arguments.html.as_deref().map(OutputFile::check).transpose()?;
    let work = run_audit(arguments, session);
    let again = || "Nothing was changed.".to_owned();
    let audit = session.interrupt.run_unless_stopped(work, again).await?;
    let summary = audit.summary();
    if summary.enterprises == 0 && arguments.input.is_none() && !arguments.allow_empty {
        return Err(Failure::Other(empty_listing_message(arguments.starts_with.as_deref())));
    }
    session.metrics.set_audit_summary(summary.clone());
    let is_table = output.is_table();
    // The findings decide the exit code even if they can't all be written.
    let report = html.map(|file| write_report(&file, &audit, session));
    let written = [report.unwrap_or(Ok(())), print_table(&audit, arguments.table, output)];
    let mut exit = Exit::Done;
    for failure in written.into_iter().filter_map(Result::err) {
        session.report_failure(&failure);
        exit = if exit == Exit::Done { failure.exit() } else { exit };
    }
    if is_table {
        report_summary(&summary, session);
    }
    let is_named = |kind: FindingKind| arguments.fail_on.iter().any(|named| named.is_of(kind));
    let fails = FindingKind::ALL.iter().any(|&it| summary.count(it) > 0 && is_named(it));
    Ok(if fails { Exit::Items } else { exit })
}

fn write_report(file: &OutputFile, audit: &Audit, session: &Session) -> Result<()> {
    file.write(audit.to_html(DOCUMENT_ROWS).as_bytes())?;
    session.note(&format!("The report is in {}", file.path().display()));
    Ok(())
}

async fn run_audit(arguments: &AuditArguments, session: &Session) -> Result<Audit> {
    let options = options(arguments, session)?;
    let progress = Progress::waiting(session, "auditing");
    if let Some(input) = &arguments.input {
        let items = read_listing(input, session)?;
        return Ok(Audit::of_items(&items, options).await?);
    }
    let client = token::client(session)?;
    let prefix = arguments.starts_with.as_ref();
    let listing = ListEnterprises::default()
        .allow_incomplete(arguments.allow_incomplete)
        .given(prefix, ListEnterprises::starts_with);
    let audit = Audit::of_enterprises(&client, listing, options).await;
    drop(progress);
    Ok(audit?)
}

fn options(arguments: &AuditArguments, session: &Session) -> Result<AuditOptions> {
    let now = session.now();
    let mut options = AuditOptions::default()
        .now(now)
        .stale_after(arguments.stale_after)
        .stuck_after(arguments.stuck_after)
        .mass_deletion_share(arguments.mass_deletion_share)
        .mass_deletion_minimum(arguments.mass_deletion_minimum);
    if let Some(file) = &arguments.previous {
        let items = read_listing(file, session)?;
        options = options.previous(&Audit::new(&items, &AuditOptions::default().now(now)));
    }
    if let Some(ledger) = &arguments.ledger {
        // A saved listing isn't recorded.
        options = options.ledger(ledger).record(!arguments.no_record && arguments.input.is_none());
    }
    options.check()?;
    Ok(options)
}

/// Reads a saved listing.
fn read_listing(file: &Path, session: &Session) -> Result<Vec<Value>> {
    if file == Path::new("-") {
        let (name, bytes) = read_bytes(file, session)?;
        return Ok(read_items(&bytes, &name)?);
    }
    Ok(read_file(file)?)
}

const fn view(table: AuditedTable) -> &'static View {
    match table {
        AuditedTable::Findings => &views::FINDINGS,
        AuditedTable::Enterprises => &views::AUDITED,
        AuditedTable::Errors => &views::AUDIT_ERRORS,
        AuditedTable::Trends => &views::TRENDS,
    }
}

fn print_table(audit: &Audit, table: AuditedTable, mut output: Output) -> Result<()> {
    for line in String::from_utf8_lossy(&audit.ndjson(table.into())).lines() {
        output.row(line)?;
    }
    output.finish()
}

fn report_summary(summary: &AuditSummary, session: &Session) {
    let findings: Vec<String> = summary
        .findings
        .iter()
        .filter(|count| count.enterprises > 0)
        .map(|count| format!("{} {}", count.enterprises, count.name.title().to_lowercase()))
        .collect();
    let findings = if findings.is_empty() { "none".to_owned() } else { findings.join(", ") };
    session.note(&format!(
        "{}: {} with directory sync on, {} healthy; findings: {findings}",
        count_of(summary.enterprises, "enterprise"),
        summary.enabled,
        summary.healthy
    ));
}
