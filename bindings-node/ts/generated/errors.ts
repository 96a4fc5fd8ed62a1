// The classes of errors. Written by `make generate` from `api/errors.toml`.

/** @module error-classes */

import { APIStatusError, WebexError } from '../errors'

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
