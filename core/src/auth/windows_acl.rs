//! Who may read a file on Windows, by the system's own programs: this crate has no unsafe code.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

use once_cell::sync::Lazy;

use crate::auth::secret_file::stamp;
use crate::error::{Error, Result};

/// Everyone, the users, and whoever is signed in, as a security descriptor names them.
const OTHERS: [&str; 3] = [";WD)", ";BU)", ";AU)"];

/// The security identifier of a file's owner, which is the same in every language.
const OWNER: &str = "*S-1-3-4";

/// The files that were found private, as they were then: a check starts a program and takes time.
static PRIVATE: Lazy<Mutex<HashMap<PathBuf, (SystemTime, u64)>>> = Lazy::new(Mutex::default);

/// A program of the system's, whatever PATH says.
fn system_program(below: &str) -> Command {
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| OsString::from(r"C:\Windows"));
    Command::new(Path::new(&root).join("System32").join(below))
}

/// Leaves a new file to its owner alone. Otherwise it takes over the folder's list of readers.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    let grant = format!("{OWNER}:F");
    let done = system_program("icacls.exe")
        .arg(path)
        .args(["/inheritance:r", "/grant:r", &grant])
        .output()?;
    if done.status.success() {
        return Ok(());
    }
    Err(io::Error::other("icacls could not restrict the file to its owner"))
}

/// Refuses a file of secrets that others can read.
pub(crate) fn refuse_shared(path: &Path) -> Result<()> {
    let stamp = stamp(path);
    let mut private = PRIVATE.lock().unwrap_or_else(PoisonError::into_inner);
    if stamp.is_some() && private.get(path).copied() == stamp {
        return Ok(());
    }
    let list = descriptor(path)?;
    if OTHERS.iter().any(|others| list.contains(others)) {
        return Err(Error::configuration(format!(
            "others can read the file {path}, and it holds a secret: icacls \"{path}\" \
             /inheritance:r /grant:r {OWNER}:F",
            path = path.display()
        )));
    }
    if let Some(stamp) = stamp {
        private.insert(path.to_owned(), stamp);
    }
    Ok(())
}

/// The security descriptor, which names groups by codes that are the same in every language.
fn descriptor(path: &Path) -> Result<String> {
    let script = "(Get-Acl -LiteralPath $env:WEBEX_BROADWORKS_SECRET_FILE).Sddl";
    let output = system_program(r"WindowsPowerShell\v1.0\powershell.exe")
        .args(["-NoProfile", "-NonInteractive", "-Command", script])
        .env("WEBEX_BROADWORKS_SECRET_FILE", path)
        .output();
    match output.ok().filter(|output| output.status.success()) {
        Some(output) => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        None => Err(Error::configuration(format!(
            "who may read {} can't be checked: PowerShell can't be run",
            path.display()
        ))),
    }
}
