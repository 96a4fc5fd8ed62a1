//! The first seconds: does a label mean anything?
//!
//! Two enterprises of one label are triggered at once. Were the label right, one of them is
//! refused; if both are accepted and shown to run together, it is wrong. A handful of such pairs
//! costs a handful of refusals where labels are right, and saves a night where they are not.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::unit::UnitId;
use super::{Item, Scheduler};

/// How many refusals the question is worth.
const TESTS: usize = 5;
/// Labels of which this share is wrong are all given up.
const WRONG: f64 = 0.4;
/// With fewer enterprises there is nothing to win.
const FEWEST: usize = 24;
/// Runs of this length are certain to overlap if they are triggered at once.
const LONG: f64 = 15.0;
/// The answer is not waited for longer than this.
const PATIENCE: f64 = 10.0;

/// How far the question has come.
#[derive(Debug, Default)]
pub(super) struct Pilot {
    begun: Option<f64>,
    over: bool,
    to_start: Vec<Item>,
    tested: BTreeSet<UnitId>,
    wrong: BTreeSet<UnitId>,
}

impl Pilot {
    pub(super) fn disproved(&mut self, unit: UnitId) {
        if self.tested.contains(&unit) {
            self.wrong.insert(unit);
        }
    }
}

impl Scheduler {
    /// The next item of the pilot; `Err` while its answers are awaited and nothing else may start.
    pub(super) fn pilot(&mut self, now: f64) -> Result<Option<Item>, ()> {
        if self.pilot.over {
            return Ok(None);
        }
        if self.pilot.begun.is_none() {
            self.pilot.begun = Some(now);
            self.choose_pilot();
        }
        if let Some(item) = self.pilot.to_start.pop() {
            return Ok(Some(item));
        }
        if self.pilot_pending(now) {
            return Err(());
        }
        self.end_pilot();
        Ok(None)
    }

    fn choose_pilot(&mut self) {
        if self.left < FEWEST || self.running > 0 || self.budget.left(0) < 1.0 {
            return;
        }
        let mut labels: Vec<(UnitId, usize)> = self
            .units
            .iter()
            .filter(|(_, unit)| unit.label.is_some() && !unit.tested && unit.count >= 2)
            .map(|(id, unit)| (id, unit.count))
            .collect();
        labels.sort_by_key(|&(id, count)| (Reverse(count), id));
        labels.truncate(TESTS);
        let each = if labels.is_empty() { 0 } else { TESTS / labels.len() };
        for (unit, _) in labels {
            self.pilot.tested.insert(unit);
            self.units[unit].tested = true;
            let sample = self.sample(unit, 1 + each.max(1));
            self.pilot.to_start.extend(sample);
        }
    }

    /// Members that run long enough to be seen together, and not much longer.
    fn sample(&self, unit: UnitId, count: usize) -> Vec<Item> {
        let waiting = &self.units[unit].waiting;
        let long = waiting.iter().filter(|(length, _)| length.0 >= LONG).map(|(_, item)| *item);
        let short = waiting.iter().rev().filter(|(length, _)| length.0 < LONG);
        long.chain(short.map(|(_, item)| *item)).take(count).collect()
    }

    fn pilot_pending(&self, now: f64) -> bool {
        let begun = self.pilot.begun.unwrap_or(now);
        if now - begun > PATIENCE {
            return false;
        }
        let open = |unit: &UnitId| {
            self.units[*unit].starting > 0
                || self.runs.iter().any(|(item, run)| {
                    run.ended.is_none()
                        && !run.overlaps.is_empty()
                        && self.items[*item].unit == *unit
                })
        };
        self.pilot.tested.iter().any(open)
    }

    pub(super) fn pilot_until(&self) -> Option<f64> {
        (!self.pilot.over).then_some(self.pilot.begun).flatten().map(|begun| begun + PATIENCE)
    }

    fn end_pilot(&mut self) {
        self.pilot.over = true;
        let (wrong, tested) = (self.pilot.wrong.len(), self.pilot.tested.len());
        if tested == 0 || super::belief::to_f64(wrong) < WRONG * super::belief::to_f64(tested) {
            return;
        }
        let rest: Vec<UnitId> =
            self.units.iter().filter(|(_, unit)| unit.label.is_some()).map(|(id, _)| id).collect();
        for unit in rest {
            self.dissolve(unit);
        }
    }
}
