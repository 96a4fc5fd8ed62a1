//! Decides when a bulk run starts nothing more. Pure.

use serde::Serialize;
use strum::IntoStaticStr;

use webex_broadworks::{Error, ErrorKind, Operation};

/// How many 403 answers without a success count as a fault of the token.
const FORBIDDEN: u32 = 5;

/// Why a bulk run starts nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[non_exhaustive]
pub enum StopReason {
    /// The token was refused, and could not be renewed.
    Authentication,
    /// Five answers of 403 came without one success.
    PermissionDenied,
    /// The client or the run can't work with its configuration.
    Configuration,
    /// The client was closed.
    ClientClosed,
    /// Webex could not be reached for a quarter of an hour.
    Connection,
    /// The ledger could not be written.
    Ledger,
    /// The items could not all be read.
    Items,
    /// The maintenance window is over.
    WindowClosed,
    /// The reader closed the run.
    Closed,
}

impl StopReason {
    /// The reason that outcomes tell.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it replaces an earlier reason.
    pub(crate) fn outranks(self, before: Option<Self>) -> bool {
        before.is_none_or(|before| self.rank() > before.rank())
    }

    /// Whether running syncs are no longer polled either.
    pub(crate) fn ends_polling(self) -> bool {
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
            // The caller has closed the run, so no other reason matters.
            Self::Closed => 2,
        }
    }

    /// The stop reason of an error of any item.
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

/// The kinds of requests that were answered with success.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Succeeded {
    pub(crate) read: bool,
    pub(crate) write: bool,
}

impl Succeeded {
    pub(crate) fn any(self) -> bool {
        self.read || self.write
    }
}

/// Counts the evidence that a token may not read, or may not write.
#[derive(Debug, Default)]
pub(crate) struct PermissionDeniedCounter {
    reads: u32,
    writes: u32,
    succeeded: Succeeded,
}

impl PermissionDeniedCounter {
    /// Requests of these kinds were answered with success.
    pub(crate) fn success(&mut self, succeeded: Succeeded) {
        self.succeeded.read |= succeeded.read;
        self.succeeded.write |= succeeded.write;
    }

    /// Whether this error exceeds the limit. A successful read doesn't excuse refused
    /// writes.
    pub(crate) fn failure(&mut self, error: &Error) -> bool {
        if error.kind() != ErrorKind::PermissionDenied {
            return false;
        }
        let writes = error.details().operation.is_some_and(Operation::is_write);
        let (refused, succeeded) = if writes {
            (&mut self.writes, self.succeeded.write)
        } else {
            (&mut self.reads, self.succeeded.read)
        };
        *refused += 1;
        !succeeded && *refused >= FORBIDDEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(operation: Operation) -> Error {
        Error::new(ErrorKind::PermissionDenied, "no").with(|it| it.operation = Some(operation))
    }

    #[test]
    fn five_refusals_of_one_kind_without_a_success_of_that_kind_are_the_token_s() {
        let (read, write) = (Operation::DirectorySyncGetStatus, Operation::DirectorySyncUpdate);
        let missing = Error::new(ErrorKind::NotFound, "no");
        for operation in [read, write] {
            let mut count = PermissionDeniedCounter::default();
            assert!((0..4).all(|_| !count.failure(&refused(operation))));
            assert!(!count.failure(&missing) && count.failure(&refused(operation)));
        }
        let mut count = PermissionDeniedCounter::default();
        count.success(Succeeded { read: true, write: false });
        assert!((0..20).all(|_| !count.failure(&refused(read))));
        assert!((0..4).all(|_| !count.failure(&refused(write))));
        assert!(count.failure(&refused(write)));
    }
}
