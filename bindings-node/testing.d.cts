/// <reference lib="esnext.disposable" />

/**
 * A Webex simulator and a scripted server on this machine, for testing code that calls Webex.
 *
 * ```js
 * import { Sandbox } from 'webex-broadworks/testing'
 *
 * const sandbox = await Sandbox.start({ enterprises: 5000, speed: 600 })
 * const webex = sandbox.client()
 * ```
 *
 * @module
 */

import type { Client, ClientOptions } from './client.cjs'
import type { CutAt, ErrorForm, Fault } from './faults.cjs'
import type { Enterprise, Subscriber, Workspace } from './generated/models.cjs'
import type { SandboxSwitches } from './switches.cjs'

export * from './faults.cjs'
export * from './switches.cjs'

/** Options of a sandbox. Every option has a default. */
export interface SandboxOptions {
  /** Number of generated enterprises. Default: 250. */
  enterprises?: number | undefined
  /** Number of generated subscribers, distributed over the enterprises. Default: 20. */
  subscribers?: number | undefined
  /**
   * Enterprises to serve exactly as given, instead of generated ones. The optional key `sandbox` of an item
   * is not served. It sets what Webex hides: `cluster`, `domain` (of its users), `provisionedUsers` and
   * `runSeconds` (duration of its last sync). An enterprise given as `IN_PROGRESS` is syncing at the start.
   */
  items?: object[] | undefined
  /** Seed of all generated data, durations, failures and faults. Default: 1. */
  seed?: number | undefined
  /** Some generated ids contain `&`, `/`, `#`, `%`, spaces or non-ASCII letters. Default: true. */
  oddIds?: boolean | undefined
  /**
   * Every generated enterprise has directory sync enabled and has been synced. If false, there is at least
   * one with each kind of problem. Default: false.
   */
  allSynced?: boolean | undefined
  /** Number of hidden BroadWorks clusters. Each runs one triggered sync at a time. Default: 4. */
  clusters?: number | undefined
  /**
   * Distribution of the generated enterprises over the clusters. `even`: equal sizes. `zipf`: the k-th
   * cluster has 1/k of the enterprises of the first. Numbers: one cluster for each, in these proportions;
   * if their sum is `enterprises`, they are the sizes. Default: `even`.
   */
  clusterSizes?: 'even' | 'zipf' | number[] | undefined
  /**
   * How the `provisioningId` (template) of a generated enterprise relates to its cluster. `per_cluster`:
   * enterprises with the same id share a cluster. The others don't show the cluster: each enterprise has an
   * id of its own (`per_enterprise`), a random one of n (`{ random: n }`; 1: the same for all), or none
   * (`absent`). Default: `per_cluster`.
   */
  provisioningIds?: 'per_cluster' | 'per_enterprise' | 'absent' | { random: number }
  /** Number of provisioning ids of each cluster, with `per_cluster`. Default: 1. */
  provisioningIdsPerCluster?: number | undefined
  /** Order of a list. Default: `id`. */
  sort?: 'id' | 'insertion' | 'shuffled' | undefined
  /** Port on 127.0.0.1. Default: 0, a free one. */
  port?: number | undefined
  /** Token of an administrator with read and write permission. Default: `sandbox-token`. */
  token?: string | undefined
  /** Token with the read scope only. Default: `sandbox-read-only-token`. */
  readOnlyToken?: string | undefined
  /** Virtual seconds after which `token` expires. A new token restarts the count. Default: never. */
  tokenExpiresAfter?: number | null | undefined
  /**
   * OAuth client whose refresh token gets access tokens at `/v1/access_token`. Default: none, every refresh
   * is refused.
   */
  oauth?: SandboxOAuth | null | undefined
  /** Virtual seconds per real second. Default: 1. */
  speed?: number | undefined
  /** Only `advance` changes the clock. Default: false. */
  manual?: boolean | undefined
  /** Initial time of the clock. Default: the present. */
  startTime?: Date | string | undefined
  /**
   * Shortest and longest sync, in virtual seconds. Durations are distributed evenly in between, on a
   * logarithmic scale. Default: 2 to 4500.
   */
  runSeconds?: [number, number] | undefined
  /** Log-normal distribution of sync durations, limited to `runSeconds`. Default: none. */
  runLogNormal?: SandboxLogNormal | null | undefined
  /**
   * Maximum share by which a sync is shorter or longer than the enterprise's last one, whose duration a
   * list shows. Default: 0.25.
   */
  runSpread?: number | undefined
  /** Virtual seconds that the clean-up after disabling takes. Default: 300. */
  cleanUpSeconds?: number | undefined
  /** Share of syncs that fail, 0 to 1. Default: 0. */
  failShare?: number | undefined
  /**
   * Error codes of failed syncs, each with a weight. The switch `connectFailureCode` replaces 600014.
   * Default: every code of a failed sync, most often lost connections.
   */
  failCodes?: Record<number, number> | undefined
  /** Share of syncs that succeed partially, 0 to 1. Default: 0. */
  partialShare?: number | undefined
  /**
   * Error codes of partially successful syncs, each with a weight. Default: 600003 and 600017 to 600019,
   * with equal weights.
   */
  partialCodes?: Record<number, number> | undefined
  /**
   * Webex starts scheduled syncs: a week after the last sync or after directory sync was enabled, and
   * 24 hours after a failed sync. Each cluster has one slot for scheduled syncs, so they wait for each
   * other. They block only a trigger of the same enterprise. Default: false, only triggered syncs run.
   */
  scheduledRuns?: boolean | undefined
  /**
   * Share of time, 0 to 1, in which Partner Hub or another tool occupies each cluster's slot for triggered
   * syncs, at random moments. If the slot is taken, it waits. Default: 0.
   */
  externalClientShare?: number | undefined
  /**
   * External clients occupy a slot without showing which enterprise they sync. If false, one of the
   * cluster's enterprises is `IN_PROGRESS` with their tracking id. Default: false.
   */
  anonymousExternalClients?: boolean | undefined
  /** Duration of provisioning or updating a subscriber, in virtual seconds. Default: median 20, sigma 0.8. */
  provisioningLogNormal?: SandboxLogNormal | undefined
  /**
   * Duration of provisioning an enterprise's first subscriber, which creates the enterprise, in virtual
   * seconds. Default: median 240, sigma 0.5.
   */
  firstProvisioningLogNormal?: SandboxLogNormal | undefined
  /** Share of subscribers, 0 to 1, whose provisioning ends in `error` 10022. Default: 0. */
  provisioningFailShare?: number | undefined
  /** Share of new subscribers, 0 to 1, that wait for their person's consent. Default: 0. */
  consentShare?: number | undefined
  /**
   * Virtual seconds after which a person does what a new subscriber waits for. Default: never, only
   * `grantConsent` does it.
   */
  consentSeconds?: number | null | undefined
  /** Virtual seconds that a billing report takes. Default: 60. */
  billingReportSeconds?: number | undefined
  /** Share of billing reports that fail, 0 to 1. Default: 0. */
  billingReportFailShare?: number | undefined
  /**
   * Lists are paged with `Link` headers. If false, a list ends after a full page, without a link.
   * Default: true.
   */
  linkPaging?: boolean | undefined
  /** Maximum page size. Larger requests get this many items, without an error. Default and maximum: 1000. */
  clampMax?: number | undefined
  /**
   * Requests per real second above which the response is 429, with a `Retry-After` in whole seconds (at
   * least 1). Default: no limit.
   */
  rateLimit?: number | null | undefined
  /**
   * Number of requests that `rateLimit` allows at once (size of the token bucket). Default: the requests of
   * one second, at least 1.
   */
  rateBurst?: number | null | undefined
  /** Format of error bodies. Default: `A`. */
  errorBody?: ErrorForm | undefined
  /** Bodies over 1 KiB are compressed if the client accepts it. Default: true. */
  gzip?: boolean | undefined
  /** Bodies are sent in chunks, as Webex does, instead of with a `Content-Length`. Default: true. */
  chunked?: boolean | undefined
  /** Number of requests that the log keeps. Default: 100,000. */
  logLimit?: number | undefined
  /** Undocumented behavior of Webex. */
  switches?: SandboxSwitches | undefined
  /** Faults, and how often they apply. Default: none. */
  faults?: Fault[] | undefined
}

