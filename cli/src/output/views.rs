//! The tables for people, and the columns of CSV. Pure.

use serde_json::Value;
use webex_broadworks::{DirectorySyncState, Timestamp, directory_sync_state};
use webex_broadworks_tables::ColumnType::{self, Flag, Integer, Text, Time};
use webex_broadworks_tables::{self as tables, Column, ColumnGroup, TableSchema};

/// How rows of one kind are shown.
#[derive(Debug)]
pub(crate) struct View {
    /// The headers of the table for people.
    pub(crate) titles: &'static [&'static str],
    /// The cells under them.
    pub(crate) row: fn(&Value, Timestamp) -> Vec<Field>,
    /// The columns of the CSV.
    pub(crate) columns: fn() -> &'static TableSchema,
}

/// A cell of a table for people.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) text: String,
    pub(crate) style: Style,
    pub(crate) is_number: bool,
}

/// The meaning of a color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Good,
    Warning,
    Bad,
    Faint,
}

/// Enterprises as listed.
pub(crate) static ENTERPRISE: View = View {
    titles: &["enterprise", "sync", "status", "last success", "took", "users", "errors"],
    row: |row, now| {
        let mut fields = vec![enterprise(row)];
        fields.extend(state_fields(&directory_sync_state(row, now)));
        fields
    },
    columns: || &tables::ENTERPRISES,
};

/// The directory sync of one enterprise.
pub(crate) static STATUS: View = View {
    titles: &["sync", "status", "last success", "took", "users", "errors"],
    row: |row, now| state_fields(&directory_sync_state(row, now)).into(),
    columns: || &tables::DIRECTORY_SYNC,
};

/// Outcomes of reading statuses.
pub(crate) static STATUSES: View = View {
    titles: &["enterprise", "outcome", "sync", "status", "last success", "took", "users", "errors"],
    row: |row, now| {
        let mut fields = vec![enterprise(row), outcome(row)];
        if row["result"].is_object() {
            fields.extend(state_fields(&directory_sync_state(row, now)));
        } else {
            fields.extend((0..5).map(|_| faint("")));
            fields.push(Field::styled(error_codes(row), Style::Bad));
        }
        fields
    },
    columns: || &tables::OUTCOMES,
};

/// Outcomes of changing something.
pub(crate) static OUTCOMES: View = View {
    titles: &["enterprise", "user", "outcome", "reason", "what", "tracking id"],
    row: |row, _| {
        vec![
            enterprise(row),
            plain(text(&row["userId"])),
            outcome(row),
            plain(text(&row["reason"])),
            plain(describe_outcome(row)),
            faint(text(&row["error"]["trackingId"])),
        ]
    },
    columns: || &tables::OUTCOMES,
};

/// The runs of a ledger.
pub(crate) static RUNS: View = View {
    titles: &["run", "operation", "state", "started", "items", "open", "ok", "not well"],
    row: |row, now| {
        let count = |keys: &[&str]| keys.iter().filter_map(|key| row[key].as_u64()).sum::<u64>();
        let bad = count(&["partial", "failed", "ambiguous", "not_started"]);
        let started = row["createdAt"].as_str().and_then(|time| time.parse::<Timestamp>().ok());
        let state = text(&row["state"]);
        let style = if state == "complete" { Style::Plain } else { Style::Warning };
        vec![
            plain(text(&row["runName"])),
            plain(text(&row["operation"])),
            Field::styled(state, style),
            plain(format_age(started.map(|it| now.seconds_since(it)))),
            number(&row["recorded"]),
            number(&row["open"]),
            number(&count(&["ok", "unchanged", "skipped", "planned"]).into()),
            Field { is_number: true, ..Field::styled(bad.to_string(), Style::Plain) },
        ]
    },
    columns: || &RUN_COLUMNS,
};

