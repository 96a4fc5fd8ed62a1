'use strict'

// What an AbortSignal can end.

const { Cancel } = require('./native.cjs')

/** The one listener of each signal that has calls under way: Node warns of more than ten. */
const listeners = new WeakMap()

/** Begins to listen to a signal; `cancel` goes to the native call, `stop` is called after it. */
function listenTo(signal) {
  let listener = listeners.get(signal)
  if (listener === undefined) {
    const cancel = new Cancel()
    listener = { cancel, calls: 0, onAbort: () => cancel.cancel() }
    listeners.set(signal, listener)
    signal.addEventListener('abort', listener.onAbort, { once: true })
  }
  listener.calls += 1
  const stop = () => {
    listener.calls -= 1
    if (listener.calls > 0) return
    signal.removeEventListener('abort', listener.onAbort)
    listeners.delete(signal)
  }
  return { cancel: listener.cancel, stop }
}

module.exports = { listenTo }
