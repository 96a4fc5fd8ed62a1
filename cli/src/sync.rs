//! The commands of `wxbw sync`.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use webex_broadworks::{DirectorySyncWaiter, Timestamp};
use webex_broadworks_bulk::{Bulk, BulkItems, BulkOptions, BulkPlan, BulkRun};

use crate::arguments::{
    BulkArguments, ConditionArguments, LedgerArguments, RunArguments, SingleTargetArguments,
    StatusArguments, SwitchArguments, SyncCommand, UserArguments, WaitArguments, Window,
};
use crate::bulk::{self, BulkCommand};
use crate::confirmation::Confirmation;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::given::GivenOptions as _;
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
        SyncCommand::Run(arguments) if arguments.no_wait => trigger(&arguments, session).await,
        SyncCommand::Run(arguments) => run_many(&arguments, session).await,
        SyncCommand::Wait(arguments) => Box::pin(wait(&arguments, session)).await,
        SyncCommand::User(arguments) => user(&arguments, session).await,
    }
}

async fn status(arguments: &StatusArguments, session: &Session) -> Result<Exit> {
    let StatusArguments { targets, conditions, ledger, concurrency, timeout, .. } = arguments;
    let client = token::client(session)?;
    let (concurrency, timeout) = (*concurrency, *timeout);
    let reading = BulkArguments { concurrency, timeout, ..BulkArguments::default() };
    let options = reading.options(conditions.only_if(), ledger, None);
    let enterprises = resolve_targets(Targets::resolve(&client, targets, session), session).await?;
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
    let SwitchArguments { targets, conditions, bulk, ledger } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(session)?;
    let options = bulk.options(conditions.only_if(), ledger, window.as_ref());
    let enterprises = resolve_targets(Targets::resolve(&client, targets, session), session).await?;
    let change = Change {
        action: if enabled { "Turn directory sync on" } else { "Turn directory sync off" },
        noun: "enterprise",
        is_named: matches!(enterprises, Targets::Named(_)),
        always: !enabled,
        bulk,
        conditions,
        ledger,
        window: window.as_ref(),
        empty_message: targets.empty_message(),
        start_within: None,
    };
    let items = enterprises.items(&client)?;
    let run = Bulk::new(&client).directory_sync().ensure(items, Some(enabled), options)?;
    change.run(run, session).await
}

