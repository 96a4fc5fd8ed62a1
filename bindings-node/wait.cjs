'use strict'

// Waiting for a directory sync run: one look after the other.

const { call, callOptions } = require('./call.cjs')
const { read } = require('./options.cjs')

/** Reads what a wait can be told. */
function waitOptions(method, fields, options) {
  const { onProgress } = read(method, fields, { onProgress: 'function' })
  return { onProgress, ...callOptions(options) }
}

/** Looks until the run is over, telling each status; gives the last look. */
async function watch(session, { onProgress, signal }, run) {
  for (let last; ; ) {
    const look = await call(session, signal, (cancel) => run.next(cancel))
    if (look === null) return last
    last = look
    await onProgress?.(look.data)
  }
}

module.exports = { waitOptions, watch }
