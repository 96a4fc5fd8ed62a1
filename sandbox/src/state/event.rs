//! What happens to the state: scheduled events, delayed changes and refusals.

/// Why an operation was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotFound,
    /// For the reason that a directory sync code names.
    Coded(u32),
    /// A run that was triggered here occupies the cluster.
    ClusterBusy,
    /// A run that was triggered elsewhere does.
    HeldElsewhere,
    /// This very enterprise is being synced.
    AlreadyRunning,
}

/// Something that is to happen. Of what is due in one moment, whatever frees a slot comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A trigger that was not visible yet becomes so.
    Reveal {
        enterprise: usize,
        run: u64,
    },
    RunEnds {
        enterprise: usize,
    },
    /// Somebody who does not show gives a slot back.
    HoldEnds {
        cluster: usize,
    },
    CleanedUp {
        enterprise: usize,
    },
    /// A change whose time has come.
    Change {
        number: usize,
    },
    ExternalClientArrives {
        cluster: usize,
    },
    /// A scheduled run is due.
    ComesDue {
        enterprise: usize,
    },
}

/// Something that an operation changes.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Enable(bool),
    /// A run under this tracking id.
    Trigger(String),
    /// The sync of the user with this id.
    SyncUser(String),
}
