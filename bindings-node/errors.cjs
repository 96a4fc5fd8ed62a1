'use strict'

// The error classes, and the one place where an error of the native side becomes one of them.

const native = require('./load.cjs')

class WebexError extends Error {
  constructor(message, { cause, ...fields } = {}) {
    super(message, cause === undefined ? undefined : { cause })
    Object.assign(this, fields)
  }

  toJSON() {
    return { name: this.name, message: this.message, code: this.code, ...this }
  }
}

class APIStatusError extends WebexError {}
class BadRequestError extends APIStatusError {}
class AuthenticationError extends APIStatusError {}
class PermissionDeniedError extends APIStatusError {}
class NotFoundError extends APIStatusError {}
class ConflictError extends APIStatusError {}
class LockedError extends APIStatusError {}
class RateLimitError extends APIStatusError {}
class DirectorySyncBusyError extends APIStatusError {}
class ServerError extends APIStatusError {}

class APIConnectionError extends WebexError {}
class APITimeoutError extends APIConnectionError {}

class AmbiguousOutcomeError extends WebexError {}
class ResponseDecodeError extends WebexError {}
class UntrustedLinkError extends WebexError {}
class PaginationLoopError extends WebexError {}
class IncompleteListError extends WebexError {}
class EnterpriseNotFoundError extends WebexError {}
class MultipleEnterprisesFoundError extends WebexError {}
class WaitTimeoutError extends WebexError {}
class DirectorySyncFailedError extends WebexError {}
class BillingReportNotCompletedError extends WebexError {}
class ConfigurationError extends WebexError {}
class InvalidArgumentError extends WebexError {}
class ClientClosedError extends WebexError {}

class LedgerError extends WebexError {}
class LedgerInUseError extends LedgerError {}
class BulkError extends WebexError {}

const classes = {
  WebexError,
  APIStatusError,
  BadRequestError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  LockedError,
  RateLimitError,
  DirectorySyncBusyError,
  ServerError,
  APIConnectionError,
  APITimeoutError,
  AmbiguousOutcomeError,
  ResponseDecodeError,
  UntrustedLinkError,
  PaginationLoopError,
  IncompleteListError,
  EnterpriseNotFoundError,
  MultipleEnterprisesFoundError,
  WaitTimeoutError,
  DirectorySyncFailedError,
  BillingReportNotCompletedError,
  ConfigurationError,
  InvalidArgumentError,
  ClientClosedError,
  LedgerError,
  LedgerInUseError,
  BulkError,
}

// Absent fields are read from the prototype, so that printing an error shows only the fields that it has.
Object.assign(WebexError.prototype, {
  status: null,
  errors: Object.freeze([]),
  trackingId: null,
  retryAfter: null,
  attempts: 0,
  elapsed: null,
  accepted: null,
  operation: null,
  subject: null,
  requestSent: false,
  safeToRetry: false,
  retryBudgetExhausted: false,
  meaning: null,
  remedy: null,
  candidates: Object.freeze([]),
  lastStatus: null,
  body: null,
})
Object.assign(classes.BulkError.prototype, { more: 0, summary: null })

for (const [name, code, isTransient] of native.errorClasses()) {
  Object.assign(classes[name].prototype, { name, code, isTransient })
}

/** The stack of the caller: at a call, or at the line that awaits one. */
function callSite() {
  const site = {}
  Error.captureStackTrace(site, callSite)
  return site
}

/**
 * The folder of this package, which a bundle doesn't have: there the caller's code is in the same file, so
 * that a frame doesn't tell whose it is.
 */
const folder =
  typeof __filename === 'string' && /errors\.cjs$/.test(__filename) ? __dirname : undefined

/** A frame of this package, also if a source map shows its original place. */
const isPackageFrame = (frame) =>
  (folder !== undefined && frame.includes(folder)) ||
  /[\\/]node_modules[\\/]webex-broadworks[\\/]/.test(frame)

/** A frame of the engine between two others, such as that of an async generator. */
const isEngineFrame = (frame) => frame.endsWith('(<anonymous>)')

/** Gives an error the stack of the caller, without the frames of this package. */
function withCallSite(error, site) {
  const [, ...frames] = String(site.stack).split('\n    at ')
  const callerFrames = frames.filter((frame) => !isPackageFrame(frame) && !isEngineFrame(frame))
  // An engine that doesn't follow calls through awaits has no frame of the caller.
  const shown = callerFrames.length > 0 ? callerFrames : frames
  error.stack = [`${error.name}: ${error.message}`, ...shown].join('\n    at ')
  return error
}

/** The chain of an error's causes, outermost first, each with Node's code for it. */
function causeOf(causes) {
  return causes.reduceRight((cause, { message, code }) => {
    const error = new Error(message, cause && { cause })
    if (code !== null) error.code = code
    // It came about in the core: frames of this package would mislead.
    error.stack = `Error: ${message}`
    return error
  }, undefined)
}

/** The error for a record of the core. */
function fromRecord({ class: name, message, statusCode, causes, ...rest }, site) {
  const isKnown = ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)
  const fields = Object.fromEntries(Object.entries({ status: statusCode, ...rest }).filter(isKnown))
  if (fields.elapsed !== undefined) fields.elapsed *= 1000
  if (causes.length > 0) fields.cause = causeOf(causes)
  if (name === 'BulkError') fields.errors = rest.errors.map((record) => fromRecord(record, site))
  return withCallSite(new (classes[name] ?? WebexError)(message, fields), site)
}

/** The error for a value that the native side threw: a record, or the text of a panic. */
function fromNative(thrown, site) {
  const text = String(thrown?.message)
  return fromRecord(JSON.parse(text.startsWith('{"class"') ? text : native.defect(text)), site)
}

/** Refuses an argument. */
function refuse(reason) {
  throw fromRecord(JSON.parse(native.invalidArgument(reason)), callSite())
}

/** Runs a synchronous function of the native side. */
function guard(run) {
  try {
    return run()
  } catch (thrown) {
    throw fromNative(thrown, callSite())
  }
}

module.exports = { classes, callSite, fromRecord, refuse, guard }
