// Tokens refreshed by OAuth, against the sandbox's token endpoint.

import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { AuthenticationError, ConfigurationError, tokens } from 'webex-broadworks'
import { Sandbox } from 'webex-broadworks/testing'
import { clientOf, folderOf, runNode, scripted, thrownBy } from './help.mjs'

const CREDENTIALS = {
  clientId: 'sandbox-client-id',
  clientSecret: 'sandbox-client-secret',
  refreshToken: 'sandbox-refresh-token',
}
const TWO_WEEKS = 1_209_600

async function started(test, oauth, options) {
  const sandbox = await Sandbox.start({ enterprises: 3, oauth: oauth ?? {}, ...options })
  test.after(() => sandbox.stop())
  return sandbox
}

/** A store in memory that counts what it is given. */
function memory(kept) {
  return {
    kept,
    saves: 0,
    async load() {
      return this.kept
    },
    async save(kept) {
      this.saves += 1
      this.kept = kept
    },
  }
}

function client(sandbox, store, credentials) {
  return clientOf(sandbox, { token: tokens.oauth({ ...CREDENTIALS, store, ...credentials }) })
}

/** What was asked of a sandbox: `refresh`, or the status. */
function asked(sandbox) {
  const name = ({ target, status }) => (target === '/v1/access_token' ? 'refresh' : status)
  return sandbox.requests().map(name)
}

const now = () => Date.now() / 1000

