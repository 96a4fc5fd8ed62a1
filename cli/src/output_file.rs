//! A file for output that an option names. It is checked before the work, and replaced atomically
//! after it.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Result};

/// The maximum number of symbolic links to a file.
const MAX_LINKS: usize = 40;

/// The file name that means standard output.
pub(crate) const STDOUT: &str = "-";

/// Where the output goes.
#[derive(Clone, Debug)]
enum Target {
    /// A regular file, which may not exist yet: a reader sees the old content or the new one.
    Replaced(PathBuf),
    /// A device, a FIFO, or anything else without content to replace.
    Opened(PathBuf),
    /// Standard output: `-`, or the name of a file such as `/dev/stdout`.
    Stdout,
}

/// A file to write.
#[derive(Clone, Debug)]
pub(crate) struct OutputFile {
    path: PathBuf,
    target: Target,
}

impl OutputFile {
    /// Checks that the file can be written, without changing it.
    pub(crate) fn check(path: &Path) -> Result<Self> {
        let refused =
            |why: &str| Failure::usage(format!("{} cannot be written: {why}", path.display()));
        if path == Path::new(STDOUT) {
            return Ok(Self { path: path.to_owned(), target: Target::Stdout });
        }
        let target = locate(path).map_err(|error| refused(&error_text(&error)))?;
        if let Target::Replaced(file) = &target {
            if file.is_dir() {
                return Err(refused("it is a folder. Name a file in it"));
            }
            if !parent(file).is_dir() {
                return Err(refused(&format!(
                    "there is no folder {}. Create it, or name another file",
                    parent(file).display()
                )));
            }
            let tried = if file.exists() {
                OpenOptions::new().write(true).open(file).map(drop)
            } else {
                temporary(file).map(drop)
            };
            tried.map_err(|error| refused(&error_text(&error)))?;
        }
        Ok(Self { path: path.to_owned(), target })
    }

    /// The path as typed.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it is standard output, which then has nothing else.
    pub(crate) fn is_stdout(&self) -> bool {
        matches!(self.target, Target::Stdout)
    }

    /// Whether writing replaces the old content.
    pub(crate) fn is_replaced(&self) -> bool {
        matches!(self.target, Target::Replaced(_))
    }

    /// The file that is replaced, symbolic links followed; `None` for whatever has no content to replace.
    pub(crate) fn replaced(&self) -> Option<&Path> {
        match &self.target {
            Target::Replaced(file) => Some(file),
            Target::Opened(_) | Target::Stdout => None,
        }
    }

    /// Writes the whole content.
    pub(crate) fn write(&self, bytes: &[u8]) -> Result<()> {
        let written = match &self.target {
            Target::Stdout => return crate::output::write_bytes(bytes),
            Target::Opened(file) => overwrite(file, bytes),
            Target::Replaced(file) => match file.metadata() {
                Ok(old) => replace(file, bytes, &old),
                Err(_) => persist(temporary(file), file, bytes),
            },
        };
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Failure::ClosedPipe),
            Err(error) => Err(Failure::Other(format!(
                "{} cannot be written: {}",
                self.path.display(),
                error_text(&error)
            ))),
            Ok(()) => Ok(()),
        }
    }
}

