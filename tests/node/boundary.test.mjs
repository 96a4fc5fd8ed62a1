// Where two languages meet: threads, exits, panics, iteration, numbers.

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Worker } from 'node:worker_threads'
import { clientOf, runNode, scripted } from './help.mjs'

const WORKERS = Number(process.env.REPEAT ?? 4)
const HELD = { json: {}, hold: true }

describe('boundary', () => {
  it('survives workers that are ended while they call', async (test) => {
    const calls = 3
    const server = await scripted(
      test,
      Array.from({ length: WORKERS * calls }, () => HELD),
    )
    const script = `
      const { workerData } = require('node:worker_threads')
      const { Client } = require('webex-broadworks')
      const webex = new Client({ token: 'x', baseUrl: workerData.baseUrl })
      for (let call = 0; call < workerData.calls; call += 1) {
        webex.directorySync.getStatus('E' + call, { signal: new AbortController().signal })
      }
    `
    const workerData = { baseUrl: server.baseUrl, calls }
    for (let count = 1; count <= WORKERS; count += 1) {
      const worker = new Worker(script, { eval: true, workerData })
      assert.ok(await server.waitForRequests(count * calls))
      await worker.terminate()
    }
    const after = await scripted(test, [{ json: { enableDirSync: true } }])
    assert.deepEqual(await clientOf(after).directorySync.getStatus('E1'), { enableDirSync: true })
  })

  it('serves several workers side by side', async (test) => {
    const server = await scripted(
      test,
      Array.from({ length: 40 }, () => ({ json: {} })),
    )
    const script = `
      const { parentPort, workerData } = require('node:worker_threads')
      const { Client } = require('webex-broadworks')
      const webex = new Client({ token: 'x', baseUrl: workerData })
      const calls = Array.from({ length: 10 }, () => webex.directorySync.getStatus('E1'))
      Promise.all(calls).then((answers) => parentPort.postMessage(answers.length))
    `
    const counts = Array.from({ length: 4 }, () => {
      const worker = new Worker(script, { eval: true, workerData: server.baseUrl })
      return new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject))
    })
    assert.deepEqual(await Promise.all(counts), [10, 10, 10, 10])
  })

  it('outlives the worker that was the first to load it', async (test) => {
    const calls = 6
    const server = await scripted(
      test,
      Array.from({ length: calls }, () => ({ json: {} })),
    )
    const script = `
      import { createRequire } from 'node:module'
      import { Worker } from 'node:worker_threads'
      const call = [
        "const { workerData } = require('node:worker_threads')",
        "const { Client } = require('webex-broadworks')",
        "new Client({ token: 'x', baseUrl: workerData }).directorySync.getStatus('E1')",
      ].join('\\n')
      const [, workerData] = process.argv
      for (let count = 1; count < ${calls}; count += 1) {
        const worker = new Worker(call, { eval: true, execArgv: [], workerData })
        await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject))
      }
      const { Client } = createRequire(process.cwd() + '/')('webex-broadworks')
      console.log(await new Client({ token: 'x', baseUrl: workerData }).directorySync.getStatus('E1'))
    `
    const { code, stdout, stderr } = await runNode(script, server.baseUrl)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '{}\n', stderr: '' })
    assert.equal(server.requests().length, calls)
  })

  it('leaves nothing behind when it is loaded again, as test runners do', async () => {
    const script = `
      import { createRequire } from 'node:module'
      import { setFlagsFromString } from 'node:v8'
      import { runInNewContext } from 'node:vm'
      setFlagsFromString('--expose-gc')
      const gc = runInNewContext('gc')
      function load() {
        const require = createRequire(process.cwd() + '/')
        for (const file of Object.keys(require.cache))
          if (!file.endsWith('.node')) delete require.cache[file]
        const { Client } = require('webex-broadworks')
        new Client({ token: () => 'x', onRequest() {} })
        return new WeakRef(Client)
      }
      const loaded = Array.from({ length: 10 }, load)
      for (let turn = 0; turn < 10; turn += 1) {
        gc()
        await new Promise(setImmediate)
      }
      console.log(loaded.filter((Client) => Client.deref()).length < 5)
    `
    const { code, stdout, stderr } = await runNode(script)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'true\n', stderr: '' })
  })

  it('waits by no timer that a test can put a fake in the place of', async (test) => {
    const server = await scripted(test, [{ json: {} }])
    const script = `
      import timers from 'node:timers'
      for (const name of ['setTimeout', 'setInterval', 'setImmediate']) {
        globalThis[name] = timers[name] = () => ({ ref() {}, unref() {} })
      }
      const { Client } = await import('webex-broadworks')
      const webex = new Client({ token: 'x', baseUrl: process.argv[1] })
      console.log(await webex.directorySync.getStatus('E1'))
    `
    const { code, stdout } = await runNode(script, server.baseUrl)
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '{}\n' })
  })

  it("settles calls with the engine's `JSON.parse`, even if it was replaced", async (test) => {
    const server = await scripted(test, [{ json: {} }])
    const script = `
      import { Client } from 'webex-broadworks'
      const webex = new Client({ token: 'x', baseUrl: process.argv[1] })
      JSON.parse = () => { throw new Error('mine') }
      console.log(await webex.directorySync.getStatus('E1'))
    `
    const { code, stdout } = await runNode(script, server.baseUrl)
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '{}\n' })
  })

  it('lets a process exit with calls in flight', async (test) => {
    const server = await scripted(
      test,
      Array.from({ length: 60 }, () => HELD),
    )
    const script = `
      import { Client } from 'webex-broadworks'
      import { ScriptedServer } from 'webex-broadworks/testing'
      const own = await ScriptedServer.start([{ hold: true }])
      const webex = new Client({ token: 'x', baseUrl: process.argv[1] })
      for (let call = 0; call < 10; call += 1) webex.directorySync.getStatus('E1')
      new Client({ token: 'x', baseUrl: own.baseUrl }).directorySync.getStatus('E1')
      own.waitForRequests(1).then(() => process.exit())
    `
    const exits = await Promise.all(
      Array.from({ length: 3 }, () => runNode(script, server.baseUrl)),
    )
    for (const { code, stderr } of exits)
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  })

  it('lets a process end by itself after its last call', async (test) => {
    const server = await scripted(test, [{ json: { a: 1 } }])
    const { code, stdout, stderr } = await runNode(
      `
        import { Client } from 'webex-broadworks'
        const webex = new Client({ token: 'x', baseUrl: process.argv[1] })
        console.log(await webex.directorySync.getStatus('E1'))
      `,
      server.baseUrl,
    )
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '{ a: 1 }\n', stderr: '' })
  })

  it('turns a panic into an error, and the client goes on', async (test) => {
    const server = await scripted(test, [{ json: { a: 1 } }])
    const script = `
      import { createRequire } from 'node:module'
      import { Client, WebexError } from 'webex-broadworks'
      const require = createRequire(process.cwd() + '/')
      const internal = (name) => require('./bindings-node/dist/internal/' + name)
      const { runNative } = internal('call.js')
      const { native } = internal('load.js')
      const { Session } = internal('session.js')
      const webex = new Client({ token: 'x', baseUrl: process.argv[1] })
      const error = await runNative(new Session({}, {}), undefined, () => native.panic()).catch((error) => error)
      console.log(error instanceof WebexError, error.code, error.safeToRetry, error.message)
      console.log(await webex.directorySync.getStatus('E1'))
    `
    const { code, stdout } = await runNode(script, server.baseUrl)
    assert.equal(code, 0)
    assert.match(stdout, /^true INTERNAL false .*asked to panic.*\n\{ a: 1 \}\n$/)
  })

  it('fetches no more once a loop is left', async (test) => {
    const link = { Link: '<{{origin}}/v1/broadworks/enterprises?max=2&after=2>; rel="next"' }
    const page = { json: { items: [{ id: 'E1' }, { id: 'E2' }] }, headers: link }
    const server = await scripted(test, [page, page, { json: {} }])
    const client = clientOf(server)
    for await (const _ of client.enterprises.list({ pageSize: 2 })) break
    for await (const _ of client.enterprises.list({ pageSize: 2 }).pages()) break
    // What a list still had under way would come in before this.
    await client.directorySync.getStatus('E1')
    assert.equal(server.requests().length, 3)
  })

  it('lets the event loop turn while it reads a large page', async (test) => {
    const filler = 'é'.repeat(1000)
    const items = Array.from({ length: 900 }, (_, place) => ({ id: `E${place}`, filler }))
    const server = await scripted(test, [{ json: { items, other: 1 } }, { json: { items: [] } }])
    const client = clientOf(server)
    const turns = []
    const { parse } = JSON
    test.mock.method(JSON, 'parse', (...given) => {
      setImmediate(() => turns.push(given[0].length))
      return parse(...given)
    })
    assert.deepEqual(await client.enterprises.list().all(), items)
    test.mock.restoreAll()
    assert.ok(turns.length > 10, `${turns.length} turns`)
    assert.ok(Math.max(...turns) < 200_000, `${turns}`)
    assert.deepEqual(await client.enterprises.list().all(), [])
  })

  it('sends nothing for a list that is not read', async (test) => {
    const server = await scripted(test, [{ json: {} }])
    const client = clientOf(server)
    const list = client.enterprises.list()
    assert.equal(list.then, undefined)
    assert.equal(await list, list)
    await client.directorySync.getStatus('E1')
    assert.equal(server.requests().length, 1)
  })

  it('reads numbers, names and letters exactly as JSON.parse does', async (test) => {
    const text = `{"big": 12345678901234567890, "float": 0.1234567890123456789, "one": 1.0, "exp": 1e400,
      "minus": -0, "third": 0.3333333333333333, "__proto__": {"a": 1}, "twice": 1, "twice": 2,
      "names": "é 東京 😀 \\u0000 \\ud83d\\ude00 \u2028", "ключ": null, "2": 2, "1": 1, "nested": [[], {}]}`
    const server = await scripted(test, [{ text }, { text: `{"items": [${text}]}` }])
    const client = clientOf(server)
    const status = await client.directorySync.getStatus('E1')
    assert.deepEqual(status, JSON.parse(text))
    assert.ok(Object.hasOwn(status, '__proto__') && Object.is(status.minus, -0))
    assert.deepEqual(Object.keys(status), Object.keys(JSON.parse(text)))
    assert.deepEqual(await client.enterprises.list().first(), JSON.parse(text))
  })

  it('gives a list as lines of what Webex sent', async (t) => {
    const text = '{\n "items": [ {"id":"E1",\r\n "n": 44.0, "t":"a\\nb", "é":null} , {"id":"E2"} ]}'
    const client = clientOf(await scripted(t, [{ text }, { text }]))
    const lines = ['{"id":"E1", "n": 44.0, "t":"a\\nb", "é":null}\n', '{"id":"E2"}\n']
    const read = []
    for await (const line of client.enterprises.list().ndjson()) read.push(line)
    assert.deepEqual(read, lines)
    for await (const line of client.enterprises.list().ndjson()) {
      assert.equal(line, lines[0])
      break
    }
  })
})
