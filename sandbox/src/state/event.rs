//! Scheduled events and refusals.

/// Why an operation was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotFound,
    /// For the reason of a directory sync code.
    Coded(u32),
    /// A sync that was triggered here occupies the cluster.
    ClusterBusy,
    /// A sync of an external client occupies the cluster.
    HeldElsewhere,
    /// The same enterprise is being synced.
    AlreadyRunning,
    /// The subscriber is being provisioned or updated.
    SubscriberBusy,
    /// The subscriber doesn't wait for consent.
    NoConsentPending,
    /// The limit of consent e-mails was reached.
    TooManyConsentEmails,
}

/// A scheduled event. Of several events at the same time, those that free a slot come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Event {
    /// A trigger becomes visible.
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
    /// A change is due.
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
