// The sources of tokens. Written by `make generate` from `api/arguments.toml`.

/** @module tokens */

import { read } from '../internal/options'
import { describedSource, oauthSource, type TokenSource, type TokenStore } from '../token-source'

/** The required options of `tokens.oauth`. */
export interface OAuthCredentials {
  /** The client id of the integration or service app. */
  clientId: string
  /** Its client secret: text, or a source other than `oauth`. */
  clientSecret: string | TokenSource
  /**
   * The initial refresh token: text, or a source other than `oauth`. The client saves those that
   * follow. If Webex refuses those, it uses this one again.
   */
  refreshToken: string | TokenSource
}

/** Options of `tokens.oauth`: credentials, and at most one of `cacheFile` and `store`. */
export type OAuthOptions = OAuthCredentials &
  (
    | {
        /**
         * The file for the tokens: an absolute path, or one that starts with `~/`. The client
         * creates it so that only its owner can read it, and locks it during a refresh, so that
         * processes can share it. Default: a file for this base URL, client id and refresh token,
         * in `webex-broadworks` in the user's cache folder (`XDG_CACHE_HOME`, `%LOCALAPPDATA%` or
         * `~/.cache`).
         */
        cacheFile?: string | null | undefined
        store?: null | undefined
      }
    | {
        /**
         * An object that stores the tokens instead, such as a vault. Processes that share one might
         * refresh twice. Pass at most one of `cacheFile` and `store`.
         */
        store: TokenStore
        cacheFile?: null | undefined
      }
  )

/** The sources of an access token, in addition to a string and a function. */
export const tokens: {
  /**
   * A token in an environment variable of the process. The variable is read when you create the
   * source, at first use, and again when Webex refuses the token. The client doesn't see a variable
   * that a worker thread sets in its own copy of `process.env`.
   *
   * @param name The variable, such as `EAST_TOKEN`.
   * @throws ConfigurationError immediately if the variable isn't set, or contains no token
   */
  environment(name: string): TokenSource
  /**
   * A token in the first line of a file. The file is read when you create the source, at first use,
   * and when it changes. White space around the token is ignored.
   *
   * @param path The file. Others must not be able to read it (`chmod 600`, or a folder that only
   * its owner can enter), unless it is a mounted secret of systemd, Docker or Kubernetes.
   * @throws ConfigurationError immediately if the file can't be read, others can read it, or it
   * contains no token
   */
  file(path: string): TokenSource
  /**
   * A token in the first line that a command prints, such as that of a password manager. The client
   * runs it at first use, and again when Webex refuses the token.
   *
   * @param argv The program and its arguments, such as `["pass", "show", "webex"]`; no shell runs
   * them.
   * @throws ConfigurationError immediately if `argv` is empty
   */
  command(argv: readonly string[]): TokenSource
  /**
   * A token that is refreshed by OAuth, for an integration or a service app. The client refreshes
   * it before it expires and when Webex refuses it, once for all calls. Without `store`, it
   * refreshes once for all processes, too. It saves the new tokens before it uses them. If it can't
   * save them, it uses them and logs a warning. Secrets are sent only to `/access_token` below the
   * base URL. Events of a refresh have the operation `"access_token.refresh"`. If a refresh fails
   * while the token is still valid, no call fails, and the client logs a warning.
   *
   * @param options the credentials, and where the tokens are stored
   * @throws ConfigurationError immediately if a credential is missing or invalid, or `cacheFile` is
   * relative
   * @throws InvalidArgumentError immediately if both `cacheFile` and `store` are set, or an
   * argument is of the wrong type
   */
  oauth(options: OAuthOptions): TokenSource
} = Object.freeze({
  environment: (name: string) => describedSource('environment', 'name', name, 'text'),
  file: (path: string) => describedSource('file', 'path', path, 'text'),
  command: (argv: readonly string[]) => describedSource('command', 'argv', argv, 'command'),
  oauth: (options: OAuthOptions) =>
    oauthSource(
      read<OAuthOptions>('tokens.oauth', options, {
        clientId: 'text',
        clientSecret: 'anything',
        refreshToken: 'anything',
        cacheFile: 'text',
        store: 'store',
      }),
    ),
})
