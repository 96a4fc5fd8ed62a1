//! The commands of `wxbw sync`.

use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;
use webex_broadworks::DirectorySyncWaiter;
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, BulkPlan, BulkRun};

use crate::arguments::{
    BulkArguments, ConditionArguments, LedgerArguments, MetricsArguments, RunArguments,
    StatusArguments, SwitchArguments, SyncCommand, TriggerArguments, UserArguments, WaitArguments,
    Window,
};
use crate::bulk::{self, BulkCommand};
use crate::confirmation::Confirmation;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::views;
use crate::progress::Progress;
use crate::session::Session;
use crate::targets::{self, Targets};
use crate::{messages, token, users};

pub(crate) async fn run(command: SyncCommand, session: &Session) -> Result<Exit> {
    match command {
        SyncCommand::Status(arguments) => status(&arguments, session).await,
        SyncCommand::Enable(arguments) => set_enabled(true, &arguments, session).await,
        SyncCommand::Disable(arguments) => set_enabled(false, &arguments, session).await,
        SyncCommand::Trigger(arguments) => trigger(&arguments, session).await,
        SyncCommand::Run(arguments) => run_many(&arguments, session).await,
        SyncCommand::Wait(arguments) => Box::pin(wait(&arguments, session)).await,
        SyncCommand::User(arguments) => user(&arguments, session).await,
    }
}

/// The name of the command in metrics.
pub(crate) const fn name(command: &SyncCommand) -> &'static str {
    match command {
        SyncCommand::Status(_) => "sync status",
        SyncCommand::Enable(_) => "sync enable",
        SyncCommand::Disable(_) => "sync disable",
        SyncCommand::Trigger(_) => "sync trigger",
        SyncCommand::Run(_) => "sync run",
        SyncCommand::Wait(_) => "sync wait",
        SyncCommand::User(_) => "sync user",
    }
}

/// The metrics options, if the command has any.
pub(crate) const fn metrics(command: &SyncCommand) -> Option<&MetricsArguments> {
    match command {
        SyncCommand::Status(arguments) => Some(&arguments.metrics),
        SyncCommand::Enable(arguments) | SyncCommand::Disable(arguments) => {
            Some(&arguments.metrics)
        }
        SyncCommand::Run(arguments) => Some(&arguments.metrics),
        SyncCommand::User(arguments) => Some(&arguments.metrics),
        SyncCommand::Trigger(_) | SyncCommand::Wait(_) => None,
    }
}

/// The ledger options, if the command has any.
pub(crate) const fn ledger(command: &SyncCommand) -> Option<&LedgerArguments> {
    match command {
        SyncCommand::Status(arguments) => Some(&arguments.ledger),
        SyncCommand::Enable(arguments) | SyncCommand::Disable(arguments) => Some(&arguments.ledger),
        SyncCommand::Run(arguments) => Some(&arguments.ledger),
        SyncCommand::User(arguments) => Some(&arguments.ledger),
        SyncCommand::Trigger(_) | SyncCommand::Wait(_) => None,
    }
}

async fn status(arguments: &StatusArguments, session: &Session) -> Result<Exit> {
    let StatusArguments { targets, conditions, ledger, connection, .. } = arguments;
    let client = token::client(connection, session)?;
    let reading = BulkArguments { concurrency: arguments.concurrency, ..BulkArguments::default() };
    let options = reading.options(connection, conditions.only_if(), ledger, None);
    let enterprises =
        resolve_targets(Targets::resolve(&client, targets, connection), session).await?;
    let run =
        Bulk::new(&client).directory_sync().get_status(enterprises.items(&client)?, options)?;
    let command = BulkCommand {
        view: &views::STATUSES,
        shows_all_rows: true,
        ledger,
        window: None,
        makes_changes: false,
        empty_message: targets.empty_message(),
        start_within: None,
    };
    bulk::run(run, command, session).await
}

