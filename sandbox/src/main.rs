//! The sandbox as a command.

use std::error::Error;
use std::process::ExitCode;

use clap::Parser;
use webex_broadworks_sandbox::command::{Arguments, start};

/// A stateful simulator of Webex for BroadWorks, on this machine.
#[derive(Debug, Parser)]
#[command(version)]
struct Command {
    #[command(flatten)]
    arguments: Arguments,
}

fn main() -> ExitCode {
    match serve(Command::parse().arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let sandbox = start(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(tokio::signal::ctrl_c())?;
    sandbox.stop();
    Ok(())
}
