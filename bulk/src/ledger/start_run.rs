//! Finds the run to resume, or starts a new one.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::db_error::DbResult;
use super::run_lease::ActiveRuns;
use super::run_state::RunState;
use super::selection::{SelectedItem, describe, differing_items, is_given};
use super::sql_types::Time;
use super::{items, run_name};
use crate::options::DEFAULT_RESUME_WITHIN;
use webex_broadworks::{Error, Message, Name, Result, Timestamp, message};

/// What a run does, and its name.
#[derive(Clone, Debug)]
#[must_use]
#[non_exhaustive]
pub struct RunSpec {
    /// The name. Without one, an equal unfinished run is searched for.
    pub name: Option<String>,
    /// The name of the bulk operation.
    pub operation: String,
    /// The arguments, which identify equal runs. The order of keys doesn't matter.
    pub arguments: Value,
    /// The partner of the enterprises, if known.
    pub partner: Option<String>,
    /// The maximum time since the last activity of an unnamed run that is resumed. Default: 12
    /// hours.
    pub resume_within: Duration,
    /// The time.
    pub now: Timestamp,
    /// Its items, if they are passed one by one, for messages.
    pub(crate) items: Vec<SelectedItem>,
    /// Becomes true when the run is about to end. A caller that resumes it waits for that.
    pub(crate) ending: Arc<AtomicBool>,
}

impl RunSpec {
    /// An unnamed run.
    pub fn new(operation: impl Into<String>, arguments: Value, now: Timestamp) -> Self {
        Self {
            name: None,
            operation: operation.into(),
            arguments,
            partner: None,
            resume_within: DEFAULT_RESUME_WITHIN,
            now,
            items: Vec::new(),
            ending: Arc::default(),
        }
    }

    /// Resumes the run of this name, or starts it.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(run_name::normalize(name.into()));
        self
    }

    /// Says whose enterprises they are.
    pub fn partner(mut self, partner: impl Into<String>) -> Self {
        self.partner = Some(partner.into());
        self
    }

    /// Resumes an unnamed run that was active within this time.
    pub fn resume_within(mut self, duration: Duration) -> Self {
        self.resume_within = duration;
        self
    }
}

/// The run that was found or started.
pub(super) struct Found {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) last_outcome: i64,
    pub(super) resumed: bool,
    pub(super) abandoned: Vec<String>,
    pub(super) input_complete: bool,
    pub(super) total: Option<u64>,
}

/// The run to resume, and the ids and names of unfinished runs that are too old to resume.
#[derive(Default)]
pub(super) struct Candidates {
    pub(super) id: Option<i64>,
    pub(super) too_old: Vec<(i64, String)>,
}

impl RunSpec {
    /// Whether the name is valid.
    pub(super) fn check(&self) -> Result<()> {
        // A name that only looks like that of a run would start another.
        let good = |name: &str| {
            (1..=200).contains(&name.len()) && name.trim() == name && !name.contains(is_invisible)
        };
        if self.name.as_deref().is_none_or(good) {
            return Ok(());
        }
        Err(Error::of_argument(
            "run_name",
            "must be 1 to 200 bytes of text without control characters, invisible characters, and \
             blanks at its start and end",
        ))
    }

    /// Finds the run to resume, or starts one.
    pub(super) fn find_or_start(
        &self,
        connection: &Connection,
        under_way: &ActiveRuns,
    ) -> DbResult<Found> {
        let Candidates { id, too_old } = self.find(connection, Some(under_way))?;
        for (id, _) in &too_old {
            abandon(connection, *id, self.now)?;
        }
        let abandoned = too_old.into_iter().map(|(_, name)| name).collect();
        let resumed = id.is_some();
        let id = match id {
            Some(id) => self.resume(connection, id)?,
            None => self.start(connection)?,
        };
        let sql = "SELECT name, input_complete, total,
                          (SELECT ifnull(max(outcome_id), 0) FROM outcomes)
                   FROM runs WHERE run_id = ?1";
        Ok(connection.query_row(sql, [id], |row| {
            Ok(Found {
                id,
                name: row.get(0)?,
                last_outcome: row.get(3)?,
                resumed,
                abandoned,
                input_complete: row.get(1)?,
                total: row.get(2)?,
            })
        })?)
    }