/** A log-normal distribution of durations: most are short, and a few are very long. */
export interface SandboxLogNormal {
  /** The median, in virtual seconds. */
  median: number
  /** The standard deviation of the natural logarithm. With 1, one in six takes over 2.7 times the median. */
  sigma: number
}

/** An OAuth client and its refresh token. Every field has a default. */
export interface SandboxOAuth {
  /** Default: `sandbox-client-id`. */
  clientId?: string | undefined
  /** Default: `sandbox-client-secret`. */
  clientSecret?: string | undefined
  /** Default: `sandbox-refresh-token`. */
  refreshToken?: string | undefined
  /** Virtual seconds in which an access token is valid. Default: 1,209,600 (two weeks). */
  expiresIn?: number | undefined
  /** Each refresh returns a new refresh token, and the old one becomes invalid. Default: false. */
  rotates?: boolean | undefined
  /** Every refresh is refused. Default: false. */
  fails?: boolean | undefined
  /** Format of a refused refresh. Default: `F`. */
  errorBody?: ErrorForm | undefined
}

/** A request as received. */
export interface LoggedRequest {
  /** The method, as sent. */
  method: string
  /** Path and query, as sent. */
  target: string
  /** The headers by their lower-case names. Repeated ones are joined with `, `. */
  headers: Record<string, string>
  /** The body as text. */
  body: string
  /** The status of the response. `null`: none yet, or the connection ended first. */
  status: number | null
  /** Its time of arrival, in ISO 8601: virtual in the sandbox, real in a scripted server. */
  at: string
}

