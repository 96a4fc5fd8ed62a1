/** A source of a token, created by `tokens`. Shows no secret when it is printed. */
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
 * Brings an access token; called without arguments at first use, when the token expires, and once
 * after Webex refused it (401), by one call for all. What it throws is the `cause` of an
 * `AuthenticationError`.
 */
export type TokenFunction = () => string | ProvidedToken | Promise<string | ProvidedToken>

/**
 * The tokens of an OAuth refresh: secrets, to be kept and brought back whole, with fields that are not
 * listed here. Times are in seconds since 1970, in every
 * language, so that programs may share a store.
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
  /** The service that granted them. */
  baseUrl: string
  /** The client that they were granted to. */
  clientId: string
  /** The initial refresh token. Tokens that were granted for another one are not used. */
  authorizedWith: string
}

/** Stores the tokens of an OAuth refresh, for example in a database or a vault. */
export interface TokenStore {
  /** Returns what was saved last; nothing at first. */
  load(): StoredTokens | null | undefined | Promise<StoredTokens | null | undefined>
  /** Saves tokens. They are used only after this has ended; if it throws, the call fails. */
  save(tokens: StoredTokens): unknown
}

/** The required options of `tokens.oauth`. */
export interface OAuthCredentials {
  /** The client id of the integration or service app. */
  clientId: string
  /** Its client secret: text, or its source (not OAuth). */
  clientSecret: string | TokenSource
  /**
   * The refresh token to start with: text, or its source (not OAuth). Later ones come from the store; if
   * Webex refuses those, this one is used again.
   */
  refreshToken: string | TokenSource
}

/** Options of `tokens.oauth`: credentials, and at most one of `cacheFile` and `store`. */
export type OAuthOptions = OAuthCredentials &
  (
    | {
        /**
         * A file for the tokens, readable by its owner alone, which processes may share: an absolute
         * path, or one that begins with `~/`. Default: one
         * of this authorization's own (base URL, client id and refresh token) in `webex-broadworks`
         * in the user's cache folder: `XDG_CACHE_HOME`, `%LOCALAPPDATA%` or `~/.cache`.
         */
        cacheFile?: string | null | undefined
        store?: null | undefined
      }
    | {
        /** The store of the tokens. Processes that share one may refresh twice. */
        store: TokenStore
        cacheFile?: null | undefined
      }
  )

/** The sources of an access token, in addition to a string and a function. */
export const tokens: {
  /**
   * A token in an environment variable of the process, read again when Webex refuses it. What a worker
   * thread sets in its own copy of `process.env` is not seen.
   *
   * @param name the variable, such as `EAST_TOKEN`
   * @throws ConfigurationError at once if there is none, or it holds no token
   */
  environment(name: string): TokenSource
  /**
   * A token in the first line of a file that others can't read, or of a mounted secret of systemd,
   * Docker or Kubernetes. The file is read at once, at first use, and when it changes.
   *
   * @param path the file; white space around the token does not count
   * @throws ConfigurationError at once if it cannot be read, or others can read it
   */
  file(path: string): TokenSource
  /**
   * A token in the first line that a command prints; run at first use, and again when Webex refuses the
   * token.
   *
   * @param argv the program and its arguments, such as `['pass', 'show', 'webex']`; there is no shell
   * @throws ConfigurationError if it is empty
   */
  command(argv: readonly string[]): TokenSource
  /**
   * A token that is refreshed by OAuth, for integrations and service apps: ahead of time, once for all
   * calls, and saved before it is used. Secrets go to `{baseUrl}/access_token` alone. Events of a
   * refresh have the operation `access_token.refresh`; one that fails while the token is still good
   * fails no call and is a warning to loggers.
   *
   * @param options the credentials, and where the tokens are kept
   * @throws InvalidArgumentError if it has both `cacheFile` and `store`
   * @throws ConfigurationError if a credential cannot be one, or `cacheFile` is a relative path
   */
  oauth(options: OAuthOptions): TokenSource
}