/// Follows symbolic links to the file. A link of `/proc` leads to an open file, which must stay the
/// same.
fn locate(path: &Path) -> io::Result<Target> {
    let metadata = match path.metadata() {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if let Some(metadata) = &metadata {
        if is_stdout(metadata) {
            return Ok(Target::Stdout);
        }
        if !metadata.is_file() && !metadata.is_dir() {
            return Ok(Target::Opened(path.to_owned()));
        }
    }
    let mut file = path.to_owned();
    for _ in 0..MAX_LINKS {
        if parent(&file).canonicalize().is_ok_and(|folder| folder.starts_with("/proc")) {
            return Ok(Target::Opened(path.to_owned()));
        }
        match file.read_link() {
            Ok(link) => file = parent(&file).join(link),
            Err(_) => return Ok(Target::Replaced(file)),
        }
    }
    Err(io::Error::other("too many symbolic links"))
}

fn parent(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn is_stdout(metadata: &Metadata) -> bool {
    use std::os::fd::AsFd as _;
    use std::os::unix::fs::MetadataExt as _;

    let own = io::stdout().as_fd().try_clone_to_owned().and_then(|it| File::from(it).metadata());
    own.is_ok_and(|own| (own.dev(), own.ino()) == (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn is_stdout(_: &Metadata) -> bool {
    false
}

/// Replaces a file by one with the same mode and owner. If that isn't possible, writes into it.
fn replace(file: &Path, bytes: &[u8], old: &Metadata) -> io::Result<()> {
    if !has_one_name(old) {
        return overwrite(file, bytes);
    }
    match temporary(file).and_then(|new| same_access(&new, old).map(|()| new)) {
        Ok(new) => persist(Ok(new), file, bytes),
        Err(_) => overwrite(file, bytes),
    }
}

fn persist(new: io::Result<tempfile::NamedTempFile>, file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = new?;
    new.write_all(bytes)?;
    new.persist(file).map(drop).map_err(|error| error.error)
}

fn overwrite(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).truncate(true).open(file)?;
    file.write_all(bytes)
}

/// A file beside another, with the default mode of new files.
fn temporary(file: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder.prefix(".wxbw-").tempfile_in(parent(file))
}

#[cfg(unix)]
fn has_one_name(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) == 1
}

#[cfg(not(unix))]
fn has_one_name(_: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn same_access(new: &tempfile::NamedTempFile, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let own = new.as_file().metadata()?;
    if (own.uid(), own.gid()) != (old.uid(), old.gid()) {
        fchown(new.as_file(), Some(old.uid()), Some(old.gid()))?;
    }
    new.as_file().set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn same_access(_: &tempfile::NamedTempFile, _: &Metadata) -> io::Result<()> {
    Ok(())
}

/// An error of the operating system, without the name of the temporary file.
fn error_text(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" at path ").next().unwrap_or(&text).to_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    fn write(path: &Path, text: &str) {
        OutputFile::check(path)
            .expect("it can be written")
            .write(text.as_bytes())
            .expect("written");
    }

    fn read(path: &Path) -> String {
        std::fs::read_to_string(path).expect("a file")
    }

    #[test]
    fn symbolic_links_are_followed_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("elsewhere")).expect("a folder");
        std::fs::write(at("elsewhere/real"), "old").expect("a file");
        symlink("elsewhere/real", at("link")).expect("a link");
        symlink("link", at("link to link")).expect("a link");
        symlink("elsewhere/not yet", at("dangling")).expect("a link");
        write(&at("link to link"), "new");
        write(&at("dangling"), "first");
        assert_eq!(
            (read(&at("elsewhere/real")), read(&at("elsewhere/not yet"))),
            ("new".into(), "first".into())
        );
        for link in ["link", "link to link", "dangling"] {
            assert!(at(link).symlink_metadata().expect("it is there").is_symlink(), "{link}");
        }
    }

    #[test]
    fn mode_and_hard_links_of_a_file_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, other) = (folder.path().join("x"), folder.path().join("y"));
        for mode in [0o640, 0o600, 0o664] {
            std::fs::write(&file, "old").expect("a file");
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("a mode");
            let before = file.metadata().expect("it is there").ino();
            write(&file, "new");
            let after = file.metadata().expect("it is there");
            assert_eq!((after.mode() & 0o7777, read(&file)), (mode, "new".into()));
            assert_ne!(after.ino(), before, "who reads it sees the old or the new one");
        }
        std::fs::hard_link(&file, &other).expect("a second name");
        write(&file, "both");
        assert_eq!(read(&other), "both");
    }

    #[test]
    fn fifos_and_devices_are_written_in_place() {
        let folder = tempfile::tempdir().expect("a folder");
        let fifo = folder.path().join("fifo");
        let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
        assert!(made.success());
        let reader = {
            let fifo = fifo.clone();
            std::thread::spawn(move || read(&fifo))
        };
        write(&fifo, "through");
        assert_eq!(reader.join().expect("it was read"), "through");
        assert!(!fifo.metadata().expect("it is there").is_file());
        for device in ["null", "full"] {
            // Uses its own link, so that the machine's devices are never changed.
            let link = folder.path().join(device);
            symlink(Path::new("/dev").join(device), &link).expect("a link");
        }
        write(&folder.path().join("null"), "nothing");
        assert!(!folder.path().join("null").metadata().expect("it is there").is_file());
        if Path::new("/dev/full").exists() {
            let full = OutputFile::check(&folder.path().join("full")).expect("it can be opened");
            let said = format!("{:?}", full.write(b"x"));
            assert!(said.contains("full cannot be written: No space"), "{said}");
        }
    }

    #[test]
    fn an_open_file_descriptor_is_written_in_place() {
        use std::os::fd::AsRawFd as _;

        let folder = tempfile::tempdir().expect("a folder");
        let open = File::create(folder.path().join("x")).expect("a file");
        if Path::new("/proc/self/fd").exists() {
            write(Path::new(&format!("/proc/self/fd/{}", open.as_raw_fd())), "through");
            assert_eq!(open.metadata().expect("it is there").len(), 7);
        }
    }

    #[test]
    fn an_unwritable_file_is_detected_before_the_work() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, why) in [("nosuch/x", "there is no folder"), ("", "it is a folder")] {
            let refused = OutputFile::check(&folder.path().join(name));
            let said = format!("{refused:?}");
            assert!(matches!(refused, Err(Failure::Usage(_))) && said.contains(why), "{said}");
            assert!(!said.contains(".wxbw-"), "{said}");
        }
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 0);
    }
}
