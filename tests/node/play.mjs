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
  const onProgress = (status) => progress.push(status.directorySyncStatus?.syncStatus ?? null)
  const onWaiting = ({ reason }) => waiting.push(reason)
  try {
    const result =
      operation === 'enterprises.list'
        ? await read(client.enterprises.list(listFields(given)), verb, items)
        : await callOn(client, operation, { ...given, onProgress, onWaiting })
    return { result, progress, waiting }
  } catch (error) {
    return { error, itemsBefore: items.length, progress, waiting }
  }
}

function listFields({ extra_query: extraQuery, ...given }) {
  return { ...camelKeys(given), extraQuery }
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

function callOn(
  client,
  operation,
  { enterprise, user_id, method, path, onProgress, onWaiting, ...rest },
) {
  const fields = camelKeys(rest)
  switch (operation) {
    case 'enterprises.get':
      return client.enterprises.get(fields)
    case 'directory_sync.get_status':
      return client.directorySync.getStatus(enterprise)
    case 'directory_sync.update':
      return client.directorySync.update(enterprise, fields)
    case 'directory_sync.trigger':
      return client.directorySync.trigger(enterprise)
    case 'directory_sync.trigger_user':
      return client.directorySync.triggerUser(enterprise, user_id)
    case 'directory_sync.ensure':
      return client.directorySync.ensure(enterprise, fields)
    case 'directory_sync.run':
      return client.directorySync.run(enterprise, { onProgress, onWaiting }, optionsOf(rest))
    case 'directory_sync.wait':
      return client.directorySync.wait(enterprise, { onProgress }, optionsOf(rest))
    case 'request':
      return client.request(method, path, fields)
    default:
      throw new Error(`no such operation: ${operation}`)
  }
}

/** The options of a client or a call as JavaScript has them, times in milliseconds. */
export function optionsOf({ clock_speed: speed, ...options } = {}) {
  const inMilliseconds = ([name, value]) => [name, /timeout$/i.test(name) ? value * 1000 : value]
  const entries = Object.entries(camelKeys(options)).map(inMilliseconds)
  return Object.fromEntries(speed ? [...entries, ['_clockSpeed', speed]] : entries)
}

export function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}

export function camelKeys(object) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camel(key), value]))
}
