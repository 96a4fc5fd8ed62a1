// The classes of errors. Written by `make generate` from `api/errors.toml`.

/** @module errors */

import type { BillingReport, DirectorySync, Enterprise, Subscriber } from './models'
import type { OperationId, SubjectKind } from './operations'
import type { BulkSummary, ServiceError } from './records'

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
  declare cause?: unknown

  constructor(message: string, { cause, ...fields }: WebexErrorFields = {}) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, fields)
  }

  /** A stable code for programs, such as `NOT_FOUND`; each class has its own. */
  declare code: string
  /** The id of the operation that failed, such as `"directory_sync.get_status"`. */
  declare operation: OperationId | null
  /** The subject of the call; `null` if it has none. */
  declare subject: Subject | null
  /** The HTTP status of the last response; `null` without one. */
  declare status: number | null
  /** The entries of Webex's error body. */
  declare errors: readonly ServiceError[]
  /** The tracking id for Webex support: the server's, or else the one that was sent. */
  declare trackingId: string | null
  /** The pause in milliseconds that Webex asked for; `null` if it asked for none. */
  declare retryAfter: number | null
  /** How many requests were sent. */
  declare attempts: number
  /** Duration of the call in milliseconds, including pauses; `null` if it never started. */
  declare elapsed: number | null
  /** Whether Webex accepted the request; `null` if that is unknown. */
  declare accepted: boolean | null
  /** Whether a request, or part of one, might have reached Webex. */
  declare requestSent: boolean
  /**
   * Whether the same call can be made again without doing something twice. Default of an error that
   * you make yourself: `false`.
   */
  declare safeToRetry: boolean
  /**
   * Whether the same call might succeed later without any change by you: Webex couldn't be reached,
   * was busy or failed on its own side. Retry if this and `safeToRetry` are true.
   */
  declare isTransient: boolean
  /** Whether retrying stopped because the client's retry budget was used up. */
  declare retryBudgetExhausted: boolean
  /** The meaning of the directory sync code in the response. */
  declare meaning: string | null
  /** What to do. */
  declare remedy: string | null
  /** The enterprises that match, if several do. */
  declare candidates: readonly Enterprise[]
  /** Up to 8 KiB of a response in an unknown format. */
  declare body: string | null
  /** The last state that a wait read. */
  declare lastStatus: DirectorySync | Subscriber | BillingReport | null

  /** All data of the error, for logs. */
  toJSON(): Record<string, unknown> {
    const { name, message, code } = this
    return { name, message, code, ...(this as object) }
  }
}

// Absent fields are read from the prototype, so that printing an error shows only the fields that it has.
Object.assign(WebexError.prototype, {
  operation: null,
  subject: null,
  status: null,
  errors: Object.freeze([]),
  trackingId: null,
  retryAfter: null,
  attempts: 0,
  elapsed: null,
  accepted: null,
  requestSent: false,
  safeToRetry: false,
  retryBudgetExhausted: false,
  meaning: null,
  remedy: null,
  candidates: Object.freeze([]),
  body: null,
  lastStatus: null,
})

/** Webex answered with a status that is not a success and has no class of its own. */
export class APIStatusError extends WebexError {
  /** The HTTP status. */
  declare status: number
}

/** 400: Webex refused the request as malformed. */
export class BadRequestError extends APIStatusError {}

/** 401: the access token is wrong, expired or revoked. */
export class AuthenticationError extends APIStatusError {}

/** 403: the token lacks a scope, or its user a role. */
export class PermissionDeniedError extends APIStatusError {}

/** 404: the enterprise, subscriber, workspace or report doesn't exist for this token. */
export class NotFoundError extends APIStatusError {}

/** 409: the state of the enterprise or subscriber doesn't allow it. */
export class ConflictError extends APIStatusError {}

/** 423: the resource is locked. */
export class LockedError extends APIStatusError {}

/** 429: rate limiting, and `retryAfter` is longer than the time that the call had left. */
export class RateLimitError extends APIStatusError {}

/**
 * The enterprise's BroadWorks cluster is already running an on-demand directory sync. This is not
 * rate limiting: wait until the other run ends, not for a fixed time.
 */
export class DirectorySyncBusyError extends APIStatusError {}

/** 5xx, after the retries that are safe. */
export class ServerError extends APIStatusError {}

/** No response was received. */
export class APIConnectionError extends WebexError {}

/** No response came in time. */
export class APITimeoutError extends APIConnectionError {}

/**
 * A request was sent, and the client can't tell whether Webex executed it. The text says how to
 * find out, and whether repeating the call is safe.
 */
export class AmbiguousOutcomeError extends WebexError {}

/** Webex answered with success, but not with what the operation documents. */
export class ResponseDecodeError extends WebexError {}

/**
 * A link can't be trusted, and nothing was sent there. The next page is on another host or path, or
 * a download doesn't lead to https.
 */
export class UntrustedLinkError extends WebexError {}

/** The pages of a list form a loop. */
export class PaginationLoopError extends WebexError {}

/**
 * Webex might have more items than it listed. The list raises it after its last item, unless
 * `allowIncomplete` is true.
 */
export class IncompleteListError extends WebexError {}

/** `enterprises.get` found no enterprise that matches. */
export class EnterpriseNotFoundError extends WebexError {}

/** `enterprises.get` found several enterprises that match. */
export class MultipleEnterprisesFoundError extends WebexError {}

/**
 * A sync, a subscriber or a billing report did not end in time. It continues at Webex. `lastStatus`
 * is the last status that the wait read.
 */
export class WaitTimeoutError extends WebexError {}

/**
 * A directory sync ran and failed. `errors` are those of the sync. `meaning` and `remedy` explain
 * the first known one. `lastStatus` is the whole status.
 */
export class DirectorySyncFailedError extends WebexError {}

/**
 * A billing report can't be downloaded: it is in progress, or failed. `lastStatus` is the report,
 * and `errors` say why it failed.
 */
export class BillingReportNotCompletedError extends WebexError {}

/** The client can't be built or used with this configuration. */
export class ConfigurationError extends WebexError {}

/** An argument is out of bounds or of the wrong type; nothing was sent. */
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
  /** The errors of these items, each of its own class, in order of occurrence: the first 1,000. */
  declare errors: readonly (WebexError & ServiceError)[]
  /** How many more errors there are. */
  declare more: number
  /** The progress of the run at that time. */
  declare summary: BulkSummary | null

  constructor(message: string, fields: BulkErrorFields = {}) {
    super(message, fields as WebexErrorFields)
  }
}

Object.assign(BulkError.prototype, { more: 0, summary: null })
