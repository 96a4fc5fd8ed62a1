//! Spells arguments and operations in messages as they are typed on the command line.

use serde_json::Value;
use webex_broadworks::{Name, Operation, snake_case};

use crate::generated::commands::COMMANDS;

/// Spells a name as it is typed; empty if the command line doesn't have it.
pub(crate) fn shell(name: &Name) -> String {
    match name {
        Name::Argument(name) => option(name),
        Name::Setting(name, value) => match option(name) {
            option if option.is_empty() => option,
            option => format!("{option}={value}"),
        },
        Name::OnlyIf(conditions) => flags(conditions).unwrap_or_else(|| snake_case(name)),
        Name::Operation(id) => command(id),
        Name::Call(id, argument, value) => format!("{} {} {value}", command(id), option(argument)),
    }
}

fn command(id: &str) -> String {
    let known = COMMANDS.iter().find(|(operation, _)| *operation == id);
    known.map_or_else(|| id.to_owned(), |(_, command)| format!("wxbw {command}"))
}

/// `page_size` as `--page-size`.
fn option(name: &str) -> String {
    let mut known = Operation::ALL.iter().flat_map(|operation| operation.parameters());
    let option = match name {
        "user_id" => "USER",
        // The command line doesn't accept a token.
        "token" => "--token-file",
        "sp_enterprise_id" => "--by sp-enterprise-id",
        "org_id" => "--by org-id",
        "timeout" => "--request-timeout",
        "only_if" => "--status",
        "path" => "PATH",
        "method" => "METHOD",
        // The command line has no such option.
        "trust_env" => "",
        // The command line has no such options.
        "cache_file" | "store" => name,
        // An id in a path is typed without an option.
        _ if known.any(|one| one.name == name && one.is_in_path()) => return name.to_uppercase(),
        _ => return format!("--{}", name.replace('_', "-")),
    };
    option.to_owned()
}

/// The flags for conditions.
fn flags(conditions: &Value) -> Option<String> {
    let flag = |(name, value): (&String, &Value)| {
        Some(match (name.as_str(), value) {
            ("enabled", Value::Bool(true)) => "--enabled".to_owned(),
            ("enabled", Value::Bool(false)) => "--disabled".to_owned(),
            ("neverSynced", Value::Bool(true)) => "--never-synced".to_owned(),
            ("staleAfter", Value::Number(seconds)) => format!("--stale-after {seconds}s"),
            ("status", Value::Array(states)) => {
                let states: Vec<_> = states.iter().filter_map(Value::as_str).collect();
                format!("--status {}", states.join(","))
            }
            _ => return None,
        })
    };
    let flags: Option<Vec<String>> = conditions.as_object()?.iter().map(flag).collect();
    flags.map(|flags| flags.join(" "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use serde_json::json;
    use webex_broadworks::message;

    use super::*;

    #[test]
    fn a_shell_has_commands_and_options() {
        let text = message!(
            "{}: look at {}; an `id` is not a {}",
            Name::Setting("page_size", "0".to_owned()),
            Operation::EnterprisesList,
            Name::Argument("token")
        );
        assert_eq!(
            text.render(shell),
            "`--page-size=0`: look at `wxbw enterprise list`; an `id` is not a `--token-file`"
        );
    }

    /// The names of arguments in the messages of the library's sources.
    fn names_in_messages() -> BTreeSet<String> {
        fn add(folder: &Path, names: &mut BTreeSet<String>) {
            for entry in folder.read_dir().expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    add(&path, names);
                    continue;
                }
                let text = std::fs::read_to_string(path).unwrap_or_default();
                for sign in ["Name::Argument(\"", "Name::Setting(\"", "of_argument(\""] {
                    let found = text.split(sign).skip(1).filter_map(|it| it.split('"').next());
                    names.extend(found.map(str::to_owned));
                }
            }
        }
        let mut names = BTreeSet::new();
        for name in ["transport", "core", "bulk", "audit"] {
            let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder");
            add(&workspace.join(name).join("src"), &mut names);
        }
        names
    }

    /// All words by which arguments are named: options, and names of positional ones.
    fn known_words(command: &clap::Command, words: &mut BTreeSet<String>) {
        for argument in command.get_arguments() {
            words.extend(argument.get_long().map(|name| format!("--{name}")));
            let names = argument.get_value_names().into_iter().flatten();
            words.extend(names.map(ToString::to_string));
        }
        command.get_subcommands().for_each(|inner| known_words(inner, words));
    }

    #[test]
    fn every_name_in_a_message_can_be_typed_or_is_left_out() {
        /// Names in messages that a command can't cause.
        const OTHERS: [&str; 11] = [
            "cache_file",
            "client_id",
            "cluster_group",
            "cursor",
            "download_host",
            "enable_dir_sync",
            "extra_body",
            "extra_query",
            "pages",
            "store",
            "user_agent_suffix",
        ];
        let mut words = BTreeSet::new();
        known_words(&crate::command(), &mut words);
        let names = names_in_messages();
        assert!(names.len() > 20, "{names:?}");
        let wrong = names.iter().filter(|name| !OTHERS.contains(&name.as_str())).filter(|name| {
            let spelled = option(name);
            !spelled.is_empty() && !words.contains(spelled.split(' ').next().unwrap_or_default())
        });
        assert_eq!(wrong.collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn a_call_is_spelled_so_that_it_can_be_typed() {
        assert_eq!(shell(&Name::Argument("workspace")), "WORKSPACE");
        let call = Name::Call("enterprises.get", "org_id", "X".to_owned());
        assert_eq!(shell(&call), "wxbw enterprise get --by org-id X");
    }

    #[test]
    fn conditions_are_flags() {
        for (conditions, flags) in [
            (json!({"enabled": true}), "--enabled"),
            (json!({"enabled": false, "neverSynced": true}), "--disabled --never-synced"),
            (
                json!({"staleAfter": 691_200.0, "status": ["FAILED", "COMPLETE"]}),
                "--stale-after 691200.0s --status FAILED,COMPLETE",
            ),
        ] {
            assert_eq!(shell(&Name::OnlyIf(conditions)), flags);
        }
    }

    #[test]
    fn text_from_outside_stays_as_it_is() {
        let value = "`page_size` of `enterprises.get(org_id=\"X\")`";
        let text = message!("{} is {value}", Name::Argument("cursor")).render(shell);
        assert_eq!(text, format!("`--cursor` is {value}"));
    }
}
