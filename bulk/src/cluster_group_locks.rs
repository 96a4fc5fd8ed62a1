//! Runs one enterprise at a time of each group that shares a cluster according to the caller. Pure.

use std::collections::HashMap;

use super::work_item::WorkItem;

/// Which job of a group runs, and which jobs wait for it.
#[derive(Debug, Default)]
pub(crate) struct ClusterGroupLocks(HashMap<String, Group>);

#[derive(Debug, Default)]
struct Group {
    /// The number of running jobs. More than one only if an earlier process left them so.
    going: usize,
    waiting: Vec<WorkItem>,
}

impl ClusterGroupLocks {
    /// Returns the job if it may run. Otherwise it waits for the others of its group.
    pub(crate) fn enter(&mut self, job: WorkItem) -> Option<WorkItem> {
        let Some(name) = &job.item.cluster_group else { return Some(job) };
        let group = self.0.entry(name.clone()).or_default();
        if group.going > 0 {
            group.waiting.push(job);
            return None;
        }
        group.going = 1;
        Some(job)
    }

    /// Counts a job that already runs, even if other jobs of its group do.
    pub(crate) fn note(&mut self, job: &WorkItem) {
        if let Some(name) = &job.item.cluster_group {
            self.0.entry(name.clone()).or_default().going += 1;
        }
    }

    /// Ends a job, and returns the next one of its group, the longest first.
    pub(crate) fn leave(&mut self, job: &WorkItem) -> Option<WorkItem> {
        let group = self.0.get_mut(job.item.cluster_group.as_ref()?)?;
        group.going -= 1;
        if group.going > 0 {
            return None;
        }
        let lengths = group.waiting.iter().map(|job| job.item.last_run());
        let (next, _) = lengths.enumerate().max_by_key(|(_, length)| *length)?;
        group.going = 1;
        Some(group.waiting.swap_remove(next))
    }

    /// Those who wait.
    pub(crate) fn take_waiting(&mut self) -> Vec<WorkItem> {
        self.0.values_mut().flat_map(|group| std::mem::take(&mut group.waiting)).collect()
    }
}
