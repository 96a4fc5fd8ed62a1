'use strict'

// The failures of a bulk run: the first thousand, and how many there are.

const { byCode, callSite, classes, fromRecord, standAt } = require('./errors.cjs')

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

  raise(operation) {
    if (this.#count === 0) return
    const site = callSite()
    const errors = this.#kept.map(({ outcome, record }) =>
      record === null ? ofOutcome(outcome, operation, site) : fromRecord(record, site),
    )
    const left = this.#count - errors.length
    const more =
      left > 0 ? ` The first ${errors.length} are in \`errors\`, ${left} more are not.` : ''
    const many = this.#count === 1 ? '1 item' : `${this.#count} items`
    const message = `${many} of ${operation} failed. The first: ${errors[0].message}${more}`
    throw standAt(new classes.BulkError(message, { errors, operation }), site)
  }
}

/** The error of an outcome that has its words alone, or none: one that a ledger kept, for instance. */
function ofOutcome({ error, reason, result, ...outcome }, operation, site) {
  const { attempts, enterpriseId, spEnterpriseId } = outcome
  const known = { attempts, enterpriseId, operation }
  if (spEnterpriseId !== null) known.spEnterpriseId = spEnterpriseId
  if (result !== null) known.lastStatus = result
  if (error === null) {
    const Class = byCode.get(reason?.toUpperCase()) ?? classes.AmbiguousOutcomeError
    const message = `${operation} (enterprise ${enterpriseId}) is ${outcome.outcome}: ${reason}`
    return standAt(new Class(message, { ...known, requestSent: true }), site)
  }
  const { code, message, statusCode, trackingId, directorySyncCodes, remedy, ...flags } = error
  const Class = byCode.get(code) ?? classes.WebexError
  const errors = directorySyncCodes.map((errorCode) => ({ errorCode }))
  const fields = { status: statusCode, trackingId, remedy, ...flags, ...known, errors }
  return standAt(new Class(message, definite(fields)), site)
}

/** What is known of fields. */
function definite(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

module.exports = { Failures }
