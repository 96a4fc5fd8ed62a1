//! Writes the reference of the command line and its man pages into a folder.

use std::path::PathBuf;

use clap::Command;
use clap_markdown::{MarkdownOptions, help_markdown_command_custom};

fn main() -> std::io::Result<()> {
    let folder = PathBuf::from(std::env::args_os().nth(1).expect("the folder to write to"));
    let pages = folder.join("man");
    std::fs::create_dir_all(&pages)?;
    clap_mangen::generate_to(wxbw::command(), pages)?;
    let options = MarkdownOptions::new().title("Command-line reference".into()).show_footer(false);
    let reference = help_markdown_command_custom(&with_blocks(wxbw::command()), &options);
    std::fs::write(folder.join("command-line.md"), reference)
}

/// The command with its examples and tables as blocks of text, which Markdown leaves as they are.
fn with_blocks(command: Command) -> Command {
    let help = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    let command = match help {
        Some(help) => command.after_long_help(format!("```text\n{}\n```", help.trim_end())),
        None => command,
    };
    command.mut_subcommands(with_blocks)
}
