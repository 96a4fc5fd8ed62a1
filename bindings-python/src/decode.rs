//! Checked bytes to plain Python values, in one pass and exactly as `json.loads` reads them.
//!
//! Most of the time goes into making text objects, so names of keys are made once per document, or per
//! batch of documents. The few numbers and escapes that Rust's types cannot hold send the whole
//! document to `json.loads`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyNone, PyString};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// From this value on, a float may have been written as an integer, whose digits Python would keep.
const BEYOND_U64: f64 = 18_446_744_073_709_551_615.0;
/// The same limit for negative numbers.
const BEYOND_I64: f64 = -9_223_372_036_854_775_808.0;

/// Decodes a JSON document.
pub(crate) fn decode<'py>(py: Python<'py>, document: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    Decoder::new(py).decode(document)
}

/// Decodes several documents. Names of keys are created once.
pub(crate) struct Decoder<'py> {
    py: Python<'py>,
    names: RefCell<InternedKeys<'py>>,
}

impl<'py> Decoder<'py> {
    pub(crate) fn new(py: Python<'py>) -> Self {
        Self { py, names: RefCell::new(InternedKeys::default()) }
    }

    /// Decodes a JSON document.
    pub(crate) fn decode(&self, document: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        self.read(document).map_or_else(|| loads(self.py, document), Ok)
    }

    /// Decodes a JSON document, unless something in it needs `json.loads`.
    fn read(&self, document: &[u8]) -> Option<Bound<'py, PyAny>> {
        let exact = Cell::new(true);
        let seed = Value { py: self.py, names: &self.names, exact: &exact };
        let mut reader = serde_json::Deserializer::from_str(str::from_utf8(document).ok()?);
        let value = seed.deserialize(&mut reader).ok()?;
        (exact.get() && reader.end().is_ok()).then_some(value)
    }
}

fn loads<'py>(py: Python<'py>, document: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    static LOADS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    LOADS.import(py, "json", "loads")?.call1((document,))
}

/// Decodes the value of `items` in the document of a page.
pub(crate) fn items<'py>(py: Python<'py>, document: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let collector = PausedCollector::pause(py)?;
    let page = Decoder::new(py).read(document);
    drop(collector);
    page.map_or_else(|| loads(py, document), Ok)?.get_item(intern!(py, "items"))
}

/// Python's cyclic garbage collector, paused while a page is decoded.
///
/// It runs after every few hundred new objects, and finds no garbage among those that are just being
/// created: a list of 100,000 takes a fifth more CPU time with it. Decoding keeps the interpreter's
/// lock and runs no Python code, so no other code sees the pause.
struct PausedCollector<'py>(Option<Bound<'py, PyModule>>);

impl<'py> PausedCollector<'py> {
    fn pause(py: Python<'py>) -> PyResult<Self> {
        let collector = py.import(intern!(py, "gc"))?;
        if !collector.call_method0(intern!(py, "isenabled"))?.extract::<bool>()? {
            return Ok(Self(None));
        }
        collector.call_method0(intern!(py, "disable"))?;
        Ok(Self(Some(collector)))
    }
}

impl Drop for PausedCollector<'_> {
    fn drop(&mut self) {
        if let Some(collector) = &self.0
            && let Err(error) = collector.call_method0(intern!(collector.py(), "enable"))
        {
            error.write_unraisable(collector.py(), None);
        }
    }
}

/// Reads any value, and visits it.
#[derive(Clone, Copy)]
struct Value<'a, 'py> {
    py: Python<'py>,
    names: &'a RefCell<InternedKeys<'py>>,
    /// Cleared when a number may have lost digits.
    exact: &'a Cell<bool>,
}

impl<'de, 'py> DeserializeSeed<'de> for Value<'_, 'py> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, 'py> Visitor<'de> for Value<'_, 'py> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(PyNone::get(self.py).to_owned().into_any())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(PyBool::new(self.py, value).to_owned().into_any())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.py, value).into_any())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(PyInt::new(self.py, value).into_any())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        // `-0` is also parsed here. It is the integer 0 in Python.
        let integer = value >= BEYOND_U64 || value <= BEYOND_I64;
        if integer || (value == 0.0 && value.is_sign_negative()) {
            self.exact.set(false);
        }
        Ok(PyFloat::new(self.py, value).into_any())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.py, value).into_any())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Self::Value, A::Error> {
        let list = PyList::empty(self.py);
        while let Some(value) = values.next_element_seed(self)? {
            list.append(value).map_err(A::Error::custom)?;
        }
        Ok(list.into_any())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let dict = PyDict::new(self.py);
        while let Some(name) = entries.next_key_seed(Name(self))? {
            let value = entries.next_value_seed(self)?;
            dict.set_item(name, value).map_err(A::Error::custom)?;
        }
        Ok(dict.into_any())
    }
}

/// Reads the name of a key.
struct Name<'a, 'py>(Value<'a, 'py>);

impl<'de, 'py> DeserializeSeed<'de> for Name<'_, 'py> {
    type Value = Bound<'py, PyString>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'py> Visitor<'_> for Name<'_, 'py> {
    type Value = Bound<'py, PyString>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a key")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.names.borrow_mut().text(self.0.py, name))
    }
}

/// The names of keys so far, in the order in which they followed each other.
///
/// Items of a list have the same keys in the same order, so the name that followed last time is
/// nearly always the one that follows now: one comparison finds it.
#[derive(Default)]
struct InternedKeys<'py> {
    known: Vec<Known<'py>>,
    places: HashMap<Box<str>, usize>,
    last: usize,
}

struct Known<'py> {
    name: Box<str>,
    text: Bound<'py, PyString>,
    next: usize,
}

impl<'py> InternedKeys<'py> {
    fn text(&mut self, py: Python<'py>, name: &str) -> Bound<'py, PyString> {
        let guess = self.known.get(self.last).map_or(0, |known| known.next);
        if let Some(known) = self.known.get(guess)
            && &*known.name == name
        {
            self.last = guess;
            return known.text.clone();
        }
        let place = match self.places.get(name) {
            Some(place) => *place,
            None => self.learn(py, name),
        };
        if let Some(last) = self.known.get_mut(self.last) {
            last.next = place;
        }
        self.last = place;
        self.known[place].text.clone()
    }

    fn learn(&mut self, py: Python<'py>, name: &str) -> usize {
        let text = PyString::new(py, name);
        self.known.push(Known { name: name.into(), text, next: 0 });
        self.places.insert(name.into(), self.known.len() - 1);
        self.known.len() - 1
    }
}
