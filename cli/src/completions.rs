//! `wxbw completions`: what makes a shell complete the command.

use clap::{Command, CommandFactory as _, ValueHint};
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::write;

pub(crate) fn run(shell: Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut hinted(Arguments::command()), "wxbw", &mut script);
    write(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}

/// Names of files are offered for paths alone: without a hint, shells offer them for every value.
fn hinted(command: Command) -> Command {
    command
        .mut_args(|argument| {
            let takes_value = argument.get_action().takes_values();
            if takes_value && argument.get_value_hint() == ValueHint::Unknown {
                return argument.value_hint(ValueHint::Other);
            }
            argument
        })
        .mut_subcommands(hinted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_are_completed_as_files() {
        fn walk(command: &Command, check: &dyn Fn(&clap::Arg)) {
            command.get_arguments().for_each(check);
            command.get_subcommands().for_each(|inner| walk(inner, check));
        }
        walk(&hinted(Arguments::command()), &|argument| {
            if !argument.get_action().takes_values() {
                return;
            }
            let is_path = argument
                .get_value_names()
                .is_some_and(|names| names.iter().any(|name| name.as_str() == "FILE"));
            let hint = argument.get_value_hint();
            assert_ne!(hint, ValueHint::Unknown, "{argument}");
            assert_eq!(hint == ValueHint::AnyPath, is_path, "{argument}");
        });
    }
}