/** A past or running sync, with data that Webex doesn't show in one place. */
export interface SandboxRun {
  /** The enterprise's `id`; `null` if an external client occupies the cluster without showing it. */
  enterpriseId: string | null
  /** The hidden cluster. */
  cluster: number
  /**
   * What started it: a trigger that the sandbox accepted, Webex itself, or Partner Hub or another tool.
   */
  kind: 'on_demand' | 'scheduled' | 'external_client'
  /** Its start, in virtual time. */
  start: Date
  /** Its past or future end, in virtual time. */
  end: Date
  /** Its `lastSyncTrackingId`. */
  trackingId: string | null
  /** The directory sync codes that it ends with. Empty: it succeeds. */
  codes: number[]
}

/** Fixed properties of the next sync of an enterprise. */
export interface NextRun {
  /** Its duration in virtual milliseconds. Default: similar to the last. */
  length?: number | undefined
  /**
   * The directory sync codes that it ends with. Empty: it succeeds. Only 600003 and 600017 to 600019: it
   * succeeds partially. Others: it fails. Default: random, by `failShare` and `partialShare`.
   */
  codes?: number[] | undefined
}

/** The timeout of a wait. */
export interface WaitOptions {
  /** Milliseconds. Default: 30,000. */
  timeout?: number | undefined
}

/** Data of an enterprise that Webex hides and the sandbox shows. */
export interface SandboxTruth {
  /** The hidden cluster, for `holdCluster`. */
  cluster: number
  /** The domain of its users. Every user in it can be synced, for example `jane.doe@` and this domain. */
  domain: string
  /** Whether a user of it has been provisioned. Without one, syncs are refused. */
  provisionedUsers: boolean
  /** Duration of its last sync in seconds. */
  runSeconds: number
}

/** An enterprise as `Sandbox.enterprises` shows it. */
export interface SandboxEnterprise extends Enterprise {
  /** The data that Webex hides. */
  sandbox: SandboxTruth
}

/**
 * A stateful simulator of Webex on a loopback port: the next read shows a change, syncs take time on a
 * virtual clock, clusters refuse a second sync, and users can be added and removed. It serves from a thread
 * of its own until it is stopped, and doesn't keep the process alive.
 */
