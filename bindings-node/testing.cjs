'use strict'

// A Webex simulator and a scripted server, for testing code that calls Webex.

const { Client } = require('./client.cjs')
const { guard } = require('./errors.cjs')
const native = require('./load.cjs')
const { check, checkPlain, read } = require('./options.cjs')

// Keeps each server running until it is stopped, even if the caller drops its object.
const running = new Set()

class Sandbox {
  #native

  constructor(options) {
    checkPlain('Sandbox', options ?? {})
    this.#native = guard(() => new native.Sandbox(JSON.stringify(snakeKeys(options ?? {}))))
    running.add(this)
  }

  static async start(options) {
    return new Sandbox(options)
  }

  get baseUrl() {
    return this.#native.value('base_url')
  }

  get token() {
    return this.#native.value('token')
  }

  client(options) {
    const { baseUrl, token } = this
    return new Client({ baseUrl, token, _clock: this.#native, ...options })
  }

  setToken(token) {
    check('token', token, 'text')
    this.#native.setToken(token)
  }

  tokenRefreshes() {
    return this.#native.value('token_refreshes')
  }

  get readOnlyToken() {
    return this.#native.value('read_only_token')
  }

  requests() {
    return this.#native.value('requests').map(withHeaders)
  }

  clearRequests() {
    this.#native.clearRequests()
  }

  async waitForRequests(count, options) {
    return this.#native.waitForRequests(count, waitTimeout(options))
  }

  subscribers() {
    return this.#native.value('subscribers')
  }

  workspaces() {
    return this.#native.value('workspaces')
  }

  grantConsent(subscriberId) {
    check('subscriberId', subscriberId, 'text')
    guard(() => this.#native.grantConsent(subscriberId))
  }

  enterprises() {
    return this.#native.value('enterprises')
  }

  advance(milliseconds) {
    this.#native.advance(milliseconds)
  }

  now() {
    return new Date(this.#native.value('now'))
  }

  setFaults(faults) {
    guard(() => this.#native.setFaults(JSON.stringify(snakeKeys(faults))))
  }

  faultCounts() {
    return this.#native.value('fault_counts')
  }

  throttled() {
    return this.#native.value('throttled')
  }

  acceptedTriggers() {
    return this.#native.value('accepted_triggers')
  }

  refusals() {
    return this.#native.value('refusals')
  }

  runs() {
    return this.#native.value('runs').map(withDates)
  }

  setNextRun(enterpriseId, next) {
    check('enterpriseId', enterpriseId, 'text')
    const { length, codes } = read('setNextRun', next, { length: 'time', codes: 'anything' })
    const run = { seconds: length === undefined ? null : length / 1000, codes: codes ?? null }
    guard(() => this.#native.setNextRun(enterpriseId, JSON.stringify(run)))
  }

  holdCluster(cluster, milliseconds) {
    check('cluster', cluster, 'count')
    check('milliseconds', milliseconds, 'time')
    guard(() => this.#native.holdCluster(cluster, milliseconds))
  }

  occupy(enterpriseId) {
    check('enterpriseId', enterpriseId, 'text')
    guard(() => this.#native.occupy(enterpriseId))
  }

  touchUser(enterpriseId, userId) {
    guard(() => this.#native.touchUser(enterpriseId, userId))
  }

  removeUser(enterpriseId, userId) {
    guard(() => this.#native.removeUser(enterpriseId, userId))
  }

  async stop() {
    running.delete(this)
    await this.#native.stop()
  }
}

class ScriptedServer {
  #native

  constructor(responses) {
    this.#native = guard(() => new native.ScriptedServer(JSON.stringify(responses)))
    running.add(this)
  }

  static async start(responses = []) {
    return new ScriptedServer(responses)
  }

  get origin() {
    return this.#native.value('origin')
  }

  get elsewhereOrigin() {
    return this.#native.value('elsewhere_origin')
  }

  get baseUrl() {
    return this.#native.value('base_url')
  }

  requests() {
    return this.#native.value('requests').map(withHeaders)
  }

  elsewhereRequests() {
    return this.#native.value('elsewhere_requests').map(withHeaders)
  }

  async waitForRequests(count, options) {
    return this.#native.waitForRequests(count, waitTimeout(options))
  }

  release() {
    this.#native.release()
  }

  disconnects() {
    return this.#native.value('disconnects')
  }

  async waitForDisconnects(count, options) {
    return this.#native.waitForDisconnects(count, waitTimeout(options))
  }

  async stop() {
    running.delete(this)
    await this.#native.stop()
  }
}

if (Symbol.asyncDispose) {
  for (const server of [Sandbox, ScriptedServer]) {
    server.prototype[Symbol.asyncDispose] = server.prototype.stop
  }
}

/** The timeout of a wait in milliseconds. */
function waitTimeout(options) {
  return read('waiting', options, { timeout: 'time' }).timeout ?? 30_000
}

/** A logged request with its headers by name. */
function withHeaders({ headers, ...request }) {
  const byName = {}
  for (const [name, value] of headers) {
    byName[name] = name in byName ? `${byName[name]}, ${value}` : value
  }
  return { ...request, headers: byName }
}

/** A sync with its JavaScript names. */
function withDates({ enterprise_id, cluster, kind, start, end, tracking_id, codes }) {
  return {
    enterpriseId: enterprise_id,
    cluster,
    kind,
    start: new Date(start),
    end: new Date(end),
    trackingId: tracking_id,
    codes,
  }
}

/** Options with the sandbox's keys. `items` are enterprises in Webex's format. */
function snakeKeys(value, key) {
  if (key === 'items' || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => snakeKeys(item))
  if (value instanceof Date) return value.toISOString()
  const snake = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [snake(name), snakeKeys(inner, name)]),
  )
}

module.exports = { Sandbox, ScriptedServer }
