//! What happens to the state: scheduled events and refusals.

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
    /// The same enterprise is being synced.
    AlreadyRunning,
    /// The subscriber is being provisioned or updated.
    SubscriberBusy,
    /// The subscriber doesn't wait for consent.
    NoConsentPending,
    /// So many consent e-mails have been sent that this one isn't.
    TooManyConsentEmails,
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
    /// An external client that doesn't show its enterprise releases a slot.
    HoldEnds {
        cluster: usize,
    },
    CleanedUp {
        enterprise: usize,
    },
    /// A change whose time has come.
    Change {
        number: u64,
    },
    ExternalClientArrives {
        cluster: usize,
    },
    /// A scheduled run is due.
    ComesDue {
        enterprise: usize,
    },
}
