//! Secrets in files that only their owner can read.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::source::check;
use crate::error::{Error, Result};

/// `~/x` in the home folder: those who write a path into a program or a profile mean that.
pub(super) fn expand(path: PathBuf) -> PathBuf {
    match (path.strip_prefix("~"), std::env::home_dir()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}

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

/// Writes a file that only its owner can read, whole or not at all, and durably.
pub(super) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder {
        fs::create_dir_all(folder)?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // A name that nobody can have prepared.
    name.push(format!(".{}.new", uuid::Uuid::new_v4()));
    replace(path, &path.with_file_name(name), text)?;
    // The new name is durable once the folder is; Windows has no such thing to sync.
    #[cfg(unix)]
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(())
}

/// Writes a file under another name, which must not be there in any form, and puts it in the place.
fn replace(path: &Path, new: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(new)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(new, path));
    if written.is_err() {
        let _ = fs::remove_file(new);
    }
    written
}

#[cfg(unix)]
fn refuse_shared(path: &Path, file: &File) -> Result<()> {
    use std::os::unix::fs::MetadataExt;

    let mode = file.metadata().map(|metadata| metadata.mode()).map_err(|error| {
        Error::configuration(format!("who may read {} cannot be told", path.display()))
            .with_source(error)
    })?;
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

/// Who may read a file is a list there. `PowerShell` writes it down without names, which differ from
/// language to language: `WD` is everyone, `BU` the users, `AU` whoever is signed in.
#[cfg(windows)]
fn refuse_shared(path: &Path, _: &File) -> Result<()> {
    let script = "(Get-Acl -LiteralPath $env:WEBEX_BROADWORKS_SECRET_FILE).Sddl";
    let output = std::process::Command::new("powershell")
        .args(["-NoProfile", "-NonInteractive", "-Command", script])
        .env("WEBEX_BROADWORKS_SECRET_FILE", path)
        .output();
    let Some(list) = output.ok().filter(|output| output.status.success()) else {
        return Err(Error::configuration(format!(
            "who may read {} cannot be told: PowerShell cannot be run",
            path.display()
        )));
    };
    let list = String::from_utf8_lossy(&list.stdout).into_owned();
    if [";WD)", ";BU)", ";AU)"].iter().all(|others| !list.contains(others)) {
        return Ok(());
    }
    Err(Error::configuration(format!(
        "others can read the file {path}, and it holds a secret: icacls \"{path}\" /inheritance:r \
         /grant:r \"%USERNAME%:F\"",
        path = path.display()
    )))
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
    fn a_tilde_is_the_home_folder() {
        let home = std::env::home_dir().unwrap();
        assert_eq!(expand("~/a/b".into()), home.join("a/b"));
        assert_eq!(expand("/~/a".into()), PathBuf::from("/~/a"));
    }

    #[test]
    fn a_link_that_somebody_laid_is_not_followed() {
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
        // One in the place of the file itself gives way to the file.
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
        assert_eq!(read_private(&path).unwrap().as_str(), "two");
        fs::remove_file(&path).unwrap();
    }
}