describe('oauth', () => {
  it('gets a token at first use, once for all calls, and saves it before it is used', async (test) => {
    const sandbox = await started(test)
    const [{ id }] = sandbox.enterprises()
    const store = memory(null)
    store.save = async function (kept) {
      assert.deepEqual(asked(sandbox), ['refresh'])
      await new Promise((resolve) => setTimeout(resolve, 30))
      assert.deepEqual(asked(sandbox), ['refresh'])
      this.kept = kept
    }
    const webex = client(sandbox, store)
    assert.deepEqual(sandbox.requests(), [])
    await Promise.all(Array.from({ length: 30 }, () => webex.directorySync.getStatus(id)))
    assert.equal(sandbox.tokenRefreshes(), 1)
    assert.deepEqual(asked(sandbox), ['refresh', ...Array(30).fill(200)])

    const { accessToken, expiresAt, refreshAt, refreshToken, refreshTokenExpiresAt } = store.kept
    assert.ok(refreshTokenExpiresAt > expiresAt)
    assert.equal(refreshToken, CREDENTIALS.refreshToken)
    assert.ok(Math.abs(expiresAt - now() - TWO_WEEKS) < 60)
    assert.ok(Math.abs(expiresAt - refreshAt - 24 * 3600) < 60)
    const [refresh, ...calls] = sandbox.requests()
    assert.equal(refresh.headers.authorization, undefined)
    for (const { headers } of calls) assert.equal(headers.authorization, `Bearer ${accessToken}`)

    const another = client(sandbox, memory(structuredClone(store.kept)))
    await another.directorySync.getStatus(id)
    assert.equal(sandbox.tokenRefreshes(), 1)
  })

  it('refreshes ahead of the end', async (test) => {
    const sandbox = await started(test, { rotates: true })
    const [{ id }] = sandbox.enterprises()
    const first = memory(null)
    await client(sandbox, first).directorySync.getStatus(id)
    const due = { ...first.kept, refreshAt: Math.floor(now()) - 1 }
    const store = memory(due)
    await client(sandbox, store).directorySync.getStatus(id)
    assert.equal(store.saves, 1)
    assert.equal(sandbox.tokenRefreshes(), 2)
    assert.notEqual(store.kept.accessToken, due.accessToken)
    assert.notEqual(store.kept.refreshToken, due.refreshToken)
  })

  it('refreshes once on 401, for many calls', async (test) => {
    const sandbox = await started(test, { expiresIn: 1000 }, { manual: true })
    const [{ id }] = sandbox.enterprises()
    const store = memory(null)
    const webex = client(sandbox, store)
    await webex.directorySync.getStatus(id)
    // The sandbox's clock runs ahead of the client's: the token ends before it is due.
    sandbox.advance(2_000_000)
    sandbox.clearRequests()
    await Promise.all(Array.from({ length: 20 }, () => webex.directorySync.getStatus(id)))
    assert.equal(sandbox.tokenRefreshes(), 2)
    const seen = asked(sandbox)
    assert.equal(seen.filter((it) => it === 'refresh').length, 1)
    assert.equal(seen.filter((it) => it === 200).length, 20)
    assert.equal(store.saves, 2)
  })

  it('keeps its tokens in a file that only its owner can read, shared by processes', async (test) => {
    const sandbox = await started(test)
    const [{ id }] = sandbox.enterprises()
    const cacheFile = join(folderOf(test), 'deeper', 'tokens.json')
    const script = `
      import { Client, tokens } from 'webex-broadworks'
      const [, baseUrl, cacheFile, id] = process.argv
      const clientSecret = tokens.environment('TEST_CLIENT_SECRET')
      const refreshToken = tokens.command([process.execPath, '--print', "'sandbox-refresh-token'"])
      const token = tokens.oauth({ clientId: 'sandbox-client-id', clientSecret, refreshToken, cacheFile })
      await new Client({ token, baseUrl }).directorySync.getStatus(id)
    `
    const env = { ...process.env, TEST_CLIENT_SECRET: CREDENTIALS.clientSecret }
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => runNode(script, sandbox.baseUrl, cacheFile, id, { env })),
    )
    for (const { code, stderr } of runs) assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.equal(sandbox.tokenRefreshes(), 1)
    const kept = JSON.parse(readFileSync(cacheFile, 'utf8'))
    assert.equal(kept.refreshToken, CREDENTIALS.refreshToken)
    if (process.platform !== 'win32') assert.equal(statSync(cacheFile).mode & 0o777, 0o600)
  })

  it('that is refused says what to do, and shows no secret', async (test) => {
    const sandbox = await started(test, { fails: true })
    const store = memory(null)
    const error = await thrownBy(() => client(sandbox, store).directorySync.getStatus('E1'))
    assert.ok(error instanceof AuthenticationError, inspect(error))
    assert.match(error.message, /could not be refreshed.*400.*new refresh token/s)
    assert.deepEqual(asked(sandbox), ['refresh'])
    assert.equal(store.kept, null)
    for (const secret of [CREDENTIALS.clientSecret, CREDENTIALS.refreshToken]) {
      assert.ok(!inspect(error, { depth: null, showHidden: true }).includes(secret))
    }
  })

  it('uses what cannot be saved', async (test) => {
    const sandbox = await started(test)
    const fail = () => {
      throw new Error('the database is down')
    }
    for (const save of [fail, () => Promise.reject(new Error('the database is down'))]) {
      const token = client(sandbox, { load: () => null, save })
      const error = await thrownBy(() => token.directorySync.getStatus('E1'))
      assert.equal(error.status, 404, inspect(error))
    }
  })

  it('tells why its store cannot be read', async (test) => {
    const sandbox = await started(test)
    const broken = new Error('the database is down')
    const fail = () => {
      throw broken
    }
    const stores = [
      { load: fail, save() {} },
      { load: () => Promise.reject(broken), save() {} },
    ]
    for (const store of stores) {
      sandbox.clearRequests()
      const error = await thrownBy(() => client(sandbox, store).directorySync.getStatus('E1'))
      assert.ok(error instanceof ConfigurationError, inspect(error))
      assert.equal(error.cause, broken)
      assert.ok(asked(sandbox).every((it) => it === 'refresh'))
    }
    for (const odd of [5, 'text', [], {}, { accessToken: 'CANARY' }]) {
      const store = { load: () => odd, save() {} }
      const error = await thrownBy(() => client(sandbox, store).directorySync.getStatus('E1'))
      assert.ok(error instanceof ConfigurationError, inspect(error))
      assert.ok(!inspect(error).includes('CANARY'))
    }
  })

  it('sends its secrets to the token endpoint of the base URL alone', async (test) => {
    const away = { Location: '{{elsewhere}}/v1/access_token' }
    const server = await scripted(test, [{ status: 307, headers: away }])
    const cacheFile = join(folderOf(test), 'tokens.json')
    const token = tokens.oauth({ ...CREDENTIALS, cacheFile })
    await thrownBy(() =>
      clientOf(server, { token }).directorySync.getStatus('E1', { timeout: 1000 }),
    )
    assert.deepEqual(server.elsewhereRequests(), [])
    for (const { target } of server.requests()) assert.equal(target, '/v1/access_token')
    assert.equal(existsSync(cacheFile), false)
  })

  it('is reported to hooks and loggers, without its secrets', async (test) => {
    const sandbox = await started(test)
    const [{ id }] = sandbox.enterprises()
    const reported = []
    const lines = []
    const log = (level) => (line, event) => lines.push([level, line, event.operation])
    const webex = clientOf(sandbox, {
      token: tokens.oauth({ ...CREDENTIALS, store: memory(null) }),
      onRequest: (event) => reported.push(event),
      onResponse: (event) => reported.push(event),
      logger: { debug: log('debug'), info: log('info'), warn: log('warn') },
    })
    await webex.directorySync.getStatus(id)
    const [request, response, call] = reported
    for (const event of [request, response]) {
      assert.equal(event.operation, 'access_token.refresh')
      assert.equal(`${event.method} ${event.route}`, 'POST /access_token')
      assert.equal(event.trackingId, sandbox.requests()[0].headers.trackingid)
    }
    assert.deepEqual([response.status, response.error, response.attempt], [200, null, 1])
    assert.ok(response.duration > 0)
    assert.equal(call.operation, 'directory_sync.get_status')
    assert.deepEqual([lines[0][0], lines[0][2]], ['debug', 'access_token.refresh'])
    assert.match(lines[0][1], /^request POST \/access_token attempt=1 /)
    assert.deepEqual(
      lines.map(([, , operation]) => operation),
      reported.map(({ operation }) => operation),
    )
    for (const secret of [CREDENTIALS.clientSecret, CREDENTIALS.refreshToken]) {
      assert.ok(!JSON.stringify([reported, lines]).includes(secret))
    }
  })

  it('that fails while the token is good is a warning, and fails no call', async (test) => {
    const down = Array(3).fill({ status: 503 })
    const server = await scripted(test, [...down, { json: { a: 1 } }])
    const store = memory({
      accessToken: 'old',
      refreshToken: CREDENTIALS.refreshToken,
      refreshAt: 0,
      expiresAt: 2 ** 40,
      baseUrl: server.baseUrl,
      clientId: CREDENTIALS.clientId,
      authorizedWith: CREDENTIALS.refreshToken,
    })
    const warnings = []
    const webex = clientOf(server, {
      token: tokens.oauth({ ...CREDENTIALS, store }),
      logger: { debug() {}, info() {}, warn: (_, event) => warnings.push(event) },
      _clockSpeed: 50,
    })
    assert.deepEqual(await webex.directorySync.getStatus('E1'), { a: 1 })
    assert.deepEqual(
      warnings.map(({ operation, attempt, status, error }) => [operation, attempt, status, error]),
      [1, 2, 3].map((attempt) => ['access_token.refresh', attempt, 503, 'SERVER']),
    )
    assert.equal(warnings.at(-1).duration, 60_000)
  })

  it('keeps its tokens in the cache folder where nothing else is said', async (test) => {
    const sandbox = await started(test)
    const [{ id }] = sandbox.enterprises()
    const folder = folderOf(test)
    const script = `
      import { Client, tokens } from 'webex-broadworks'
      const [, baseUrl, id, given] = process.argv
      const token = given && tokens.oauth(JSON.parse(given))
      await new Client({ token: token || undefined, baseUrl }).directorySync.getStatus(id)
    `
    const { WEBEX_ACCESS_TOKEN: _, ...rest } = process.env
    const env = {
      ...rest,
      XDG_CACHE_HOME: folder,
      WEBEX_CLIENT_ID: CREDENTIALS.clientId,
      WEBEX_CLIENT_SECRET: CREDENTIALS.clientSecret,
      WEBEX_REFRESH_TOKEN: CREDENTIALS.refreshToken,
    }
    const run = (given) => runNode(script, sandbox.baseUrl, id, given, { env })
    // The three environment variables are the same authorization, so they use the same file.
    const runs = await Promise.all([JSON.stringify(CREDENTIALS), ''].map(run))
    for (const { code, stderr } of runs) assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
    assert.equal(sandbox.tokenRefreshes(), 1)
    const another = await run(JSON.stringify({ ...CREDENTIALS, refreshToken: 'another' }))
    assert.match(another.stderr, /AuthenticationError/)
    const files = readdirSync(join(folder, 'webex-broadworks'))
    const [file, ...others] = files.filter((name) => name.endsWith('.json'))
    assert.match(file, /^client-sandbox-client-id-[0-9a-f]{32}\.json$/)
    assert.deepEqual(others, [])
    assert.equal(files.filter((name) => name.endsWith('.lock')).length, 2)
    if (process.platform !== 'win32') {
      assert.equal(statSync(join(folder, 'webex-broadworks', file)).mode & 0o777, 0o600)
    }
  })
})
