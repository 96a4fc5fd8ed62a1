//! Environment variables and the home folder. An empty variable counts as unset.

use std::ffi::OsString;
use std::path::{Component, PathBuf};

use crate::error::{Error, Result};

/// The user's home directory, if it is an absolute path.
pub(crate) fn home() -> Option<PathBuf> {
    std::env::home_dir().filter(|home| home.is_absolute())
}

/// Replaces a leading `~` by the home folder.
///
/// # Errors
/// [`ErrorKind::Configuration`](crate::error::ErrorKind::Configuration) if there is no home folder.
pub fn expand(path: PathBuf) -> Result<PathBuf> {
    let Some(Component::Normal(first)) = path.components().next() else { return Ok(path) };
    let first = first.to_string_lossy();
    match (&*first, path.strip_prefix("~"), home()) {
        ("~", Ok(rest), Some(home)) => Ok(home.join(rest)),
        ("~", ..) => Err(Error::configuration(format!(
            "{} is in the home folder, which is unknown: HOME is not set to an absolute path. Use \
             an absolute path",
            path.display()
        ))),
        _ if first.starts_with('~') => Err(Error::configuration(format!(
            "{} starts with another user's home folder, which isn't expanded. Use an absolute \
             path, or start with ./ if the folder has this name",
            path.display()
        ))),
        _ => Ok(path),
    }
}

/// Where variables are read from.
#[derive(Clone, Debug, Default)]
pub enum Variables {
    /// The environment of this process.
    #[default]
    Process,
    /// A given list, for tests.
    #[cfg(test)]
    Given(Vec<(String, String)>),
}

impl Variables {
    #[cfg(test)]
    pub(crate) fn given(variables: &[(&str, &str)]) -> Self {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Self::Given(variables.iter().map(own).collect())
    }

    /// A variable's value, unless it is unset, empty or blank.
    pub fn value(&self, name: &str) -> Option<OsString> {
        let value = match self {
            Self::Process => std::env::var_os(name)?,
            #[cfg(test)]
            Self::Given(variables) => {
                let found = variables.iter().find(|(known, _)| known == name)?;
                OsString::from(&found.1)
            }
        };
        let blank = value.to_str().is_some_and(|text| text.trim().is_empty());
        Some(value).filter(|_| !blank)
    }

    /// A variable's value as text.
    ///
    /// # Errors
    /// If it is not UTF-8.
    pub fn text(&self, name: &str) -> Result<Option<String>> {
        let Some(value) = self.value(name) else { return Ok(None) };
        value.into_string().map(Some).map_err(|_| {
            Error::configuration(format!(
                "the environment variable {name} is not UTF-8: correct or unset it"
            ))
        })
    }

    /// A variable's value as a path.
    pub(crate) fn path(&self, name: &str) -> Option<PathBuf> {
        self.value(name).map(PathBuf::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_as_good_as_none() {
        let variables = Variables::given(&[("EMPTY", ""), ("BLANK", " \n"), ("SET", " x ")]);
        for name in ["EMPTY", "BLANK", "UNSET"] {
            assert_eq!(variables.text(name).unwrap(), None, "{name}");
        }
        assert_eq!(variables.text("SET").unwrap().as_deref(), Some(" x "));
    }

    #[test]
    fn a_leading_tilde_is_the_home_folder() {
        let home = home().unwrap();
        assert_eq!(expand("~/a/b".into()).unwrap(), home.join("a/b"));
        assert_eq!(expand("~".into()).unwrap(), home.join(""));
        for same in ["/~/a", "a/~", "./~", "./~jane/x"] {
            assert_eq!(expand(same.into()).unwrap(), PathBuf::from(same));
        }
        assert!(expand("~jane/token".into()).unwrap_err().to_string().contains("absolute path"));
    }
}
