//! The sources of an access token.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::auth::store::{StoreResult, TokenStore};
use crate::auth::{command, credential_text, secret_file};
use crate::blocking::run_blocking;
use crate::clock::BoxFuture;
use crate::environment::expand;
use crate::error::{Error, Result};
use crate::message::{Message, Name};

/// The environment variable that contains the token by default.
pub const TOKEN_VARIABLE: &str = "WEBEX_ACCESS_TOKEN";

/// The environment variables of an OAuth client: its id, its secret and its refresh token.
const OAUTH_VARIABLES: [&str; 3] =
    ["WEBEX_CLIENT_ID", "WEBEX_CLIENT_SECRET", "WEBEX_REFRESH_TOKEN"];

/// The source of the access token.
///
/// Every source but a literal is asked again when Webex refuses the token (401): once, by one task
/// for all, and the refused request is sent once more if the token has changed.
#[derive(Clone)]
pub struct TokenSource(pub(crate) SourceKind);

#[derive(Clone)]
pub(crate) enum SourceKind {
    Literal(SecretString),
    Environment(String),
    File(PathBuf),
    Command(Vec<String>),
    Provider(Arc<dyn TokenProvider>),
    OAuth(Arc<OAuthRefresh>),
}

/// The credentials of an integration or a service app, and the store of its tokens.
pub struct OAuthRefresh {
    pub(crate) client_id: String,
    pub(crate) client_secret: TokenSource,
    pub(crate) refresh_token: TokenSource,
    /// By default, a file in the user's cache folder.
    pub(crate) store: Option<Arc<dyn TokenStore>>,
}

impl fmt::Debug for OAuthRefresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.store {
            Some(store) => write!(f, "OAuthRefresh({}, {store:?})", self.client_id),
            None => write!(f, "OAuthRefresh({})", self.client_id),
        }
    }
}

impl OAuthRefresh {
    /// Credentials with a store for their tokens.
    ///
    /// Secret and refresh token are sources too: text, an environment variable, a file or a
    /// command. The refresh token is the one to start with; later ones come from the store.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the client id can't be one.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: TokenSource,
        refresh_token: TokenSource,
        store: impl TokenStore,
    ) -> Result<Self> {
        let refresh = Self::in_cache_folder(client_id, client_secret, refresh_token)?;
        Ok(Self { store: Some(Arc::new(store)), ..refresh })
    }

    /// Credentials that keep the tokens they fetch in a file of the user's cache folder:
    /// `webex-broadworks` in `XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`.
    ///
    /// Each authorization has its own file, named after the client id and a digest of the base URL,
    /// the client id and the initial refresh token. All processes of the user share it.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the client id can't be one.
    pub fn in_cache_folder(
        client_id: impl Into<String>,
        client_secret: TokenSource,
        refresh_token: TokenSource,
    ) -> Result<Self> {
        let argument = Name::Argument("client_id");
        let client_id = credential_text::read_text(&client_id.into(), argument.clone())?;
        let client_id = client_id.expose_secret().to_owned();
        // An id is as long as a token.
        if credential_text::is_webex_access_token(&client_id) {
            credential_text::refuse_token(&client_id, argument, "the id of an integration")?;
        }
        Ok(Self { client_id, client_secret, refresh_token, store: None })
    }
}

/// The caller's own code that provides the token. [`TokenSource::from_fn`] makes one of a function.
pub trait TokenProvider: fmt::Debug + Send + Sync + 'static {
    /// Returns the token. Called at first use, when the token expires, and when Webex refuses it.
    fn token(&self) -> BoxFuture<'_, StoreResult<ProvidedToken>>;
}

/// A provider that calls a function.
struct FromFn<F>(F);

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn")
    }
}

impl<F> TokenProvider for FromFn<F>
where
    F: Fn() -> BoxFuture<'static, StoreResult<ProvidedToken>> + Send + Sync + 'static,
{
    fn token(&self) -> BoxFuture<'_, StoreResult<ProvidedToken>> {
        (self.0)()
    }
}

