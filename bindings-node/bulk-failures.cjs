'use strict'

// The failures of a bulk run: the first thousand, and how many there are.

const { byCode, callSite, classes, fromRecord, withCallSite } = require('./errors.cjs')

/** How many are kept. */
const KEPT = 1000

class Failures {
  #count = 0
  #kept = []

  get outcomes() {
    return this.#kept.map(({ outcome }) => outcome)
  }

  /** Takes note of an outcome, and of the record of its error, if that is known. */
  add(outcome, record) {
    this.#count += 1
    if (this.#kept.length < KEPT) this.#kept.push({ outcome, record })
  }

  raise(operation, summary) {
    if (this.#count === 0) return
    const site = callSite()
    const errors = this.#kept.map(({ outcome, record }) =>
      record === null ? ofOutcome(outcome, operation, site) : fromRecord(record, site),
    )
    const fields = {
      errors,
      more: this.#count - errors.length,
      operation,
      summary,
      requestSent: errors.some(({ requestSent }) => requestSent),
      safeToRetry: errors.every(({ safeToRetry }) => safeToRetry),
    }
    throw withCallSite(new classes.BulkError(this.#describe(errors, summary), fields), site)
  }

  #describe([first, ...others], { done, outcomes }) {
    const kinds = ['partial', 'failed', 'ambiguous'].filter((kind) => outcomes[kind] > 0)
    const counts = kinds.map((kind) => `${outcomes[kind]} ${kind}`).join(', ')
    const more = this.#count - others.length - 1
    const rest = more > 0 ? `; ${more} more are not in \`errors\`` : ''
    return `${this.#count} of ${done} items went wrong (${counts}${rest}). The first: ${first.message}`
  }
}

/** The error of an outcome that has its words alone, or none: one that a ledger kept, for instance. */
function ofOutcome({ outcome, error, reason, result, ...item }, operation, site) {
  const { attempts, enterpriseId, spEnterpriseId } = item
  const subject = { kind: 'enterprise', id: enterpriseId, name: spEnterpriseId }
  const names = { attempts, operation, subject }
  if (error === null) {
    const Class =
      reason === 'wait_timeout' ? classes.WaitTimeoutError : classes.AmbiguousOutcomeError
    const message =
      `${operation} of enterprise ${enterpriseId} is ${outcome} (${reason}): look how it stands ` +
      'before you run it again'
    const fields = { ...names, requestSent: true, lastStatus: result }
    return withCallSite(new Class(message, known(fields)), site)
  }
  const { code, message, statusCode: status, directorySyncCodes, ...rest } = error
  const errors = directorySyncCodes.map((errorCode) => ({ errorCode }))
  const fields = { ...rest, ...names, status, errors, lastStatus: result }
  return withCallSite(new (byCode.get(code) ?? classes.WebexError)(message, known(fields)), site)
}

/** The fields that are not null. */
function known(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

module.exports = { Failures }
