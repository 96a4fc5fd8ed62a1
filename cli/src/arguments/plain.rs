//! Commands that are one request, or wait: their arguments, from the table of operations.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Arg, ArgAction, ArgMatches, value_parser};
use serde_json::Value;
use webex_broadworks::internals::ListOptions;
use webex_broadworks::{Argument, Completion, Operation, Parameter, ParameterKind, Subject, Texts};

use super::duration;
use crate::exit::Exit;
use crate::output::views::View;

const LIMIT: &str = "limit";
const PAGE_SIZE: &str = "page-size";
const COMPLETION: &str = "completion";
const ALLOW_INCOMPLETE: &str = "allow-incomplete";

/// Commands with the same first word.
#[derive(Debug)]
pub(crate) struct PlainGroup {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) commands: &'static [PlainCommand],
}

/// A command that is one request, or waits.
#[derive(Debug)]
pub(crate) struct PlainCommand {
    pub(crate) operation: Operation,
    /// What is typed after `wxbw`.
    pub(crate) command: &'static str,
    pub(crate) help: &'static str,
    /// The question before it is sent.
    pub(crate) confirm: Option<&'static str>,
    /// The view of its result, if it has one.
    pub(crate) view: Option<&'static View>,
    /// The statuses of its result that are a success, if it waits.
    pub(crate) succeeded: &'static [&'static str],
}

/// A command that is one request, or waits, with the typed arguments.
#[derive(Debug)]
pub(crate) struct PlainCall {
    pub(crate) command: &'static PlainCommand,
    pub(crate) arguments: Vec<Option<Argument>>,
    /// The same, for a list.
    pub(crate) list_options: ListOptions,
    /// The subjects of a command that waits or removes, which can be several.
    pub(crate) subjects: Vec<Subject>,
    pub(crate) is_confirmed: bool,
    /// The number of subjects that a command that removes must find.
    pub(crate) expected_count: Option<usize>,
    /// Whether to wait until Webex has executed the request.
    pub(crate) is_awaited: bool,
    pub(crate) timeout: Option<Duration>,
    /// The file that a download goes to.
    pub(crate) to: Option<PathBuf>,
}

/// Adds the commands, also to existing groups.
pub(crate) fn add_commands(command: clap::Command, groups: &'static [PlainGroup]) -> clap::Command {
    groups.iter().fold(command, |command, group| {
        let is_there = command.get_subcommands().any(|known| known.get_name() == group.name);
        let commands = group.commands.iter().map(PlainCommand::to_clap);
        if is_there {
            return command.mut_subcommand(group.name, |known| known.subcommands(commands));
        }
        let example = group.commands.first().map(PlainCommand::example).unwrap_or_default();
        let new = clap::Command::new(group.name)
            .about(group.help)
            .after_help(example)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(commands);
        command.subcommand(new)
    })
}

impl PlainCall {
    /// The typed call, if it is one of these commands.
    pub(crate) fn of(matches: &ArgMatches, groups: &'static [PlainGroup]) -> Option<Self> {
        let (group, matches) = matches.subcommand()?;
        let (verb, matches) = matches.subcommand()?;
        let group = groups.iter().find(|known| known.name == group)?;
        let command = group.commands.iter().find(|command| command.verb() == verb)?;
        let arguments: Vec<_> = command.parameters().map(|one| value_of(one, matches)).collect();
        Some(Self {
            command,
            subjects: command.subjects(matches),
            list_options: command.list_options(&arguments, matches),
            arguments,
            is_confirmed: command.confirm.is_some() && matches.get_flag("yes"),
            expected_count: matches.try_get_one("expect-count").ok().flatten().copied(),
            is_awaited: command.can_wait() && matches.get_one("wait") == Some(&true),
            timeout: matches.try_get_one("timeout").ok().flatten().copied(),
            to: matches.try_get_one("to").ok().flatten().cloned(),
        })
    }
}

