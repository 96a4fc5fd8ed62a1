// The client as an object: its options, what it shows of itself, how it ends.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import * as api from 'webex-broadworks'
import * as testing from 'webex-broadworks/testing'
import { clientOf, ROOT, runNode, scripted, TOKEN, thrownBy } from './help.mjs'

const {
  Client,
  ClientClosedError,
  ConfigurationError,
  directorySyncState,
  InvalidArgumentError,
  subscriberErrorCode,
  subscriberErrorCodes,
  subscriberState,
} = api
const require = createRequire(import.meta.url)
const LOOPBACK = 'http://127.0.0.1:9/v1'

describe('client', () => {
  it('takes the token of the environment, and says so where there is none', async () => {
    const before = process.env.WEBEX_ACCESS_TOKEN
    delete process.env.WEBEX_ACCESS_TOKEN
    const error = await thrownBy(() => new Client())
    assert.ok(error instanceof ConfigurationError)
    assert.match(error.message, /WEBEX_ACCESS_TOKEN.*`token`/)
    assert.equal(error.code, 'CONFIGURATION')
    process.env.WEBEX_ACCESS_TOKEN = TOKEN
    assert.ok(new Client())
    if (before === undefined) delete process.env.WEBEX_ACCESS_TOKEN
    else process.env.WEBEX_ACCESS_TOKEN = before
  })

  it('makes a client with other limits that shares the rest', async (t) => {
    const server = await scripted(t, [{ json: {} }, { json: {}, hold: true }])
    const client = clientOf(server, { timeout: 100_000 })
    const quick = client.withOptions({ timeout: 200 })
    assert.ok(quick instanceof Client)
    assert.deepEqual(await client.directorySync.getStatus('acme'), {})
    const late = await thrownBy(() => quick.directorySync.getStatus('acme'))
    assert.match(late.message, /0\.2 s/)
    assert.match(inspect(quick), /timeout: 200/)
    const none = await thrownBy(() => client.withOptions({ attemptTimeout: 0 }))
    assert.ok(none instanceof InvalidArgumentError)
    quick.close()
    assert.ok(
      (await thrownBy(() => client.directorySync.getStatus('acme'))) instanceof ClientClosedError,
    )
  })

  it('refuses arguments that JSON has no form for, and sends nothing', async (test) => {
    const server = await scripted(test, [])
    const client = clientOf(server)
    const provision = { provisioningId: 'p', userId: 'u', spEnterpriseId: 's' }
    const fields = { firstName: 'A', lastName: 'B', package: 'softphone', email: 'a@example.com' }
    const wrong = [
      () => client.subscribers.provision({ ...provision, ...fields, extraBody: { a: 1n } }),
      () => client.subscribers.provision({ ...provision, ...fields, extraBody: { a: Number.NaN } }),
      () => client.request('POST', '/x', { body: { a: Infinity } }),
      () => client.request('POST', '/x', { body: () => 1 }),
      () => client.subscribers.list({ after: Infinity }).all(),
    ]
    for (const call of wrong) {
      const error = await thrownBy(call)
      assert.ok(error instanceof InvalidArgumentError, String(error))
      assert.match(error.message, /converted to JSON|expected a valid Date/)
    }
    assert.equal(server.requests().length, 0)
  })

  it('names unknown options and those there are', async () => {
    const error = await thrownBy(() => new Client({ token: TOKEN, timout: 5 }))
    assert.ok(error instanceof InvalidArgumentError)
    assert.match(error.message, /"timout".*timeout, attemptTimeout/)
    assert.doesNotMatch(error.message, /_clockSpeed/)
  })

  it('refuses options of the wrong type, and never shows what may be a secret', async () => {
    const wrong = [
      { token: 5 },
      { token: `${TOKEN} ${TOKEN}` },
      { token: `Bearer ${TOKEN}` },
      { timeout: Number.NaN },
      { timeout: -1 },
      { timeout: 0 },
      { timeout: '5' },
      { attemptTimeout: Infinity },
      { trustEnv: 'yes' },
      { baseUrl: 'http://example.com/v1' },
      { baseUrl: `https://user:${TOKEN}@example.com` },
      { proxy: 5 },
    ]
    for (const options of wrong) {
      const error = await thrownBy(() => new Client({ token: TOKEN, ...options }))
      assert.ok(
        error instanceof InvalidArgumentError || error instanceof ConfigurationError,
        inspect(options),
      )
      assert.ok(!inspect(error).includes(TOKEN), inspect(options))
      assert.match(error.message, /Nothing was sent/)
    }
    assert.ok(await thrownBy(() => new Client(TOKEN)))
  })

  it('takes null for no deadline, and for what is not given', () => {
    assert.ok(new Client({ token: TOKEN, timeout: null, baseUrl: null, attemptTimeout: null }))
    assert.ok(new Client({ token: TOKEN, timeout: Infinity }))
  })

  it('shows no secret', () => {
    const client = new Client({
      token: TOKEN,
      proxy: `http://user:${TOKEN}@proxy.example:3128`,
      baseUrl: LOOPBACK,
      timeout: 5000,
    })
    assert.equal(inspect(client), `Client { baseUrl: '${LOOPBACK}', timeout: 5000 }`)
    assert.equal(JSON.stringify(client), `{"baseUrl":"${LOOPBACK}","timeout":5000}`)
    assert.ok(
      !inspect(client, { showHidden: true, depth: 9, customInspect: false }).includes(TOKEN),
    )
    assert.throws(() => structuredClone(client), { name: 'DataCloneError' })
  })

  it('gives data with its metadata when asked', async (test) => {
    const json = { enableDirSync: true, new: { kept: null } }
    const headers = [
      ['TrackingID', 'ROUTER_1'],
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
    ]
    const server = await scripted(test, [{ status: 503 }, { json, headers }])
    const { data, metadata } = await clientOf(server).withResponse().directorySync.getStatus('E1')
    assert.deepEqual(data, json)
    assert.equal(metadata.status, 200)
    assert.equal(metadata.attempts, 2)
    assert.equal(metadata.trackingId, 'ROUTER_1')
    assert.equal(metadata.headers['x-twice'], 'a, b')
    assert.ok(metadata.elapsed > 0)
  })

  it('reads a subscriber, whose user id errors and events name', async (test) => {
    const json = { id: 'S1', userId: 'u@acme.example', status: 'provisioned', new: 1 }
    const server = await scripted(test, [{ json }, { status: 404 }])
    const events = []
    const client = clientOf(server, { onResponse: (event) => events.push(event) })
    const subscriber = await client.subscribers.get('S1')
    assert.deepEqual(subscriber, json)
    const { operation, subject } = await thrownBy(() => client.subscribers.get(subscriber))
    assert.equal(operation, 'subscribers.get')
    assert.deepEqual(subject, { kind: 'subscriber', id: 'S1', name: 'u@acme.example' })
    const about = events.map(({ subjectKind, subjectId }) => [subjectKind, subjectId])
    assert.deepEqual(about, [
      ['subscriber', 'S1'],
      ['subscriber', 'S1'],
    ])
    const targets = server.requests().map(({ target }) => target)
    assert.deepEqual(targets, Array(2).fill('/v1/broadworks/subscribers/S1'))
  })

  it('sends half a character as the one that replaces it', async (test) => {
    const server = await scripted(test, [{ json: {} }])
    await clientOf(server).directorySync.triggerUser('E\udc00', '\ud83dx')
    const [{ target, body }] = server.requests()
    assert.equal(decodeURIComponent(target).split('/')[4], 'E\ufffd')
    assert.deepEqual(JSON.parse(body), { userId: '\ufffdx' })
  })

  it('gives null for an empty answer, and sends queries and bodies as they are', async (test) => {
    const server = await scripted(test, [{ status: 204 }, { json: [1] }])
    const client = clientOf(server)
    assert.equal(await client.request('DELETE', '/people/P1'), null)
    const query = { id: ['a', 'b'], all: true, max: 5, absent: undefined }
    assert.deepEqual(await client.request('POST', '/x', { query, body: { a: null } }), [1])
    const [, { target, body }] = server.requests()
    assert.equal(target, '/v1/x?id=a&id=b&all=true&max=5')
    assert.equal(body, '{"a":null}')
    const circle = {}
    circle.circle = circle
    for (const odd of [circle, { big: 1n }]) {
      const error = await thrownBy(() => client.request('POST', '/x', { body: odd }))
      assert.ok(error instanceof InvalidArgumentError)
    }
  })

  it('is closed for good, and requests in flight continue', async (test) => {
    const server = await scripted(test, [{ json: {}, hold: true }])
    const client = clientOf(server)
    const underWay = client.directorySync.getStatus('E1')
    await server.waitForRequests(1)
    client.close()
    const error = await thrownBy(() => client.directorySync.getStatus('E1'))
    assert.ok(error instanceof ClientClosedError)
    server.release()
    assert.deepEqual(await underWay, {})
    if (Symbol.asyncDispose) {
      const other = clientOf(server)
      await other[Symbol.asyncDispose]()
      assert.ok((await thrownBy(() => other.enterprises.list().all())) instanceof ClientClosedError)
    }
  })

  it('is the same class by import and by require', () => {
    const required = require('webex-broadworks')
    assert.deepEqual(Object.keys(required).sort(), Object.keys(api).sort())
    for (const [name, value] of Object.entries(api)) assert.equal(required[name], value, name)
    const requiredTesting = require('webex-broadworks/testing')
    assert.deepEqual(Object.keys(requiredTesting).sort(), Object.keys(testing).sort())
    assert.equal(require(ROOT).Client, Client)
  })

  it('costs no thread and no handle until it is used', async () => {
    const { code, stderr } = await runNode(`
      import { Client } from 'webex-broadworks'
      new Client({ token: '${TOKEN}' })
    `)
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' })
  })
})

