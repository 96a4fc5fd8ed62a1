//! Names of runs: Unicode has several spellings of one name.

use rusqlite::{Connection, OptionalExtension as _};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::db_error::DbResult;

/// The canonical spelling of a name: Unicode's normalization form C.
pub(crate) fn normalize(name: String) -> String {
    if is_nfc(&name) { name } else { name.nfc().collect() }
}

/// Whether two names are one.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.nfc().eq(other.nfc())
}

/// The id of the run with a name.
pub(super) fn find_run(connection: &Connection, name: &str) -> DbResult<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT run_id FROM runs WHERE name = ?1")?;
    let exact = statement.query_row([name], |row| row.get(0)).optional()?;
    if exact.is_some() {
        return Ok(exact);
    }
    // An earlier version stored names as they were typed.
    let mut statement = connection.prepare_cached("SELECT run_id, name FROM runs")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    for row in rows {
        let (id, known) = row?;
        if is_same(&known, name) {
            return Ok(Some(id));
        }
    }
    Ok(None)
}
