// One call: its operation, its options, its signal, its errors.

import type { CallOptions } from '../generated/records'
import type { Cancel, Client } from '../native'
import { callSite, fromNative } from './errors'
import { checkNumber, type Given, jsonText, read } from './options'
import type { Session } from './session'
import { listenTo } from './signal'

// Kept from load time, so that a replacement by a test doesn't lose results.
const { parse } = JSON

/** Starts a call of the native side, and promises its result as JSON, or `null` if it was canceled. */
export type Start = (cancel: Cancel | undefined, native: Client) => Promise<string | null>

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
    const text = await resultOf(() => start(listening?.cancel, own.native), own)
    if (text === null) throw signal?.reason
    return parse(text)
  } finally {
    listening?.stop()
    if (own === session) own.parts.hooks?.deliver()
    else own.end()
  }
}

/** The result of a native call; its error with the caller's lines. */
async function resultOf(start: () => Promise<string | null>, session: Session) {
  try {
    return await start()
  } catch (thrown) {
    const error = fromNative(thrown, callSite())
    session.parts.callbacks?.attachCause(error)
    throw error
  }
}

/**
 * A value as it can be sent: an array of what is iterated over. In text, half a character, which JSON
 * escapes, becomes U+FFFD.
 */
function sendable(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  checkNumber(value)
  const isIterable = typeof value === 'object' && value !== null && Symbol.iterator in value
  return isIterable ? [...(value as Iterable<unknown>)] : value
}

/** The arguments of an operation, in the order of its description, as JSON. */
export function jsonOf(values: unknown): string {
  return jsonText('an argument', values, sendable)
}

/** Calls an operation by its id, with its arguments in the order of its description. */
export async function call<T>(
  session: Session,
  operation: string,
  values: unknown[],
  options: unknown,
): Promise<T> {
  const { signal, timeout } = callOptions(options)
  const text = jsonOf(values)
  return await runNative<T>(session, signal, (cancel, native) =>
    native.call(operation, text, timeout, cancel),
  )
}
