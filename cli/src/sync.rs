//! `wxbw sync`: each of its commands, up to the work that core does.

use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;
use webex_broadworks::{DirectorySyncWaiter, WaitOptions};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, BulkPlan, BulkRun};

use crate::arguments::{
    BulkArguments, ConditionArguments, LedgerArguments, MetricsArguments, RunArguments,
    StatusArguments, SwitchArguments, SyncCommand, TriggerArguments, UserArguments, WaitArguments,
    Window,
};
use crate::bulk::{self, Work};
use crate::enterprises::{self, Meant};
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::{single, views};
use crate::plan::Plan;
use crate::progress::Progress;
use crate::run::Session;
use crate::{say, token, users};

pub(crate) async fn run(command: SyncCommand, session: &Session) -> Result<Exit> {
    match command {
        SyncCommand::Status(arguments) => status(&arguments, session).await,
        SyncCommand::Enable(arguments) => switch(true, &arguments, session).await,
        SyncCommand::Disable(arguments) => switch(false, &arguments, session).await,
        SyncCommand::Trigger(arguments) => trigger(&arguments, session).await,
        SyncCommand::Run(arguments) => run_many(&arguments, session).await,
        SyncCommand::Wait(arguments) => wait(&arguments, session).await,
        SyncCommand::User(arguments) => user(&arguments, session).await,
    }
}

/// What the command is called in figures.
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

/// Where its figures go, if it has any.
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

/// Where it is recorded, if it can be.
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
    let StatusArguments { who, conditions, ledger, connection, .. } = arguments;
    let client = token::client(connection, session)?;
    let reading = BulkArguments { concurrency: arguments.concurrency, ..BulkArguments::default() };
    let options = reading.options(connection, conditions.only_if(), ledger, None);
    let meant = find(Meant::find(&client, who, connection), session).await?;
    let run = Bulk::new(&client).get_directory_sync_status(meant.items(&client)?, options)?;
    let work = Work {
        view: &views::STATUSES,
        shows_all: true,
        ledger,
        window: None,
        changes: false,
        none: who.none(),
        start_within: None,
    };
    bulk::carry_out(run, work, session).await
}

