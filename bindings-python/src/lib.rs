//! `webex_broadworks._core`: the core client for Python.
//!
//! This crate converts and awaits; all decisions are in `webex-broadworks`. The public
//! face is the package `webex_broadworks` beside it.

#![forbid(unsafe_code)]

mod argument;
mod audit;
mod bulk;
mod callbacks;
mod cli;
mod client;
mod decode;
mod download;
mod encode;
mod error;
mod event_queue;
mod extract;
mod finalization;
mod fork_guard;
mod hooks;
mod imported;
mod keywords;
mod list;
mod pending_call;
mod runtime;
mod session;
mod state;
mod table;
mod testing;
mod token;
mod waiter;
mod waker_thread;

#[pyo3::pymodule(gil_used = false)]
mod _core {
    #[pymodule_export]
    use crate::{
        audit::{Audit, age_buckets, audit_colors},
        bulk::BulkRun,
        callbacks::CallbackResult,
        cli::_cli,
        client::{Client, refuse_max},
        download::Download,
        encode::json_of,
        error::{_kinds_for_tests, invalid_argument, unpicklable},
        list::{List, PageIterator},
        pending_call::{_panic_for_tests, PendingCall},
        runtime::_shut_down,
        state::{_decode_for_tests, error_code, error_codes, state},
        table::{Table, outcomes_table},
        testing::TestServer,
        token::TokenSource,
        waiter::Waiter,
    };

    /// The keys of an item of a bulk run whose values are checked.
    #[pymodule_export]
    const ITEM_KEYS: [&str; 5] = webex_broadworks_bulk::BulkItem::VALUE_KEYS;
    /// The keys of labels, whose values are ignored if they can't be read.
    #[pymodule_export]
    const ITEM_LABELS: [&str; 3] = webex_broadworks_bulk::BulkItem::HINT_KEYS;
    /// The arguments of a client that are hooks.
    #[pymodule_export]
    const HOOKS: [&str; 3] = crate::event_queue::HOOKS;
    /// The version of the package.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    /// Whether the library was built without optimization.
    #[pymodule_export]
    const DEBUG_BUILD: bool = cfg!(debug_assertions);
    /// How many seconds an interrupted bulk run with a ledger waits for what is in flight.
    #[pymodule_export]
    const INTERRUPTED_CLOSE_TIMEOUT: u64 =
        webex_broadworks_bindings::INTERRUPTED_CLOSE_TIMEOUT.as_secs();
    /// Default number of rows in a table of a report.
    #[pymodule_export]
    const DEFAULT_DOCUMENT_ROWS: usize = webex_broadworks_audit::DOCUMENT_ROWS;
}
