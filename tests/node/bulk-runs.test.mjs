// Plays tests/bulk: what the data means stands in the README there.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { BulkError } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { folderOf } from './help.mjs'
import { camel, camelKeys } from './play.mjs'

const SPEED = 3600
const DATA = new URL('../bulk/runs.json', import.meta.url)
const { fleet, scenarios } = JSON.parse(readFileSync(DATA, 'utf8'))

/** Options as JavaScript has them: fields, and what every call takes. */
function argumentsOf({ timeout, ...given }, ledger) {
  const { onlyIf, stopStartingAfter, ...fields } = camelKeys(given)
  for (const name of ['settleAfter', 'resumeWithin']) {
    if (fields[name] !== undefined) fields[name] *= 1000
  }
  if (onlyIf) {
    fields.onlyIf = camelKeys(onlyIf)
    if (fields.onlyIf.staleAfter !== undefined) fields.onlyIf.staleAfter *= 1000
  }
  if (stopStartingAfter) fields.stopStartingAfter = new Date(stopStartingAfter)
  return [{ ...fields, ledger }, { timeout: timeout && timeout * 1000 }]
}

/** The outcome as the data has it: with `*` for what it leaves open. */
function masked(actual, expected) {
  if (expected === '*') return actual === null ? null : '*'
  if (typeof expected !== 'object' || expected === null) return actual
  if (typeof actual !== 'object' || actual === null) return actual
  const entries = Object.entries(actual).map(([key, value]) => [key, masked(value, expected[key])])
  return Array.isArray(actual) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

/** How often each method was requested. */
function countsOf(requests) {
  const counts = {}
  for (const { method } of requests) counts[method] = (counts[method] ?? 0) + 1
  return counts
}

async function readRun(bulkRun, leaveAfter) {
  const outcomes = []
  try {
    for await (const outcome of bulkRun) {
      outcomes.push(outcome)
      if (outcomes.length === leaveAfter) break
    }
  } catch (error) {
    return { outcomes, error: error.name }
  }
  return { outcomes }
}

function failuresOf(bulkRun) {
  try {
    bulkRun.raiseForFailures()
  } catch (error) {
    assert.ok(error instanceof BulkError, error)
    return error.errors.map(({ name }) => name).sort()
  }
  return undefined
}

const comparable = (value) => JSON.stringify(value, null, 2)

async function play(webex, sandbox, ledger, expected) {
  const { operation, items, options, leave_after: leaveAfter, advance = 0 } = expected
  sandbox.clearRequests()
  sandbox.advance(advance * 1000)
  const given = items === 'list' ? webex.enterprises.list() : items
  const [resource, verb] = camel(operation).split('.')
  const bulkRun = webex.bulk[resource][verb](given, ...argumentsOf(options, ledger))
  const { outcomes, error } = await readRun(bulkRun, leaveAfter)
  if (expected.outcomes) {
    outcomes.sort((one, other) => one.index - other.index)
    const shown = outcomes.map((outcome, place) => masked(outcome, expected.outcomes[place]))
    assert.equal(comparable(shown), comparable(expected.outcomes))
  }
  const { summary } = bulkRun
  for (const [key, value] of Object.entries(expected.summary)) {
    assert.deepEqual(summary[key], value, key)
  }
  assert.equal(error, expected.error)
  assert.deepEqual(failuresOf(bulkRun), expected.failures)
  if (expected.requests) assert.deepEqual(countsOf(sandbox.requests()), expected.requests)
}

describe('bulk runs as data', () => {
  for (const { name, sandbox: options, client = {}, ledger, runs } of scenarios) {
    it(name, async (test) => {
      const sandbox = await Sandbox.start({
        ...camelKeys(options ?? {}),
        items: fleet,
        speed: SPEED,
      })
      test.after(() => sandbox.stop())
      const { token, ...given } = camelKeys(client)
      const known = { read_only: sandbox.readOnlyToken, refused: 'refused' }
      const webex = sandbox.client({ ...given, token: known[token] ?? sandbox.token })
      const path = ledger ? join(folderOf(test), 'ledger.sqlite') : undefined
      for (const expected of runs) await play(webex, sandbox, path, expected)
    })
  }
})
