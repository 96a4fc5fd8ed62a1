'use strict'

// The client: what its resources share, and the calls beside them.

const tls = require('node:tls')
const { inspect } = require('node:util')
const { Bulk } = require('./bulk.cjs')
const { callOptions, completions, runNative } = require('./call.cjs')
const { guard } = require('./errors.cjs')
const { Resources } = require('./generated/resources.cjs')
const { Hooks } = require('./hooks.cjs')
const native = require('./load.cjs')
const { bodyOf, check, pairsOf, read } = require('./options.cjs')
const { Session } = require('./session.cjs')
const { sourceOf, TokenSource } = require('./tokens.cjs')

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

/** The state of a client, and its shown parts; `withOptions` derives one from another. */
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
    // A proxy's URL may contain a password.
    const { proxy, ...shown } = given
    return new ClientState(new Session(nativeClient, { hooks, source }), shown)
  }
}

/** The resources and the other calls of a session. */
class Operations extends Resources {
  #session

  constructor(session) {
    super(session)
    this.#session = session
  }

  async request(method, path, fields, options) {
    check('method', method, 'text')
    check('path', path, 'text')
    const { query, body } = read('request', fields, { query: 'query', body: 'anything' })
    const [pairs, text] = [pairsOf('query', query), bodyOf(body)]
    const { signal, timeout } = callOptions(options)
    return await runNative(this.#session, signal, (cancel, native) =>
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
    super(session)
    this.#session = session
    this.#bulk = new Bulk(session)
    this.#shown = shown
    // An own property that is a function makes structuredClone and postMessage throw. Otherwise they
    // would copy an object that looks like a client and doesn't work.
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
    return new Operations(this.#session.withMetadata())
  }

  toJSON() {
    return { ...this.#shown }
  }

  [inspect.custom](_depth, options, show) {
    return `Client ${show(this.#shown, options)}`
  }
}

/** Node's own certificate authorities, if the system has none. */
function fallbackRoots() {
  return native.systemHasNoAuthorities() ? tls.rootCertificates.join('\n') : undefined
}

if (Symbol.asyncDispose) {
  Client.prototype[Symbol.asyncDispose] = async function () {
    this.close()
  }
}

module.exports = { Client }
