'use strict'

// Waiting for a directory sync: one check after the other.

const { callOptions, runNative } = require('./call.cjs')
const { guard } = require('./errors.cjs')

/** Checks until the sync is over, and reports each status; returns what the last check showed. */
async function watch(session, operation, subject, { onProgress, onWaiting }, options) {
  const { signal, timeout } = callOptions(options)
  const own = session.forCall()
  try {
    const waiter = guard(() => own.native.wait(operation, subject, timeout))
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
