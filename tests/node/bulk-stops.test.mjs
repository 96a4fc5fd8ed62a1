// How a bulk run ends before its end: by the service, by a signal, by leaving, with its process.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { AuthenticationError, ClientClosedError, PermissionDeniedError } from 'webex-broadworks'
import { clientOf, runNode, scripted, thrownBy } from './help.mjs'
import { countsOf, fleetOf, kindsOf, readAll } from './help-bulk.mjs'

const HELD = { json: { enableDirSync: true }, hold: true }
const ids = (count) => Array.from({ length: count }, (_, number) => `E${number}`)

/** A server that holds so many answers back. */
const holding = (test, count) =>
  scripted(
    test,
    Array.from({ length: count }, () => HELD),
  )

describe('the cause of an early end', () => {
  it('is thrown after the last outcome', async (test) => {
    const { sandbox, webex } = await fleetOf(test, { enterprises: 8 })
    sandbox.setToken('another')
    const run = webex.bulk.directorySync.getStatus(ids(8), { concurrency: 1 })
    const error = await thrownBy(() => run.finish())
    assert.ok(error instanceof AuthenticationError, error.stack)
    assert.deepEqual(new Set(kindsOf(run)), new Set(['not_started authentication']))
    assert.equal(run.outcomes.length, 8)
    assert.deepEqual(countsOf(sandbox), { GET: 1 })
    run.raiseForFailures()
  })

  it('can be five answers of 403, or a client that was closed', async (test) => {
    const { sandbox, webex } = await fleetOf(test, { enterprises: 1 })
    const readOnly = clientOf(sandbox, { token: sandbox.readOnlyToken })
    const users = ids(8).map((enterpriseId) => ({ enterpriseId, userId: 'u' }))
    const run = readOnly.bulk.directorySync.triggerUser(users, { concurrency: 1 })
    const refused = await readAll(run)
    assert.ok(refused.error instanceof PermissionDeniedError)
    assert.deepEqual([run.summary.outcomes.failed, run.summary.outcomes.not_started], [5, 3])
    webex.close()
    const closed = await readAll(webex.bulk.directorySync.getStatus(ids(2)))
    assert.ok(closed.error instanceof ClientClosedError)
    assert.equal(closed.outcomes.length, 2)
  })

  it('can be what `onProgress` throws, behind what was in flight', async (test) => {
    const reason = new Error('enough')
    const server = await holding(test, 4)
    // The duplicate has its outcome before any answer is there.
    const run = clientOf(server).bulk.directorySync.getStatus(['E0', ...ids(9)], {
      concurrency: 4,
      onProgress: async () => {
        await server.waitForRequests(4)
        setImmediate(() => server.release())
        throw reason
      },
    })
    const { outcomes, error } = await readAll(run)
    assert.equal(error, reason)
    assert.equal(outcomes.length, 5)
    assert.equal(run.summary.stopReason, 'closed')
  })
})

