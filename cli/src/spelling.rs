//! Spells arguments and operations in messages as they are typed on the command line.

use serde_json::Value;
use webex_broadworks::{Name, Operation, snake_case};

use crate::generated::commands::COMMANDS;

/// Spells a name as it is typed.
pub(crate) fn shell(name: &Name) -> String {
    match name {
        Name::Argument(name) => option(name),
        Name::Setting(name, value) => format!("{}={value}", option(name)),
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
