//! A column: its name, type and meaning, and its place in a row's JSON.

use arrow_schema::Field;

use super::cell::Cell;
use super::column_type::ColumnType;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    name: &'static str,
    kind: ColumnType,
    about: &'static str,
    pub(super) source: Source,
}

/// The source of a column's values.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    /// A field of the row's JSON.
    Field(&'static str),
    /// Other columns.
    Derived { from: &'static [&'static str], derive: DeriveFn },
    /// The remainder after reading the row.
    Leftover(Leftover),
}

/// Computes a value from other columns.
pub(super) type DeriveFn = fn(&[&Cell<'_>]) -> Cell<'static>;

/// The remainder after reading a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Leftover {
    /// Values that don't fit their column.
    Unparsed,
    /// Fields that have no column.
    Extra,
}

impl Column {
    /// A column of the field with the same name; `about` is one sentence about its meaning.
    pub const fn new(name: &'static str, kind: ColumnType, about: &'static str) -> Self {
        Self { name, kind, about, source: Source::Field(name) }
    }

    /// The columns of several lists, one list after the other.
    ///
    /// # Panics
    /// In a constant it fails to compile if the lists don't hold `N` columns.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
    pub const fn join<const N: usize>(lists: &[&[Self]]) -> [Self; N] {
        let mut joined = [Self::new("", ColumnType::Integer, ""); N];
        let (mut list, mut filled) = (0, 0);
        while list < lists.len() {
            let mut next = 0;
            while next < lists[list].len() {
                joined[filled] = lists[list][next];
                (filled, next) = (filled + 1, next + 1);
            }
            list += 1;
        }
        assert!(filled == N, "the lists hold another number of columns");
        joined
    }

    /// The field has another name than the column.
    #[must_use]
    pub const fn of_field(self, field: &'static str) -> Self {
        Self { source: Source::Field(field), ..self }
    }

    /// The value is computed from other columns.
    pub(super) const fn derived(self, from: &'static [&'static str], derive: DeriveFn) -> Self {
        Self { source: Source::Derived { from, derive }, ..self }
    }

    pub(super) const fn leftover(self, leftover: Leftover) -> Self {
        Self { source: Source::Leftover(leftover), ..self }
    }

    /// Its name, which is unique in its table.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The type of its values.
    pub const fn kind(&self) -> ColumnType {
        self.kind
    }

    /// Its meaning, in a sentence.
    pub const fn about(&self) -> &'static str {
        self.about
    }

    pub(super) fn field(&self) -> Field {
        Field::new(self.name, self.kind.arrow_type(), true)
    }
}
