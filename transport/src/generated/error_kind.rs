//! The kinds of errors. Written by `make generate` from `api/errors.toml`.

use strum::{IntoStaticStr, VariantArray};

/// What kind of failure an [`Error`](crate::error::Error) is.
///
/// Each kind has one public class in Python and JavaScript, named by [`ErrorKind::class_name`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum ErrorKind {
    /// Webex answered with a status that is not a success and has no class of its own.
    Status,
    /// 400: Webex refused the request as malformed.
    BadRequest,
    /// 401: the access token is wrong, expired or revoked.
    Authentication,
    /// 403: the token lacks a scope, or its user a role.
    PermissionDenied,
    /// 404: the enterprise, subscriber, workspace or report doesn't exist for this token.
    NotFound,
    /// 409: the state of the enterprise or subscriber doesn't allow it.
    Conflict,
    /// 423: the resource is locked.
    Locked,
    /// 429: rate limiting, and `retry_after` is longer than the time that the call had left.
    RateLimit,
    /// The enterprise's BroadWorks cluster is already running an on-demand directory sync.
    DirectorySyncBusy,
    /// 5xx, after the retries that are safe.
    Server,
    /// No response was received.
    Connection,
    /// No response came in time.
    Timeout,
    /// A request was sent, and the client can't tell whether Webex executed it.
    AmbiguousOutcome,
    /// Webex answered with success, but not with what the operation documents.
    ResponseDecode,
    /// A link can't be trusted, and nothing was sent there.
    UntrustedLink,
    /// The pages of a list form a loop.
    PaginationLoop,
    /// Webex might have more items than it listed.
    IncompleteList,
    /// `enterprises.get` found no enterprise that matches.
    EnterpriseNotFound,
    /// `enterprises.get` found several enterprises that match.
    MultipleEnterprisesFound,
    /// A sync, a subscriber or a billing report did not end in time.
    WaitTimeout,
    /// A directory sync ran and failed.
    DirectorySyncFailed,
    /// A billing report can't be downloaded: it is in progress, or failed.
    BillingReportNotCompleted,
    /// The client can't be built or used with this configuration.
    Configuration,
    /// An argument is out of bounds or of the wrong type; nothing was sent.
    InvalidArgument,
    /// The client was closed.
    ClientClosed,
    /// The ledger of a bulk run can't be opened, read or written.
    Ledger,
    /// The ledger, or the run in it, is in use by another process or another run.
    LedgerInUse,
    /// A defect of this library.
    #[default]
    Internal,
}

impl ErrorKind {
    /// Every kind, in the order of declaration.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The public class that Python and JavaScript raise for this kind.
    pub const fn class_name(self) -> &'static str {
        match self {
            Self::Status => "APIStatusError",
            Self::BadRequest => "BadRequestError",
            Self::Authentication => "AuthenticationError",
            Self::PermissionDenied => "PermissionDeniedError",
            Self::NotFound => "NotFoundError",
            Self::Conflict => "ConflictError",
            Self::Locked => "LockedError",
            Self::RateLimit => "RateLimitError",
            Self::DirectorySyncBusy => "DirectorySyncBusyError",
            Self::Server => "ServerError",
            Self::Connection => "APIConnectionError",
            Self::Timeout => "APITimeoutError",
            Self::AmbiguousOutcome => "AmbiguousOutcomeError",
            Self::ResponseDecode => "ResponseDecodeError",
            Self::UntrustedLink => "UntrustedLinkError",
            Self::PaginationLoop => "PaginationLoopError",
            Self::IncompleteList => "IncompleteListError",
            Self::EnterpriseNotFound => "EnterpriseNotFoundError",
            Self::MultipleEnterprisesFound => "MultipleEnterprisesFoundError",
            Self::WaitTimeout => "WaitTimeoutError",
            Self::DirectorySyncFailed => "DirectorySyncFailedError",
            Self::BillingReportNotCompleted => "BillingReportNotCompletedError",
            Self::Configuration => "ConfigurationError",
            Self::InvalidArgument => "InvalidArgumentError",
            Self::ClientClosed => "ClientClosedError",
            Self::Ledger => "LedgerError",
            Self::LedgerInUse => "LedgerInUseError",
            Self::Internal => "WebexError",
        }
    }

    /// Whether the same call may succeed later without any change by the caller: Webex couldn't be
    /// reached, was busy or failed on its own side.
    ///
    /// A repeat is called for if the error is transient and
    /// [`safe_to_retry`](crate::error::ErrorDetails::safe_to_retry).
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::Locked
                | Self::RateLimit
                | Self::DirectorySyncBusy
                | Self::Server
                | Self::Connection
                | Self::Timeout
                | Self::WaitTimeout
                | Self::LedgerInUse
        )
    }

    /// The stable, machine-readable code of this kind.
    pub fn code(self) -> &'static str {
        self.into()
    }
}