/// The cause of an error of a [`TokenProvider`] or a [`TokenStore`](crate::auth::TokenStore) that was
/// canceled, for example with its event loop.
///
/// Only the call that it was asked for fails by that: the next one asks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canceled;

impl fmt::Display for Canceled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it was canceled")
    }
}

impl StdError for Canceled {}

/// Whether the cause of an error is that the caller's code was canceled.
pub(super) fn is_canceled(error: &Error) -> bool {
    std::iter::successors(error.source(), |error| (*error).source())
        .any(<dyn std::error::Error>::is::<Canceled>)
}

/// A token from a [`TokenProvider`].
#[derive(Clone, Debug)]
pub struct ProvidedToken {
    pub(crate) token: SecretString,
    pub(crate) expires_at: Option<SystemTime>,
}

impl ProvidedToken {
    /// A token, and when it must be fetched again, if that is known.
    pub fn new(token: impl Into<String>, expires_at: Option<SystemTime>) -> Self {
        Self { token: SecretString::from(token.into()), expires_at }
    }
}

impl TokenSource {
    /// A token given as text.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the text can't be a token.
    pub fn literal(token: impl Into<String>) -> Result<Self> {
        Self::literal_argument(Name::Argument("token"), token)
    }

    /// A client secret, a refresh token or a token given as text, by an argument that errors name.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the text can't be a secret.
    pub fn literal_argument(argument: impl Into<Message>, text: impl Into<String>) -> Result<Self> {
        let text = Zeroizing::new(text.into());
        credential_text::read_text(&text, argument).map(|secret| Self(SourceKind::Literal(secret)))
    }

    /// A token in the first line of what something printed, by a name for errors.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the first line can't be a
    /// token.
    pub fn printed(origin: &str, bytes: &[u8]) -> Result<Self> {
        credential_text::read(bytes, origin).map(|secret| Self(SourceKind::Literal(secret)))
    }

    /// A token in an environment variable. It is read here, and again at first use.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the variable is not set, or
    /// holds what can't be a token.
    pub fn environment(variable: impl Into<String>) -> Result<Self> {
        let variable = variable.into();
        if std::env::var_os(&variable).is_none() {
            let expected = "the name of a variable";
            credential_text::refuse_token(&variable, "the name of the variable", expected)?;
        }
        read_variable(&variable)?;
        Ok(Self(SourceKind::Environment(variable)))
    }