async fn run_many(arguments: &RunArguments, session: &Session) -> Result<Exit> {
    let RunArguments { targets, conditions, bulk, ledger, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(session)?;
    let options = bulk
        .options(conditions.only_if(), ledger, window.as_ref())
        .max_refusals_per_trigger(arguments.max_refusals_per_trigger)
        .given(arguments.settle_after, BulkOptions::settle_after);
    let enterprises = resolve_targets(Targets::resolve(&client, targets, session), session).await?;
    // For one enterprise, `--timeout` includes the wait before its sync can start.
    let is_one = matches!(&enterprises, Targets::Named(named) if named.len() == 1);
    let change = Change {
        action: "Run directory sync",
        noun: "enterprise",
        is_named: matches!(enterprises, Targets::Named(_)),
        always: false,
        bulk,
        conditions,
        ledger,
        window: window.as_ref(),
        empty_message: targets.empty_message(),
        start_within: bulk.timeout.filter(|_| is_one),
    };
    let run = Bulk::new(&client).directory_sync().run(enterprises.items(&client)?, options)?;
    change.run(run, session).await
}

async fn user(arguments: &UserArguments, session: &Session) -> Result<Exit> {
    let UserArguments { bulk, ledger, .. } = arguments;
    let window = open_window(bulk, session)?;
    let client = token::client(session)?;
    let users = users::read_users(arguments, session)?;
    let conditions = &ConditionArguments::default();
    let options = bulk.options(conditions.only_if(), ledger, window.as_ref());
    let items = resolve_targets(users::resolve_items(&client, &users, arguments), session).await?;
    let change = Change {
        action: "Sync users",
        noun: "user",
        is_named: true,
        always: false,
        bulk,
        conditions,
        ledger,
        window: window.as_ref(),
        empty_message: None,
        start_within: None,
    };
    let run = Bulk::new(&client).directory_sync().trigger_user(BulkItems::new(items), options)?;
    change.run(run, session).await
}

/// Starts the sync of one enterprise, and doesn't wait for its end.
async fn trigger(arguments: &RunArguments, session: &Session) -> Result<Exit> {
    session.output(&views::STATUS)?;
    let [name] = &*arguments.targets.names else {
        return Err(Failure::usage("--no-wait starts the sync of one enterprise: name one"));
    };
    let target = SingleTargetArguments { name: name.clone(), by: arguments.targets.by };
    let client = token::client(session)?;
    let one = targets::resolve_one(&client, &target);
    let enterprise = resolve_targets(one, session).await?;
    let triggered = async {
        Ok(client.directory_sync().trigger(&enterprise).bytes().await?.decode::<Value>()?)
    };
    let hint = || {
        format!(
            "The sync may have started. Check it before you retry: wxbw sync status {}",
            enterprise.id
        )
    };
    let answer = session.interrupt.run_unless_stopped(triggered, hint).await?;
    session.print_single(&views::STATUS, &answer)?;
    session.note(&format!("Started. To wait for its end: wxbw sync wait {}", enterprise.id));
    Ok(Exit::Done)
}

async fn wait(arguments: &WaitArguments, session: &Session) -> Result<Exit> {
    session.output(&views::STATUS)?;
    let client = token::client(session)?;
    let one = targets::resolve_one(&client, &arguments.targets);
    let enterprise = resolve_targets(one, session).await?;
    let watch = client
        .directory_sync()
        .wait(&enterprise)
        .given(arguments.timeout, DirectorySyncWaiter::timeout);
    let hint = || {
        let again = session.command_line(&[], None);
        format!("The sync continues at Webex. To keep waiting: {again}")
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
    let progress = Progress::waiting(session, "looking up enterprises");
    let found = session.interrupt.run_unless_stopped(work, || "Nothing was done.".to_owned()).await;
    drop(progress);
    found
}

/// The window, if there is one; refuses to start before it opens.
fn open_window(bulk: &BulkArguments, session: &Session) -> Result<Option<Window>> {
    let window = bulk.window_at(session.now())?;
    match window.as_ref().and_then(|window| window.next_opening(session.now())) {
        Some(opens) if !bulk.dry_run => {
            messages::error(&format!(
                "the window is closed and opens at {opens}. Nothing was done"
            ));
            Err(Failure::AlreadyReported(Exit::TooLate))
        }
        _ => Ok(window),
    }
}

/// A change of many items, and the options that it was typed with.
struct Change<'a> {
    action: &'static str,
    noun: &'static str,
    /// Whether the items are named, so that counting them sends no request.
    is_named: bool,
    /// Whether it asks about a single item too.
    always: bool,
    bulk: &'a BulkArguments,
    conditions: &'a ConditionArguments,
    ledger: &'a LedgerArguments,
    window: Option<&'a Window>,
    /// The error message if there are no items; `None` if that is not an error.
    empty_message: Option<String>,
    /// How long to wait for other syncs before the first one starts.
    start_within: Option<Duration>,
}

impl Change<'_> {
    /// Shows what the run would change, asks for confirmation, and reads the run to its end.
    async fn run(self, mut run: BulkRun, session: &Session) -> Result<Exit> {
        let BulkArguments { yes, dry_run, .. } = *self.bulk;
        // With --yes or --dry-run there is no need to count a listing first.
        let plan = if self.is_named || !(yes || dry_run) {
            let progress = Progress::waiting(session, "reading the selection");
            let handle = run.handle();
            let plan = progress.with_outages(&handle, async { Ok(run.plan().await?) });
            let hint = || "Nothing was done.".to_owned();
            let plan = session.interrupt.run_unless_stopped(plan, hint).await?;
            drop(progress);
            plan
        } else {
            BulkPlan::default()
        };
        let (action, noun, always) = (self.action, self.noun, self.always);
        let details = self.describe(&plan, session.now());
        Confirmation { action, noun, plan, details, always, yes, dry_run }.confirm(session).await?;
        if let Some(window) = self.window.filter(|_| yes || dry_run) {
            let end = window.describe_end(session.now());
            session.note(&format!("Nothing is started after {end}"));
        }
        let command = BulkCommand {
            view: &views::OUTCOMES,
            shows_all_rows: false,
            ledger: self.ledger,
            window: self.window,
            makes_changes: !dry_run,
            empty_message: self.empty_message,
            start_within: self.start_within,
        };
        bulk::run(run, command, session).await
    }

    /// The details of the confirmation: resumed run, conditions, window and ledger.
    fn describe(&self, plan: &BulkPlan, now: Timestamp) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(run) = &plan.run_name {
            let sent = match plan.sent {
                0 => String::new(),
                sent => format!(", {sent} started before without an outcome"),
            };
            let (done, left) = (plan.done, plan.begun);
            words.push(format!("resumes the run {run}: {done} done before{sent}, {left} left"));
        }
        if let Some(conditions) = self.conditions.describe() {
            let known = match plan.skipped {
                0 => "the others are skipped".to_owned(),
                skipped => format!("{skipped} are skipped, as far as the list shows"),
            };
            words.push(format!("only if {conditions}; {known}"));
        }
        if let Some(window) = self.window {
            words.push(format!("nothing is started after {}", window.describe_end(now)));
        }
        words.push(match self.ledger.ledger.as_deref().map(Path::display) {
            Some(path) => format!("recorded in {path}"),
            None => "not resumable: no --ledger given".to_owned(),
        });
        words
    }
}
