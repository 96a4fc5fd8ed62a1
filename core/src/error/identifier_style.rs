//! How messages name this library's own methods and arguments, in the spelling of the reader's language.

use serde_json::{Map, Value};

use crate::generated::operations::Operation;

/// How a message spells this library's own methods and arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IdentifierStyle {
    /// `page_size`, as Rust and Python have it.
    #[default]
    Snake,
    /// `pageSize`, as JavaScript has it.
    Camel,
    /// `--page-size`, as the command `wxbw` has it; its commands stand for methods.
    Shell,
}

/// Rewrites the `snake_case` names that stand in backticks for another language, or for the shell.
pub(crate) fn restyle(text: &str, style: IdentifierStyle) -> String {
    if style == IdentifierStyle::Snake {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            out.push('`');
        }
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
        let name_end = part.find(|c| !is_name(c)).unwrap_or(part.len());
        let (name, rest) = part.split_at(name_end);
        let spelled_as_name = rest.is_empty() || rest.starts_with(['=', '(']);
        // A name with a dot is that of an operation, or not one of ours.
        let is_ours = !name.contains('.') || Operation::of_id(name).is_some();
        if index % 2 == 1 && spelled_as_name && is_ours && !name.is_empty() {
            out.push_str(
                &call(name, rest, style).unwrap_or_else(|| restyle_identifier(name, style) + rest),
            );
        } else {
            out.push_str(part);
        }
    }
    out
}

/// `enterprises.get(org_id="X")` and `only_if={"enabled":true}`, as they are typed.
fn call(name: &str, rest: &str, style: IdentifierStyle) -> Option<String> {
    if let (IdentifierStyle::Shell, "only_if", Some(conditions)) =
        (style, name, rest.strip_prefix('='))
    {
        return flags(&serde_json::from_str(conditions).ok()?);
    }
    let (argument, value) = rest.strip_prefix('(')?.strip_suffix("\")")?.split_once("=\"")?;
    let (name, argument) = (restyle_identifier(name, style), restyle_identifier(argument, style));
    Some(match style {
        IdentifierStyle::Shell => format!("{name} {argument} {value}"),
        _ => format!("{name}({{ {argument}: \"{value}\" }})"),
    })
}

/// The flags that stand for conditions.
fn flags(conditions: &Map<String, Value>) -> Option<String> {
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
    let flags: Option<Vec<String>> = conditions.iter().map(flag).collect();
    flags.map(|flags| flags.join(" "))
}

/// One name.
pub(crate) fn restyle_identifier(name: &str, style: IdentifierStyle) -> String {
    match style {
        IdentifierStyle::Snake => name.to_owned(),
        IdentifierStyle::Camel => camel(name),
        IdentifierStyle::Shell => shell(name),
    }
}

/// `page_size` to `pageSize`, and `directory_sync.run` to `directorySync.run`.
fn camel(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            out.push(c.to_ascii_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}

/// `page_size` to `--page-size`, and an operation to its command.
fn shell(name: &str) -> String {
    if let Some(command) = Operation::of_id(name).and_then(Operation::command) {
        return format!("wxbw {command}");
    }
    let known = match name {
        "enterprise" => "ENTERPRISE",
        "subscriber" => "SUBSCRIBER",
        "user_id" => "USER",
        // The command line doesn't accept a token.
        "token" => "--token-file",
        "sp_enterprise_id" => "--by sp-enterprise-id",
        "org_id" => "--by org-id",
        "timeout" => "--request-timeout",
        "only_if" => "--status",
        "cache_file" | "candidates" | "errors" | "id" | "items" | "partner" | "store" => name,
        _ => return format!("--{}", name.replace('_', "-")),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_backticks_follow_the_language_and_nothing_else_does() {
        let text = "`page_size=0` is not `spark-admin:broadworks_enterprises_read`, see page_size";
        assert_eq!(
            restyle(text, IdentifierStyle::Camel),
            "`pageSize=0` is not `spark-admin:broadworks_enterprises_read`, see page_size"
        );
        assert_eq!(restyle(text, IdentifierStyle::Snake), text);
    }

    #[test]
    fn a_call_is_spelled_so_that_it_can_be_typed() {
        let text = "`enterprises.get(org_id=\"X\")` finds it, `enterprises.get()` does not";
        assert_eq!(
            restyle(text, IdentifierStyle::Camel),
            "`enterprises.get({ orgId: \"X\" })` finds it, `enterprises.get()` does not"
        );
        assert_eq!(
            restyle(text, IdentifierStyle::Shell),
            "`wxbw enterprise get --by org-id X` finds it, `wxbw enterprise get()` does not"
        );
        assert_eq!(restyle(text, IdentifierStyle::Snake), text);
    }

    #[test]
    fn conditions_are_the_flags_of_a_shell() {
        for (conditions, flags) in [
            (r#"{"enabled":true}"#, "--enabled"),
            (r#"{"enabled":false,"neverSynced":true}"#, "--disabled --never-synced"),
            (
                r#"{"staleAfter":691200.0,"status":["FAILED","COMPLETE"]}"#,
                "--stale-after 691200.0s --status FAILED,COMPLETE",
            ),
        ] {
            let text = format!("it is `only_if={conditions}`");
            assert_eq!(restyle(&text, IdentifierStyle::Shell), format!("it is `{flags}`"));
            assert_eq!(
                restyle(&text, IdentifierStyle::Camel),
                format!("it is `onlyIf={conditions}`")
            );
            assert_eq!(restyle(&text, IdentifierStyle::Snake), text);
        }
    }

    #[test]
    fn a_shell_has_commands_and_options() {
        let text = "`page_size=0`: look at `enterprises.list`; an `id` is not a `token`";
        assert_eq!(
            restyle(text, IdentifierStyle::Shell),
            "`--page-size=0`: look at `wxbw enterprise list`; an `id` is not a `--token-file`"
        );
        assert_eq!(
            restyle("`lastSyncStartTime` and ``", IdentifierStyle::Shell),
            "`lastSyncStartTime` and ``"
        );
    }
}