    /// A token in a file that only its owner can read. It is read here, at first use, and when the
    /// file changes. A leading `~/` is the home folder.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the file can't be read,
    /// others can read it, or it holds what can't be a token.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        // A long name isn't a token if there is such a file.
        if !path.exists() {
            let text = path.to_string_lossy();
            credential_text::refuse_token(&text, "the path of the token file", "a path")?;
        }
        let path = expand(path)?;
        secret_file::read_secret(&path)?;
        Ok(Self(SourceKind::File(path)))
    }

    /// A token that a command prints: the program and its arguments, run without a shell.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if there is no program.
    pub fn command(argv: impl IntoIterator<Item = impl Into<String>>) -> Result<Self> {
        let argv: Vec<String> = argv.into_iter().map(Into::into).collect();
        if argv.first().is_none_or(String::is_empty) {
            return Err(Error::configuration("the token command is empty: name a program"));
        }
        for program in argv.iter().take(1) {
            let expected = "a program, and its path if its name is that long";
            credential_text::refuse_token(program, "the token command", expected)?;
        }
        Ok(Self(SourceKind::Command(argv)))
    }

    /// A token that the caller's own code returns.
    pub fn provider(provider: impl TokenProvider) -> Self {
        Self(SourceKind::Provider(Arc::new(provider)))
    }

    /// A token that an async function of the caller returns, for example from a vault.
    ///
    /// # Examples
    ///
    /// ```
    /// # use webex_broadworks_transport::auth::{ProvidedToken, TokenSource};
    /// async fn read_vault() -> std::io::Result<String> {
    ///     Ok("the token".to_owned())
    /// }
    ///
    /// let source = TokenSource::from_fn(async || Ok(ProvidedToken::new(read_vault().await?, None)));
    /// ```
    pub fn from_fn<F, T>(fetch: F) -> Self
    where
        F: Fn() -> T + Send + Sync + 'static,
        T: Future<Output = StoreResult<ProvidedToken>> + Send + 'static,
    {
        Self::provider(FromFn(move || -> BoxFuture<'static, _> { Box::pin(fetch()) }))
    }

    /// A token that is refreshed by OAuth, for integrations and service apps.
    pub fn oauth(refresh: OAuthRefresh) -> Self {
        Self(SourceKind::OAuth(Arc::new(refresh)))
    }

    /// The OAuth source of `WEBEX_CLIENT_ID`, `WEBEX_CLIENT_SECRET` and `WEBEX_REFRESH_TOKEN`, with
    /// the store of [`OAuthRefresh::in_cache_folder`]; `None` if none of them is set.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if only some of them are set, or
    /// one holds what can't be used.
    pub fn oauth_from_env() -> Result<Option<Self>> {
        let is_set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let (set, missing): (Vec<&str>, Vec<&str>) = OAUTH_VARIABLES.into_iter().partition(is_set);
        if set.is_empty() {
            return Ok(None);
        }
        if !missing.is_empty() {
            return Err(Error::configuration(format!(
                "of the three environment variables for OAuth, {} set, but {} not: set all of \
                 them, or none",
                listed(&set),
                listed(&missing)
            )));
        }
        let [id, secret, refresh] = OAUTH_VARIABLES;
        let id = read_variable(id)?;
        let (secret, refresh) = (Self::environment(secret)?, Self::environment(refresh)?);
        OAuthRefresh::in_cache_folder(id.expose_secret(), secret, refresh)
            .map(|refresh| Some(Self::oauth(refresh)))
    }

    /// The name of the environment variable, if the token comes from one.
    pub fn variable(&self) -> Option<&str> {
        match &self.0 {
            SourceKind::Environment(variable) => Some(variable),
            _ => None,
        }
    }

    /// Describes the source for a person, without the token.
    pub fn describe(&self) -> String {
        match &self.0 {
            SourceKind::Literal(_) => "given as text".to_owned(),
            SourceKind::Environment(variable) => format!("the environment variable {variable}"),
            SourceKind::File(path) => format!("the file {}", path.display()),
            SourceKind::Command(argv) => {
                format!("the command {}", argv.first().map_or("", String::as_str))
            }
            SourceKind::Provider(_) => "a function of the program".to_owned(),
            SourceKind::OAuth(_) => "refreshed by OAuth".to_owned(),
        }
    }

    /// Refuses an available token that can't be an access token of this service.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind) if it is not.
    #[doc(hidden)]
    pub fn check(&self, is_local: bool) -> Result<()> {
        let check = |token: &SecretString, origin: Message| {
            credential_text::check_access_token(token, origin.clone())?;
            credential_text::require_length(token, origin, is_local)
        };
        match &self.0 {
            SourceKind::Literal(token) => check(token, Name::Argument("token").into()),
            SourceKind::Environment(variable) => {
                let origin = format!("the environment variable {variable}");
                check(&read_variable(variable)?, origin.into())
            }
            SourceKind::File(path) => check(
                &secret_file::read_secret(path)?,
                format!("the token file {}", path.display()).into(),
            ),
            SourceKind::Command(_) | SourceKind::Provider(_) | SourceKind::OAuth(_) => Ok(()),
        }
    }

    /// Describes the step of the source that was too slow, for a person.
    pub(crate) fn is_too_slow(&self) -> String {
        match &self.0 {
            SourceKind::Literal(_) | SourceKind::Environment(_) => {
                "the access token was not read".to_owned()
            }
            SourceKind::File(path) => format!("the token file {} was not read", path.display()),
            SourceKind::Command(argv) => {
                let program = argv.first().map_or("", String::as_str);
                format!("the token command {program} did not end")
            }
            SourceKind::Provider(_) => "the token function did not return".to_owned(),
            SourceKind::OAuth(_) => "the access token was not refreshed".to_owned(),
        }
    }

    /// Reads a source that needs neither the network nor the caller's code.
    pub(crate) async fn read_secret(&self) -> Result<SecretString> {
        match &self.0 {
            SourceKind::Literal(token) => Ok(token.clone()),
            SourceKind::Environment(variable) => read_variable(variable),
            SourceKind::File(path) => {
                let path = path.clone();
                run_blocking(move || secret_file::read_secret(&path)).await
            }
            SourceKind::Command(argv) => command::run(argv).await,
            SourceKind::Provider(_) | SourceKind::OAuth(_) => Err(Error::configuration(
                "expected a secret as text, or from an environment variable, a file or a command",
            )),
        }
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            SourceKind::Literal(_) => f.write_str("TokenSource(literal)"),
            SourceKind::Environment(variable) => write!(f, "TokenSource(${variable})"),
            SourceKind::File(path) => write!(f, "TokenSource({})", path.display()),
            // Arguments may be secrets. The program's name is not.
            SourceKind::Command(argv) => {
                write!(f, "TokenSource(command {})", argv.first().map_or("", String::as_str))
            }
            SourceKind::Provider(_) => f.write_str("TokenSource(callable)"),
            SourceKind::OAuth(refresh) => write!(f, "TokenSource({refresh:?})"),
        }
    }
}

