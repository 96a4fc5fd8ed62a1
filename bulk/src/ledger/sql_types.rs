//! Converts times to and from columns.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use webex_broadworks::Timestamp;

/// A time as `2026-11-21T20:49:00.123Z`. The length is fixed, so that text sorts like time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Time(pub(super) Timestamp);

impl ToSql for Time {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string().into())
    }
}

impl FromSql for Time {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map(Self).map_err(FromSqlError::other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(moment: &str) -> String {
        match Time(moment.parse().unwrap()).to_sql().unwrap() {
            ToSqlOutput::Owned(rusqlite::types::Value::Text(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn times_have_one_length_and_sort_as_text() {
        assert_eq!(text("2026-11-21T20:49:00Z"), "2026-11-21T20:49:00.000Z");
        assert_eq!(text("2026-11-21T21:49:00.1239+01:00"), "2026-11-21T20:49:00.123Z");
        assert!(text("2026-11-21T20:49:00.9Z") < text("2026-11-21T20:49:01Z"));
    }
}
