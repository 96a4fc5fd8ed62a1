// Waiting for directory sync: each status check is reported, and a wait can be canceled at once.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import {
  ClientClosedError,
  DirectorySyncFailedError,
  directorySyncErrorCode,
  directorySyncErrorCodes,
  directorySyncState,
  InvalidArgumentError,
  NotFoundError,
  WaitTimeoutError,
} from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, scripted, thrownBy } from './help.mjs'

const status = (syncStatus, lastSyncStartTime, more) => ({
  enableDirSync: true,
  directorySyncStatus: { syncStatus, lastSyncStartTime, ...more },
})
const BEFORE = status('COMPLETE', '2026-11-20T01:00:00Z')
const RUNNING = status('IN_PROGRESS', '2026-11-21T01:00:00Z')
const COMPLETE = status('COMPLETE', '2026-11-21T01:00:00Z')
const FAILED = status('FAILED', '2026-11-21T01:00:00Z', { errors: [{ errorCode: 600014 }] })
const ACCEPTED = { enableDirSync: true, directorySyncStatus: { syncStatus: 'IN_PROGRESS' } }

const answers = (...bodies) => bodies.map((json) => ({ json }))
const RUN = answers(BEFORE, ACCEPTED, BEFORE, RUNNING, COMPLETE)

/** A client on whose clock a pause of two seconds is one of ten milliseconds. */
const hurried = (server, options) => clientOf(server, { _clockSpeed: 200, ...options })

const methods = (server) => server.requests().map(({ method }) => method)