async fn switch(on: bool, arguments: &SwitchArguments, session: &Session) -> Result<Exit> {
    let SwitchArguments { who, conditions, bulk, ledger, connection, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(connection, session)?;
    let options = bulk.options(connection, conditions.only_if(), ledger, window.as_ref());
    let meant = find(Meant::find(&client, who, connection), session).await?;
    let what = if on { "Switch directory sync on" } else { "Switch directory sync off" };
    let is_named = matches!(meant, Meant::Named(_));
    let mut run =
        Bulk::new(&client).ensure_directory_sync(meant.items(&client)?, Some(on), options)?;
    let terms = Terms { bulk, conditions, ledger, window: window.as_ref() };
    confirm(&mut run, (what, is_named), terms, session).await?;
    bulk::carry_out(run, changing(terms, who.none()), session).await
}

async fn run_many(arguments: &RunArguments, session: &Session) -> Result<Exit> {
    let RunArguments { who, conditions, bulk, ledger, connection, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(connection, session)?;
    let mut options: BulkOptions =
        bulk.options(connection, conditions.only_if(), ledger, window.as_ref());
    if let Some(refusals) = arguments.max_refusals_per_trigger {
        options = options.max_refusals_per_trigger(refusals);
    }
    let meant = find(Meant::find(&client, who, connection), session).await?;
    let is_named = matches!(meant, Meant::Named(_));
    // For one enterprise `--timeout` covers what has to end before its sync can start.
    let is_one = matches!(&meant, Meant::Named(named) if named.len() == 1);
    let start_within = connection.timeout.filter(|_| is_one);
    let mut run = Bulk::new(&client).run_directory_sync(meant.items(&client)?, options)?;
    let what = ("Run directory sync", is_named);
    let terms = Terms { bulk, conditions, ledger, window: window.as_ref() };
    confirm(&mut run, what, terms, session).await?;
    let work = Work { start_within, ..changing(terms, who.none()) };
    bulk::carry_out(run, work, session).await
}

async fn user(arguments: &UserArguments, session: &Session) -> Result<Exit> {
    let UserArguments { bulk, ledger, connection, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(connection, session)?;
    let users = users::users(arguments)?;
    let conditions = &ConditionArguments::default();
    let terms = Terms { bulk, conditions, ledger, window: window.as_ref() };
    let options = bulk.options(connection, conditions.only_if(), ledger, terms.window);
    let items = find(users::items(&client, &users, arguments), session).await?;
    let mut run = Bulk::new(&client).trigger_user_directory_sync(BulkItems::new(items), options)?;
    let planned = run.plan().await?;
    let plan = Plan {
        what: "Sync users",
        thing: "user",
        terms: terms.in_words(&planned, session.now()),
        planned,
        yes: bulk.yes,
        dry_run: bulk.dry_run,
    };
    plan.confirm(session).await?;
    bulk::carry_out(run, changing(terms, None), session).await
}

async fn trigger(arguments: &TriggerArguments, session: &Session) -> Result<Exit> {
    session.output(&views::STATUS)?;
    let connection = &arguments.connection;
    let client = token::client(connection, session)?;
    let one = enterprises::one(&client, &arguments.who, connection);
    let enterprise = find(one, session).await?;
    let triggered = async {
        let call = enterprises::call(connection);
        let answer = client.raw().trigger_directory_sync(&enterprise, call).await?;
        Ok(answer.decode::<Value>()?)
    };
    let look = || {
        format!(
            "The trigger may have been on its way. Look before you run it again: wxbw sync status {}",
            enterprise.id
        )
    };
    let answer = session.interrupt.unless(triggered, look).await?;
    single(session, &views::STATUS, &answer)?;
    session.note(&format!("Triggered. To watch it: wxbw sync wait {}", enterprise.id));
    Ok(Exit::Done)
}

async fn wait(arguments: &WaitArguments, session: &Session) -> Result<Exit> {
    session.output(&views::STATUS)?;
    let connection = &arguments.connection;
    let client = token::client(connection, session)?;
    let one = enterprises::one(&client, &arguments.who, connection);
    let enterprise = find(one, session).await?;
    let mut options = WaitOptions::default();
    if let Some(timeout) = connection.timeout {
        options = options.timeout(timeout);
    }
    let watch = client.wait_for_directory_sync(&enterprise, options);
    let go_on = || {
        let again = session.command_line(&[], None);
        format!("The sync itself goes on at Webex. To go on waiting: {again}")
    };
    let last = session.interrupt.unless(watched(watch, session), go_on).await?;
    single(session, &views::STATUS, &last)?;
    Ok(Exit::Done)
}

/// Watches a run to its end; the last status is what there is to tell.
async fn watched(mut watch: DirectorySyncWaiter, session: &Session) -> Result<Value> {
    let progress = Progress::waiting(session, "waiting");
    let mut last = Value::Null;
    while let Some(step) = watch.next_step().await? {
        last = step.status.decode()?;
        let state = webex_broadworks::directory_sync_state(&last, session.now());
        progress.say(state.status);
    }
    Ok(last)
}

/// Finds out who is meant, which may take a while and can be given up.
async fn find<T>(work: impl Future<Output = Result<T>>, session: &Session) -> Result<T> {
    let progress = Progress::waiting(session, "looking for enterprises");
    let found = session.interrupt.unless(work, || "Nothing was done.".to_owned()).await;
    drop(progress);
    found
}

fn changing(terms: Terms<'_>, none: Option<String>) -> Work<'_> {
    let Terms { bulk, ledger, window, .. } = terms;
    Work {
        view: &views::OUTCOMES,
        shows_all: false,
        ledger,
        window,
        changes: !bulk.dry_run,
        none,
        start_within: None,
    }
}

/// The window, if there is one; refuses to start before it opens.
fn open_window(bulk: &BulkArguments, session: &Session) -> Result<Option<Window>> {
    let window = bulk.window_at(session.now())?;
    match window.as_ref().and_then(|window| window.opens(session.now())) {
        Some(opens) if !bulk.dry_run => {
            say::error(&format!("the window is closed; it opens at {opens}. Nothing was done"));
            Err(Failure::Said(Exit::TooLate))
        }
        _ => Ok(window),
    }
}

/// What a run is done by.
#[derive(Clone, Copy)]
struct Terms<'a> {
    bulk: &'a BulkArguments,
    conditions: &'a ConditionArguments,
    ledger: &'a LedgerArguments,
    window: Option<&'a Window>,
}

/// Shows what the run would act on, and asks whether it may.
async fn confirm(
    run: &mut BulkRun,
    (what, is_named): (&str, bool),
    terms: Terms<'_>,
    session: &Session,
) -> Result<()> {
    let Terms { bulk, window, .. } = terms;
    // Who has answered already does not wait for a listing to be counted.
    let planned = if is_named || !(bulk.yes || bulk.dry_run) {
        let progress = Progress::waiting(session, "reading what it is about");
        let handle = run.handle();
        let plan = progress.with_outages(&handle, async { Ok(run.plan().await?) });
        let planned = session.interrupt.unless(plan, || "Nothing was done.".to_owned()).await?;
        drop(progress);
        planned
    } else {
        BulkPlan::default()
    };
    let terms = terms.in_words(&planned, session.now());
    let (thing, yes, dry_run) = ("enterprise", bulk.yes, bulk.dry_run);
    Plan { what, thing, planned, terms, yes, dry_run }.confirm(session).await?;
    if let Some(window) = window.filter(|_| bulk.yes || bulk.dry_run) {
        session.note(&format!("Nothing is started after {}", window.in_words(session.now())));
    }
    Ok(())
}

impl Terms<'_> {
    /// What a plan says besides how many there are.
    fn in_words(self, planned: &BulkPlan, now: Timestamp) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(run) = &planned.run {
            let sent = match planned.sent {
                0 => String::new(),
                sent => format!(", {sent} begun before and still open"),
            };
            let (done, left) = (planned.done, planned.begun);
            words.push(format!("resumes the run {run}: {done} done before{sent}, {left} left"));
        }
        if let Some(conditions) = self.conditions.in_words() {
            let known = match planned.skipped {
                0 => "the others are skipped".to_owned(),
                skipped => format!("{skipped} are skipped, as far as the list shows"),
            };
            words.push(format!("only where {conditions}; {known}"));
        }
        if let Some(window) = self.window {
            words.push(format!("nothing is started after {}", window.in_words(now)));
        }
        words.push(match self.ledger.ledger.as_deref().map(Path::display) {
            Some(path) => format!("written down in {path}"),
            None => "not written down: there is no --ledger".to_owned(),
        });
        words
    }
}
