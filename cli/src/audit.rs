//! `wxbw audit`: what core found, as rows and as a report to forward.

use std::path::Path;

use serde_json::Value;
use serde_json::value::RawValue;
use webex_broadworks::ListEnterprises;
use webex_broadworks::audit::{
    Audit, AuditOptions, AuditSummary, DOCUMENT_ROWS, FindingKind, read_file, read_items,
};

use crate::arguments::{AuditArguments, AuditedTable};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{Format, Output, View, views};
use crate::progress::Progress;
use crate::run::Session;
use crate::{enterprises, metrics, token};

pub(crate) async fn run(arguments: &AuditArguments, session: &Session) -> Result<Exit> {
    let format = session.format()?;
    let work = audited(arguments, session);
    let again = || "Nothing was changed; run it again.".to_owned();
    let audit = session.interrupt.unless(work, again).await?;
    let summary = audit.summary();
    session.figures.borrow_mut().audit = Some(summary.clone());
    if let Some(path) = &arguments.html {
        metrics::replace(path, audit.to_html(DOCUMENT_ROWS).as_bytes())?;
    }
    print(&audit, arguments.table, format)?;
    tell(&summary, arguments, format, session);
    let is_named = |kind: FindingKind| arguments.fail_on.iter().any(|named| named.is_of(kind));
    let fails = FindingKind::ALL.into_iter().any(|it| summary.count(it) > 0 && is_named(it));
    Ok(if fails { Exit::Items } else { Exit::Done })
}

async fn audited(arguments: &AuditArguments, session: &Session) -> Result<Audit> {
    let options = options(arguments)?;
    let progress = Progress::waiting(session, "auditing");
    if let Some(input) = &arguments.input {
        let items = saved(input, arguments)?;
        return Ok(Audit::of_items(&items, options).await?);
    }
    let client = token::client(&arguments.connection, session)?;
    let mut listing = ListEnterprises::default();
    if let Some(prefix) = &arguments.starts_with {
        listing = listing.starts_with(prefix);
    }
    let audit = client.audit(listing, options).await;
    drop(progress);
    Ok(audit?)
}

fn options(arguments: &AuditArguments) -> Result<AuditOptions> {
    let mut options = AuditOptions::default();
    if let Some(age) = arguments.stale_after {
        options = options.stale_after(age);
    }
    if let Some(length) = arguments.stuck_after {
        options = options.stuck_after(length);
    }
    if let Some(share) = arguments.mass_deletion_share {
        options = options.mass_deletion_share(share);
    }
    if let Some(deletions) = arguments.mass_deletion_minimum {
        options = options.mass_deletion_minimum(deletions);
    }
    if let Some(file) = &arguments.previous {
        let items = saved(file, arguments)?;
        options = options.previous(&Audit::new(&items, &AuditOptions::default()));
    }
    if let Some(ledger) = &arguments.ledger {
        options = options.ledger(ledger).record(arguments.record);
    }
    options.check()?;
    Ok(options)
}

/// A listing that was saved before.
fn saved(file: &Path, arguments: &AuditArguments) -> Result<Vec<Value>> {
    if file == Path::new("-") {
        let text = enterprises::read(file, &arguments.connection)?;
        return Ok(read_items(text.as_bytes(), "standard input")?);
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

fn print(audit: &Audit, table: AuditedTable, format: Format) -> Result<()> {
    let mut output = Output::open(format, view(table))?;
    for line in String::from_utf8_lossy(&audit.ndjson(table.into())).lines() {
        let row: &RawValue =
            serde_json::from_str(line).map_err(|error| Failure::Other(error.to_string()))?;
        output.row(row)?;
    }
    output.finish()
}

fn tell(summary: &AuditSummary, arguments: &AuditArguments, format: Format, session: &Session) {
    if let Some(path) = &arguments.html {
        session.note(&format!("The report is in {}", path.display()));
    }
    if format != Format::Table {
        return;
    }
    let found: Vec<String> = summary
        .findings
        .iter()
        .filter(|count| count.enterprises > 0)
        .map(|count| format!("{} {}", count.enterprises, count.name.title().to_lowercase()))
        .collect();
    let found = if found.is_empty() { "nothing found".to_owned() } else { found.join(", ") };
    session.note(&format!(
        "{} enterprises, {} with directory sync on, {} of them well: {found}",
        summary.enterprises, summary.enabled, summary.healthy
    ));
}
