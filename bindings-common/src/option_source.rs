//! Options by name, as one of the languages passes them.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;
use webex_broadworks::{Error, Name, message};

/// A mapping with options under their names in `snake_case`. One that is absent has its default.
///
/// Each method converts the value of an option, and fails if it has another type.
#[expect(clippy::missing_errors_doc, reason = "all methods fail for the same reason")]
pub trait OptionSource: Sized {
    /// The error of the language.
    type Error: From<Error>;

    /// Yes or no.
    fn flag(&self, name: &str) -> Result<Option<bool>, Self::Error>;
    /// A whole number.
    fn count<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<T>, Self::Error>;
    /// A number.
    fn number(&self, name: &str) -> Result<Option<f64>, Self::Error>;
    /// Text.
    fn text(&self, name: &str) -> Result<Option<String>, Self::Error>;
    /// A path as text.
    fn path(&self, name: &str) -> Result<Option<String>, Self::Error> {
        self.text(name)
    }
    /// One text or several.
    fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Self::Error>;
    /// A program and its arguments.
    fn command(&self, name: &str) -> Result<Option<Vec<String>>, Self::Error> {
        self.texts(name)
    }
    /// A length of time; [`Duration::MAX`] means no limit.
    fn duration(&self, name: &str) -> Result<Option<Duration>, Self::Error>;
    /// A point in time.
    fn moment(&self, name: &str) -> Result<Option<SystemTime>, Self::Error>;
    /// Query parameters in order.
    fn pairs(&self, name: &str) -> Result<Vec<(String, String)>, Self::Error>;
    /// Texts by name, unless the value is a function.
    fn text_map(&self, name: &str) -> Result<HashMap<String, String>, Self::Error>;
    /// A list or an object of this type, for a sandbox.
    fn data<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Self::Error>;
    /// Options with these names in a mapping of their own, unless the value is a function.
    fn nested(&self, name: &str, known: &[&str]) -> Result<Option<Self>, Self::Error>;
}

/// Refuses an option that is absent.
pub(crate) fn required<T>(name: &'static str, value: Option<T>) -> Result<T, Error> {
    value.ok_or_else(|| {
        Error::invalid_argument(message!("{}: expected a value, got none", Name::Argument(name)))
    })
}

/// Passes options to the methods of a builder that have their names.
#[macro_export]
macro_rules! set_options {
    ($builder:expr, $source:expr, { $($read:ident: $($name:ident),+;)+ }) => {{
        let mut builder = $builder;
        $($(
            if let Some(value) = $source.$read(stringify!($name))? {
                builder = builder.$name(value);
            }
        )+)+
        builder
    }};
}
