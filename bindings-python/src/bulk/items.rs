//! Converts items of a bulk run from Python.

use std::time::Instant;

use pyo3::exceptions::PyException;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyFloat, PyIterator, PyMapping, PyString};
use serde_json::{Map, Value};
use webex_broadworks::Error;
use webex_broadworks_bindings::FeedBatch;
use webex_broadworks_bulk::{BulkFeed, BulkItem};

use super::options::is_code;
use crate::encode::encode;
use crate::error::Result;
use crate::extract::{function, text, type_error, type_name};

/// Refuses values that can't be items, before reading any of them.
pub(super) fn check(items: &Bound<'_, PyAny>, awaited: bool) -> Result<()> {
    if let Some(rows) = rows_of_frame(items)? {
        return Err(Error::invalid_argument(format!(
            "`items`: expected an iterable of ids or enterprises, got a table ({}). Pass {rows}",
            qualified_name(items)
        ))
        .into());
    }
    let is_asynchronous = items.hasattr(intern!(items.py(), "__aiter__"))?;
    if is_asynchronous && awaited {
        return Ok(());
    }
    let is_one = items.is_instance_of::<PyString>() || items.cast::<PyMapping>().is_ok();
    if !is_one && items.hasattr(intern!(items.py(), "__iter__"))? {
        return Ok(());
    }
    Err(if is_asynchronous {
        Error::invalid_argument(
            "`items`: expected an iterable, got an async iterable. Pass it to an `AsyncClient`",
        )
    } else if is_one {
        Error::invalid_argument(format!(
            "`items`: expected an iterable of ids or enterprises, got a single {}. Wrap it in a \
             list",
            type_name(items)
        ))
    } else {
        type_error("items", items, "an iterable of ids or enterprises")
    }
    .into())
}

