//! The access token: where it comes from, when it is read again, and the one place where it becomes
//! a header.

mod command;
mod file;
mod grant;
mod keeper;
mod oauth;
mod profile;
mod source;
mod store;

pub(crate) use keeper::{Credential, Keeper};
pub use oauth::OAuthRefresh;
pub use profile::{PROFILE_VARIABLE, Profile, default_profiles_file};
pub use source::{ProvidedToken, TOKEN_VARIABLE, TokenProvider, TokenSource};
pub use store::{FileStore, StoreResult, StoredTokens, TokenStore};
