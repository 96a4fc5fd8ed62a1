//! Files that aren't ledgers, or that this version can't use.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use webex_broadworks::ErrorKind;
use webex_broadworks_bulk::ledger::Ledger;

use crate::{begin, place};

/// Opens what must not open, for writing and for reading, and gives the first one's words.
async fn refused(path: &Path) -> String {
    let reading = Ledger::read(path).await.unwrap_err();
    assert_eq!(reading.kind(), ErrorKind::Ledger, "{reading}");
    let error = Ledger::open(path).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Ledger, "{error}");
    let text = error.to_string();
    let name = path.file_name().unwrap().to_string_lossy();
    assert!(text.contains(&*name), "{name} is not in: {text}");
    text
}

#[tokio::test]
async fn a_file_that_is_something_else_stays_as_it_is() {
    let (folder, path) = place();
    fs::write(&path, "id,name\n1,acme\n2,globex\n").unwrap();
    let text = refused(&path).await;
    assert!(text.contains("is not an SQLite file") && text.contains("Name another"), "{text}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "id,name\n1,acme\n2,globex\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was put beside it");
}

#[tokio::test]
async fn another_program_s_database_stays_as_it_is() {
    let (_folder, path) = place();
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    let before = fs::read(&path).unwrap();
    let text = refused(&path).await;
    assert!(text.contains("another program"), "{text}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_damaged_ledger_is_called_that() {
    let (_folder, path) = place();
    let ledger = Ledger::open(&path).await.unwrap();
    begin(&ledger).await;
    ledger.close().await.unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let length = bytes.len();
    bytes[100..length].fill(0xAA);
    fs::write(&path, bytes).unwrap();
    let text = refused(&path).await;
    assert!(text.contains("is damaged") && text.contains("restore a backup"), "{text}");
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_named() {
    let (folder, _) = place();
    let text = refused(&folder.path().join("nowhere/bulk.ledger")).await;
    assert!(text.contains("nowhere") && text.contains("Create the folder"), "{text}");
}

#[tokio::test]
async fn a_folder_is_no_ledger() {
    let (folder, _) = place();
    let text = refused(folder.path()).await;
    assert!(text.contains("is a folder"), "{text}");
}

#[tokio::test]
async fn a_tilde_stands_for_a_home_folder() {
    let folder = Path::new("~another-user");
    let reading = Ledger::read(folder.join("l.sqlite")).await.unwrap_err();
    let writing = Ledger::open(folder.join("l.sqlite")).await.unwrap_err();
    for error in [reading, writing] {
        assert!(error.to_string().contains("another user's home folder"), "{error}");
    }
    assert!(!folder.exists());
}

#[tokio::test]
async fn a_newer_ledger_is_refused_and_stays_as_it_is() {
    let (_folder, path) = place();
    Ledger::open(&path).await.unwrap().close().await.unwrap();
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let text = refused(&path).await;
    assert!(text.contains("version 99") && text.contains("Update the library"), "{text}");
}

#[tokio::test]
async fn there_is_nothing_to_read_where_nothing_was_written() {
    let (folder, path) = place();
    let error = Ledger::read(&path).await.unwrap_err();
    assert!(error.to_string().contains("does not exist"), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "reading makes no file");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::noon;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[tokio::test]
    async fn only_its_owner_reads_it() {
        let (folder, path) = place();
        let ledger = Ledger::open(&path).await.unwrap();
        begin(&ledger).await;
        let files: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 4, "the ledger, its log, the log's index, the lock: {files:?}");
        assert!(files.iter().all(|file| mode(file) == 0o600), "{files:?}");
    }

    #[tokio::test]
    async fn one_that_cannot_be_written_can_still_be_read() {
        let (folder, path) = place();
        Ledger::open(&path).await.unwrap().close().await.unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        // Permissions do not bind root.
        if fs::OpenOptions::new().write(true).open(&path).is_ok() {
            return;
        }
        let error = Ledger::open(&path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ledger);
        let text = error.to_string();
        assert!(text.contains("cannot be written") && text.contains("writable"), "{text}");
        drop(Ledger::read(&path).await.unwrap());
        for made_by_the_reader in ["bulk.ledger-wal", "bulk.ledger-shm"] {
            fs::remove_file(folder.path().join(made_by_the_reader)).unwrap();
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).unwrap();
        let error = Ledger::read(&path).await.unwrap_err().to_string();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        assert!(error.contains("copy the ledger"), "{error}");
    }

    #[tokio::test]
    async fn what_goes_into_a_deleted_log_is_not_called_committed() {
        let (folder, path) = place();
        let ledger = Ledger::open(&path).await.unwrap();
        let begun = begin(&ledger).await;
        fs::remove_file(folder.path().join("bulk.ledger-wal")).unwrap();
        let error = begun.run.touch(noon()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Ledger);
        assert!(error.to_string().contains("has lost its log"), "{error}");
        fs::remove_file(&path).unwrap();
        let error = begun.run.touch(noon()).await.unwrap_err();
        assert!(error.to_string().contains("was deleted or renamed"), "{error}");
    }

    /// Closing a file releases all locks of the process on it, including those of other handles.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn opening_it_again_takes_away_no_lock() {
        use std::os::unix::fs::MetadataExt;

        let (_folder, path) = place();
        let ledger = Ledger::open(&path).await.unwrap();
        let inode = format!(":{} ", fs::metadata(&path).unwrap().ino());
        let locks = || {
            let all = fs::read_to_string("/proc/locks").unwrap();
            all.lines().filter(|line| line.contains(&inode)).count()
        };
        let before = locks();
        drop(Ledger::read(&path).await.unwrap());
        drop(Ledger::open(&path).await.unwrap());
        assert_eq!((before, locks()), (1, 1));
        ledger.close().await.unwrap();
    }

    #[tokio::test]
    async fn two_spellings_are_one_ledger() {
        let (folder, path) = place();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let ledger = Ledger::open(&path).await.unwrap();
        let other = Ledger::open(&link).await.unwrap();
        assert_eq!(ledger.path(), other.path());
    }
}
