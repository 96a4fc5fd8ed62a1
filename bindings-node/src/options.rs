//! Options as JavaScript passes them: checked for their types there, for their bounds in the core.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use napi::bindgen_prelude::{FromNapiValue, Object};
use serde::de::DeserializeOwned;
use webex_broadworks::{Error, Result};
use webex_broadworks_bindings::{
    OptionSource, duration_from_milliseconds, moment_from_milliseconds,
};

use crate::sandbox_json::read;
use crate::spelling::camel;

/// An object of options with keys in `camelCase`, and times in milliseconds.
pub(crate) struct JsOptions<'a>(pub(crate) Object<'a>);

impl JsOptions<'_> {
    fn read<T: FromNapiValue>(&self, name: &str) -> Result<Option<T>> {
        let value = self.0.get::<Option<T>>(&camel(name)).map(Option::flatten);
        value.map_err(|error| Error::internal(error.reason.clone()))
    }
}

impl OptionSource for JsOptions<'_> {
    type Error = Error;

    fn flag(&self, name: &str) -> Result<Option<bool>> {
        self.read(name)
    }

    fn count<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<T>> {
        // A number that is too large for the type stays above every bound.
        let count = |number| T::try_from(number).or_else(|_| T::try_from(i64::from(u32::MAX)));
        Ok(self.read::<i64>(name)?.and_then(|number| count(number).ok()))
    }

    fn number(&self, name: &str) -> Result<Option<f64>> {
        self.read(name)
    }

    fn text(&self, name: &str) -> Result<Option<String>> {
        self.read(name)
    }

    fn texts(&self, name: &str) -> Result<Option<Vec<String>>> {
        self.read(name)
    }

    fn duration(&self, name: &str) -> Result<Option<Duration>> {
        Ok(self.read(name)?.map(duration_from_milliseconds))
    }

    fn moment(&self, name: &str) -> Result<Option<SystemTime>> {
        Ok(self.read(name)?.map(moment_from_milliseconds))
    }

    fn pairs(&self, name: &str) -> Result<Vec<(String, String)>> {
        Ok(self.read(name)?.unwrap_or_default())
    }

    fn text_map(&self, name: &str) -> Result<HashMap<String, String>> {
        Ok(self.read(name)?.unwrap_or_default())
    }

    fn data<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.read::<String>(name)?.as_deref().map(read).transpose()
    }

    fn nested(&self, name: &str, _: &[&str]) -> Result<Option<Self>> {
        Ok(self.read(name)?.map(Self))
    }
}
