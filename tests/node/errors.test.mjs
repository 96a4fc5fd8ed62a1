// Errors as a caller meets them: the class, and a message that tells what to do.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import * as webex from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, scripted, TOKEN, thrownBy } from './help.mjs'

const byName = { ...webex }
const { native } = createRequire(import.meta.url)('../../bindings-node/dist/internal/load.js')

describe('errors', () => {
  it('are of one family, each class with its name and its code', () => {
    const kinds = native.errorClasses()
    for (const [name, code, isTransient] of kinds) {
      const error = new byName[name]('message', { status: 418 })
      assert.ok(error instanceof webex.WebexError && error instanceof Error, name)
      assert.deepEqual([error.name, error.code, error.status], [name, code, 418])
      assert.equal(error.isTransient, isTransient)
      assert.equal(String(error), `${name}: message`)
    }
    assert.deepEqual(
      [
        webex.RateLimitError,
        webex.APIConnectionError,
        webex.NotFoundError,
        webex.AuthenticationError,
      ].map((Class) => new Class('x').isTransient),
      [true, true, false, false],
    )
    assert.ok(new webex.RateLimitError('x') instanceof webex.APIStatusError)
    assert.ok(new webex.APITimeoutError('x') instanceof webex.APIConnectionError)
    assert.ok(new webex.LedgerInUseError('x') instanceof webex.LedgerError)
    assert.equal(new webex.WebexError('x').safeToRetry, false)
    const classes = Object.values(webex).filter((it) => it.prototype instanceof webex.WebexError)
    const names = new Set(kinds.map(([name]) => name))
    assert.deepEqual(new Set(['WebexError', ...classes.map((it) => it.name)]), names)
  })

  it('of a wrong token, an unknown enterprise and a missing scope say what to do', async (test) => {
    const sandbox = await Sandbox.start({ enterprises: 3 })
    test.after(() => sandbox.stop())
    const [enterprise] = await clientOf(sandbox).enterprises.list().all()

    const other = clientOf(sandbox, { token: TOKEN })
    const wrongToken = await thrownBy(() => other.directorySync.getStatus(enterprise))
    assert.ok(wrongToken instanceof webex.AuthenticationError)
    assert.match(wrongToken.message, /Get a new one/)
    const { id, spEnterpriseId: name } = enterprise
    assert.deepEqual(wrongToken.subject, { kind: 'enterprise', id, name })
    assert.ok(wrongToken.message.includes(enterprise.spEnterpriseId))

    const unknown = await thrownBy(() => clientOf(sandbox).directorySync.trigger('unknown-id'))
    assert.ok(unknown instanceof webex.NotFoundError)
    assert.match(unknown.message, /unknown-id.*`enterprises.list`.*Tracking id/)
    assert.deepEqual(
      [unknown.status, unknown.operation, unknown.subject.id, unknown.accepted],
      [404, 'directory_sync.trigger', 'unknown-id', false],
    )

    const reader = clientOf(sandbox, { token: sandbox.readOnlyToken })
    const readOnly = await thrownBy(() =>
      reader.directorySync.update(enterprise, { enableDirSync: true }),
    )
    assert.ok(readOnly instanceof webex.PermissionDeniedError)
    assert.match(readOnly.message, /broadworks_enterprises_write/)
  })

  it('show codes of Webex that are numbers or text', async (test) => {
    const errors = [{ errorCode: 'BATCH-1017023', description: 'refused' }, { errorCode: 4404003 }]
    const server = await scripted(test, [{ status: 400, json: { message: 'no', errors } }])
    const error = await thrownBy(() => clientOf(server).directorySync.getStatus('E1'))
    assert.deepEqual(
      error.errors.map(({ errorCode }) => errorCode),
      ['BATCH-1017023', 4404003],
    )
  })

  it('of arguments come before anything is sent', async (test) => {
    const server = await scripted(test, [])
    const client = clientOf(server)
    const wrong = [
      [() => client.directorySync.getStatus('a/b'), /`enterprise` holds the character \//],
      [() => client.directorySync.getStatus(''), /`enterprise` is empty/],
      [
        () => client.directorySync.getStatus(undefined),
        /`enterprise`: expected an id.*, got (undefined|an object)/,
      ],
      [
        () => client.directorySync.getStatus({ id: 5 }),
        /`enterprise`: expected an id.*, got (undefined|an object)/,
      ],
      [() => client.directorySync.getStatus('E1', { timeout: 'soon' }), /`timeout`/],
      [() => client.directorySync.getStatus('E1', { signal: {} }), /`signal`.*AbortSignal/],
      [() => client.directorySync.getStatus('E1', { retries: 5 }), /"retries".*signal, timeout/],
      [
        () => client.directorySync.update('E1'),
        /`enableDirSync`: expected true or false, got undefined/,
      ],
      [() => client.directorySync.update('E1', { enableDirSync: 'true' }), /`enableDirSync`/],
      [() => client.directorySync.triggerUser('E1', ''), /`userId` is empty/],
      [() => client.directorySync.triggerUser('E1'), /`userId`: expected a string, got undefined/],
      [() => client.enterprises.get({}), /exactly one of `spEnterpriseId` and `orgId`/],
      [() => client.request('BREW', '/x'), /BREW/],
      [() => client.request('GET', '/x', { query: 'a=b' }), /`query`/],
      [() => client.request('GET', '/x', { query: { a: {} } }), /`query`/],
    ]
    for (const [call, message] of wrong) {
      const error = await thrownBy(call)
      assert.ok(error instanceof webex.InvalidArgumentError, inspect(error))
      assert.match(error.message, message)
      assert.deepEqual([error.requestSent, error.safeToRetry], [false, true])
    }
    const lists = [
      [{ pageSize: 0 }, /`pageSize`: expected 1 to 1000, got 0/],
      [{ pageSize: -1 }, /`pageSize`/],
      [{ pageSize: 1.5 }, /`pageSize`/],
      [{ pageSize: 2 ** 32 + 5 }, /`pageSize`: expected 1 to 1000, got /],
      [{ limit: Number.NaN }, /`limit`/],
      [{ startsWith: '' }, /`startsWith` is empty/],
      [{ cursor: 'x' }, /`cursor`/],
      [{ max: 10 }, /`pageSize`.*`limit`/],
      [{ extraQuery: { max: 10 } }, /`pageSize`.*`limit`/],
      [{ starts_with: 'R' }, /"starts_with".*startsWith/],
    ]
    for (const [fields, message] of lists) {
      // At the call, not at the first page.
      assert.throws(
        () => client.enterprises.list(fields),
        (error) => {
          assert.ok(error instanceof webex.InvalidArgumentError, inspect(error))
          assert.match(error.message, message)
          return true
        },
      )
    }
    assert.deepEqual(server.requests(), [])
  })

  it('of a server that is not Webex say so', async (test) => {
    const page = '<html><body>Please log in</body></html>'
    const headers = { 'Content-Type': 'text/html' }
    const server = await scripted(test, [{ text: page, headers }])
    const error = await thrownBy(() => clientOf(server).enterprises.list().all())
    assert.ok(error instanceof webex.ResponseDecodeError)
    assert.match(error.message, /proxy or a login page/)
    assert.equal(error.body, page)
  })

  it('spell what is named as in JavaScript, and leave values and the words of Webex as they are', async (test) => {
    const text = 'see `page_size` of `enterprises.get(org_id="X")`'
    const server = await scripted(test, [
      { status: 404, json: { message: text } },
      { json: { items: [] } },
    ])
    const client = clientOf(server)
    const error = await thrownBy(() => client.directorySync.run('R+acme'))
    assert.match(error.message, /`enterprises\.get\(\{ spEnterpriseId: "R\+acme" \}\)`/)
    assert.ok(error.message.includes(`Webex says: "${text}"`), error.message)
    const missing = await thrownBy(() => client.enterprises.get({ spEnterpriseId: text }))
    assert.ok(missing.message.includes(`spEnterpriseId "${text}"`), missing.message)
  })

  it('of connections name their cause', async (test) => {
    const server = await scripted(test, [])
    await server.stop()
    const client = clientOf(server, { timeout: 2000 })
    const error = await thrownBy(() => client.directorySync.trigger('E1'))
    assert.ok(error instanceof webex.APIConnectionError)
    assert.equal(error.requestSent, false)
    assert.match(error.message, /did not reach Webex/)
    assert.match(error.message, new RegExp(new URL(server.baseUrl).host))
    const chain = []
    for (let cause = error.cause; cause !== undefined; cause = cause.cause) chain.push(cause)
    assert.ok(chain.length > 1 && chain.every((cause) => cause instanceof Error))
    assert.deepEqual(new Set(chain.map(({ code }) => code)), new Set(['ECONNREFUSED']))
    assert.ok(!error.cause.stack.includes('bindings-node'), error.cause.stack)
  })

  it('of names that do not exist and of silence have the codes that Node has', async (test) => {
    const nowhere = new webex.Client({
      token: TOKEN,
      baseUrl: 'https://webex.invalid/v1',
      timeout: 1000,
    })
    const unknown = await thrownBy(() => nowhere.directorySync.getStatus('E1'))
    assert.match(unknown.message, /webex\.invalid:443/)
    // Where there is no name server at all the name may be found later.
    assert.ok(['ENOTFOUND', 'EAI_AGAIN'].includes(unknown.cause.code), inspect(unknown.cause))
    const silent = await scripted(test, [{ hold: true }])
    const late = await thrownBy(() =>
      clientOf(silent, { timeout: 300 }).directorySync.getStatus('E1'),
    )
    assert.ok(late instanceof webex.APITimeoutError)
    assert.equal(late.cause.code, 'ETIMEDOUT')
  })

  it('of proxies and authorities that cannot be used come from the constructor', () => {
    const refused = (options, ...texts) =>
      assert.throws(
        () => new webex.Client({ token: TOKEN, ...options }),
        (error) =>
          error instanceof webex.ConfigurationError &&
          texts.every((text) => error.message.includes(text)),
      )
    for (const proxy of ['nonsense', 'htp://proxy.example:3128', 'http://user:SECRET@:x']) {
      refused({ proxy }, '`proxy`', 'Nothing was sent.')
    }
    const set = (name, value) => {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    for (const [name, value] of [
      ['HTTPS_PROXY', 'htp://proxy.example:3128'],
      ['SSL_CERT_FILE', '/nonexistent/ca.pem'],
      ['SSL_CERT_DIR', '/nonexistent/certs'],
      ['WEBEX_LOG', 'loud'],
    ]) {
      const before = process.env[name]
      set(name, value)
      try {
        refused({}, name)
        new webex.Client({ token: TOKEN, trustEnv: false })
        set(name, '')
        new webex.Client({ token: TOKEN })
      } finally {
        set(name, before)
      }
    }
  })

  it('do not prevent a start if NODE_EXTRA_CA_CERTS names a missing file', async () => {
    const before = process.env.NODE_EXTRA_CA_CERTS
    process.env.NODE_EXTRA_CA_CERTS = '/nonexistent/extra.pem'
    try {
      const warned = once(process, 'warning')
      new webex.Client({ token: TOKEN })
      const [warning] = await warned
      assert.equal(warning.name, 'WebexWarning')
      assert.match(warning.message, /NODE_EXTRA_CA_CERTS.*\/nonexistent\/extra\.pem/)
    } finally {
      if (before === undefined) delete process.env.NODE_EXTRA_CA_CERTS
      else process.env.NODE_EXTRA_CA_CERTS = before
    }
  })

  it('of redirects and foreign links leave the other host with nothing', async (test) => {
    const away = '{{elsewhere}}/v1/broadworks/enterprises?max=1000'
    const redirecting = await scripted(test, [{ status: 302, headers: { Location: away } }])
    const redirected = await thrownBy(() => clientOf(redirecting).directorySync.getStatus('E1'))
    assert.ok(redirected instanceof webex.APIStatusError)
    assert.equal(redirected.status, 302)
    assert.deepEqual(redirecting.elsewhereRequests(), [])

    const linking = await scripted(test, [
      { json: { items: [{ id: 'E1' }] }, headers: { Link: `<${away}>; rel="next"` } },
    ])
    const untrusted = await thrownBy(() => clientOf(linking).enterprises.list().all())
    assert.ok(untrusted instanceof webex.UntrustedLinkError)
    assert.deepEqual(linking.elsewhereRequests(), [])
    assert.equal(linking.requests().length, 1)
  })

  it('point at the line of the caller', async (test) => {
    const server = await scripted(test, Array(5).fill({ status: 404 }))
    const client = clientOf(server)
    async function asksForOne() {
      await client.directorySync.getStatus('E1')
    }
    async function asksForAll() {
      await client.enterprises.list().all()
    }
    async function iterates() {
      for await (const _ of client.enterprises.list());
    }
    async function asksTogether() {
      await Promise.all(['E1', 'E2'].map((id) => client.directorySync.getStatus(id)))
    }
    for (const caller of [asksForOne, asksForAll, iterates, asksTogether]) {
      const { stack } = await thrownBy(caller)
      const frames = stack.split('\n    at ').slice(1)
      const [first] = frames.filter((frame) => !frame.startsWith('async Promise.all'))
      assert.match(first, new RegExp(`^(async )?${caller.name} .*errors.test.mjs`), stack)
    }
  })

  it('can be logged as JSON', async (test) => {
    const server = await scripted(test, [{ status: 409, headers: { TrackingID: 'ROUTER_1' } }])
    const error = await thrownBy(() => clientOf(server).directorySync.trigger('E1'))
    const logged = JSON.parse(JSON.stringify(error))
    assert.deepEqual(
      [logged.name, logged.code, logged.status, logged.trackingId, logged.message],
      ['ConflictError', 'CONFLICT', 409, 'ROUTER_1', error.message],
    )
    assert.equal('retryAfter' in logged, false)
    assert.equal(error.retryAfter, null)
  })
})
