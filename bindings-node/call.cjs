'use strict'

// One call: its options, its signal, its errors.

const { callSite, fromNative } = require('./errors.cjs')
const { read } = require('./options.cjs')
const { listenTo } = require('./signal.cjs')
const { TokenSource } = require('./tokens.cjs')

/** Reads the last argument of every method. */
function callOptions(given) {
  return read('a call', given, { signal: 'signal', timeout: 'deadline' })
}

/**
 * Runs a native call to its end, or until the signal is aborted: then its request is dropped and the
 * signal's reason thrown. Nothing stays attached to the signal, and hooks know of all that happened.
 */
async function call({ hooks, source }, signal, start) {
  const site = callSite()
  if (signal?.aborted) throw signal.reason
  const listening = signal && listenTo(signal)
  try {
    return await start(listening?.cancel)
  } catch (thrown) {
    if (thrown?.code === 'Cancelled') throw signal.reason
    const error = fromNative(thrown, site)
    TokenSource.explain(source, error)
    throw error
  } finally {
    listening?.stop()
    hooks?.deliver()
  }
}

module.exports = { call, callOptions }
