// Bulk runs: what they take, what they give, how they are read.

import assert from 'node:assert/strict'
import { createWriteStream, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { describe, it } from 'node:test'
import {
  AmbiguousOutcomeError,
  BulkError,
  BulkRun,
  Client,
  DirectorySyncFailedError,
  directorySyncState,
  InvalidArgumentError,
  NotFoundError,
  WebexError,
} from 'webex-broadworks'
import { clientOf, folderOf, scripted, TOKEN, thrownBy } from './help.mjs'
import { countsOf, fleetOf, kindsOf } from './help-bulk.mjs'

const KEYS = [
  'index',
  'enterpriseId',
  'spEnterpriseId',
  'outcome',
  'reason',
  'result',
  'error',
  'attempts',
  'startedAt',
  'endedAt',
]

describe('a bulk run', () => {
  it('sends nothing until it is read, is not a promise, and runs once', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 3 })
    sandbox.clearRequests()
    const run = webex.bulk.directorySync.getStatus(ids)
    assert.equal(await run, run)
    assert.deepEqual([run.total, run.summary.done, run.outcomes], [3, 0, []])
    assert.deepEqual(sandbox.requests(), [])
    assert.equal(await run.finish(), run)
    assert.equal(run.outcomes.length, 3)
    assert.deepEqual(countsOf(sandbox), { GET: 3 })
    for (const read of [() => run.finish(), () => run.ndjson()]) {
      const error = await thrownBy(async () => read())
      assert.ok(error instanceof InvalidArgumentError, error.stack)
      assert.match(error.message, /read once/)
    }
    const closed = webex.bulk.directorySync.getStatus(ids)
    await closed.close()
    await closed.close()
    assert.ok((await thrownBy(() => closed.finish())) instanceof InvalidArgumentError)
    assert.deepEqual(countsOf(sandbox), { GET: 3 })
  })

  it('shows what `run()` has read as often as it is iterated over', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 3 })
    sandbox.clearRequests()
    const run = webex.bulk.directorySync.getStatus(ids)
    const reading = run.finish()
    const early = await thrownBy(async () => run[Symbol.asyncIterator]())
    assert.match(early.message, /read once/)
    await reading
    for (const _ of ['again', 'and again']) {
      const outcomes = []
      for await (const outcome of run) outcomes.push(outcome)
      assert.equal(outcomes.length, 3)
      assert.deepEqual(outcomes, run.outcomes)
    }
    assert.deepEqual(countsOf(sandbox), { GET: 3 })
    const iterated = webex.bulk.directorySync.getStatus(ids)
    for await (const _ of iterated) break
    const late = await thrownBy(async () => iterated[Symbol.asyncIterator]())
    assert.ok(late instanceof InvalidArgumentError, late.stack)
    assert.match(late.message, /read once/)
  })

  it('is made by four methods that look at their arguments at once', async () => {
    const webex = new Client({ token: TOKEN })
    assert.throws(() => new webex.bulk.constructor().directorySync.run(['E1']))
    assert.equal(webex.bulk, webex.bulk)
    const { bulk } = webex
    const wrong = [
      [undefined],
      ['E1'],
      [5],
      [{ id: 'E1' }],
      [['E1'], { concurrency: 0 }],
      [['E1'], { concurrency: 1.5 }],
      [['E1'], { timeout: 5 }],
      [['E1'], { stopStartingAfter: 5 }],
      [['E1'], { stopStartingAfter: new Date(Number.NaN) }],
      [['E1'], { onlyIf: { state: 'FAILED' } }],
      [['E1'], { onlyIf: 'enabled' }],
      [['E1'], { onlyIf: { status: [5] } }],
      [['E1'], { onProgress: true }],
      [['E1'], { runName: 'nightly' }],
      [['E1'], { retry: ['failed'] }],
      [['E1'], { ledger: 'l', retry: ['broken'] }],
      [['E1'], { ledger: 5 }],
      [['E1'], { clusterGroup: 'east' }],
      [['E1'], {}, { timeout: '5 s' }],
      [['E1'], {}, { signal: 'now' }],
    ]
    for (const method of ['getStatus', 'ensure', 'run', 'triggerUser']) {
      assert.ok(bulk.directorySync[method](['E1']) instanceof BulkRun)
      for (const args of wrong) {
        assert.throws(
          () => bulk.directorySync[method](...args),
          InvalidArgumentError,
          JSON.stringify(args),
        )
      }
    }
    assert.throws(
      () => bulk.directorySync.getStatus(['E1'], { maxRefusalsPerTrigger: 2 }),
      /unknown option/,
    )
    assert.throws(
      () => bulk.directorySync.run(['E1'], { maxRefusalsPerTrigger: -1 }),
      InvalidArgumentError,
    )
    assert.throws(
      () => bulk.directorySync.run(['E1'], { runName: 'x' }),
      /requires a ledger: pass `ledger`/,
    )
    assert.throws(
      () => bulk.directorySync.run(['E1'], { retry: ['x'], ledger: 'l' }),
      /not_started/,
    )
  })

  it('gives outcomes as plain data, which `directorySyncState` reads', async (test) => {
    const { webex, ids } = await fleetOf(test, { enterprises: 2 }, { partner: 'East' })
    const { outcomes } = await webex.bulk.directorySync.getStatus([...ids, 'gone', 'gone']).finish()
    const [ok, , failed, skipped] = outcomes.sort((one, other) => one.index - other.index)
    assert.deepEqual(Object.keys(ok), KEYS.toSpliced(3, 0, 'partner'))
    assert.deepEqual([ok.outcome, ok.partner, ok.attempts], ['ok', 'East', 1])
    assert.deepEqual(ok.result, await webex.directorySync.getStatus(ids[0]))
    assert.equal(directorySyncState(ok).status, 'COMPLETE')
    assert.match(ok.startedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    assert.deepEqual([failed.reason, failed.error.statusCode], ['not_found', 404])
    assert.match(failed.error.remedy, /`enterprises.list`/)
    assert.deepEqual([skipped.outcome, skipped.reason], ['skipped', 'duplicate'])
  })

  it('tells every kind of outcome', async (test) => {
    const { sandbox, webex, enterprises } = await fleetOf(test, { enterprises: 4, clusters: 4 })
    const [good, bad, half, off] = enterprises.map(({ id }) => id)
    await webex.directorySync.update(off, { enableDirSync: false })
    sandbox.setNextRun(bad, { codes: [600013] })
    sandbox.setNextRun(half, { codes: [600017] })
    const items = [good, bad, half, off, good, 'gone']
    const run = await webex.bulk.directorySync.run(items).finish()
    assert.deepEqual(kindsOf(run), [
      'ok',
      'failed directory_sync_failed',
      'partial directory_sync_errors',
      'skipped disabled',
      'skipped duplicate',
      'failed not_found',
    ])
    assert.equal(run.failures.length, 3)
    const ensured = await webex.bulk.directorySync
      .ensure([good, off], { enableDirSync: true })
      .finish()
    assert.deepEqual(kindsOf(ensured), ['unchanged', 'ok'])
    assert.equal(ensured.outcomes.find(({ outcome }) => outcome === 'ok').result.changed, true)
    const dry = await webex.bulk.directorySync.run([good], { dryRun: true }).finish()
    assert.deepEqual(kindsOf(dry), ['planned'])
    const stopStartingAfter = new Date(0)
    const late = await webex.bulk.directorySync.run([good], { stopStartingAfter }).finish()
    assert.deepEqual(kindsOf(late), ['not_started window_closed'])
    assert.equal(late.summary.stopReason, 'window_closed')
    assert.equal(late.summary.outage, null)
    late.raiseForFailures()
    sandbox.setFaults([{ name: 'cut', performed: true }])
    const user = { enterpriseId: good, userId: 'jane.doe@acme.example' }
    const users = await webex.bulk.directorySync.triggerUser([user]).finish()
    assert.deepEqual(kindsOf(users), ['ambiguous ambiguous_outcome'])
    assert.equal(users.outcomes[0].userId, user.userId)
  })

  it('runs what shares no cluster side by side, and each once', async (test) => {
    const { sandbox, webex } = await fleetOf(test, {
      enterprises: 24,
      clusters: 4,
      externalClientShare: 0.1,
    })
    const run = await webex.bulk.directorySync.run(webex.enterprises.list()).finish()
    assert.deepEqual(new Set(kindsOf(run)), new Set(['ok']))
    assert.deepEqual(new Set(Object.values(sandbox.acceptedTriggers())), new Set([1]))
    const refusals = Object.values(sandbox.refusals())
    assert.equal(
      run.summary.busyRefusals,
      refusals.reduce((sum, count) => sum + count, 0),
    )
  })

  it('tells progress after each batch, and waits for what that returns', async (test) => {
    const { webex, ids } = await fleetOf(test, { enterprises: 40 })
    const reported = []
    const onProgress = async (summary) => {
      await null
      reported.push(summary)
    }
    const read = []
    for await (const { index } of webex.bulk.directorySync.getStatus(ids, { onProgress })) {
      read.push(index)
      assert.ok(reported.length === 0 || reported.at(-1).done <= 40)
    }
    const last = reported.at(-1)
    assert.deepEqual([last.done, last.total, last.outcomes.ok, read.length], [40, 40, 40, 40])
  })

  it('tells hooks of its requests while it is read', async (test) => {
    const reported = []
    const onResponse = ({ subjectId, operation }) => reported.push([subjectId, operation])
    const { webex, ids } = await fleetOf(test, { enterprises: 5 }, { onResponse })
    reported.length = 0
    for await (const { enterpriseId } of webex.bulk.directorySync.getStatus(ids)) {
      assert.ok(reported.some(([id]) => id === enterpriseId))
    }
    assert.equal(reported.length, 5)
  })

  it('shows its summary at any moment', async (test) => {
    const held = { json: { enableDirSync: true }, hold: true }
    const server = await scripted(test, [held, held])
    const run = clientOf(server).bulk.directorySync.getStatus(new Set(['E1', 'E2']))
    const done = run.finish()
    assert.ok(await server.waitForRequests(2))
    assert.deepEqual([run.total, run.summary.running, run.summary.done], [2, 2, 0])
    server.release()
    await done
    assert.deepEqual([run.summary.running, run.summary.done], [0, 2])
  })

  it('takes a timeout for each item', async (test) => {
    const server = await scripted(test, [{ json: {}, hold: true }])
    const { bulk } = clientOf(server)
    const items = [{ enterpriseId: 'E1', userId: 'u' }]
    const run = await bulk.directorySync.triggerUser(items, {}, { timeout: 1_000 }).finish()
    assert.deepEqual(kindsOf(run), ['ambiguous ambiguous_outcome'])
  })
})

