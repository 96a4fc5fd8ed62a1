//! `wxbw audit`: prints the findings as rows and writes an HTML report.

use std::path::Path;

use serde_json::Value;
use webex_broadworks::{Client, ListEnterprises, ListSubscribers};
use webex_broadworks_audit::{
    Audit, AuditOptions, Count, DOCUMENT_ROWS, Kind, ListedItems, Report, Rows, SubscriberAudit,
    SubscriberAuditOptions, read_file, read_items,
};

use crate::arguments::{
    AuditArguments, AuditCommand, CommonAuditArguments, FailOn, SubscriberAuditArguments,
    empty_listing_message,
};
use crate::confirmation::count_of;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
use crate::input::read_bytes;
use crate::metrics::AuditCounts;
use crate::output::{Output, View, audit_views};
use crate::output_file::OutputFile;
use crate::progress::Progress;
use crate::session::Session;
use crate::token;

const NO_SUBSCRIBER: &str = "no subscriber that is visible to this token matches: `wxbw auth check` \
     shows whose token it is, and `wxbw subscriber list` the subscribers. If that is expected, pass \
     --allow-empty. Nothing was done.";

pub(crate) async fn run(arguments: &AuditArguments, session: &Session) -> Result<Exit> {
    match &arguments.command {
        Some(AuditCommand::Subscribers(arguments)) => audit_subscribers(arguments, session).await,
        None => audit_enterprises(arguments, session).await,
    }
}

async fn audit_enterprises(arguments: &AuditArguments, session: &Session) -> Result<Exit> {
    let AuditArguments { common, table, fail_on, .. } = arguments;
    let view = audit_views::of_enterprises(*table);
    let destination = Destination::new(table.name(), view, common, session)?;
    let listing = ListEnterprises::default()
        .allow_incomplete(common.allow_incomplete)
        .given(arguments.starts_with.as_ref(), ListEnterprises::starts_with);
    let work = async {
        let Some(file) = &common.input else {
            let client = token::client(session)?;
            let options = enterprise_options(arguments, session, Some(&client))?;
            return Ok(Audit::of_enterprises(&client, listing, options).await?);
        };
        let options = enterprise_options(arguments, session, None)?;
        let items = read_listing(file, ListedItems::Enterprises, session)?;
        Ok(Audit::of_items(&items, options).await?)
    };
    let audit = run_audit(work, session).await?;
    let summary = audit.summary();
    let empty_message = || empty_listing_message(arguments.starts_with.as_deref());
    check_not_empty(summary.enterprises, common, empty_message)?;
    let counts = AuditCounts::new(
        "enterprise",
        [summary.enterprises, summary.enabled, summary.healthy],
        ("enabled", "with directory sync on"),
        &summary.findings,
    );
    Ok(destination.write(&audit, counts, fails(&summary.findings, fail_on), session))
}

async fn audit_subscribers(
    arguments: &SubscriberAuditArguments,
    session: &Session,
) -> Result<Exit> {
    let SubscriberAuditArguments { common, table, fail_on, .. } = arguments;
    let view = audit_views::of_subscribers(*table);
    let destination = Destination::new(table.name(), view, common, session)?;
    let listing = ListSubscribers::default()
        .allow_incomplete(common.allow_incomplete)
        .given(arguments.sp_enterprise_id.as_ref(), ListSubscribers::sp_enterprise_id)
        .given(arguments.provisioning_id.as_ref(), ListSubscribers::provisioning_id);
    let work = async {
        let Some(file) = &common.input else {
            let client = token::client(session)?;
            let options = subscriber_options(arguments, session, Some(&client))?;
            return Ok(SubscriberAudit::of_subscribers(&client, listing, options).await?);
        };
        let options = subscriber_options(arguments, session, None)?;
        let items = read_listing(file, ListedItems::Subscribers, session)?;
        Ok(SubscriberAudit::of_items(&items, options).await?)
    };
    let audit = run_audit(work, session).await?;
    let summary = audit.summary();
    check_not_empty(summary.subscribers, common, || NO_SUBSCRIBER.to_owned())?;
    let counts = AuditCounts::new(
        "subscriber",
        [summary.subscribers, summary.provisioned, summary.healthy],
        ("provisioned", "provisioned"),
        &summary.findings,
    );
    Ok(destination.write(&audit, counts, fails(&summary.findings, fail_on), session))
}

