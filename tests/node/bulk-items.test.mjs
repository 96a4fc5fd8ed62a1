// Where the items of a bulk run come from, and which of them are meant.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { clientOf, scripted } from './help.mjs'
import { countsOf, fleetOf, kindsOf, readAll } from './help-bulk.mjs'

const ANSWER = { json: { enableDirSync: true } }

/** A server that answers so many requests. */
const answering = (test, count) =>
  scripted(
    test,
    Array.from({ length: count }, () => ANSWER),
  )

/** A promise, and what resolves it. */
function gate() {
  let open
  const opened = new Promise((resolve) => {
    open = resolve
  })
  return { open, opened }
}

describe('items', () => {
  it('are anything to iterate over: ids, enterprises, wishes', async (test) => {
    const { webex, ids, enterprises } = await fleetOf(test, { enterprises: 3 })
    function* generator() {
      yield* ids
    }
    async function* later() {
      for (const id of ids) {
        await turn()
        yield { enterpriseId: id }
      }
    }
    const wanted = [...ids].sort()
    for (const [items, total] of [
      [ids, 3],
      [new Set(ids), 3],
      [enterprises, 3],
      [ids.map((enterpriseId) => ({ enterpriseId, spEnterpriseId: null })), 3],
      [generator(), null],
      [later(), null],
      [ids.values(), null],
      [ids.map((id) => Promise.resolve(id)), 3],
      [webex.enterprises.list(), null],
    ]) {
      const run = webex.bulk.directorySync.getStatus(items)
      assert.equal(run.total, total)
      const { outcomes } = await run.finish()
      assert.deepEqual(outcomes.map(({ enterpriseId }) => enterpriseId).sort(), wanted)
      assert.deepEqual(new Set(kindsOf(run)), new Set(['ok']))
    }
  })

  it('of which nothing is read before the run is', async (test) => {
    const webex = clientOf(await answering(test, 2))
    const read = []
    function* generator() {
      for (const id of ['E1', 'E2']) {
        read.push(id)
        yield id
      }
    }
    const run = webex.bulk.directorySync.getStatus(generator())
    await turn()
    assert.deepEqual(read, [])
    await run.finish()
    assert.deepEqual(read, ['E1', 'E2'])
  })

  it('of a list are waited for as long as it takes', async (test) => {
    const throttled = { status: 429, headers: { 'retry-after': '600' }, json: {} }
    for (const onlyIf of [undefined, (item) => item.id !== 'B']) {
      const list = { json: { items: [{ id: 'A' }, { id: 'B' }] } }
      const server = await scripted(test, [throttled, list, ANSWER, ANSWER])
      const webex = clientOf(server, { _clockSpeed: 3600 })
      const { outcomes } = await readAll(
        webex.bulk.directorySync.getStatus(webex.enterprises.list(), { onlyIf }),
      )
      const kinds = outcomes.map((it) => `${it.enterpriseId} ${it.outcome}`).sort()
      assert.deepEqual(kinds, ['A ok', onlyIf ? 'B skipped' : 'B ok'])
    }
  })

  it('that come slowly hold back no outcome', async (test) => {
    const webex = clientOf(await answering(test, 2))
    const { open, opened } = gate()
    async function* slow() {
      yield 'E1'
      await opened
      yield 'E2'
    }
    const seen = []
    for await (const { enterpriseId } of webex.bulk.directorySync.getStatus(slow())) {
      seen.push(enterpriseId)
      open()
    }
    assert.deepEqual(seen, ['E1', 'E2'])
  })

  it('without end are read no further than they are needed', async (test) => {
    const webex = clientOf(await answering(test, 5000))
    let [read, left] = [0, false]
    function* endless() {
      try {
        for (;;) {
          read += 1
          yield `E${read}`
        }
      } finally {
        left = true
      }
    }
    let seen = 0
    for await (const _ of webex.bulk.directorySync.getStatus(endless())) {
      seen += 1
      if (seen === 700) break
    }
    assert.ok(left)
    assert.ok(read < 700 + 1024 + 512, String(read))
  })

  it('that cannot be read any further end the run with the same error', async (test) => {
    const reason = new Error('the file ends in the middle')
    function* failing() {
      yield 'E1'
      throw reason
    }
    async function* failingLater() {
      yield 'E1'
      await turn()
      throw reason
    }
    const rejecting = {
      [Symbol.asyncIterator]: () => ({ next: async () => Promise.reject(reason) }),
    }
    for (const [items, count] of [
      [failing(), 1],
      [failingLater(), 1],
      [rejecting, 0],
    ]) {
      const webex = clientOf(await answering(test, 1))
      const run = webex.bulk.directorySync.getStatus(items)
      const { outcomes, error } = await readAll(run)
      assert.equal(error, reason)
      assert.equal(outcomes.length, count)
      assert.equal(run.summary.stopReason, 'items')
    }
  })

  it('that are invalid are one failed outcome each, in their place', async (test) => {
    const circle = { id: 'E3' }
    circle.userId = circle
    const throwing = {
      get() {
        throw new Error('trap')
      },
    }
    const { proxy: revoked, revoke } = Proxy.revocable({}, {})
    revoke()
    const odd = [
      [5, 'an `enterpriseId`, got the number 5'],
      [null, 'got null'],
      [undefined, 'got undefined'],
      [Symbol('x'), 'got a symbol'],
      [() => {}, 'got a function'],
      [1n, 'got a bigint'],
      [{}, 'neither an `id` nor an `enterpriseId`'],
      [{ id: 7 }, '`id` of the item: expected text, got a number'],
      [
        { enterpriseId: 'E3', userId: NaN },
        '`userId` of the item: expected text, got the number NaN',
      ],
      [{ enterpriseId: 'E3', userId: 5n }, '`userId` of the item: expected text, got a bigint'],
      [{ enterpriseId: 'E3', userId: new Date() }, 'expected text, got an instance of Date'],
      [circle, '`userId` of the item: expected text, got an object'],
      [
        {
          get id() {
            throw new Error('getter')
          },
        },
        "an object that can't be read (getter)",
      ],
      [{ id: 'E3', enableDirSync: 'maybe' }, '`enableDirSync` of the item: expected true or false'],
      [new Proxy({ id: 'E3' }, throwing), "an object that can't be read (trap)"],
      [revoked, "an object that can't be read"],
      [{ id: 'E3', userId: revoked }, "an object that can't be read"],
      [
        {
          id: 7,
          // biome-ignore lint/suspicious/noThenProperty: an item that only looks like a promise.
          get then() {
            throw new Error('then')
          },
        },
        '`id` of the item: expected text, got a number',
      ],
      // biome-ignore lint/suspicious/noThenProperty: an item that only looks like a promise.
      [{ then: (resolve) => resolve('E3') }, 'neither an `id` nor an `enterpriseId`'],
    ]
    const webex = clientOf(await answering(test, 2))
    const items = ['E1', ...odd.map(([item]) => item), 'E2']
    const shown = []
    const onlyIf = (item) => shown.push(item) > 0
    const run = await webex.bulk.directorySync.getStatus(items, { onlyIf }).finish()
    const outcomes = [...run.outcomes].sort((one, other) => one.index - other.index)
    assert.deepEqual(
      [outcomes.length, outcomes.at(0).outcome, outcomes.at(-1).outcome],
      [odd.length + 2, 'ok', 'ok'],
    )
    for (const [place, [, words]] of odd.entries()) {
      const { outcome, reason, error } = outcomes[place + 1]
      assert.deepEqual(
        [outcome, reason, error.code],
        ['failed', 'invalid_argument', 'INVALID_ARGUMENT'],
      )
      assert.ok(error.message.includes(words), error.message)
      assert.ok(error.message.endsWith('Nothing was sent for this item.'), error.message)
    }
    assert.ok(shown.every((item) => typeof item === 'string' || typeof item === 'object'))
  })

  it('may wish for themselves', async (test) => {
    const { sandbox, webex, enterprises } = await fleetOf(test, { enterprises: 3 })
    const [one, two, three] = enterprises
    const items = [one, { ...two, enableDirSync: false }, { enterpriseId: three.id }]
    const run = await webex.bulk.directorySync.ensure(items, { enableDirSync: true }).finish()
    assert.deepEqual(kindsOf(run), ['unchanged', 'ok', 'unchanged'])
    assert.deepEqual(countsOf(sandbox), { GET: 3, PUT: 1 })
    const named = run.outcomes.find(({ enterpriseId }) => enterpriseId === two.id)
    assert.equal(named.spEnterpriseId, two.spEnterpriseId)
  })

  it('cross with all that was listed of them, and nothing else', async (test) => {
    const webex = clientOf(await answering(test, 1))
    const huge = { id: 'E1', secret: 5n, toString: null, broadworksDirectorySync: { é: '東京' } }
    const run = await webex.bulk.directorySync.getStatus([huge]).finish()
    assert.deepEqual(kindsOf(run), ['ok'])
  })
})

