//! The access token: where it comes from, and the one place where it becomes a header.

use std::fmt;

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::error::{Error, Result};

/// The environment variable that holds the token unless the caller says otherwise.
pub const TOKEN_VARIABLE: &str = "WEBEX_ACCESS_TOKEN";

/// Where the access token comes from.
#[derive(Clone)]
pub struct TokenSource(Source);

#[derive(Clone)]
enum Source {
    Literal(SecretString),
    Environment { variable: String, token: SecretString },
}

impl TokenSource {
    /// A token given as text.
    pub fn literal(token: impl Into<String>) -> Result<Self> {
        let token = SecretString::from(token.into());
        check(token.expose_secret(), "`token`")?;
        Ok(Self(Source::Literal(token)))
    }

    /// A token in an environment variable, read once, now.
    pub fn environment(variable: impl Into<String>) -> Result<Self> {
        let variable = variable.into();
        let Ok(token) = std::env::var(&variable) else {
            return Err(Error::configuration(format!(
                "there is no access token: set the environment variable {variable}, or pass \
                 `token`"
            )));
        };
        let token = SecretString::from(token);
        check(token.expose_secret(), &format!("the environment variable {variable}"))?;
        Ok(Self(Source::Environment { variable, token }))
    }

    /// The name of the environment variable that it comes from, if it does.
    pub fn variable(&self) -> Option<&str> {
        match &self.0 {
            Source::Literal(_) => None,
            Source::Environment { variable, .. } => Some(variable),
        }
    }

    /// The value of the Authorization header, marked so that nothing prints it.
    pub(crate) fn authorization(&self) -> Result<HeaderValue> {
        let (Source::Literal(token) | Source::Environment { token, .. }) = &self.0;
        let text = Zeroizing::new(format!("Bearer {}", token.expose_secret()));
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| Error::configuration("the access token cannot stand in a header"))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Literal(_) => f.write_str("TokenSource(literal)"),
            Source::Environment { variable, .. } => write!(f, "TokenSource(${variable})"),
        }
    }
}

/// Refuses what cannot be a token, and never says what it was.
fn check(token: &str, origin: &str) -> Result<()> {
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
    fn neither_debug_nor_the_header_show_it() {
        let token = TokenSource::literal("SECRET").unwrap();
        let header = token.authorization().unwrap();
        assert_eq!(header.to_str().unwrap(), "Bearer SECRET");
        assert!(!format!("{token:?} {header:?}").contains("SECRET"));
    }
}