describe('a signal', () => {
  it('that is aborted ends the read at once, and nothing more is begun', async (test) => {
    const server = await holding(test, 8)
    const webex = clientOf(server)
    const controller = new AbortController()
    const { signal } = controller
    const run = webex.bulk.directorySync.getStatus(ids(8), { concurrency: 2 }, { signal })
    const read = thrownBy(() => run.finish())
    assert.ok(await server.waitForRequests(2))
    controller.abort('enough')
    assert.equal(await read, 'enough')
    assert.equal(getEventListeners(signal, 'abort').length, 0)
    server.release()
    await run.close()
    assert.equal(server.requests().length, 2)
    assert.equal(run.summary.stopReason, 'closed')
  })

  it('that is aborted ends the wait for what `onProgress` returns', async (test) => {
    const server = await scripted(test, [{ json: { enableDirSync: true } }])
    const controller = new AbortController()
    const onProgress = () => {
      setImmediate(() => controller.abort('enough'))
      return new Promise(() => {})
    }
    const { signal } = controller
    const run = clientOf(server).bulk.directorySync.getStatus(ids(1), { onProgress }, { signal })
    assert.equal(await thrownBy(() => run.finish()), 'enough')
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('that is aborted between two outcomes stops the work, too', async (test) => {
    const { sandbox, webex } = await fleetOf(test, { enterprises: 1 })
    const controller = new AbortController()
    const { signal } = controller
    const run = webex.bulk.directorySync.getStatus(ids(5000), { concurrency: 1 }, { signal })
    const iterator = run[Symbol.asyncIterator]()
    await iterator.next()
    controller.abort()
    assert.equal(run.summary.stopReason, 'closed')
    assert.equal(
      await thrownBy(async () => {
        for await (const _ of iterator);
      }),
      signal.reason,
    )
    await run.close()
    assert.ok(sandbox.requests().length < 5000)
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('that was aborted before lets nothing out, and one that never is leaves nothing', async (test) => {
    const { sandbox, webex, ids } = await fleetOf(test, { enterprises: 3 })
    const reason = new Error('no')
    const aborted = { signal: AbortSignal.abort(reason) }
    const none = webex.bulk.directorySync.getStatus(ids, {}, aborted)
    assert.equal(await thrownBy(() => none.finish()), reason)
    assert.deepEqual(countsOf(sandbox), {})
    const { signal } = new AbortController()
    await webex.bulk.directorySync.getStatus(ids, {}, { signal }).finish()
    await webex.bulk.directorySync.getStatus(webex.enterprises.list({}, { signal })).finish()
    for await (const _ of webex.bulk.directorySync.getStatus(ids, {}, { signal })) break
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })
})

describe('leaving', () => {
  it('by `break` begins nothing more, and waits for what is in flight', async (test) => {
    const server = await scripted(test, [{ json: {} }, HELD])
    const webex = clientOf(server)
    const run = webex.bulk.directorySync.getStatus(ids(8), { concurrency: 1 })
    for await (const _ of run) {
      assert.ok(await server.waitForRequests(2))
      setImmediate(() => server.release())
      break
    }
    assert.deepEqual([run.summary.running, run.summary.stopReason], [0, 'closed'])
    assert.equal(server.requests().length, 2)
  })

  it('by `close` ends a loop that waits', async (test) => {
    const server = await holding(test, 2)
    const run = clientOf(server).bulk.directorySync.getStatus(ids(8), { concurrency: 2 })
    const read = readAll(run)
    assert.ok(await server.waitForRequests(2))
    const closed = run.close()
    server.release()
    await closed
    assert.equal((await read).error, undefined)
    assert.equal(server.requests().length, 2)
  })

  it('does not wait for items that never come', async (test) => {
    const server = await scripted(test, [{ json: {} }])
    async function* stuck() {
      yield 'E1'
      await new Promise(() => {})
    }
    for await (const _ of clientOf(server).bulk.directorySync.getStatus(stuck())) break
    assert.equal(server.requests().length, 1)
  })
})

describe('a process', () => {
  it('ends by itself with a run that is not read to its end', async (test) => {
    const { sandbox } = await fleetOf(test, { enterprises: 1 })
    const script = `
      import { Client } from 'webex-broadworks'
      const webex = new Client({ token: 'sandbox-token', baseUrl: process.argv[1] })
      const ids = Array.from({ length: 9000 }, (_, number) => 'E' + number)
      webex.bulk.directorySync.getStatus(ids)
      await webex.bulk.directorySync.getStatus(ids)[Symbol.asyncIterator]().next()
      async function* later() { yield* ids }
      await webex.bulk.directorySync.getStatus(later())[Symbol.asyncIterator]().next()
      console.log('over')
    `
    const { code, stdout, stderr } = await runNode(script, sandbox.baseUrl)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'over\n', stderr: '' })
  })

  it('exits with runs under way, and leaves their ledger whole', async (test) => {
    const server = await holding(test, 200)
    const script = `
      import { mkdtempSync, rmSync } from 'node:fs'
      import { tmpdir } from 'node:os'
      import { join } from 'node:path'
      import { Client } from 'webex-broadworks'
      import { ScriptedServer } from 'webex-broadworks/testing'
      const folder = mkdtempSync(join(tmpdir(), 'webex-broadworks-'))
      process.on('exit', () => rmSync(folder, { recursive: true }))
      const own = await ScriptedServer.start([{ hold: true }])
      const ledger = join(folder, 'ledger.sqlite')
      const webex = new Client({ token: 'x', baseUrl: process.argv[1] })
      webex.bulk.directorySync.getStatus(['E1', 'E2']).finish()
      webex.bulk.directorySync.run(['E1', 'E2'], { ledger }).finish()
      new Client({ token: 'x', baseUrl: own.baseUrl }).bulk.directorySync.run(['E3'], { ledger }).finish()
      own.waitForRequests(1).then(() => process.exit())
    `
    const exits = await Promise.all(
      Array.from({ length: 3 }, () => runNode(script, server.baseUrl)),
    )
    for (const { code, stderr } of exits) {
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    }
  })

  it('goes on when a worker is ended in the middle of its run', async (test) => {
    const count = Number(process.env.REPEAT ?? 3)
    const server = await holding(test, count * 4)
    const script = `
      const { workerData } = require('node:worker_threads')
      const { Client } = require('webex-broadworks')
      const webex = new Client({ token: 'x', baseUrl: workerData, onResponse: () => {} })
      const { signal } = new AbortController()
      const ids = Array.from({ length: 50 }, (_, number) => 'E' + number)
      webex.bulk.directorySync.getStatus(ids, { concurrency: 4 }, { signal }).finish()
    `
    for (let number = 1; number <= count; number += 1) {
      const worker = new Worker(script, { eval: true, workerData: server.baseUrl })
      assert.ok(await server.waitForRequests(number * 4))
      await worker.terminate()
    }
    server.release()
    const after = await scripted(test, [{ json: {} }])
    assert.deepEqual(kindsOf(await clientOf(after).bulk.directorySync.getStatus(['E1']).finish()), [
      'ok',
    ])
  })

  it('keeps its heap flat over many runs', async (test) => {
    const { sandbox, ids } = await fleetOf(test, { enterprises: 20, logLimit: 10 })
    const script = `
      import { Client } from 'webex-broadworks'
      const [, baseUrl, ...ids] = process.argv
      const webex = new Client({ token: 'sandbox-token', baseUrl, onResponse: () => {} })
      const { signal } = new AbortController()
      const fields = { onlyIf: async () => true, onProgress: () => {} }
      async function work() {
        for (let round = 0; round < 15; round += 1) {
          await webex.bulk.directorySync.getStatus(ids, fields, { signal }).finish()
          for await (const _ of webex.bulk.directorySync.getStatus(new Set(ids), {}, { signal })) break
          webex.bulk.directorySync.run(ids)
        }
        for (let round = 0; round < 3; round += 1) {
          gc()
          await new Promise(setImmediate)
        }
        return process.memoryUsage().heapUsed
      }
      await work()
      const before = await work()
      await work()
      console.log((await work()) - before)
    `
    const env = { ...process.env, NODE_OPTIONS: '--expose-gc' }
    const { stdout, stderr } = await runNode(script, sandbox.baseUrl, ...ids, { env })
    assert.equal(stderr, '')
    assert.ok(Number(stdout) < 300_000, stdout)
  })

  it('keeps no items after its end', async (test) => {
    const { sandbox, ids } = await fleetOf(test, { enterprises: 2 })
    const script = `
      import { Client } from 'webex-broadworks'
      const [baseUrl, ...ids] = process.argv.slice(1)
      const webex = new Client({ token: 'sandbox-token', baseUrl })
      async function finished() {
        const items = ids.map((id) => ({ id }))
        const run = await webex.bulk.directorySync.getStatus(items).finish()
        return [run, new WeakRef(items)]
      }
      const [run, items] = await finished()
      for (let round = 0; round < 3; round += 1) {
        gc()
        await new Promise(setImmediate)
      }
      console.log(run.outcomes.length, items.deref())
    `
    const env = { ...process.env, NODE_OPTIONS: '--expose-gc' }
    const { stdout, stderr } = await runNode(script, sandbox.baseUrl, ...ids, { env })
    assert.deepEqual({ stdout, stderr }, { stdout: '2 undefined\n', stderr: '' })
  })
})