static RUN_COLUMNS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        column("runName", Text),
        column("operation", Text),
        column("partner", Text),
        column("state", Text),
        column("createdAt", Time),
        column("updatedAt", Time),
        column("endedAt", Time),
        column("recorded", Integer),
        column("open", Integer),
        column("ok", Integer),
        column("unchanged", Integer),
        column("partial", Integer),
        column("failed", Integer),
        column("ambiguous", Integer),
        column("skipped", Integer),
        column("planned", Integer),
        column("not_started", Integer),
    ],
}]);

/// The error codes.
pub(crate) static CODES: View = View {
    titles: &["code", "of", "name", "class", "resolves without action", "meaning", "remedy"],
    row: |row, _| {
        vec![
            number(&row["code"]),
            plain(text(&row["of"])),
            plain(text(&row["name"])),
            plain(text(&row["class"])),
            match row["healsByItself"].as_bool() {
                Some(true) => Field::styled("yes", Style::Good),
                Some(false) => Field::styled("no", Style::Warning),
                None => faint(""),
            },
            plain(text(&row["meaning"])),
            plain(text(&row["remedy"])),
        ]
    },
    columns: || &CODE_COLUMNS,
};

static CODE_COLUMNS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        column("code", Integer),
        column("of", Text),
        column("name", Text),
        column("class", Text),
        column("healsByItself", Flag),
        column("meaning", Text),
        column("remedy", Text),
    ],
}]);

/// Profiles, without their secrets.
pub(crate) static PROFILES: View = View {
    titles: &["profile", "partner", "token", "problem"],
    row: |row, _| {
        vec![
            text_of(&row["name"]),
            text_of(&row["partner"]),
            text_of(&row["token"]),
            text_of(&row["problem"]),
        ]
    },
    columns: || &PROFILE_COLUMNS,
};

static PROFILE_COLUMNS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        column("name", Text),
        column("partner", Text),
        column("token", Text),
        column("problem", Text),
    ],
}]);

/// The facts about a token.
pub(crate) static TOKEN: View =
    View { titles: &["what", "is"], row: |_, _| Vec::new(), columns: || &TOKEN_COLUMNS };

static TOKEN_COLUMNS: TableSchema = TableSchema::new(&[ColumnGroup {
    json_paths: &[&[]],
    columns: &[
        column("source", Text),
        column("displayName", Text),
        column("email", Text),
        column("orgId", Text),
        column("expiresAt", Time),
        column("canRead", Flag),
        column("canWrite", Flag),
    ],
}]);

/// A column of a table that only the command has, and that no page describes.
const fn column(name: &'static str, kind: ColumnType) -> Column {
    Column::new(name, kind, "")
}

impl Field {
    pub(crate) fn styled(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style, is_number: false }
    }
}

/// A value as it is.
pub(crate) fn text_of(value: &Value) -> Field {
    plain(text(value))
}

/// The identifier that people know, or else the id.
pub(crate) fn name(name: &Value, id: &Value) -> Field {
    text_of(if name.is_null() { id } else { name })
}

/// A state, by color: good, bad, or needing attention.
pub(crate) fn styled(value: &Value, good: &[&str], bad: &[&str]) -> Field {
    let text = text(value);
    let style = match text.as_str() {
        known if good.contains(&known) => Style::Good,
        known if bad.contains(&known) => Style::Bad,
        _ => Style::Warning,
    };
    Field::styled(text, style)
}

/// The codes of errors.
pub(crate) fn codes(errors: &Value) -> Field {
    let errors = errors.as_array().map(Vec::as_slice).unwrap_or_default();
    let codes: Vec<String> = errors.iter().map(|error| text(&error["errorCode"])).collect();
    Field::styled(codes.join(", "), Style::Bad)
}

pub(super) fn plain(text: impl Into<String>) -> Field {
    Field::styled(text, Style::Plain)
}

fn faint(text: impl Into<String>) -> Field {
    Field::styled(text, Style::Faint)
}

pub(super) fn number(value: &Value) -> Field {
    Field { is_number: true, ..plain(text(value)) }
}

