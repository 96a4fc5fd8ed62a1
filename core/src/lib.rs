//! A client for the `BroadWorks` Enterprises operations of Webex: list enterprises, switch
//! directory sync on and off, trigger it for an enterprise or a user, and watch how it goes.
//!
//! ```no_run
//! use futures_util::TryStreamExt;
//! use webex_broadworks::{CallOptions, Client, ListEnterprises};
//!
//! # async fn run() -> webex_broadworks::Result<()> {
//! let webex = Client::from_env()?; // the token of WEBEX_ACCESS_TOKEN
//! let list = webex.list_enterprises(ListEnterprises::default().starts_with("Reseller1"))?;
//! let mut enterprises = std::pin::pin!(list.items());
//! while let Some(enterprise) = enterprises.try_next().await? {
//!     let sync = webex.get_directory_sync_status(&enterprise, CallOptions::default()).await?;
//!     println!("{:?}: {:?}", enterprise.sp_enterprise_id, sync.enable_dir_sync);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! There are two levels. [`Client`] returns models in which every field is optional, sets of names
//! are open, and fields unknown to this version are kept. [`RawClient`] returns the checked bytes
//! of each answer, for those who decode themselves: whole, UTF-8, JSON of the documented shape.
//!
//! What is retried, and when a call is given up, is described in [`Client`] and [`ErrorKind`].

#![forbid(unsafe_code)]
#![cfg_attr(not(test), warn(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

/// The snippets in Rust of the documents are doctests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Documents;

mod answer;
mod aside;
mod base_url;
mod builder;
mod caller;
mod client;
mod clock;
mod directory_sync;
mod enterprise;
mod enterprise_list;
mod environment;
mod error;
mod find;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod id;
#[cfg(any(test, feature = "test-util"))]
mod in_process;
#[doc(hidden)]
pub mod internals;
mod lenient;
mod matching;
mod observe;
mod operation;
mod page;
mod prefix;
mod redact;
mod resolve;
mod state;
pub mod sync;
#[cfg(any(test, feature = "test-util"))]
#[doc(hidden)]
pub mod test_util;
mod token;
mod transport;
mod user_sync;

pub use answer::{Answer, Metadata};
pub use base_url::DEFAULT_BASE_URL;
pub use builder::{BASE_URL_VARIABLE, ClientBuilder, DEFAULT_ATTEMPT_TIMEOUT, DEFAULT_TIMEOUT};
pub use caller::current_caller;
pub use client::{CallOptions, Client, RawClient, TimeLimits};
pub use clock::{Clock, FastClock, Random, SystemClock, SystemRandom};
pub use directory_sync::{
    DirectorySync, DirectorySyncError, DirectorySyncStatus, EnsuredDirectorySync, SyncStatus,
};
pub use enterprise::Enterprise;
pub use enterprise_list::{Completion, ListEnterprises, MAX_PAGE_SIZE, max_is_two_things};
pub use error::{Cause, Error, ErrorDetails, ErrorKind, Names, Result, ServiceCode, ServiceError};
pub use find::EnterpriseKey;
pub use id::EnterpriseRef;
#[cfg(any(test, feature = "test-util"))]
pub use in_process::InProcessService;
pub use lenient::Time;
pub use observe::{Event, LOG_VARIABLE, ListStep, Observer, StderrLog};
pub use operation::Operation;
pub use page::{EnterpriseList, Page, RawPage};
pub use prefix::MAX_PREFIX_REQUESTS;
pub use resolve::{FindEnterprises, FoundEnterprise, MAX_SINGLE_LOOKUPS, NameKind};
pub use state::{Counters, DirectorySyncState, StateError, UNKNOWN, directory_sync_state};
pub use sync::watch::{DEFAULT_WAIT_TIMEOUT, DirectorySyncWatch, WaitOptions, WaitPhase, WaitStep};
pub use token::{
    FileStore, OAuthRefresh, PROFILE_VARIABLE, Profile, ProvidedToken, StoreResult, StoredTokens,
    TOKEN_VARIABLE, TokenProvider, TokenSource, TokenStore, default_profiles_file,
};
pub use user_sync::{ExternalUser, UserDirectorySync, UserSyncStatus};
