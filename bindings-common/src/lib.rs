//! Code that the bindings for Python and Node share. It doesn't depend on pyo3 or napi: the
//! bindings convert to and from their language.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod bulk_error;
mod bulk_reader;
mod client_clock;
mod error_classes;
mod headers;
mod option_source;
mod options;
mod sandbox_change;
mod test_server;
mod time;
mod token_source;

pub use self::bulk_reader::{BulkReader, FeedBatch, INTERRUPTED_CLOSE_TIMEOUT, start_bulk_run};
pub use self::client_clock::WallClock;
pub use self::error_classes::{ErrorClass, error_classes};
pub use self::headers::joined_headers;
pub use self::option_source::OptionSource;
pub use self::options::{
    bulk_options, call_options, client_builder, list_options, method_named, time_limits,
};
pub use self::test_server::TestServer;
pub use self::time::{
    duration_from_milliseconds, duration_from_seconds, moment_from_milliseconds,
    moment_from_seconds,
};
pub use self::token_source::{oauth_source, token_source};
