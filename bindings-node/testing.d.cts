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
import type { Enterprise, Subscriber } from './generated/models.cjs'

export * from './faults.cjs'

/** Options of a sandbox. Every option has a default. */
export interface SandboxOptions {
  /** Number of generated enterprises. Default: 250. */
  enterprises?: number | undefined
  /** Number of generated subscribers, distributed over the enterprises. Default: 20. */
  subscribers?: number | undefined
  /**
   * Enterprises to serve word for word instead. A key `sandbox` in an item sets what the service
   * hides: `cluster`, `domain` (of its users), `provisionedUsers`, `runSeconds` (how long its last run
   * took).
   */
  items?: object[] | undefined
  /** The seed of all generated data, durations, failures and faults. Default: 1. */
  seed?: number | undefined
  /** Some generated ids contain `&`, `/`, `#`, `%`, spaces or non-ASCII letters. Default: true. */
  oddIds?: boolean | undefined
  /**
   * Every made-up enterprise has directory sync enabled and has been synced; false: there is one of
   * everything that can be the matter. Default: false.
   */
  allSynced?: boolean | undefined
  /** Number of hidden BroadWorks clusters. Each runs one sync at a time. Default: 4. */
  clusters?: number | undefined
  /**
   * How many of the made-up enterprises each cluster has: all the same (`even`), the k-th a k-th of what
   * the first has (`zipf`), or in these proportions, which also say how many clusters there are; numbers
   * that add up to `enterprises` are the sizes themselves. Default: `even`.
   */
  clusterSizes?: 'even' | 'zipf' | number[] | undefined
  /**
   * How the `provisioningId` (template) of a made-up enterprise relates to its cluster. `per_cluster`:
   * enterprises with the same id share a cluster. The others don't show the cluster: each enterprise has an
   * id of its own (`per_enterprise`), draws one of n (`{ random: n }`; 1: the same for all), or has none
   * (`absent`). Default: `per_cluster`.
   */
  provisioningIds?: 'per_cluster' | 'per_enterprise' | 'absent' | { random: number }
  /** Number of provisioning ids of each cluster, with `per_cluster`. Default: 1. */
  provisioningIdsPerCluster?: number | undefined
  /** The order of a list. Default: `id`. */
  sort?: 'id' | 'insertion' | 'shuffled' | undefined
  /** The port on 127.0.0.1. Default: 0, a free one. */
  port?: number | undefined
  /** The token of an administrator who may read and write. Default: `sandbox-token`. */
  token?: string | undefined
  /** A token with the read scope only. Default: `sandbox-read-only-token`. */
  readOnlyToken?: string | undefined
  /** Virtual seconds after which `token` is refused, counted again whenever it is replaced. Default: none. */
  tokenExpiresAfter?: number | null | undefined
  /** A client whose refresh token gets access tokens at `/v1/access_token`. Default: none. */
  oauth?: SandboxOAuth | null | undefined
  /** Virtual seconds per real second. Default: 1. */
  speed?: number | undefined
  /** The clock moves only with `advance`. Default: false. */
  manual?: boolean | undefined
  /** Where the clock starts. Default: the present. */
  startTime?: Date | string | undefined
  /**
   * The shortest and the longest run in virtual seconds; between them each order of magnitude is as likely
   * as the next. Default: 2 to 4500.
   */
  runSeconds?: [number, number] | undefined
  /**
   * Sync durations are log-normally distributed instead, and clipped to `runSeconds`. Default: they are not.
   */
  runLogNormal?: SandboxLogNormal | null | undefined
  /**
   * The share by which a run may be shorter or longer than the one before of the same enterprise, which
   * the list shows. Default: 0.25.
   */
  runSpread?: number | undefined
  /** Virtual seconds that the clean-up after disabling takes. Default: 300. */
  cleanUpSeconds?: number | undefined
  /** The share of syncs that fail. Default: 0. */
  failShare?: number | undefined
  /**
   * The codes for which runs fail, each with a weight. 600014 is said as the switch `connectFailureCode`
   * has it. Default: every code of a failed run, lost connections most often.
   */
  failCodes?: Record<number, number> | undefined
  /** The share of syncs that succeed partially. Default: 0. */
  partialShare?: number | undefined
  /**
   * The codes for which runs succeed in part, each with a weight. Default: 600003 and 600017 to 600019,
   * one as often as the other.
   */
  partialCodes?: Record<number, number> | undefined
  /**
   * The service starts scheduled syncs: a week after the last sync or after directory sync was enabled, and
   * 24 hours after a failed run. Each cluster has one slot for such runs. They block only a trigger of the
   * same enterprise. Default: false, only triggered syncs run.
   */
  scheduledRuns?: boolean | undefined
  /**
   * The share of time for which Partner Hub or another tool holds each cluster's slot for runs on demand,
   * at random moments. Default: 0.
   */
  externalClientShare?: number | undefined
  /**
   * External clients hold a slot without showing which enterprise they sync; false: one of the cluster's
   * enterprises is `IN_PROGRESS` under a tracking id of theirs. Default: false.
   */
  anonymousExternalClients?: boolean | undefined
  /** How long provisioning or updating a subscriber takes. Default: median 20, sigma 0.8. */
  provisioningLogNormal?: SandboxLogNormal | undefined
  /**
   * How long provisioning the first subscriber of an enterprise takes, which creates the enterprise.
   * Default: median 240, sigma 0.5.
   */
  firstProvisioningLogNormal?: SandboxLogNormal | undefined
  /** The share of subscribers whose provisioning ends in `error` 10022. Default: 0. */
  provisioningFailShare?: number | undefined
  /** The share of new subscribers that wait for the consent of their person. Default: 0. */
  consentShare?: number | undefined
  /**
   * Virtual seconds after which a person does what a new subscriber waits for. Default: never,
   * `grantConsent` does it.
   */
  consentSeconds?: number | null | undefined
  /** Virtual seconds that a billing report takes. Default: 60. */
  billingReportSeconds?: number | undefined
  /** The share of billing reports that fail. Default: 0. */
  billingReportFailShare?: number | undefined
  /** Lists are paged by `Link` headers; false: a full page without a link. Default: true. */
  linkPaging?: boolean | undefined
  /** The maximum page size. Larger requests get this many items without an error. Default, and at most: 1000. */
  clampMax?: number | undefined
  /** Requests per real second above which the answer is 429. Default: none. */
  rateLimit?: number | null | undefined
  /** The burst that `rateLimit` allows. Default: the requests of one second. */
  rateBurst?: number | null | undefined
  /** The format of error bodies. Default: `A`. */
  errorBody?: ErrorForm | undefined
  /** Bodies above 1 KiB are compressed for clients that accept it. Default: true. */
  gzip?: boolean | undefined
  /** Bodies are sent chunked, as the service does, rather than with a length. Default: true. */
  chunked?: boolean | undefined
  /** How many requests the log remembers. Default: 100,000. */
  logLimit?: number | undefined
  /** The undocumented behavior of Webex. */
  switches?: SandboxSwitches | undefined
  /** The faults, and how often they apply. Default: none. */
  faults?: Fault[] | undefined
}

