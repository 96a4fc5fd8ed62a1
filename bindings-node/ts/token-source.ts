import { inspect, types } from 'node:util'
import type { ProvidedToken, StoredTokens } from './generated/records'
import { CallbackServer } from './internal/callbacks'
import { guard, refuse } from './internal/errors'
import { native } from './internal/load'
import { check, describeType, type Kind } from './internal/options'
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
  /** Saves tokens before the client uses them. If it throws, the client uses them and logs a warning. */
  save(tokens: StoredTokens): unknown
}

/** The options of `tokens.oauth` as they are read. */
interface GivenOAuth {
  clientId?: string
  clientSecret?: unknown
  refreshToken?: unknown
  cacheFile?: string
  store?: TokenStore
}

/**
 * A source that is data: its kind, the name of its argument, and that argument.
 *
 * @internal
 */
export function describedSource(
  kind: string,
  name: string,
  given: string | readonly string[],
  is: Kind,
): TokenSource {
  check(name, given, is)
  // A command's arguments may be secrets. Its program is not.
  const [shown] = [given].flat()
  const makeNative = () => native.TokenSource.described(kind, { [name]: given })
  return TokenSource.of(makeNative, { [kind]: shown })
}

/**
 * A source whose token is refreshed.
 *
 * @internal
 */
export function oauthSource({ cacheFile, store, ...given }: GivenOAuth): TokenSource {
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
