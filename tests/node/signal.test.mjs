// Giving up: by a signal, by a deadline.

import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { AmbiguousOutcomeError, APITimeoutError, InvalidArgumentError } from 'webex-broadworks'
import { clientOf, runNode, scripted, thrownBy } from './help.mjs'

const HELD = { json: {}, hold: true }

describe('signal', () => {
  it('that is already aborted lets nothing out', async (test) => {
    const server = await scripted(test, [])
    const client = clientOf(server)
    const reason = new Error('enough')
    const signal = AbortSignal.abort(reason)
    assert.equal(await thrownBy(() => client.directorySync.getStatus('E1', { signal })), reason)
    const list = client.enterprises.list({}, { signal })
    for (const read of [() => list.all(), () => list.first(), () => list.pages().next()]) {
      assert.equal(await thrownBy(read), reason)
    }
    assert.deepEqual(server.requests(), [])
  })

  it('ends a call that waits for its answer; the server sees it go', async (test) => {
    const server = await scripted(test, [HELD, { json: { enableDirSync: true } }])
    const client = clientOf(server)
    const controller = new AbortController()
    const { signal } = controller
    const call = thrownBy(() => client.directorySync.trigger('E1', { signal }))
    assert.ok(await server.waitForRequests(1))
    controller.abort()
    const error = await call
    assert.equal(error, signal.reason)
    assert.equal(error.name, 'AbortError')
    assert.ok(await server.waitForDisconnects(1))
    assert.equal(getEventListeners(signal, 'abort').length, 0)
    assert.deepEqual(await client.directorySync.getStatus('E1'), { enableDirSync: true })
  })

  it('ends a list between and within its pages', async (test) => {
    const link = { Link: '<{{origin}}/v1/broadworks/enterprises?max=1000&after=1>; rel="next"' }
    const page = { json: { items: [{ id: 'E1' }] }, headers: link }
    const server = await scripted(test, [page, { ...page, hold: true }])
    const controller = new AbortController()
    const pages = clientOf(server).enterprises.list({}, { signal: controller.signal }).pages()
    assert.equal((await pages.next()).value.items.length, 1)
    const second = thrownBy(() => pages.next())
    assert.ok(await server.waitForRequests(2))
    controller.abort('stop')
    assert.equal(await second, 'stop')
    assert.ok(await server.waitForDisconnects(1))
  })

  it('may be AbortSignal.timeout', async (test) => {
    const server = await scripted(test, [HELD])
    const signal = AbortSignal.timeout(50)
    const error = await thrownBy(() => clientOf(server).directorySync.getStatus('E1', { signal }))
    assert.equal(error.name, 'TimeoutError')
    // On a busy machine it may come before anything was sent.
    assert.ok(server.requests().length === 0 || (await server.waitForDisconnects(1)))
  })

  it('changes nothing when it is aborted later, and may serve many calls', async (test) => {
    const server = await scripted(test, [{ json: { a: 1 } }, { json: { a: 2 } }])
    const controller = new AbortController()
    const { signal } = controller
    const client = clientOf(server)
    assert.deepEqual(await client.directorySync.getStatus('E1', { signal }), { a: 1 })
    assert.deepEqual(await client.request('GET', '/x', {}, { signal }), { a: 2 })
    assert.equal(getEventListeners(signal, 'abort').length, 0)
    controller.abort()
  })

  it('serves a thousand calls at once without a warning', async () => {
    const { code, stdout, stderr } = await runNode(`
      import { getEventListeners } from 'node:events'
      import { Client } from 'webex-broadworks'
      import { ScriptedServer } from 'webex-broadworks/testing'
      const held = Array.from({ length: 1000 }, () => ({ json: {}, hold: true }))
      const server = await ScriptedServer.start(held)
      const webex = new Client({ token: 'x', baseUrl: server.baseUrl })
      const controller = new AbortController()
      const { signal } = controller
      const calls = Array.from({ length: 1000 }, () => webex.directorySync.getStatus('E1', { signal }))
      controller.abort()
      const outcomes = await Promise.allSettled(calls)
      const reasons = outcomes.filter(({ reason }) => reason === signal.reason).length
      console.log(reasons, getEventListeners(signal, 'abort').length)
      process.exit()
    `)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '1000 0\n', stderr: '' })
  })
})

describe('timeout', () => {
  it('ends a call with an error that says whether it was sent', async (test) => {
    const server = await scripted(test, [HELD, HELD])
    const client = clientOf(server, { timeout: 10_000 })
    const reading = await thrownBy(() => client.directorySync.getStatus('E1', { timeout: 100 }))
    assert.ok(reading instanceof APITimeoutError, reading.stack)
    assert.equal(reading.safeToRetry, true)
    const sending = await thrownBy(() => client.directorySync.trigger('E1', { timeout: 1_000 }))
    assert.ok(sending instanceof AmbiguousOutcomeError, sending.stack)
    assert.deepEqual([sending.requestSent, sending.safeToRetry], [true, false])
    assert.match(sending.message, /`directorySync.getStatus`/)
    assert.ok(await server.waitForDisconnects(2))
  })

  it('of the client counts for lists, too, and a call may lift it', async (test) => {
    const server = await scripted(test, [HELD, { json: { items: [] }, hold: true }])
    const client = clientOf(server, { timeout: 100 })
    assert.ok((await thrownBy(() => client.enterprises.list().all())) instanceof APITimeoutError)
    const unhurried = client.enterprises.list({}, { timeout: null }).all()
    assert.ok(await server.waitForRequests(2))
    server.release()
    assert.deepEqual(await unhurried, [])
  })

  it('must be a number of milliseconds', async (test) => {
    const client = clientOf(await scripted(test, []))
    for (const timeout of ['1', -1, Number.NaN, {}, true]) {
      const error = await thrownBy(() => client.directorySync.getStatus('E1', { timeout }))
      assert.ok(error instanceof InvalidArgumentError)
    }
  })
})
