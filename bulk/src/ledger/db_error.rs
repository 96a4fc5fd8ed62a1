//! Messages for errors of the ledger: what happened, where, and how to fix it.

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_READONLY_DIRECTORY;

use webex_broadworks::{Error, ErrorKind};

/// Why a piece of work on the ledger failed, before it is known which ledger that was.
#[derive(Debug)]
pub(super) enum DbError {
    Sqlite(rusqlite::Error),
    Told(Error),
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        Self::Told(error)
    }
}

/// The result of work on the connection.
pub(super) type DbResult<T> = Result<T, DbError>;

impl DbError {
    /// The error that the caller sees.
    pub(super) fn at(self, path: &Path) -> Error {
        match self {
            Self::Told(error) => error,
            Self::Sqlite(error) => of_sqlite(path, error),
        }
    }
}

/// An error about the ledger at `path`; `what` goes on after its name.
pub(super) fn ledger(path: &Path, what: &str) -> Error {
    Error::new(ErrorKind::Ledger, format!("the ledger {} {what}", path.display()))
}

/// An operating system's error about the ledger.
pub(super) fn of_io(path: &Path, error: io::Error) -> Error {
    let what = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => NOT_WRITABLE,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FULL,
        _ => "cannot be opened. Check its path, or name another file",
    };
    ledger(path, what).with_source(error)
}

fn of_sqlite(path: &Path, error: rusqlite::Error) -> Error {
    let extended = error.sqlite_error().map(|error| error.extended_code);
    let what = match error.sqlite_error_code() {
        _ if extended == Some(SQLITE_READONLY_DIRECTORY) => FOLDER,
        Some(ErrorCode::NotADatabase) => {
            "is no SQLite file. Name another one, or move this one aside"
        }
        Some(ErrorCode::DatabaseCorrupt) => DAMAGED,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => NOT_WRITABLE,
        Some(ErrorCode::CannotOpen) => FOLDER,
        Some(ErrorCode::DiskFull) => FULL,
        Some(ErrorCode::SystemIoFailure) => {
            "cannot be read or written: its disk fails. What was recorded before is kept; once the \
             disk is in order, run the same again"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "is being written by another program. Let that one end (readers do no harm), then run \
             the same again"
        }
        _ => "failed",
    };
    ledger(path, what).with_source(error)
}

const NOT_WRITABLE: &str = "cannot be written. Make the file and its folder writable for this \
     user, or name another file";
const FOLDER: &str = "cannot be opened, or the files -wal and -shm beside it cannot be made. Make \
     its folder writable for this user, or copy the ledger to a folder that is";
const FULL: &str = "cannot be written: its disk is full. Make room, then run the same again: what \
     was recorded before is kept";
const DAMAGED: &str = "is damaged. Move it aside together with the files -wal and -shm beside it, \
     and restore a copy; without one a new ledger begins, which knows of no earlier run";
