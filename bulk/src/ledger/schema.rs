//! The versions of the tables, and their migrations.

use std::path::Path;

use rusqlite::Connection;

use super::db_error::{DbResult, ledger};

/// The migrations: the first creates version 1 in an empty file. Entries are only added at the end,
/// and never changed.
pub(super) const STEPS: &[&str] = &[include_str!("schema/1.sql")];

/// Marks a file as a ledger: "WXBL".
const APPLICATION_ID: i32 = 0x5758_424C;

/// The version of the ledger, 0 if the file is empty. Refuses the database of another program and
/// an unknown version.
pub(super) fn version(connection: &Connection, path: &Path, steps: &[&str]) -> DbResult<usize> {
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get(0));
    let (application, version): (i32, i32) = (number("application_id")?, number("user_version")?);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if tables > 0 && application != APPLICATION_ID {
        let what = "is the database of another program. Name another file";
        return Err(ledger(path, what).into());
    }
    let known = steps.len();
    match usize::try_from(version) {
        Ok(version) if version <= known => Ok(version),
        _ => {
            let what = format!(
                "was written by a newer version of this library: its tables are of version \
                 {version}, and this one knows up to {known}. Update the library, or name another \
                 file"
            );
            Err(ledger(path, &what).into())
        }
    }
}

/// Migrates a ledger to the newest version, entirely or not at all.
pub(super) fn migrate(connection: &mut Connection, path: &Path, steps: &[&str]) -> DbResult<()> {
    let from = version(connection, path, steps)?;
    if from == steps.len() {
        return Ok(());
    }
    let transaction = connection.transaction()?;
    for step in steps.iter().skip(from) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", i64::try_from(steps.len()).unwrap_or(0))?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message_of(result: DbResult<()>, path: &Path) -> String {
        result.unwrap_err().at(path).to_string()
    }

    #[test]
    fn an_old_ledger_keeps_its_rows_and_gains_what_is_new() {
        let path = Path::new("a.ledger");
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, path, &STEPS[..1]).unwrap();
        connection
            .execute_batch(
                "INSERT INTO runs (name, named, operation, arguments, state, created_at, updated_at)
                 VALUES ('a', 1, 'directory_sync.run', '{}', 'complete', '', '')",
            )
            .unwrap();
        let steps = [STEPS[0], "ALTER TABLE runs ADD COLUMN note TEXT DEFAULT 'none'", "SELECT 1"];
        migrate(&mut connection, path, &steps).unwrap();
        let row = connection
            .query_row("SELECT name, note FROM runs", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!(row, ("a".to_owned(), "none".to_owned()));
        assert_eq!(version(&connection, path, &steps).unwrap(), 3);
        migrate(&mut connection, path, &steps).unwrap();
    }

    #[test]
    fn a_step_that_fails_leaves_the_ledger_as_it_was() {
        let path = Path::new("a.ledger");
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, path, &STEPS[..1]).unwrap();
        let steps = [STEPS[0], "CREATE TABLE extra (a)", "SELECT nonsense"];
        message_of(migrate(&mut connection, path, &steps), path);
        assert_eq!(version(&connection, path, STEPS).unwrap(), 1);
        let extra = "SELECT count(*) FROM sqlite_schema WHERE name = 'extra'";
        let extra: i64 = connection.query_row(extra, [], |row| row.get(0)).unwrap();
        assert_eq!(extra, 0);
    }

    #[test]
    fn a_newer_ledger_is_refused_with_both_versions() {
        let path = Path::new("a.ledger");
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, path, STEPS).unwrap();
        connection.pragma_update(None, "user_version", 7).unwrap();
        let text = message_of(migrate(&mut connection, path, STEPS), path);
        assert!(text.contains("a.ledger") && text.contains("version 7"), "{text}");
        assert!(text.contains("knows up to 1"), "{text}");
    }
}