describe('directorySyncState', () => {
  it('reads an enterprise, frozen through and through', () => {
    const state = directorySyncState({
      broadworksDirectorySync: {
        enableDirSync: true,
        directorySyncStatus: {
          syncStatus: 'FAILED',
          lastSyncStartTime: '2026-01-01T00:00:00Z',
          lastSyncEndTime: '2026-01-01T00:00:02.5Z',
          usersAdded: 44.0,
          errors: [{ errorCode: 600014, description: 'no connection' }],
        },
      },
    })
    assert.deepEqual([state.enabled, state.status, state.duration], [true, 'FAILED', 2500])
    assert.deepEqual(state.lastEnd, new Date('2026-01-01T00:00:02.500Z'))
    assert.deepEqual([state.lastSuccess, state.age], [null, null])
    assert.deepEqual([state.usersAdded, state.totalExternalUsersInCI], [44, null])
    assert.equal('counters' in state, false)
    assert.equal(state.errors[0].name, 'CLUSTER_CONNECTION_FAILED')
    assert.equal(typeof state.errors[0].healsByItself, 'boolean')
    for (const part of [state, state.errors, state.errors[0]]) {
      assert.ok(Object.isFrozen(part))
    }
  })

  it('never throws, whatever it is given', () => {
    const circle = { enableDirSync: true }
    circle.circle = circle
    const thrower = {
      get enableDirSync() {
        throw new Error('no')
      },
    }
    const odd = [undefined, null, 0, 1n, '', 'x', [], {}, Symbol('x'), () => {}, thrower]
    for (const value of [...odd, new Proxy({}, { ownKeys: () => [1] }), new Map(), Number.NaN]) {
      assert.equal(directorySyncState(value).status, 'UNKNOWN')
    }
    for (const rest of [circle, { big: 1n }, { half: '\ud800' }]) {
      assert.equal(directorySyncState({ ...rest, enableDirSync: true }).enabled, true)
    }
    let deep = {}
    for (let level = 0; level < 100_000; level += 1) deep = { deep }
    assert.equal(directorySyncState(deep).status, 'UNKNOWN')
  })

  it('tells never synced from what shows no directory sync, and reads a row of an audit', () => {
    assert.equal(directorySyncState({ enableDirSync: true }).status, 'NOT_SYNCED')
    const row = {
      enabled: true,
      status: 'FAILED',
      lastStart: '2026-01-01T00:00:00.000000+00:00',
      lastEnd: '2026-01-01T00:00:02.500000+00:00',
      lastSuccess: null,
      duration: 2.5,
      usersAdded: 3,
      errorCodes: [600014],
    }
    const state = directorySyncState(row)
    assert.deepEqual([state.enabled, state.status, state.duration], [true, 'FAILED', 2500])
    assert.deepEqual([state.usersAdded, state.errors[0].code], [3, 600014])
    assert.deepEqual(state.lastStart, new Date('2026-01-01T00:00:00Z'))
  })

  it('reads times in milliseconds', () => {
    const state = directorySyncState({
      syncStatus: 'COMPLETE',
      lastSyncStartTime: 1767225600000,
      lastSyncEndTime: '1767225602500',
    })
    assert.deepEqual(state.lastStart, new Date('2026-01-01T00:00:00Z'))
    assert.equal(state.duration, 2500)
  })
})

