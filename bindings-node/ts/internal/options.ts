// Reading arguments: right keys, right types. Bounds and meanings are the core's business.

import { inspect, types } from 'node:util'
import { callSite, fromRecord, refuse } from './errors'
import { native } from './load'

const isNumber = (value: unknown): value is number => typeof value === 'number' && value >= 0

const isTime = (value: unknown): boolean => isNumber(value) && value !== Infinity

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

const isFunction = (value: unknown): boolean => typeof value === 'function'

const isDate = (value: unknown): boolean => types.isDate(value) && !Number.isNaN(value.getTime())

const isRecord = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !Array.isArray(value)

const isFunctionOrRecord = (value: unknown): boolean => isFunction(value) || isRecord(value)

/** Whether a value has all these methods. */
function has(value: unknown, ...methods: (string | symbol)[]): boolean {
  return isObject(value) && methods.every((name) => isFunction(Reflect.get(value, name)))
}

/** Whether a value is a string, or an iterable of strings. */
function areTexts(value: unknown): boolean {
  if (typeof value === 'string') return true
  if (!has(value, Symbol.iterator)) return false
  return [...(value as Iterable<unknown>)].every((text) => typeof text === 'string')
}

/** The kinds of options: a test, and its description. */
const kinds = {
  text: [(value) => typeof value === 'string', 'a string'],
  flag: [(value) => typeof value === 'boolean', 'true or false'],
  count: [(value) => isNumber(value) && Number.isSafeInteger(value), 'a non-negative whole number'],
  time: [isTime, 'a non-negative number of milliseconds'],
  deadline: [isNumber, 'a non-negative number of milliseconds, or null for no deadline'],
  factor: [isNumber, 'a number'],
  date: [isDate, 'a valid Date'],
  command: [
    (value) => Array.isArray(value) && areTexts(value),
    'an array of strings (a program and its arguments)',
  ],
  texts: [areTexts, 'a string or an iterable of strings'],
  condition: [isFunctionOrRecord, 'an object of conditions, or a function of an item'],
  groups: [isFunctionOrRecord, 'a Map or an object from ids to groups, or a function of an item'],
  instant: [
    (value) => typeof value === 'string' || isTime(value) || isDate(value),
    'a valid Date, milliseconds since 1970, or text such as 2026-11-30T08:00:00Z',
  ],
  object: [isRecord, 'an object'],
  query: [isObject, 'an object of query parameters'],
  signal: [(value) => has(value, 'addEventListener'), 'an AbortSignal'],
  function: [isFunction, 'a function'],
  logger: [
    (value) => has(value, 'debug', 'info', 'warn'),
    'an object with the methods debug, info and warn',
  ],
  store: [(value) => has(value, 'load', 'save'), 'an object with the methods load and save'],
  anything: [() => true, 'anything'],
} satisfies Record<string, [(value: unknown) => boolean, string]>

/** What an option is checked for. */
export type Kind = keyof typeof kinds

/** The kind of every option of an interface. */
export type Kinds<Options> = { readonly [Key in keyof Options]-?: Kind }

/** The given options of an interface, without those that are absent. */
export type Given<Options> = { [Key in keyof Options]?: NonNullable<Options[Key]> }

/** Describes a value without its text, which may be a secret. */
export function describeType(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null) return 'null'
  if (value === undefined) return 'undefined'
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

/**
 * Reads an object of options: refuses unknown keys and values of the wrong type, and leaves out absent
 * ones. Keys that start with `_` are accepted, but not listed in errors.
 */
export function read<Options>(
  place: string,
  given: unknown,
  known: Kinds<Options>,
): Given<Options> {
  if (given === undefined || given === null) return {}
  const options: Record<string, unknown> = {}
  for (const key of keysOf(place, given, known)) {
    const value: unknown = Reflect.get(given, key)
    if (!Object.hasOwn(known, key)) {
      const shown = Object.keys(known).filter((name) => !name.startsWith('_'))
      const there = shown.length > 0 ? shown.join(', ') : 'none'
      refuse(`unknown option "${key}" of ${place}. Valid options: ${there}${adviceFor(key, place)}`)
    }
    const kind = known[key as keyof Options]
    if (value === null && kind === 'deadline') {
      options[key] = Infinity
    } else if (value !== undefined && value !== null) {
      options[key] = check(key, value, kind)
    }
  }
  return options as Given<Options>
}

/** Reads the options of a list. Refuses Webex's `max`, which could mean two of them. */
export function listFields<Fields>(
  operation: string,
  place: string,
  fields: unknown,
  known: Kinds<Fields>,
): Given<Fields> {
  if ((fields as { max?: unknown } | null | undefined)?.max !== undefined) {
    throw fromRecord(JSON.parse(native.ambiguousMaxError(operation)), callSite())
  }
  return read(place, fields, known)
}

/** The options of a call, which have their own object. */
const CALL_OPTIONS = ['signal', 'timeout']

