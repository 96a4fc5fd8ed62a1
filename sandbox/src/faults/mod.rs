//! Faults: their effects, and the requests that they apply to.

mod bomb;
mod link;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::{Map, Value};

use crate::generated::operation::Operation;
use crate::generated::options::{AIM_KEYS, Effect, Fault, FaultAim};
use crate::random::Random;

pub(crate) use bomb::gzip_bomb;
pub(crate) use link::apply as break_link;

impl Fault {
    /// A fault that applies to every request.
    pub fn new(effect: Effect) -> Self {
        Self { effect, aim: FaultAim::default() }
    }

    /// The name that the fault is counted under.
    pub fn label(&self) -> &str {
        self.aim.label.as_deref().unwrap_or(self.effect.name())
    }
}

impl<'de> Deserialize<'de> for Fault {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut keys = Map::<String, Value>::deserialize(deserializer)?;
        let Some(Value::String(name)) = keys.remove("name") else {
            return Err(D::Error::missing_field("name"));
        };
        // Parsed by hand, because serde's flatten would accept misspelled keys.
        let aim: Map<_, _> = AIM_KEYS.iter().filter_map(|key| keys.remove_entry(*key)).collect();
        let aim = serde_json::from_value(aim.into()).map_err(D::Error::custom)?;
        let effect = Map::from_iter([(name, keys.into())]);
        let effect = serde_json::from_value(effect.into()).map_err(D::Error::custom)?;
        let fault = Self { effect, aim };
        fault.check().map_err(D::Error::custom)?;
        Ok(fault)
    }
}

impl Effect {
    /// The effect's name in JSON.
    pub fn name(&self) -> &'static str {
        self.into()
    }

    /// Whether it can apply to requests of an operation, or of none.
    pub(crate) fn fits(&self, operation: Option<Operation>) -> bool {
        match self {
            Self::Link { .. } => operation == Some(Operation::EnterprisesList),
            Self::Late { .. } => operation.is_some_and(|operation| !operation.only_reads()),
            Self::Refuse { .. } => false,
            _ => true,
        }
    }

    /// Whether the operation is executed despite the fault, immediately or later.
    pub(crate) fn is_performed(&self) -> bool {
        match self {
            Self::Throttle { .. } | Self::Refuse { .. } => false,
            Self::Status { performed, .. }
            | Self::Hang { performed }
            | Self::Cut { performed, .. }
            | Self::Html { performed, .. } => *performed,
            _ => true,
        }
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
            let right_operation = fault.aim.operation.is_none() || fault.aim.operation == operation;
            let large = |bound| max.is_some_and(|max| max > bound);
            right_operation && fault.aim.max_over.is_none_or(large) && fault.effect.fits(operation)
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
            let in_turn = seen
                .checked_sub(fault.aim.after)
                .is_some_and(|it| it % fault.aim.every.max(1) == 0);
            let spent = fault.aim.first.is_some_and(|first| counts.applied >= first);
            let drawn = || Random::of(self.seed, &[5, place as u64, seen]).chance(fault.aim.share);
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
    use crate::generated::options::DisconnectAt;

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
    fn keys_of_the_effect_and_of_its_aim_are_in_one_object() {
        let given = json!({"name": "cut", "at": "in_head", "reset": true, "performed": false,
            "operation": "enterprises.list", "share": 0.5});
        let fault: Fault = serde_json::from_value(given).expect("a fault");
        let effect = Effect::Cut { at: DisconnectAt::InHead, reset: true, performed: false };
        let operation = Some(Operation::EnterprisesList);
        let aim = FaultAim { operation, share: 0.5, ..FaultAim::default() };
        assert_eq!(fault, Fault { effect, aim });
    }
}
