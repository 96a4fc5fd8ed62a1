//! `wxbw`: Webex for BroadWorks from a shell.
//!
//! Converts arguments to calls, and results to tables. All decisions are in `webex-broadworks`. [`run`]
//! is the whole command, so that the Python and Node packages can include it in their own library.

#![forbid(unsafe_code)]

mod api;
mod arguments;
mod audit;
mod auth;
mod bulk;
mod clock;
mod code;
mod completions;
mod confirmation;
mod enterprise;
mod exit;
mod failure;
mod generated;
mod given;
mod input;
mod interrupt;
mod listing;
mod messages;
mod metrics;
mod output;
mod output_file;
mod plain_command;
mod plain_download;
mod plain_removal;
mod plain_wait;
mod profile;
mod progress;
mod progress_terminal;
mod report;
mod run;
mod sandbox;
mod session;
mod spelling;
mod subjects;
mod sync;
mod targets;
mod token;
mod users;

pub use arguments::command;
pub use exit::Exit;
pub use run::{run, run_with_clock};
