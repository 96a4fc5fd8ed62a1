// Reads states from anything.

import { native } from './load'
import { read } from './options'

/** The keys of a state that are dates in JavaScript, and those that are durations. */
const DATES = ['lastStart', 'lastEnd', 'lastSuccess', 'since']
const DURATIONS = ['duration', 'age']

/** Reads the state of a kind of subject, and freezes its errors. */
export function readState(
  subject: 'enterprise' | 'subscriber',
  name: string,
  value: unknown,
  options: unknown,
): Record<string, unknown> {
  // `list.map(directorySyncState)` passes an index here.
  const given = typeof options === 'object' ? options : undefined
  const present = read<{ now?: Date }>(name, given, { now: 'date' }).now?.getTime()
  const stateOf = (text: string) => native.stateOf(subject, text, present)
  const text =
    tryToRead(stateOf, value) ?? tryToRead(stateOf, value, jsonSafeReplacer()) ?? stateOf('0')
  return JSON.parse(text ?? '{}', reviveState)
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
