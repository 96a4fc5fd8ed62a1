//! The columns of a directory sync, for all tables.

use std::borrow::Cow;

use serde_json::Value;

use super::cell::Cell;
use super::column::Column;
use super::column_type::ColumnType;
use super::schema::{ColumnGroup, LEFTOVERS, TableSchema};
use webex_broadworks::Timestamp;
use webex_broadworks::internals::{as_integer, duration_of, last_success_of};

/// The fields of a directory sync.
pub(super) const SWITCH: &[Column] =
    &[Column::new("enableDirSync", ColumnType::Flag, "Whether directory sync is on.")];

/// The columns of one enterprise's directory sync.
pub static DIRECTORY_SYNC: TableSchema = TableSchema::new(&[
    ColumnGroup { json_paths: &[&[]], columns: SWITCH },
    ColumnGroup { json_paths: &[&["directorySyncStatus"]], columns: RUN },
    LEFTOVERS,
]);

/// The fields of the last or current sync, and columns derived from them.
pub(super) const RUN: &[Column] = &Column::join::<31>(&[BEFORE_COUNTERS, COUNTERS, AFTER_COUNTERS]);

const BEFORE_COUNTERS: &[Column] = &[
    Column::new(
        "syncStatus",
        ColumnType::Text,
        "The state of the last or current sync in Webex's spelling, such as `COMPLETE`.",
    ),
    Column::new("lastSyncStartTime", ColumnType::Time, "When that sync started."),
    Column::new("lastSyncEndTime", ColumnType::Time, "When that sync ended."),
    Column::new(
        "lastSuccessfulSyncTime",
        ColumnType::Time,
        "When a sync last succeeded, as sent by Webex.",
    ),
    Column::new(
        "lastSuccess",
        ColumnType::Time,
        "When a sync last succeeded: `lastSuccessfulSyncTime`, or else `lastSyncEndTime` of a sync that \
         is `COMPLETE`.",
    )
    .derived(&["syncStatus", "lastSuccessfulSyncTime", "lastSyncEndTime"], last_success),
    Column::new(
        "duration",
        ColumnType::Number,
        "Duration of the sync in seconds; null while it is running.",
    )
    .derived(&["syncStatus", "lastSyncStartTime", "lastSyncEndTime"], duration),
    Column::new("lastSyncTrackingId", ColumnType::Text, "The tracking id of the sync."),
];

/// The counters of a sync.
pub const COUNTERS: &[Column] = &counters::<{ webex_broadworks::internals::COUNTERS.len() }>();

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler")]
const fn counters<const N: usize>() -> [Column; N] {
    let mut columns = [Column::new("", ColumnType::Integer, ""); N];
    let mut next = 0;
    while next < N {
        let (name, about) = webex_broadworks::internals::COUNTERS[next];
        columns[next] = Column::new(name, ColumnType::Integer, about);
        next += 1;
    }
    columns
}

const AFTER_COUNTERS: &[Column] = &[
    Column::new(
        "errors",
        ColumnType::Json,
        "The errors of the sync, as Webex sent them: objects with `errorCode` and `description`.",
    ),
    Column::new("errorCount", ColumnType::Integer, "Number of `errors`.")
        .derived(&["errors"], error_count),
    Column::new(
        "firstErrorCode",
        ColumnType::Integer,
        "The code of the first error; `directory_sync_error_code` explains it.",
    )
    .derived(&["errors"], first_error_code),
    Column::new(
        "firstErrorDescription",
        ColumnType::Text,
        "Webex's description of the first error.",
    )
    .derived(&["errors"], first_error_description),
];

fn last_success(cells: &[&Cell<'_>]) -> Cell<'static> {
    let [status, success, end] = cells else { return Cell::Null };
    match last_success_of(&upper(status), moment(success), moment(end)) {
        Some(success) => Cell::Time(success.as_microsecond()),
        None => Cell::Null,
    }
}

fn duration(cells: &[&Cell<'_>]) -> Cell<'static> {
    let [status, start, end] = cells else { return Cell::Null };
    duration_of(&upper(status), moment(start), moment(end)).map_or(Cell::Null, Cell::Number)
}

fn upper(status: &Cell<'_>) -> String {
    status.as_text().unwrap_or_default().to_ascii_uppercase()
}

fn moment(cell: &Cell<'_>) -> Option<Timestamp> {
    Timestamp::from_microsecond(cell.as_time()?)
}

fn error_count(cells: &[&Cell<'_>]) -> Cell<'static> {
    let count = errors(cells).and_then(|errors| i64::try_from(errors.len()).ok());
    count.map_or(Cell::Null, Cell::Integer)
}

fn first_error_code(cells: &[&Cell<'_>]) -> Cell<'static> {
    let code = first_error(cells).and_then(|error| as_integer(error.get("errorCode")?));
    code.map_or(Cell::Null, Cell::Integer)
}

fn first_error_description(cells: &[&Cell<'_>]) -> Cell<'static> {
    match first_error(cells).and_then(|mut error| error.get_mut("description").map(Value::take)) {
        Some(Value::String(text)) => Cell::Text(Cow::Owned(text)),
        _ => Cell::Null,
    }
}

fn first_error(cells: &[&Cell<'_>]) -> Option<Value> {
    errors(cells)?.into_iter().next()
}

fn errors(cells: &[&Cell<'_>]) -> Option<Vec<Value>> {
    serde_json::from_str(cells.first()?.as_text()?).ok()
}
