'use strict'

// What an AbortSignal can end.

const { Cancel } = require('./load.cjs')

/** The one listener of each signal with calls in flight. Node warns about more than ten. */
const listeners = new WeakMap()

/** Listens to a signal for all calls in flight. */
function newListener() {
  const [cancel, actions] = [new Cancel(), new Set()]
  const onAbort = () => {
    cancel.cancel()
    for (const action of actions) action()
  }
  return { cancel, actions, calls: 0, onAbort }
}

/**
 * Starts to listen to a signal. Pass `cancel` to the native call, and call `stop` after it. The action
 * runs if the signal is aborted before that.
 */
function listenTo(signal, action) {
  let listener = listeners.get(signal)
  if (listener === undefined) {
    listener = newListener()
    listeners.set(signal, listener)
    signal.addEventListener('abort', listener.onAbort, { once: true })
  }
  listener.calls += 1
  if (action) listener.actions.add(action)
  const stop = () => {
    listener.calls -= 1
    listener.actions.delete(action)
    if (listener.calls > 0) return
    signal.removeEventListener('abort', listener.onAbort)
    listeners.delete(signal)
  }
  return { cancel: listener.cancel, stop }
}

module.exports = { listenTo }