fn enterprise_options(
    arguments: &AuditArguments,
    session: &Session,
    client: Option<&Client>,
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
        let partner = client.and_then(Client::partner);
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

fn subscriber_options(
    arguments: &SubscriberAuditArguments,
    session: &Session,
    client: Option<&Client>,
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
        let partner = client.and_then(Client::partner);
        let earlier = SubscriberAuditOptions::default()
            .now(now)
            .given(partner, SubscriberAuditOptions::partner);
        options = options.previous(&SubscriberAudit::new(&items, &earlier));
    }
    Ok(options)
}

async fn run_audit<T>(work: impl Future<Output = Result<T>>, session: &Session) -> Result<T> {
    let progress = Progress::waiting(session, "auditing");
    let hint = || "Nothing was changed.".to_owned();
    let audit = session.interrupt.run_unless_stopped(work, hint).await;
    drop(progress);
    audit
}

/// Reads a saved list.
fn read_listing(file: &Path, listed: ListedItems, session: &Session) -> Result<Vec<Value>> {
    if file == Path::new("-") {
        let (name, bytes) = read_bytes(file, session)?;
        return Ok(read_items(&bytes, &name, listed)?);
    }
    Ok(read_file(file, listed)?)
}

fn check_not_empty(
    count: usize,
    arguments: &CommonAuditArguments,
    message: impl FnOnce() -> String,
) -> Result<()> {
    let may_be_empty = arguments.input.is_some() || arguments.allow_empty;
    if count > 0 || may_be_empty { Ok(()) } else { Err(Failure::Other(message())) }
}

/// Whether a finding exists that is taken for a failure.
fn fails<K: Kind>(counts: &[Count<K>], fail_on: &[FailOn<K>]) -> bool {
    let is_named = |kind: K| fail_on.iter().any(|named| named.is_of(kind));
    counts.iter().any(|it| it.count > 0 && is_named(it.name))
}

/// Where the results of an audit go.
struct Destination {
    table: &'static str,
    output: Output,
    html: Option<OutputFile>,
}

impl Destination {
    /// Checks the file of the report before anything is sent.
    fn new(
        table: &'static str,
        view: &'static View,
        arguments: &CommonAuditArguments,
        session: &Session,
    ) -> Result<Self> {
        let html = arguments.html.as_deref().map(OutputFile::check).transpose()?;
        let mut output = session.output(view)?;
        if html.as_ref().is_some_and(OutputFile::is_stdout) {
            if session.metrics.is_stdout() {
                return Err(Failure::usage(
                    "--html and --metrics-file both name standard output: use a file for one of them",
                ));
            }
            output = Output::Discarded;
        }
        Ok(Self { table, output, html })
    }

    /// Writes the report, prints the table, and a summary after a table for people.
    ///
    /// Findings that are taken for a failure decide the exit code even if they can't all be written.
    fn write(
        self,
        audit: &dyn Report,
        counts: AuditCounts,
        has_failed: bool,
        session: &Session,
    ) -> Exit {
        let is_table = self.output.is_table();
        let report = self.html.map(|file| write_report(&file, audit, session));
        let written = [report.unwrap_or(Ok(())), print_table(audit, self.table, self.output)];
        let mut exit = Exit::Done;
        for failure in written.into_iter().filter_map(Result::err) {
            session.report_failure(&failure);
            exit = if exit == Exit::Done { failure.exit() } else { exit };
        }
        if is_table {
            session.note(&describe(&counts));
        }
        session.metrics.set_audit_counts(counts);
        if has_failed { Exit::Items } else { exit }
    }
}

fn write_report(file: &OutputFile, audit: &dyn Report, session: &Session) -> Result<()> {
    file.write(audit.to_html(DOCUMENT_ROWS).as_bytes())?;
    if !file.is_stdout() {
        session.note(&format!("The report is in {}", file.path().display()));
    }
    Ok(())
}

fn print_table(audit: &dyn Report, table: &str, mut output: Output) -> Result<()> {
    let rows = audit.table(table).map(Rows::ndjson).unwrap_or_default();
    for line in String::from_utf8_lossy(&rows).lines() {
        output.row(line)?;
    }
    output.finish()
}

/// Describes the counts in a few words.
fn describe(counts: &AuditCounts) -> String {
    let [all, good, healthy] = counts.subjects;
    let found = counts.findings.iter().filter(|it| it.count > 0);
    let found: Vec<_> =
        found.map(|it| format!("{} {}", it.count, it.title.to_lowercase())).collect();
    format!(
        "{}: {good} {}, {healthy} healthy; findings: {}",
        count_of(all, counts.noun),
        counts.good.1,
        if found.is_empty() { "none".to_owned() } else { found.join(", ") }
    )
}
