//! The state of one item of a bulk run while it is executed.

use std::time::{Duration, SystemTime};

use webex_broadworks::internals::RunTracker;
use webex_broadworks::{Error, ErrorKind, Operation};

use crate::item::BulkItem;
use crate::ledger::IntentId;
use crate::outcome::{ItemResult, OutcomeKind};
use crate::stop_reason::Succeeded;

/// An item in its place.
#[derive(Clone, Debug)]
pub(crate) struct WorkItem {
    pub(crate) index: u64,
    pub(crate) item: BulkItem,
    /// Earlier requests for it.
    pub(crate) attempts: u32,
    /// How many times it got no answer although another enterprise did.
    pub(crate) transient_failures: u32,
    /// The number of answers that the run had received when the item last failed without one.
    pub(crate) answers_at_failure: Option<u64>,
    pub(crate) trial: ReachabilityTest,
    /// Which requests for it were answered with success.
    pub(crate) succeeded: Succeeded,
    pub(crate) started_at: Option<SystemTime>,
    /// The round of its outcome, if it is executed again.
    pub(crate) round: u32,
    /// Whether it is recorded in the ledger.
    pub(crate) is_recorded: bool,
    /// Number of triggers that were sent for it.
    pub(crate) triggers: u32,
    /// An earlier trigger for it, which must be checked before another is sent.
    pub(crate) sent: Option<SubmittedTrigger>,
    /// A trigger for it that counted as lost. It may still arrive.
    pub(crate) lost: Option<SubmittedTrigger>,
}

impl WorkItem {
    pub(crate) fn new(index: u64, item: BulkItem) -> Self {
        Self {
            index,
            item,
            attempts: 0,
            transient_failures: 0,
            answers_at_failure: None,
            trial: ReachabilityTest::default(),
            succeeded: Succeeded::default(),
            started_at: None,
            round: 1,
            is_recorded: false,
            triggers: 0,
            sent: None,
            lost: None,
        }
    }
}

/// An earlier trigger for an item, which must be checked first.
#[derive(Clone, Debug)]
pub(crate) struct SubmittedTrigger {
    pub(crate) intent: Option<IntentId>,
    /// Distinguishes its sync from others.
    pub(crate) run: RunTracker,
    /// Whether Webex accepted it. If false, that is unknown.
    pub(crate) accepted: bool,
    /// How long ago it was recorded. It may have been sent much later, if it had to wait.
    pub(crate) ago: Duration,
}

impl SubmittedTrigger {
    /// The result if an earlier process sent it and nothing shows whether it arrived.
    pub(crate) fn interrupted(&self, operation: Operation) -> ItemResult {
        let reason = "an earlier process ended before it received the response to its request";
        let error = Error::new(ErrorKind::AmbiguousOutcome, reason).with(|details| {
            details.operation = Some(operation);
            details.tracking_id = self.run.tracking_id().map(str::to_owned);
            details.request_sent = true;
            details.safe_to_retry = false;
        });
        ItemResult::new(OutcomeKind::Ambiguous).with_reason("interrupted").with_error(error)
    }
}

/// How the last try of an item started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ReachabilityTest {
    #[default]
    Unproven,
    /// Another enterprise was answered just before.
    Proven,
    /// The item was not tried, because that enterprise was not answered either.
    NotTried,
}
