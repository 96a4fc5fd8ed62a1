// What programs in Node take for granted: `await using`, streams, authorities, quiet promises.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import {
  Client,
  ClientClosedError,
  ConfigurationError,
  InvalidArgumentError,
} from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, folderOf, runNode, scripted, TOKEN, thrownBy } from './help.mjs'
import { fleetOf } from './help-bulk.mjs'

const LINK = { Link: '<{{origin}}/v1/broadworks/enterprises?max=2&after=2>; rel="next"' }
const PAGE = { json: { items: [{ id: 'E1' }, { id: 'E2' }] }, headers: LINK }

/** Items that only end when they are no longer wanted. */
async function* endless(ids) {
  for (;;) yield* ids
}

describe('an object of options', () => {
  it('may be an instance whose options are inherited or read by getters', async (test) => {
    const server = await scripted(test, [{ json: {} }, { json: {} }])
    class Settings {
      get token() {
        return TOKEN
      }
      get baseUrl() {
        return server.baseUrl
      }
    }
    const inherited = Object.create({ token: TOKEN, baseUrl: server.baseUrl })
    for (const options of [new Settings(), inherited]) {
      await new Client(options).directorySync.getStatus('E1')
    }
    assert.equal(server.requests().length, 2)
  })

  it('is refused where it is something else', async (test) => {
    const client = clientOf(await scripted(test, []))
    const { signal } = new AbortController()
    const refusals = [
      [
        () => client.directorySync.getStatus('E1', signal),
        /got an AbortSignal\. Pass it as \{ signal \}/,
      ],
      [
        () => new Client(new URL('http://127.0.0.1/v1')),
        /expected an object of options, got an instance of URL/,
      ],
      [
        () => client.enterprises.list(new URLSearchParams('startsWith=R')),
        /an instance of URLSearchParams/,
      ],
      [
        () => client.bulk.directorySync.getStatus(['E1'], new Map([['run', 'a']])),
        /an instance of Map/,
      ],
      [() => Sandbox.start(new Map([['enterprises', 3]])), /an instance of Map/],
      [() => client.enterprises.list('R'), /expected an object of options, got a string/],
      [() => client.directorySync.run('E1', { signal }), /Pass it in the last argument/],
      [() => new Client({ baseURL: 'http://127.0.0.1/v1' }), /Did you mean baseUrl\?/],
    ]
    for (const [call, expected] of refusals) {
      const error = await thrownBy(async () => await call())
      assert.ok(error instanceof InvalidArgumentError, error.stack)
      assert.match(error.message, expected)
    }
  })
})

describe('await using', () => {
  it('closes a client', async (test) => {
    const client = clientOf(await scripted(test, []))
    await client[Symbol.asyncDispose]()
    assert.ok((await thrownBy(() => client.request('GET', '/x'))) instanceof ClientClosedError)
  })

  it('ends a list, and nothing more is fetched', async (test) => {
    const server = await scripted(test, [PAGE, PAGE, { json: {} }])
    const client = clientOf(server)
    const list = client.enterprises.list({ pageSize: 2 })
    for (const reading of [list.pages(), list[Symbol.asyncIterator]()]) {
      assert.equal((await reading.next()).done, false)
      await reading[Symbol.asyncDispose]()
      assert.deepEqual(await reading.next(), { done: true, value: undefined })
    }
    // What a list still had under way would come in before this.
    await client.directorySync.getStatus('E1')
    assert.equal(server.requests().length, 3)
  })

  it('ends a bulk run and its lines', async (test) => {
    const { ids, webex } = await fleetOf(test, { enterprises: 20 })
    const run = webex.bulk.directorySync.getStatus(endless(ids))
    const lines = run.ndjson()
    assert.equal((await lines.next()).done, false)
    await lines[Symbol.asyncDispose]()
    assert.equal((await lines.next()).done, true)
    await run[Symbol.asyncDispose]()
    assert.equal(run.summary.stopReason, 'closed')
  })

  it('is a statement where the engine has it', async (test) => {
    const [major] = process.versions.node.split('.').map(Number)
    if (major < 24) return test.skip('from Node 24 on')
    const { code, stdout, stderr } = await runNode(`
      import { Client } from 'webex-broadworks'
      import { Sandbox } from 'webex-broadworks/testing'
      await using sandbox = await Sandbox.start({ enterprises: 3 })
      await using webex = new Client({ token: sandbox.token, baseUrl: sandbox.baseUrl })
      await using pages = webex.enterprises.list({ pageSize: 1 }).pages()
      console.log((await pages.next()).value.items.length)
    `)
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '1\n', stderr: '' })
  })
})