describe('ndjson', () => {
  it('is lines of what iterating gives, letters and numbers untouched', async (test) => {
    const body = { enableDirSync: true, name: 'é 東京 😀 "\\ \u2028', big: 1 }
    const text = JSON.stringify(body).replace('"big":1', '"big":12345678901234567890')
    const server = await scripted(test, [{ text }, { status: 404 }])
    const run = clientOf(server).bulk.directorySync.getStatus(['E1', 'E2'], { concurrency: 1 })
    const path = join(folderOf(test), 'outcomes.ndjson')
    await pipeline(run.ndjson(), createWriteStream(path))
    const written = readFileSync(path, 'utf8')
    assert.ok(written.includes(text) && written.endsWith('}\n'))
    const outcomes = written
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    assert.deepEqual(outcomes[0].result, JSON.parse(text))
    assert.deepEqual(run.failures, [outcomes[1]])
    assert.throws(() => run.raiseForFailures(), BulkError)
  })
})

describe('raiseForFailures', () => {
  it('throws one error with the errors of the items', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 2 })
    sandbox.setNextRun(ids[0], { codes: [600013] })
    const run = await webex.bulk.directorySync.run([ids[0], 'gone', ids[1]]).finish()
    const error = await thrownBy(async () => run.raiseForFailures())
    assert.ok(error instanceof BulkError && error instanceof WebexError)
    assert.deepEqual([error.name, error.code], ['BulkError', 'BULK'])
    assert.match(error.message, /^2 of 3 items went wrong \(2 failed\)\. The first: /)
    assert.deepEqual(
      [error.more, error.summary.outcomes.ok, error.operation],
      [0, 1, 'directory_sync.run'],
    )
    assert.match(error.stack, /bulk\.test\.mjs/)
    const [failed, missing] = error.errors.toSorted((one) =>
      one instanceof NotFoundError ? 1 : -1,
    )
    assert.ok(failed instanceof DirectorySyncFailedError && missing instanceof NotFoundError)
    assert.deepEqual([missing.status, missing.subject.id], [404, 'gone'])
    assert.equal(failed.lastStatus.directorySyncStatus.syncStatus, 'FAILED')
    assert.match(JSON.stringify(error), /DIRECTORY_SYNC_FAILED/)
  })

  it('throws nothing where nothing failed', async (test) => {
    const { webex, ids } = await fleetOf(test, { enterprises: 2 })
    const run = await webex.bulk.directorySync.getStatus([...ids, ids[0]]).finish()
    assert.deepEqual(run.failures, [])
    run.raiseForFailures()
  })

  it('keeps a thousand, and counts the others', async (test) => {
    const { webex } = await fleetOf(test, { enterprises: 1 })
    const ids = Array.from({ length: 1002 }, (_, number) => `gone-${number}`)
    const run = webex.bulk.directorySync.getStatus(ids)
    for await (const _ of run);
    assert.equal(run.failures.length, 1000)
    const error = await thrownBy(async () => run.raiseForFailures())
    assert.equal(error.errors.length, 1000)
    assert.equal(error.more, 2)
    assert.match(error.message, /^1002 of 1002 items .*2 more are not in `errors`/)
  })

  it('has an error for what did not end in time', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 1 })
    sandbox.setNextRun(ids[0], { length: 3_600_000 })
    const run = await webex.bulk.directorySync.run(ids, {}, { timeout: 60_000 }).finish()
    assert.deepEqual(kindsOf(run), ['ambiguous wait_timeout'])
    const { errors } = await thrownBy(async () => run.raiseForFailures())
    assert.equal(errors[0].code, 'WAIT_TIMEOUT')
    assert.equal(errors[0].lastStatus.directorySyncStatus.syncStatus, 'IN_PROGRESS')
    assert.ok(!(errors[0] instanceof AmbiguousOutcomeError))
  })
})
