//! Sends the requests of `webex-broadworks`: with a token, within limits, and again if that is safe.
//!
//! Users have the crate `webex-broadworks`, which re-exports what they need of this one. The rest
//! can change in any release.

// On Windows one module calls the system's security API.
#![cfg_attr(not(windows), forbid(unsafe_code))]
#![cfg_attr(windows, deny(unsafe_code))]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
compile_error!("TLS needs the feature `aws-lc-rs`, which is the default, or `ring`");

pub mod auth;
pub mod blocking;
pub mod call;
pub mod caller;
pub mod clock;
pub mod environment;
pub mod error;
pub mod events;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod generated;
pub mod http;
pub mod lenient;
pub mod message;
pub mod operation;
pub mod options;
pub mod redact;
pub mod task;
#[cfg(any(test, feature = "test-util"))]
#[doc(hidden)]
pub mod test_util;
pub mod timestamp;
