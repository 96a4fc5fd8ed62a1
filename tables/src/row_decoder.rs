//! Converts a row's JSON to cells in one pass, without copying.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cell::Cell;
use super::column::{Column, DeriveFn, Leftover, Source};
use super::json_object_writer::JsonObjectWriter;
use super::schema::TableSchema;

/// How rows of a schema are read.
#[derive(Debug)]
pub(super) struct RowDecoder {
    columns: Vec<&'static Column>,
    root: Node,
    derived: Vec<(usize, Vec<usize>, DeriveFn)>,
    unparsed: Option<usize>,
    extra: Option<usize>,
}

impl RowDecoder {
    pub(super) fn new(schema: &TableSchema) -> Self {
        let columns: Vec<_> = schema.columns().collect();
        let index_of = |name: &str| columns.iter().position(|column| column.name() == name);
        let mut decoder = Self {
            root: Node::default(),
            derived: Vec::new(),
            unparsed: None,
            extra: None,
            columns: Vec::new(),
        };
        let mut index = 0;
        for group in schema.groups {
            for column in group.columns {
                match column.source {
                    Source::Field(field) => {
                        for path in group.json_paths {
                            decoder.root.insert(path, field, index);
                        }
                    }
                    Source::Derived { from, derive } => {
                        let from = from.iter().filter_map(|name| index_of(name)).collect();
                        decoder.derived.push((index, from, derive));
                    }
                    Source::Leftover(Leftover::Unparsed) => decoder.unparsed = Some(index),
                    Source::Leftover(Leftover::Extra) => decoder.extra = Some(index),
                }
                index += 1;
            }
        }
        Self { columns, ..decoder }
    }

    /// The cells of a row, one for each column. No JSON makes it fail.
    pub(super) fn read<'a>(&self, row: &'a str) -> Vec<Cell<'a>> {
        let mut slots = vec![None; self.columns.len()];
        let extra = match self.root.read(row, &mut slots) {
            Ok(extra) => extra,
            Err(NotAnObject) => Some(row.to_owned()),
        };
        let mut unparsed = JsonObjectWriter::default();
        let cell = |(column, slot): (&&Column, Option<&'a RawValue>)| {
            let cell = Cell::read(column.kind(), slot);
            match slot {
                Some(raw) if cell == Cell::Unreadable => {
                    unparsed.add(column.name(), raw.get());
                    Cell::Null
                }
                _ => cell,
            }
        };
        let mut cells: Vec<_> = self.columns.iter().zip(slots).map(cell).collect();
        self.derive(&mut cells);
        for (column, json) in [(self.unparsed, unparsed.finish()), (self.extra, extra)] {
            if let (Some(cell), Some(json)) = (column.and_then(|at| cells.get_mut(at)), json) {
                *cell = Cell::Text(Cow::Owned(json));
            }
        }
        cells
    }

    /// Computes the cells that depend on other cells.
    fn derive(&self, cells: &mut [Cell<'_>]) {
        for (index, from, derive) in &self.derived {
            let from: Vec<_> = from.iter().filter_map(|index| cells.get(*index)).collect();
            let value = derive(&from);
            if let Some(cell) = cells.get_mut(*index) {
                *cell = value;
            }
        }
    }
}

/// A value that cannot be read as an object.
struct NotAnObject;

