//! Who may read a file on Windows, by its security descriptor in text (SDDL). Pure but for two functions.

#[cfg(windows)]
use std::path::Path;

#[cfg(windows)]
use crate::auth::windows_security;
#[cfg(windows)]
use crate::error::{Error, Result};

/// Gives full control to the owner only, and inherits nothing from the folder.
#[cfg(windows)]
const OWNER_ALONE: &str = "D:P(A;;FA;;;OW)";

/// Who may read a secret in addition to its owner: the owner's rights and the creator's, the system
/// and the administrators, who can take ownership of any file.
const TRUSTED: [&str; 4] = ["OW", "CO", "SY", "BA"];

/// The same in long form.
const TRUSTED_IDS: [&str; 4] = ["S-1-3-4", "S-1-3-0", "S-1-5-18", "S-1-5-32-544"];

/// Rights in words that let read: all, read, their generic forms, and the lowest bit, which has a name of its own.
const READING: [&str; 5] = ["FA", "FR", "GA", "GR", "CC"];

/// The same as bits: of a file's data, generic reading and generic everything.
const READING_BITS: u32 = 0x1 | 0x8000_0000 | 0x1000_0000;

/// Lets only the owner read a new file. Otherwise it inherits the readers of the folder.
#[cfg(windows)]
pub(crate) fn make_private(path: &Path) -> std::io::Result<()> {
    windows_security::set_access(path, OWNER_ALONE)
}

/// Refuses a file of secrets that other users can read.
#[cfg(windows)]
pub(crate) fn ensure_private(path: &Path, file: &std::fs::File) -> Result<()> {
    let descriptor = windows_security::descriptor(file).map_err(|error| {
        Error::configuration(format!("the permissions of {} cannot be read", path.display()))
            .with_source(error)
    })?;
    match other_reader(&descriptor) {
        None => Ok(()),
        Some(reader) => Err(Error::configuration(format!(
            "other users ({reader}) can read the file {path}, which contains a secret: run icacls \
             \"{path}\" /inheritance:r /grant:r *S-1-3-4:F",
            path = path.display()
        ))),
    }
}

/// An untrusted reader of a file, by its name or id in the descriptor.
fn other_reader(descriptor: &str) -> Option<&str> {
    let (owner, list) = descriptor.split_once("D:").unwrap_or((descriptor, ""));
    let owner = owner.strip_prefix("O:").unwrap_or_default();
    let owner = owner.split_once("G:").map_or(owner, |(owner, _)| owner);
    let Some((flags, _)) = list.split_once('(') else {
        // Without a list everyone may do anything, with an empty one nothing.
        return (list.is_empty() || list.contains("NO_ACCESS_CONTROL")).then_some("everyone");
    };
    if flags.contains("NO_ACCESS_CONTROL") {
        return Some("everyone");
    }
    list.split('(').skip(1).find_map(|entry| {
        let mut fields = entry.split(')').next()?.split(';');
        let (kind, flags, rights) = (fields.next()?, fields.next()?, fields.next()?);
        let reader = fields.nth(2)?;
        let is_allowed = matches!(kind, "A" | "XA" | "OA");
        // What is only for files to come says nothing about this one.
        let applies = !pairs(flags).any(|flag| flag == "IO");
        let is_trusted =
            reader == owner || TRUSTED.contains(&reader) || TRUSTED_IDS.contains(&reader);
        (is_allowed && applies && may_read(rights) && !is_trusted).then_some(reader)
    })
}

fn may_read(rights: &str) -> bool {
    match rights.strip_prefix("0x") {
        Some(bits) => u32::from_str_radix(bits, 16).map_or(true, |bits| bits & READING_BITS != 0),
        None => pairs(rights).any(|right| READING.contains(&right)),
    }
}

/// The two-letter words that are written without separators.
fn pairs(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len()).step_by(2).filter_map(|at| text.get(at..at + 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JANE: &str = "S-1-5-21-1-2-3-1001";

    #[test]
    fn a_file_of_its_owner_the_system_and_administrators_is_private() {
        for list in [
            "D:P(A;;FA;;;OW)",
            "D:PAI(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;S-1-5-21-1-2-3-1001)",
            "D:AI(A;ID;FA;;;SY)(A;OICIIO;GA;;;BU)(A;ID;0x1f01ff;;;S-1-5-32-544)",
            "D:(D;;FA;;;WD)(A;;FA;;;OW)",
            "D:(A;;0x100000;;;WD)(A;;FA;;;OW)",
            "D:P(A;;WD;;;BU)(A;;FA;;;OW)",
            "D:PAI",
        ] {
            let descriptor = format!("O:{JANE}G:S-1-5-21-1-2-3-513{list}");
            assert_eq!(other_reader(&descriptor), None, "{descriptor}");
        }
    }

    #[test]
    fn a_file_that_others_can_read_names_them() {
        for (list, reader) in [
            ("D:AI(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)", "BU"),
            ("D:(A;;FR;;;WD)", "WD"),
            ("D:(A;;FA;;;OW)(A;;GR;;;AU)", "AU"),
            ("D:(A;;GA;;;S-1-5-21-1-2-3-1002)", "S-1-5-21-1-2-3-1002"),
            ("D:(A;;SWFR;;;IU)", "IU"),
            ("D:(A;;CCSWLO;;;WD)", "WD"),
            ("D:NO_ACCESS_CONTROL", "everyone"),
            ("", "everyone"),
        ] {
            let descriptor = format!("O:{JANE}{list}");
            assert_eq!(other_reader(&descriptor), Some(reader), "{descriptor}");
        }
    }
}
