//! The runs that this process executes, so that none is executed twice at the same time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use webex_broadworks::{Error, ErrorKind, Name, message};

/// The runs in execution.
#[derive(Debug, Default)]
pub(super) struct ActiveRuns {
    /// Whether each is about to end because its reader has gone.
    runs: Mutex<HashMap<i64, Arc<AtomicBool>>>,
    /// One of them has ended.
    pub(super) released: Notify,
}

impl ActiveRuns {
    pub(super) fn contains(&self, id: i64) -> bool {
        self.runs().contains_key(&id)
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<i64, Arc<AtomicBool>>> {
        self.runs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The exclusive right to execute a run.
#[derive(Debug)]
pub(super) struct RunLease {
    id: i64,
    under_way: Arc<ActiveRuns>,
}

impl RunLease {
    /// Takes the lease; `None` if its owner is about to end and the caller should wait.
    pub(super) fn take(
        (id, name): (i64, &str),
        ending: &Arc<AtomicBool>,
        under_way: &Arc<ActiveRuns>,
    ) -> Result<Option<Self>, Error> {
        let mut runs = under_way.runs();
        match runs.get(&id) {
            None => {
                runs.insert(id, Arc::clone(ending));
                drop(runs);
                Ok(Some(Self { id, under_way: Arc::clone(under_way) }))
            }
            Some(is_ending) if is_ending.load(Ordering::Acquire) => Ok(None),
            Some(_) => {
                let reason = message!(
                    "the run {name} is already active in this process. Wait for it to end, or use \
                     another run name ({})",
                    Name::Argument("run_name")
                );
                Err(Error::new(ErrorKind::LedgerInUse, reason))
            }
        }
    }
}

impl Drop for RunLease {
    fn drop(&mut self) {
        self.under_way.runs().remove(&self.id);
        self.under_way.released.notify_waiters();
    }
}
