'use strict'

// Reads the states of directory sync and of subscribers from anything, and explains their codes.

const native = require('./load.cjs')
const { read } = require('./options.cjs')

const OPTIONS = { now: 'date' }

function directorySyncState(value, options) {
  const { counters, ...state } = readState('directorySyncState', value, options)
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

function subscriberState(value, options) {
  const state = readState('subscriberState', value, options)
  return Object.freeze({
    ...state,
    since: date(state.since),
    age: milliseconds(state.age),
    errors: Object.freeze(state.errors.map(Object.freeze)),
  })
}

const date = (text) => (text === null ? null : new Date(text))
const milliseconds = (seconds) => (seconds === null ? null : seconds * 1000)

/** Reads a state with the native function of this name, as its record. */
function readState(name, value, options) {
  // `list.map(directorySyncState)` passes an index here.
  const { now } = typeof options === 'object' ? read(name, options, OPTIONS) : {}
  const present = now?.getTime()
  const stateOf = (text) => native[name](text, present)
  return JSON.parse(
    tryToRead(stateOf, value) ?? tryToRead(stateOf, value, jsonSafeReplacer()) ?? stateOf('0'),
  )
}

/** Nothing if the value, or a part of it, can't be JSON. */
function tryToRead(stateOf, value, replacer) {
  try {
    return stateOf(JSON.stringify(value, replacer))
  } catch {
    return null
  }
}

/** Omits values that JSON can't represent, such as circles and halves of surrogate pairs. Writes a BigInt as text. */
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
  return isCode(code) ? native.directorySyncErrorCode(String(code)) : null
}

function subscriberErrorCodes() {
  return native.subscriberErrorCodes()
}

function subscriberErrorCode(code) {
  return isCode(code) ? native.subscriberErrorCode(String(code)) : null
}

const isCode = (code) => typeof code === 'number' || typeof code === 'string'

module.exports = {
  directorySyncErrorCode,
  directorySyncErrorCodes,
  directorySyncState,
  subscriberErrorCode,
  subscriberErrorCodes,
  subscriberState,
}
