//! The ledger's file: where it is, whether it can be one, and that only its owner reads it.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::fault::{ledger, of_io};
use crate::error::Result;

/// How every `SQLite` file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The one path of a ledger, however it was spelled; the file itself need not be there yet.
pub(super) fn locate(path: &Path) -> Result<PathBuf> {
    if path.is_dir() {
        return Err(ledger(path, "is a folder. Name a file in it"));
    }
    if let Ok(found) = path.canonicalize() {
        return Ok(found);
    }
    let Some(name) = path.file_name() else {
        return Err(ledger(path, "names no file"));
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = folder.canonicalize().map_err(|error| {
        let what = "lies in a folder that does not exist or cannot be entered. Make the folder, or \
                    name another file";
        ledger(path, what).with_source(error)
    })?;
    Ok(folder.join(name))
}

/// Refuses a file that is something else, before anything is put beside it.
pub(super) fn check(path: &Path) -> Result<()> {
    let mut start = Vec::new();
    match File::open(path) {
        Ok(file) => file.take(16).read_to_end(&mut start).map_err(|error| of_io(path, error))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(of_io(path, error)),
    };
    if start.is_empty() || start == MAGIC {
        return Ok(());
    }
    Err(ledger(path, "is no SQLite file. Name another one, or move this one aside"))
}

/// Makes the file if it is not there, so that only its owner can read it: `SQLite` gives the files
/// that it puts beside it the same mode.
pub(super) fn make(path: &Path) -> Result<()> {
    private(path).map(drop).map_err(|error| of_io(path, error))
}

/// Opens a file for writing, as it is or new.
pub(super) fn private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The file beside the ledger whose name goes on so.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
