//! The types of columns, and their Arrow types.

use arrow_schema::{DataType, TimeUnit};

/// The type of a column's values. Each may be null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ColumnType {
    /// Text.
    Text,
    /// JSON as it was sent, as text.
    Json,
    /// True or false.
    Flag,
    /// A whole number of 64 bits.
    Integer,
    /// A floating-point number of 64 bits.
    Number,
    /// A time in UTC, to the microsecond.
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

    pub(super) fn arrow_type(self) -> DataType {
        match self {
            Self::Text | Self::Json => DataType::Utf8,
            Self::Flag => DataType::Boolean,
            Self::Integer => DataType::Int64,
            Self::Number => DataType::Float64,
            Self::Time => DataType::Timestamp(TimeUnit::Microsecond, Some(UTC.into())),
        }
    }
}

/// Arrow's name of the time zone.
pub(super) const UTC: &str = "UTC";
