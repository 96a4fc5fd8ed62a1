// Hooks and loggers: which events they get, when, and that their errors don't affect a call.

import assert from 'node:assert/strict'
import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, it } from 'node:test'
import { pino } from 'pino'
import { NotFoundError } from 'webex-broadworks'
import { clientOf, runNode, scripted, TOKEN, thrownBy } from './help.mjs'

const ROUTE = '/broadworks/enterprises/{id}/broadworksDirectorySync'
const FIELDS = [
  'method',
  'route',
  'operation',
  'subjectKind',
  'subjectId',
  'partner',
  'attempt',
  'status',
  'error',
  'duration',
  'trackingId',
]

/** Hooks that record their events. */
function recorder() {
  const reported = []
  const hook = (name) => (event) => reported.push([name, event])
  const hooks = {
    onRequest: hook('request'),
    onResponse: hook('response'),
    onRetry: hook('retry'),
  }
  return { reported, hooks }
}

describe('hooks', () => {
  it('get every attempt in its order, before the call ends', async (test) => {
    const server = await scripted(test, [{ status: 503 }, { json: {} }])
    const { reported, hooks } = recorder()
    await clientOf(server, { ...hooks, partner: 'East' }).directorySync.getStatus('E1')
    assert.deepEqual(
      reported.map(([name, { attempt, status, error }]) => [name, attempt, status, error]),
      [
        ['request', 1, null, null],
        ['response', 1, 503, 'SERVER'],
        ['retry', 1, 503, 'SERVER'],
        ['request', 2, null, null],
        ['response', 2, 200, null],
      ],
    )
    const trackingIds = server.requests().map(({ headers }) => headers.trackingid)
    for (const [name, event] of reported) {
      assert.deepEqual(Object.keys(event), FIELDS)
      assert.ok(Object.isFrozen(event))
      const { method, route, operation, subjectKind, subjectId, partner } = event
      assert.deepEqual(
        { method, route, operation, subjectKind, subjectId, partner },
        {
          method: 'GET',
          route: ROUTE,
          operation: 'directory_sync.get_status',
          subjectKind: 'enterprise',
          subjectId: 'E1',
          partner: 'East',
        },
      )
      assert.equal(event.trackingId, trackingIds[0])
      if (name === 'request') assert.equal(event.duration, null)
      else assert.ok(event.duration > 0 && event.duration < 60_000, `${event.duration}`)
    }
    const [, , [, retry]] = reported
    assert.ok(retry.duration < 2000)
  })

  it('get failures, lists, and requests without an answer', async (test) => {
    const server = await scripted(test, [
      { status: 404 },
      { json: { items: [] } },
      { cut: 'before_head' },
    ])
    const { reported, hooks } = recorder()
    const client = clientOf(server, hooks)
    const error = await thrownBy(() => client.directorySync.getStatus('E1'))
    assert.ok(error instanceof NotFoundError)
    await client.enterprises.list().all()
    await thrownBy(() => client.directorySync.triggerUser('E1', 'jane.doe@acme.example'))
    const responses = reported.filter(([name]) => name === 'response').map(([, event]) => event)
    assert.deepEqual(
      responses.map(({ operation, status, error }) => [operation, status, error]),
      [
        ['directory_sync.get_status', 404, error.code],
        ['enterprises.list', 200, null],
        ['directory_sync.trigger_user', null, 'CONNECTION'],
      ],
    )
    assert.ok(!JSON.stringify(reported).includes('jane'))
    assert.ok(!JSON.stringify(reported).includes(TOKEN))
  })

  it('get the search for an enterprise as the operation that was called', async (test) => {
    const server = await scripted(test, [{ json: { items: [] } }])
    const { reported, hooks } = recorder()
    await thrownBy(() => clientOf(server, hooks).enterprises.get({ spEnterpriseId: 'a+b' }))
    assert.deepEqual(
      reported.map(([name, { operation }]) => [name, operation]),
      [
        ['request', 'enterprises.get'],
        ['response', 'enterprises.get'],
      ],
    )
  })

  it('may each be the only one', async (test) => {
    for (const name of ['onRequest', 'onResponse', 'onRetry']) {
      const server = await scripted(test, [{ status: 503 }, { json: {} }])
      const events = []
      const client = clientOf(server, { [name]: (event) => events.push(event) })
      await client.directorySync.getStatus('E1')
      assert.equal(events.length, name === 'onRetry' ? 1 : 2)
    }
  })

  it('may be a logger, which gets each call in a line and at a level', async (test) => {
    const server = await scripted(test, [{ status: 503 }, { json: {} }])
    const lines = []
    const log = (level) =>
      function (text, event) {
        assert.equal(this, logger)
        assert.deepEqual(Object.keys(event), FIELDS)
        const shown = text.replace(/seconds=[\d.]+/, 'seconds=N').replace(/ tracking=.*/, '')
        lines.push(`${level} ${shown}`)
      }
    const logger = { debug: log('debug'), info: log('info'), warn: log('warn') }
    await clientOf(server, { logger }).directorySync.getStatus('E1')
    const known = 'operation=directory_sync.get_status enterprise=E1'
    assert.deepEqual(lines, [
      `debug request GET ${ROUTE} attempt=1 ${known}`,
      `info response GET ${ROUTE} attempt=1 ${known} status=503 error=SERVER seconds=N`,
      `warn retry GET ${ROUTE} attempt=1 ${known} status=503 error=SERVER seconds=N`,
      `debug request GET ${ROUTE} attempt=2 ${known}`,
      `debug response GET ${ROUTE} attempt=2 ${known} status=200 seconds=N`,
    ])
  })

  it('may be a logger, which gets what a list sends beyond its pages', async (test) => {
    const items = ['a', 'b', 'c', 'd'].map((id) => ({ id, spEnterpriseId: id }))
    const server = await scripted(test, [{ json: { items } }, { json: { items: items.slice(3) } }])
    const lines = []
    const logger = { debug() {}, warn() {}, info: (text, event) => lines.push([text, event]) }
    assert.equal((await clientOf(server, { logger }).enterprises.list().all()).length, 4)
    assert.equal(lines.length, 1)
    assert.match(lines[0][0], /^list check GET \/broadworks\/enterprises attempt=0 /)
    assert.equal(lines[0][1].operation, 'enterprises.list')
  })

  it('that throw or reject fail no call, and are reported once', async (test) => {
    const ways = {
      onRequest: 'throw new Error("hook is broken")',
      onResponse: 'return Promise.reject(new Error("hook is broken"))',
      onRetry:
        'throw { toString() { throw 1 }, [Symbol.for("nodejs.util.inspect.custom")]() { throw 2 } }',
      logger: 'throw null',
    }
    for (const [name, body] of Object.entries(ways)) {
      const server = await scripted(test, [{ status: 503 }, { json: { a: 1 } }, { json: {} }])
      const hook =
        name === 'logger'
          ? `logger: { debug() { ${body} }, info() { ${body} }, warn() { ${body} } }`
          : `${name}() { ${body} }`
      const { code, stdout, stderr } = await runNode(
        `
          import { Client } from 'webex-broadworks'
          process.on('warning', ({ name, code }) => console.log(name, code))
          const webex = new Client({ token: 'x', baseUrl: process.argv[1], ${hook} })
          console.log(await webex.directorySync.getStatus('E1'))
          await webex.directorySync.getStatus('E1')
        `,
        server.baseUrl,
      )
      assert.equal(code, 0, stderr)
      const warning = 'WebexHookWarning WEBEX_HOOK_THREW\n'
      assert.deepEqual(stdout.split(warning), ['', '{ a: 1 }\n'], name)
      assert.equal(stderr.match(/WEBEX_HOOK_THREW/g).length, 1)
      assert.ok(stderr.includes(`\`${name}\` of a Webex client threw`), stderr)
    }
  })

  it('may call the client themselves', async (test) => {
    const server = await scripted(test, [{ json: {} }, { json: { a: 1 } }])
    let inner
    const client = clientOf(server, {
      onResponse() {
        inner ??= client.directorySync.getStatus('E2')
      },
    })
    await client.directorySync.getStatus('E1')
    assert.deepEqual(await inner, { a: 1 })
  })

  it('come while a call goes on, too', async (test) => {
    const server = await scripted(test, [{ json: {}, hold: true }])
    const { promise, resolve } = withResolvers()
    const call = clientOf(server, { onRequest: resolve }).directorySync.getStatus('E1')
    assert.equal((await promise).attempt, 1)
    server.release()
    await call
  })

  it('reach pino with every field of their event', async (test) => {
    const server = await scripted(test, [{ json: {} }])
    const lines = []
    const logger = pino({ level: 'debug' }, { write: (line) => lines.push(JSON.parse(line)) })
    await clientOf(server, { logger: logger.child({ job: 'nightly' }) }).directorySync.getStatus(
      'E1',
    )
    const [request, response] = lines
    assert.match(request.msg, /^request GET .* attempt=1 /)
    assert.match(response.msg, /^response GET .* status=200 seconds=/)
    for (const line of lines) {
      assert.equal(line.subjectId, 'E1')
      assert.equal(line.operation, 'directory_sync.get_status')
      assert.equal(line.job, 'nightly')
      assert.equal(line.trackingId, server.requests()[0].headers.trackingid)
    }
  })

  it('of loggers and WEBEX_LOG show the same', async (test) => {
    const server = await scripted(test, [{ status: 404 }])
    const env = { ...process.env, WEBEX_LOG: 'info' }
    const { stderr } = await runNode(
      `
        import { Client } from 'webex-broadworks'
        const webex = new Client({ token: 'x', baseUrl: process.argv[1], partner: 'East' })
        await webex.directorySync.getStatus('E1').catch(() => {})
      `,
      server.baseUrl,
      { env },
    )
    assert.match(stderr, /INFO webex_broadworks response GET .* partner=East .*status=404/)
  })
})

