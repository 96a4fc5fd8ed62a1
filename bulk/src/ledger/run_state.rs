//! The state of a run.

use strum::{Display, EnumString, IntoStaticStr};

/// The state of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum RunState {
    /// A process executes it, or was killed while it did.
    Running,
    /// Every item has its outcome.
    Complete,
    /// It ended early and can be resumed.
    Interrupted,
    /// It was unfinished for so long that a new run replaced it. Only its name can resume it.
    Abandoned,
}

impl RunState {
    /// The name in the ledger.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
