//! The ledgers that this process has open. All runs of a file share one.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

use once_cell::sync::Lazy;

use super::connection;
use super::file::{locate, refuse_hard_links};
use super::run_lease::ActiveRuns;
use super::worker::Worker;
use super::write_lock::Lock;
use webex_broadworks::Result;

/// A ledger that is open for writing. The fields are dropped in this order.
#[derive(Debug)]
pub(super) struct OpenLedger {
    pub(super) worker: Worker,
    /// The runs that are active in this process.
    pub(super) under_way: Arc<ActiveRuns>,
    _lock: Lock,
    _place: SlotGuard,
}

/// The entry of one file in the registry.
#[derive(Debug, Default)]
struct Slot {
    state: Mutex<State>,
    closed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    open: Weak<OpenLedger>,
    /// True until the lock was released, which is after the drop of the last handle.
    occupied: bool,
}

/// Keeps the slot occupied.
#[derive(Debug)]
struct SlotGuard(Arc<Slot>);

impl Drop for SlotGuard {
    fn drop(&mut self) {
        self.0.state().occupied = false;
        self.0.closed.notify_all();
    }
}

impl Slot {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The process id is part of the key, because a forked child inherits its parent's entries.
type Slots = HashMap<(u32, PathBuf), Arc<Slot>>;

static SLOTS: Lazy<Mutex<Slots>> = Lazy::new(Mutex::default);

/// Opens a ledger for writing, or shares the one that is already open. Blocks.
pub(super) fn open(path: &Path) -> Result<Arc<OpenLedger>> {
    let path = locate(path)?;
    let slot = {
        let mut slots = SLOTS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(slots.entry((std::process::id(), path.clone())).or_default())
    };
    let mut state = slot.state();
    while state.occupied {
        if let Some(open) = state.open.upgrade() {
            return Ok(open);
        }
        state = slot.closed.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
    connection::check(&path)?;
    refuse_hard_links(&path)?;
    let lock = Lock::take(&path)?;
    let worker = Worker::start(path.clone(), connection::for_writing(&path)?)?;
    let place = SlotGuard(Arc::clone(&slot));
    let open =
        Arc::new(OpenLedger { worker, under_way: Arc::default(), _lock: lock, _place: place });
    *state = State { open: Arc::downgrade(&open), occupied: true };
    Ok(open)
}
