//! Faults: their effects, and the requests that they apply to.

mod bomb;
mod effect;
mod link;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _, ser::Error as _};
use serde_json::{Map, Value};

use crate::generated::operation::Operation;
use crate::random::Random;

pub(crate) use bomb::gzip_bomb;
pub use effect::{Effect, LinkFault};
pub(crate) use link::apply as break_link;

/// A fault: an effect, and the requests that it applies to.
///
/// As JSON, it is one object with the `name` of the effect, the effect's keys, and the other keys:
/// `{"name": "throttle", "retry_after": "3", "operation": "enterprises.list", "share": 0.05}`. If several
/// faults match one request, the first in the list applies. A fault doesn't count requests that its effect
/// can't apply to.
#[derive(Clone, Debug)]
pub struct Fault {
    /// What happens.
    pub effect: Effect,
    /// The operation that it can apply to. Default: any.
    pub operation: Option<Operation>,
    /// Only listings that request more items than this are affected. Default: all.
    pub max_over: Option<u64>,
    /// How many requests pass before the fault is considered. Default: 0.
    pub after: u64,
    /// After that, every n-th request is considered, starting with the first. Default: 1: each.
    pub every: u64,
    /// The share of those that are affected. Default: 1: all.
    pub share: f64,
    /// How many times it applies at most. Default: without a limit.
    pub first: Option<u64>,
    /// The name that it is counted under. Default: the effect's.
    pub label: Option<String>,
}

impl Fault {
    /// A fault that applies to every request.
    pub fn new(effect: Effect) -> Self {
        Self {
            effect,
            operation: None,
            max_over: None,
            after: 0,
            every: 1,
            share: 1.0,
            first: None,
            label: None,
        }
    }

    /// The name that the fault is counted under.
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(self.effect.name())
    }
}

/// Which requests a fault applies to, in JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Aim {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operation: Option<Operation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_over: Option<u64>,
    #[serde(default)]
    after: u64,
    #[serde(default = "one")]
    every: u64,
    #[serde(default = "all")]
    share: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    label: Option<String>,
}

fn one() -> u64 {
    1
}

fn all() -> f64 {
    1.0
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut keys = Map::<String, Value>::deserialize(deserializer)?;
        let Some(Value::String(name)) = keys.remove("name") else {
            return Err(D::Error::missing_field("name"));
        };
        // Parsed by hand, because serde's flatten would accept misspelled keys.
        let aims = ["operation", "max_over", "after", "every", "share", "first", "label"];
        let aim: Map<_, _> = aims.iter().filter_map(|key| keys.remove_entry(*key)).collect();
        let aim: Aim = serde_json::from_value(aim.into()).map_err(D::Error::custom)?;
        let effect = Map::from_iter([(name, keys.into())]);
        let fault = Self {
            effect: serde_json::from_value(effect.into()).map_err(D::Error::custom)?,
            operation: aim.operation,
            max_over: aim.max_over,
            after: aim.after,
            every: aim.every,
            share: aim.share,
            first: aim.first,
            label: aim.label,
        };
        fault.check().map_err(D::Error::custom)?;
        Ok(fault)
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let aim = Aim {
            operation: self.operation,
            max_over: self.max_over,
            after: self.after,
            every: self.every,
            share: self.share,
            first: self.first,
            label: self.label.clone(),
        };
        let mut keys = Map::from_iter([("name".to_owned(), self.effect.name().into())]);
        let effect = serde_json::to_value(&self.effect).map_err(S::Error::custom)?;
        let aim = serde_json::to_value(aim).map_err(S::Error::custom)?;
        for object in [effect.get(self.effect.name()), Some(&aim)] {
            keys.extend(object.and_then(Value::as_object).cloned().unwrap_or_default());
        }
        keys.serialize(serializer)
    }
}

/// The active faults, and how many times each was considered and applied.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    seed: u64,
    faults: Vec<(Fault, Counts)>,
}

#[derive(Debug, Default)]
struct Counts {
    considered: u64,
    applied: u64,
}

impl Faults {
    pub(crate) fn new(faults: Vec<Fault>, seed: u64) -> Self {
        let faults = faults.into_iter().map(|fault| (fault, Counts::default())).collect();
        Self { seed, faults }
    }

