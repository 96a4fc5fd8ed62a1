// The options of a client. Written by `make generate` from `api/arguments.toml`.

/** @module client-options */

import type { Hook, Logger } from '../hooks'
import type { Kinds } from '../internal/options'
import type { TokenFunction, TokenSource } from '../token-source'

/** Options of a client. Times are in milliseconds. */
export interface ClientOptions {
  /**
   * The access token: text, a function that returns it, or a source created by `tokens`. Default:
   * the profile's token, else the environment variable `WEBEX_ACCESS_TOKEN`, else a token that is
   * refreshed with `WEBEX_CLIENT_ID`, `WEBEX_CLIENT_SECRET` and `WEBEX_REFRESH_TOKEN`.
   */
  token?: string | TokenFunction | TokenSource | null | undefined
  /**
   * The profile that names token and partner, used if `token` is not set. Default: the environment
   * variable `WEBEX_PROFILE`.
   */
  profile?: string | null | undefined
  /**
   * The file of profiles. Default: `webex-broadworks/profiles.toml` in the user's configuration
   * folder (`XDG_CONFIG_HOME`, `%APPDATA%` or `~/.config`).
   */
  profilesFile?: string | null | undefined
  /**
   * A label for the partner of this client, which events and log records show. Default: the
   * profile's, else none.
   */
  partner?: string | null | undefined
  /**
   * The base URL of the API, with or without a path; https only, or http for a loopback address.
   * Default: `https://webexapis.com/v1`, or a loopback address in the environment variable
   * `WEBEX_BASE_URL`.
   */
  baseUrl?: string | null | undefined
  /**
   * Timeout of a call or a page, including pauses and retries, in milliseconds. `null`: no
   * deadline. Default: 180,000.
   */
  timeout?: number | null | undefined
  /** Timeout of one attempt of a call, in milliseconds. Default: 60,000. */
  attemptTimeout?: number | null | undefined
  /** Connect timeout, in milliseconds. Default: 5,000. */
  connectTimeout?: number | null | undefined
  /** How long to wait for the next bytes of a response, in milliseconds. Default: 30,000. */
  readTimeout?: number | null | undefined
  /**
   * The proxy, such as `http://proxy.example:3128`. Default: from the environment (`HTTPS_PROXY`,
   * `ALL_PROXY`, `NO_PROXY`). Requests to a loopback address never go through one.
   */
  proxy?: string | null | undefined
  /**
   * Whether the environment's proxies, its certificate stores (`NODE_EXTRA_CA_CERTS`,
   * `SSL_CERT_FILE`, `SSL_CERT_DIR`), `WEBEX_BASE_URL` and `WEBEX_LOG` are used. An empty variable
   * counts as unset; one that can't be used is a `ConfigurationError`. Default: true.
   */
  trustEnv?: boolean | null | undefined
  /**
   * A file of certificate authorities to trust in addition to the system's, in PEM or DER form; a
   * leading `~` is the home directory. Default: none.
   */
  caFile?: string | null | undefined
  /** Text to append to the User-Agent header, such as `nightly-sync/1.2`. Default: none. */
  userAgentSuffix?: string | null | undefined
  /**
   * Maximum number of requests in flight at the same time, at least 1. The client starts with 8 and
   * allows more while Webex answers without errors. Default: 100.
   */
  maxInFlight?: number | null | undefined
  /** Maximum number of requests per second, 0.001 to 1,000,000. Default: no limit. */
  maxRequestsPerSecond?: number | null | undefined
  /** Called with an `Event` for each request that is sent. Default: none. */
  onRequest?: Hook | null | undefined
  /**
   * Called with an `Event` for each response, and for each request that got none. Default: none.
   */
  onResponse?: Hook | null | undefined
  /**
   * Called with an `Event` before a request is retried. Also called if a refresh fails while the
   * token is still valid; the client then keeps using that token. Default: none.
   */
  onRetry?: Hook | null | undefined
  /**
   * Logs all of these, such as `console`, winston, pino or bunyan. The environment variable
   * `WEBEX_LOG` (debug, info, warn) writes the same to standard error. Default: none.
   */
  logger?: Logger | null | undefined
}

/** @internal */
export const CLIENT_OPTIONS: Kinds<ClientOptions> = {
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
}
