//! The places that an access token can come from.

use std::error::Error as StdError;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use percent_encoding::utf8_percent_encode;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::oauth::OAuthRefresh;
use super::{command, file};
use crate::aside::aside;
use crate::clock::BoxFuture;
use crate::error::{Error, Result};
use crate::id::UNRESERVED;

/// The environment variable that holds the token unless the caller says otherwise.
pub const TOKEN_VARIABLE: &str = "WEBEX_ACCESS_TOKEN";

/// Where the access token comes from.
///
/// Every source but a literal is asked again when Webex refuses the token (401): once, by one task
/// for all, and the refused request is sent once more if the token has changed.
#[derive(Clone)]
pub struct TokenSource(pub(super) Kind);

#[derive(Clone)]
pub(super) enum Kind {
    Literal(SecretString),
    Environment(String),
    File(PathBuf),
    Command(Vec<String>),
    Provider(Arc<dyn TokenProvider>),
    OAuth(Arc<OAuthRefresh>),
}

/// Something of the caller's that knows the token.
pub trait TokenProvider: fmt::Debug + Send + Sync + 'static {
    /// Brings the token; asked at first use, when it expires, and when Webex refuses it.
    fn token(
        &self,
    ) -> BoxFuture<'_, std::result::Result<ProvidedToken, Box<dyn StdError + Send + Sync>>>;
}

/// A token as a [`TokenProvider`] brings it.
#[derive(Clone, Debug)]
pub struct ProvidedToken {
    pub(super) token: SecretString,
    pub(super) expires_at: Option<SystemTime>,
}

impl ProvidedToken {
    /// A token, and when it has to be asked for again if that is known.
    pub fn new(token: impl Into<String>, expires_at: Option<SystemTime>) -> Self {
        Self { token: SecretString::from(token.into()), expires_at }
    }
}

impl TokenSource {
    /// A token given as text.
    pub fn literal(token: impl Into<String>) -> Result<Self> {
        let token = SecretString::from(token.into());
        check(token.expose_secret(), "`token`")?;
        Ok(Self(Kind::Literal(token)))
    }

    /// A token in an environment variable.
    pub fn environment(variable: impl Into<String>) -> Result<Self> {
        let variable = variable.into();
        read_variable(&variable)?;
        Ok(Self(Kind::Environment(variable)))
    }

    /// A token in a file that only its owner can read; read again when the file changes. A leading
    /// `~/` is the home folder.
    pub fn file(path: impl Into<PathBuf>) -> Result<Self> {
        let path = file::expand(path.into());
        file::read_secret(&path)?;
        Ok(Self(Kind::File(path)))
    }

    /// A token that a command prints: the program and its arguments, run without a shell.
    pub fn command(argv: impl IntoIterator<Item = impl Into<String>>) -> Result<Self> {
        let argv: Vec<String> = argv.into_iter().map(Into::into).collect();
        if argv.first().is_none_or(String::is_empty) {
            return Err(Error::configuration("the token's command is empty: name a program"));
        }
        Ok(Self(Kind::Command(argv)))
    }

    /// A token that the caller's own code brings.
    pub fn provider(provider: impl TokenProvider) -> Self {
        Self(Kind::Provider(Arc::new(provider)))
    }

    /// A token that is refreshed by OAuth, for integrations and service apps.
    pub fn oauth(refresh: OAuthRefresh) -> Self {
        Self(Kind::OAuth(Arc::new(refresh)))
    }

    /// What `WEBEX_CLIENT_ID`, `WEBEX_CLIENT_SECRET` and `WEBEX_REFRESH_TOKEN` give together, kept
    /// as by [`OAuthRefresh::in_cache_folder`]; `None` where not all three are set.
    pub fn oauth_from_env() -> Result<Option<Self>> {
        let [id, secret, refresh] =
            ["WEBEX_CLIENT_ID", "WEBEX_CLIENT_SECRET", "WEBEX_REFRESH_TOKEN"];
        let is_set = |name: &str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let (Ok(client_id), true, true) = (std::env::var(id), is_set(secret), is_set(refresh))
        else {
            return Ok(None);
        };
        let (secret, refresh) = (Self::environment(secret)?, Self::environment(refresh)?);
        Ok(Some(Self::oauth(OAuthRefresh::in_cache_folder(client_id, secret, refresh))))
    }

