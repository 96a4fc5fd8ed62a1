//! Enums that are stored by their name.

use super::intents::Settled;
use super::run_state::RunState;
use crate::OutcomeKind;

/// Converts an enum to and from `SQLite`.
macro_rules! column {
    ($type:ident) => {
        impl rusqlite::ToSql for $type {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(<&str>::from(self).into())
            }
        }

        impl rusqlite::types::FromSql for $type {
            fn column_result(
                value: rusqlite::types::ValueRef<'_>,
            ) -> rusqlite::types::FromSqlResult<Self> {
                value.as_str()?.parse().map_err(|_| rusqlite::types::FromSqlError::InvalidType)
            }
        }
    };
}

column!(OutcomeKind);
column!(RunState);
column!(Settled);
