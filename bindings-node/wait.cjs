'use strict'

// Waiting for something at Webex: one check after the other.

const { callOptions, runNative, jsonOf } = require('./call.cjs')
const { guard } = require('./errors.cjs')

/** Checks until the wait ends, and reports each result. Returns the last result. */
async function watch(session, operation, values, { onProgress, onWaiting }, options) {
  const { signal, timeout } = callOptions(options)
  const own = session.forCall()
  try {
    const waiter = guard(() => own.native.wait(operation, jsonOf(values), timeout))
    for (let last; ; ) {
      const step = await runNative(own, signal, (cancel) => waiter.next(cancel))
      if (step === null) return own.hasMetadata ? last : last.data
      const { waiting, data, metadata } = step
      last = { data, metadata }
      if (waiting === null) await onProgress?.(data)
      else await onWaiting?.({ reason: waiting, status: data })
    }
  } finally {
    own.end()
  }
}

module.exports = { watch }
