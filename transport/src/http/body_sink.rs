//! Where the body of a download goes: into memory, or into a file beside the one that it becomes.

use std::fs::{self, File, Metadata};
use std::io::{self, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{fmt, mem};

use bytes::Bytes;
use tempfile::TempPath;
use thiserror::Error;

/// How much is collected before it is written to the file.
const WRITE_BYTES: usize = 256 << 10;

/// A file can't be written.
#[derive(Clone, Debug, Error)]
#[error("the file {} can't be written", path.display())]
pub struct WriteError {
    path: PathBuf,
    /// What the system says.
    pub source: Arc<io::Error>,
}

/// Takes a body part by part. Dropped before its end, it leaves nothing behind.
pub struct BodySink {
    /// Bytes that are not in the file yet; without a file, the whole body.
    pending: Mutex<Vec<u8>>,
    file: Option<NewFile>,
}

/// A file that is written beside the one that it replaces.
struct NewFile {
    file: Arc<File>,
    name: Mutex<Option<TempPath>>,
    target: PathBuf,
}

impl WriteError {
    fn new(path: &Path, error: io::Error) -> Self {
        Self { path: path.to_owned(), source: Arc::new(error) }
    }
}

impl BodySink {
    /// Keeps the body in memory.
    pub fn memory() -> Self {
        Self { pending: Mutex::default(), file: None }
    }

    /// Writes the body to a file that replaces `path` in the end. A symbolic link stays, and what it leads
    /// to is replaced.
    ///
    /// # Errors
    /// The file can't be created.
    pub fn file(path: &Path) -> Result<Self, WriteError> {
        Self::open(path).map_err(|error| WriteError::new(path, error))
    }

    fn open(path: &Path) -> io::Result<Self> {
        let is_folder = path.as_os_str().to_string_lossy().ends_with(std::path::is_separator);
        if is_folder || path.file_name().is_none() {
            return Err(io::Error::other("it doesn't name a file"));
        }
        let target = fs::canonicalize(path).or_else(|_| std::path::absolute(path))?;
        let old = fs::metadata(&target).ok();
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            return Err(io::Error::other("it is a folder, a device or another special file"));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let new = temporary(folder.unwrap_or(Path::new(".")), old.as_ref());
        // The error of the library names the temporary file.
        let (file, name) = new.map_err(|error| io::Error::from(error.kind()))?.into_parts();
        let file = NewFile { file: Arc::new(file), name: Mutex::new(Some(name)), target };
        Ok(Self { pending: Mutex::default(), file: Some(file) })
    }

    /// Discards what was written: another attempt starts.
    pub(crate) async fn restart(&self) -> Result<(), WriteError> {
        self.pending().clear();
        self.with_file(|mut file| {
            file.set_len(0)?;
            file.rewind()
        })
        .await
    }

    /// Adds a part of the body.
    pub(crate) async fn write(&self, part: &[u8]) -> Result<(), WriteError> {
        let is_full = {
            let mut pending = self.pending();
            pending.extend_from_slice(part);
            self.file.is_some() && pending.len() >= WRITE_BYTES
        };
        if is_full { self.write_pending().await } else { Ok(()) }
    }

    /// The body, if it is kept in memory.
    pub fn take_bytes(&self) -> Bytes {
        mem::take(&mut *self.pending()).into()
    }

    /// Gives the file its name; returns its size in bytes.
    ///
    /// # Errors
    /// The file can't be written.
    pub async fn persist(&self) -> Result<u64, WriteError> {
        self.write_pending().await?;
        self.with_file(File::sync_all).await?;
        let Some(NewFile { file, name, target }) = &self.file else { return Ok(0) };
        let failed = |error| WriteError::new(target, error);
        let size = file.metadata().map_err(failed)?.len();
        let name = name.lock().unwrap_or_else(PoisonError::into_inner).take();
        match name.map(|name| name.persist(target)) {
            Some(Err(error)) => Err(failed(error.error)),
            _ => Ok(size),
        }
    }

    async fn write_pending(&self) -> Result<(), WriteError> {
        let part = if self.file.is_some() { mem::take(&mut *self.pending()) } else { Vec::new() };
        self.with_file(move |mut file| file.write_all(&part)).await
    }

    /// Does something with the file on a thread that may block.
    async fn with_file(
        &self,
        work: impl FnOnce(&File) -> io::Result<()> + Send + 'static,
    ) -> Result<(), WriteError> {
        let Some(NewFile { file, target, .. }) = &self.file else { return Ok(()) };
        let file = Arc::clone(file);
        let done = tokio::task::spawn_blocking(move || work(&file)).await;
        let done = done.unwrap_or_else(|lost| Err(io::Error::other(lost)));
        done.map_err(|error| WriteError::new(target, error))
    }

    fn pending(&self) -> MutexGuard<'_, Vec<u8>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for BodySink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.file.is_some() { "BodySink(file)" } else { "BodySink(memory)" })
    }
}

/// A new file with the mode of the one that it replaces, or with that of any new file.
fn temporary(folder: &Path, old: Option<&Metadata>) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let new = builder.prefix(".webex-").tempfile_in(folder)?;
    if let Some(old) = old {
        new.as_file().set_permissions(old.permissions())?;
    }
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entry = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        fs::read_dir(folder).unwrap().map(|it| entry(it).to_string_lossy().into_owned()).collect()
    }

    #[tokio::test]
    async fn a_file_appears_whole_and_only_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.csv");
        fs::write(&path, "old").unwrap();
        let sink = BodySink::file(&path).unwrap();
        sink.write(&vec![b'x'; WRITE_BYTES + 1]).await.unwrap();
        sink.restart().await.unwrap();
        for part in ["a,b\n", "1,2\n"] {
            sink.write(part.as_bytes()).await.unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(sink.persist().await.unwrap(), 8);
        assert_eq!(fs::read_to_string(&path).unwrap(), "a,b\n1,2\n");
        assert_eq!(names(folder.path()), ["report.csv"]);
    }

    #[tokio::test]
    async fn one_that_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let sink = BodySink::file(&folder.path().join("report.csv")).unwrap();
        sink.write(b"half").await.unwrap();
        drop(sink);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn what_is_no_file_is_refused_before_anything_is_sent() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        for path in [here.to_owned(), here.join("no/such"), here.join("new/"), PathBuf::new()] {
            assert!(BodySink::file(&path).is_err(), "{}", path.display());
        }
        assert!(names(folder.path()).is_empty());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_symbolic_link_and_the_mode_of_a_file_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("file", &link).unwrap();
        let sink = BodySink::file(&link).unwrap();
        sink.write(b"new").await.unwrap();
        sink.persist().await.unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(BodySink::file(Path::new("/dev/null")).is_err());
    }
}