    /// The name of the environment variable that it comes from, if it does.
    pub fn variable(&self) -> Option<&str> {
        match &self.0 {
            Kind::Environment(variable) => Some(variable),
            _ => None,
        }
    }

    /// Where it comes from, for a person; never what it is.
    pub fn in_words(&self) -> String {
        match &self.0 {
            Kind::Literal(_) => "given as text".to_owned(),
            Kind::Environment(variable) => format!("the environment variable {variable}"),
            Kind::File(path) => format!("the file {}", path.display()),
            Kind::Command(argv) => {
                format!("the command {}", argv.first().map_or("", String::as_str))
            }
            Kind::Provider(_) => "a function of the program".to_owned(),
            Kind::OAuth(_) => "refreshed by OAuth".to_owned(),
        }
    }

    /// Reads a source that needs neither network nor the caller's code.
    pub(super) async fn read_secret(&self) -> Result<SecretString> {
        match &self.0 {
            Kind::Literal(token) => Ok(token.clone()),
            Kind::Environment(variable) => read_variable(variable),
            Kind::File(path) => {
                let path = path.clone();
                aside(move || file::read_secret(&path)).await
            }
            Kind::Command(argv) => command::run(argv).await,
            Kind::Provider(_) | Kind::OAuth(_) => {
                Err(Error::configuration("a secret cannot come from a callable or from OAuth"))
            }
        }
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Literal(_) => f.write_str("TokenSource(literal)"),
            Kind::Environment(variable) => write!(f, "TokenSource(${variable})"),
            Kind::File(path) => write!(f, "TokenSource({})", path.display()),
            // Arguments may hold secrets; the program's name does not.
            Kind::Command(argv) => {
                write!(f, "TokenSource(command {})", argv.first().map_or("", String::as_str))
            }
            Kind::Provider(_) => f.write_str("TokenSource(callable)"),
            Kind::OAuth(refresh) => write!(f, "TokenSource({refresh:?})"),
        }
    }
}

fn read_variable(variable: &str) -> Result<SecretString> {
    let Ok(token) = std::env::var(variable) else {
        return Err(Error::configuration(format!(
            "the environment variable {variable} is not set"
        )));
    };
    let token = SecretString::from(token);
    check(token.expose_secret(), &format!("the environment variable {variable}"))?;
    Ok(token)
}

/// Takes a secret out of a text, as it stands and as forms have it.
pub(super) fn redact(text: &mut String, secret: &SecretString, shown: &str) {
    let secret = secret.expose_secret();
    let encoded = Zeroizing::new(utf8_percent_encode(secret, UNRESERVED).to_string());
    for form in [secret, encoded.as_str()] {
        if text.contains(form) {
            *text = text.replace(form, shown);
        }
    }
}

/// Refuses what cannot be a token, and never says what it was.
pub(super) fn check(token: &str, origin: &str) -> Result<()> {
    let fault = if token.is_empty() {
        "is empty"
    } else if token.len() > 16 * 1024 {
        "is far too long for an access token"
    } else if token.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer ")) {
        "begins with \"Bearer \"; leave that out"
    } else if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        "holds white space, control or non-ASCII characters; a line end may have been copied along"
    } else {
        return Ok(());
    };
    Err(Error::configuration(format!("{origin} {fault}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_a_token_is_refused_without_being_shown() {
        for bad in ["", "SECRET\n", "SEC RET", "SECR\u{e9}T", "Bearer SECRET", "SECRET\0"] {
            let error = TokenSource::literal(bad).unwrap_err().to_string();
            assert!(!error.contains("SEC"), "{error}");
        }
    }

    #[test]
    fn no_source_shows_its_secret() {
        let command = TokenSource::command(["vault", "--key=SECRET"]).unwrap();
        let literal = TokenSource::literal("SECRET").unwrap();
        assert!(!format!("{literal:?} {command:?}").contains("SECRET"));
    }

    #[test]
    fn a_command_needs_a_program() {
        assert!(TokenSource::command(Vec::<String>::new()).is_err());
    }
}
