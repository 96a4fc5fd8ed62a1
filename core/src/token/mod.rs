//! The access token: where it comes from, when it is read again, and the one place where it becomes
//! a header.

mod check;
mod command;
mod file;
mod folders;
mod grant;
mod keeper;
mod oauth;
mod permissions;
mod profile;
mod source;
mod store;

pub use folders::default_profiles_file;
#[cfg(feature = "ledger")]
pub(crate) use folders::expand;
pub(crate) use keeper::{Credential, Keeper};
pub use oauth::OAuthRefresh;
pub use profile::{PROFILE_VARIABLE, Profile};
pub use source::{ProvidedToken, TOKEN_VARIABLE, TokenProvider, TokenSource};
pub use store::{FileStore, StoreResult, StoredTokens, TokenStore};
