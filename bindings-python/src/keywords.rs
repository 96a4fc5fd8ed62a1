//! Reads the keyword arguments of a method, which Python passes in a dict.

use std::time::{Duration, SystemTime};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use webex_broadworks::{Error, Timestamp};

use crate::error::Result;
use crate::extract;

/// The keyword arguments of a method. One that is absent or `None` has its default.
pub(crate) struct Keywords<'a, 'py>(&'a Bound<'py, PyDict>);

impl<'a, 'py> Keywords<'a, 'py> {
    pub(crate) fn new(given: &'a Bound<'py, PyAny>) -> Result<Self> {
        Ok(Self(given.cast().map_err(PyErr::from)?))
    }

    /// Any value.
    pub(crate) fn value(&self, name: &str) -> Result<Option<Bound<'py, PyAny>>> {
        Ok(self.0.get_item(name)?.filter(|value| !value.is_none()))
    }

    fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str, &Bound<'py, PyAny>) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        self.value(name)?.map_or(Ok(None), |value| read(name, &value))
    }

    /// Yes or no. `None` is refused.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>> {
        let value = self.0.get_item(name)?;
        value.map(|value| extract::flag(name, &value)).transpose()
    }

    /// A whole number.
    pub(crate) fn count<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<T>> {
        self.read(name, extract::count)
    }

    /// A number.
    pub(crate) fn number(&self, name: &str) -> Result<Option<f64>> {
        self.read(name, extract::number)
    }

    /// Text.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>> {
        self.read(name, extract::optional_text)
    }

    /// A path as text.
    pub(crate) fn path(&self, name: &str) -> Result<Option<String>> {
        self.read(name, |name, value| extract::path(name, value).map(Some))
    }

    /// Seconds or a timedelta.
    pub(crate) fn duration(&self, name: &str) -> Result<Option<Duration>> {
        self.read(name, extract::duration)
    }

    /// An aware datetime.
    pub(crate) fn moment(&self, name: &str) -> Result<Option<SystemTime>> {
        self.read(name, extract::aware_datetime)
    }

    /// An aware datetime that the calendar has.
    pub(crate) fn timestamp(&self, name: &str) -> Result<Option<Timestamp>> {
        let out_of_range = |_| Error::invalid_argument(format!("`{name}` is out of range"));
        let moment = self.moment(name)?.map(Timestamp::try_from);
        Ok(moment.transpose().map_err(out_of_range)?)
    }
}

/// Passes keyword arguments to the methods of a builder that have their names.
macro_rules! set_options {
    ($builder:expr, $keywords:expr, { $($read:ident: $($name:ident),+;)+ }) => {{
        let mut builder = $builder;
        $($(
            if let Some(value) = $keywords.$read(stringify!($name))? {
                builder = builder.$name(value);
            }
        )+)+
        builder
    }};
}

pub(crate) use set_options;
