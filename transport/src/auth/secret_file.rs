//! Secrets in files that only their owner can read.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;
use std::time::SystemTime;

use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::auth::permissions::ensure_private;
use crate::auth::{credential_text, folders};
use crate::error::{Error, Result};

/// The largest file of secrets.
const MAX_SIZE: u64 = 64 * 1024;

/// Reads a token or another credential.
pub(crate) fn read_secret(path: &Path) -> Result<SecretString> {
    credential_text::read(&read_private(path)?, format!("the token file {}", path.display()))
}

/// Reads a file after checking that no other user can read it.
pub(crate) fn read_private(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let cannot_be_read = |error: std::io::Error| {
        Error::configuration(format!("the file {} cannot be read", path.display()))
            .with_source(error)
    };
    // Checked before opening, because opening a pipe would block.
    refuse_special(path, &fs::metadata(path).map_err(cannot_be_read)?)?;
    let file = File::open(path).map_err(cannot_be_read)?;
    refuse_special(path, &file.metadata().map_err(cannot_be_read)?)?;
    ensure_private(path, &file)?;
    let mut bytes = Zeroizing::new(Vec::new());
    file.take(MAX_SIZE + 1).read_to_end(&mut bytes).map_err(cannot_be_read)?;
    if bytes.len() as u64 > MAX_SIZE {
        return Err(Error::configuration(format!(
            "the file {} is too large to hold a secret: expected at most {} KiB",
            path.display(),
            MAX_SIZE / 1024
        )));
    }
    Ok(bytes)
}

/// The time of the last change of a file, and its size.
pub(crate) fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

/// Refuses a path that isn't a regular file, and names its kind.
pub(crate) fn refuse_special(path: &Path, metadata: &Metadata) -> Result<()> {
    if metadata.is_file() {
        return Ok(());
    }
    let path = path.display();
    Err(Error::configuration(match special(metadata) {
        "a folder" => format!("{path} is a folder: name a file in it"),
        kind => format!(
            "{path} is {kind}: expected a regular file. To read what a program prints, use a token \
             command"
        ),
    }))
}

fn special(metadata: &Metadata) -> &'static str {
    if metadata.is_dir() {
        return "a folder";
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;

        let kind = metadata.file_type();
        if kind.is_fifo() {
            return "a pipe";
        }
        if kind.is_socket() {
            return "a socket";
        }
        if kind.is_char_device() || kind.is_block_device() {
            return "a device";
        }
    }
    "a special file"
}

/// Writes a file that only its owner can read, atomically and durably.
pub(crate) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = folders::parent(path);
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // A name that no other process can predict, and so can't create in advance.
    name.push(format!(".{}.new", uuid::Uuid::new_v4()));
    replace(path, &path.with_file_name(name), text)?;
    // Makes the new name durable. Windows has no equivalent.
    #[cfg(unix)]
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// Writes a file under a temporary name, which must not exist, and renames it.
fn replace(path: &Path, new: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(new)?;
    #[cfg(windows)]
    let restricted = crate::auth::windows_acl::make_private(new);
    #[cfg(not(windows))]
    let restricted: std::io::Result<()> = Ok(());
    let written = restricted
        .and_then(|()| file.write_all(text.as_bytes()))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(new, path));
    if written.is_err() {
        let _ = fs::remove_file(new);
    }
    written
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("webex-broadworks-{name}-{}", std::process::id()))
    }

    #[test]
    fn what_is_not_a_regular_file_is_refused_by_what_it_is() {
        let pipe = file("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        for (path, kind) in [
            (Path::new("/tmp"), "a folder"),
            (Path::new("/dev/null"), "a device"),
            (Path::new("/dev/zero"), "a device"),
            (&*pipe, "a pipe"),
        ] {
            let error = read_secret(path).unwrap_err().to_string();
            assert!(error.contains(kind) && !error.contains("chmod"), "{error}");
        }
        fs::remove_file(&pipe).unwrap();
    }

    #[test]
    fn a_large_file_holds_no_secret() {
        let path = file("large");
        write_private(&path, &"x".repeat(70_000)).unwrap();
        assert!(read_secret(&path).unwrap_err().to_string().contains("too large"));
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn a_link_that_was_laid_beforehand_is_not_followed() {
        let [path, new, elsewhere] = ["linked", "linked-new", "elsewhere"].map(file);
        for target in [&elsewhere, &file("nowhere")] {
            fs::write(&elsewhere, "theirs").unwrap();
            std::os::unix::fs::symlink(target, &new).unwrap();
            let error = replace(&path, &new, "SECRET").unwrap_err();
            assert_eq!(error.kind(), std::io::ErrorKind::AlreadyExists);
            fs::remove_file(&new).unwrap();
            assert!(!path.exists() && !file("nowhere").exists());
            assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "theirs");
        }
        // A special file that took its place is replaced by the file.
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        write_private(&path, "SECRET").unwrap();
        assert!(fs::symlink_metadata(&path).unwrap().is_file());
        assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "theirs");
        for file in [path, elsewhere] {
            fs::remove_file(file).unwrap();
        }
    }

    #[test]
    fn what_is_written_is_private() {
        let path = file("private");
        write_private(&path, "one").unwrap();
        write_private(&path, "two").unwrap();
        assert_eq!(**read_private(&path).unwrap(), *b"two");
        fs::remove_file(&path).unwrap();
    }
}