/** Names of options in other clients. */
const SYNONYMS = new Map([
  ['apiKey', 'token'],
  ['accessToken', 'token'],
  ['baseURL', 'baseUrl'],
  ['url', 'baseUrl'],
  ['timeoutMs', 'timeout'],
  ['abortSignal', 'signal'],
])

/** What to do instead of passing an unknown option. */
function adviceFor(key: string, place: string): string {
  if (CALL_OPTIONS.includes(key) && place !== 'Client') {
    return `. Pass it in the last argument: ${place}(..., { ${key} })`
  }
  const synonym = SYNONYMS.get(key)
  return synonym ? `. Did you mean ${synonym}?` : ''
}

/** Whether an object is a plain one such as `{}`, from any realm. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * The options that an object has. Those of an instance may be inherited, or be read by getters; an instance
 * without any of them is something else, such as an AbortSignal, a URL or a Map.
 */
function keysOf(place: string, given: object, known: object): string[] {
  if (isRecord(given)) {
    if (isPlain(given)) return Object.keys(given)
    const names = Object.keys(known).filter((key) => key in given)
    if (names.length > 0) return [...new Set([...Object.keys(given), ...names])]
  }
  const expected = `${place}: expected an object of options`
  if (has(given, 'addEventListener')) {
    refuse(`${expected}, got an AbortSignal. Pass it as { signal }`)
  }
  return refuse(`${expected}, got ${describeClass(given)}`)
}

/** Describes a value by its class, if it has one of its own. */
export function describeClass(value: unknown): string {
  const name = isObject(value) ? value.constructor?.name : undefined
  const isOwn = name !== undefined && name !== '' && name !== 'Array' && name !== 'Object'
  return isOwn ? `an instance of ${name}` : describeType(value)
}

/** Refuses options that aren't a plain object such as `{}`. */
export function checkPlain(place: string, given: unknown): void {
  if (!isRecord(given) || !isPlain(given)) {
    refuse(`${place}: expected an object of options, got ${describeClass(given)}`)
  }
}

/** Refuses a value that isn't of the given kind. */
export function check<T>(name: string, value: T, kind: Kind): NonNullable<T> {
  const [is, words] = kinds[kind]
  if (value === null || value === undefined || !is(value)) {
    refuse(`\`${name}\`: expected ${words}, got ${describeType(value)}`)
  }
  return value
}

/** The subject of a call: from an id, or from an object with an `id` and perhaps a name under `nameKey`. */
export function subjectOf(
  kind: string,
  given: unknown,
  nameKey: string,
): { id: string; name?: string } {
  if (typeof given === 'string') return { id: given }
  const { id, [nameKey]: name } = (given ?? {}) as Record<string, unknown>
  if (typeof id !== 'string') {
    const expected = 'an id, or an object with an `id` as Webex returned it'
    refuse(`\`${kind}\`: expected ${expected}, got ${describeType(given)}`)
  }
  return typeof name === 'string' ? { id, name } : { id }
}

/** Query parameters as pairs: from an object whose values may be arrays, or from any pairs. */
export function pairsOf(name: string, query: object | undefined): [string, string][] {
  if (query === undefined) return []
  const entries =
    Symbol.iterator in query ? [...(query as Iterable<unknown>)] : Object.entries(query)
  const pairs: [string, string][] = []
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2) {
      refuse(`\`${name}\`: expected pairs of a name and a value, got ${describeType(entry)}`)
    }
    for (const value of [entry[1]].flat()) {
      if (value === undefined || value === null) continue
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        refuse(
          `\`${name}\`: expected a string, a number or a boolean under ${inspect(entry[0])}, ` +
            `got ${describeType(value)}`,
        )
      }
      pairs.push([String(entry[0]), String(value)])
    }
  }
  return pairs
}

/** Refuses a number that JSON would write as null. */
export function checkNumber(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`it contains ${value}`)
}

/** A value as JSON text. `what` names it in errors. */
export function jsonText(
  what: string,
  value: unknown,
  replace: (key: string, value: unknown) => unknown,
): string {
  try {
    const text = JSON.stringify(value, replace)
    if (text !== undefined) return text
  } catch (error) {
    const why = types.isNativeError(error) ? error.message.split('\n')[0] : 'it throws'
    refuse(`${what} can't be converted to JSON: ${why}`)
  }
  return refuse(`${what} can't be converted to JSON: it is ${describeType(value)}`)
}

/** A request body as JSON text. */
export function bodyOf(body: unknown): string | undefined {
  if (body === undefined) return undefined
  return jsonText('`body`', body, (_key, value) => {
    checkNumber(value)
    return value
  })
}

/** One text or several, as an array. */
export function textsOf(texts: string | Iterable<string> | undefined): string[] | undefined {
  if (texts === undefined) return undefined
  return typeof texts === 'string' ? [texts] : [...texts]
}
