//! The rows of a table as lines of JSON.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array as _, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::table::Table;
use webex_broadworks::Timestamp;

impl Table {
    /// Returns the rows of one of the [batches](Self::batches) as lines of JSON. Each has every column
    /// by its name, times as text in UTC to the microsecond, and ends with a newline.
    pub fn lines(&self, batch: &RecordBatch) -> Vec<String> {
        let columns: Vec<_> = self.columns().zip(batch.columns()).collect();
        let line = |at: usize| {
            // Texts, numbers and flags always serialize.
            let mut line =
                serde_json::to_string(&Row { columns: &columns, at }).unwrap_or_default();
            line.push('\n');
            line
        };
        (0..batch.num_rows()).map(line).collect()
    }

    /// Every row as a line of JSON, as [`Self::lines`] writes it.
    pub fn ndjson(&self) -> impl Iterator<Item = String> {
        self.batches().iter().flat_map(|batch| self.lines(batch))
    }
}

struct Row<'a> {
    columns: &'a [(&'a str, &'a ArrayRef)],
    at: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut row = serializer.serialize_map(Some(self.columns.len()))?;
        for (name, values) in self.columns {
            let at = self.at;
            if values.is_null(at) {
                row.serialize_entry(name, &())?;
                continue;
            }
            match values.data_type() {
                DataType::Boolean => row.serialize_entry(name, &values.as_boolean().value(at))?,
                DataType::Int64 => {
                    row.serialize_entry(name, &values.as_primitive::<Int64Type>().value(at))?;
                }
                DataType::Float64 => {
                    row.serialize_entry(name, &values.as_primitive::<Float64Type>().value(at))?;
                }
                DataType::Timestamp(..) => {
                    let time = values.as_primitive::<TimestampMicrosecondType>().value(at);
                    row.serialize_entry(name, &utc(time))?;
                }
                // Columns have no other types.
                _ => row.serialize_entry(name, values.as_string::<i32>().value(at))?,
            }
        }
        row.end()
    }
}

/// A time as text, in the format of outcomes.
fn utc(microseconds: i64) -> Option<String> {
    let time = Timestamp::from_microsecond(microseconds)?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
}
