//! Options of a bulk run as JavaScript passes them.

use std::collections::HashMap;

use napi_derive::napi;
use webex_broadworks::Result;
use webex_broadworks_bindings::{duration_from_milliseconds, moment_from_milliseconds};
use webex_broadworks_bulk::{BulkOptions as CoreOptions, OnlyIf as CoreOnlyIf, OutcomeKind};

use crate::options::{apply, whole};
use crate::spelling::camel_case;

/// Options of a bulk run; times in milliseconds.
#[napi(object, object_to_js = false)]
pub struct BulkOptions {
    pub enable_dir_sync: Option<bool>,
    pub concurrency: Option<f64>,
    /// Infinity: no deadline.
    pub timeout: Option<f64>,
    pub only_if: Option<OnlyIf>,
    /// Whether the caller's own code leaves items out.
    pub item_function: bool,
    pub cluster_groups: Option<HashMap<String, String>>,
    pub dry_run: Option<bool>,
    /// Milliseconds since 1970.
    pub stop_starting_after: Option<f64>,
    pub max_refusals_per_trigger: Option<f64>,
    pub settle_after: Option<f64>,
    pub ledger: Option<String>,
    pub run_name: Option<String>,
    pub resume_within: Option<f64>,
    pub retry: Option<Vec<String>>,
}

/// Which enterprises are meant.
#[napi(object, object_to_js = false)]
pub struct OnlyIf {
    pub enabled: Option<bool>,
    pub status: Option<Vec<String>>,
    pub stale_after: Option<f64>,
    pub never_synced: Option<bool>,
}

impl BulkOptions {
    pub(crate) fn into_core(self) -> Result<CoreOptions> {
        let mut options = CoreOptions::default()
            .spelling(camel_case)
            .item_function(self.item_function)
            .cluster_groups(self.cluster_groups.unwrap_or_default())
            .retry(OutcomeKind::retried(self.retry.unwrap_or_default())?);
        options = apply(options, self.ledger, CoreOptions::ledger);
        options = apply(options, self.run_name, CoreOptions::run_name);
        options = apply(options, self.resume_within, |options, age| {
            options.resume_within(duration_from_milliseconds(age))
        });
        options = apply(options, self.concurrency, |options, items| {
            options.concurrency(whole(items) as usize)
        });
        options = apply(options, self.timeout, |options, timeout| {
            options.timeout(duration_from_milliseconds(timeout))
        });
        options = apply(options, self.only_if, |options, it| options.only_if(it.into_core()));
        options = apply(options, self.dry_run, CoreOptions::dry_run);
        options = apply(options, self.stop_starting_after, |options, moment| {
            options.stop_starting_after(moment_from_milliseconds(moment))
        });
        options =
            apply(options, self.max_refusals_per_trigger, CoreOptions::max_refusals_per_trigger);
        Ok(apply(options, self.settle_after, |options, wait| {
            options.settle_after(duration_from_milliseconds(wait))
        }))
    }
}

impl OnlyIf {
    fn into_core(self) -> CoreOnlyIf {
        let mut conditions = CoreOnlyIf::default();
        conditions = apply(conditions, self.enabled, CoreOnlyIf::enabled);
        conditions = apply(conditions, self.status, CoreOnlyIf::status);
        conditions = apply(conditions, self.stale_after, |conditions, age| {
            conditions.stale_after(duration_from_milliseconds(age))
        });
        apply(conditions, self.never_synced, CoreOnlyIf::never_synced)
    }
}

/// A whole number that may be larger than 32 bits.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "JavaScript has checked that it is whole and not negative; the cast saturates"
)]
pub(crate) fn whole_number(number: f64) -> u64 {
    number as u64
}
