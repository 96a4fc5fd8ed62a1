//! Profiles: one small file of named token sources, for people who work for several partners.
//!
//! ```toml
//! [profiles.east]
//! partner = "East Telecom"
//! token = { file = "~/.secrets/east-token" }
//!
//! [profiles.west]
//! partner = "West Mobile"
//!
//! [profiles.west.token.oauth]
//! client_id = "C1234"
//! client_secret = { env = "WEST_CLIENT_SECRET" }
//! refresh_token = { command = ["pass", "show", "webex/west"] }
//! cache_file = "~/.cache/webex-broadworks/west.json"
//! ```
//!
//! It holds no secrets and no hosts. It can name commands, so any user who can write to it can run
//! any program: a file that others can write to is refused.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::auth::credential_text;
use crate::auth::folders::default_cache_file;
#[cfg(unix)]
use crate::auth::secret_file::refuse_special;
use crate::auth::source::{OAuthRefresh, TokenSource};
use crate::auth::store::FileStore;
use crate::environment::expand;
use crate::error::{Error, Result};
use crate::message::{Name, message};

/// The environment variable with the name of the profile to use.
pub const PROFILE_VARIABLE: &str = "WEBEX_PROFILE";

/// A named token source.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Profile {
    /// The label of the partner, for outcomes, events and logs; the profile's name if none is given.
    pub partner: String,
    /// Where its token comes from.
    pub token: TokenSource,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    profiles: BTreeMap<String, Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    partner: Option<String>,
    token: Token,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Token {
    #[serde(alias = "environment")]
    Env(String),
    File(String),
    Command(Vec<String>),
    Oauth(OAuth),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Secret {
    #[serde(alias = "environment")]
    Env(String),
    File(String),
    Command(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OAuth {
    client_id: String,
    client_secret: Secret,
    refresh_token: Secret,
    cache_file: Option<String>,
}

impl File {
    fn read(file: &Path, unreadable: impl FnOnce() -> String) -> Result<Self> {
        let shown = file.display();
        refuse_writable(file)?;
        let text = std::fs::read_to_string(file)
            .map_err(|error| Error::configuration(unreadable()).with_source(error))?;
        toml::from_str(&text).map_err(|error| {
            // The parser's message would quote the file, which might contain a token by mistake.
            let line = error.span().map_or(1, |span| {
                text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1
            });
            Error::configuration(format!(
                "line {line} of {shown}: expected profiles. A profile is a table [profiles.NAME] \
                 with the key token and, optionally, the key partner. token is one of {{ env = \
                 \"VARIABLE\" }}, {{ file = \"PATH\" }}, {{ command = [\"PROGRAM\", \"ARGUMENT\"] \
                 }} and {{ oauth = {{ client_id, client_secret, refresh_token, cache_file }} }}. \
                 client_secret and refresh_token are env, file or command. cache_file is optional"
            ))
        })
    }
}

impl Profile {
    /// Reads the names of the profiles of a file.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the file can't be read.
    pub fn names(file: &Path) -> Result<Vec<String>> {
        let file = expand(file.to_owned())?;
        let read = File::read(&file, || format!("the file {} cannot be read", file.display()))?;
        Ok(read.profiles.into_keys().collect())
    }

    /// Reads a profile of a file.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if the file can't be read, or
    /// has no such profile.
    pub fn load(file: &Path, name: &str) -> Result<Self> {
        let file = &*expand(file.to_owned())?;
        let shown = file.display();
        let refuse_token = || {
            credential_text::refuse_token(name, Name::Argument("profile"), "the name of a profile")
        };
        if !file.exists() {
            refuse_token()?;
        }
        let mut read = File::read(file, || {
            format!("can't load the profile {name}: the file {shown} cannot be read")
        })?;
        let Some(entry) = read.profiles.remove(name) else {
            refuse_token()?;
            let known: Vec<&str> = read.profiles.keys().map(String::as_str).collect();
            return Err(Error::configuration(match &*known {
                [] => format!("there is no profile {name} in {shown}: the file has no profiles"),
                known => {
                    format!("there is no profile {name} in {shown}; it has: {}", known.join(", "))
                }
            }));
        };
        let token = match entry.token {
            Token::Env(variable) => TokenSource::environment(variable),
            Token::File(path) => TokenSource::file(path),
            Token::Command(argv) => TokenSource::command(argv),
            Token::Oauth(oauth) => oauth.source(name),
        };
        let token = token.map_err(|error| {
            let reason = message!("profile {name}: {}", error.details().reason.clone());
            error.with(|details| details.reason = reason)
        })?;
        Ok(Self { partner: entry.partner.unwrap_or_else(|| name.to_owned()), token })
    }
}

impl OAuth {
    fn source(self, name: &str) -> Result<TokenSource> {
        let store = match self.cache_file {
            Some(path) => FileStore::new(path)?,
            None => FileStore::new(default_cache_file("profile", name)?)?,
        };
        let (secret, refresh) = (self.client_secret.source()?, self.refresh_token.source()?);
        OAuthRefresh::new(self.client_id, secret, refresh, store).map(TokenSource::oauth)
    }
}

impl Secret {
    fn source(self) -> Result<TokenSource> {
        match self {
            Self::Env(variable) => TokenSource::environment(variable),
            Self::File(path) => TokenSource::file(path),
            Self::Command(argv) => TokenSource::command(argv),
        }
    }
}

#[cfg(unix)]
fn refuse_writable(file: &Path) -> Result<()> {
    use std::os::unix::fs::MetadataExt;

    // A missing file is reported when it is read.
    let Ok(metadata) = std::fs::metadata(file) else { return Ok(()) };
    refuse_special(file, &metadata)?;
    if metadata.mode() & 0o022 == 0 {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "other users can write to {file}, which can name commands to run: run chmod go-w {file}",
        file = file.display()
    )))
}

#[cfg(not(unix))]
fn refuse_writable(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str, name: &str) -> Result<Profile> {
        let unique = uuid::Uuid::new_v4();
        let file = std::env::temp_dir().join(format!("webex-broadworks-profiles-{unique}.toml"));
        std::fs::write(&file, text).unwrap();
        let profile = Profile::load(&file, name);
        std::fs::remove_file(&file).unwrap();
        profile
    }

    #[test]
    fn a_profile_is_a_label_and_a_source() {
        let text = "[profiles.east]\npartner = \"East\"\ntoken = { command = [\"pass\", \"x\"] }\n";
        let profile = load(text, "east").unwrap();
        assert_eq!(profile.partner, "East");
        assert!(format!("{profile:?}").contains("command pass"));
        let unnamed = load("[profiles.a]\ntoken = { command = [\"x\"] }", "a").unwrap();
        assert_eq!(unnamed.partner, "a");
        let spelled_out = load("[profiles.a]\ntoken = { environment = \"HOME\" }", "a").unwrap();
        assert!(format!("{spelled_out:?}").contains("HOME"));
    }

    #[test]
    fn a_missing_profile_names_those_there_are() {
        let text = "[profiles.a]\ntoken={command=[\"x\"]}\n[profiles.b]\ntoken={command=[\"x\"]}";
        let error = load(text, "c").unwrap_err().to_string();
        assert!(error.contains("it has: a, b"), "{error}");
    }

    #[test]
    fn a_token_in_the_place_of_a_profile_is_refused_and_not_shown() {
        let token = format!("Zk9Q_PF84_{}", "1eb65fdf-9643-417f-9974-ad72cae0e10f");
        let token = format!("Zk9Qv7Lw2Rt8Yp4X{token}");
        let text = "[profiles.a]\ntoken={command=[\"x\"]}";
        let missing = Profile::load(Path::new("/nonexistent/profiles.toml"), &token);
        for profile in [load(text, &token), missing] {
            let error = profile.unwrap_err();
            let text = format!("{error} {error:?}");
            assert!(text.contains("looks like an access token"), "{text}");
            assert!(!text.contains("Zk9Q"), "{text}");
        }
        let named = format!("[profiles.\"{token}\"]\ntoken={{command=[\"x\"]}}");
        assert!(load(&named, &token).is_ok());
    }

    #[test]
    fn a_mistake_is_named_by_the_keys_of_the_file() {
        let error = load("[profiles.a]\ntokn = 1", "a").unwrap_err();
        let text = error.message(|_| "--token-file".to_owned());
        assert!(text.contains("the key token") && !text.contains("--token-file"), "{text}");
        let empty = load("", "east").unwrap_err().to_string();
        assert!(empty.contains("has no profiles"), "{empty}");
        let folder = Profile::load(&std::env::temp_dir(), "a").unwrap_err().to_string();
        assert!(folder.contains("is a folder") && !folder.contains("chmod"), "{folder}");
    }

    #[test]
    fn the_tokens_of_a_profile_are_kept_at_an_absolute_path() {
        let text = |cache: &str| {
            format!(
                "[profiles.a.token.oauth]\nclient_id = \"C123\"\nclient_secret = {{ command = \
                 [\"x\"] }}\nrefresh_token = {{ command = [\"x\"] }}\ncache_file = \"{cache}\"\n"
            )
        };
        assert!(load(&text("/a/b.json"), "a").is_ok());
        let error = load(&text("b.json"), "a").unwrap_err().to_string();
        assert!(error.contains("profile a") && error.contains("working directory"), "{error}");
    }

    #[test]
    fn neither_a_token_nor_a_host_can_stand_in_it() {
        for text in [
            "[profiles.a]\ntoken = \"SECRET\"",
            "[profiles.a]\ntoken = { literal = \"SECRET\" }",
            "[profiles.a]\nbase_url = \"https://evil.example\"\ntoken = { env = \"HOME\" }",
        ] {
            let error = load(text, "a").unwrap_err();
            assert!(!format!("{error} {error:?}").contains("SECRET"), "{error}");
        }
    }
}
