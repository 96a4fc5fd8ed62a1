//! The command; everything is in the library of the same name.

use std::process::ExitCode;

fn main() -> ExitCode {
    wxbw::run(std::env::args_os()).into()
}
