import { inspect, types } from 'node:util'
import type { StoredTokens } from './generated/records'
import { CallbackServer } from './internal/callbacks'
import { guard, refuse } from './internal/errors'
import { native } from './internal/load'
import { check, describeType, type Kinds, read } from './internal/options'
import type { TokenSource as NativeSource } from './native'

/** A source of a token, created by `tokens`. Printing it shows no secret. */
export class TokenSource {
  readonly #callbacks: CallbackServer | undefined
  readonly #native: NativeSource
  readonly #shown: object

  private constructor(makeNative: () => NativeSource, shown: object, callbacks?: CallbackServer) {
    this.#native = guard(makeNative)
    this.#shown = shown
    this.#callbacks = callbacks
  }

  /** @internal */
  static of(
    makeNative: () => NativeSource,
    shown: object,
    callbacks?: CallbackServer,
  ): TokenSource {
    return new TokenSource(makeNative, shown, callbacks)
  }

  /** @internal */
  static nativeOf(source: TokenSource): NativeSource {
    return source.#native
  }

  /**
   * What serves the source's requests, if it calls the caller's code.
   *
   * @internal
   */
  static callbacksOf(source: TokenSource): CallbackServer | undefined {
    return source.#callbacks
  }

  /** @internal */
  static isOne(value: unknown): value is TokenSource {
    return typeof value === 'object' && value !== null && #native in value
  }

  /** Its kind. */
  get [Symbol.toStringTag](): 'TokenSource' {
    return 'TokenSource'
  }

