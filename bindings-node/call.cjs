'use strict'

// One call: its options, its signal, its errors.

const { callSite, fromNative } = require('./errors.cjs')
const { read } = require('./options.cjs')
const { listenTo } = require('./signal.cjs')

/** Reads the last argument of every method. */
function callOptions(given) {
  return read('a call', given, { signal: 'signal', timeout: 'deadline' })
}

/**
 * Runs a native call to its end, or until the signal is aborted: then its request is dropped and the
 * signal's reason thrown. Nothing stays attached to the signal.
 */
async function call(signal, start) {
  const site = callSite()
  if (signal?.aborted) throw signal.reason
  const listening = signal && listenTo(signal)
  try {
    return await start(listening?.cancel)
  } catch (thrown) {
    throw thrown?.code === 'Cancelled' ? signal.reason : fromNative(thrown, site)
  } finally {
    listening?.stop()
  }
}

module.exports = { call, callOptions }