/// `A is`, or `A and B are`.
fn listed(names: &[&str]) -> String {
    let verb = if names.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names.join(" and "))
}

fn read_variable(variable: &str) -> Result<SecretString> {
    let Some(value) = std::env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Err(Error::configuration(format!(
            "the environment variable {variable} is not set"
        )));
    };
    let value = Zeroizing::new(value.into_encoded_bytes());
    credential_text::read(&value, format!("the environment variable {variable}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_source_shows_its_secret() {
        let command = TokenSource::command(["vault", "--key=SECRET"]).unwrap();
        let literal = TokenSource::literal("SECRET").unwrap();
        assert!(!format!("{literal:?} {command:?}").contains("SECRET"));
    }

    #[test]
    fn a_token_in_the_place_of_a_source_is_refused_and_not_shown() {
        let long = "Zk9Qv7Lw2Rt8Yp4Xn6Bc1Md3Nw5Gh7Jk2Lq9Wz4Vb6".to_owned();
        let webex = format!("{long}_PF84_1eb65fdf-9643-417f-9974-ad72cae0e10f");
        for token in [&long, &webex] {
            for source in [
                TokenSource::file(token),
                TokenSource::environment(token),
                TokenSource::command([token]),
            ] {
                let error = source.unwrap_err();
                let text = format!("{error} {error:?}");
                assert!(text.contains("looks like an access token"), "{text}");
                assert!(!text.contains("Zk9Q"), "{text}");
            }
        }
        let secret = || TokenSource::literal("x").unwrap();
        let refresh = OAuthRefresh::in_cache_folder(webex, secret(), secret()).unwrap_err();
        assert!(!format!("{refresh} {refresh:?}").contains("Zk9Q"), "{refresh}");
        assert!(
            OAuthRefresh::in_cache_folder(format!("C{}", "0a".repeat(32)), secret(), secret())
                .is_ok()
        );
    }

    #[test]
    fn a_file_with_a_long_name_is_read() {
        let name =
            format!("{}.{}", "webex-broadworks-access-token-2026-east", uuid::Uuid::new_v4());
        let path = std::path::Path::new(&name);
        secret_file::write_private(path, "SECRET-1").unwrap();
        let source = TokenSource::file(path);
        std::fs::remove_file(path).unwrap();
        assert!(source.is_ok());
    }

    #[test]
    fn a_command_needs_a_program() {
        assert!(TokenSource::command(Vec::<String>::new()).is_err());
    }
}
