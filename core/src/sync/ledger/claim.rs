//! Which runs this process is carrying out, so that none is carried out twice at once.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, ErrorKind, Result};

/// The ids of runs that are being carried out.
pub(super) type UnderWay = Mutex<HashSet<i64>>;

/// The right to carry out a run, which one has at a time.
#[derive(Debug)]
pub(super) struct Claim {
    id: i64,
    under_way: Arc<UnderWay>,
}

impl Claim {
    pub(super) fn take(id: i64, name: &str, under_way: &Arc<UnderWay>) -> Result<Self> {
        if lock(under_way).insert(id) {
            return Ok(Self { id, under_way: Arc::clone(under_way) });
        }
        let reason = format!(
            "the run {name} is being carried out in this process already. Wait until it has ended, \
             or give this one a name of its own (`run`)"
        );
        Err(Error::new(ErrorKind::LedgerInUse, reason))
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        lock(&self.under_way).remove(&self.id);
    }
}

pub(super) fn is_under_way(under_way: &UnderWay, id: i64) -> bool {
    lock(under_way).contains(&id)
}

fn lock(under_way: &UnderWay) -> MutexGuard<'_, HashSet<i64>> {
    under_way.lock().unwrap_or_else(PoisonError::into_inner)
}
