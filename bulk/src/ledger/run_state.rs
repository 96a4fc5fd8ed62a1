//! How far a run has come.

use strum::{Display, EnumString, IntoStaticStr};

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum RunState {
    /// Somebody is at it, or was killed while at it.
    Running,
    /// Every item has its outcome.
    Complete,
    /// It ended early and can be resumed.
    Interrupted,
    /// It was unfinished for so long that a new run took its place; only by its name is it resumed.
    Abandoned,
}

impl RunState {
    /// The name, as it stands in the ledger.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