/** Durations of which most are short and a few very long. */
export interface SandboxLogNormal {
  /** The median, in virtual seconds. */
  median: number
  /** The standard deviation of the natural logarithm. At 1, one in six takes more than 2.7 times the median. */
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
  /** Virtual seconds that an access token lasts. Default: 1,209,600, two weeks. */
  expiresIn?: number | undefined
  /** Each refresh returns a new refresh token, and the old one becomes invalid. Default: false. */
  rotates?: boolean | undefined
  /** Every refresh is refused. Default: false. */
  fails?: boolean | undefined
  /** The format of a refused refresh. Default: `F`. */
  errorBody?: ErrorForm | undefined
}

/** The undocumented behavior of Webex, so that a script can be tested against each variant. */
export interface SandboxSwitches {
  /** HTTP status by error code, which takes precedence over the defaults. */
  refusalStatus?: Record<number, number> | undefined
  /** The code that says another run occupies the cluster; `null`: a bare 429. Default: 600009. */
  busyCode?: number | null | undefined
  /** The code if the same enterprise is already syncing; `null`: a bare 429. Default: 600009. */
  alreadyRunningCode?: number | null | undefined
  /** The `Retry-After` of both refusals above. Default: none. */
  busyRetryAfter?: string | null | undefined
  /** The code of a run that could not reach its BroadWorks cluster. Default: 600014. */
  connectFailureCode?: number | undefined
  /** The state of a failed sync. Default: `FAILED`. */
  failedState?: string | undefined
  /** Virtual seconds after a trigger for which the old status is shown. Default: 0. */
  staleSeconds?: number | undefined
  /** The status of an enterprise that was never synced. Default: `mixed`. */
  neverSynced?: 'absent' | 'not_synced' | 'mixed' | undefined
  /** End time and counters of the previous run stay while the next one runs. Default: false. */
  endTimeWhileRunning?: boolean | undefined
  /** How a partial success ends. Default: `complete_with_errors`. */
  partialSuccess?: 'complete_with_errors' | 'failed' | undefined
  /** The state between disabling and the end of the clean-up. Default: `CLEANUP_IN_PROGRESS`. */
  cleanUpState?: string | undefined
  /** `spEnterpriseId` and `startsWith` in one request are refused with 400. Default: false. */
  bothFiltersRefused?: boolean | undefined
  /** `startsWith` ignores case. Default: false. */
  caseInsensitivePrefix?: boolean | undefined
  /** The filter `spEnterpriseId` ignores case. Default: false. */
  caseInsensitiveExact?: boolean | undefined
  /** A bare UUID is accepted where an id is expected. Default: false. */
  bareUuidAccepted?: boolean | undefined
  /** Lists show `orgCreationTimeStamp`. Default: false. */
  orgCreationTimeStamp?: boolean | undefined
  /** `lastSyncTrackingId` is the tracking id of the request that triggered the run. Default: true. */
  trackingIdOfTrigger?: boolean | undefined
  /**
   * What becomes of a subscriber whose user id belongs to another: it ends in `error` 10022, or is refused
   * at once. Default: `error_later`.
   */
  duplicateUserId?: 'error_later' | 'refused' | undefined
  /**
   * The same for an e-mail address that belongs to another subscriber, or to a person of another
   * enterprise. Default: `error_later`.
   */
  duplicateEmail?: 'error_later' | 'refused' | undefined
  /**
   * Updating and removing a subscriber is refused while it is `provisioning` or `updating`.
   * Default: true.
   */
  busySubscriberRefused?: boolean | undefined
  /** Virtual seconds after its removal for which a subscriber is still shown. Default: 0. */
  removalSeconds?: number | undefined
  /**
   * How often a consent e-mail is sent again to one subscriber before 429 is answered; `null`: always.
   * Default: `null`.
   */
  consentEmailLimit?: number | null | undefined
  /** The HTTP status of a precheck that finds a conflict. Default: 200. */
  precheckFailureStatus?: number | undefined
  /** A list of subscribers is paged by `Link` headers also with the filter `status`. Default: true. */
  statusFilterPaged?: boolean | undefined
  /** Virtual seconds for which the signed link of a billing report is valid. Default: 900. */
  signedLinkSeconds?: number | undefined
}

