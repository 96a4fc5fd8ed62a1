'use strict'

// Reading arguments: right keys, right types. Bounds and meanings are the core's business.

const { inspect, types } = require('node:util')
const { refuse } = require('./errors.cjs')

const isNumber = (value) => typeof value === 'number' && value >= 0

/** Whether a value has all these methods. */
function has(value, ...methods) {
  return typeof value === 'object' && methods.every((name) => typeof value[name] === 'function')
}

/** Whether a value is an iterable of strings. */
function areTexts(value) {
  return has(value, Symbol.iterator) && [...value].every((text) => typeof text === 'string')
}

/** The kinds of options: a test, and its description. */
const kinds = {
  text: [(value) => typeof value === 'string', 'a string'],
  flag: [(value) => typeof value === 'boolean', 'true or false'],
  count: [(value) => isNumber(value) && Number.isSafeInteger(value), 'a non-negative whole number'],
  time: [(value) => isNumber(value) && value !== Infinity, 'a non-negative number of milliseconds'],
  deadline: [isNumber, 'a non-negative number of milliseconds, or null for no deadline'],
  factor: [isNumber, 'a number'],
  date: [(value) => types.isDate(value) && !Number.isNaN(value.getTime()), 'a valid Date'],
  texts: [
    (value) => areTexts(typeof value === 'string' ? [value] : value),
    'a string or an iterable of strings',
  ],
  condition: [
    (value) => typeof value === 'function' || (typeof value === 'object' && !Array.isArray(value)),
    'an object of conditions, or a function of an item',
  ],
  groups: [
    (value) => typeof value === 'function' || (typeof value === 'object' && !Array.isArray(value)),
    'a Map or an object from ids to groups, or a function of an item',
  ],
  instant: [
    (value) => typeof value === 'string' || isNumber(value) || kinds.date[0](value),
    'a valid Date, milliseconds since 1970, or text such as 2026-11-30T08:00:00Z',
  ],
  object: [(value) => typeof value === 'object' && !Array.isArray(value), 'an object'],
  query: [(value) => typeof value === 'object', 'an object of query parameters'],
  signal: [
    (value) => typeof value === 'object' && typeof value.addEventListener === 'function',
    'an AbortSignal',
  ],
  function: [(value) => typeof value === 'function', 'a function'],
  logger: [
    (value) => has(value, 'debug', 'info', 'warn'),
    'an object with the methods debug, info and warn',
  ],
  store: [(value) => has(value, 'load', 'save'), 'an object with the methods load and save'],
  anything: [() => true, 'anything'],
}

/** Describes a value without its text, which may be a secret. */
function describeType(value) {
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
function read(place, given, known) {
  if (given === undefined || given === null) return {}
  const options = {}
  for (const key of keysOf(place, given, known)) {
    const value = given[key]
    if (!Object.hasOwn(known, key)) {
      const shown = Object.keys(known).filter((name) => !name.startsWith('_'))
      const there = shown.length > 0 ? shown.join(', ') : 'none'
      refuse(`unknown option "${key}" of ${place}. Valid options: ${there}${adviceFor(key, place)}`)
    }
    const kind = known[key]
    if (value === null && kind === 'deadline') {
      options[key] = Infinity
    } else if (value !== undefined && value !== null) {
      options[key] = check(key, value, kind)
    }
  }
  return options
}

/** The options of a call, which have their own object. */
const CALL_OPTIONS = ['signal', 'timeout']

/** Names of options in other clients. */
const SYNONYMS = {
  apiKey: 'token',
  accessToken: 'token',
  baseURL: 'baseUrl',
  url: 'baseUrl',
  timeoutMs: 'timeout',
  abortSignal: 'signal',
}

/** What to do instead of passing an unknown option. */
function adviceFor(key, place) {
  if (CALL_OPTIONS.includes(key) && place !== 'Client') {
    return `. Pass it in the last argument: ${place}(..., { ${key} })`
  }
  if (Object.hasOwn(SYNONYMS, key)) return `. Did you mean ${SYNONYMS[key]}?`
  return ''
}

/** Whether an object is a plain one such as `{}`, from any realm. */
function isPlain(value) {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/**
 * The options that an object has. Those of an instance may be inherited, or be read by getters; an instance
 * without any of them is something else, such as an AbortSignal, a URL or a Map.
 */
function keysOf(place, given, known) {
  const isObject = typeof given === 'object' && !Array.isArray(given)
  if (isObject && isPlain(given)) return Object.keys(given)
  const names = isObject ? Object.keys(known).filter((key) => key in given) : []
  if (names.length > 0) return [...new Set([...Object.keys(given), ...names])]
  if (kinds.signal[0](given)) {
    return refuse(
      `${place}: expected an object of options, got an AbortSignal. Pass it as { signal }`,
    )
  }
  return refuse(`${place}: expected an object of options, got ${describeClass(given)}`)
}

/** Describes a value by its class, if it has one. */
function describeClass(value) {
  const name = typeof value === 'object' && value !== null ? value.constructor?.name : undefined
  return name && name !== 'Array' ? `an instance of ${name}` : describeType(value)
}

/** Refuses options that aren't a plain object such as `{}`. */
function checkPlain(place, given) {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given)
  if (!isObject || !isPlain(given)) {
    refuse(`${place}: expected an object of options, got ${describeClass(given)}`)
  }
}

/** Refuses a value that isn't of the given kind. */
function check(name, value, kind) {
  const [is, words] = kinds[kind]
  if (value === null || value === undefined || !is(value)) {
    refuse(`\`${name}\`: expected ${words}, got ${describeType(value)}`)
  }
  return value
}

/** The subject of a call: from an id, or from an object with an `id` and perhaps a name under `nameKey`. */
function subjectOf(kind, given, nameKey) {
  if (typeof given === 'string') return { id: given }
  if (typeof given?.id !== 'string') {
    const expected = 'an id, or an object with an `id` as Webex returned it'
    refuse(`\`${kind}\`: expected ${expected}, got ${describeType(given)}`)
  }
  const { id, [nameKey]: name } = given
  return typeof name === 'string' ? { id, name } : { id }
}

/** Query parameters as pairs: from an object whose values may be arrays, or from any pairs. */
function pairsOf(name, query) {
  if (query === undefined) return []
  const entries = typeof query[Symbol.iterator] === 'function' ? [...query] : Object.entries(query)
  const pairs = []
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

/** A request body as JSON text. */
function bodyOf(body) {
  if (body === undefined) return undefined
  try {
    return JSON.stringify(body)
  } catch (error) {
    const why = types.isNativeError(error) ? error.message.split('\n')[0] : 'it throws'
    return refuse(`\`body\` can't be converted to JSON: ${why}`)
  }
}

module.exports = { bodyOf, check, checkPlain, describeType, pairsOf, read, subjectOf }
