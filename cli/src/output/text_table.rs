//! A table for people, as wide as the terminal, with colors if the terminal supports them.

use std::fmt::Write as _;
use std::io::stdout;

use super::columns::Columns;
use super::sanitize::escape_terminal;
use super::stdout::write;
use super::views::{Field, Style, View};
use crate::failure::Result;
use anstream::{AutoStream, ColorChoice};
use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use serde_json::Value;
use webex_broadworks::Timestamp;

/// The narrowest terminal to which a table is fitted.
const MIN_WIDTH: u16 = 40;

/// The column that is shown under the table if it doesn't fit.
const TRACKING_ID: &str = "tracking id";

/// Rows that are shown together.
pub(crate) struct TextTable {
    view: &'static View,
    header: bool,
    rows: Vec<Vec<Field>>,
    now: Timestamp,
}

impl TextTable {
    /// An empty table that shows ages as of `now`.
    pub(crate) fn new(view: &'static View, header: bool, now: Timestamp) -> Self {
        Self { view, header, rows: Vec::new(), now }
    }

    pub(crate) fn row(&mut self, row: &str) {
        let value: Value = serde_json::from_str(row).unwrap_or_default();
        self.rows.push((self.view.row)(&value, self.now));
    }

    pub(crate) fn finish(self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let used = self.columns();
        let table = self.table(&used);
        let ids = self.view.titles.iter().position(|title| *title == TRACKING_ID);
        let Some(ids) = ids.filter(|at| used(*at) && !fits(&table)) else {
            return write(&text(&table));
        };
        // Text for copying must not be broken over lines.
        let mut lines = text(&self.table(&|at| at != ids && used(at)));
        lines.push_str("\ntracking ids\n");
        for row in &self.rows {
            let Some(id) = row.get(ids).filter(|id| !id.text.is_empty()) else { continue };
            let names = row.iter().take(2).map(|field| escape_terminal(&field.text));
            let names: Vec<_> = names.filter(|name| !name.is_empty()).collect();
            let _ = writeln!(lines, "{}\n  {}", names.join("  "), escape_terminal(&id.text));
        }
        write(&lines)
    }

    /// The table with some of its columns.
    fn table(&self, shown: &dyn Fn(usize) -> bool) -> Table {
        let titles = self.view.titles.iter().enumerate().filter(|it| shown(it.0));
        let mut table = styled_table(titles.map(|it| *it.1), self.header);
        for row in &self.rows {
            let fields = row.iter().enumerate().filter(|it| shown(it.0));
            table.add_row(fields.map(|(_, field)| cell(field)));
        }
        table
    }

    /// The columns to show: the first, and those with any value.
    fn columns(&self) -> impl Fn(usize) -> bool + use<> {
        let is_used = |at: usize| {
            self.rows.iter().any(|row| row.get(at).is_some_and(|field| !field.text.is_empty()))
        };
        let used: Vec<bool> = (0..self.view.titles.len()).map(is_used).collect();
        move |at| at == 0 || used.get(at).copied().unwrap_or_default()
    }
}

/// A table of columns that the caller named: the values are those of the CSV.
pub(crate) struct ColumnTable {
    columns: Columns,
    header: bool,
}

impl ColumnTable {
    pub(super) fn new(columns: Columns, header: bool) -> Self {
        Self { columns, header }
    }

    pub(crate) fn row(&mut self, row: &str) -> Result<()> {
        self.columns.push(row).map(drop)
    }

    pub(crate) fn finish(mut self) -> Result<()> {
        let rows = self.columns.take()?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut table = styled_table(self.columns.names(), self.header);
        for row in rows {
            table.add_row(row.iter().map(|value| cell(&plain_field(value))));
        }
        write(&text(&table))
    }
}

fn plain_field(value: &Value) -> Field {
    let field = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Field { is_number: value.is_number(), ..Field::styled(field, Style::Plain) }
}

/// Whether every cell has room for its text in one line.
fn fits(table: &Table) -> bool {
    let Some(width) = table.width() else { return true };
    let needed = table.column_max_content_widths().iter().map(|width| width + 2).sum::<u16>();
    width < MIN_WIDTH || needed <= width
}

/// Whether to use colors: not in a file, with `NO_COLOR`, or on a dumb terminal.
pub(crate) fn uses_color() -> bool {
    AutoStream::choice(&stdout()) != ColorChoice::Never
}

fn styled_table<'a>(titles: impl Iterator<Item = &'a str>, header: bool) -> Table {
    let mut table = Table::new();
    table.load_style(NOTHING);
    // A terminal that doesn't know its width reports 0.
    if let Some(width) = table.width().filter(|width| *width >= MIN_WIDTH) {
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    }
    if uses_color() {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    let titles = titles.map(|title| Cell::new(title).add_attribute(Attribute::Bold));
    if header {
        table.set_header(titles);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table
}

fn cell(field: &Field) -> Cell {
    let cell = Cell::new(escape_terminal(&field.text));
    let cell = if field.is_number { cell.set_alignment(CellAlignment::Right) } else { cell };
    match field.style {
        Style::Plain => cell,
        Style::Good => cell.fg(Color::Green),
        Style::Warning => cell.fg(Color::Yellow),
        Style::Bad => cell.fg(Color::Red),
        Style::Faint => cell.add_attribute(Attribute::Dim),
    }
}

fn text(table: &Table) -> String {
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json::value::to_raw_value;

    use super::super::views;
    use super::*;

    #[test]
    fn ages_are_relative_to_the_clock() {
        let row = json!({"enableDirSync": true, "directorySyncStatus": {
            "syncStatus": "COMPLETE", "lastSyncStartTime": "2026-11-20T01:00:00Z",
            "lastSyncEndTime": "2026-11-20T01:02:00Z", "lastSuccessfulSyncTime": "2026-11-20T01:02:00Z"
        }});
        let row = to_raw_value(&row).expect("JSON");
        for (now, age) in
            [("2026-11-20T04:02:00Z", "3 h ago"), ("2026-11-30T01:02:00Z", "10 d ago")]
        {
            let mut table = TextTable::new(&views::STATUS, true, now.parse().expect("a time"));
            table.row(row.get());
            let texts: Vec<&str> = table.rows[0].iter().map(|field| &*field.text).collect();
            assert!(texts.contains(&age), "{texts:?}");
        }
    }
}
