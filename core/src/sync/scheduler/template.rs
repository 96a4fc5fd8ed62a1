//! Refusals that speak of a template: one at a time for it, whatever the clusters allow.

use super::{Item, Scheduler};

const FIRST_BACK_OFF: f64 = 15.0;
const LONGEST_BACK_OFF: f64 = 300.0;

/// A template that has refused.
#[derive(Clone, Debug, Default)]
pub(super) struct Template {
    blocked_until: f64,
    back_offs: i32,
    /// Items put aside because of it.
    parked: Vec<Item>,
}

impl Scheduler {
    pub(super) fn refused_by_template(&mut self, item: Item, now: f64) {
        if self.end_start(item).is_none() {
            return;
        }
        self.requeue_unit(self.items[item].unit);
        let Some(id) = self.items[item].template.clone() else {
            self.park(item, now + FIRST_BACK_OFF);
            return;
        };
        let template = self.templates.entry(id).or_default();
        let delay = (FIRST_BACK_OFF * 1.5_f64.powi(template.back_offs)).min(LONGEST_BACK_OFF);
        template.back_offs = (template.back_offs + 1).min(30);
        template.blocked_until = now + delay;
        template.parked.push(item);
        self.park(item, now + delay);
    }

    /// Until when the item's template wants to be left alone.
    pub(super) fn template_blocks(&mut self, item: Item, now: f64) -> Option<f64> {
        let id = self.items[item].template.as_ref()?;
        let template = self.templates.get_mut(id)?;
        if template.back_offs == 0 || now >= template.blocked_until {
            // One goes ahead; the others wait for what it meets.
            return None;
        }
        template.parked.push(item);
        Some(template.blocked_until)
    }

    pub(super) fn template_accepted(&mut self, item: Item, now: f64) {
        let Some(id) = self.items[item].template.as_ref() else { return };
        if let Some(template) = self.templates.get_mut(id) {
            // It has shown that it takes one at a time: the next one waits for this one's end.
            template.back_offs = 1;
            template.blocked_until = now + LONGEST_BACK_OFF;
        }
    }

    /// A run of the template has ended: whoever waited for it may go.
    pub(super) fn template_ended(&mut self, id: &str) {
        let Some(template) = self.templates.get_mut(id) else { return };
        template.blocked_until = 0.0;
        for item in std::mem::take(&mut template.parked) {
            self.unpark_now(item);
        }
    }
}
