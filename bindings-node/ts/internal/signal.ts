// What an AbortSignal can end.

import type { Cancel } from '../native'
import { native } from './load'

/** What listens to a signal for all of its calls in flight. */
interface Listener {
  cancel: Cancel
  actions: Set<() => void>
  calls: number
  onAbort(): void
}

/** The one listener of each signal with calls in flight. Node warns about more than ten. */
const listeners = new WeakMap<AbortSignal, Listener>()

function listenerOf(signal: AbortSignal): Listener {
  const known = listeners.get(signal)
  if (known !== undefined) return known
  const [cancel, actions] = [new native.Cancel(), new Set<() => void>()]
  const onAbort = () => {
    cancel.cancel()
    for (const action of actions) action()
  }
  const listener = { cancel, actions, calls: 0, onAbort }
  listeners.set(signal, listener)
  signal.addEventListener('abort', onAbort, { once: true })
  return listener
}

/** Waits for what a function of the caller returned, but no longer than until the signal is aborted. */
export async function unlessAborted<T>(
  returned: T | PromiseLike<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await returned
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else stop = listenTo(signal, () => reject(signal.reason)).stop
  })
  try {
    return await Promise.race([returned, aborted])
  } finally {
    stop()
  }
}

/**
 * Starts to listen to a signal. Pass `cancel` to the native call, and call `stop` after it. The action
 * runs if the signal is aborted before that.
 */
export function listenTo(
  signal: AbortSignal,
  action?: () => void,
): { cancel: Cancel; stop(): void } {
  const listener = listenerOf(signal)
  listener.calls += 1
  if (action) listener.actions.add(action)
  const stop = () => {
    listener.calls -= 1
    if (action) listener.actions.delete(action)
    if (listener.calls > 0) return
    signal.removeEventListener('abort', listener.onAbort)
    listeners.delete(signal)
  }
  return { cancel: listener.cancel, stop }
}