    /// The run that this call may resume, and those that are too old.
    pub(super) fn find(
        &self,
        connection: &Connection,
        under_way: Option<&ActiveRuns>,
    ) -> DbResult<Candidates> {
        match &self.name {
            Some(name) => {
                Ok(Candidates { id: self.find_by_name(connection, name)?, too_old: Vec::new() })
            }
            None => self.find_resumable(connection, under_way),
        }
    }

    fn find_by_name(&self, connection: &Connection, name: &str) -> DbResult<Option<i64>> {
        let Some(id) = run_name::find_run(connection, name)? else { return Ok(None) };
        let sql = "SELECT operation, arguments, partner FROM runs WHERE run_id = ?1";
        let (operation, arguments, partner) = connection.query_row(sql, [id], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?))
        })?;
        let arguments = serde_json::from_str(&arguments).unwrap_or_default();
        let recorded = || items::selected(connection, id);
        let differences = self.differences(&operation, &arguments, partner, recorded)?;
        if differences.is_empty() {
            return Ok(Some(id));
        }
        let reason = message!(
            "the run {name} already exists with different settings: {}. Choose another name ({}), \
             or repeat the original settings",
            Message::join(differences, "; "),
            Name::Argument("run_name")
        );
        Err(Error::invalid_argument(reason).into())
    }

    fn differences(
        &self,
        operation: &str,
        arguments: &Value,
        partner: Option<String>,
        recorded: impl Fn() -> DbResult<Vec<SelectedItem>>,
    ) -> DbResult<Vec<Message>> {
        let said = |value: Option<&Value>| match value {
            None | Some(Value::Null) => "not given".to_owned(),
            Some(value) => value.to_string(),
        };
        let differ = |what: Message, then: Option<&Value>, now: Option<&Value>| {
            let (was, is) = (said(then), said(now));
            (then != now).then(|| message!("{} was {was}, and is {is}", what))
        };
        let mut found = Vec::new();
        found.extend(differ(
            "its operation".into(),
            Some(&operation.into()),
            Some(&(*self.operation).into()),
        ));
        let partners = (partner.map(Value::from), self.partner.clone().map(Value::from));
        found.extend(differ("its partner".into(), partners.0.as_ref(), partners.1.as_ref()));
        match (arguments, &self.arguments) {
            (Value::Object(then), Value::Object(now)) => {
                let added = now.keys().filter(|key| !then.contains_key(*key));
                for key in then.keys().chain(added) {
                    let (then, now) = (then.get(key), now.get(key));
                    found.extend(match key.as_str() {
                        "items" if then != now => {
                            let recorded = recorded()?;
                            let are_given = is_given(then) && is_given(now);
                            let differing =
                                are_given.then(|| differing_items(&recorded, &self.items));
                            Some(message!(
                                "its items were {}, and are {}{}",
                                describe(then, &recorded),
                                describe(now, &self.items),
                                differing.unwrap_or_default(),
                            ))
                        }
                        "onlyIf" if then != now => Some(message!(
                            "its condition was {}, and is {}",
                            condition(then),
                            condition(now)
                        )),
                        "baseUrl" => {
                            let argument = Name::Argument("base_url");
                            differ(message!("its service ({})", argument), then, now)
                        }
                        key => differ(key.into(), then, now),
                    });
                }
            }
            (then, now) => found.extend(differ("its arguments".into(), Some(then), Some(now))),
        }
        Ok(found)
    }

    /// The unnamed run to resume, and those that are too old to resume.
    fn find_resumable(
        &self,
        connection: &Connection,
        under_way: Option<&ActiveRuns>,
    ) -> DbResult<Candidates> {
        let mut statement = connection.prepare(
            "SELECT run_id, name, updated_at FROM runs
             WHERE operation = ?1 AND state IN ('running', 'interrupted') AND named = 0
             AND arguments = ?2 AND partner IS ?3
             ORDER BY updated_at DESC",
        )?;
        let key = params![self.operation, canonical(&self.arguments).to_string(), self.partner];
        let rows = statement.query_map(key, |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Time>(2)?.0))
        })?;
        let mut candidates = Candidates::default();
        for row in rows {
            let (id, name, updated_at) = row?;
            // A time in the future was recorded by a wrong clock.
            let apart = self.now.seconds_since(updated_at).abs();
            let fresh = apart <= self.resume_within.as_secs_f64();
            // A run that this process executes is never too old, even without recent updates.
            if fresh || under_way.is_some_and(|under_way| under_way.contains(id)) {
                candidates.id = candidates.id.or(Some(id));
            } else {
                candidates.too_old.push((id, name));
            }
        }
        Ok(candidates)
    }

    fn resume(&self, connection: &Connection, id: i64) -> DbResult<i64> {
        connection.execute(
            "UPDATE runs SET state = ?2, updated_at = max(updated_at, ?3), ended_at = NULL,
                             reason = NULL
             WHERE run_id = ?1",
            params![id, RunState::Running, Time(self.now)],
        )?;
        Ok(id)
    }

    fn start(&self, connection: &Connection) -> DbResult<i64> {
        let name = match &self.name {
            Some(name) => run_name::normalize(name.clone()),
            None => self.free_name(connection)?,
        };
        connection.execute(
            "INSERT INTO runs (name, named, operation, arguments, partner, state, created_at,
                               updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)",
            params![
                name,
                self.name.is_some(),
                self.operation,
                canonical(&self.arguments).to_string(),
                self.partner,
                RunState::Running,
                Time(self.now)
            ],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// A name with the operation and the time of the start.
    fn free_name(&self, connection: &Connection) -> DbResult<String> {
        let base = format!("{}-{}", self.operation, self.now.strftime("%Y-%m-%dT%H:%M:%SZ"));
        let mut statement = connection.prepare("SELECT 1 FROM runs WHERE name = ?1")?;
        let (mut name, mut number) = (base.clone(), 1);
        while statement.exists([&name])? {
            number += 1;
            name = format!("{base}-{number}");
        }
        Ok(name)
    }
}

