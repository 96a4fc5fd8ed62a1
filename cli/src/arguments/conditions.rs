//! Of which enterprises something is done: the others are skipped, and said to be.

use std::time::Duration;

use clap::Args;
use webex_broadworks_bulk::OnlyIf;

use super::duration;

/// Conditions that all have to hold.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Conditions (the others are skipped)")]
pub(crate) struct ConditionArguments {
    /// Only enterprises with directory sync on
    #[arg(long, conflicts_with = "only_disabled")]
    pub(crate) only_enabled: bool,
    /// Only enterprises with directory sync off
    #[arg(long)]
    pub(crate) only_disabled: bool,
    /// Only enterprises in one of these states
    #[arg(
        long,
        value_name = "STATUS",
        value_delimiter = ',',
        ignore_case = true,
        value_parser = ["FAILED", "COMPLETE", "IN_PROGRESS", "NOT_SYNCED"]
    )]
    pub(crate) only_status: Vec<String>,
    /// Only enterprises whose last success is longer ago, never included: 8d
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    pub(crate) stale_after: Option<Duration>,
    /// Only enterprises that have never succeeded
    #[arg(long)]
    pub(crate) never_synced: bool,
}

impl ConditionArguments {
    pub(crate) fn only_if(&self) -> OnlyIf {
        let mut only_if = OnlyIf::default();
        if self.only_enabled || self.only_disabled {
            only_if = only_if.enabled(self.only_enabled);
        }
        if !self.only_status.is_empty() {
            only_if = only_if.status(self.only_status.clone());
        }
        if let Some(age) = self.stale_after {
            only_if = only_if.stale_after(age);
        }
        if self.never_synced {
            only_if = only_if.never_synced(true);
        }
        only_if
    }

    /// The conditions in words; `None` where there are none.
    pub(crate) fn describe(&self) -> Option<String> {
        let mut words = Vec::new();
        if self.only_enabled {
            words.push("directory sync is on".to_owned());
        }
        if self.only_disabled {
            words.push("directory sync is off".to_owned());
        }
        if !self.only_status.is_empty() {
            words.push(format!("the status is {}", self.only_status.join(" or ")));
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
