//! Secrets in files that only their owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::source::check;
use crate::error::{Error, Result};

/// Reads a token; white space around it is not part of it.
pub(super) fn read_secret(path: &Path) -> Result<SecretString> {
    let text = read_private(path)?;
    let token = SecretString::from(text.trim().to_owned());
    check(token.expose_secret(), &format!("the token file {}", path.display()))?;
    Ok(token)
}

/// Reads a file after making sure that nobody else can.
pub(super) fn read_private(path: &Path) -> Result<Zeroizing<String>> {
    let named = |error: std::io::Error| {
        Error::configuration(format!("the file {} cannot be read", path.display()))
            .with_source(error)
    };
    let mut file = File::open(path).map_err(named)?;
    refuse_shared(path, &file)?;
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(named)?;
    Ok(text)
}

/// Writes a file that only its owner can read, whole or not at all.
pub(super) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(directory) = path.parent() {
        fs::create_dir_all(directory)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new: PathBuf = path.with_file_name(name);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, path)
}

#[cfg(unix)]
fn refuse_shared(path: &Path, file: &File) -> Result<()> {
    use std::os::unix::fs::MetadataExt;

    let mode = file.metadata().map(|metadata| metadata.mode()).unwrap_or_default();
    let others = mode & 0o077;
    if others == 0 {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "others can read the file {path} (mode {:03o}), and it holds a secret: chmod 600 {path}",
        mode & 0o777,
        path = path.display()
    )))
}

/// Who may read a file is a list there; `icacls` prints it, one account a line.
#[cfg(windows)]
fn refuse_shared(path: &Path, _: &File) -> Result<()> {
    const OTHERS: [&str; 3] = ["Everyone:", "BUILTIN\\Users:", "Authenticated Users:"];
    let Ok(output) = std::process::Command::new("icacls").arg(path).output() else {
        return Err(Error::configuration("icacls, which tells who can read a file, cannot be run"));
    };
    let listing = String::from_utf8_lossy(&output.stdout);
    match OTHERS.iter().find(|account| listing.contains(**account)) {
        None => Ok(()),
        Some(account) => Err(Error::configuration(format!(
            "{account} can read the file {path}, and it holds a secret: icacls \"{path}\" \
             /inheritance:r /grant:r \"%USERNAME%:F\"",
            path = path.display()
        ))),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn file(name: &str) -> PathBuf {
        std::env::temp_dir().join(format!("webex-broadworks-{name}-{}", std::process::id()))
    }

    #[test]
    fn what_others_can_read_is_refused_with_the_cure() {
        let path = file("shared");
        fs::write(&path, "SECRET\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let error = read_secret(&path).unwrap_err().to_string();
        assert!(error.contains("mode 640") && error.contains("chmod 600"), "{error}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read_secret(&path).unwrap().expose_secret(), "SECRET");
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_is_written_is_private() {
        let path = file("private");
        write_private(&path, "one").unwrap();
        write_private(&path, "two").unwrap();
        assert_eq!(read_private(&path).unwrap().as_str(), "two");
        fs::remove_file(&path).unwrap();
    }
}