impl PlainCommand {
    /// The last word of the command.
    fn verb(&self) -> &'static str {
        self.command.rsplit(' ').next().unwrap_or_default()
    }

    fn parameters(&self) -> impl Iterator<Item = &'static Parameter> {
        self.operation.parameters().iter()
    }

    /// Whether its request can be waited for.
    fn can_wait(&self) -> bool {
        self.parameters().any(|parameter| parameter.is_local() && parameter.name == "wait")
    }

    /// All typed subjects.
    fn subjects(&self, matches: &ArgMatches) -> Vec<Subject> {
        let subject_of = |one: &'static Parameter| match one.kind {
            ParameterKind::Subject(kind) => Some((kind, matches.get_many::<String>(one.name)?)),
            _ => None,
        };
        let given = self.parameters().find_map(subject_of);
        let subjects = given.map(|(kind, ids)| ids.map(move |id| Subject::new(kind, id.trim())));
        subjects.into_iter().flatten().collect()
    }

    /// The exit code of a wait that ended with this result.
    pub(crate) fn exit_for(&self, result: &Value) -> Exit {
        let status = result["status"].as_str().unwrap_or_default();
        let is_good = self.succeeded.iter().any(|good| good.eq_ignore_ascii_case(status));
        if is_good { Exit::Done } else { Exit::Items }
    }

    /// How it is typed.
    fn example(&self) -> String {
        let mut words = vec!["Example:\n  wxbw", self.command];
        let required = self.parameters().filter(|parameter| parameter.is_required);
        let required: Vec<_> = required.map(|one| (option_name(one), one)).collect();
        for (option, parameter) in &required {
            if !parameter.is_in_path() {
                words.push(option);
            }
            words.push(parameter.example);
        }
        words.join(" ")
    }

    /// How a list is read.
    fn paging(&self) -> Vec<Arg> {
        if !self.operation.is_list() {
            return Vec::new();
        }
        let items = self.operation.items();
        let mut paging = Vec::new();
        if let Some(largest) = self.operation.max_page_size() {
            let count = |name, about| Arg::new(name).long(name).value_name("COUNT").help(about);
            let limit = count(LIMIT, format!("Stop after COUNT {items}"));
            paging.push(limit.short('L').value_parser(value_parser!(usize)));
            let size = count(PAGE_SIZE, format!("Page size, 1 to {largest} [default: {largest}]"));
            paging.push(size.value_parser(value_parser!(u32)));
        }
        if self.operation.is_completed_by_prefix() {
            let completion = Arg::new(COMPLETION).long(COMPLETION).value_name("MODE");
            let completion = completion.value_parser(["auto", "off"]).default_value("auto");
            paging.push(completion.help(
                "auto: if the last page has no next-page link, check whether an enterprise is missing",
            ));
        }
        let allow = Arg::new(ALLOW_INCOMPLETE).long(ALLOW_INCOMPLETE).action(ArgAction::SetTrue);
        paging.push(allow.help("Do not fail if the list might be incomplete"));
        paging
    }

    /// The typed options of a list.
    fn list_options(&self, filters: &[Option<Argument>], matches: &ArgMatches) -> ListOptions {
        if !self.operation.is_list() {
            return ListOptions::default();
        }
        let options = ListOptions::default()
            .filters(self.operation, filters.to_vec())
            .allow_incomplete(matches.get_flag(ALLOW_INCOMPLETE));
        if self.operation.max_page_size().is_none() {
            return options;
        }
        let is_off = self.operation.is_completed_by_prefix()
            && matches.get_one::<String>(COMPLETION).is_some_and(|mode| mode == "off");
        options
            .completion(if is_off { Completion::Off } else { Completion::Auto })
            .limit(matches.get_one(LIMIT).copied())
            .page_size(matches.get_one(PAGE_SIZE).copied())
    }

    fn to_clap(&self) -> clap::Command {
        let is_wait = self.operation.is_wait();
        let arguments = self
            .parameters()
            .filter(|parameter| parameter.kind != ParameterKind::ExtraBody)
            .map(|parameter| match parameter.kind {
                ParameterKind::Subject(_) if is_wait || self.confirm.is_some() => {
                    let about = format!("{}; -: read them from standard input", help_of(parameter));
                    argument_of(parameter).num_args(1..).help(about)
                }
                ParameterKind::Flag if is_wait || parameter.is_local() => {
                    argument_of(parameter).num_args(0).default_missing_value("true")
                }
                ParameterKind::Text if self.operation.is_list() => {
                    argument_of(parameter).value_parser(NonEmptyStringValueParser::new())
                }
                _ => argument_of(parameter),
            });
        let mut command = clap::Command::new(self.verb()).args(arguments).args(self.paging());
        if is_wait || self.can_wait() {
            let timeout = timeout_argument("wait", "1h");
            let timeout = if self.can_wait() { timeout.requires("wait") } else { timeout };
            command = command.arg(timeout);
        }
        if self.operation.is_download() {
            let to =
                Arg::new("to").long("to").value_name("FILE").value_parser(value_parser!(PathBuf));
            command = command.arg(to.help(TO_HELP)).arg(timeout_argument("try", "10m"));
        }
        if self.confirm.is_some() {
            let yes = Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue);
            let count = Arg::new("expect-count").long("expect-count").value_name("COUNT");
            let count = count.value_parser(value_parser!(usize));
            command = command.arg(yes.help("Do not ask for confirmation")).arg(
                count.help("Do nothing unless this many are named; --yes needs it in a script"),
            );
        }
        command.about(self.help).after_help(self.example())
    }
}