/// A value as text; empty for null.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn list(value: &Value) -> String {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// The name by which people know an enterprise, or else its id.
pub(super) fn enterprise(row: &Value) -> Field {
    let name = ["spEnterpriseId", "enterpriseId", "id"].iter().find_map(|key| row[key].as_str());
    plain(name.unwrap_or_default())
}

fn outcome(row: &Value) -> Field {
    let name = text(&row["outcome"]);
    let style = match name.as_str() {
        "ok" | "unchanged" => Style::Good,
        "failed" | "ambiguous" => Style::Bad,
        "partial" | "not_started" => Style::Warning,
        _ => Style::Faint,
    };
    Field::styled(name, style)
}

/// The codes of an error, or else its own code.
fn error_codes(row: &Value) -> String {
    let error = &row["error"];
    let codes = list(&error["directorySyncCodes"]);
    if codes.is_empty() { text(&error["code"]) } else { codes }
}

/// Describes the outcome in a few words.
fn describe_outcome(row: &Value) -> String {
    let (error, result) = (&row["error"], &row["result"]);
    if error.is_object() {
        let remedy = text(&error["remedy"]);
        let code = error_codes(row);
        return if remedy.is_empty() { code } else { format!("{code}: {remedy}") };
    }
    if result["changed"] == true {
        let on = |side: &str| {
            let enabled = result[side]["enableDirSync"].as_bool();
            enabled.map(|enabled| if enabled { "on" } else { "off" })
        };
        let before = on("before").unwrap_or("?");
        return match on("after") {
            Some(after) => format!("was {before}, is {after}"),
            None => format!("is {before}, would be changed"),
        };
    }
    text(&result["status"])
}

fn state_fields(state: &DirectorySyncState) -> [Field; 6] {
    let codes = state
        .errors
        .iter()
        .map(|error| error.code.map_or_else(|| "no code".to_owned(), |code| code.to_string()));
    let users = state.counters.total_external_users_in_ci;
    [
        switch(state.enabled),
        status(&state.status),
        plain(format_age(state.age)),
        plain(state.duration.map(format_duration).unwrap_or_default()),
        Field { is_number: true, ..plain(users.map(|it| it.to_string()).unwrap_or_default()) },
        Field::styled(codes.collect::<Vec<_>>().join(", "), Style::Bad),
    ]
}

pub(super) fn switch(enabled: Option<bool>) -> Field {
    match enabled {
        Some(true) => plain("on"),
        Some(false) => Field::styled("off", Style::Warning),
        None => faint("?"),
    }
}

pub(super) fn status(name: &str) -> Field {
    let style = match name {
        "COMPLETE" => Style::Good,
        "FAILED" => Style::Bad,
        "IN_PROGRESS" => Style::Warning,
        _ => Style::Faint,
    };
    Field::styled(name, style)
}

pub(super) fn format_age(seconds: Option<f64>) -> String {
    seconds.map(|seconds| format!("{} ago", format_duration(seconds))).unwrap_or_default()
}

/// A duration in a suitable unit.
pub(crate) fn format_duration(seconds: f64) -> String {
    const UNITS: [(f64, f64, &str); 4] = [
        (90.0, 1.0, "s"),
        (90.0 * 60.0, 60.0, "min"),
        (48.0 * 3600.0, 3600.0, "h"),
        (f64::INFINITY, 86_400.0, "d"),
    ];
    let (_, unit, name) =
        UNITS.into_iter().find(|(limit, ..)| seconds < *limit).unwrap_or((0.0, 1.0, "s"));
    format!("{:.0} {name}", seconds / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_formatted_in_a_suitable_unit() {
        let shown = [0.4, 89.0, 90.0, 5_300.0, 7_300.0, 900_000.0].map(format_duration);
        assert_eq!(shown, ["0 s", "89 s", "2 min", "88 min", "2 h", "10 d"]);
    }
}
