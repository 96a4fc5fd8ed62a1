//! Checks which other users can read a file of secrets.

use std::fs::File;
use std::path::Path;

#[cfg(unix)]
use crate::error::{Error, Result};

/// The folders where platforms mount secrets for one service.
#[cfg(unix)]
const SECRET_FOLDERS: [&str; 2] = ["/run/secrets", "/var/run/secrets"];

/// The variable in which systemd names the folder of a service's credentials.
#[cfg(unix)]
const CREDENTIALS_FOLDER: &str = "CREDENTIALS_DIRECTORY";

/// Refuses a file of secrets that other users can read.
#[cfg(unix)]
pub(crate) fn ensure_private(path: &Path, file: &File) -> Result<()> {
    use std::os::unix::fs::MetadataExt as _;

    let unknown = |error: std::io::Error| {
        Error::configuration(format!("the permissions of {} cannot be read", path.display()))
            .with_source(error)
    };
    let metadata = file.metadata().map_err(unknown)?;
    if !is_open(metadata.mode()) {
        return Ok(());
    }
    // Kubernetes mounts symbolic links to its files.
    let real = path.canonicalize().map_err(unknown)?;
    let is_read_only = is_on_a_read_only_mount(file);
    let credentials = std::env::var_os(CREDENTIALS_FOLDER).map(std::path::PathBuf::from);
    if is_mounted_secret(&real, credentials) || is_behind_a_closed_folder(&real) {
        return Ok(());
    }
    if is_read_only && metadata.uid() == 0 {
        return Ok(());
    }
    let user = rustix::process::geteuid();
    let may_change = !is_read_only && (user.is_root() || user.as_raw() == metadata.uid());
    let path = path.display();
    let change = if may_change { format!("run chmod 600 {path}, or ") } else { String::new() };
    Err(Error::configuration(format!(
        "other users can read the file {path} (mode {:03o}), which contains a secret: {change}move \
         it to a folder that only its owner can enter. Mounted secrets are accepted in \
         /run/secrets, in ${CREDENTIALS_FOLDER} and, as in Kubernetes, on a read-only mount if \
         root owns the file. If the container runs as root, `defaultMode: 0400` also works",
        metadata.mode() & 0o777,
    )))
}

/// Whether a mode gives other users any permission.
#[cfg(unix)]
fn is_open(mode: u32) -> bool {
    mode & 0o077 != 0
}

/// Whether the platform created this file for this service.
#[cfg(unix)]
fn is_mounted_secret(real: &Path, credentials: Option<std::path::PathBuf>) -> bool {
    let folders = SECRET_FOLDERS.iter().map(std::path::PathBuf::from).chain(credentials);
    folders
        .filter(|folder| folder.is_absolute() && folder.parent().is_some())
        .filter_map(|folder| folder.canonicalize().ok())
        .any(|folder| real.starts_with(folder))
}

/// Whether only its owner can enter one of the folders that lead to a file.
#[cfg(unix)]
fn is_behind_a_closed_folder(real: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    real.ancestors()
        .skip(1)
        .any(|folder| std::fs::metadata(folder).is_ok_and(|metadata| !is_open(metadata.mode())))
}

#[cfg(unix)]
fn is_on_a_read_only_mount(file: &File) -> bool {
    rustix::fs::fstatvfs(file)
        .is_ok_and(|mount| mount.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY))
}

/// Refuses a file of secrets that other users can read.
#[cfg(windows)]
pub(crate) fn ensure_private(path: &Path, file: &File) -> Result<()> {
    crate::auth::windows_acl::ensure_private(path, file)
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::PathBuf;

    use super::is_mounted_secret;
    use crate::auth::secret_file::read_secret;

    /// A folder that others can enter.
    fn open_folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        set_mode(folder.path(), 0o755);
        let path = folder.path().to_owned();
        (folder, path)
    }

    fn set_mode(path: &std::path::Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// A volume of Kubernetes: the name is a link to a link to a folder of this version's files.
    fn volume(folder: &std::path::Path, mode: u32) -> PathBuf {
        let version = folder.join("..2026_11_29");
        fs::create_dir(&version).unwrap();
        fs::write(version.join("token"), "SECRET-1\n").unwrap();
        set_mode(&version.join("token"), mode);
        symlink("..2026_11_29", folder.join("..data")).unwrap();
        symlink("..data/token", folder.join("token")).unwrap();
        folder.join("token")
    }

    #[test]
    fn what_others_can_read_is_refused_with_what_to_do() {
        for mode in [0o444, 0o440, 0o640, 0o604, 0o644] {
            let (_kept, folder) = open_folder();
            let token = volume(&folder, mode);
            let error = read_secret(&token).unwrap_err().to_string();
            let shown = format!("mode {mode:03o}");
            for part in [&*shown, "chmod 600", "/run/secrets", "$CREDENTIALS_DIRECTORY"] {
                assert!(error.contains(part), "{error}");
            }
            set_mode(&token, 0o400);
            assert!(read_secret(&token).is_ok());
        }
    }

    #[test]
    fn the_folder_of_a_service_s_credentials_is_accepted() {
        let (_kept, folder) = open_folder();
        let real = volume(&folder, 0o444).canonicalize().unwrap();
        assert!(is_mounted_secret(&real, Some(folder.clone())));
        symlink(&folder, folder.join("link")).unwrap();
        assert!(is_mounted_secret(&real, Some(folder.join("link"))));
        for other in [Some(folder.join("other")), Some("/".into()), Some(".".into()), None] {
            assert!(!is_mounted_secret(&real, other));
        }
    }

    #[test]
    fn behind_a_folder_that_only_its_owner_can_enter_any_mode_will_do() {
        for mode in [0o444, 0o440, 0o640] {
            let (_kept, folder) = open_folder();
            let closed = folder.join("closed");
            fs::create_dir_all(closed.join("in/it")).unwrap();
            let token = volume(&closed.join("in/it"), mode);
            assert!(read_secret(&token).is_err());
            set_mode(&closed, 0o700);
            assert!(read_secret(&token).is_ok());
            // A link into it does not open it, and one out of it does not close what it leads to.
            symlink(&token, folder.join("link")).unwrap();
            assert!(read_secret(&folder.join("link")).is_ok());
            fs::write(folder.join("shared"), "SECRET-1").unwrap();
            set_mode(&folder.join("shared"), 0o644);
            symlink(folder.join("shared"), closed.join("out")).unwrap();
            assert!(read_secret(&closed.join("out")).is_err());
        }
    }
}
