// Plays tests/scenarios against the scripted server. What the data means stands in the README there.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import * as webex from 'webex-broadworks'
import { clientOf, scripted, TOKEN } from './help.mjs'

const AT_LEAST = 75
const classes = { ...webex }
const FOLDER = new URL('../scenarios/', import.meta.url)

const scenarios = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')))

describe('scenarios', { concurrency: 16 }, () => {
  it('are all there', () => assert.ok(scenarios.length >= AT_LEAST, `${scenarios.length}`))
  for (const scenario of scenarios) it(scenario.name, (test) => play(test, scenario))
})

async function play(
  test,
  { client: options = {}, call, exchanges, result, error, elsewhere = [] },
) {
  const server = await scripted(
    test,
    exchanges.map(({ response }) => response),
  )
  const client = clientOf(server, inMilliseconds(camelKeys(options)))
  const outcome = await outcomeOf(client, call)
  compareRequests(
    server.requests(),
    exchanges.map(({ request }) => request),
  )
  compareRequests(server.elsewhereRequests(), elsewhere)
  if (error) compareErrors(outcome, error)
  else if (outcome.error) throw outcome.error
  else compareResults(outcome.result, result)
}

/** `{ result }` or `{ error, itemsBefore }`. */
async function outcomeOf(client, { operation, arguments: given = {}, verb = 'all' }) {
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

function compareResults(result, expected) {
  assert.deepEqual(result, expected)
  assert.equal(JSON.stringify(result), JSON.stringify(expected), 'the order of keys')
}

function compareErrors({ error, result, itemsBefore }, expected) {
  assert.ok(error, `no error, but ${JSON.stringify(result)}`)
  assert.ok(error instanceof webex.WebexError, error?.stack)
  assert.equal(error.constructor, classes[expected.class], error.stack)
  assert.equal(error.name, expected.class)
  for (const [name, value] of Object.entries(expected.fields ?? {})) {
    const field = name === 'status_code' ? 'status' : camel(name)
    assert.deepEqual(error[field], value, `${field} of ${error.stack}`)
  }
  for (const text of expected.message ?? []) {
    assert.ok(error.message.includes(camelNames(text)), `${text} is not in ${error.message}`)
  }
  for (const text of expected.not_in_message ?? []) {
    assert.ok(!error.message.includes(text), `${text} is in ${error.message}`)
  }
  assert.ok(!JSON.stringify(error).includes(TOKEN) && !error.stack.includes(TOKEN))
  if (expected.items_before !== undefined) assert.equal(itemsBefore, expected.items_before)
}

function compareRequests(requests, expected) {
  const seen = requests.map(({ method, target }) => `${method} ${target}`)
  assert.deepEqual(
    seen,
    expected.map(({ method, target }) => `${method} ${target}`),
  )
  for (const [index, { json, headers = {} }] of expected.entries()) {
    const { body, headers: sent } = requests[index]
    assert.deepEqual(body === '' ? undefined : JSON.parse(body), json)
    for (const [name, value] of Object.entries(headers)) {
      assert.equal(sent[name.toLowerCase()] ?? null, value, name)
    }
  }
}

function inMilliseconds(options) {
  const isTime = ([name]) => /timeout$/i.test(name)
  const times = Object.entries(options).filter(isTime)
  return { ...options, ...Object.fromEntries(times.map(([name, value]) => [name, value * 1000])) }
}

function camel(name) {
  return name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())
}

function camelKeys(object) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [camel(key), value]))
}

/** The names in backticks as messages in JavaScript have them. */
function camelNames(text) {
  return text.replace(/`[a-z0-9_]+(?=[`=(])/g, camel)
}
