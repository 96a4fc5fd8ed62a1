//! `wxbw audit subscribers`.

use webex_broadworks::ListSubscribers;
use webex_broadworks_audit::{
    ListedItems, SubscriberAudit, SubscriberAuditOptions, SubscriberAuditSummary,
    SubscriberAuditTable,
};

use super::results::{Destination, describe_findings, fails, read_listing};
use crate::arguments::{AuditedSubscriberTable, SubscriberAuditArguments};
use crate::confirmation::count_of;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::output::{View, audit_views};
use crate::progress::Progress;
use crate::session::Session;
use crate::token;

pub(super) async fn run(arguments: &SubscriberAuditArguments, session: &Session) -> Result<Exit> {
    let destination = Destination::new(table(arguments.table), &arguments.common, session)?;
    let work = run_audit(arguments, session);
    let again = || "Nothing was changed.".to_owned();
    let audit = session.interrupt.run_unless_stopped(work, again).await?;
    let summary = audit.summary();
    if summary.subscribers == 0 && !arguments.common.may_be_empty() {
        return Err(Failure::Other(EMPTY_LIST.to_owned()));
    }
    session.metrics.set_audit_counts((&summary).into());
    let exit = destination.write(&audit, &describe(&summary), session);
    Ok(if fails(&summary.findings, &arguments.fail_on) { Exit::Items } else { exit })
}

const EMPTY_LIST: &str = "no subscriber that is visible to this token matches: `wxbw auth check` \
     shows whose token it is, and `wxbw subscriber list` the subscribers. If that is expected, pass \
     --allow-empty. Nothing was done.";

async fn run_audit(
    arguments: &SubscriberAuditArguments,
    session: &Session,
) -> Result<SubscriberAudit> {
    if let Some(input) = &arguments.common.input {
        let options = options(arguments, session, None)?;
        let _progress = Progress::waiting(session, "auditing");
        let items = read_listing(input, ListedItems::Subscribers, session)?;
        return Ok(SubscriberAudit::of_items(&items, options).await?);
    }
    let client = token::client(session)?;
    let options = options(arguments, session, client.partner())?;
    let progress = Progress::waiting(session, "auditing");
    let listing = ListSubscribers::default()
        .allow_incomplete(arguments.common.allow_incomplete)
        .given(arguments.sp_enterprise_id.as_ref(), ListSubscribers::sp_enterprise_id)
        .given(arguments.provisioning_id.as_ref(), ListSubscribers::provisioning_id);
    let audit = SubscriberAudit::of_subscribers(&client, listing, options).await;
    drop(progress);
    Ok(audit?)
}

fn options(
    arguments: &SubscriberAuditArguments,
    session: &Session,
    partner: Option<&str>,
) -> Result<SubscriberAuditOptions> {
    let now = session.now();
    let mut options = SubscriberAuditOptions::default()
        .now(now)
        .stuck_after(arguments.stuck_after)
        .waiting_after(arguments.waiting_after);
    for package in &arguments.package {
        options = options.package(package);
    }
    if let Some(file) = &arguments.common.previous {
        let items = read_listing(file, ListedItems::Subscribers, session)?;
        let earlier = SubscriberAuditOptions::default()
            .now(now)
            .given(partner, SubscriberAuditOptions::partner);
        options = options.previous(&SubscriberAudit::new(&items, &earlier));
    }
    Ok(options)
}

fn table(table: AuditedSubscriberTable) -> (&'static str, &'static View) {
    match table {
        AuditedSubscriberTable::Findings => {
            (SubscriberAuditTable::Findings.name(), &audit_views::SUBSCRIBER_FINDINGS)
        }
        AuditedSubscriberTable::Subscribers => {
            (SubscriberAuditTable::Subscribers.name(), &audit_views::AUDITED_SUBSCRIBERS)
        }
        AuditedSubscriberTable::Errors => {
            (SubscriberAuditTable::Errors.name(), &audit_views::SUBSCRIBER_ERRORS)
        }
        AuditedSubscriberTable::Waiting => {
            (SubscriberAuditTable::Waiting.name(), &audit_views::WAITING)
        }
        AuditedSubscriberTable::Duplicates => {
            (SubscriberAuditTable::Duplicates.name(), &audit_views::DUPLICATES)
        }
    }
}

fn describe(summary: &SubscriberAuditSummary) -> String {
    format!(
        "{}: {} provisioned, {} healthy; findings: {}",
        count_of(summary.subscribers, "subscriber"),
        summary.provisioned,
        summary.healthy,
        describe_findings(&summary.findings)
    )
}
