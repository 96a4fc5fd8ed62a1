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
mod client_options;
mod decode;
mod download;
mod encode;
mod error;
mod event_queue;
mod extract;
mod finalization;
mod fork_guard;
mod hooks;
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
    use crate::audit::{Audit, age_buckets, audit_colors};
    #[pymodule_export]
    use crate::bulk::BulkRun;
    #[pymodule_export]
    use crate::callbacks::CallbackResult;
    #[pymodule_export]
    use crate::cli::_cli;
    #[pymodule_export]
    use crate::client::{Client, refuse_max};
    #[pymodule_export]
    use crate::download::Download;
    #[pymodule_export]
    use crate::error::{_kinds_for_tests, invalid_argument, unpicklable};
    #[pymodule_export]
    use crate::list::{List, PageIterator};
    #[pymodule_export]
    use crate::pending_call::{_panic_for_tests, PendingCall};
    #[pymodule_export]
    use crate::runtime::_shut_down;
    #[pymodule_export]
    use crate::state::{
        _decode_for_tests, directory_sync_error_code, directory_sync_error_codes,
        directory_sync_state, subscriber_error_code, subscriber_error_codes, subscriber_state,
    };
    #[pymodule_export]
    use crate::table::{Table, outcomes_table};
    #[pymodule_export]
    use crate::testing::{Sandbox, ScriptedServer};
    #[pymodule_export]
    use crate::token::TokenSource;
    #[pymodule_export]
    use crate::waiter::{Waiter, check_wait_callbacks};

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
    /// Number of rows of a table in a notebook.
    #[pymodule_export]
    const FRAGMENT_ROWS: usize = webex_broadworks_audit::FRAGMENT_ROWS;
}
