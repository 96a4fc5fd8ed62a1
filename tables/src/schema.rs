//! The columns of a table, declared once for its schema, documentation and files.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use super::column::{Column, Leftover};
use super::column_type::ColumnType;

/// The columns of a table.
#[derive(Debug)]
pub struct TableSchema {
    pub(super) groups: &'static [ColumnGroup],
}

/// Columns whose fields are in one object of a row's JSON.
#[derive(Debug)]
pub struct ColumnGroup {
    /// The paths to the object. If several exist in a row, the last one counts.
    pub json_paths: &'static [&'static [&'static str]],
    /// The columns.
    pub columns: &'static [Column],
}

/// The columns for unexpected values and fields.
pub(super) const LEFTOVERS: ColumnGroup = ColumnGroup {
    json_paths: &[],
    columns: &[
        Column::new(
            "unparsed",
            ColumnType::Json,
            "Values that don't fit their column, which is null then: a JSON object from column name to \
             the value as it was sent.",
        )
        .leftover(Leftover::Unparsed),
        Column::new(
            "extra",
            ColumnType::Json,
            "Fields without a column, with the original nesting.",
        )
        .leftover(Leftover::Extra),
    ],
};

impl TableSchema {
    /// Declares a table with these columns.
    pub const fn new(groups: &'static [ColumnGroup]) -> Self {
        Self { groups }
    }

    /// Returns the columns in order.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.groups.iter().flat_map(|group| group.columns)
    }

    pub(super) fn arrow_schema(&self) -> SchemaRef {
        let fields: Vec<_> = self.columns().map(Column::field).collect();
        Arc::new(Schema::new(fields))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::column::Source;
    use crate::{ENTERPRISES, OUTCOMES};

    #[test]
    fn names_are_unique_and_derived_columns_name_columns() {
        for schema in [&ENTERPRISES, &OUTCOMES] {
            let names: Vec<_> = schema.columns().map(Column::name).collect();
            let unique: HashSet<_> = names.iter().collect();
            assert_eq!(unique.len(), names.len());
            for column in schema.columns() {
                if let Source::Derived { from, .. } = column.source {
                    assert!(from.iter().all(|name| unique.contains(name)), "{}", column.name());
                }
            }
        }
    }
}
