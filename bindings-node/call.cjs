'use strict'

// One call: its operation, its options, its signal, its errors.

const { Calls } = require('./calls.cjs')
const { callSite, fromRecord, guard } = require('./errors.cjs')
const { read } = require('./options.cjs')
const { listenTo } = require('./signal.cjs')
const { TokenSource } = require('./tokens.cjs')

/** Those of all clients of this environment. */
const calls = new Calls()

/** Reads the last argument of every method. */
function callOptions(given) {
  return read('a call', given, { signal: 'signal', timeout: 'deadline' })
}

/**
 * Runs a native call to its end, or until the signal is aborted: then its request is dropped and the
 * signal's reason thrown. Nothing stays attached to the signal, and hooks know of all that happened.
 */
async function runNative(session, signal, start) {
  if (signal?.aborted) throw signal.reason
  const listening = signal && listenTo(signal)
  const own = session.forCall()
  try {
    const number = guard(() => start(listening?.cancel, own.native))
    const { value, error, canceled } = await calls.resultOf(number)
    if (canceled) throw signal.reason
    if (error === undefined) return value
    const failure = fromRecord(error, callSite())
    TokenSource.attachCause(own.source, failure)
    throw failure
  } finally {
    listening?.stop()
    if (own === session) own.hooks?.deliver()
    else own.end()
  }
}

/**
 * A value as it can be sent: an array of what is iterated over. In text, half a character, which JSON
 * escapes, becomes U+FFFD.
 */
function sendable(_, value) {
  if (typeof value === 'string') return value.toWellFormed()
  return typeof value?.[Symbol.iterator] === 'function' ? [...value] : value
}

/** The arguments of an operation, in the order of its description, as JSON. */
function jsonOf(values) {
  return JSON.stringify(values, sendable)
}

/** Calls an operation by its id, with its arguments in the order of its description. */
async function call(session, operation, values, options) {
  const { signal, timeout } = callOptions(options)
  return await runNative(session, signal, (cancel, native) =>
    native.call(operation, jsonOf(values), timeout, cancel),
  )
}

module.exports = { call, callOptions, completions: calls.completions, jsonOf, runNative }
