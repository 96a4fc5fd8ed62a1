//! Conditions for the enterprises of a bulk run, as data. Pure.

use std::collections::BTreeSet;
use std::time::Duration;

use derive_setters::Setters;

use webex_broadworks::{
    DirectorySyncState, Error, Name, Result, SyncStatus, Timestamp, directory_sync_state, message,
};

/// Conditions on the directory sync state of an enterprise. All that are set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct OnlyIf {
    /// Whether directory sync must be on, or off.
    enabled: Option<bool>,
    #[setters(skip)]
    status: Option<BTreeSet<String>>,
    /// The minimum time since the last successful sync; an enterprise that never synced matches.
    stale_after: Option<Duration>,
    /// Whether it must never, or must at least once, have synced successfully.
    never_synced: Option<bool>,
}

impl OnlyIf {
    /// The states of the last sync that match, such as `FAILED`, in upper or lower case.
    pub fn status<S: Into<String>>(mut self, states: impl IntoIterator<Item = S>) -> Self {
        let states = states.into_iter().map(|state| state.into().to_ascii_uppercase());
        self.status = Some(states.collect());
        self
    }

    /// Refuses an unknown state, and no state: they would silently skip every item.
    pub(crate) fn check(&self) -> Result<()> {
        let unknown =
            |state: &&String| matches!(SyncStatus::from((*state).clone()), SyncStatus::Other(_));
        let states = self.status.iter().flatten();
        if self.status.is_some() && states.clone().next().is_none() {
            return Err(Error::invalid_argument(message!(
                "the status of {} is empty. Pass states such as FAILED, or leave it out",
                Name::Argument("only_if")
            )));
        }
        match states.clone().find(unknown) {
            Some(state) => Err(Error::invalid_argument(message!(
                "{}: expected the status NOT_SYNCED, IN_PROGRESS, COMPLETE or FAILED, got \
                 {state:?}. For others, pass a function",
                Name::Argument("only_if")
            ))),
            None => Ok(()),
        }
    }

    /// The conditions that are set, as data; null without any, and without a function of the
    /// caller.
    pub(crate) fn to_json(&self, has_function: bool) -> serde_json::Value {
        let conditions = serde_json::json!({
            "enabled": self.enabled,
            "status": self.status,
            "staleAfter": self.stale_after.map(|age| age.as_secs_f64()),
            "neverSynced": self.never_synced,
            "function": has_function.then_some(true),
        });
        match conditions {
            serde_json::Value::Object(mut conditions) => {
                conditions.retain(|_, value| !value.is_null());
                if conditions.is_empty() { serde_json::Value::Null } else { conditions.into() }
            }
            other => other,
        }
    }

    /// Whether any condition is set.
    pub(crate) fn is_set(&self) -> bool {
        *self != Self::default()
    }

    /// Whether this directory sync JSON meets the conditions.
    pub(crate) fn holds(&self, sync: &serde_json::Value, now: Timestamp) -> bool {
        self.matches(&directory_sync_state(sync, now))
    }

    fn matches(&self, state: &DirectorySyncState) -> bool {
        let never = state.last_success.is_none();
        let is_stale = |after: Duration| state.age.is_none_or(|age| age >= after.as_secs_f64());
        self.enabled.is_none_or(|enabled| state.enabled == Some(enabled))
            && self.status.as_ref().is_none_or(|states| states.contains(&state.status))
            && self.stale_after.is_none_or(is_stale)
            && self.never_synced.is_none_or(|wanted| wanted == never)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn holds(condition: &OnlyIf, sync: &Value) -> bool {
        condition.holds(sync, "2026-11-21T00:00:00Z".parse().unwrap())
    }

    fn synced(state: &str, end: &str) -> Value {
        json!({"enableDirSync": true,
            "directorySyncStatus": {"syncStatus": state, "lastSyncEndTime": end}})
    }

    #[test]
    fn all_conditions_have_to_hold() {
        let fresh = synced("COMPLETE", "2026-11-20T00:00:00Z");
        let old = synced("COMPLETE", "2026-11-01T00:00:00Z");
        let never = json!({"enableDirSync": true});
        let stale = OnlyIf::default().stale_after(Duration::from_secs(8 * 86_400));
        assert!(!holds(&stale, &fresh) && holds(&stale, &old) && holds(&stale, &never));
        let off = stale.clone().enabled(false);
        assert!(!holds(&off, &old));
        let new = OnlyIf::default().never_synced(true);
        assert!(holds(&new, &never) && !holds(&new, &old));
        let failed = OnlyIf::default().status(["failed"]);
        assert!(holds(&failed, &synced("FAILED", "2026-11-20T00:00:00Z")) && !holds(&failed, &old));
        assert!(holds(&OnlyIf::default(), &never));
    }

    #[test]
    fn states_in_any_order_are_one_condition() {
        let of = |states: &[&str]| OnlyIf::default().status(states.to_vec()).to_json(false);
        assert_eq!(of(&["failed", "COMPLETE", "FAILED"]), of(&["COMPLETE", "FAILED"]));
        assert_ne!(of(&["COMPLETE"]), of(&["COMPLETE", "FAILED"]));
    }

    #[test]
    fn a_state_that_there_is_not_is_refused() {
        assert!(OnlyIf::default().status(["failed", "COMPLETE"]).check().is_ok());
        let none = OnlyIf::default().status([""; 0]).check().unwrap_err();
        assert!(none.to_string().contains("is empty"), "{none}");
        let error = OnlyIf::default().status(["broken"]).check().unwrap_err();
        assert!(error.to_string().contains("got \"BROKEN\""), "{error}");
    }
}
