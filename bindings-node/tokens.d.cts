/** A source of a token, created by `tokens`. Printing it shows no secret. */
export interface TokenSource {
  /** Its kind. */
  readonly [Symbol.toStringTag]: 'TokenSource'
  /** Describes it without secrets: of a command only the program, not its arguments. */
  toJSON(): Record<string, unknown>
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

/**
 * The tokens of an OAuth refresh. All of it is secret. A store must return all fields, also those that
 * aren't listed here. Times are in seconds since 1970 in every language, so that programs can share a store.
 */
export interface StoredTokens {
  /** The access token. */
  accessToken: string
  /** When it expires. */
  expiresAt: number
  /** When it must be refreshed. */
  refreshAt: number
  /** The refresh token for the next refresh. */
  refreshToken: string
  /** When that expires, if Webex said so. */
  refreshTokenExpiresAt?: number | undefined
  /** The base URL of the API that granted them. */
  baseUrl: string
  /** The client that they were granted to. */
  clientId: string
  /** The initial refresh token. Tokens that were granted for another one are not used. */
  authorizedWith: string
}

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
}
