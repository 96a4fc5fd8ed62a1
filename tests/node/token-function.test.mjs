// Tokens that the caller's own function brings.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { Worker } from 'node:worker_threads'
import { AuthenticationError, ConfigurationError } from 'webex-broadworks'
import { clientOf, runNode, scripted, shownTo, TOKEN, thrownBy } from './help.mjs'

const OK = { json: {} }
const REFUSED = { status: 401 }

/** A function that counts its calls and brings what `make` makes of the count. */
function counting(make) {
  const token = async () => {
    token.calls += 1
    return make(token.calls)
  }
  token.calls = 0
  return token
}

describe('a token function', () => {
  it('is called at first use, and once for many calls', async (test) => {
    const server = await scripted(test, Array(20).fill(OK))
    const token = counting((call) => `token-${call}`)
    const client = clientOf(server, { token })
    assert.equal(token.calls, 0)
    await Promise.all(Array.from({ length: 20 }, () => client.directorySync.getStatus('E1')))
    assert.equal(token.calls, 1)
    assert.deepEqual(new Set(shownTo(server)), new Set(['token-1']))
  })

  it('is called again once after a 401', async (test) => {
    const server = await scripted(test, [OK, REFUSED, OK, REFUSED, REFUSED])
    const token = counting((call) => `token-${call}`)
    const client = clientOf(server, { token })
    await client.directorySync.getStatus('E1')
    await client.directorySync.trigger('E1')
    const error = await thrownBy(() => client.directorySync.getStatus('E1'))
    assert.ok(error instanceof AuthenticationError)
    assert.deepEqual(shownTo(server), ['token-1', 'token-1', 'token-2', 'token-2', 'token-3'])
  })

  it('that brings the refused token again leads to no second request', async (test) => {
    const server = await scripted(test, [REFUSED])
    const token = counting(() => 'the-same')
    const error = await thrownBy(() => clientOf(server, { token }).directorySync.getStatus('E1'))
    assert.ok(error instanceof AuthenticationError)
    assert.deepEqual([token.calls, server.requests().length], [2, 1])
  })

  it('is called again when its token expires', async (test) => {
    const server = await scripted(test, [OK, OK, OK])
    const inAnHour = Date.now() + 3_600_000
    for (const expiresAt of [inAnHour, new Date(inAnHour)]) {
      const token = counting(() => ({ accessToken: 'long', expiresAt }))
      const client = clientOf(await scripted(test, [OK, OK]), { token })
      await client.directorySync.getStatus('E1')
      await client.directorySync.getStatus('E1')
      assert.equal(token.calls, 1)
    }
    const token = counting((call) =>
      call === 1 ? { accessToken: 'short', expiresAt: Date.now() + 60_000 } : 'next',
    )
    const client = clientOf(server, { token, _clockSpeed: 1000 })
    await client.directorySync.getStatus('E1')
    await new Promise((resolve) => setTimeout(resolve, 90))
    await client.directorySync.getStatus('E1')
    assert.deepEqual(shownTo(server), ['short', 'next'])
  })

  it('may be synchronous', async (test) => {
    const server = await scripted(test, [OK])
    await clientOf(server, { token: () => TOKEN }).directorySync.getStatus('E1')
    assert.deepEqual(shownTo(server), [TOKEN])
  })

  it('that throws gives the same error as the cause to all who waited', async (test) => {
    const server = await scripted(test, [])
    const sealed = new Error('sealed')
    let fail
    const waiting = new Promise((_, reject) => {
      fail = () => reject(sealed)
    })
    const token = counting(() => {
      // Not earlier: nothing would have caught it yet.
      setTimeout(fail, 100)
      return waiting
    })
    const client = clientOf(server, { token })
    const calls = Array.from({ length: 20 }, () =>
      thrownBy(() => client.directorySync.getStatus('E1')),
    )
    for (const error of await Promise.all(calls)) {
      assert.ok(error instanceof AuthenticationError, inspect(error))
      assert.equal(error.cause, sealed)
    }
    assert.ok(token.calls < 20)
  })

  it('that throws gives its error as the cause; the next call asks again', async (test) => {
    const server = await scripted(test, [OK])
    const sealed = new Error('the vault is sealed')
    const token = counting((call) => {
      if (call < 3) throw sealed
      return TOKEN
    })
    const client = clientOf(server, { token })
    for (const call of [
      () => client.directorySync.getStatus('E1'),
      () => client.enterprises.list().all(),
    ]) {
      const error = await thrownBy(call)
      assert.ok(error instanceof AuthenticationError)
      assert.equal(error.cause, sealed)
      assert.match(error.message, /the vault is sealed/)
      assert.equal(error.requestSent, false)
    }
    await client.directorySync.getStatus('E1')
    assert.equal(server.requests().length, 1)
  })

  it('that returns an invalid token gets an error, which does not show it', async (test) => {
    const server = await scripted(test, [])
    const never = Promise.reject(TOKEN)
    never.catch(() => {})
    const wrong = [
      undefined,
      5,
      {},
      [TOKEN],
      { token: TOKEN },
      '',
      '<your-token>',
      `Bearer ${TOKEN}`,
      '\ud800',
      { accessToken: TOKEN, expiresAt: 'soon' },
      { accessToken: TOKEN, expiresAt: new Date(Number.NaN) },
      never,
    ]
    for (const brought of wrong) {
      const client = clientOf(server, { token: () => brought })
      const error = await thrownBy(() => client.directorySync.getStatus('E1'))
      assert.ok(
        error instanceof AuthenticationError || error instanceof ConfigurationError,
        inspect(error),
      )
      // What was thrown is passed on as it is, for the caller alone.
      if (brought !== never) assert.ok(!inspect(error).includes(TOKEN), inspect(error))
      assert.ok(!error.message.includes(TOKEN))
    }
    assert.deepEqual(server.requests(), [])
  })

  it('that never ends can be given up', async (test) => {
    const server = await scripted(test, [])
    const client = clientOf(server, { token: () => new Promise(() => {}) })
    const signal = AbortSignal.timeout(30)
    const error = await thrownBy(() => client.directorySync.getStatus('E1', { signal }))
    assert.equal(error, signal.reason)
  })

  it('and what it refers to are collected with their client', async () => {
    const { code, stdout, stderr } = await runNode(`
      import { setFlagsFromString } from 'node:v8'
      import { runInNewContext } from 'node:vm'
      import { Client, tokens } from 'webex-broadworks'
      import { ScriptedServer } from 'webex-broadworks/testing'
      setFlagsFromString('--expose-gc')
      const gc = runInNewContext('gc')
      const server = await ScriptedServer.start(Array(3).fill({ json: {} }))
      let left = 3
      const registry = new FinalizationRegistry(() => { left -= 1 })
      async function use() {
        const holder = {}
        const client = new Client({
          token: async () => (holder.client, 'x'),
          onRequest: () => holder.client,
          logger: { debug: () => holder.client, info() {}, warn() {} },
          baseUrl: server.baseUrl,
        })
        holder.client = client
        registry.register(client)
        await client.directorySync.getStatus('E1')
      }
      for (let count = 0; count < 3; count += 1) await use()
      for (let round = 0; round < 50 && left > 0; round += 1) {
        gc()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      console.log(left)
      process.exit()
    `)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '0\n', stderr: '' })
  })

  it('keeps no process alive, and is of use in workers that are ended', async (test) => {
    const server = await scripted(test, [OK])
    const ended = await runNode(
      `
        import { Client } from 'webex-broadworks'
        const webex = new Client({ token: async () => 'x', onRequest() {}, baseUrl: process.argv[1] })
        await webex.directorySync.getStatus('E1')
      `,
      server.baseUrl,
    )
    assert.deepEqual(ended, { code: 0, stdout: '', stderr: '' })

    const script = `
      const { parentPort, workerData } = require('node:worker_threads')
      const { Client } = require('webex-broadworks')
      for (const token of [() => new Promise(() => {}), async () => 'x']) {
        const options = { token, onRequest() {}, onResponse() {}, logger: console }
        const webex = new Client({ baseUrl: workerData, ...options })
        for (let call = 0; call < 5; call += 1) {
          webex.directorySync.getStatus('E' + call).catch(() => {})
        }
      }
      setImmediate(() => parentPort.postMessage('under way'))
    `
    const busy = await scripted(test, Array(200).fill({ json: {}, hold: true }))
    for (let count = 0; count < Number(process.env.REPEAT ?? 4); count += 1) {
      const worker = new Worker(script, { eval: true, workerData: busy.baseUrl, stdout: true })
      await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
      await worker.terminate()
    }
    const after = await scripted(test, [OK])
    assert.deepEqual(await clientOf(after).directorySync.getStatus('E1'), {})
  })

  it('serves workers', async (test) => {
    const server = await scripted(test, Array(30).fill(OK))
    const script = `
      const { parentPort, workerData } = require('node:worker_threads')
      const { Client } = require('webex-broadworks')
      let events = 0
      const webex = new Client({ token: async () => 'x', baseUrl: workerData, onResponse() { events += 1 } })
      const calls = Array.from({ length: 10 }, () => webex.directorySync.getStatus('E1'))
      Promise.all(calls).then(() => parentPort.postMessage(events))
    `
    const counts = Array.from({ length: 3 }, () => {
      const worker = new Worker(script, { eval: true, workerData: server.baseUrl })
      return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
    })
    assert.deepEqual(await Promise.all(counts), [10, 10, 10])
  })
})
