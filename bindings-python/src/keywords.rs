//! Reads the keyword arguments of a method, which Python passes in a dict.

use std::collections::HashMap;
use std::time::{Duration, SystemTime};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};
use serde::de::DeserializeOwned;
use webex_broadworks::Timestamp;
use webex_broadworks_bindings::OptionSource;

use crate::encode;
use crate::error::{Failure, Result};
use crate::extract;

/// A key and a value of a mapping.
type Entry<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// The keyword arguments of a method. One that is absent or `None` has its default.
pub(crate) struct Keywords<'py> {
    given: Bound<'py, PyDict>,
    /// The argument whose value they are, if they aren't arguments themselves.
    parent: Option<String>,
}

impl<'py> Keywords<'py> {
    pub(crate) fn new(given: &Bound<'py, PyAny>) -> Result<Self> {
        Ok(Self { given: given.cast().map_err(PyErr::from)?.clone(), parent: None })
    }

    /// Any value.
    pub(crate) fn value(&self, name: &str) -> Result<Option<Bound<'py, PyAny>>> {
        Ok(self.given.get_item(name)?.filter(|value| !value.is_none()))
    }

    /// An aware datetime that the calendar has.
    pub(crate) fn timestamp(&self, name: &str) -> Result<Option<Timestamp>> {
        self.read(name, extract::timestamp)
    }

    fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str, &Bound<'py, PyAny>) -> Result<T>,
    ) -> Result<Option<T>> {
        let value = self.value(name)?;
        value.map(|value| read(&self.name_for_message(name), &value)).transpose()
    }

    /// The entries of a mapping whose values aren't `None`. Absent if the value isn't a mapping.
    fn entries(&self, name: &str) -> Result<Option<Vec<Entry<'py>>>> {
        let Some(value) = self.value(name)? else { return Ok(None) };
        let Ok(mapping) = value.cast::<PyMapping>() else { return Ok(None) };
        let mut entries: Vec<Entry<'py>> = mapping.items()?.extract()?;
        entries.retain(|(_, value)| !value.is_none());
        Ok(Some(entries))
    }

    fn name_for_message(&self, name: &str) -> String {
        match &self.parent {
            Some(parent) => format!("{parent}[\"{name}\"]"),
            None => name.to_owned(),
        }
    }
}

impl OptionSource for Keywords<'_> {
    type Error = Failure;

    /// `None` is refused.
    fn flag(&self, name: &str) -> Result<Option<bool>> {
        let value = self.given.get_item(name)?;
        value.map(|value| extract::flag(&self.name_for_message(name), &value)).transpose()
    }

    fn count<T: TryFrom<i64>>(&self, name: &str) -> Result<Option<T>> {
        self.read(name, extract::count)
    }

    fn number(&self, name: &str) -> Result<Option<f64>> {
        self.read(name, extract::number)
    }

    fn text(&self, name: &str) -> Result<Option<String>> {
        self.read(name, extract::text)
    }

    fn path(&self, name: &str) -> Result<Option<String>> {
        self.read(name, extract::path)
    }

    fn texts(&self, name: &str) -> Result<Option<Vec<String>>> {
        self.read(name, extract::texts)
    }

    fn command(&self, name: &str) -> Result<Option<Vec<String>>> {
        self.read(name, extract::command)
    }

    fn duration(&self, name: &str) -> Result<Option<Duration>> {
        self.read(name, extract::duration)
    }

    fn moment(&self, name: &str) -> Result<Option<SystemTime>> {
        self.read(name, extract::aware_datetime)
    }

    fn pairs(&self, name: &str) -> Result<Vec<(String, String)>> {
        self.read(name, extract::query).map(Option::unwrap_or_default)
    }

    fn text_map(&self, name: &str) -> Result<HashMap<String, String>> {
        let mut texts = HashMap::new();
        for (key, value) in self.entries(name)?.unwrap_or_default() {
            texts.insert(extract::text(name, &key)?, extract::text(name, &value)?);
        }
        Ok(texts)
    }

    fn data<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        self.read(name, encode::for_sandbox)
    }

    fn nested(&self, name: &str, known: &[&str]) -> Result<Option<Self>> {
        let Some(entries) = self.entries(name)? else { return Ok(None) };
        let given = PyDict::new(self.given.py());
        for (key, value) in entries {
            let key = extract::text(name, &key)?;
            if !known.contains(&key.as_str()) {
                return Err(extract::value_error(name, &alternatives(known), &format!("{key:?}")));
            }
            given.set_item(key, value)?;
        }
        Ok(Some(Self { given, parent: Some(name.to_owned()) }))
    }
}

/// Several names for a message: `"a", "b" or "c"`.
fn alternatives(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}
