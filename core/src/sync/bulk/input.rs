//! The jobs of a bulk run: its items in their places, each once; with a ledger those of earlier
//! attempts at the same run too, and what they came to.

#[cfg(feature = "ledger")]
mod recorded;

use super::context::Job;
use super::item::Seen;
use super::items::BulkItems;
#[cfg(feature = "ledger")]
use super::outcome::RawOutcome;
use crate::error::Result;
#[cfg(feature = "ledger")]
pub(crate) use recorded::Recorded;

/// What comes next.
#[derive(Debug)]
pub(crate) enum Found {
    /// Something to do.
    Job(Box<Job>),
    /// An item that was there before.
    Duplicate(Box<Job>),
    /// What an earlier attempt at the run did.
    #[cfg(feature = "ledger")]
    Kept(RawOutcome),
}

/// Where jobs come from.
#[derive(Debug)]
pub(crate) enum Input {
    Direct(Direct),
    #[cfg(feature = "ledger")]
    Recorded(Box<Recorded>),
}

impl Input {
    pub(crate) fn direct(items: BulkItems) -> Self {
        Self::Direct(Direct { items, seen: Seen::default(), next_index: 0 })
    }

    /// What comes next. Dropping the future loses nothing.
    pub(crate) async fn next(&mut self) -> Option<Result<Found>> {
        match self {
            Self::Direct(direct) => direct.next().await,
            #[cfg(feature = "ledger")]
            Self::Recorded(recorded) => recorded.next().await.transpose(),
        }
    }

    /// Whether there is an end to it that is known beforehand.
    pub(crate) fn is_counted(&self) -> bool {
        match self {
            Self::Direct(direct) => direct.items.total().is_some(),
            #[cfg(feature = "ledger")]
            Self::Recorded(_) => true,
        }
    }
}

/// Items as they are given.
#[derive(Debug)]
pub(crate) struct Direct {
    items: BulkItems,
    seen: Seen,
    next_index: u64,
}

impl Direct {
    async fn next(&mut self) -> Option<Result<Found>> {
        let item = match self.items.next().await? {
            Ok(item) => item,
            Err(error) => return Some(Err(error)),
        };
        let is_new = self.seen.is_new(&item);
        let job = Box::new(Job::new(self.next_index, item));
        self.next_index += 1;
        Some(Ok(if is_new { Found::Job(job) } else { Found::Duplicate(job) }))
    }
}
