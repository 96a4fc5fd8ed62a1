import type {
  DirectorySyncErrorCode,
  DirectorySyncState,
  StateOptions,
  SubscriberErrorCode,
  SubscriberState,
} from './generated/records'
import { native } from './internal/load'
import { read } from './internal/options'

type Subject = 'enterprise' | 'subscriber'

/** The keys of a state that are dates in JavaScript, and those that are durations. */
const DATES = ['lastStart', 'lastEnd', 'lastSuccess', 'since']
const DURATIONS = ['duration', 'age']

/**
 * Reads the state of directory sync from an enterprise, a directory sync status, an outcome that
 * contains one, or a row of an audit.
 *
 * @param described any of them; of anything else the status is `UNKNOWN`
 * @param options `now`: what `age` counts from, such as `client.now()`; default: the present by the
 *   computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number in the
 *   place of `options` is ignored, so that `list.map(directorySyncState)` works
 */
export function directorySyncState(
  described: unknown,
  options?: StateOptions | number | null,
): DirectorySyncState {
  return readState('enterprise', 'directorySyncState', described, options)
}

/** Lists the known directory sync error codes, in ascending order. */
export function directorySyncErrorCodes(): DirectorySyncErrorCode[] {
  return JSON.parse(native.errorCodes('enterprise'))
}

/**
 * Explains one directory sync error code.
 *
 * @param code such as 600014, as the `errors` of a status or of an error have it
 * @returns its entry in the catalog; `null` if there is none
 *
 * Never throws.
 */
export function directorySyncErrorCode(code: number | string): DirectorySyncErrorCode | null {
  return explain('enterprise', code)
}

/**
 * Reads the state of a subscriber, or of an outcome whose result is one.
 *
 * @param described either of them; of anything else the status is `unknown`
 * @param options `now`: what `age` counts up to, such as `client.now()`; default: the present by the
 *   computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number in the
 *   place of `options` is ignored, so that `subscribers.map(subscriberState)` works
 */
export function subscriberState(
  described: unknown,
  options?: StateOptions | number | null,
): SubscriberState {
  return readState('subscriber', 'subscriberState', described, options)
}

/** Lists the error codes of subscribers that are known, in ascending order. Webex publishes no complete list. */
export function subscriberErrorCodes(): SubscriberErrorCode[] {
  return JSON.parse(native.errorCodes('subscriber'))
}

/**
 * Explains one error code of a subscriber.
 *
 * @param code such as 10022, as the `errors` of a subscriber have it
 * @returns its entry in the catalog; `null` if the catalog doesn't have it
 *
 * Never throws.
 */
export function subscriberErrorCode(code: number | string): SubscriberErrorCode | null {
  return explain('subscriber', code)
}

function explain(subject: Subject, code: unknown) {
  const isCode = typeof code === 'number' || typeof code === 'string'
  return isCode ? JSON.parse(native.errorCode(subject, String(code))) : null
}

/** Reads the state of a subject from anything, and freezes it with its errors. */
function readState<State>(
  subject: Subject,
  name: string,
  described: unknown,
  options: StateOptions | number | null | undefined,
): State {
  // `list.map(directorySyncState)` passes an index here.
  const given = typeof options === 'object' ? options : undefined
  const now = read<StateOptions>(name, given, { now: 'date' }).now?.getTime()
  const stateOf = (text: string) => native.stateOf(subject, text, now)
  const text =
    tryToRead(stateOf, described) ??
    tryToRead(stateOf, described, jsonSafeReplacer()) ??
    stateOf('0')
  const { counters, ...state } = JSON.parse(text ?? '{}', reviveState)
  return Object.freeze({ ...state, ...counters })
}

/** Nothing if the value, or a part of it, can't be JSON. */
function tryToRead(
  stateOf: (text: string) => string | null,
  value: unknown,
  replacer?: (this: unknown, key: string, value: unknown) => unknown,
): string | null {
  try {
    return stateOf(JSON.stringify(value, replacer))
  } catch {
    return null
  }
}

/** Omits values that JSON can't represent, such as circles and halves of surrogate pairs. Writes a BigInt as text. */
function jsonSafeReplacer() {
  const above: unknown[] = []
  return function (this: unknown, _key: string, value: unknown): unknown {
    if (typeof value === 'bigint') return String(value)
    if (typeof value === 'string') return value.toWellFormed()
    if (typeof value !== 'object' || value === null) return value
    while (above.length > 0 && above.at(-1) !== this) above.pop()
    if (above.includes(value)) return undefined
    above.push(value)
    return value
  }
}

/** Makes dates of times, milliseconds of seconds, and frozen objects of the errors. */
function reviveState(key: string, value: unknown): unknown {
  if (DATES.includes(key) && typeof value === 'string') return new Date(value)
  if (DURATIONS.includes(key) && typeof value === 'number') return value * 1000
  if (key === 'errors' && Array.isArray(value)) return Object.freeze(value.map(Object.freeze))
  return value
}
