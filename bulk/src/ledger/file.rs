//! The path of the ledger, and its permissions.

use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::db_error::{ledger, of_io};
use webex_broadworks::Result;
use webex_broadworks::internals::expand;

/// The canonical path of a ledger. The file need not exist.
pub(super) fn locate(path: &Path) -> Result<PathBuf> {
    if path == Path::new(":memory:") {
        let what = "would be in memory, where no later run could resume it. Name a file";
        return Err(ledger(path, what));
    }
    let path = &expand(path.to_owned())?;
    if path.is_dir() {
        return Err(ledger(path, "is a folder. Name a file in it"));
    }
    if let Ok(found) = path.canonicalize() {
        return Ok(found);
    }
    let Some(name) = path.file_name() else {
        return Err(ledger(path, "is not a path of a file. Add a file name"));
    };
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let folder = folder.canonicalize().map_err(|error| {
        let what = "is in a folder that does not exist or cannot be entered. Create the folder, or \
                    name another file";
        ledger(path, what).with_source(error)
    })?;
    Ok(folder.join(name))
}

/// Makes the file if it is not there, so that only its owner can read it: `SQLite` gives the files
/// that it puts beside it the same mode.
///
/// A file that is there is not opened, here or anywhere but by `SQLite`: closing it again would take
/// away all locks that this process has on it.
pub(super) fn make(path: &Path) -> Result<()> {
    match private(OpenOptions::new().create_new(true), path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(of_io(path, error)),
    }
}

/// Refuses a file that has several names: the lock file of one doesn't protect the others.
pub(super) fn refuse_hard_links(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        let names =
            std::fs::metadata(path).map_or(1, |it| std::os::unix::fs::MetadataExt::nlink(&it));
        if names > 1 {
            let what = format!(
                "has {names} names (hard links), so another process could write to it under \
                 another name. Copy it with cp, and use the copy"
            );
            return Err(ledger(path, &what));
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Opens a file for reading and writing. A new file is readable only by its owner.
pub(super) fn private(options: &mut OpenOptions, path: &Path) -> std::io::Result<File> {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.read(true).write(true).open(path)
}

/// The file beside the ledger with this suffix.
pub(super) fn sibling_path(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
