import type { BulkSummary } from './bulk.cjs'
import type { BillingReport, DirectorySync, Enterprise, Subscriber } from './generated/models.cjs'
import type { OperationId, SubjectKind } from './generated/operations.cjs'

/** One entry of the `errors` that Webex put into an error body. */
export interface ServiceError {
  /** The code: a number, or text such as `BATCH-1017023`. */
  errorCode?: number | string
  /** Webex's description. */
  description?: string
  /** The field of the request that it concerns. */
  fieldName?: string
}

/** The subject of a call. */
export interface Subject {
  /** The kind of the subject. */
  kind: SubjectKind
  /** Its id at Webex. */
  id: string
  /**
   * The enterprise's identifier on BroadWorks, or the subscriber's user id; `null` if the call got only
   * the id.
   */
  name: string | null
}

/** Fields to create an error with, for example in tests: see `WebexError`. */
export interface WebexErrorFields extends Partial<Omit<WebexError, keyof Error | 'toJSON'>> {
  /** The cause of this error. */
  cause?: unknown
}

/**
 * The base class of every error of this package. The message says what failed and for which enterprise or
 * subscriber. It also says whether a request was sent, what to do, and the tracking id for Webex support.
 */
export class WebexError extends Error {
  /**
   * The cause. For a network failure, it is a chain of errors with Node's `code` if one is known,
   * such as `ECONNREFUSED`, `ENOTFOUND`, `ETIMEDOUT` or `CERT_HAS_EXPIRED`.
   */
  cause?: unknown
  constructor(message: string, fields?: WebexErrorFields)
  /** A stable code for programs, such as `NOT_FOUND`; each class has its own. */
  code: string
  /** The HTTP status of the last response; `null` without one. */
  status: number | null
  /** The entries of Webex's error body. */
  errors: readonly ServiceError[]
  /** The tracking id for Webex support: the server's, or else the one that was sent. */
  trackingId: string | null
  /** The pause in seconds that Webex asked for. */
  retryAfter: number | null
  /** How many requests were sent. */
  attempts: number
  /** Duration of the call in milliseconds, including pauses; `null` if it never started. */
  elapsed: number | null
  /** Whether Webex accepted the request; `null` if that is unknown. */
  accepted: boolean | null
  /** The id of the operation that failed, such as `directory_sync.get_status`. */
  operation: OperationId | null
  /** The subject of the call; `null` if it has none. */
  subject: Subject | null
  /** Whether a request, or part of one, might have reached Webex. */
  requestSent: boolean
  /**
   * Whether the same call can be made again without doing something twice. Default of an error that you make
   * yourself: `false`.
   */
  safeToRetry: boolean
  /**
   * Whether the same call might succeed later without any change by you: Webex couldn't be reached, was busy or
   * failed on its own side. Retry if this and `safeToRetry` are true.
   */
  isTransient: boolean
  /** Whether retrying stopped because the client's retry budget was used up. */
  retryBudgetExhausted: boolean
  /** The meaning of the directory sync code in the response. */
  meaning: string | null
  /** What to do. */
  remedy: string | null
  /** The enterprises that match, if several do. */
  candidates: readonly Enterprise[]
  /** The last state that a wait read. */
  lastStatus: DirectorySync | Subscriber | BillingReport | null
  /** Up to 8 KiB of a response in an unknown format. */
  body: string | null
  /** All data of the error, for logs. */
  toJSON(): Record<string, unknown>
}

/** Webex answered with a status that is not a success. */
export class APIStatusError extends WebexError {
  /** The HTTP status. */
  status: number
}
/** 400: Webex refused the request as malformed. */
export class BadRequestError extends APIStatusError {}
/** 401: the access token is missing, wrong, expired or revoked. */
export class AuthenticationError extends APIStatusError {}
/** 403: the token lacks a scope, or its user a role. */
export class PermissionDeniedError extends APIStatusError {}
/** 404: the enterprise, subscriber, workspace or report doesn't exist, or this token can't see it. */
export class NotFoundError extends APIStatusError {}
/** 409: the state of the enterprise or subscriber doesn't allow it. */
export class ConflictError extends APIStatusError {}
/** 423: the resource is locked. */
export class LockedError extends APIStatusError {}
/** 429: rate limiting for longer than the call's timeout; `retryAfter` is the pause, if Webex sent one. */
export class RateLimitError extends APIStatusError {}
/** The BroadWorks cluster is already running an on-demand directory sync. This isn't rate limiting. */
export class DirectorySyncBusyError extends APIStatusError {}
/** 5xx, after the retries that are safe. */
export class ServerError extends APIStatusError {}

/** The client received no response. */
export class APIConnectionError extends WebexError {}
/** No response came in time. */
export class APITimeoutError extends APIConnectionError {}

/** A request was sent, and the client can't tell whether Webex executed it. */
export class AmbiguousOutcomeError extends WebexError {}
/** Webex answered with success, but not with what the operation documents. */
export class ResponseDecodeError extends WebexError {}
/**
 * A link can't be trusted, and nothing was sent there: the next page is on another host or path, or a
 * download doesn't lead to https.
 */
export class UntrustedLinkError extends WebexError {}
/** The pages of a list form a loop. */
export class PaginationLoopError extends WebexError {}
/** Webex might have more items than it listed. With `allowIncomplete`, the list ends without this error. */
export class IncompleteListError extends WebexError {}
/** No enterprise matches. */
export class EnterpriseNotFoundError extends WebexError {}
/** Several enterprises match: `candidates` has them. */
export class MultipleEnterprisesFoundError extends WebexError {}
/** A sync, a subscriber or a billing report did not end in time. `lastStatus` is the last status. */
export class WaitTimeoutError extends WebexError {}
/** A directory sync ran and failed: see `errors`, `meaning`, `remedy` and `lastStatus`. */
export class DirectorySyncFailedError extends WebexError {}
/** A billing report can't be downloaded: it is in progress, or failed. `lastStatus` is the report. */
export class BillingReportNotCompletedError extends WebexError {}
/** The client can't be built or used with this configuration. */
export class ConfigurationError extends WebexError {}
/** An argument is of the wrong type or out of bounds; nothing was sent. */
export class InvalidArgumentError extends WebexError {}
/** The client was closed. */
export class ClientClosedError extends WebexError {}

/** The ledger of a bulk run can't be opened, read or written. */
export class LedgerError extends WebexError {}
/** The ledger, or the run in it, is in use by another process or another run. */
export class LedgerInUseError extends LedgerError {}
/** Fields to create a `BulkError` with, for example in tests. */
export interface BulkErrorFields extends Omit<WebexErrorFields, 'errors'> {
  errors?: readonly WebexError[]
  more?: number
  summary?: BulkSummary
}
/** Items of a bulk run failed. Only `raiseForFailures` throws it. */
export class BulkError extends WebexError {
  constructor(message: string, fields?: BulkErrorFields)
  /** The errors of these items, each of its own class, in order of occurrence: the first 1,000. */
  errors: readonly (WebexError & ServiceError)[]
  /** How many more errors there are. */
  more: number
  /** The progress of the run at that time. */
  summary: BulkSummary | null
}
