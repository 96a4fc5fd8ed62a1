//! The steps of a wait.

use std::time::Duration;

use strum::IntoStaticStr;
use webex_broadworks_transport::http::response::RawResponse;

/// How long a directory sync is waited for unless the call says otherwise; documented syncs take up to
/// 1 h 12 min.
pub const DEFAULT_WAIT_TIMEOUT: Duration = Duration::from_secs(3 * 60 * 60);

/// How long a subscriber or a billing report is waited for unless the call says otherwise.
pub const DEFAULT_STATE_WAIT_TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// What a poll of a wait shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum WaitPhase {
    /// Another sync of the enterprise is running; ours is triggered when it has ended.
    OtherSync,
    /// Webex refused the trigger because the enterprise's cluster is busy; it is triggered again later.
    ClusterBusy,
    /// The sync, subscriber or report has not ended yet.
    Running,
    /// It has ended.
    Ended,
}

impl WaitPhase {
    /// The name of the phase in data, such as `cluster_busy`.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether the sync that is waited for has not started yet.
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::OtherSync | Self::ClusterBusy)
    }
}

/// One poll of a wait.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WaitStep {
    /// The phase.
    pub phase: WaitPhase,
    /// The status. If [`WaitPhase::is_waiting`], it is not that of our sync.
    pub status: RawResponse,
}
