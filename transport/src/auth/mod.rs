//! The access token: its sources, when it is read again, and its header.

mod command;
mod credential_text;
mod folders;
mod oauth;
mod permissions;
mod profile;
mod refresh;
mod secret_file;
mod source;
mod store;
mod token_manager;
// Tests build it on every platform, so that a change that doesn't compile is noticed.
#[cfg(any(windows, test))]
mod windows_acl;
#[cfg(windows)]
mod windows_security;

pub(crate) use credential_text::refuse_token;
pub use credential_text::{is_webex_access_token, looks_like_access_token};
pub use folders::default_profiles_file;
pub use profile::{PROFILE_VARIABLE, Profile};
pub use source::{
    Canceled, OAuthRefresh, ProvidedToken, TOKEN_VARIABLE, TokenProvider, TokenSource,
};
pub use store::{FileStore, StoreResult, StoredTokens, TokenStore};
pub(crate) use token_manager::{Credential, TokenManager};
