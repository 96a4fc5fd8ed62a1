//! Names of runs: Unicode has several spellings of one name, of which the ledger keeps one.

use rusqlite::{Connection, OptionalExtension as _};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::db_error::DbResult;

/// The canonical spelling of a name: Unicode's normalization form C.
pub(crate) fn normalize(name: String) -> String {
    if is_nfc(&name) { name } else { name.nfc().collect() }
}

/// The id of the run with a name, in any spelling.
pub(super) fn find_run(connection: &Connection, name: &str) -> DbResult<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT run_id FROM runs WHERE name = ?1")?;
    Ok(statement.query_row([normalize(name.to_owned())], |row| row.get(0)).optional()?)
}