describe('subscriberState', () => {
  it('says whose turn it is, and explains errors', () => {
    const subscriber = {
      status: 'error',
      created: '2026-01-01T00:00:00Z',
      lastStatusChange: '2026-01-02T00:00:00Z',
      errors: [{ errorCode: 10022, description: 'in use' }],
    }
    const now = new Date('2026-01-02T00:01:00Z')
    const state = subscriberState(subscriber, { now })
    assert.deepEqual([state.status, state.isFinal, state.waitsFor], ['error', true, null])
    assert.deepEqual([state.since, state.age], [new Date('2026-01-02T00:00:00Z'), 60_000])
    assert.equal(state.errors[0].name, 'USER_ID_IN_USE')
    assert.deepEqual(subscriberState({ outcome: 'ok', result: subscriber }, { now }), state)
    for (const part of [state, state.errors, state.errors[0]]) assert.ok(Object.isFrozen(part))
    assert.equal(subscriberState({ status: 'updating' }).waitsFor, 'webex')
    assert.equal(subscriberState({ status: 'pending_email_input' }).waitsFor, 'person')
  })

  it('never throws, whatever it is given', () => {
    for (const value of [undefined, null, 0, 1n, 'error', [], {}, Symbol('x'), { status: 1 }]) {
      const state = subscriberState(value)
      assert.deepEqual([state.status, state.isFinal, state.since], ['unknown', false, null])
    }
    assert.throws(() => subscriberState({}, { other: 1 }), InvalidArgumentError)
  })

  it('has a catalog of codes with their sources', () => {
    const codes = subscriberErrorCodes()
    assert.deepEqual(
      codes.map((entry) => entry.code),
      [1001, 1002, 10022],
    )
    for (const entry of codes) {
      assert.deepEqual(subscriberErrorCode(entry.code), entry)
      assert.deepEqual(subscriberErrorCode(String(entry.code)), entry)
      assert.notEqual(entry.source, '')
    }
    assert.equal(subscriberErrorCode(600009), null)
    assert.equal(subscriberErrorCode(undefined), null)
  })
})
