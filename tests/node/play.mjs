// Reads tests/scenarios and makes their calls. What the data means stands in the README there.

import { readdirSync, readFileSync } from 'node:fs'

const FOLDER = new URL('../scenarios/', import.meta.url)

export const scenarios = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')))

/** `{ result }` or `{ error, itemsBefore }`. */
export async function outcomeOf(client, { operation, arguments: given = {}, verb = 'all' }) {
  const items = []
  try {
    const result =
      operation === 'list_enterprises'
        ? await read(client.listEnterprises(listFields(given)), verb, items)
        : await callOn(client, operation, given)
    return { result }
  } catch (error) {
    return { error, itemsBefore: items.length }
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

function callOn(client, operation, { enterprise, user_id, method, path, ...rest }) {
  const fields = camelKeys(rest)
  switch (operation) {
    case 'get_enterprise':
      return client.getEnterprise(fields)
    case 'get_directory_sync_status':
      return client.getDirectorySyncStatus(enterprise)
    case 'update_directory_sync':
      return client.updateDirectorySync(enterprise, fields)
    case 'trigger_directory_sync':
      return client.triggerDirectorySync(enterprise)
    case 'trigger_user_directory_sync':
      return client.triggerUserDirectorySync(enterprise, user_id)
    case 'request':
      return client.request(method, path, fields)
    default:
      throw new Error(`no such operation: ${operation}`)
  }
}

/** The options of a client as JavaScript has them, times in milliseconds. */
export function optionsOf(options = {}) {
  const inMilliseconds = ([name, value]) => [name, /timeout$/i.test(name) ? value * 1000 : value]
  return Object.fromEntries(Object.entries(camelKeys(options)).map(inMilliseconds))
}

export function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}

function camelKeys(object) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camel(key), value]))
}
