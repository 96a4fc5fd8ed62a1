//! The table of a CSV file, with the columns that the file names, as text.

use std::collections::HashSet;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use webex_broadworks::internals::run_blocking;
use webex_broadworks::{BillingReportDownload, Error, ErrorKind, Operation, Result};

use super::builder::BATCH_ROWS;
use super::table::Table;

/// A mark that some programs write before text in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A download as a table.
pub trait DownloadTable {
    /// Returns every line of the file as a row, under the columns that the file names. All values are
    /// text, and an empty cell is null.
    ///
    /// # Errors
    /// As [`BillingReportDownload::bytes`], and
    /// [`ErrorKind::ResponseDecode`](webex_broadworks::ErrorKind::ResponseDecode) if the file isn't CSV in
    /// UTF-8.
    fn table(&self) -> impl Future<Output = Result<Table>> + Send;
}

impl DownloadTable for BillingReportDownload {
    async fn table(&self) -> Result<Table> {
        let file = self.bytes().await?;
        run_blocking(move || table_of(&file)).await
    }
}

fn table_of(file: &[u8]) -> Result<Table> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    read(file).map_err(|error| {
        Error::new(
            ErrorKind::ResponseDecode,
            "the file can't be read as CSV in UTF-8 with one name for each column",
        )
        .with(|details| {
            details.operation = Some(Operation::BillingReportsDownload);
            details.request_sent = true;
        })
        .with_source(error)
    })
}

fn read(file: &[u8]) -> Result<Table, Box<dyn std::error::Error + Send + Sync>> {
    if file.trim_ascii_start().starts_with(b"<") {
        return Err("it starts with `<`: a proxy or a login page may have answered instead".into());
    }
    let mut reader = csv::Reader::from_reader(file);
    let header = reader.headers()?;
    check_names(header)?;
    let fields: Vec<_> = header.iter().map(|name| Field::new(name, DataType::Utf8, true)).collect();
    let schema: SchemaRef = Arc::new(Schema::new(fields));
    let mut columns: Vec<StringBuilder> =
        schema.fields().iter().map(|_| StringBuilder::new()).collect();
    let (mut batches, mut rows) = (Vec::new(), 0);
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        for (column, cell) in columns.iter_mut().zip(&row) {
            column.append_option(Some(cell).filter(|cell| !cell.is_empty()));
        }
        rows += 1;
        if rows == BATCH_ROWS {
            batches.push(end_batch(&schema, &mut columns)?);
            rows = 0;
        }
    }
    if rows > 0 {
        batches.push(end_batch(&schema, &mut columns)?);
    }
    Ok(Table::new(schema, batches))
}

/// Refuses columns that a table can't tell apart.
fn check_names(header: &csv::StringRecord) -> Result<(), String> {
    let mut seen = HashSet::new();
    for name in header {
        if name.is_empty() || name.contains('\0') {
            return Err(format!("its header has the column name {name:?}"));
        }
        if !seen.insert(name) {
            return Err(format!("its header has the column {name:?} twice"));
        }
    }
    Ok(())
}

fn end_batch(
    schema: &SchemaRef,
    columns: &mut [StringBuilder],
) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let columns = columns.iter_mut().map(|column| Arc::new(column.finish()) as ArrayRef);
    RecordBatch::try_new(Arc::clone(schema), columns.collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn rows(table: &Table) -> Vec<Value> {
        table.ndjson().map(|line| serde_json::from_str(&line).unwrap()).collect()
    }

    #[test]
    fn columns_are_those_that_the_file_names_and_values_are_text() {
        let file = "\u{FEFF}spEnterpriseId,USER ID,count\n\"A, \"\"B\"\"\",é,007\n,x,\n";
        let table = table_of(file.as_bytes()).unwrap();
        assert_eq!(table.columns().collect::<Vec<_>>(), ["spEnterpriseId", "USER ID", "count"]);
        let expected = [
            json!({"spEnterpriseId": "A, \"B\"", "USER ID": "é", "count": "007"}),
            json!({"spEnterpriseId": null, "USER ID": "x", "count": null}),
        ];
        assert_eq!(rows(&table), expected);
    }

    #[test]
    fn columns_that_a_table_cannot_tell_apart_are_refused() {
        for file in ["a,a\n1,2\n", "a,,b\n1,2,3\n", "sep=,\na\n", "a\0,b\n1,2\n"] {
            let error = table_of(file.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ResponseDecode, "{file:?}");
        }
    }

    #[test]
    fn a_web_page_is_no_table() {
        for file in ["<!DOCTYPE html>\n<p>Log in</p>\n", "\u{FEFF} \n<html></html>"] {
            let error = table_of(file.as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ResponseDecode, "{file:?}");
        }
    }

    #[test]
    fn a_file_of_many_rows_is_several_batches() {
        let count = 2 * BATCH_ROWS + 1;
        let lines: Vec<String> = (0..count).map(|row| row.to_string()).collect();
        let table = table_of(format!("number\n{}", lines.join("\n")).as_bytes()).unwrap();
        assert_eq!((table.len(), table.batches().len()), (count, 3));
        assert_eq!(rows(&table)[BATCH_ROWS], json!({"number": BATCH_ROWS.to_string()}));
    }

    #[test]
    fn a_file_without_rows_has_its_columns_and_an_empty_one_has_none() {
        let table = table_of(b"a,b\n").unwrap();
        assert_eq!((table.len(), table.columns().count()), (0, 2));
        let table = table_of(b"").unwrap();
        assert_eq!((table.len(), table.columns().count()), (0, 0));
    }

    #[test]
    fn what_is_no_csv_is_an_error_that_names_the_line() {
        let error = table_of(b"a,b\n1,2,3\n").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ResponseDecode);
        assert!(error.to_string().contains("line: 2"), "{error}");
        assert_eq!(table_of(b"a\n\xFF\n").unwrap_err().kind(), ErrorKind::ResponseDecode);
    }
}
