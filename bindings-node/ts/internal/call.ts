// One call: its operation, its options, its signal, its errors.

import type { CallOptions } from '../call'
import type { Cancel, Client } from '../native'
import { TokenSource } from '../tokens'
import { completions } from './completions'
import { callSite, fromRecord, guard } from './errors'
import { type Given, read } from './options'
import type { Session } from './session'
import { listenTo } from './signal'

/** Starts a call of the native side, and returns its number. */
type Start = (cancel: Cancel | undefined, native: Client) => number

/** Reads the last argument of every method. */
export function callOptions(given: unknown): Given<CallOptions> {
  return read<CallOptions>('a call', given, { signal: 'signal', timeout: 'deadline' })
}

/**
 * Runs a native call to its end, or until the signal is aborted: then its request is dropped and the
 * signal's reason thrown. Nothing stays attached to the signal, and hooks know of all that happened.
 */
export async function runNative<T>(
  session: Session,
  signal: AbortSignal | undefined,
  start: Start,
): Promise<T> {
  if (signal?.aborted) throw signal.reason
  const listening = signal && listenTo(signal)
  const own = session.forCall()
  try {
    const number = guard(() => start(listening?.cancel, own.native))
    const { value, error, canceled } = await completions.resultOf(number)
    if (canceled) throw signal?.reason
    if (error === undefined) return value as T
    const failure = fromRecord(error, callSite())
    TokenSource.attachCause(own.parts.source, failure)
    throw failure
  } finally {
    listening?.stop()
    if (own === session) own.parts.hooks?.deliver()
    else own.end()
  }
}

/**
 * A value as it can be sent: an array of what is iterated over. In text, half a character, which JSON
 * escapes, becomes U+FFFD.
 */
function sendable(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value
  return isIterable ? [...(value as Iterable<unknown>)] : value
}

/** The arguments of an operation, in the order of its description, as JSON. */
export function jsonOf(values: unknown): string {
  return JSON.stringify(values, sendable)
}

/** Calls an operation by its id, with its arguments in the order of its description. */
export async function call<T>(
  session: Session,
  operation: string,
  values: unknown[],
  options: unknown,
): Promise<T> {
  const { signal, timeout } = callOptions(options)
  return await runNative<T>(session, signal, (cancel, native) =>
    native.call(operation, jsonOf(values), timeout, cancel),
  )
}