/// An object of the row's JSON, as far as it has columns.
#[derive(Debug, Default)]
struct Node {
    fields: Vec<(&'static str, NodeField)>,
}

#[derive(Debug)]
enum NodeField {
    /// Mostly one.
    Columns(Vec<usize>),
    Object(Node),
}

impl Node {
    /// Assigns a field of the object at a path to its column.
    fn insert(&mut self, path: &[&'static str], field: &'static str, column: usize) {
        let Some((name, rest)) = path.split_first() else {
            let known = self.fields.iter_mut().find_map(|(known, target)| match target {
                NodeField::Columns(columns) if *known == field => Some(columns),
                _ => None,
            });
            match known {
                Some(columns) => columns.push(column),
                None => self.fields.push((field, NodeField::Columns(vec![column]))),
            }
            return;
        };
        let known = self.fields.iter_mut().find_map(|(known, target)| match target {
            NodeField::Object(node) if known == name => Some(node),
            _ => None,
        });
        if let Some(node) = known {
            return node.insert(rest, field, column);
        }
        let mut node = Self::default();
        node.insert(rest, field, column);
        self.fields.push((name, NodeField::Object(node)));
    }

    /// Puts what has columns into their slots; returns what has none, as an object.
    ///
    /// That is one pass where objects stand where they should. Anything else is read level by level,
    /// where each value is known as it was sent before it is read, and can be kept.
    fn read<'a>(
        &self,
        object: &'a str,
        slots: &mut [Option<&'a RawValue>],
    ) -> Result<Option<String>, NotAnObject> {
        let mut reader = serde_json::Deserializer::from_str(object);
        match (NodeSeed { node: self, slots }).deserialize(&mut reader) {
            Ok(extra) => Ok(extra),
            Err(_) => self.read_level(object, slots),
        }
    }

    fn read_level<'a>(
        &self,
        object: &'a str,
        slots: &mut [Option<&'a RawValue>],
    ) -> Result<Option<String>, NotAnObject> {
        // If an object occurs twice, the last one counts.
        self.clear(slots);
        let (mut extra, mut next) = (JsonObjectWriter::default(), 0);
        let each = |name: &str, value: &'a RawValue| match self.find(name, &mut next) {
            Some(NodeField::Columns(columns)) => fill(slots, columns, Some(value)),
            Some(NodeField::Object(_)) if value.get() == "null" => {}
            Some(NodeField::Object(node)) => match node.read(value.get(), slots) {
                Ok(None) => {}
                Ok(Some(rest)) => extra.add(name, &rest),
                Err(NotAnObject) => extra.add(name, value.get()),
            },
            None => extra.add(name, value.get()),
        };
        let mut reader = serde_json::Deserializer::from_str(object);
        if Fields(each).deserialize(&mut reader).is_err() {
            self.clear(slots);
            return Err(NotAnObject);
        }
        Ok(extra.finish())
    }

    /// First checks the position at which the field is if rows have the order of the columns.
    fn find(&self, name: &str, next: &mut usize) -> Option<&NodeField> {
        let (before, after) = self.fields.split_at_checked(*next).unwrap_or((&[], &self.fields));
        let behind = after.iter().position(|(known, _)| *known == name);
        let at = behind
            .map(|at| before.len() + at)
            .or_else(|| before.iter().position(|(known, _)| *known == name))?;
        *next = at + 1;
        self.fields.get(at).map(|(_, field)| field)
    }

    fn clear(&self, slots: &mut [Option<&RawValue>]) {
        for (_, field) in &self.fields {
            match field {
                NodeField::Object(node) => node.clear(slots),
                NodeField::Columns(columns) => fill(slots, columns, None),
            }
        }
    }
}

fn fill<'a>(slots: &mut [Option<&'a RawValue>], columns: &[usize], value: Option<&'a RawValue>) {
    for column in columns {
        if let Some(slot) = slots.get_mut(*column) {
            *slot = value;
        }
    }
}

/// Reads an object and the objects inside it, as far as they have columns.
struct NodeSeed<'n, 's, 'a> {
    node: &'n Node,
    slots: &'s mut [Option<&'a RawValue>],
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_, '_, 'de> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for NodeSeed<'_, '_, 'de> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let Self { node, slots } = self;
        // If an object occurs twice, the last one counts.
        node.clear(slots);
        let (mut extra, mut next) = (JsonObjectWriter::default(), 0);
        while let Some(Name(name)) = fields.next_key::<Name<'de>>()? {
            match node.find(&name, &mut next) {
                Some(NodeField::Columns(columns)) => {
                    fill(slots, columns, Some(fields.next_value()?));
                }
                Some(NodeField::Object(node)) => {
                    if let Some(rest) =
                        fields.next_value_seed(OptionalNodeSeed(NodeSeed { node, slots }))?
                    {
                        extra.add(&name, &rest);
                    }
                }
                None => extra.add(&name, fields.next_value::<&'de RawValue>()?.get()),
            }
        }
        Ok(extra.finish())
    }
}

/// An object inside another. `null` counts as absent.
struct OptionalNodeSeed<'n, 's, 'a>(NodeSeed<'n, 's, 'a>);

impl<'de> DeserializeSeed<'de> for OptionalNodeSeed<'_, '_, 'de> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for OptionalNodeSeed<'_, '_, 'de> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object, or null")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer)
    }
}

/// Passes on each field of an object, with its value as it was sent.
struct Fields<F>(F);

impl<'de, F: FnMut(&str, &'de RawValue)> DeserializeSeed<'de> for Fields<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(&str, &'de RawValue)> Visitor<'de> for Fields<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<(), A::Error> {
        while let Some((Name(name), value)) = fields.next_entry::<Name<'de>, &'de RawValue>()? {
            self.0(&name, value);
        }
        Ok(())
    }
}

/// The name of a field. It is only copied if it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
