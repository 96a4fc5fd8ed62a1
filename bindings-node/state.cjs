'use strict'

// Reading how directory sync stands, out of anything, and what its codes mean.

const native = require('./load.cjs')
const { read } = require('./options.cjs')

const OPTIONS = { now: 'date' }

function directorySyncState(value, options) {
  // `list.map(directorySyncState)` passes an index here.
  const { now } = typeof options === 'object' ? read('directorySyncState', options, OPTIONS) : {}
  const present = now?.getTime()
  const { counters, ...state } = JSON.parse(
    tryToRead(value, undefined, present) ??
      tryToRead(value, jsonSafeReplacer(), present) ??
      native.directorySyncState('0', present),
  )
  const date = (text) => (text === null ? null : new Date(text))
  const milliseconds = (seconds) => (seconds === null ? null : seconds * 1000)
  return Object.freeze({
    ...state,
    ...counters,
    lastStart: date(state.lastStart),
    lastEnd: date(state.lastEnd),
    lastSuccess: date(state.lastSuccess),
    duration: milliseconds(state.duration),
    age: milliseconds(state.age),
    errors: Object.freeze(state.errors.map(Object.freeze)),
  })
}

/** Nothing where the value, or something in it, cannot be JSON. */
function tryToRead(value, replacer, present) {
  try {
    return native.directorySyncState(JSON.stringify(value, replacer), present)
  } catch {
    return null
  }
}

/** Leaves out what JSON cannot say: circles, and halves of letters; writes a BigInt as text. */
function jsonSafeReplacer() {
  const above = []
  return function (_key, value) {
    if (typeof value === 'bigint') return String(value)
    if (typeof value === 'string') return value.toWellFormed()
    if (typeof value !== 'object' || value === null) return value
    while (above.length > 0 && above.at(-1) !== this) above.pop()
    if (above.includes(value)) return undefined
    above.push(value)
    return value
  }
}

function directorySyncErrorCodes() {
  return native.directorySyncErrorCodes()
}

function directorySyncErrorCode(code) {
  const isCode = typeof code === 'number' || typeof code === 'string'
  return isCode ? native.directorySyncErrorCode(String(code)) : null
}

module.exports = { directorySyncErrorCode, directorySyncErrorCodes, directorySyncState }
