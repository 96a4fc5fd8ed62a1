//! Messages for errors of the ledger: what happened, where, and how to fix it.

use std::io;
use std::path::Path;

use rusqlite::ErrorCode;
use rusqlite::ffi::SQLITE_READONLY_DIRECTORY;

use webex_broadworks::{Error, ErrorKind};

/// Why work on the ledger failed, before it is known which ledger that was.
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

/// An error about the ledger at `path`; `what` follows its name.
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
            "is not an SQLite file. Name another file, or move this one away"
        }
        Some(ErrorCode::DatabaseCorrupt) => DAMAGED,
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => NOT_WRITABLE,
        Some(ErrorCode::CannotOpen) => FOLDER,
        Some(ErrorCode::DiskFull) => FULL,
        Some(ErrorCode::SystemIoFailure) => {
            "cannot be read or written because of a disk error. What was recorded before is kept. \
             Repair the disk, then repeat the run"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "is being written by another program. Wait for it to end, then repeat the run. \
             Programs that only read it can continue"
        }
        _ => "failed",
    };
    ledger(path, what).with_source(error)
}

const NOT_WRITABLE: &str = "cannot be written. Make the file and its folder writable for this \
     user, or name another file";
const FOLDER: &str = "cannot be opened, or the files -wal and -shm beside it cannot be created. \
     Make its folder writable for this user, or copy the ledger to a folder that is";
const FULL: &str = "cannot be written because its disk is full. Free space, then repeat the run. \
     What was recorded before is kept";
const DAMAGED: &str = "is damaged. Move it away together with the files -wal and -shm beside it, \
     and restore a backup. Without a backup, a new ledger is created, which has no earlier runs";
