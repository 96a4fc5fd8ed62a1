// Plays tests/scenarios against the scripted server. What the data means stands in the README there.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as webex from 'webex-broadworks'
import { clientOf, TOKEN } from './help.mjs'
import { camel, clientOptionsOf, outcomeOf, scenarios, serverOf } from './play.mjs'

const AT_LEAST = 75
const classes = { ...webex }

describe('scenarios', { concurrency: 16 }, () => {
  it('are all there', () => assert.ok(scenarios.length >= AT_LEAST, `${scenarios.length}`))
  for (const scenario of scenarios) it(scenario.name, (test) => play(test, scenario))
})

async function play(test, scenario) {
  const server = await serverOf(scenario, TOKEN)
  test.after(() => server.stop())
  const { call, exchanges, error, elsewhere = [], progress, waiting } = scenario
  const outcome = await outcomeOf(clientOf(server, clientOptionsOf(scenario)), call)
  if (scenario.sandbox) {
    compareMethods(server.requests(), scenario.requests)
  } else {
    compareRequests(
      server.requests(),
      exchanges.map(({ request }) => request),
    )
    compareRequests(server.elsewhereRequests(), elsewhere)
  }
  if (error) compareErrors(outcome, error)
  else if (outcome.error) throw outcome.error
  else compareResults(outcome.result, scenario)
  if (progress) assert.deepEqual(outcome.progress, progress)
  if (waiting) assert.deepEqual(outcome.waiting, waiting)
}

function compareResults(result, { result: expected, result_has: part }) {
  if (part) return assert.ok(has(result, part), JSON.stringify(result))
  assert.deepEqual(result, expected)
  assert.equal(JSON.stringify(result), JSON.stringify(expected), 'the order of keys')
}

/** Whether all that is expected is there. */
function has(value, expected) {
  if (typeof expected !== 'object' || expected === null) return value === expected
  return Object.entries(expected).every(([key, inner]) => has(value?.[key], inner))
}

/** The methods alone: how often one comes in a row is a matter of time. */
function compareMethods(requests, expected) {
  const methods = requests.map(({ method }) => method)
  const changes = methods.filter((method, index) => method !== methods[index - 1])
  if (expected) assert.equal(changes.join(' '), expected)
}

function compareErrors({ error, result, itemsBefore }, expected) {
  assert.ok(error, `no error, but ${JSON.stringify(result)}`)
  assert.ok(error instanceof webex.WebexError, error?.stack)
  assert.equal(error.constructor, classes[expected.class], error.stack)
  assert.equal(error.name, expected.class)
  for (const [name, value] of Object.entries(expected.fields ?? {})) {
    const field = name === 'status_code' ? 'status' : camel(name)
    assert.deepEqual(error[field], fieldOf(name, value), `${field} of ${error.stack}`)
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

/** A field of an error as JavaScript has it: times in milliseconds. */
function fieldOf(name, value) {
  return ['elapsed', 'retry_after'].includes(name) && value !== null ? value * 1000 : value
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

/** The names in backticks as messages in JavaScript have them. */
function camelNames(text) {
  return text.replace(/`[a-z0-9_.]+(?=[`=(])/g, camel)
}
