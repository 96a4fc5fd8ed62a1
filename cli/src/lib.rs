//! `wxbw`: the BroadWorks Enterprises operations of Webex from a shell.
//!
//! Arguments in, tables out: what is decided is decided in `webex-broadworks`. [`run`] is the whole
//! command, so that the Python and Node packages can carry it in their own library.

#![forbid(unsafe_code)]

mod arguments;
mod audit;
mod auth;
mod bulk;
mod completions;
mod enterprise;
mod enterprises;
mod exit;
mod explain;
mod failure;
mod input;
mod interrupt;
mod margin;
mod metrics;
mod output;
mod output_file;
mod plan;
mod progress;
mod report;
mod run;
mod sandbox;
mod say;
mod sync;
mod token;
mod users;

pub use exit::Exit;
pub use run::{run, run_with_clock};
