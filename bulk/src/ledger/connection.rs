//! Opens the file for the writer and for readers.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::db_error::{DbError, DbResult, ledger};
use super::file::make;
use super::schema::{STEPS, migrate, version};
use webex_broadworks::Result;

/// How long to wait while another program locks the file: for example `sqlite3` with an open
/// transaction, or a checkpoint.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How much of the write-ahead log stays on disk after a checkpoint.
const LOG_KEPT: i64 = 64 << 20;

/// Refuses a file of another kind, before any file is created beside it.
pub(super) fn check(path: &Path) -> Result<()> {
    if !path.exists() {
        return Ok(());
    }
    let look = |path| {
        let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        version(&connection, path, STEPS)
    };
    look(path).map(drop).map_err(|fault| fault.at(path))
}

/// Opens a ledger for writing. Creates or updates it if necessary.
pub(super) fn for_writing(path: &Path) -> Result<Connection> {
    make(path)?;
    open_for_writing(path).map_err(|fault| fault.at(path))
}

fn open_for_writing(path: &Path) -> DbResult<Connection> {
    let mut connection = open(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    if connection.is_readonly("main")? {
        let read_only = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY);
        return Err(DbError::Sqlite(rusqlite::Error::SqliteFailure(read_only, None)));
    }
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        let what = "cannot keep a write-ahead log. Put it on a local disk, not on a network share";
        return Err(ledger(path, what).into());
    }
    connection.pragma_update(None, "journal_size_limit", LOG_KEPT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // On macOS, a plain fsync leaves data in the drive's cache. Elsewhere these do nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    migrate(&mut connection, path, STEPS)?;
    Ok(connection)
}

/// Opens a ledger for reading, also while a run writes it.
pub(super) fn for_reading(path: &Path) -> Result<Connection> {
    if !path.exists() {
        return Err(ledger(path, "does not exist. Check its path"));
    }
    let connection = open_for_reading(path).map_err(|fault| fault.at(path))?;
    connection.ok_or_else(|| ledger(path, "is empty: no run is recorded in it"))
}

/// As [`for_reading`]; `None` if there is no file, or nothing in it.
pub(super) fn for_reading_if_there(path: &Path) -> Result<Option<Connection>> {
    if !path.exists() {
        return Ok(None);
    }
    open_for_reading(path).map_err(|fault| fault.at(path))
}

fn open_for_reading(path: &Path) -> DbResult<Option<Connection>> {
    let connection = open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match version(&connection, path, STEPS)? {
        0 => Ok(None),
        version if version < STEPS.len() => {
            let what = "was written by an older version of this library. Open it once for writing, \
                        as every bulk run does, to update it";
            Err(ledger(path, what).into())
        }
        _ => Ok(Some(connection)),
    }
}

fn open(path: &Path, flags: OpenFlags) -> DbResult<Connection> {
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
