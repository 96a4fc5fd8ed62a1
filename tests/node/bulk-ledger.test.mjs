// Bulk runs with a ledger: resuming, replaying, retrying.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import {
  BulkError,
  DirectorySyncFailedError,
  InvalidArgumentError,
  LedgerError,
  LedgerInUseError,
} from 'webex-broadworks'
import { clientOf, folderOf, ROOT, scripted, thrownBy } from './help.mjs'
import { countsOf, fleetOf, kindsOf } from './help-bulk.mjs'

const ledgerOf = (test) => join(folderOf(test), 'ledger.sqlite')

describe('a ledger', () => {
  it('lets a run that was left go on, and nothing is triggered twice', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 8, clusters: 2 })
    const ledger = ledgerOf(test)
    let left = 0
    for await (const _ of webex.bulk.directorySync.run(ids, { ledger })) {
      left += 1
      if (left === 3) break
    }
    const run = await webex.bulk.directorySync.run([...ids].reverse(), { ledger }).finish()
    assert.deepEqual([run.summary.resumed, run.summary.total, run.outcomes.length], [true, 8, 8])
    assert.deepEqual(new Set(kindsOf(run)), new Set(['ok']))
    assert.deepEqual(new Set(Object.values(sandbox.acceptedTriggers())), new Set([1]))
    const rerun = await webex.bulk.directorySync.run(ids, { ledger, dryRun: true }).finish()
    assert.deepEqual(new Set(kindsOf(rerun)), new Set(['planned']))
  })

  it('tells a named run again, failures with errors of their own, and does it again', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 2 }, { partner: 'East' })
    const fields = { ledger: ledgerOf(test), runName: 'nightly' }
    sandbox.setNextRun(ids[1], { codes: [600013] })
    const first = await webex.bulk.directorySync.run(ids, fields).finish()
    assert.deepEqual(kindsOf(first), ['ok', 'failed directory_sync_failed'])
    sandbox.clearRequests()
    const again = await webex.bulk.directorySync.run(ids, fields).finish()
    assert.deepEqual(countsOf(sandbox), {})
    const sorted = ({ outcomes }) => outcomes.toSorted((one, other) => one.index - other.index)
    assert.deepEqual(sorted(again), sorted(first))
    assert.deepEqual([again.summary.runName, again.summary.resumed], ['nightly', true])
    assert.equal(again.outcomes[0].partner, 'East')
    const error = await thrownBy(async () => again.raiseForFailures())
    assert.ok(error instanceof BulkError)
    const [kept] = error.errors
    assert.ok(kept instanceof DirectorySyncFailedError)
    const [{ error: told }] = again.failures
    assert.deepEqual(
      [kept.message, kept.trackingId, kept.remedy, kept.errors[0].errorCode, kept.subject.id],
      [told.message, told.trackingId, told.remedy, 600013, ids[1]],
    )
    for (const retry of ['failed', new Set(['failed'])]) {
      const retried = await webex.bulk.directorySync.run(ids, { ...fields, retry }).finish()
      assert.deepEqual(kindsOf(retried), ['ok', 'ok'])
    }
    assert.deepEqual(Object.values(sandbox.acceptedTriggers()).toSorted(), [1, 2])
    const other = webex.bulk.directorySync.getStatus(ids, fields)
    const refused = await thrownBy(() => other.finish())
    assert.ok(refused instanceof InvalidArgumentError, refused.stack)
    assert.match(refused.message, /already exists with different settings/)
  })

  it('takes nothing up that is older than `resumeWithin`, and says so', async (test) => {
    // So many items that the run can't finish while its outcomes aren't read.
    const { webex, ids } = await fleetOf(test, { enterprises: 1_200 })
    const ledger = ledgerOf(test)
    for await (const _ of webex.bulk.directorySync.getStatus(ids, { ledger, concurrency: 1 })) break
    const fields = { ledger, resumeWithin: 0 }
    const { summary } = await webex.bulk.directorySync.getStatus(ids, fields).finish()
    assert.deepEqual([summary.resumed, summary.abandoned.length], [false, 1])
  })

  it('is for one process at a time', async (test) => {
    const server = await scripted(test, [{ json: {}, hold: true }, { json: {} }])
    const ledger = ledgerOf(test)
    const script = `
      import { Client } from 'webex-broadworks'
      const [, baseUrl, ledger] = process.argv
      const webex = new Client({ token: 'x', baseUrl })
      await webex.bulk.directorySync.getStatus(['E1'], { ledger }).finish()
    `
    const args = ['--input-type=module', '--eval', script, '--', server.baseUrl, ledger]
    const child = spawn(process.execPath, args, { cwd: ROOT })
    test.after(() => child.kill('SIGKILL'))
    assert.ok(await server.waitForRequests(1))
    const { bulk } = clientOf(server)
    const error = await thrownBy(() => bulk.directorySync.getStatus(['E1'], { ledger }).finish())
    assert.ok(error instanceof LedgerInUseError && error instanceof LedgerError, error.stack)
    assert.equal(error.code, 'LEDGER_IN_USE')
    assert.match(error.message, new RegExp(`process ${child.pid}`))
    assert.equal(server.requests().length, 1)
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('exit', resolve))
    const run = await bulk.directorySync.getStatus(['E1'], { ledger }).finish()
    assert.deepEqual([kindsOf(run), run.summary.resumed], [['ok'], true])
  })

  it('that cannot be used is an error before anything is sent', async (test) => {
    const server = await scripted(test, [])
    const ledger = join(folderOf(test), 'missing', 'ledger.sqlite')
    const run = clientOf(server).bulk.directorySync.getStatus(['E1'], { ledger })
    const error = await thrownBy(() => run.finish())
    assert.deepEqual([error.name, error.code], ['LedgerError', 'LEDGER'])
    assert.deepEqual(server.requests(), [])
  })
})
