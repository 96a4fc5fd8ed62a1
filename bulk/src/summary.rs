//! The progress of a bulk run in numbers.

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::outage_detector::BulkOutage;
use super::outcome::OutcomeKind;
use super::stop_reason::StopReason;

/// The number of items by outcome so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct BulkSummary {
    /// Number of items; `None` if it isn't known.
    pub total: Option<u64>,
    /// Number of items with an outcome.
    pub done: u64,
    /// Number of items that were started and have no outcome yet.
    pub running: u64,
    /// Number of items by outcome.
    pub outcomes: Counts,
    /// Why the run starts nothing more; `None` while it does.
    pub stop_reason: Option<StopReason>,
    /// The name of the run in its ledger; `None` without one.
    pub run_name: Option<String>,
    /// Whether the run was started earlier and is resumed.
    pub resumed: bool,
    /// How many outcomes of an earlier attempt at the run were replayed without a request.
    pub retold: u64,
    /// The names of unfinished runs that were too old to resume.
    pub abandoned: Vec<String>,
    /// How many triggers were refused because a cluster was busy.
    pub busy_refusals: u64,
    /// Whether the run needed more than 60 requests per enterprise, and continues one enterprise at a
    /// time.
    pub is_limited_to_one: bool,
    /// The current outage of Webex; `None` if there is none.
    pub outage: Option<BulkOutage>,
}

impl BulkSummary {
    /// Number of items with this outcome.
    pub fn count(&self, kind: OutcomeKind) -> u64 {
        self.outcomes.get(kind)
    }
}

/// A number for each kind of outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts([u64; OutcomeKind::ALL.len()]);

impl Counts {
    /// The number for a kind.
    pub fn get(&self, kind: OutcomeKind) -> u64 {
        self.0.get(kind as usize).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, kind: OutcomeKind) {
        if let Some(count) = self.0.get_mut(kind as usize) {
            *count += 1;
        }
    }
}

impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(OutcomeKind::ALL.len()))?;
        for &kind in OutcomeKind::ALL {
            map.serialize_entry(kind.name(), &self.get(kind))?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_counted_under_its_own_name() {
        let mut counts = Counts::default();
        for (times, &kind) in OutcomeKind::ALL.iter().enumerate() {
            (0..times).for_each(|_| counts.add(kind));
        }
        let json = serde_json::to_value(counts).unwrap();
        for (times, &kind) in OutcomeKind::ALL.iter().enumerate() {
            assert_eq!(json[kind.name()], times);
        }
    }
}