  /** Describes it without secrets: of a command only the program, not its arguments. */
  toJSON(): Record<string, unknown> {
    return { ...this.#shown }
  }

  /** @internal */
  [inspect.custom](_depth: number, options: object, show: typeof inspect): string {
    return `TokenSource ${show(this.#shown, options)}`
  }
}

/** A token, and the time at which the function must be called again. */
export interface ProvidedToken {
  /** The access token. */
  accessToken: string
  /** When it expires, as a date or in milliseconds since 1970. Default: when Webex refuses it. */
  expiresAt?: Date | number | null | undefined
}

/**
 * Returns an access token. The client calls it without arguments at first use, when the token expires,
 * and once after Webex refused it (401). Concurrent calls share one result. If it throws, its error is the
 * `cause` of an `AuthenticationError`.
 */
export type TokenFunction = () => string | ProvidedToken | Promise<string | ProvidedToken>

/** Stores the tokens of an OAuth refresh, for example in a database or a vault. */
export interface TokenStore {
  /** Returns the tokens that were saved last, or nothing if none were saved. */
  load(): StoredTokens | null | undefined | Promise<StoredTokens | null | undefined>
  /** Saves tokens. The client uses them only after this has finished. If it throws, the call fails. */
  save(tokens: StoredTokens): unknown
}

/** The required options of `tokens.oauth`. */
export interface OAuthCredentials {
  /** The client id of the integration or service app. */
  clientId: string
  /** Its client secret: text, or its source (not OAuth). */
  clientSecret: string | TokenSource
  /**
   * The initial refresh token: text, or its source (not OAuth). Later ones come from the store. If Webex
   * refuses those, the client uses this one again.
   */
  refreshToken: string | TokenSource
}

/** Options of `tokens.oauth`: credentials, and at most one of `cacheFile` and `store`. */
export type OAuthOptions = OAuthCredentials &
  (
    | {
        /**
         * A file for the tokens that only its owner can read: an absolute path, or one that starts with
         * `~/`. Processes can share it. Default: a file for this base URL, client id and refresh token, in
         * `webex-broadworks` in the user's cache folder (`XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`).
         */
        cacheFile?: string | null | undefined
        store?: null | undefined
      }
    | {
        /** The store of the tokens. Processes that share one might refresh twice. */
        store: TokenStore
        cacheFile?: null | undefined
      }
  )

/** The sources of an access token, in addition to a string and a function. */
export const tokens: {
  /**
   * A token in an environment variable of the process, read again when Webex refuses it. The client
   * doesn't see a variable that a worker thread sets in its own copy of `process.env`.
   *
   * @param name the variable, such as `EAST_TOKEN`
   * @throws ConfigurationError immediately if the variable isn't set, or contains no token
   */
  environment(name: string): TokenSource
  /**
   * A token in the first line of a file that others can't read, or of a mounted secret of systemd,
   * Docker or Kubernetes. The file is read immediately, at first use, and when it changes.
   *
   * @param path the file; white space around the token is ignored
   * @throws ConfigurationError immediately if the file can't be read, or others can read it
   */
  file(path: string): TokenSource
  /**
   * A token in the first line that a command prints. The client runs it at first use, and again when Webex
   * refuses the token.
   *
   * @param argv the program and its arguments, such as `['pass', 'show', 'webex']`; no shell runs them
   * @throws ConfigurationError if `argv` is empty
   */
  command(argv: readonly string[]): TokenSource
  /**
   * A token that is refreshed by OAuth, for integrations and service apps. The client refreshes it before
   * it expires, once for all calls, and saves it before it uses it. Secrets are sent only to
   * `{baseUrl}/access_token`. Events of a refresh have the operation `access_token.refresh`. If a refresh
   * fails while the token is still valid, no call fails, and loggers get a warning.
   *
   * @param options the credentials, and where the tokens are stored
   * @throws InvalidArgumentError if `options` has both `cacheFile` and `store`
   * @throws ConfigurationError if a credential is invalid, or `cacheFile` is a relative path
   */
  oauth(options: OAuthOptions): TokenSource
} = Object.freeze({ environment, file, command, oauth })

function environment(name: string): TokenSource {
  check('name', name, 'text')
  return described('environment', { name }, name)
}

function file(path: string): TokenSource {
  check('path', path, 'text')
  return described('file', { path }, path)
}

function command(argv: readonly string[]): TokenSource {
  if (!Array.isArray(argv) || !argv.every((part) => typeof part === 'string')) {
    const expected = 'an array of strings (a program and its arguments)'
    refuse(`\`argv\`: expected ${expected}, got ${describeType(argv)}`)
  }
  // Arguments may be secrets. The program's name is not.
  return described('command', { argv }, argv[0])
}

function described(kind: string, given: object, shown: unknown): TokenSource {
  return TokenSource.of(() => native.TokenSource.described(kind, given), { [kind]: shown })
}

const OAUTH: Kinds<OAuthOptions> = {
  clientId: 'text',
  clientSecret: 'anything',
  refreshToken: 'anything',
  cacheFile: 'text',
  store: 'store',
}

function oauth(options: OAuthOptions): TokenSource {
  const given = read<OAuthOptions>('tokens.oauth', options, OAUTH)
  const { cacheFile, store } = given
  const clientId = check('clientId', given.clientId, 'text')
  const clientSecret = secretOf('clientSecret', given.clientSecret)
  const refreshToken = secretOf('refreshToken', given.refreshToken)
  const shown = { clientId, clientSecret, refreshToken, ...(store ? {} : { cacheFile }) }
  const [secret, refresh] = [TokenSource.nativeOf(clientSecret), TokenSource.nativeOf(refreshToken)]
  const callbacks =
    store && new CallbackServer((topic, text) => runStoreOperation(store, topic, text))
  const makeNative = () =>
    native.TokenSource.oauth(clientId, secret, refresh, cacheFile, callbacks?.queue)
  return TokenSource.of(makeNative, { oauth: shown }, callbacks)
}

/** A client secret or a refresh token. */
function secretOf(name: string, secret: unknown): TokenSource {
  if (typeof secret === 'string') return literal(name, secret)
  if (TokenSource.isOne(secret)) return secret
  return refuse(
    `\`${name}\`: expected a string, or a source from tokens.environment, tokens.file or ` +
      `tokens.command, got ${describeType(secret)}`,
  )
}

function literal(argument: string, text: string): TokenSource {
  return TokenSource.of(() => native.TokenSource.literal(argument, text), { literal: '[hidden]' })
}

/** Loads or saves tokens in the caller's own store. */
async function runStoreOperation(
  store: TokenStore,
  topic: string,
  text: string | null,
): Promise<string | undefined> {
  if (topic === 'save' && text !== null) {
    await store.save(JSON.parse(text))
    return undefined
  }
  const tokens = (await store.load()) ?? undefined
  return tokens && JSON.stringify(tokens)
}

/** The token from the caller's function. */
async function fetchToken(callable: TokenFunction): Promise<string> {
  const fetched: unknown = await callable()
  if (typeof fetched === 'string') return JSON.stringify({ accessToken: fetched })
  const { accessToken, expiresAt } = (fetched ?? {}) as Record<string, unknown>
  if (typeof accessToken !== 'string') {
    throw new TypeError(
      'the token function: expected a string, or an object with `accessToken` and `expiresAt`, ' +
        `got ${describeType(fetched)}`,
    )
  }
  if (expiresAt === undefined || expiresAt === null) return JSON.stringify({ accessToken })
  const due = types.isDate(expiresAt) ? expiresAt.getTime() : expiresAt
  if (!Number.isFinite(due)) {
    const expected = 'a valid Date, or milliseconds since 1970'
    throw new TypeError(`\`expiresAt\`: expected ${expected}, got ${describeType(expiresAt)}`)
  }
  return JSON.stringify({ accessToken, expiresAt: due })
}

/**
 * The source for the option `token`; nothing without it.
 *
 * @internal
 */
export function sourceOf(token: unknown): TokenSource | undefined {
  if (token === undefined || TokenSource.isOne(token)) return token
  if (typeof token === 'string') return literal('token', token)
  if (typeof token !== 'function') {
    refuse(
      '`token`: expected a string, a function, or a source from `tokens`, ' +
        `got ${describeType(token)}`,
    )
  }
  const callbacks = new CallbackServer(() => fetchToken(token as TokenFunction))
  return TokenSource.of(() => native.TokenSource.provider(callbacks.queue), {}, callbacks)
}
