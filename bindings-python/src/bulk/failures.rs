//! The failures of a bulk run, kept for who asks for them at its end.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use webex_broadworks_bulk::RawOutcome;

use crate::decode::Decoder;
use crate::error::{Failure, Result};

/// How many are kept.
const MAX_FAILURES: usize = 1_000;

/// The first failures of a run.
#[derive(Default)]
pub(crate) struct Failures(Mutex<Vec<RawOutcome>>);

impl Failures {
    /// Keeps those that are failures, while there is room.
    pub(super) fn keep(&self, outcomes: Vec<RawOutcome>) {
        let mut kept = self.kept();
        let room = MAX_FAILURES - kept.len();
        let failed = outcomes.into_iter().filter(|outcome| outcome.kind().is_failure());
        kept.extend(failed.take(room));
    }

    /// Each outcome, and its error; `None` where the outcome comes from a ledger.
    pub(super) fn show<'py>(&self, py: Python<'py>) -> Result<Bound<'py, PyAny>> {
        let decoder = Decoder::new(py);
        // Making exceptions runs Python code, which must not happen while the lock is held.
        let kept: Vec<_> = self
            .kept()
            .iter()
            .map(|outcome| {
                let record = outcome.error().map(Failure::record);
                (outcome.json().clone(), record)
            })
            .collect();
        let mut shown = Vec::with_capacity(kept.len());
        for (json, record) in kept {
            let error =
                record.map(|record| PyErr::from(Failure::of_record(&record)).into_value(py));
            shown.push((decoder.decode(&json)?, error));
        }
        Ok(shown.into_pyobject(py)?)
    }

    fn kept(&self) -> MutexGuard<'_, Vec<RawOutcome>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
