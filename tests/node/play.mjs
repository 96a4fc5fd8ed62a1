// Reads tests/scenarios and makes their calls. What the data means stands in the README there.

import { readdirSync, readFileSync } from 'node:fs'
import { Sandbox, ScriptedServer } from 'webex-broadworks/testing'

const FOLDER = new URL('../scenarios/', import.meta.url)

export const scenarios = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')))

/** Starts what a scenario is played against. */
export function serverOf({ client, exchanges, now, sandbox }, token) {
  const startTime = now ?? sandbox?.start_time
  return sandbox
    ? Sandbox.start({ ...sandbox, startTime, speed: client.clock_speed, token })
    : ScriptedServer.start(exchanges.map(({ response }) => response))
}

/** The options of a scenario's client; against a sandbox it has that one's clock. */
export function clientOptionsOf({ client, now, sandbox }) {
  const options = optionsOf(client)
  return now && !sandbox ? { ...options, _clock: new Date(now) } : options
}

/** `{ result }` or `{ error, itemsBefore }`, the states that a wait reported, and why it had to wait. */
export async function outcomeOf(client, { operation, arguments: given = {}, verb = 'all' }) {
  const items = []
  const progress = []
  const waiting = []
  const callbacks = {
    onProgress: ({ status, directorySyncStatus }) =>
      progress.push(status ?? directorySyncStatus?.syncStatus ?? null),
    onWaiting: ({ reason }) => waiting.push(reason),
  }
  try {
    const returned = callOn(client, operation, given, callbacks)
    if (operation.endsWith('.download')) return { result: await returned.text(), progress, waiting }
    const isList = typeof returned.all === 'function'
    const result = isList ? await read(returned, verb, items) : await returned
    return { result, progress, waiting }
  } catch (error) {
    return { error, itemsBefore: items.length, progress, waiting }
  }
}

/** The names of what a method takes before its fields and options, in snake_case. */
function positionalOf(method) {
  const [, names] = /\(([^)]*)\)/.exec(method.toString())
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return names
    .split(', ')
    .filter((name) => !['fields', 'options'].includes(name))
    .map(snake)
}

/** The callbacks of methods that wait. */
const CALLBACKS = { run: ['onProgress', 'onWaiting'], wait: ['onProgress'] }

/** Calls the method that an operation's id means: `directory_sync.run` is `directorySync.run`. */
function callOn(client, operation, { timeout, ...given }, callbacks) {
  const names = camel(operation).split('.')
  const name = names.pop()
  const owner = names.reduce((object, resource) => object[resource], client)
  const positional = positionalOf(owner[name])
  const values = positional.filter((key) => key in given).map((key) => given[key])
  const rest = Object.entries(given).filter(([key]) => !positional.includes(key))
  const fields = camelKeys(Object.fromEntries(rest))
  for (const key of CALLBACKS[name] ?? []) fields[key] = callbacks[key]
  // A method that takes fields has one parameter more.
  if (owner[name].length > values.length + 1) values.push(fields)
  return owner[name](...values, optionsOf({ timeout }))
}

/** Reads a list the way the verb says; what was iterated over is left in `items`. */
async function read(list, verb, items) {
  if (verb === 'all') return list.all()
  if (verb === 'first') return list.first()
  if (verb === 'pages') {
    const pages = []
    for await (const { items, cursor, possiblyTruncated } of list.pages()) {
      pages.push({ items, possibly_truncated: possiblyTruncated, has_cursor: cursor !== null })
    }
    return pages
  }
  const enough = Number(verb.split(':')[1])
  for await (const item of list) {
    items.push(item)
    if (items.length === enough) break
  }
  return items
}

/** The options of a client or a call as JavaScript has them, times in milliseconds. */
export function optionsOf({ clock_speed: speed, ...options } = {}) {
  const inMilliseconds = ([name, value]) => [
    name,
    /timeout$/i.test(name) ? value && value * 1000 : value,
  ]
  const entries = Object.entries(camelKeys(options)).map(inMilliseconds)
  return Object.fromEntries(speed ? [...entries, ['_clockSpeed', speed]] : entries)
}

export function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}

export function camelKeys(object) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camel(key), value]))
}
