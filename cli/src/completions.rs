//! `wxbw completions`: what makes a shell complete the command.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::exit::Exit;
use crate::failure::Result;
use crate::output::write;

pub(crate) fn run(shell: Shell) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "wxbw", &mut script);
    write(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Done)
}
