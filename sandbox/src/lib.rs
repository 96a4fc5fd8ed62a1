//! A local Webex simulator: the BroadWorks operations that the client calls, to test code that calls them.
//!
//! [`Sandbox`] is stateful: the next read shows a change, and syncs take time on a virtual clock. Hidden
//! clusters refuse a second sync, users are added, updated and deleted, and faults apply as often as
//! configured. [`ScriptedServer`] is the opposite: it answers from a script and logs the requests. Both
//! serve plain HTTP on a loopback port from their own thread, and need no async code.
//! [`Sandbox::offline`] needs neither port nor thread, and uses the caller's clock.
//!
//! ```
//! use webex_broadworks_sandbox::{Sandbox, SandboxOptions};
//!
//! # fn main() -> std::io::Result<()> {
//! let sandbox = Sandbox::start(SandboxOptions { enterprises: 5000, ..SandboxOptions::default() })?;
//! println!("{} {}", sandbox.base_url(), sandbox.token());
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

mod billing_reports;
mod bounds;
mod check;
mod clock;
mod clusters;
mod codes;
#[cfg(feature = "cli")]
pub mod command;
mod disconnect;
mod faults;
#[cfg(feature = "cli")]
mod flag_values;
mod generated;
mod generator;
mod gzip;
mod http;
mod json;
mod model;
mod names;
mod random;
mod request_log;
mod run_durations;
mod run_outcome;
mod runs;
mod sandbox;
mod script;
mod seed_data;
mod server;
mod state;
mod subscribers;
mod tokens;
mod workspaces;

pub use clock::{SandboxClock, VirtualTime};
pub use generated::operation::Operation;
pub use generated::options::{
    ClusterSizes, DisconnectAt, Duplicate, Effect, ErrorForm, Fault, FaultAim, LinkFault,
    LogNormal, NeverSynced, OAuthOptions, PartialSuccess, ProvisioningIds, SandboxOptions, Sort,
    Switches,
};
pub use json::from_json;
pub use request_log::LoggedRequest;
pub use runs::{NextRun, RunKind, SandboxRun};
pub use sandbox::Sandbox;
pub use script::{ScriptedResponse, ScriptedServer};
