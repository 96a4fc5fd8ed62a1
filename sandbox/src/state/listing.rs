//! Which enterprises a listing shows.

use super::State;
use crate::clock::VirtualTime;
use crate::generated::options::Switches;
use crate::model::Enterprise;

/// The filters of a list. An enterprise must match them all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Filter {
    pub(crate) sp_enterprise_id: Option<String>,
    pub(crate) starts_with: Option<String>,
    /// States in lower case.
    pub(crate) sync_status: Option<Vec<String>>,
    pub(crate) last_sync_end_after: Option<VirtualTime>,
    pub(crate) created_after: Option<VirtualTime>,
}

impl Filter {
    fn passes(&self, enterprise: &Enterprise, switches: &Switches) -> bool {
        let name = &enterprise.sp_enterprise_id;
        let last = || enterprise.sync.directory_sync_status.as_ref();
        let same = |exact: &String| {
            exact == name
                || (switches.case_insensitive_exact && exact.to_lowercase() == name.to_lowercase())
        };
        self.sp_enterprise_id.as_ref().is_none_or(same)
            && self.starts_with.as_ref().is_none_or(|prefix| {
                name.starts_with(&**prefix)
                    || (switches.case_insensitive_prefix
                        && name.to_lowercase().starts_with(&prefix.to_lowercase()))
            })
            && self.sync_status.as_ref().is_none_or(|states| {
                states.iter().any(|state| state.eq_ignore_ascii_case(enterprise.state()))
            })
            && self.last_sync_end_after.is_none_or(|after| {
                last().and_then(|it| it.last_sync_end_time).is_some_and(|end| end > after)
            })
            && self
                .created_after
                .is_none_or(|after| enterprise.created.is_some_and(|it| it > after))
    }
}

impl State {
    /// Up to `max` enterprises from a position in the order, and the start of the next page.
    pub(crate) fn page(
        &self,
        filter: &Filter,
        from: usize,
        max: usize,
    ) -> (Vec<&Enterprise>, Option<usize>) {
        let mut shown = Vec::new();
        for (place, index) in self.order.iter().enumerate().skip(from) {
            let enterprise = &self.enterprises[*index];
            if !filter.passes(enterprise, &self.options.switches) {
                continue;
            }
            if shown.len() == max {
                return (shown, Some(place));
            }
            shown.push(enterprise);
        }
        (shown, None)
    }
}