function withResolvers() {
  let resolve
  const promise = new Promise((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}

describe('the async context of a call', () => {
  const ids = Array.from({ length: 9 }, (_, place) => `E${place}`)

  /** Runs each call in a context of its own; returns the calls' hook events with the context they came in. */
  async function storesOf(test, start) {
    const storage = new AsyncLocalStorage()
    const server = await scripted(test, Array(30).fill({ json: { items: [] } }))
    const seen = []
    const note = (name) => (event) => seen.push([name, event.subjectId, storage.getStore()])
    const logger = { debug: (_, event) => note('logger')(event), info() {}, warn() {} }
    const hooks = { onRequest: note('request'), onResponse: note('response'), logger }
    const client = clientOf(server, hooks)
    await Promise.all(ids.map((id) => storage.run(id, () => start(client, id))))
    return seen
  }

  it('is that of its hooks and of its logger', async (test) => {
    const seen = await storesOf(test, (client, id) => client.directorySync.getStatus(id))
    assert.equal(seen.length, 4 * ids.length)
    for (const [name, id, store] of seen) assert.equal(store, id, name)
  })

  it('is that of lists and bulk runs, whose requests come later', async (test) => {
    const seen = await storesOf(test, async (client, id) => {
      for await (const _ of client.bulk.directorySync.getStatus([id]));
      await client.enterprises.list({ startsWith: id }).all()
    })
    const stores = seen.map(([, , store]) => store)
    assert.ok(seen.length > 0 && !stores.includes(undefined))
    for (const [name, id, store] of seen) if (id !== null) assert.equal(store, id, name)
  })

  it('is that of the token function', async (test) => {
    const storage = new AsyncLocalStorage()
    const server = await scripted(test, Array(9).fill({ json: {} }))
    const stores = []
    const token = async () => {
      stores.push(storage.getStore())
      return { accessToken: TOKEN, expiresAt: Date.now() }
    }
    const client = clientOf(server, { token })
    await storage.run('first', () => client.directorySync.getStatus('E1'))
    assert.deepEqual(stores, ['first'])
  })
})
