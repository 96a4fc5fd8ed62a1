//! The options of a bulk run.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use derive_setters::Setters;

use super::only_if::OnlyIf;
use super::outcome::OutcomeKind;
use crate::ledger::run_name;
use webex_broadworks::internals::{UNCONFIRMED_TRIGGER_WAIT, require_nonzero};
use webex_broadworks::{Error, Name, Result, Spelling, message, snake_case};

/// The default number of items in parallel.
pub const DEFAULT_CONCURRENCY: usize = 32;

/// How many refused triggers an accepted one may cost while the client infers the clusters.
pub const DEFAULT_MAX_REFUSALS_PER_TRIGGER: f64 = 2.0;

/// The default maximum time since the last activity of an unnamed run that is resumed.
pub const DEFAULT_RESUME_WITHIN: Duration = Duration::from_secs(12 * 60 * 60);

/// Options of a bulk run.
#[derive(Clone, Debug, Setters)]
#[must_use]
#[setters(strip_option)]
pub struct BulkOptions {
    /// Number of items in parallel, at least 1. Default: [`DEFAULT_CONCURRENCY`]; for runs, one per
    /// cluster.
    pub(crate) concurrency: Option<usize>,
    /// Timeout of an item after it was started; [`Duration::MAX`] means no deadline. Default: three
    /// hours for runs, otherwise none, so that throttling doesn't fail items.
    pub(crate) timeout: Option<Duration>,
    /// Skips the enterprises that don't meet these conditions.
    pub(crate) only_if: OnlyIf,
    /// Changes nothing, and reports what it would change as `planned`.
    pub(crate) dry_run: bool,
    /// Starts nothing after this time. Running syncs are polled to their end.
    pub(crate) stop_starting_after: Option<SystemTime>,
    /// How many refused triggers an accepted one may cost while the client infers which enterprises
    /// share a cluster, >= 0; [`f64::INFINITY`] means no limit. Default:
    /// [`DEFAULT_MAX_REFUSALS_PER_TRIGGER`].
    pub(crate) max_refusals_per_trigger: f64,
    /// How long to look for the sync of a trigger without a response before it counts as lost and
    /// is sent again; [`Duration::MAX`] is never. Default: a minute.
    pub(crate) settle_after: Duration,
    /// How messages spell operations and arguments. Default: [`snake_case`].
    pub(crate) spelling: Spelling,
    /// Declares that a function of the caller marks items as [left out](super::BulkItem::left_out).
    /// A run with such a function isn't resumed by one without.
    #[setters(rename = "item_function")]
    pub(crate) has_item_function: bool,
    /// Cluster names by the id of the enterprise, for items without a
    /// [`cluster_group`](super::BulkItem::cluster_group) of their own. A run of syncs refuses keys
    /// that aren't the id of an item.
    pub(crate) cluster_groups: HashMap<String, String>,
    /// Records the run in this file, so that it survives the end of the process. The file is
    /// created if it is missing, and `~` is the home folder.
    #[setters(into)]
    pub(crate) ledger: Option<PathBuf>,
    #[setters(skip)]
    pub(crate) run_name: Option<String>,
    /// The maximum time since the last activity of an unnamed run that is resumed. Default:
    /// [`DEFAULT_RESUME_WITHIN`].
    pub(crate) resume_within: Option<Duration>,
    #[setters(skip)]
    pub(crate) retry: Vec<OutcomeKind>,
}

impl Default for BulkOptions {
    fn default() -> Self {
        Self {
            concurrency: None,
            timeout: None,
            only_if: OnlyIf::default(),
            dry_run: false,
            stop_starting_after: None,
            max_refusals_per_trigger: DEFAULT_MAX_REFUSALS_PER_TRIGGER,
            settle_after: UNCONFIRMED_TRIGGER_WAIT,
            spelling: snake_case,
            has_item_function: false,
            cluster_groups: HashMap::new(),
            ledger: None,
            run_name: None,
            resume_within: None,
            retry: Vec::new(),
        }
    }
}

impl BulkOptions {
    /// The name of the run in the ledger, which resumes it or starts it. Default: an equal
    /// unfinished run without a name is resumed, if it is recent enough.
    pub fn run_name(mut self, name: impl Into<String>) -> Self {
        self.run_name = Some(run_name::normalize(name.into()));
        self
    }

    /// The outcomes of an earlier attempt after which items are executed again. Default: none.
    pub fn retry(mut self, kinds: impl IntoIterator<Item = OutcomeKind>) -> Self {
        self.retry = kinds.into_iter().collect();
        self
    }

    /// Checks the bounds.
    pub(crate) fn check(&self) -> Result<()> {
        if self.concurrency == Some(0) {
            return Err(Error::invalid_argument(message!(
                "{}: expected at least 1, got 0",
                Name::Argument("concurrency")
            )));
        }
        if self.max_refusals_per_trigger.is_nan() || self.max_refusals_per_trigger < 0.0 {
            return Err(Error::invalid_argument(message!(
                "{}: expected a number of 0 or more, got {}",
                Name::Argument("max_refusals_per_trigger"),
                self.max_refusals_per_trigger.to_string()
            )));
        }
        require_nonzero("timeout", self.timeout)?;
        self.check_ledger()?;
        self.only_if.check()
    }

    /// Refuses options that require a ledger.
    fn check_ledger(&self) -> Result<()> {
        let given = [
            ("run_name", self.run_name.is_some()),
            ("resume_within", self.resume_within.is_some()),
            ("retry", !self.retry.is_empty()),
        ];
        let needless = given.into_iter().find(|(_, is_given)| *is_given);
        match needless.filter(|_| self.ledger.is_none()) {
            None => Ok(()),
            Some((name, _)) => Err(Error::invalid_argument(message!(
                "{} requires a ledger: pass {}, the path of its file",
                Name::Argument(name),
                Name::Argument("ledger")
            ))),
        }
    }
}
