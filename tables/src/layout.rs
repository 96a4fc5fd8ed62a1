//! Which columns a table has, declared once for schema, documents and whatever else shows it.

use std::sync::Arc;

use arrow_schema::{Schema, SchemaRef};

use super::column::{Column, ColumnType, Rest};

/// The columns of a table.
#[derive(Debug)]
pub struct Layout {
    pub(super) parts: &'static [Part],
}

/// Columns whose fields stand in one object of a row's JSON.
#[derive(Debug)]
pub struct Part {
    /// The names that lead to the object; several where it may stand in several places, of which the
    /// last one counts.
    pub at: &'static [&'static [&'static str]],
    /// The columns.
    pub columns: &'static [Column],
}

/// The columns of a table whose rows may hold what nobody foresaw.
pub(super) const REST: Part = Part {
    at: &[],
    columns: &[
        Column::new(
            "unparsed",
            ColumnType::Json,
            "Values that do not fit their column, which is null then: an object from the name of the \
             column to the value as it was sent.",
        )
        .rest(Rest::Unparsed),
        Column::new(
            "extra",
            ColumnType::Json,
            "Fields that have no column, as they were sent and nested as they were.",
        )
        .rest(Rest::Extra),
    ],
};

impl Layout {
    /// A table of these columns.
    pub const fn new(parts: &'static [Part]) -> Self {
        Self { parts }
    }

    /// The columns in their order.
    pub fn columns(&self) -> impl Iterator<Item = &'static Column> {
        self.parts.iter().flat_map(|part| part.columns)
    }

    pub(super) fn schema(&self) -> SchemaRef {
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
    fn names_are_unique_and_what_is_made_is_made_of_columns() {
        for layout in [&ENTERPRISES, &OUTCOMES] {
            let names: Vec<_> = layout.columns().map(Column::name).collect();
            let unique: HashSet<_> = names.iter().collect();
            assert_eq!(unique.len(), names.len());
            for column in layout.columns() {
                if let Source::Made { of, .. } = column.source {
                    assert!(of.iter().all(|name| unique.contains(name)), "{}", column.name());
                }
            }
        }
    }
}
