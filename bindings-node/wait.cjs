'use strict'

// Waiting for a directory sync run: one look after the other.

const { call, callOptions } = require('./call.cjs')
const { read } = require('./options.cjs')

/** Reads what a wait can be told. */
function waitOptions(method, fields, options) {
  const { onProgress } = read(method, fields, { onProgress: 'function' })
  return { onProgress, ...callOptions(options) }
}

/** Polls until the run has ended, reporting each status; returns the last poll. */
async function watch(session, { onProgress, signal }, start) {
  const own = session.forCall()
  const run = start(own.native)
  try {
    for (let last; ; ) {
      const look = await call(own, signal, (cancel) => run.next(cancel))
      if (look === null) return last
      last = look
      await onProgress?.(look.data)
    }
  } finally {
    own.end()
  }
}

module.exports = { waitOptions, watch }
