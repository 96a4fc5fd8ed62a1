//! The file of the write-ahead log, and whether it still exists.

use std::path::{Path, PathBuf};

use super::db_error::ledger;
use super::file::sibling_path;
use webex_broadworks::Result;

/// The log that a connection writes.
///
/// A second copy of `SQLite` in this process, such as the one of Python's `sqlite3`, releases this
/// copy's locks when it closes the file, and may delete the log as if it were unused. What is
/// committed after that is lost, and must not be reported as committed.
#[derive(Debug)]
pub(super) struct WalIdentity {
    path: PathBuf,
    identity: Option<(u64, u64)>,
}

impl WalIdentity {
    /// The current log.
    pub(super) fn of(ledger: &Path) -> Self {
        let path = sibling_path(ledger, "-wal");
        Self { identity: identity(&path), path }
    }

    /// Whether it is still the same file.
    pub(super) fn check(&self, path: &Path) -> Result<()> {
        if identity(&self.path) == self.identity {
            return Ok(());
        }
        if !path.exists() {
            let what = "was deleted or renamed while it was in use. The items in flight aren't \
                        recorded: check their state before you repeat the run";
            return Err(ledger(path, what));
        }
        let what = "has lost its log, because other code in this process, such as Python's \
                    sqlite3, opened and closed the ledger. Read it from another process, or \
                    through this library. What was recorded before is kept: repeat the run";
        Err(ledger(path, what))
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;

    path.metadata().ok().map(|file| (file.dev(), file.ino()))
}

/// On other systems, an open file can't be deleted.
#[cfg(not(unix))]
fn identity(_: &Path) -> Option<(u64, u64)> {
    None
}