    /// The fault for a request, if there is one. `max` is the page size of a list.
    pub(crate) fn select(
        &mut self,
        operation: Option<Operation>,
        max: Option<u64>,
    ) -> Option<Effect> {
        self.select_where(|fault| {
            let right_operation = fault.operation.is_none() || fault.operation == operation;
            let large = |bound| max.is_some_and(|max| max > bound);
            right_operation && fault.max_over.is_none_or(large) && fault.effect.fits(operation)
        })
    }

    /// How long the port doesn't listen, if a fault applies to the incoming connection.
    pub(crate) fn select_connection_refusal(&mut self) -> Option<Duration> {
        match self.select_where(|fault| matches!(fault.effect, Effect::Refuse { .. }))? {
            Effect::Refuse { seconds } => Duration::try_from_secs_f64(seconds).ok(),
            _ => None,
        }
    }

    fn select_where(&mut self, is_candidate: impl Fn(&Fault) -> bool) -> Option<Effect> {
        for (place, (fault, counts)) in self.faults.iter_mut().enumerate() {
            if !is_candidate(fault) {
                continue;
            }
            let seen = counts.considered;
            counts.considered += 1;
            let in_turn =
                seen.checked_sub(fault.after).is_some_and(|it| it % fault.every.max(1) == 0);
            let spent = fault.first.is_some_and(|first| counts.applied >= first);
            let drawn = || Random::of(self.seed, &[5, place as u64, seen]).chance(fault.share);
            if in_turn && !spent && drawn() {
                counts.applied += 1;
                return Some(fault.effect.clone());
            }
        }
        None
    }

    /// How many times the faults of each name have applied.
    pub(crate) fn counts(&self) -> BTreeMap<String, u64> {
        let mut applied = BTreeMap::new();
        for (fault, counts) in &self.faults {
            *applied.entry(fault.label().to_owned()).or_default() += counts.applied;
        }
        applied
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn affected(fault: Value, requests: usize) -> Vec<bool> {
        let fault = serde_json::from_value(fault).expect("a fault");
        let mut faults = Faults::new(vec![fault], 1);
        let list = Some(Operation::EnterprisesList);
        (0..requests).map(|_| faults.select(list, None).is_some()).collect()
    }

    #[test]
    fn the_affected_requests_can_be_counted_out() {
        let fault = json!({"name": "html", "after": 1, "every": 2, "first": 2});
        assert_eq!(affected(fault, 7), [false, true, false, true, false, false, false]);
    }

    #[test]
    fn the_same_seed_selects_the_same_requests() {
        let fault = json!({"name": "html", "share": 0.25});
        let first = affected(fault.clone(), 1000);
        assert_eq!(first, affected(fault, 1000));
        assert!((200..300).contains(&first.iter().filter(|it| **it).count()));
    }

    #[test]
    fn faults_apply_only_to_the_named_operations() {
        let fault = json!({"name": "hang", "operation": "directory_sync.trigger"});
        assert_eq!(affected(fault, 2), [false, false]);
    }

    #[test]
    fn effects_apply_only_where_they_can() {
        let affected = |fault: Value| {
            let fault: Fault = serde_json::from_value(fault).expect("a fault");
            let affects =
                |operation| Faults::new(vec![fault.clone()], 1).select(operation, None).is_some();
            let connection =
                Faults::new(vec![fault.clone()], 1).select_connection_refusal().is_some();
            let list = Some(Operation::EnterprisesList);
            [
                affects(list),
                affects(Some(Operation::DirectorySyncUpdate)),
                affects(None),
                connection,
            ]
        };
        assert_eq!(affected(json!({"name": "hang"})), [true, true, true, false]);
        assert_eq!(affected(json!({"name": "link"})), [true, false, false, false]);
        assert_eq!(affected(json!({"name": "late"})), [false, true, false, false]);
        assert_eq!(affected(json!({"name": "refuse"})), [false, false, false, true]);
    }

    #[test]
    fn misspelt_keys_and_names_are_refused() {
        for wrong in [
            json!({"name": "throttle", "retryafter": "3"}),
            json!({"name": "throttling"}),
            json!({"name": "html", "shares": 0.5}),
            json!({"share": 0.5}),
        ] {
            assert!(serde_json::from_value::<Fault>(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn json_survives_the_round_trip() {
        let given = json!({"name": "cut", "at": "in_head", "reset": true, "performed": false,
            "operation": "enterprises.list", "after": 0, "every": 1, "share": 0.5});
        let fault: Fault = serde_json::from_value(given.clone()).expect("a fault");
        assert_eq!(serde_json::to_value(fault).expect("JSON"), given);
    }
}