/** One request as it came over the wire. */
export interface LoggedRequest {
  /** The method, as sent. */
  method: string
  /** Path and query, as sent. */
  target: string
  /** The headers by their lower-case names; repeated ones are joined by `, `. */
  headers: Record<string, string>
  /** The body as text. */
  body: string
  /** The status of the answer; `null` before it, or if the connection ended first. */
  status: number | null
  /** When it arrived, in ISO 8601: virtual time in the sandbox, real time in a scripted server. */
  at: string
}

/** A past or running sync, with data that Webex doesn't show in one place. */
export interface SandboxRun {
  /** The enterprise's `id`; `null` if an external client holds the cluster without showing which. */
  enterpriseId: string | null
  /** The hidden cluster. */
  cluster: number
  /**
   * Who started it: a trigger that the sandbox accepted, the service itself, or Partner Hub or another
   * tool.
   */
  kind: 'on_demand' | 'scheduled' | 'external_client'
  /** When it started, in virtual time. */
  start: Date
  /** When it ended or will end, in virtual time. */
  end: Date
  /** Its `lastSyncTrackingId`. */
  trackingId: string | null
  /** The directory sync codes that it ends with; none if it succeeds. */
  codes: number[]
}

/** Fixed properties of the next sync of an enterprise. */
export interface NextRun {
  /** Its duration in virtual milliseconds. Default: similar to the last. */
  length?: number | undefined
  /**
   * The directory sync codes that it ends with. None of them: it succeeds. 600003 and 600017 to 600019
   * alone: it succeeds in part. Others: it fails. Default: as `failShare` and `partialShare` have it.
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
  /** The domain of its users: `jane.doe@` and this domain is a user that can be synced. */
  domain: string
  /** Whether a user of it has been provisioned: without one, syncs are refused. */
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
 * A stateful simulator of Webex on a loopback port: a change is seen by the next read, syncs take time on
 * a virtual clock, clusters refuse a second run, and users can be added and removed. It serves from a thread
 * of its own until it is stopped, and doesn't keep the process alive.
 */
export class Sandbox {
  private constructor()
  /**
   * Starts a sandbox.
   *
   * @throws InvalidArgumentError if the options are not what they should be, or the port is taken
   */
  static start(options?: SandboxOptions): Promise<Sandbox>
  /** The base URL to give a client: `http://127.0.0.1:PORT/v1`. */
  readonly baseUrl: string
  /** The token with all permissions: the last that was set. */
  readonly token: string
  /** Replaces the token with all permissions. The old one is then refused. */
  setToken(token: string): void
  /**
   * Makes a client for this sandbox. Its clock is the sandbox's: its pauses are as short as the
   * sandbox's time is, at most 600 times shorter. Ages, expiry and deadlines follow `startTime` and
   * `advance`.
   *
   * @param options further options of `Client`; with the `token` that may do everything by default
   */
  client(options?: ClientOptions): Client
  /** How many access tokens were granted to the OAuth client. */
  tokenRefreshes(): number
  /** The token that can only read. */
  readonly readOnlyToken: string
  /** The requests since the start or since the log was cleared, in order of arrival. */
  requests(): LoggedRequest[]
  /** Clears the request log. */
  clearRequests(): void
  /** Resolves after this many requests have arrived; to false after the timeout. */
  waitForRequests(count: number, options?: WaitOptions): Promise<boolean>
  /** Every subscriber as Webex would show it now, in the order of their ids. */
  subscribers(): Subscriber[]
  /**
   * Has the person of a subscriber do what its provisioning waits for: consent, or enter and confirm an
   * e-mail address.
   */
  grantConsent(subscriberId: string): void
  /** Every enterprise as the service would show it now, each with a key `sandbox` for what it hides. */
  enterprises(): SandboxEnterprise[]
  /** Advances the clock by a number of milliseconds, in any mode. */
  advance(milliseconds: number): void
  /** The virtual time. */
  now(): Date
  /** Replaces all faults, and resets their counts. */
  setFaults(faults: Fault[]): void
  /** How many times each fault was applied, by its label or else its name. */
  faultCounts(): Record<string, number>
  /** How many requests `rateLimit` has refused; 429s of faults and of busy clusters are not among them. */
  throttled(): number
  /** How many triggers each enterprise has accepted, by its id; those without one are left out. */
  acceptedTriggers(): Record<string, number>
  /**
   * How often something was refused because an enterprise or its cluster could not do it, by the reason:
   * `cluster_busy` (a run triggered here occupies the cluster), `held_by_external_client` (a run triggered
   * elsewhere does), `already_running`, or else the directory sync code, such as `600011`.
   */
  refusals(): Record<string, number>
  /** All runs since the start, in the order in which they started. */
  runs(): SandboxRun[]
  /**
   * Sets the length and result of the next run of an enterprise, however it is started.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id
   */
  setNextRun(enterpriseId: string, next: NextRun): void
  /**
   * Takes a cluster's slot for runs on demand for so many virtual milliseconds, as Partner Hub or another
   * tool would, without showing which enterprise is synced.
   *
   * @throws InvalidArgumentError if there is no such cluster, or its slot is taken
   */
  holdCluster(cluster: number, milliseconds: number): void
  /**
   * Starts a run on demand as Partner Hub or another tool would: the enterprise is `IN_PROGRESS` under a
   * tracking id of theirs, and its cluster is busy.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id, if its directory sync is off, or
   * if it or its cluster is busy
   */
  occupy(enterpriseId: string): void
  /** Changes a user on BroadWorks: its next sync is an `UPDATE`. */
  touchUser(enterpriseId: string, userId: string): void
  /** Removes a user from BroadWorks: its next sync is a `DELETE`. */
  removeUser(enterpriseId: string, userId: string): void
  /** Stops serving and closes all connections. What was logged can still be read. */
  stop(): Promise<void>
  /** Stops it at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}

/** One answer of a script. `{{origin}}` and `{{elsewhere}}` in it are replaced by the servers' origins. */
export interface ScriptedResponse {
  /** Default: 200. */
  status?: number | undefined
  /** Written in this order and spelling. Default: none. */
  headers?: [string, string][] | Record<string, string> | undefined
  /** A JSON body; sets `Content-Type` unless `headers` do. */
  json?: unknown | undefined
  /** A body of text. */
  text?: string | undefined
  /** A body of bytes, in base64. */
  base64?: string | undefined
  /** The body is compressed, and `Content-Encoding` set. Default: false. */
  gzip?: boolean | undefined
  /** The body is sent in chunks rather than with its length. Default: false. */
  chunked?: boolean | undefined
  /** The connection ends here. Default: nowhere. */
  cut?: CutAt | undefined
  /** It ends by RST rather than FIN. Default: false. */
  reset?: boolean | undefined
  /** The answer waits until `release()`. Default: false. */
  hold?: boolean | undefined
}

/**
 * Answers the k-th request with the k-th response of a script, whatever the request is, and further
 * ones with 500. A second, foreign server logs its requests.
 */
export class ScriptedServer {
  private constructor()
  /**
   * Starts both servers on free loopback ports.
   *
   * @throws InvalidArgumentError if the responses are not what they should be
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
  /** Resolves after this many requests have arrived; to false after the timeout. */
  waitForRequests(count: number, options?: WaitOptions): Promise<boolean>
  /** Releases held answers, including future ones. */
  release(): void
  /** How many clients disconnected while their answer was held. */
  disconnects(): number
  /** Resolves after this many clients disconnected while their answer was held; to false after the timeout. */
  waitForDisconnects(count: number, options?: WaitOptions): Promise<boolean>
  /** Stops serving and closes all connections. What was logged can still be read. */
  stop(): Promise<void>
  /** Stops it at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}