/// How to get the rows of a table. Iterating it gives its columns or their names.
fn rows_of_frame(items: &Bound<'_, PyAny>) -> PyResult<Option<&'static str>> {
    let has = |names: &[&str]| -> PyResult<bool> {
        names.iter().try_fold(true, |all, name| Ok(all && items.hasattr(*name)?))
    };
    Ok(if has(&["collect", "collect_schema"])? {
        Some("`items.collect().to_dicts()`")
    } else if has(&["to_dicts", "columns"])? {
        Some("`items.to_dicts()`")
    } else if has(&["to_dict", "columns", "iloc"])? {
        Some("`items.to_dict(\"records\")`")
    } else if has(&["to_pylist", "column_names"])? || has(&["to_pylist", "num_columns"])? {
        Some("`items.to_pylist()`")
    } else if has(&["__arrow_c_stream__"])? && !has(&["__iter__"])? && !has(&["__aiter__"])? {
        Some("the list or the ids that it was made from")
    } else {
        None
    })
}

/// Reads items, and calls the user's functions for them.
pub(super) struct ItemReader {
    only_if: Option<Py<PyAny>>,
    group: Option<Py<PyAny>>,
}

impl ItemReader {
    /// Reads the user's functions for items from the options of a run.
    pub(super) fn new(options: &Bound<'_, PyAny>) -> Result<Self> {
        let only_if = options.get_item("only_if")?;
        let is_code = is_code(&only_if);
        if is_code {
            let instead = "a dict of conditions, or a function that takes an item";
            function("only_if", &only_if, instead, false)?;
        }
        Ok(Self { only_if: is_code.then(|| only_if.unbind()), group: group(options)? })
    }

    /// Passes the next items to the run: up to `wanted`, or fewer once reading them took long. An item
    /// that can't be used is passed as one that fails. An exception of the user's code is raised after
    /// the items before it were passed.
    pub(super) fn feed(
        &self,
        items: &Bound<'_, PyIterator>,
        wanted: usize,
        feed: &BulkFeed,
    ) -> PyResult<()> {
        let mut batch = FeedBatch::new(wanted, Instant::now());
        let read = self.fill(&mut batch, items.clone());
        batch.push_to(feed);
        Ok(read?)
    }

    fn fill(&self, batch: &mut FeedBatch, items: Bound<'_, PyIterator>) -> Result<()> {
        for item in items {
            batch.push(self.read_one(&item?)?);
            if batch.is_complete(Instant::now()) {
                return Ok(());
            }
        }
        batch.end();
        Ok(())
    }

    /// Passes one item to the run, as [`ItemReader::feed`].
    pub(super) fn push(&self, item: &Bound<'_, PyAny>, feed: &BulkFeed) -> Result<()> {
        feed.push(vec![self.read_one(item)?]);
        Ok(())
    }

    fn read_one(&self, given: &Bound<'_, PyAny>) -> Result<BulkItem> {
        let (mut item, is_usable) = item(given)?;
        // The user's function isn't called with an unusable item.
        if !is_usable {
            return Ok(item);
        }
        if let Some(function) = &self.group
            && !says_its_group(given)?
        {
            let group = function.bind(given.py()).call1((given,))?;
            item = match text("cluster_group", &group) {
                Ok(group) => item.cluster_group(group),
                Err(_) if group.is_none() => item,
                Err(_) => item.refused(Some("clusterGroup"), described(&group)),
            };
        }
        if let Some(only_if) = &self.only_if
            && !only_if.bind(given.py()).call1((given,))?.is_truthy()?
        {
            item = item.left_out();
        }
        Ok(item)
    }
}

/// The function for the group of an item, if it is one: core handles groups that are data.
fn group(options: &Bound<'_, PyAny>) -> Result<Option<Py<PyAny>>> {
    let given = options.get_item("cluster_group")?;
    if given.is_none() || given.cast::<PyMapping>().is_ok() {
        return Ok(None);
    }
    let instead = "a dict of ids to names, or a function that takes an item";
    function("cluster_group", &given, instead, false)?;
    Ok(Some(given.unbind()))
}

/// The item, and whether it can be used as far as Python shows.
fn item(given: &Bound<'_, PyAny>) -> Result<(BulkItem, bool)> {
    if given.is_instance_of::<PyString>() {
        return Ok(match text("items", given) {
            Ok(id) => (BulkItem::new(id), true),
            Err(_) => (BulkItem::new("").refused(None, described(given)), false),
        });
    }
    let Ok(mapping) = given.cast::<PyMapping>() else {
        return Ok((BulkItem::new("").refused(None, described(given)), false));
    };
    let (mut fields, mut refused) = (Map::new(), None);
    for key in BulkItem::VALUE_KEYS.into_iter().chain(BulkItem::HINT_KEYS) {
        let is_hint = BulkItem::HINT_KEYS.contains(&key);
        let value = match field(mapping, key) {
            Ok(Some(value)) => value,
            Ok(None) => continue,
            Err(error) if !error.is_instance_of::<PyException>(given.py()) => {
                return Err(error.into());
            }
            Err(_) if is_hint => continue,
            Err(error) => {
                let kind = type_name(error.value(given.py()).as_any());
                refused.get_or_insert((key, format!("{kind} when it was read")));
                continue;
            }
        };
        match encode("items", &value) {
            Ok(value) => drop(fields.insert(key.to_owned(), value)),
            Err(_) if is_hint => {}
            Err(_) => drop(refused.get_or_insert((key, described(&value)))),
        }
    }
    let item = BulkItem::from_json(&Value::Object(fields).to_string());
    Ok(match refused {
        Some((key, got)) => (item.refused(Some(key), got), false),
        None => (item, true),
    })
}

/// Reads a value of an item, which may call the user's code.
fn field<'py>(item: &Bound<'py, PyMapping>, key: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    item.contains(key)?.then(|| item.get_item(key)).transpose()
}

/// Describes a value for messages, without its text, which may be long or a secret.
fn described(value: &Bound<'_, PyAny>) -> String {
    if value.is_none() {
        "None".to_owned()
    } else if let Ok(number) = value.cast::<PyFloat>() {
        format!("the number {}", number.value())
    } else if value.is_instance_of::<PyString>() {
        "half of a surrogate pair".to_owned()
    } else {
        format!("a value of type {}", qualified_name(value))
    }
}

/// The name of a value's type, with its module unless that is Python's own.
fn qualified_name(value: &Bound<'_, PyAny>) -> String {
    let module = value.get_type().module().map(|module| module.to_string());
    match module.as_deref() {
        Ok("builtins") | Err(_) => type_name(value),
        Ok(module) => format!("{module}.{}", type_name(value)),
    }
}

fn says_its_group(given: &Bound<'_, PyAny>) -> Result<bool> {
    let Ok(mapping) = given.cast::<PyMapping>() else { return Ok(false) };
    let key = intern!(given.py(), "clusterGroup");
    Ok(mapping.contains(key)? && !mapping.get_item(key)?.is_none())
}
