//! `wxbw completions`: shell completion scripts, which call the command for candidates.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::Shells;
use clap_complete::{CompleteEnv, Shell};
use webex_broadworks::{Profile, default_profiles_file};
use webex_broadworks_bulk::ledger::Ledger;

use crate::arguments;
use crate::exit::Exit;
use crate::failure::{Failure, Result};
use crate::output::write;

/// The environment variable with which a completion script calls the command.
const COMPLETION_VARIABLE: &str = "WXBW_COMPLETE";

/// Prints a completion script.
pub(crate) fn run(shell: Shell) -> Result<Exit> {
    let name = shell.to_string();
    let shells = Shells::builtins();
    let shell = shells
        .completer(&name)
        .ok_or_else(|| Failure::usage(format!("no completion for the shell {name}")))?;
    let mut script = Vec::new();
    shell.write_registration(COMPLETION_VARIABLE, "wxbw", "wxbw", "wxbw", &mut script)?;
    write(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Prints candidates if a completion script called; returns whether one did.
pub(crate) fn complete(arguments: &[OsString]) -> Result<bool> {
    let file = |option| value_of(option, arguments).map(PathBuf::from);
    let (ledger, profiles) = (file("--ledger"), file("--profiles-file"));
    let environment = CompleteEnv::with_factory(|| command(ledger.as_ref(), profiles.as_ref()))
        .var(COMPLETION_VARIABLE)
        .bin("wxbw");
    let folder = std::env::current_dir().ok();
    environment
        .try_complete(arguments.iter().cloned(), folder.as_deref())
        .map_err(|error| Failure::Other(error.to_string()))
}

/// The value of an option in what has been typed so far.
fn value_of<'a>(option: &str, arguments: &'a [OsString]) -> Option<&'a OsStr> {
    let is_it = |argument: &&OsString| *argument == option;
    let apart = arguments.iter().skip_while(|it| !is_it(it)).nth(1).map(OsString::as_os_str);
    let joined = |argument: &'a OsString| {
        argument.to_str()?.strip_prefix(option)?.strip_prefix('=').map(OsStr::new)
    };
    apart.or_else(|| arguments.iter().find_map(joined))
}

/// The command line with candidates for profiles and runs.
fn command(ledger: Option<&PathBuf>, profiles_file: Option<&PathBuf>) -> Command {
    fn with_candidates(command: Command, add: &dyn Fn(Arg) -> Arg) -> Command {
        command.mut_args(add).mut_subcommands(|inner| with_candidates(inner, add))
    }
    with_candidates(arguments::command(), &|argument| match argument.get_id().as_str() {
        "profile" => {
            let file = profiles_file.cloned();
            argument.add(ArgValueCandidates::new(move || candidates(profiles(file.clone()))))
        }
        "run_name" => {
            let ledger = ledger.cloned();
            argument.add(ArgValueCandidates::new(move || candidates(runs(ledger.clone()))))
        }
        _ => argument,
    })
}

fn candidates(names: Option<Vec<String>>) -> Vec<CompletionCandidate> {
    names.unwrap_or_default().into_iter().map(CompletionCandidate::new).collect()
}

fn profiles(file: Option<PathBuf>) -> Option<Vec<String>> {
    Profile::names(&file.map_or_else(default_profiles_file, Ok).ok()?).ok()
}

/// The names of the runs of a ledger, the latest first.
fn runs(ledger: Option<PathBuf>) -> Option<Vec<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    runtime.block_on(async {
        let runs = Ledger::read(ledger?).await.ok()?.runs().await.ok()?;
        Some(runs.into_iter().map(|run| run.name).collect())
    })
}
