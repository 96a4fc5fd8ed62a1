//! The user's folders. A secret is never written to, nor a command read from, a place that depends on
//! the working directory.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::auth::credential_text;
use crate::environment::{expand, home};
use crate::error::{Error, Result};
use crate::message::{Message, Name, message};

/// The name of this project's folders.
const NAME: &str = "webex-broadworks";

/// Refuses to write a secret to a path that is relative to the working directory.
pub(crate) fn absolute(path: PathBuf) -> Result<PathBuf> {
    let path = expand(path)?;
    if path.is_absolute() {
        return Ok(path);
    }
    let text = path.to_string_lossy();
    credential_text::refuse_token(&text, "the path of the token cache", "an absolute path")?;
    Err(Error::configuration(format!(
        "the token cache {} is relative to the working directory: expected an absolute path, or \
         one that starts with ~/",
        path.display()
    )))
}

/// Returns the default profiles file: `webex-broadworks/profiles.toml` in `XDG_CONFIG_HOME`,
/// `%APPDATA%` or `~/.config`.
///
/// # Errors
/// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if there is neither such a variable
/// nor a home folder.
pub fn default_profiles_file() -> Result<PathBuf> {
    let folder = folder(&["XDG_CONFIG_HOME", "APPDATA"], ".config", &variable, home());
    folder.map(|folder| folder.join("profiles.toml")).ok_or_else(|| {
        Error::configuration(
            "there is no folder for profiles: HOME is not set to an absolute path. Set HOME or \
             XDG_CONFIG_HOME",
        )
    })
}

/// The default file for refreshed tokens.
pub(crate) fn default_cache_file(kind: &str, name: &str) -> Result<PathBuf> {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let folder = folder(&["XDG_CACHE_HOME", "LOCALAPPDATA"], ".cache", &variable, home());
    folder.map(|folder| folder.join(format!("{kind}-{name}.json"))).ok_or_else(|| {
        Error::configuration(message!(
            "there is no folder for refreshed tokens: HOME is not set to an absolute path. {}",
            name_a_place()
        ))
    })
}

/// What to do if tokens can't be stored.
pub(crate) fn name_a_place() -> Message {
    let (file, store) = (Name::Argument("cache_file"), Name::Argument("store"));
    message!("Name a file with {}, pass a {}, or set XDG_CACHE_HOME", file, store)
}

/// The first variable with an absolute path is used: the XDG specification says to ignore relative
/// paths.
fn folder(
    variables: &[&str],
    below_home: &str,
    variable: &dyn Fn(&str) -> Option<OsString>,
    home: Option<PathBuf>,
) -> Option<PathBuf> {
    let named = variables.iter().filter_map(|name| variable(name)).map(PathBuf::from);
    named
        .into_iter()
        .find(|path| path.is_absolute())
        .or_else(|| home.map(|home| home.join(below_home)))
        .map(|folder| folder.join(NAME))
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The folder of a file.
pub(crate) fn parent(file: &Path) -> Option<&Path> {
    file.parent().filter(|folder| !folder.as_os_str().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_cache_has_an_absolute_path() {
        for relative in ["tokens.json", "./tokens.json", "a/b.json", ""] {
            let error = absolute(relative.into()).unwrap_err().to_string();
            assert!(error.contains("working directory"), "{error}");
        }
        assert!(absolute("~/tokens.json".into()).unwrap().is_absolute());
    }

    #[cfg(unix)]
    #[test]
    fn relative_variables_are_passed_over_and_nothing_is_relative() {
        let home = || Some(PathBuf::from("/home/jane"));
        for (first, second, home, expected) in [
            (Some("/x"), Some("/y"), home(), Some("/x/webex-broadworks")),
            (Some("x"), Some("/y"), home(), Some("/y/webex-broadworks")),
            (Some(""), None, home(), Some("/home/jane/.cache/webex-broadworks")),
            (Some("./x"), Some("y"), home(), Some("/home/jane/.cache/webex-broadworks")),
            (Some("~/x"), None, None, None),
            (None, None, None, None),
        ] {
            let variable = |name: &str| match name {
                "FIRST" => first.map(OsString::from),
                _ => second.map(OsString::from),
            };
            let found = folder(&["FIRST", "SECOND"], ".cache", &variable, home);
            assert_eq!(found, expected.map(PathBuf::from), "{first:?} {second:?}");
        }
    }
}
