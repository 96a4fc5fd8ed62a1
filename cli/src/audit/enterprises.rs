//! `wxbw audit`: audits enterprises.

use webex_broadworks::ListEnterprises;
use webex_broadworks_audit::{Audit, AuditOptions, AuditSummary, AuditTable, ListedItems};

use super::results::{Destination, describe_findings, fails, read_listing};
use crate::arguments::{AuditArguments, AuditedTable, empty_listing_message};
use crate::confirmation::count_of;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::output::{View, audit_views};
use crate::progress::Progress;
use crate::session::Session;
use crate::token;

pub(super) async fn run(arguments: &AuditArguments, session: &Session) -> Result<Exit> {
    let destination = Destination::new(table(arguments.table), &arguments.common, session)?;
    let work = run_audit(arguments, session);
    let again = || "Nothing was changed.".to_owned();
    let audit = session.interrupt.run_unless_stopped(work, again).await?;
    let summary = audit.summary();
    if summary.enterprises == 0 && !arguments.common.may_be_empty() {
        return Err(Failure::Other(empty_listing_message(arguments.starts_with.as_deref())));
    }
    session.metrics.set_audit_counts((&summary).into());
    let exit = destination.write(&audit, &describe(&summary), session);
    Ok(if fails(&summary.findings, &arguments.fail_on) { Exit::Items } else { exit })
}

async fn run_audit(arguments: &AuditArguments, session: &Session) -> Result<Audit> {
    if let Some(input) = &arguments.common.input {
        let options = options(arguments, session, None)?;
        let _progress = Progress::waiting(session, "auditing");
        let items = read_listing(input, ListedItems::Enterprises, session)?;
        return Ok(Audit::of_items(&items, options).await?);
    }
    let client = token::client(session)?;
    let options = options(arguments, session, client.partner())?;
    let progress = Progress::waiting(session, "auditing");
    let prefix = arguments.starts_with.as_ref();
    let listing = ListEnterprises::default()
        .allow_incomplete(arguments.common.allow_incomplete)
        .given(prefix, ListEnterprises::starts_with);
    let audit = Audit::of_enterprises(&client, listing, options).await;
    drop(progress);
    Ok(audit?)
}

fn options(
    arguments: &AuditArguments,
    session: &Session,
    partner: Option<&str>,
) -> Result<AuditOptions> {
    let now = session.now();
    let mut options = AuditOptions::default()
        .now(now)
        .stale_after(arguments.stale_after)
        .stuck_after(arguments.stuck_after)
        .mass_deletion_share(arguments.mass_deletion_share)
        .mass_deletion_minimum(arguments.mass_deletion_minimum);
    if let Some(file) = &arguments.common.previous {
        let items = read_listing(file, ListedItems::Enterprises, session)?;
        let earlier = AuditOptions::default().now(now).given(partner, AuditOptions::partner);
        options = options.previous(&Audit::new(&items, &earlier));
    }
    if let Some(ledger) = &arguments.ledger {
        // A saved listing isn't recorded.
        let records = !arguments.no_record && arguments.common.input.is_none();
        options = options.ledger(ledger).record(records);
    }
    options.check()?;
    Ok(options)
}

fn table(table: AuditedTable) -> (&'static str, &'static View) {
    match table {
        AuditedTable::Findings => (AuditTable::Findings.name(), &audit_views::FINDINGS),
        AuditedTable::Enterprises => (AuditTable::Enterprises.name(), &audit_views::AUDITED),
        AuditedTable::Errors => (AuditTable::Errors.name(), &audit_views::AUDIT_ERRORS),
        AuditedTable::Trends => (AuditTable::Trends.name(), &audit_views::TRENDS),
    }
}

fn describe(summary: &AuditSummary) -> String {
    format!(
        "{}: {} with directory sync on, {} healthy; findings: {}",
        count_of(summary.enterprises, "enterprise"),
        summary.enabled,
        summary.healthy,
        describe_findings(&summary.findings)
    )
}
