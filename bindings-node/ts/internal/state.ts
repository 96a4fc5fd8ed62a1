// Reads states from anything, and the catalogs of error codes.

import type { StateOptions } from '../generated/records'
import { native } from './load'
import { read } from './options'

type Subject = 'enterprise' | 'subscriber'

/** The keys of a state that are dates in JavaScript, and those that are durations. */
const DATES = ['lastStart', 'lastEnd', 'lastSuccess', 'since']
const DURATIONS = ['duration', 'age']

/** The catalog of error codes. */
export function errorCodes<Code>(subject: Subject): Code[] {
  return JSON.parse(native.errorCodes(subject))
}

/** The catalog's entry for a code. */
export function errorCode<Code>(subject: Subject, code: unknown): Code | null {
  const isCode = typeof code === 'number' || typeof code === 'string'
  return isCode ? JSON.parse(native.errorCode(subject, String(code))) : null
}

/** Reads the state of a subject from anything, and freezes it with its errors. */
export function readState<State>(
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
