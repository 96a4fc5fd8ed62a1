'use strict'

// Waiting for a directory sync: one check after the other.

const { call, callOptions } = require('./call.cjs')
const { read } = require('./options.cjs')

/** Reads what a wait can be told; `known` are its callbacks. */
function waitOptions(method, fields, options, ...known) {
  const callbacks = read(
    method,
    fields,
    Object.fromEntries(known.map((name) => [name, 'function'])),
  )
  return { ...callbacks, ...callOptions(options) }
}

/** Checks until the sync is over, and reports each status; returns the last check. */
async function watch(session, { onProgress, onWaiting, signal }, start) {
  const own = session.forCall()
  const run = start(own.native)
  try {
    for (let last; ; ) {
      const step = await call(own, signal, (cancel) => run.next(cancel))
      if (step === null) return last
      last = step
      if (step.waiting === null) await onProgress?.(step.data)
      else await onWaiting?.({ reason: step.waiting, status: step.data })
    }
  } finally {
    own.end()
  }
}

module.exports = { waitOptions, watch }
