//! The exit codes of the command. Pure.

use std::process::ExitCode;

use webex_broadworks::{Error, ErrorKind};
use webex_broadworks_bulk::{BulkSummary, OutcomeKind, StopReason};

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// An error.
    Error = 1,
    /// Invalid arguments.
    Usage = 2,
    /// No token, a refused token, or an invalid configuration.
    Authentication = 3,
    /// Some items failed, completed partially or were not started, or `--fail-on` matched.
    Items = 4,
    /// A request was sent, and the client can't tell whether Webex executed it.
    Ambiguous = 5,
    /// Another process uses the ledger.
    LedgerInUse = 6,
    /// A timeout, or the window closed.
    TooLate = 7,
    /// SIGHUP: the terminal was closed.
    HungUp = 129,
    /// Ctrl-C, or a declined confirmation.
    Interrupted = 130,
    /// SIGTERM.
    Terminated = 143,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The exit code of a bulk run whose outcomes can't all be printed: a reader of the output can't
    /// tell what was changed.
    pub(crate) fn without_output(self, changes: bool) -> Self {
        match self {
            Self::Authentication | Self::LedgerInUse | Self::Usage => self,
            _ if changes => Self::Ambiguous,
            Self::Done => Self::Error,
            _ => self,
        }
    }

    /// The exit code that counts if both apply.
    pub(crate) fn or_more_severe(self, other: Self) -> Self {
        const ORDER: [Exit; 7] = [
            Exit::Authentication,
            Exit::LedgerInUse,
            Exit::Usage,
            Exit::Ambiguous,
            Exit::Items,
            Exit::TooLate,
            Exit::Error,
        ];
        ORDER.into_iter().find(|exit| [self, other].contains(exit)).unwrap_or(self)
    }

    /// The exit code of an error.
    pub(crate) fn of_error(error: &Error) -> Self {
        match error.kind() {
            ErrorKind::Authentication | ErrorKind::PermissionDenied | ErrorKind::Configuration => {
                Self::Authentication
            }
            ErrorKind::InvalidArgument => Self::Usage,
            ErrorKind::AmbiguousOutcome => Self::Ambiguous,
            ErrorKind::LedgerInUse => Self::LedgerInUse,
            ErrorKind::DirectorySyncFailed | ErrorKind::BillingReportNotCompleted => Self::Items,
            ErrorKind::WaitTimeout | ErrorKind::Timeout => Self::TooLate,
            _ => Self::Error,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Counts of errors that decide the exit code of a bulk run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    /// Number of items that failed because of a timeout.
    pub(crate) timed_out: u64,
    /// Number of items that failed because of missing permissions.
    pub(crate) forbidden: u64,
}

impl Tally {
    /// Counts the error of an outcome.
    pub(crate) fn count(&mut self, error: Option<&str>) {
        self.timed_out += u64::from(matches!(error, Some("WAIT_TIMEOUT" | "TIMEOUT")));
        let refused = matches!(error, Some("PERMISSION_DENIED" | "AUTHENTICATION"));
        self.forbidden += u64::from(refused);
    }

    /// The most severe outcome decides.
    pub(crate) fn exit(self, summary: &BulkSummary, cause: Option<&Error>) -> Exit {
        if let Some(cause) = cause {
            let exit = Exit::of_error(cause);
            if matches!(exit, Exit::Authentication | Exit::LedgerInUse | Exit::Usage) {
                return exit;
            }
        }
        let count = |kind| summary.count(kind);
        let failed = count(OutcomeKind::Failed);
        if count(OutcomeKind::Ambiguous) > 0 {
            return Exit::Ambiguous;
        }
        let done = count(OutcomeKind::Ok) + count(OutcomeKind::Unchanged);
        if failed > 0 && failed == self.forbidden && done == 0 {
            return Exit::Authentication;
        }
        if count(OutcomeKind::Partial) > 0 || failed > self.timed_out {
            return Exit::Items;
        }
        if self.timed_out > 0 || summary.stop_reason == Some(StopReason::WindowClosed) {
            return Exit::TooLate;
        }
        if cause.is_some() {
            return Exit::Error;
        }
        if count(OutcomeKind::NotStarted) > 0 { Exit::Items } else { Exit::Done }
    }
}

/// The exit codes for the help text.
pub(crate) const HELP: &str = "\
Exit codes:
    0  success
    1  error
    2  invalid arguments
    3  no token, a refused token (401, 403), or an invalid configuration
    4  some items failed, completed partially or were not started; or --fail-on matched
    5  a request was sent, and its outcome is unknown
    6  another process uses the ledger
    7  a timeout, or the window closed
  129  ended by SIGHUP
  130  interrupted by Ctrl-C, or the confirmation was declined
  143  ended by SIGTERM";
