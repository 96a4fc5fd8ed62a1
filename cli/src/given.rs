//! Sets options only if the command line has them.

/// Sets options from arguments that may have been left out.
pub(crate) trait GivenOptions: Sized {
    /// Sets an option if its argument was given.
    fn given<T>(self, argument: Option<T>, set: impl FnOnce(Self, T) -> Self) -> Self {
        match argument {
            Some(value) => set(self, value),
            None => self,
        }
    }
}

impl<T> GivenOptions for T {}
