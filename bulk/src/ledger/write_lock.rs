//! Limits a ledger to one process by a lock of the operating system, which ends with the process.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::Duration;

use super::db_error::{ledger, of_io};
use super::file::{private, sibling_path};
use webex_broadworks::{Error, ErrorKind, Result, Timestamp};

/// How many readers in a row may prevent the lock, and for how long each.
const READERS: u32 = 3;
const MOMENT: Duration = Duration::from_millis(10);

/// The lock on the file `<ledger>-lock`, which names its owner.
///
/// The file stays when the lock is released: another process may be about to lock it, and
/// removing it would leave that process with a lock on an orphaned file.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    pid: u32,
}

impl Lock {
    /// Takes the lock, or returns its owner.
    pub(super) fn take(path: &Path) -> Result<Self> {
        let mut file = private(OpenOptions::new().create(true), &sibling_path(path, "-lock"))
            .map_err(|error| of_io(path, error))?;
        // A reader that reads the owner holds it briefly.
        let mut tried = file.try_lock();
        for _ in 0..READERS {
            if !matches!(tried, Err(TryLockError::WouldBlock)) {
                break;
            }
            std::thread::sleep(MOMENT);
            tried = file.try_lock();
        }
        match tried {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(in_use(path, &mut file)),
            Err(TryLockError::Error(error)) => {
                let what = "cannot be locked. Put it on a local disk, not on a network share";
                return Err(ledger(path, what).with_source(error));
            }
        }
        let pid = std::process::id();
        write_owner(&mut file, pid).map_err(|error| of_io(path, error))?;
        Ok(Self { file, pid })
    }
}

/// The process that has a ledger open for writing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Writer {
    /// Its number, if the lock file contains it.
    pub process: Option<u32>,
    /// When it opened the ledger, if the lock file contains it.
    pub since: Option<Timestamp>,
}

impl Writer {
    /// Finds out which process writes a ledger; `None` if there is none, or if it is unknown.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let mut file = File::open(sibling_path(path, "-lock")).ok()?;
        match file.try_lock_shared() {
            Ok(()) => {
                let _ = file.unlock();
                None
            }
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _ = file.read_to_string(&mut text);
                let since = text.split_once(", since ").map(|(_, since)| since);
                let process = text.strip_prefix("process ").and_then(|it| it.split(',').next());
                Some(Self {
                    process: process.and_then(|number| number.parse().ok()),
                    since: since.and_then(|since| since.parse().ok()),
                })
            }
            Err(TryLockError::Error(_)) => None,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Released explicitly, because a forked child may still have the file open. The child only
        // closes it, or it would release its parent's lock.
        if self.pid == std::process::id() {
            let _ = self.file.set_len(0);
            let _ = self.file.unlock();
        }
    }
}

/// Records the owner of the lock, by the computer's clock, for other processes.
fn write_owner(file: &mut File, pid: u32) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    write!(file, "process {pid}, since {}", Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ"))
}

fn in_use(path: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    // If locks also exclude readers, the owner stays unknown.
    let _ = file.read_to_string(&mut text);
    let text: String = text.chars().filter(|c| !c.is_control()).take(100).collect();
    let owner = if text.is_empty() { "another process" } else { &text };
    let reason = format!(
        "the ledger {} is in use by {owner}. Wait for it to end, or use another ledger. If that \
         process no longer exists, one that it forked still holds the ledger: end that one",
        path.display()
    );
    Error::new(ErrorKind::LedgerInUse, reason)
}