async fn set_enabled(
    enabled: bool,
    arguments: &SwitchArguments,
    session: &Session,
) -> Result<Exit> {
    let SwitchArguments { targets, conditions, bulk, ledger, connection, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(connection, session)?;
    let options = bulk.options(connection, conditions.only_if(), ledger, window.as_ref());
    let enterprises =
        resolve_targets(Targets::resolve(&client, targets, connection), session).await?;
    let action = if enabled { "Switch directory sync on" } else { "Switch directory sync off" };
    let is_named = matches!(enterprises, Targets::Named(_));
    let mut run = Bulk::new(&client).directory_sync().ensure(
        enterprises.items(&client)?,
        Some(enabled),
        options,
    )?;
    let context = RunContext { bulk, conditions, ledger, window: window.as_ref() };
    confirm(&mut run, (action, is_named), context, session).await?;
    bulk::run(run, change_command(context, targets.empty_message()), session).await
}

async fn run_many(arguments: &RunArguments, session: &Session) -> Result<Exit> {
    let RunArguments { targets, conditions, bulk, ledger, connection, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(connection, session)?;
    let mut options: BulkOptions =
        bulk.options(connection, conditions.only_if(), ledger, window.as_ref());
    if let Some(refusals) = arguments.max_refusals_per_trigger {
        options = options.max_refusals_per_trigger(refusals);
    }
    let enterprises =
        resolve_targets(Targets::resolve(&client, targets, connection), session).await?;
    let is_named = matches!(enterprises, Targets::Named(_));
    // For one enterprise `--timeout` covers what has to end before its sync can start.
    let is_one = matches!(&enterprises, Targets::Named(named) if named.len() == 1);
    let start_within = connection.timeout.filter(|_| is_one);
    let mut run = Bulk::new(&client).directory_sync().run(enterprises.items(&client)?, options)?;
    let action = ("Run directory sync", is_named);
    let context = RunContext { bulk, conditions, ledger, window: window.as_ref() };
    confirm(&mut run, action, context, session).await?;
    let command = BulkCommand { start_within, ..change_command(context, targets.empty_message()) };
    bulk::run(run, command, session).await
}

async fn user(arguments: &UserArguments, session: &Session) -> Result<Exit> {
    let UserArguments { bulk, ledger, connection, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(connection, session)?;
    let users = users::read_users(arguments)?;
    let conditions = &ConditionArguments::default();
    let context = RunContext { bulk, conditions, ledger, window: window.as_ref() };
    let options = bulk.options(connection, conditions.only_if(), ledger, context.window);
    let items = resolve_targets(users::resolve_items(&client, &users, arguments), session).await?;
    let mut run =
        Bulk::new(&client).directory_sync().trigger_user(BulkItems::new(items), options)?;
    let plan = run.plan().await?;
    let plan = Confirmation {
        action: "Sync users",
        noun: "user",
        details: context.describe(&plan, session.now()),
        plan,
        yes: bulk.yes,
        dry_run: bulk.dry_run,
    };
    plan.confirm(session).await?;
    bulk::run(run, change_command(context, None), session).await
}

async fn trigger(arguments: &TriggerArguments, session: &Session) -> Result<Exit> {
    session.output(&views::STATUS)?;
    let connection = &arguments.connection;
    let client = token::client(connection, session)?;
    let one = targets::resolve_one(&client, &arguments.targets, connection);
    let enterprise = resolve_targets(one, session).await?;
    let triggered = async {
        let trigger = client.directory_sync().trigger(&enterprise);
        Ok(targets::within(trigger, connection).bytes().await?.decode::<Value>()?)
    };
    let look = || {
        format!(
            "The trigger may have been on its way. Look before you run it again: wxbw sync status {}",
            enterprise.id
        )
    };
    let answer = session.interrupt.run_unless_stopped(triggered, look).await?;
    session.print_single(&views::STATUS, &answer)?;
    session.note(&format!("Triggered. To watch it: wxbw sync wait {}", enterprise.id));
    Ok(Exit::Done)
}

async fn wait(arguments: &WaitArguments, session: &Session) -> Result<Exit> {
    session.output(&views::STATUS)?;
    let connection = &arguments.connection;
    let client = token::client(connection, session)?;
    let one = targets::resolve_one(&client, &arguments.targets, connection);
    let enterprise = resolve_targets(one, session).await?;
    let mut watch = client.directory_sync().wait(&enterprise);
    if let Some(timeout) = connection.timeout {
        watch = watch.timeout(timeout);
    }
    let hint = || {
        let again = session.command_line(&[], None);
        format!("The sync itself goes on at Webex. To go on waiting: {again}")
    };
    let last =
        session.interrupt.run_unless_stopped(Box::pin(wait_to_end(watch, session)), hint).await?;
    session.print_single(&views::STATUS, &last)?;
    Ok(Exit::Done)
}

/// Waits for the end of a sync; returns its last status.
async fn wait_to_end(mut watch: DirectorySyncWaiter, session: &Session) -> Result<Value> {
    let progress = Progress::waiting(session, "waiting");
    let mut last = Value::Null;
    while let Some(step) = watch.next_step().await? {
        last = step.status.decode()?;
        let state = webex_broadworks::directory_sync_state(&last, session.now());
        progress.set_message(state.status);
    }
    Ok(last)
}

/// Resolves the targets; shows progress and can be interrupted.
async fn resolve_targets<T>(work: impl Future<Output = Result<T>>, session: &Session) -> Result<T> {
    let progress = Progress::waiting(session, "looking for enterprises");
    let found = session.interrupt.run_unless_stopped(work, || "Nothing was done.".to_owned()).await;
    drop(progress);
    found
}

fn change_command(context: RunContext<'_>, empty_message: Option<String>) -> BulkCommand<'_> {
    let RunContext { bulk, ledger, window, .. } = context;
    BulkCommand {
        view: &views::OUTCOMES,
        shows_all_rows: false,
        ledger,
        window,
        makes_changes: !bulk.dry_run,
        empty_message,
        start_within: None,
    }
}

/// The window, if there is one; refuses to start before it opens.
fn open_window(bulk: &BulkArguments, session: &Session) -> Result<Option<Window>> {
    let window = bulk.window_at(session.now())?;
    match window.as_ref().and_then(|window| window.next_opening(session.now())) {
        Some(opens) if !bulk.dry_run => {
            messages::error(&format!(
                "the window is closed; it opens at {opens}. Nothing was done"
            ));
            Err(Failure::AlreadyReported(Exit::TooLate))
        }
        _ => Ok(window),
    }
}

/// The options of a run.
#[derive(Clone, Copy)]
struct RunContext<'a> {
    bulk: &'a BulkArguments,
    conditions: &'a ConditionArguments,
    ledger: &'a LedgerArguments,
    window: Option<&'a Window>,
}

/// Shows what the run would change, and asks for confirmation.
async fn confirm(
    run: &mut BulkRun,
    (action, is_named): (&str, bool),
    context: RunContext<'_>,
    session: &Session,
) -> Result<()> {
    let RunContext { bulk, window, .. } = context;
    // With --yes or --dry-run there is no need to count a listing first.
    let plan = if is_named || !(bulk.yes || bulk.dry_run) {
        let progress = Progress::waiting(session, "reading what it is about");
        let handle = run.handle();
        let plan = progress.with_outages(&handle, async { Ok(run.plan().await?) });
        let plan =
            session.interrupt.run_unless_stopped(plan, || "Nothing was done.".to_owned()).await?;
        drop(progress);
        plan
    } else {
        BulkPlan::default()
    };
    let details = context.describe(&plan, session.now());
    let (noun, yes, dry_run) = ("enterprise", bulk.yes, bulk.dry_run);
    Confirmation { action, noun, plan, details, yes, dry_run }.confirm(session).await?;
    if let Some(window) = window.filter(|_| bulk.yes || bulk.dry_run) {
        session.note(&format!("Nothing is started after {}", window.describe_end(session.now())));
    }
    Ok(())
}

impl RunContext<'_> {
    /// The details of the confirmation: resumed run, conditions, window and ledger.
    fn describe(self, plan: &BulkPlan, now: Timestamp) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(run) = &plan.run_name {
            let sent = match plan.sent {
                0 => String::new(),
                sent => format!(", {sent} begun before and still open"),
            };
            let (done, left) = (plan.done, plan.begun);
            words.push(format!("resumes the run {run}: {done} done before{sent}, {left} left"));
        }
        if let Some(conditions) = self.conditions.describe() {
            let known = match plan.skipped {
                0 => "the others are skipped".to_owned(),
                skipped => format!("{skipped} are skipped, as far as the list shows"),
            };
            words.push(format!("only where {conditions}; {known}"));
        }
        if let Some(window) = self.window {
            words.push(format!("nothing is started after {}", window.describe_end(now)));
        }
        words.push(match self.ledger.ledger.as_deref().map(Path::display) {
            Some(path) => format!("written down in {path}"),
            None => "not written down: there is no --ledger".to_owned(),
        });
        words
    }
}
