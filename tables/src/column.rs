//! What a column is: its name, its type, what it holds, and where in a row's JSON that stands.

use arrow_schema::{DataType, Field, TimeUnit};

use super::cell::Cell;

/// What the values of a column are. Each may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnType {
    /// Text.
    Text,
    /// JSON as it was sent, in a text.
    Json,
    /// True or false.
    Flag,
    /// A whole number of 64 bits.
    Integer,
    /// A floating-point number of 64 bits.
    Number,
    /// A moment in UTC, to the microsecond.
    Time,
}

impl ColumnType {
    /// The type in Arrow's words.
    pub const fn arrow_name(self) -> &'static str {
        match self {
            Self::Text | Self::Json => "string",
            Self::Flag => "bool",
            Self::Integer => "int64",
            Self::Number => "double",
            Self::Time => "timestamp[us, UTC]",
        }
    }

    fn arrow_type(self) -> DataType {
        match self {
            Self::Text | Self::Json => DataType::Utf8,
            Self::Flag => DataType::Boolean,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
        }
    }
}

/// How Arrow names the time zone.
pub(super) const UTC: &str = "UTC";

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    name: &'static str,
    kind: ColumnType,
    about: &'static str,
    pub(super) source: Source,
}

/// Where the value of a column comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// A field of the row's JSON.
    Field(&'static str),
    /// Other columns.
    Made { of: &'static [&'static str], make: Make },
    /// What the reading of the row leaves.
    Rest(Rest),
}

/// Makes a value of the values of other columns.
pub(super) type Make = fn(&[&Cell<'_>]) -> Cell<'static>;

/// What the reading of a row leaves.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rest {
    /// Values that do not fit their column.
    Unparsed,
    /// Fields that have no column.
    Extra,
}

impl Column {
    /// A column of a field of the same name; `about` is one sentence on what it holds.
    pub const fn new(name: &'static str, kind: ColumnType, about: &'static str) -> Self {
        Self { name, kind, about, source: Source::Field(name) }
    }

    /// The field has another name than the column.
    #[must_use]
    pub const fn of_field(self, field: &'static str) -> Self {
        Self { source: Source::Field(field), ..self }
    }

    /// The value is made of other columns.
    pub(super) const fn made(self, of: &'static [&'static str], make: Make) -> Self {
        Self { source: Source::Made { of, make }, ..self }
    }

    pub(super) const fn rest(self, rest: Rest) -> Self {
        Self { source: Source::Rest(rest), ..self }
    }

    /// Its name, which is unique in its table.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The type of its values.
    pub const fn kind(&self) -> ColumnType {
        self.kind
    }

    /// What it holds, in a sentence.
    pub const fn about(&self) -> &'static str {
        self.about
    }

    pub(super) fn field(&self) -> Field {
        Field::new(self.name, self.kind.arrow_type(), true)
    }
}
