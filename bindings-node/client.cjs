'use strict'

// The client: one method for each operation.

const tls = require('node:tls')
const { inspect } = require('node:util')
const { Bulk } = require('./bulk.cjs')
const { call, callOptions, completions } = require('./call.cjs')
const { guard } = require('./errors.cjs')
const { Hooks } = require('./hooks.cjs')
const { EnterpriseList } = require('./list.cjs')
const native = require('./load.cjs')
const { bodyOf, check, enterpriseOf, pairsOf, read } = require('./options.cjs')
const { Session } = require('./session.cjs')
const { sourceOf, TokenSource } = require('./tokens.cjs')
const { waitOptions, watch } = require('./wait.cjs')

const OPTIONS = {
  token: 'anything',
  profile: 'text',
  profilesFile: 'text',
  partner: 'text',
  baseUrl: 'text',
  timeout: 'deadline',
  attemptTimeout: 'time',
  connectTimeout: 'time',
  readTimeout: 'time',
  proxy: 'text',
  trustEnv: 'flag',
  caFile: 'text',
  userAgentSuffix: 'text',
  maxInFlight: 'count',
  maxRequestsPerSecond: 'factor',
  onRequest: 'function',
  onResponse: 'function',
  onRetry: 'function',
  logger: 'logger',
  _clockSpeed: 'factor',
  _clock: 'anything',
}

/** A client's work, and what is shown of it; `withOptions` makes one from another's. */
class ClientState {
  constructor(session, shown) {
    this.session = session
    this.shown = shown
  }

  static of(options) {
    const { _clockSpeed, _clock, token, onRequest, onResponse, onRetry, logger, ...given } = read(
      'Client',
      options,
      OPTIONS,
    )
    const source = sourceOf(token)
    const hooks = Hooks.of({ onRequest, onResponse, onRetry, logger })
    const nativeClient = guard(() => {
      const nativeSource = source && TokenSource.nativeOf(source)
      const sandbox = _clock instanceof native.Sandbox ? _clock : undefined
      const clock = sandbox ? undefined : _clock?.getTime()
      const nativeOptions = {
        ...given,
        fallbackRoots: fallbackRoots(),
        clockSpeed: _clockSpeed,
        clock,
      }
      return new native.Client(nativeOptions, completions, nativeSource, sandbox)
    })
    for (const notice of nativeClient.notices()) process.emitWarning(notice, 'WebexWarning')
    // A proxy's URL may hold a password.
    const { proxy, ...shown } = given
    return new ClientState(new Session(nativeClient, hooks, source), shown)
  }
}

/** The operations, over a session whose native client gives of an answer what `keep` keeps of a look. */
class Operations {
  #keep
  #session

  constructor(session, keep) {
    this.#keep = keep
    this.#session = session
  }

  listEnterprises(fields, options) {
    return new EnterpriseList(this.#session, fields, options)
  }

  async getEnterprise(key, options) {
    const known = { spEnterpriseId: 'text', orgId: 'text' }
    const { spEnterpriseId, orgId } = read('getEnterprise', key, known)
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.getEnterprise(spEnterpriseId, orgId, timeout, cancel),
    )
  }

  async getDirectorySyncStatus(enterprise, options) {
    const reference = enterpriseOf(enterprise)
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.getDirectorySyncStatus(reference, timeout, cancel),
    )
  }

  async updateDirectorySync(enterprise, fields, options) {
    const reference = enterpriseOf(enterprise)
    const { enableDirSync } = read('updateDirectorySync', fields, { enableDirSync: 'flag' })
    check('enableDirSync', enableDirSync, 'flag')
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.updateDirectorySync(reference, enableDirSync, timeout, cancel),
    )
  }

  async triggerDirectorySync(enterprise, options) {
    const reference = enterpriseOf(enterprise)
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.triggerDirectorySync(reference, timeout, cancel),
    )
  }

  async triggerUserDirectorySync(enterprise, userId, options) {
    const reference = enterpriseOf(enterprise)
    check('userId', userId, 'text')
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.triggerUserDirectorySync(reference, userId, timeout, cancel),
    )
  }

  async ensureDirectorySync(enterprise, fields, options) {
    const reference = enterpriseOf(enterprise)
    const known = { enableDirSync: 'flag', dryRun: 'flag' }
    const { enableDirSync, dryRun = false } = read('ensureDirectorySync', fields, known)
    check('enableDirSync', enableDirSync, 'flag')
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.ensureDirectorySync(reference, enableDirSync, dryRun, timeout, cancel),
    )
  }

  async runDirectorySync(enterprise, fields, options) {
    const reference = enterpriseOf(enterprise)
    const wait = waitOptions('runDirectorySync', fields, options, 'onProgress', 'onWaiting')
    const start = (native) => native.runDirectorySync(reference, wait.timeout)
    return this.#keep(await watch(this.#session, wait, start))
  }

  async waitForDirectorySync(enterprise, fields, options) {
    const reference = enterpriseOf(enterprise)
    const wait = waitOptions('waitForDirectorySync', fields, options, 'onProgress')
    const start = (native) => native.waitForDirectorySync(reference, wait.timeout)
    return this.#keep(await watch(this.#session, wait, start))
  }

  async request(method, path, fields, options) {
    check('method', method, 'text')
    check('path', path, 'text')
    const { query, body } = read('request', fields, { query: 'query', body: 'anything' })
    const [pairs, text] = [pairsOf('query', query), bodyOf(body)]
    const { signal, timeout } = callOptions(options)
    return await call(this.#session, signal, (cancel, native) =>
      native.request(method, path, pairs, text, timeout, cancel),
    )
  }
}

class Client extends Operations {
  #bulk
  #session
  #shown

  constructor(options) {
    const { session, shown } = options instanceof ClientState ? options : ClientState.of(options)
    super(session, ({ data }) => data)
    this.#session = session
    this.#bulk = new Bulk(session)
    this.#shown = shown
    // An own function is what makes structuredClone and postMessage refuse: they would hand on an
    // object that looks like a client and is none.
    this.close = () => session.native.close()
  }

  get bulk() {
    return this.#bulk
  }

  now() {
    return new Date(this.#session.native.now())
  }

  withOptions(options) {
    const known = { timeout: 'deadline', attemptTimeout: 'time' }
    const limits = read('withOptions', options, known)
    const nativeClient = guard(() =>
      this.#session.native.withOptions(limits.timeout, limits.attemptTimeout),
    )
    return new Client(
      new ClientState(this.#session.withNative(nativeClient), { ...this.#shown, ...limits }),
    )
  }

  withResponse() {
    const session = this.#session.withNative(this.#session.native.withMetadata())
    return new Operations(session, (answer) => answer)
  }

  toJSON() {
    return { ...this.#shown }
  }

  [inspect.custom](_depth, options, show) {
    return `Client ${show(this.#shown, options)}`
  }
}

/** Node's own certificate authorities, where the system has none. */
function fallbackRoots() {
  return native.systemHasNoAuthorities() ? tls.rootCertificates.join('\n') : undefined
}

if (Symbol.asyncDispose) {
  Client.prototype[Symbol.asyncDispose] = async function () {
    this.close()
  }
}

module.exports = { Client }
