//! A client for the Webex for BroadWorks API: list enterprises, turn directory sync on and off,
//! trigger it for an enterprise or a user and wait for its end, and read subscribers.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use webex_broadworks::{Client, EnterpriseRef, ListEnterprises};
//!
//! # async fn run() -> webex_broadworks::Result<()> {
//! let webex = Client::from_env()?; // the token of WEBEX_ACCESS_TOKEN
//! let list = webex.enterprises().list(ListEnterprises::default().starts_with("Reseller1"))?;
//! let mut enterprises = list.items();
//! while let Some(enterprise) = enterprises.try_next().await? {
//!     let id = EnterpriseRef::try_from(&enterprise)?;
//!     let sync = webex.directory_sync().get_status(id).await?;
//!     println!("{:?}: {:?}", enterprise.sp_enterprise_id, sync.enable_dir_sync);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A method returns a [`Request`]. `.await` sends it and returns a model in which every field is
//! optional, sets of names are open, and fields that this version doesn't know are kept.
//! [`Request::send`] also returns the response's metadata.
//!
//! [`Client`] and [`ErrorKind`] describe what the client retries, and when a call fails.
//!
//! # Runtime
//!
//! Every call needs a Tokio runtime with its time and I/O drivers, such as that of `#[tokio::main]`.
//! Outside of one, a call panics. A client works in any number of runtimes, one after the other.
//!
//! # Features
//!
//! | feature | what it does |
//! | --- | --- |
//! | `aws-lc-rs` (default) | TLS by aws-lc, which needs a C compiler to build |
//! | `ring` | TLS by ring, if `aws-lc-rs` is off |
//! | `test-util` | clocks, randomness and services for tests; can change in any release |
//!
//! # Types of other crates
//!
//! [`reexports`] has the crates whose types are arguments or results here.

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

/// The Rust snippets of the documents are doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../README.md")]
struct Documents;

#[cfg(not(any(feature = "aws-lc-rs", feature = "ring")))]
compile_error!("TLS needs the feature `aws-lc-rs`, which is the default, or `ring`");

mod client;
mod directory_sync;
mod download;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod generated;
#[doc(hidden)]
pub mod internals;
mod lookup;
mod models;
mod paging;
mod result_stream;
#[cfg(any(test, feature = "test-util"))]
#[doc(hidden)]
pub mod test_util;
#[cfg(test)]
mod tests;
mod waiting;

pub use crate::client::Client;
pub use crate::client::argument::{Argument, Texts};
pub use crate::client::builder::{
    BASE_URL_VARIABLE, ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT,
};
pub use crate::client::request::{Request, Response};
pub use crate::directory_sync::waiter::DirectorySyncWaiter;
pub use crate::download::{
    BillingReportDownload, DEFAULT_DOWNLOAD_TIMEOUT, DEFAULT_MAX_DOWNLOAD_BYTES,
};
pub use crate::generated::models::*;
pub use crate::generated::resources::*;
pub use crate::generated::subjects::*;
pub use crate::lookup::find::{FindEnterprises, FoundEnterprise, MAX_SINGLE_LOOKUPS};
pub use crate::lookup::get::EnterpriseKey;
pub use crate::models::directory_sync_state::{
    DirectorySyncState, RunError, UNKNOWN, directory_sync_state,
};
pub use crate::models::subscriber_state::{
    SubscriberState, SubscriberStateError, WaitsFor, subscriber_state,
};
pub use crate::paging::list::List;
pub use crate::paging::options::Completion;
#[doc(hidden)]
pub use crate::paging::options::ambiguous_max_error;
pub use crate::paging::page::{Page, RawPage};
pub use crate::paging::prefix_search::MAX_PREFIX_REQUESTS;
pub use crate::result_stream::ResultStream;
pub use crate::waiting::state_waiter::StateWaiter;
pub use crate::waiting::wait_step::{
    DEFAULT_STATE_WAIT_TIMEOUT, DEFAULT_WAIT_TIMEOUT, WaitPhase, WaitStep,
};

// What programs need of the crate that sends the requests.
#[doc(inline)]
pub use webex_broadworks_transport::auth::{
    Canceled, FileStore, OAuthRefresh, PROFILE_VARIABLE, Profile, ProvidedToken, StoreResult,
    StoredTokens, TOKEN_VARIABLE, TokenProvider, TokenSource, TokenStore, default_profiles_file,
};
#[doc(inline)]
pub use webex_broadworks_transport::caller::current_caller;
#[doc(inline)]
pub use webex_broadworks_transport::clock::BoxFuture;
#[cfg(any(test, feature = "test-util"))]
#[doc(inline)]
pub use webex_broadworks_transport::clock::{
    Clock, Random, ScaledClock, SystemClock, SystemRandom,
};
#[doc(inline)]
pub use webex_broadworks_transport::error::{
    Cause, Error, ErrorDetails, ErrorKind, Result, ServiceCode, ServiceError,
};
#[doc(inline)]
pub use webex_broadworks_transport::events::{
    Event, EventKind, EventLevel, LOG_VARIABLE, ListStep, Observer, StderrLog,
};
#[doc(inline)]
pub use webex_broadworks_transport::http::base_url::DEFAULT_BASE_URL;
#[cfg(any(test, feature = "test-util"))]
#[doc(inline)]
pub use webex_broadworks_transport::http::in_process::InProcessService;
#[doc(inline)]
pub use webex_broadworks_transport::http::response::{Metadata, RawResponse};
#[doc(inline)]
pub use webex_broadworks_transport::lenient::Time;
#[doc(hidden)]
pub use webex_broadworks_transport::message::message;
#[doc(inline)]
pub use webex_broadworks_transport::message::{Message, Name, Spelling, snake_case};
#[doc(inline)]
pub use webex_broadworks_transport::operation::Operation;
#[doc(inline)]
pub use webex_broadworks_transport::operation::SubjectKind;
#[doc(inline)]
pub use webex_broadworks_transport::operation::description::{Parameter, ParameterKind};
#[doc(inline)]
pub use webex_broadworks_transport::operation::error_codes;
#[doc(inline)]
pub use webex_broadworks_transport::operation::identifier_kind::IdentifierKind;
#[doc(inline)]
pub use webex_broadworks_transport::operation::subject::Subject;
#[doc(inline)]
pub use webex_broadworks_transport::operation::subscriber_error_codes::{
    self, SubscriberErrorCode,
};
#[doc(inline)]
pub use webex_broadworks_transport::options::{CallOptions, Timeouts};
#[doc(inline)]
pub use webex_broadworks_transport::timestamp::Timestamp;

/// The crates whose types are part of this API, in the versions that this crate uses.
pub mod reexports {
    pub use bytes;
    pub use http;
    pub use serde_json;
}