describe('a wait', () => {
  it('reports the triggered sync alone, and its end is the result', async (test) => {
    const server = await scripted(test, RUN)
    const seen = []
    const onProgress = (status) => seen.push(status)
    const result = await hurried(server).directorySync.run('E1', { onProgress })
    assert.deepEqual(seen, [RUNNING, COMPLETE])
    assert.equal(result, seen.at(-1))
    assert.deepEqual(methods(server), ['GET', 'POST', 'GET', 'GET', 'GET'])
  })

  it('waits for a new subscriber and a new billing report', async (test) => {
    const sandbox = await Sandbox.start({ enterprises: 1, subscribers: 1, speed: 3600 })
    test.after(() => sandbox.stop())
    const webex = clientOf(sandbox, { _clockSpeed: 3600 })
    const [{ provisioningId, spEnterpriseId }] = await webex.subscribers.list().all()
    const given = { userId: 'new@acme.example', firstName: 'Jane', lastName: 'Doe' }
    const fields = { ...given, provisioningId, spEnterpriseId, package: 'basic', extension: '1' }
    const subscriber = await webex.subscribers.provision(fields)
    const seen = []
    const onProgress = (status) => seen.push(status)
    const settled = await webex.subscribers.wait(subscriber, { onProgress })
    assert.equal(settled, seen.at(-1))
    assert.equal(settled.status, 'pending_email_input')
    const report = await webex.billingReports.create('2026-10')
    const { data, metadata } = await webex.withResponse().billingReports.wait(report)
    assert.deepEqual([data.status, metadata.attempts], ['COMPLETED', 1])
  })

  it('reports apart what is in the way of the sync', async (test) => {
    const other = status('IN_PROGRESS', '2026-11-20T01:00:00Z')
    const busy = { status: 429, json: { errorCode: 600009, message: 'busy' } }
    const server = await scripted(test, [...answers(other, BEFORE), busy, ...RUN])
    const [seen, waiting] = [[], []]
    const result = await hurried(server).directorySync.run('E1', {
      onProgress: (status) => seen.push(status),
      onWaiting: async (reason) => waiting.push(reason),
    })
    assert.deepEqual(waiting, [
      { reason: 'other_sync', status: other },
      { reason: 'cluster_busy', status: BEFORE },
    ])
    assert.deepEqual(seen, [RUNNING, result])
  })

  it('names a sync that takes too long', async (test) => {
    const options = { enterprises: 1, allSynced: true, speed: 600, runSeconds: [9000, 9000] }
    const sandbox = await Sandbox.start(options)
    test.after(() => sandbox.stop())
    const webex = clientOf(sandbox, { _clockSpeed: 600 })
    const acme = await webex.enterprises.list().first()
    const run = () => webex.directorySync.run(acme, {}, { timeout: 60_000 })
    const error = await thrownBy(run)
    assert.ok(error instanceof WaitTimeoutError, error.stack)
    const { syncStatus, lastSyncTrackingId } = error.lastStatus.directorySyncStatus
    assert.equal(syncStatus, 'IN_PROGRESS')
    assert.deepEqual([error.trackingId, error.accepted], [lastSyncTrackingId, true])
    assert.match(error.remedy, /`directorySync.wait`/)
  })

  it('sees a run of the sandbox to its end', async (test) => {
    const sandbox = await Sandbox.start({ enterprises: 3, speed: 600, runSeconds: [30, 30] })
    test.after(() => sandbox.stop())
    const webex = clientOf(sandbox, { _clockSpeed: 600 })
    const acme = await webex.enterprises.list().first()
    const ensured = await webex.directorySync.ensure(acme, { enableDirSync: true })
    assert.equal(directorySyncState(ensured).enabled, true)
    const state = directorySyncState(await webex.directorySync.run(acme))
    assert.deepEqual([state.status, state.duration], ['COMPLETE', 30_000])
    const again = directorySyncState(await webex.directorySync.wait(acme))
    assert.deepEqual(again.lastEnd, state.lastEnd)
  })

  it('ends the wait for what a function returns when the signal is aborted', async (test) => {
    const server = await scripted(test, RUN)
    const controller = new AbortController()
    const onProgress = () => {
      setImmediate(() => controller.abort('enough'))
      return new Promise(() => {})
    }
    const { signal } = controller
    const wait = () => hurried(server).directorySync.wait('E1', { onProgress }, { signal })
    assert.equal(await thrownBy(wait), 'enough')
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('awaits what `onProgress` returns, and throws what it throws', async (test) => {
    const server = await scripted(test, [...RUN, ...RUN])
    const webex = hurried(server)
    const seen = []
    const slow = async (status) => {
      await null
      seen.push(status)
    }
    assert.equal(await webex.directorySync.run('E1', { onProgress: slow }), seen.at(-1))

    const sent = methods(server).length
    for (const way of ['throw', 'reject']) {
      const reason = new Error('enough')
      const onProgress = () => {
        if (way === 'reject') return Promise.reject(reason)
        throw reason
      }
      const stop = () => webex.directorySync.wait('E1', { onProgress })
      assert.equal(await thrownBy(stop), reason)
    }
    assert.equal(methods(server).length, sent + 2)
  })

  it('takes a function and nothing else to tell, and times in milliseconds', async (test) => {
    const server = await scripted(test, [])
    const webex = clientOf(server)
    for (const method of ['run', 'wait']) {
      for (const args of [
        [{ onProgress: 7 }],
        [{ onWaiting: 7 }],
        [{ progress: () => {} }],
        [{}, { timeout: '3h' }],
        [{}, { timeout: -1 }],
        [{}, { timeout: 0 }],
      ]) {
        const error = await thrownBy(() => webex.directorySync[method]('E1', ...args))
        assert.ok(error instanceof InvalidArgumentError, error.stack)
      }
    }
    for (const fields of [{}, { enableDirSync: 1 }, { enableDirSync: true, dryRun: 'x' }]) {
      const error = await thrownBy(() => webex.directorySync.ensure('E1', fields))
      assert.ok(error instanceof InvalidArgumentError, error.stack)
    }
    assert.deepEqual(server.requests(), [])
  })

  it('tells with `withResponse` how the last look came about', async (test) => {
    const last = { json: COMPLETE, headers: { TrackingID: 'LAST' } }
    const off = { json: { enableDirSync: false } }
    const script = [...RUN.slice(0, -1), last, ...answers(RUNNING), last, off, last]
    const server = await scripted(test, script)
    const webex = hurried(server).withResponse()
    for (const method of ['run', 'wait']) {
      const { data, metadata } = await webex.directorySync[method]('E1')
      assert.deepEqual(data, COMPLETE)
      const { status, trackingId, attempts } = metadata
      assert.deepEqual([status, trackingId, attempts], [200, 'LAST', 1])
    }
    const { data, metadata } = await webex.directorySync.ensure('E1', { enableDirSync: true })
    assert.deepEqual([data.changed, data.after], [true, COMPLETE])
    assert.deepEqual([metadata.trackingId, metadata.attempts], ['LAST', 2])
  })

  it('reports each request to hooks before it reports the status', async (test) => {
    const reported = []
    const server = await scripted(test, RUN)
    const webex = hurried(server, { onResponse: ({ method }) => reported.push(method) })
    const onProgress = (status) => reported.push(status.directorySyncStatus.syncStatus)
    await webex.directorySync.run('E1', { onProgress })
    assert.equal(reported.join(' '), 'GET POST GET GET IN_PROGRESS GET COMPLETE')
  })

  it('that takes too long tells what was seen last', async (test) => {
    const server = await scripted(test, answers(...Array(40).fill(RUNNING)))
    const wait = () => hurried(server).directorySync.wait('E1', {}, { timeout: 20_000 })
    const error = await thrownBy(wait)
    assert.ok(error instanceof WaitTimeoutError, error.stack)
    assert.deepEqual(error.lastStatus, RUNNING)
    const { code, elapsed, operation, safeToRetry } = error
    assert.deepEqual(
      [code, elapsed, operation, safeToRetry],
      ['WAIT_TIMEOUT', 20_000, 'directory_sync.wait', true],
    )
    assert.deepEqual(JSON.parse(JSON.stringify(error)).lastStatus, RUNNING)
    assert.match(error.stack, /waits\.test\.mjs/)
  })

  it('for a run that fails explains why', async (test) => {
    const server = await scripted(test, answers(BEFORE, ACCEPTED, FAILED))
    const error = await thrownBy(() => hurried(server).directorySync.run('E1'))
    assert.ok(error instanceof DirectorySyncFailedError, error.stack)
    assert.deepEqual(error.lastStatus, FAILED)
    const { meaning, remedy } = directorySyncErrorCode(600014)
    assert.deepEqual([error.meaning, error.remedy], [meaning, remedy])
    assert.deepEqual(error.errors, FAILED.directorySyncStatus.errors)
  })

  it('can be without end, whatever the deadline of the client', async (test) => {
    const server = await scripted(test, [...RUN, ...RUN])
    const webex = hurried(server, { timeout: 5000 })
    for (const timeout of [null, undefined]) {
      assert.deepEqual(await webex.directorySync.run('E1', null, { timeout }), COMPLETE)
    }
  })

  it('ends when the client is closed during it', async (test) => {
    const server = await scripted(test, RUN)
    const webex = hurried(server)
    const onProgress = () => webex.close()
    const error = await thrownBy(() => webex.directorySync.run('E1', { onProgress }))
    assert.ok(error instanceof ClientClosedError, error.stack)
    assert.match(error.message, /the sync was started/)
    assert.doesNotMatch(error.message, /Nothing was sent/)
    assert.deepEqual([error.lastStatus, error.accepted], [RUNNING, true])
  })

  it('ends with the first answer for an enterprise that is not known', async (test) => {
    const server = await scripted(test, [{ status: 404 }])
    const error = await thrownBy(() => clientOf(server).directorySync.run('E1'))
    assert.ok(error instanceof NotFoundError)
    assert.deepEqual(methods(server), ['GET'])
  })
})

describe('a signal', () => {
  it('ends a wait within a look', async (test) => {
    const held = { json: RUNNING, hold: true }
    const server = await scripted(test, [...answers(BEFORE, ACCEPTED), held])
    const controller = new AbortController()
    const { signal } = controller
    const wait = thrownBy(() => hurried(server).directorySync.run('E1', {}, { signal }))
    assert.ok(await server.waitForRequests(3))
    controller.abort('enough')
    assert.equal(await wait, 'enough')
    assert.ok(await server.waitForDisconnects(1))
    assert.equal(getEventListeners(signal, 'abort').length, 0)
  })

  it('ends a wait within a pause, and nothing is sent after it', async (test) => {
    const server = await scripted(test, answers(...Array(40).fill(RUNNING)))
    const webex = hurried(server)
    const controller = new AbortController()
    const { signal } = controller
    // The pause begins when this has returned.
    const onProgress = () => setImmediate(() => controller.abort())
    const wait = () => webex.directorySync.wait('E1', { onProgress }, { signal })
    assert.equal(await thrownBy(wait), signal.reason)
    const sent = methods(server).length
    for (let count = 0; count < 15; count += 1) await webex.directorySync.getStatus('E1')
    assert.equal(methods(server).length, sent + 15)
  })

  it('that is aborted by `onProgress` lets no further look out', async (test) => {
    const server = await scripted(test, answers(RUNNING))
    const controller = new AbortController()
    const { signal } = controller
    const onProgress = () => controller.abort()
    const wait = () => clientOf(server).directorySync.wait('E1', { onProgress }, { signal })
    assert.equal(await thrownBy(wait), signal.reason)
    assert.deepEqual(methods(server), ['GET'])
  })
})

describe('the catalog', () => {
  it('explains codes, and never throws', () => {
    const codes = directorySyncErrorCodes()
    assert.ok(codes.length > 25)
    for (const entry of codes) {
      assert.deepEqual(directorySyncErrorCode(entry.code), entry)
      assert.deepEqual(directorySyncErrorCode(`${entry.code}`), entry)
    }
    for (const unknown of [
      1,
      'x',
      null,
      undefined,
      {},
      Symbol('x'),
      Number.NaN,
      600014n,
      '\ud800',
    ]) {
      assert.equal(directorySyncErrorCode(unknown), null)
    }
  })
})
