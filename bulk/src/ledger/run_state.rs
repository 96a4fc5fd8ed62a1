//! How far a run has come.

use super::named_enum::named;

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

named!(RunState {
    Running = "running",
    Complete = "complete",
    Interrupted = "interrupted",
    Abandoned = "abandoned",
});
