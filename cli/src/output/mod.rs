//! Rows out: as a table for people, as JSON, NDJSON or CSV for programs.

pub(crate) mod audit_views;
mod columns;
mod csv;
mod json;
pub(crate) mod sanitize;
mod stdout;
mod text_table;
pub(crate) mod views;

use std::ffi::OsStr;
use std::io::{IsTerminal as _, stdout};

use self::columns::Columns;
use self::csv::Csv;
use self::json::Json;
pub(crate) use self::json::{write_json, write_line};
pub(crate) use self::stdout::{write, write_bytes};
use self::text_table::{ColumnTable, TextTable};
pub(crate) use self::views::View;
use crate::failure::{Failure, Result};
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use webex_broadworks::Timestamp;

/// What the output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people: the default on a terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON object in each line: the default elsewhere
    Ndjson,
    /// Comma-separated values, with a header
    Csv,
    /// Markdown, for a ticket
    Markdown,
}

impl Format {
    /// The formats of rows.
    const OF_ROWS: [Self; 4] = [Self::Table, Self::Json, Self::Ndjson, Self::Csv];

    /// Parses a format of rows. Markdown is parsed, so that its refusal can name the command that
    /// accepts it, but it isn't offered.
    pub(crate) fn of_rows() -> impl TypedValueParser<Value = Self> {
        Self::parser(&Self::OF_ROWS)
    }

    /// Whether this is the name of a format of rows.
    pub(crate) fn is_of_rows(name: &OsStr) -> bool {
        let names = Self::OF_ROWS.iter().filter_map(ValueEnum::to_possible_value);
        names.into_iter().any(|known| name == known.get_name())
    }

    /// The formats of a response of any request.
    pub(crate) const OF_RESPONSES: [Self; 2] = [Self::Json, Self::Ndjson];

    /// Parses a format of a response.
    pub(crate) fn of_responses() -> impl TypedValueParser<Value = Self> {
        Self::parser(&Self::OF_RESPONSES)
    }

    /// Parses a format of a report.
    pub(crate) fn of_reports() -> impl TypedValueParser<Value = Self> {
        Self::parser(Self::value_variants())
    }

    fn parser(offered: &'static [Self]) -> impl TypedValueParser<Value = Self> {
        let values = Self::value_variants()
            .iter()
            .filter_map(|format| Some(format.to_possible_value()?.hide(!offered.contains(format))));
        PossibleValuesParser::new(values.collect::<Vec<PossibleValue>>())
            .try_map(|name| Self::from_str(&name, false))
    }

    /// Returns the requested format, or else a table on a terminal and JSON lines otherwise.
    pub(crate) fn choose(asked: Option<Self>) -> Result<Self> {
        match asked {
            Some(Self::Markdown) => {
                Err(Failure::usage("--output markdown is only available for `wxbw report`"))
            }
            Some(format) => Ok(format),
            None if stdout().is_terminal() => Ok(Self::Table),
            None => Ok(Self::Ndjson),
        }
    }
}

/// What a table or CSV shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout<'a> {
    /// The names of its columns; empty for the usual ones.
    pub(crate) columns: &'a [String],
    pub(crate) header: bool,
    /// Whether CSV starts with a byte order mark, by which Excel knows UTF-8.
    pub(crate) bom: bool,
}

/// Where rows go.
pub(crate) enum Output {
    Table(TextTable),
    /// A table of the columns that the caller named.
    ColumnTable(Box<ColumnTable>),
    Json(Json),
    Ndjson,
    Csv(Box<Csv>),
    /// Rows aren't printed, because standard output is something else.
    Discarded,
}

impl Output {
    /// Opens the output; ages are shown as of `now`.
    pub(crate) fn open(
        format: Format,
        view: &'static View,
        layout: Layout<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let Layout { columns, header, bom } = layout;
        let select = || Columns::select((view.columns)(), columns);
        Ok(match format {
            Format::Table if columns.is_empty() => Self::Table(TextTable::new(view, header, now)),
            Format::Table => Self::ColumnTable(Box::new(ColumnTable::new(select()?, header))),
            Format::Json => Self::Json(Json::default()),
            Format::Csv => Self::Csv(Box::new(Csv::new(select()?, bom, header))),
            Format::Ndjson | Format::Markdown => Self::Ndjson,
        })
    }

    /// Adds a row, given as a JSON object.
    pub(crate) fn row(&mut self, row: &str) -> Result<()> {
        match self {
            Self::Table(table) => {
                table.row(row);
                Ok(())
            }
            Self::ColumnTable(table) => table.row(row),
            Self::Json(json) => json.row(row),
            Self::Ndjson => write_line(row),
            Self::Csv(csv) => csv.row(row),
            Self::Discarded => Ok(()),
        }
    }

    /// Writes the collected rows.
    pub(crate) fn flush(&mut self) -> Result<()> {
        match self {
            Self::Csv(csv) => csv.flush(),
            _ => Ok(()),
        }
    }

    /// Whether rows are shown only after the last one.
    pub(crate) fn is_table(&self) -> bool {
        matches!(self, Self::Table(_) | Self::ColumnTable(_))
    }

    /// Writes the remaining rows.
    pub(crate) fn finish(self) -> Result<()> {
        match self {
            Self::Table(table) => table.finish(),
            Self::ColumnTable(table) => table.finish(),
            Self::Json(json) => json.finish(),
            Self::Ndjson | Self::Discarded => Ok(()),
            Self::Csv(csv) => csv.finish(),
        }
    }
}