/// Whether a character is invisible or ambiguous: a control character, an unusual blank, a filler,
/// or a character that joins, directs or varies others.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}' | '\u{e0000}'..='\u{e0fff}')
}

/// A condition as it is passed.
fn condition(only_if: Option<&Value>) -> Message {
    match only_if {
        None | Some(Value::Null) => "not given".into(),
        Some(conditions) => Name::OnlyIf(conditions.clone()).into(),
    }
}

fn abandon(connection: &Connection, id: i64, now: Timestamp) -> DbResult<()> {
    connection.execute(
        "UPDATE runs SET state = ?2, ended_at = ?3, reason = 'too old to be resumed'
         WHERE run_id = ?1",
        params![id, RunState::Abandoned, Time(now)],
    )?;
    Ok(())
}

/// The value with all keys in order, so that equal arguments are equal text.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut entries: Vec<_> = object.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let entries = entries.into_iter().map(|(key, value)| (key.clone(), canonical(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(canonical).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_another_is_refused() {
        let check = |name: &str| {
            let now = "2026-11-21T00:00:00Z".parse().unwrap();
            RunSpec::new("run_directory_sync", Value::Null, now).name(name).check()
        };
        for name in ["2026-11-21", "night of Jos\u{e9}", "\u{591c}", &"x".repeat(200)] {
            assert!(check(name).is_ok(), "{name:?}");
        }
        let long = "x".repeat(201);
        for name in
            ["", " ", "a\n", "a ", " a", "a\u{a0}", "a\u{200b}", "\u{feff}a", "a\u{202e}b", &long]
                .into_iter()
                .chain([
                    "a\u{a0}b",
                    "\u{2600}\u{fe0f}",
                    "a\u{3164}b",
                    "a\u{34f}b",
                    "a\u{e0061}",
                    "a\u{2800}b",
                ])
        {
            let error = check(name).unwrap_err().to_string();
            assert!(error.contains("`run_name`"), "{name:?}: {error}");
        }
    }
}
