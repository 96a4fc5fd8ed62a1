// A sandbox's client decides everything by the sandbox's clock, wherever that stands.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Client, directorySyncState, InvalidArgumentError, tokens } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { folderOf, TOKEN } from './help.mjs'

const DAY = 24 * 3_600_000

async function started(test, options) {
  const sandbox = await Sandbox.start({ enterprises: 12, allSynced: true, ...options })
  test.after(() => sandbox.stop())
  return sandbox
}

describe("the sandbox's clock", () => {
  // Options of a sandbox, how far its clock is moved on, and whether every sync is stale then.
  for (const [options, advance, stale] of [
    [{ manual: true }, 30 * DAY, true],
    [{ manual: true }, 0, false],
    [{ manual: true, startTime: new Date('2030-01-01T00:00:00Z') }, 30 * DAY, true],
    [{ manual: true, startTime: '2020-01-01T00:00:00Z' }, 0, false],
    [{ manual: true, startTime: '2038-01-19T03:14:07Z' }, 30 * DAY, true],
    [{ speed: 86_400 }, 30 * DAY, true],
  ]) {
    it(`is what ages count on: ${JSON.stringify(options)}, ${advance / DAY} d`, async (test) => {
      const sandbox = await started(test, options)
      const webex = sandbox.client()
      sandbox.advance(advance)
      const condition = { dryRun: true, onlyIf: { staleAfter: 8 * DAY } }
      const run = await webex.bulk.directorySync.run(sandbox.enterprises(), condition).finish()
      const { planned, skipped } = run.summary.outcomes
      assert.deepEqual([planned, skipped], stale ? [12, 0] : [0, 12])

      const acme = await webex.enterprises.list().first()
      const [before, now, after] = [sandbox.now(), webex.now(), sandbox.now()]
      assert.ok(before <= now && now <= after)
      const { age, lastSuccess } = directorySyncState(acme, { now })
      assert.equal(age > 8 * DAY, stale)
      assert.ok(Math.abs(age - (now - lastSuccess)) <= 1)
    })
  }

  it('closes windows', async (test) => {
    const sandbox = await started(test, { manual: true, startTime: '2020-01-01T00:00:00Z' })
    const webex = sandbox.client()
    const stopStartingAfter = new Date(webex.now().getTime() + DAY)
    for (const [advance, ok] of [
      [0, 12],
      [DAY + 1000, 0],
    ]) {
      sandbox.advance(advance)
      const run = webex.bulk.directorySync.getStatus(sandbox.enterprises(), { stopStartingAfter })
      assert.equal((await run.finish()).summary.outcomes.ok, ok)
    }
  })

  it('expires tokens, which are refreshed before that', async (test) => {
    const credentials = {
      clientId: 'id',
      clientSecret: 'a-client-secret',
      refreshToken: 'a-refresh-token',
    }
    const startTime = '2030-01-01T00:00:00Z'
    const sandbox = await started(test, { manual: true, startTime, oauth: credentials })
    const cacheFile = join(folderOf(test), 'tokens.json')
    const webex = sandbox.client({ token: tokens.oauth({ ...credentials, cacheFile }) })
    const [enterprise] = sandbox.enterprises()
    // Tokens last two weeks, and are refreshed a day before that.
    for (const [days, refreshes] of [
      [0, 1],
      [12, 1],
      [2, 2],
      [20, 3],
    ]) {
      sandbox.advance(days * DAY)
      await webex.directorySync.getStatus(enterprise)
      assert.equal(sandbox.tokenRefreshes(), refreshes)
    }
    assert.ok(sandbox.requests().every(({ status }) => status === 200))
  })
})

describe('now', () => {
  it("is the computer's of a client that no sandbox has made", () => {
    const [before, now] = [new Date(), new Client({ token: TOKEN }).now()]
    assert.ok(now >= before && now - before < DAY)
  })

  it('is what the age of a state counts from', () => {
    const status = { syncStatus: 'COMPLETE', lastSyncEndTime: '2026-01-01T00:00:00Z' }
    const now = new Date('2026-01-03T00:00:00Z')
    const described = { directorySyncStatus: status }
    assert.equal(directorySyncState(described, { now }).age, 2 * DAY)
    const [mapped] = [described].map(directorySyncState)
    assert.ok(mapped.age > 0)
    for (const options of [{ now: 'today' }, { now: new Date(Number.NaN) }, { at: now }]) {
      assert.throws(() => directorySyncState(described, options), InvalidArgumentError)
    }
  })
})
