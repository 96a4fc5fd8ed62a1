//! Token sources from their descriptions.

use webex_broadworks::{
    Error, FileStore, Name, OAuthRefresh, Result, TokenSource, TokenStore, message,
};

use crate::option_source::{OptionSource, required};

/// Creates a source that isn't code of the user: `environment`, `file` or `command`.
///
/// # Errors
/// [`ErrorKind::Configuration`](webex_broadworks::ErrorKind::Configuration) if it has no usable token,
/// or the error of an argument.
pub fn token_source<S: OptionSource>(
    kind: &str,
    given: &S,
) -> std::result::Result<TokenSource, S::Error> {
    Ok(match kind {
        "environment" => TokenSource::environment(required("name", given.text("name")?)?)?,
        "file" => TokenSource::file(required("path", given.path("path")?)?)?,
        "command" => TokenSource::command(required("argv", given.command("argv")?)?)?,
        _ => return Err(Error::internal(format!("there is no token source {kind}")).into()),
    })
}

/// Creates a source of tokens that are refreshed. They are kept in a store, in a file, or in a file
/// of the user's cache folder.
///
/// # Errors
/// [`ErrorKind::InvalidArgument`](webex_broadworks::ErrorKind::InvalidArgument) if there are a file and a
/// store, [`ErrorKind::Configuration`](webex_broadworks::ErrorKind::Configuration) if a credential can't
/// be used.
pub fn oauth_source(
    client_id: &str,
    client_secret: TokenSource,
    refresh_token: TokenSource,
    cache_file: Option<&str>,
    store: Option<impl TokenStore>,
) -> Result<TokenSource> {
    let refresh = match (cache_file, store) {
        (None, None) => OAuthRefresh::in_cache_folder(client_id, client_secret, refresh_token),
        (Some(file), None) => {
            OAuthRefresh::new(client_id, client_secret, refresh_token, FileStore::new(file)?)
        }
        (None, Some(store)) => OAuthRefresh::new(client_id, client_secret, refresh_token, store),
        (Some(_), Some(_)) => Err(Error::invalid_argument(message!(
            "pass at most one of {} and {}: refreshed tokens are kept in one place",
            Name::Argument("cache_file"),
            Name::Argument("store")
        ))),
    };
    refresh.map(TokenSource::oauth)
}