/// What `--to` of a download does.
const TO_HELP: &str = "Write to FILE; -: standard output [default: standard output, or \
     billing-report-MONTH.csv on a terminal]";

/// How long a command goes on at most.
fn timeout_argument(verb: &str, default: &str) -> Arg {
    Arg::new("timeout")
        .long("timeout")
        .value_name("DURATION")
        .value_parser(duration::parse)
        .help(format!("How long to {verb}: 90s, 2h [default: {default}]"))
}

fn option_name(parameter: &Parameter) -> String {
    format!("--{}", parameter.name.replace('_', "-"))
}

/// The first sentence about an argument, and the default in brackets.
fn help_of(parameter: &Parameter) -> String {
    if let ParameterKind::Subject(kind) = parameter.kind {
        return format!("The id of the {}", kind.name());
    }
    let about = parameter.about.replace(['`', '"'], "");
    let about = about.trim_end_matches('.');
    let mut help = about.split(". ").next().unwrap_or_default().to_owned();
    if let Some((_, default)) = about.rsplit_once(". Default: ")
        && default != "false"
    {
        help = format!("{help} [default: {default}]");
    }
    help
}

/// An id in the path is a positional argument, anything else an option.
fn argument_of(parameter: &'static Parameter) -> Arg {
    let help = help_of(parameter);
    let argument = Arg::new(parameter.name)
        .help(help.clone())
        .value_name(parameter.name.to_uppercase())
        .required(parameter.is_required);
    let argument = if parameter.is_in_path() {
        argument
    } else {
        argument.long(parameter.name.replace('_', "-"))
    };
    match parameter.kind {
        ParameterKind::Flag => argument.value_parser(value_parser!(bool)),
        ParameterKind::Count => argument.value_parser(value_parser!(i64)),
        ParameterKind::Texts => argument.action(ArgAction::Append).value_delimiter(','),
        ParameterKind::Clear { names, .. } => {
            let names: Vec<_> = names.iter().map(|name| name.replace('_', "-")).collect();
            let argument = argument.help(help.replace('_', "-"));
            argument.action(ArgAction::Append).value_delimiter(',').value_parser(names)
        }
        _ => argument,
    }
}

/// The typed value of an argument.
fn value_of(parameter: &Parameter, matches: &ArgMatches) -> Option<Argument> {
    let text = || matches.get_one::<String>(parameter.name).cloned();
    let texts = || matches.get_many::<String>(parameter.name);
    Some(match parameter.kind {
        ParameterKind::Subject(kind) => Subject::new(kind, text()?.trim()).into(),
        ParameterKind::Flag => (*matches.get_one::<bool>(parameter.name)?).into(),
        ParameterKind::Count => (*matches.get_one::<i64>(parameter.name)?).into(),
        ParameterKind::Texts => Texts::from(texts()?.cloned().collect::<Vec<_>>()).into(),
        ParameterKind::Clear { .. } => {
            let names: Vec<_> = texts()?.map(|name| name.replace('-', "_")).collect();
            Texts::from(names).into()
        }
        ParameterKind::ExtraBody => return None,
        _ => text()?.into(),
    })
}
