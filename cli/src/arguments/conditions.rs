//! Filters: other enterprises are reported as skipped.

use std::time::Duration;

use clap::Args;
use webex_broadworks_bulk::OnlyIf;

use super::duration;
use crate::given::GivenOptions as _;

/// Filters, all of which an enterprise must meet.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Filters (others are reported as skipped)")]
pub(crate) struct ConditionArguments {
    /// Only enterprises with directory sync on
    #[arg(long, conflicts_with = "disabled")]
    pub(crate) enabled: bool,
    /// Only enterprises with directory sync off
    #[arg(long)]
    pub(crate) disabled: bool,
    /// Only enterprises in one of these states
    #[arg(
        long,
        value_name = "STATUS",
        value_delimiter = ',',
        ignore_case = true,
        value_parser = ["FAILED", "COMPLETE", "IN_PROGRESS", "NOT_SYNCED"]
    )]
    pub(crate) status: Vec<String>,
    /// Only enterprises not successfully synced within DURATION (including never): 8d
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) stale_after: Option<Duration>,
    /// Only enterprises without a successful sync
    #[arg(long)]
    pub(crate) never_synced: bool,
}

impl ConditionArguments {
    pub(crate) fn only_if(&self) -> OnlyIf {
        let is_switch_named = self.enabled || self.disabled;
        OnlyIf::default()
            .given((!self.status.is_empty()).then_some(&self.status), OnlyIf::status)
            .given(is_switch_named.then_some(self.enabled), OnlyIf::enabled)
            .given(self.stale_after, OnlyIf::stale_after)
            .given(self.never_synced.then_some(true), OnlyIf::never_synced)
    }

    /// Describes the filters; `None` without any.
    pub(crate) fn describe(&self) -> Option<String> {
        let mut words = Vec::new();
        if self.enabled {
            words.push("directory sync is on".to_owned());
        }
        if self.disabled {
            words.push("directory sync is off".to_owned());
        }
        if !self.status.is_empty() {
            words.push(format!("the status is {}", self.status.join(" or ")));
        }
        if let Some(age) = self.stale_after {
            let age = crate::output::views::format_duration(age.as_secs_f64());
            words.push(format!("the last success is more than {age} ago"));
        }
        if self.never_synced {
            words.push("it has never succeeded".to_owned());
        }
        (!words.is_empty()).then(|| words.join(", and "))
    }
}