describe('printing', () => {
  it('shows what a list lists and how a run stands', async (test) => {
    const { ids, webex } = await fleetOf(test, { enterprises: 3 })
    const list = webex.enterprises.list({ startsWith: 'A', extraQuery: { key: TOKEN } })
    assert.equal(inspect(list), "EnterpriseList { startsWith: 'A' }")
    assert.equal(JSON.stringify(list), '{"startsWith":"A"}')
    const run = await webex.bulk.directorySync.getStatus(ids).finish()
    assert.match(inspect(run), /^BulkRun \{\s+operation: 'directory_sync.get_status',\s+total: 3,/)
    assert.deepEqual(JSON.parse(JSON.stringify(run)), {
      operation: 'directory_sync.get_status',
      ...run.summary,
    })
  })
})

describe('streams', () => {
  /** Somewhere to write to. */
  function sink() {
    const chunks = []
    const write = (chunk, _, done) => done(null, chunks.push(String(chunk)))
    return { chunks, stream: new Writable({ write }) }
  }

  it('take the lines of a bulk run by a pipeline', async (test) => {
    const { ids, webex } = await fleetOf(test, { enterprises: 30 })
    const { chunks, stream } = sink()
    await pipeline(webex.bulk.directorySync.getStatus(ids).ndjson(), stream)
    const outcomes = chunks.join('').trimEnd().split('\n').map(JSON.parse)
    assert.deepEqual(outcomes.map(({ enterpriseId }) => enterpriseId).sort(), [...ids].sort())
  })

  it('take a list, and give items to a bulk run', async (test) => {
    const { webex } = await fleetOf(test, { enterprises: 30 })
    const listed = Readable.from(webex.enterprises.list({ pageSize: 10 }))
    const run = await webex.bulk.directorySync.getStatus(listed).finish()
    assert.equal(run.summary.outcomes.ok, 30)
  })

  it('that fail end the run or the list that they read', async (test) => {
    const { ids, webex } = await fleetOf(test, { enterprises: 30 })
    const run = webex.bulk.directorySync.getStatus(endless(ids))
    const broken = new Transform({ transform: (_chunk, _, done) => done(new Error('disk full')) })
    const lines = run.ndjson()
    const error = await thrownBy(() => pipeline(lines, broken, sink().stream))
    assert.equal(error.message, 'disk full')
    assert.equal((await lines.next()).done, true)
    assert.equal(run.summary.running, 0)
  })
})

describe('authorities', () => {
  const fixture = (name) => fileURLToPath(new URL(`tls/${name}`, import.meta.url))
  const CA = fixture('ca.pem')
  const READ = `
    import { Client } from 'webex-broadworks'
    const [, baseUrl, trust, caFile] = process.argv
    const options = { baseUrl, caFile, trustEnv: trust !== 'no', timeout: 5000 }
    const webex = new Client({ token: 'x', ...options })
    console.log(await webex.directorySync.getStatus('E1').catch(({ code }) => code))
    process.exit()
  `

  /** A server whose certificate a private authority has signed. */
  async function serve(test) {
    const pair = {
      key: readFileSync(fixture('server.key')),
      cert: readFileSync(fixture('server.pem')),
    }
    const server = createServer(pair, (_, response) => {
      response.setHeader('content-type', 'application/json')
      response.end('{"enableDirSync":true}')
    })
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
    test.after(() => server.close())
    return `https://127.0.0.1:${server.address().port}/v1`
  }

  it('of NODE_EXTRA_CA_CERTS are trusted beside others, unless the environment is not', async (test) => {
    const baseUrl = await serve(test)
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env
    const trusting = { env: { ...env, NODE_EXTRA_CA_CERTS: CA } }
    const results = [
      await runNode(READ, baseUrl, 'yes', trusting),
      await runNode(READ, baseUrl, 'yes', fixture('server.pem'), trusting),
      await runNode(READ, baseUrl, 'no', trusting),
      await runNode(READ, baseUrl, 'yes', { env }),
    ]
    const said = results.map(({ stdout }) => stdout.trim())
    const read = '{ enableDirSync: true }'
    assert.deepEqual(said, [read, read, 'CONNECTION', 'CONNECTION'])
  })

  it('of `caFile` are trusted', async (test) => {
    const client = new Client({ token: TOKEN, baseUrl: await serve(test), caFile: CA })
    assert.deepEqual(await client.directorySync.getStatus('E1'), { enableDirSync: true })
    client.close()
  })

  it('that cannot be read are named', async (test) => {
    const caFile = join(folderOf(test), 'none.pem')
    const error = await thrownBy(() => new Client({ token: TOKEN, caFile }))
    assert.ok(error instanceof ConfigurationError)
    assert.ok(error.message.includes(caFile), error.message)
  })
})

describe('promises', () => {
  it('of this package are never rejected without a handler', async () => {
    const { code, stdout } = await runNode(`
      import { Client } from 'webex-broadworks'
      import { ScriptedServer } from 'webex-broadworks/testing'
      const link = { Link: '<{{origin}}/v1/broadworks/enterprises?max=1&after=1>; rel="next"' }
      const page = { json: { items: [{ id: 'E1' }] }, headers: link }
      const gone = { status: 404, json: {} }
      const heard = []
      process.on('unhandledRejection', (reason) => heard.push(String(reason)))
      const rejecting = async () => { throw new Error('mine') }

      async function left(responses, work, options) {
        const server = await ScriptedServer.start(responses)
        const webex = new Client({ token: 'x', baseUrl: server.baseUrl, ...options })
        await work(webex, server)
        await server.stop()
      }
      // A page that fails while the one before is read; a list that is left, or never read.
      await left([page, gone], async (webex) => {
        for await (const _ of webex.enterprises.list({ pageSize: 1 })) break
        webex.enterprises.list()
        webex.enterprises.list().pages()
        await webex.enterprises.list({ pageSize: 1 }).all().catch(() => {})
      })
      // A signal that is aborted during a call, twice, and after it.
      await left([{ ...gone, hold: true }, gone], async (webex, server) => {
        const controller = new AbortController()
        const { signal } = controller
        const calls = [1, 2].map(() => webex.directorySync.getStatus('E1', { signal }).catch(() => {}))
        await server.waitForRequests(1)
        controller.abort()
        controller.abort()
        await Promise.all(calls)
      })
      // Runs whose items, functions and requests fail, and that are left.
      const items = async function* () { yield 'E1'; throw new Error('mine') }
      await left([gone, gone, gone, gone], async (webex) => {
        const runs = [
          webex.bulk.directorySync.getStatus(items()),
          webex.bulk.directorySync.getStatus(['E1'], { onlyIf: rejecting }),
          webex.bulk.directorySync.getStatus(['E1'], { onProgress: rejecting }),
          webex.bulk.directorySync.getStatus(['E1', 'E2']),
        ]
        for (const run of runs) await run.finish().catch(() => {})
        for await (const _ of webex.bulk.directorySync.getStatus(items())) break
        webex.bulk.directorySync.getStatus(items())
      })
      // Hooks and tokens that fail.
      const hooks = { onRequest: rejecting, onResponse: rejecting, onRetry: rejecting }
      await left([gone], (webex) => webex.directorySync.getStatus('E1').catch(() => {}), hooks)
      await left([], (webex) => webex.directorySync.getStatus('E1').catch(() => {}), { token: rejecting })
      await new Promise((resolve) => setImmediate(resolve))
      console.log(JSON.stringify(heard))
    `)
    assert.deepEqual({ code, stdout }, { code: 0, stdout: '[]\n' })
  })

  it('that a caller drops are rejected as any other: the process says so', async () => {
    const { code, stderr } = await runNode(`
      import { Client } from 'webex-broadworks'
      import { ScriptedServer } from 'webex-broadworks/testing'
      const server = await ScriptedServer.start([{ status: 404, json: {} }])
      new Client({ token: 'x', baseUrl: server.baseUrl }).directorySync.getStatus('E1')
    `)
    assert.equal(code, 1)
    assert.match(stderr, /NotFoundError: .*E1/)
  })
})