export class Sandbox {
  private constructor()
  /**
   * Starts a sandbox.
   *
   * @throws InvalidArgumentError if an option is unknown or has a wrong value, or the port is already in use
   */
  static start(options?: SandboxOptions): Promise<Sandbox>
  /** The base URL to give a client: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string
  /** The current token with all permissions. */
  readonly token: string
  /** Replaces the token with all permissions. The old one is then refused. */
  setToken(token: string): void
  /**
   * Creates a client for this sandbox that uses the sandbox's clock. Its pauses are shorter by the factor
   * `speed`, at most 600 times. Ages, expiry and deadlines follow `startTime` and `advance`.
   *
   * @param options further options of `Client`. Default of `token`: the one with all permissions
   */
  client(options?: ClientOptions): Client
  /** Number of access tokens that the OAuth client got. */
  tokenRefreshes(): number
  /** The token that can only read. */
  readonly readOnlyToken: string
  /** The requests since the start or the last `clearRequests`, in order of arrival. */
  requests(): LoggedRequest[]
  /** Clears the request log. */
  clearRequests(): void
  /** Resolves to true once this many requests have arrived, and to false after the timeout. */
  waitForRequests(count: number, options?: WaitOptions): Promise<boolean>
  /** Every subscriber as Webex would show it now, sorted by id. */
  subscribers(): Subscriber[]
  /** Every workspace that was provisioned, sorted by id. Webex itself has no list of them. */
  workspaces(): Workspace[]
  /**
   * Acts as the person that a subscriber's provisioning waits for: gives consent, or enters and confirms
   * an e-mail address.
   */
  grantConsent(subscriberId: string): void
  /** Every enterprise as Webex would show it now, with the key `sandbox` for what Webex hides. */
  enterprises(): SandboxEnterprise[]
  /** Advances the clock by a number of milliseconds, in any mode. */
  advance(milliseconds: number): void
  /** The virtual time. */
  now(): Date
  /** Replaces all faults, and resets their counts. */
  setFaults(faults: Fault[]): void
  /** How many times each fault was applied, by its label, or by its name without one. */
  faultCounts(): Record<string, number>
  /** Number of requests that `rateLimit` refused, without the 429s of faults and busy clusters. */
  throttled(): number
  /** Number of accepted triggers, by the enterprise's id. Enterprises without any are left out. */
  acceptedTriggers(): Record<string, number>
  /**
   * Number of refusals because of the state of an enterprise or its cluster, by the reason: `cluster_busy`
   * (a sync triggered here occupies the cluster), `held_by_external_client` (one triggered elsewhere does),
   * `already_running`, or another directory sync code, such as `600011`.
   */
  refusals(): Record<string, number>
  /** All syncs since the start, in the order in which they started. */
  runs(): SandboxRun[]
  /**
   * Sets the duration and result of the next sync of an enterprise, whatever starts it.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id
   */
  setNextRun(enterpriseId: string, next: NextRun): void
  /**
   * Occupies a cluster's slot for triggered syncs for this many virtual milliseconds, as Partner Hub or
   * another tool would, without showing which enterprise is synced.
   *
   * @throws InvalidArgumentError if there is no such cluster, or its slot is occupied
   */
  holdCluster(cluster: number, milliseconds: number): void
  /**
   * Triggers a sync as Partner Hub or another tool would: the enterprise is `IN_PROGRESS` with a foreign
   * tracking id, and its cluster is busy.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id, if its directory sync is off, or
   * if it or its cluster is busy
   */
  occupy(enterpriseId: string): void
  /** Changes a user on BroadWorks: its next sync is an `UPDATE`. */
  touchUser(enterpriseId: string, userId: string): void
  /** Removes a user from BroadWorks: its next sync is a `DELETE`. */
  removeUser(enterpriseId: string, userId: string): void
  /** Stops serving and closes all connections. The log can still be read. */
  stop(): Promise<void>
  /** Stops at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}

/** A response of a script. `{{origin}}` and `{{elsewhere}}` in it are replaced with the servers' origins. */
export interface ScriptedResponse {
  /** Default: 200. */
  status?: number | undefined
  /** Headers, sent in this order and spelling. Default: none. */
  headers?: [string, string][] | Record<string, string> | undefined
  /** A JSON body. Sets `Content-Type`, unless `headers` does. */
  json?: unknown | undefined
  /** A text body. */
  text?: string | undefined
  /** A binary body, in base64. */
  base64?: string | undefined
  /** The body is compressed, and `Content-Encoding` set. Default: false. */
  gzip?: boolean | undefined
  /** The body is sent in chunks rather than with its length. Default: false. */
  chunked?: boolean | undefined
  /** Where the connection ends early. Default: nowhere. */
  cut?: CutAt | undefined
  /** The connection ends with RST instead of FIN. Default: false. */
  reset?: boolean | undefined
  /** The response waits for `release()`. Default: false. */
  hold?: boolean | undefined
}

/**
 * Answers the k-th request with the k-th response of a script, without looking at the request. Requests
 * after the last response get 500. A second, foreign server only logs its requests.
 */
export class ScriptedServer {
  private constructor()
  /**
   * Starts both servers on free loopback ports.
   *
   * @throws InvalidArgumentError if a response has an unknown key or a wrong value
   */
  static start(responses?: ScriptedResponse[]): Promise<ScriptedServer>
  /** `http://127.0.0.1:PORT` */
  readonly origin: string
  /** The origin of the foreign server. */
  readonly elsewhereOrigin: string
  /** The base URL to give a client: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string
  /** The requests, in order of arrival. */
  requests(): LoggedRequest[]
  /** The requests to the foreign server. */
  elsewhereRequests(): LoggedRequest[]
  /** Resolves to true once this many requests have arrived, and to false after the timeout. */
  waitForRequests(count: number, options?: WaitOptions): Promise<boolean>
  /** Releases held responses, including future ones. */
  release(): void
  /** Number of clients that disconnected while their response was held. */
  disconnects(): number
  /**
   * Resolves to true once this many clients disconnected while their response was held, and to false after
   * the timeout.
   */
  waitForDisconnects(count: number, options?: WaitOptions): Promise<boolean>
  /** Stops serving and closes all connections. The log can still be read. */
  stop(): Promise<void>
  /** Stops at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}
