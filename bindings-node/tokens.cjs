'use strict'

// Where access tokens come from.

const { inspect, types } = require('node:util')
const { CallbackServer } = require('./callbacks.cjs')
const { guard, refuse } = require('./errors.cjs')
const native = require('./load.cjs')
const { check, read, describeType } = require('./options.cjs')

/** A source of a token. It shows no secret. */
class TokenSource {
  #callbacks
  #native
  #shown

  constructor(makeNative, shown, callbacks) {
    this.#native = guard(makeNative)
    this.#shown = shown
    this.#callbacks = callbacks
  }

  static nativeOf(source) {
    return source.#native
  }

  /** Makes an error of the caller's code the cause of the resulting error. */
  static attachCause(source, error) {
    source?.#callbacks?.attachCause(error)
  }

  /** Whether the source calls the caller's code. */
  static callsFunctions(source) {
    return source?.#callbacks !== undefined
  }

  static isOne(value) {
    return typeof value === 'object' && value !== null && #native in value
  }

  get [Symbol.toStringTag]() {
    return 'TokenSource'
  }

  toJSON() {
    return { ...this.#shown }
  }

  [inspect.custom](_depth, options, show) {
    return `TokenSource ${show(this.#shown, options)}`
  }
}

function environment(name) {
  check('name', name, 'text')
  return new TokenSource(() => native.TokenSource.environment(name), { environment: name })
}

function file(path) {
  check('path', path, 'text')
  return new TokenSource(() => native.TokenSource.file(path), { file: path })
}

function command(argv) {
  if (!Array.isArray(argv) || !argv.every((part) => typeof part === 'string')) {
    const expected = 'an array of strings (a program and its arguments)'
    refuse(`\`argv\`: expected ${expected}, got ${describeType(argv)}`)
  }
  // Arguments may be secrets. The program's name is not.
  return new TokenSource(() => native.TokenSource.command(argv), { command: argv[0] })
}

const OAUTH = {
  clientId: 'text',
  clientSecret: 'anything',
  refreshToken: 'anything',
  cacheFile: 'text',
  store: 'store',
}

function oauth(options) {
  const { clientId, clientSecret, refreshToken, cacheFile, store } = read(
    'tokens.oauth',
    options,
    OAUTH,
  )
  check('clientId', clientId, 'text')
  if (cacheFile !== undefined && store !== undefined) {
    refuse(
      'tokens.oauth takes at most one of `cacheFile` and `store`: tokens are kept in one place',
    )
  }
  const secrets = [secretOf('clientSecret', clientSecret), secretOf('refreshToken', refreshToken)]
  const shown = { clientId, clientSecret: secrets[0], refreshToken: secrets[1] }
  const natives = secrets.map(TokenSource.nativeOf)
  if (store === undefined) {
    const makeNative = () =>
      cacheFile === undefined
        ? native.TokenSource.oauthInCacheFolder(clientId, ...natives)
        : native.TokenSource.oauthInFile(clientId, ...natives, cacheFile)
    return new TokenSource(makeNative, { oauth: { ...shown, cacheFile } })
  }
  const callbacks = new CallbackServer((topic, text) => runStoreOperation(store, topic, text))
  const makeNative = () => native.TokenSource.oauthInStore(clientId, ...natives, callbacks.queue)
  return new TokenSource(makeNative, { oauth: shown }, callbacks)
}

/** A client secret or a refresh token. */
function secretOf(name, secret) {
  if (typeof secret === 'string') return literal(name, secret)
  if (!TokenSource.isOne(secret)) {
    refuse(
      `\`${name}\`: expected a string, or a source from tokens.environment, tokens.file or ` +
        `tokens.command, got ${describeType(secret)}`,
    )
  }
  return secret
}

function literal(argument, text) {
  return new TokenSource(() => native.TokenSource.literal(argument, text), { literal: '[hidden]' })
}

/** Loads or saves tokens in the caller's own store. */
async function runStoreOperation(store, topic, text) {
  if (topic === 'save') {
    await store.save(JSON.parse(text))
    return undefined
  }
  const tokens = (await store.load()) ?? undefined
  return tokens && JSON.stringify(tokens)
}

/** The token from the caller's function. */
async function fetchToken(callable) {
  const fetched = await callable()
  if (typeof fetched === 'string') return JSON.stringify({ accessToken: fetched })
  if (typeof fetched?.accessToken !== 'string') {
    throw new TypeError(
      'the token function: expected a string, or an object with `accessToken` and `expiresAt`, ' +
        `got ${describeType(fetched)}`,
    )
  }
  const { accessToken, expiresAt } = fetched
  if (expiresAt === undefined || expiresAt === null) return JSON.stringify({ accessToken })
  const due = types.isDate(expiresAt) ? expiresAt.getTime() : expiresAt
  if (!Number.isFinite(due)) {
    const expected = 'a valid Date, or milliseconds since 1970'
    throw new TypeError(`\`expiresAt\`: expected ${expected}, got ${describeType(expiresAt)}`)
  }
  return JSON.stringify({ accessToken, expiresAt: due })
}

/** The source for the option `token`; nothing without it. */
function sourceOf(token) {
  if (token === undefined || TokenSource.isOne(token)) return token
  if (typeof token === 'string') return literal('token', token)
  if (typeof token !== 'function') {
    refuse(
      '`token`: expected a string, a function, or a source from `tokens`, ' +
        `got ${describeType(token)}`,
    )
  }
  const callbacks = new CallbackServer(() => fetchToken(token))
  return new TokenSource(() => native.TokenSource.provider(callbacks.queue), {}, callbacks)
}

const tokens = Object.freeze({ environment, file, command, oauth })

module.exports = { TokenSource, sourceOf, tokens }
