//! Items of a bulk run, from what Python has to what core takes.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use serde_json::value::to_raw_value;
use serde_json::{Map, Value};
use webex_broadworks::Error;
use webex_broadworks::sync::bulk::{BulkFeed, BulkItem};

use crate::arguments::{function, text, wrong};
use crate::encode::encode;
use crate::error::Result;

/// The keys of an item that core looks at.
const KEYS: [&str; 8] = [
    "id",
    "enterpriseId",
    "spEnterpriseId",
    "userId",
    "enableDirSync",
    "clusterGroup",
    "provisioningId",
    "broadworksDirectorySync",
];

/// Refuses what cannot be items, before anything of it is read.
pub(super) fn check(items: &Bound<'_, PyAny>, awaited: bool) -> Result<()> {
    let is_asynchronous = items.hasattr(intern!(items.py(), "__aiter__"))?;
    if is_asynchronous && awaited {
        return Ok(());
    }
    let is_one = items.is_instance_of::<PyString>() || items.cast::<PyMapping>().is_ok();
    if !is_one && items.hasattr(intern!(items.py(), "__iter__"))? {
        return Ok(());
    }
    Err(if is_asynchronous {
        Error::invalid_argument("`items` has to be awaited, which only an `AsyncClient` can do")
    } else if is_one {
        wrong("items", items, "several, such as a list of what you passed")
    } else {
        wrong("items", items, "a list or another iterable of ids or of enterprises")
    }
    .into())
}

/// Reads items, and asks the user's own code about them.
pub(super) struct Reader {
    only_if: Option<Py<PyAny>>,
    group: Option<Group>,
}

enum Group {
    Function(Py<PyAny>),
    Mapping(Py<PyMapping>),
}

impl Reader {
    /// Reads from the options of a run what they say about each item in code.
    pub(super) fn new(options: &Bound<'_, PyAny>) -> Result<Self> {
        let only_if = options.get_item("only_if")?;
        let is_code = !only_if.is_none() && only_if.cast::<PyMapping>().is_err();
        if is_code {
            let instead = "a dict of conditions, or a function that takes an item";
            function("only_if", &only_if, instead, false)?;
        }
        Ok(Self { only_if: is_code.then(|| only_if.unbind()), group: group(options)? })
    }

    /// Hands items over; fails at the first that cannot be used, when those before it are handed
    /// over.
    pub(super) fn read(&self, items: &Bound<'_, PyAny>, feed: &BulkFeed) -> Result<()> {
        let mut read = Vec::with_capacity(items.len()?);
        let ended = items.try_iter()?.try_for_each(|item| {
            read.push(self.read_one(&item?)?);
            Ok(())
        });
        feed.push(read);
        ended
    }

    fn read_one(&self, given: &Bound<'_, PyAny>) -> Result<BulkItem> {
        let mut item = item(given)?;
        if let Some(group) = self.group_of(given)? {
            item = item.cluster_group(group);
        }
        if let Some(only_if) = &self.only_if
            && !only_if.bind(given.py()).call1((given,))?.is_truthy()?
        {
            item = item.left_out();
        }
        Ok(item)
    }

    /// The group of an item that does not say itself.
    fn group_of(&self, given: &Bound<'_, PyAny>) -> Result<Option<String>> {
        let found = match &self.group {
            None => return Ok(None),
            Some(_) if says_its_group(given)? => return Ok(None),
            Some(Group::Function(function)) => function.bind(given.py()).call1((given,))?,
            Some(Group::Mapping(groups)) => {
                let id = id_of(given)?;
                groups.bind(given.py()).call_method1(intern!(given.py(), "get"), (id,))?
            }
        };
        if found.is_none() { Ok(None) } else { text("cluster_group", &found).map(Some) }
    }
}

fn group(options: &Bound<'_, PyAny>) -> Result<Option<Group>> {
    let given = options.get_item("cluster_group")?;
    if given.is_none() {
        return Ok(None);
    }
    if let Ok(mapping) = given.cast::<PyMapping>() {
        return Ok(Some(Group::Mapping(mapping.clone().unbind())));
    }
    let instead = "a dict of ids to names, or a function that takes an item";
    function("cluster_group", &given, instead, false)?;
    Ok(Some(Group::Function(given.unbind())))
}

fn item(given: &Bound<'_, PyAny>) -> Result<BulkItem> {
    if given.is_instance_of::<PyString>() {
        return Ok(BulkItem::new(text("items", given)?));
    }
    let mapping = mapping(given)?;
    let mut fields = Map::new();
    for key in KEYS {
        if mapping.contains(key)? {
            fields.insert(key.to_owned(), encode("items", &mapping.get_item(key)?)?);
        }
    }
    let json = to_raw_value(&Value::Object(fields));
    let json = json.map_err(|error| Error::internal(error.to_string()))?;
    Ok(BulkItem::from_json(&json))
}

fn says_its_group(given: &Bound<'_, PyAny>) -> Result<bool> {
    let Ok(mapping) = given.cast::<PyMapping>() else { return Ok(false) };
    let key = intern!(given.py(), "clusterGroup");
    Ok(mapping.contains(key)? && !mapping.get_item(key)?.is_none())
}

fn id_of<'py>(given: &Bound<'py, PyAny>) -> Result<Bound<'py, PyAny>> {
    if given.is_instance_of::<PyString>() {
        return Ok(given.clone());
    }
    let mapping = mapping(given)?;
    let key = if mapping.contains("enterpriseId")? { "enterpriseId" } else { "id" };
    Ok(mapping.get_item(key)?)
}

fn mapping<'a, 'py>(given: &'a Bound<'py, PyAny>) -> Result<&'a Bound<'py, PyMapping>> {
    let instead = "ids (str), enterprises as `list_enterprises` shows them, or dicts with an \
                   `enterpriseId`";
    Ok(given.cast::<PyMapping>().map_err(|_| wrong("items", given, instead))?)
}