describe('onlyIf', () => {
  it('is conditions, or a function of the item as it was given', async (test) => {
    const { sandbox, webex, enterprises } = await fleetOf(test, { enterprises: 4 })
    const ids = enterprises.map(({ id }) => id)
    const skipped = ['skipped only_if', 'ok', 'skipped only_if', 'skipped only_if']
    const isSecond = (item) => (item.id ?? item) === ids[1]
    await webex.directorySync.update(ids[1], { enableDirSync: false })
    for (const [items, onlyIf] of [
      [ids, { enabled: false }],
      [sandbox.enterprises(), { enabled: false, status: null }],
      [ids, isSecond],
      [new Set(ids), async (item) => isSecond(item)],
      [sandbox.enterprises(), isSecond],
      [sandbox.enterprises(), (item) => item.broadworksDirectorySync.enableDirSync === false],
      [webex.enterprises.list(), (item) => item.broadworksDirectorySync.enableDirSync === false],
    ]) {
      const run = await webex.bulk.directorySync.getStatus(items, { onlyIf }).finish()
      assert.deepEqual(kindsOf(run).toSorted(), skipped.toSorted())
    }
    for (const [onlyIf, count] of [
      // Switching directory sync off cleans up what was synced.
      [{ neverSynced: true }, 1],
      [{ neverSynced: false, staleAfter: 365 * 86_400_000 }, 0],
      [{ status: 'complete', staleAfter: 0 }, 3],
      [{ status: new Set(['COMPLETE', 'FAILED']), enabled: true }, 3],
    ]) {
      const { summary } = await webex.bulk.directorySync.getStatus(ids, { onlyIf }).finish()
      assert.equal(summary.outcomes.ok, count, JSON.stringify(onlyIf))
    }
  })

  it('that throws ends the run with the same error', async (test) => {
    const reason = new Error('no')
    let closed = 0
    function* items() {
      try {
        yield 'E1'
        yield 'E2'
      } finally {
        closed += 1
      }
    }
    const check = (item) => item === 'E1' || Promise.reject(reason)
    const group = (item) => {
      if (item === 'E2') throw reason
    }
    for (const fields of [{ onlyIf: check }, { clusterGroup: group }]) {
      const webex = clientOf(await answering(test, 1))
      const { outcomes, error } = await readAll(webex.bulk.directorySync.getStatus(items(), fields))
      assert.equal(error, reason)
      assert.equal(outcomes.length, 1)
    }
    assert.equal(closed, 2)
  })
})

describe('clusterGroup', () => {
  it('keeps apart in time what it puts together', async (test) => {
    const options = { enterprises: 6, clusters: 6, provisioningIds: 'absent' }
    const { sandbox, webex, ids, enterprises } = await fleetOf(test, options)
    const groups = new Map(ids.map((id) => [id, 'one']))
    const ways = [
      [ids, groups],
      [enterprises, Object.fromEntries(groups)],
      [ids, () => 'one'],
      [webex.enterprises.list(), async () => 'one'],
      [ids.map((enterpriseId) => ({ enterpriseId, clusterGroup: 'one' })), { constructor: 'x' }],
    ]
    for (const [items, clusterGroup] of ways) {
      const before = sandbox.runs().length
      const run = await webex.bulk.directorySync.run(items, { clusterGroup }).finish()
      assert.deepEqual(new Set(kindsOf(run)), new Set(['ok']))
      const runs = sandbox.runs().slice(before)
      assert.equal(runs.length, 6)
      const overlaps = runs.filter(({ start }) =>
        runs.some((other) => other.start < start && start < other.end),
      )
      assert.deepEqual(overlaps, [])
    }
  })
})
