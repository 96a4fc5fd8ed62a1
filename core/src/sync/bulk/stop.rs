//! When a bulk run starts nothing more. Pure.

use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};

/// How many answers of 403 without one success are taken for the token's fault.
const FORBIDDEN: u32 = 5;

/// Why a bulk run starts nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The token was refused, and could not be renewed.
    Authentication,
    /// Five answers of 403 came without one success.
    PermissionDenied,
    /// The client, or the run, cannot work as it is configured.
    Configuration,
    /// The client was closed.
    ClientClosed,
    /// The service could not be reached for a quarter of an hour.
    Connection,
    /// The ledger could not be written.
    Ledger,
    /// The items could not be read to their end.
    Items,
    /// The maintenance window is over.
    WindowClosed,
    /// The run was closed by who reads it.
    Closed,
}

impl StopReason {
    /// The reason that outcomes tell.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Authentication => "authentication",
            Self::PermissionDenied => "permission_denied",
            Self::Configuration => "configuration",
            Self::ClientClosed => "client_closed",
            Self::Connection => "connection",
            Self::Ledger => "ledger",
            Self::Items => "items",
            Self::WindowClosed => "window_closed",
            Self::Closed => "closed",
        }
    }

    /// Whether it replaces a reason that was there before it.
    pub(crate) fn outranks(self, before: Option<Self>) -> bool {
        before.is_none_or(|before| self.rank() > before.rank())
    }

    /// Whether runs that go on are not watched any more either.
    pub(crate) fn ends_watching(self) -> bool {
        self.rank() > 0
    }

    fn rank(self) -> u8 {
        match self {
            Self::WindowClosed | Self::PermissionDenied | Self::Items => 0,
            Self::Authentication
            | Self::Configuration
            | Self::ClientClosed
            | Self::Connection
            | Self::Ledger => 1,
            // Nobody is there to be told of anything.
            Self::Closed => 2,
        }
    }

    /// The reason that an error is, whatever item it came of.
    pub(crate) fn of(error: &Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::Authentication => Some(Self::Authentication),
            ErrorKind::Configuration => Some(Self::Configuration),
            ErrorKind::ClientClosed => Some(Self::ClientClosed),
            ErrorKind::Ledger | ErrorKind::LedgerInUse => Some(Self::Ledger),
            _ => None,
        }
    }
}

impl Serialize for StopReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Counts what tells that a token may do nothing at all.
#[derive(Debug, Default)]
pub(crate) struct Forbidden {
    answers: u32,
    succeeded: bool,
}

impl Forbidden {
    pub(crate) fn success(&mut self) {
        self.succeeded = true;
    }

    pub(crate) fn any_succeeded(&self) -> bool {
        self.succeeded
    }

    /// Whether this error is the one too many.
    pub(crate) fn failure(&mut self, error: &Error) -> bool {
        if error.kind() == ErrorKind::PermissionDenied {
            self.answers += 1;
        }
        !self.succeeded && self.answers >= FORBIDDEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_refusals_without_a_success_are_the_token_s() {
        let refused = Error::new(ErrorKind::PermissionDenied, "no");
        let missing = Error::new(ErrorKind::NotFound, "no");
        let mut count = Forbidden::default();
        assert!((0..4).all(|_| !count.failure(&refused)));
        assert!(!count.failure(&missing) && count.failure(&refused));
        let mut count = Forbidden::default();
        count.success();
        assert!((0..20).all(|_| !count.failure(&refused)));
    }
}
