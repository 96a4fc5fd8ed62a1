// The sandbox and the scripted server. Written by `make generate` from `api/test_servers.toml`.

/** @module test-servers */

import { Client } from '../client'
import { guard } from '../internal/errors'
import { native } from '../internal/load'
import { check, checkPlain, read } from '../internal/options'
import { running, runOf, snakeKeys, timeoutOf } from '../internal/test-servers'
import type { ClientOptions } from './client-options'
import type { Enterprise, Subscriber, Workspace } from './models'
import type { CutAt, Fault, SandboxOptions } from './sandbox'

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
  /**
   * The enterprise's `id`; `null` if an external client occupies the cluster without showing it.
   */
  enterpriseId: string | null
  /** The hidden cluster. */
  cluster: number
  /**
   * What started it. `on_demand`: A trigger that the sandbox accepted. `scheduled`: Webex itself.
   * `external_client`: Partner Hub or another tool.
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
   * The directory sync codes that it ends with. Empty: it succeeds. Only 600003 and 600017 to
   * 600019: it succeeds partially. Others: it fails. Default: random, by `failShare` and
   * `partialShare`.
   */
  codes?: number[] | undefined
}

/** The timeout of a wait. */
export interface WaitOptions {
  /** Milliseconds. Default: 30,000. */
  timeout?: number | undefined
}

/** Data of an enterprise that Webex hides, and the sandbox shows in the key `sandbox`. */
export interface SandboxTruth {
  /** The hidden cluster, for `holdCluster`. */
  cluster: number
  /**
   * The domain of its users. Every user in it can be synced, for example `jane.doe@` and this
   * domain.
   */
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
 * A response of a script. `{{origin}}` and `{{elsewhere}}` in it are replaced with the servers'
 * origins.
 */
export interface ScriptedResponse {
  /** The status. Default: 200. */
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
 * A stateful simulator of Webex on a loopback port. The next read shows a change, syncs take time
 * on a virtual clock, clusters refuse a second sync, and users can be added and removed. It serves
 * from a thread of its own until it is stopped, and doesn't keep the process alive.
 */
export class Sandbox {
  readonly #native: InstanceType<typeof native.TestServer>

  private constructor(options: SandboxOptions) {
    checkPlain('Sandbox', options)
    this.#native = guard(() => native.TestServer.sandbox(JSON.stringify(snakeKeys(options))))
    running.add(this)
  }

  /** The result of a method of the native side. */
  #value(name: string) {
    return JSON.parse(this.#native.value(name))
  }

  /**
   * Starts a sandbox.
   *
   * @throws InvalidArgumentError if an option is unknown or has a wrong value, or the port is
   * already in use
   */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    return new Sandbox(options)
  }

  /**
   * Creates a client for this sandbox that uses the sandbox's clock. Its pauses are shorter by the factor
   * `speed`, at most 600 times. Ages, expiry and deadlines follow `startTime` and `advance`.
   *
   * @param options further options of `Client`. Default of `token`: the one with all permissions
   */
  client(options?: ClientOptions): Client {
    const { baseUrl, token } = this
    const own: object = { baseUrl, token, _clock: this.#native }
    return new Client({ ...own, ...options })
  }

  /** The base URL to give a client: `http://127.0.0.1:PORT/v1`. */
  get baseUrl(): string {
    return this.#value('base_url')
  }

  /** The current token with all permissions. */
  get token(): string {
    return this.#value('token')
  }

  /** The token that can only read. */
  get readOnlyToken(): string {
    return this.#value('read_only_token')
  }

  /** Number of access tokens that the OAuth client got. */
  tokenRefreshes(): number {
    return this.#value('token_refreshes')
  }

  /** The requests since the start or the last `clearRequests`, in order of arrival. */
  requests(): LoggedRequest[] {
    return this.#value('requests')
  }

  /**
   * Every enterprise as Webex would show it now, with the key `sandbox` for what Webex hides. The
   * same list can be given as `items` to another sandbox.
   */
  enterprises(): SandboxEnterprise[] {
    return this.#value('enterprises')
  }

  /** Every subscriber as Webex would show it now, sorted by id. */
  subscribers(): Subscriber[] {
    return this.#value('subscribers')
  }

  /** Every workspace that was provisioned, sorted by id. Webex itself has no list of them. */
  workspaces(): Workspace[] {
    return this.#value('workspaces')
  }

  /** The virtual time. */
  now(): Date {
    return new Date(this.#value('now'))
  }

  /** How many times each fault was applied, by its label, or by its name without one. */
  faultCounts(): Record<string, number> {
    return this.#value('fault_counts')
  }

  /** Number of requests that `rateLimit` refused, without the 429s of faults and busy clusters. */
  throttled(): number {
    return this.#value('throttled')
  }

  /** Number of accepted triggers, by the enterprise's id. Enterprises without any are left out. */
  acceptedTriggers(): Record<string, number> {
    return this.#value('accepted_triggers')
  }

  /**
   * Number of refusals because of the state of an enterprise or its cluster, by the reason:
   * `"cluster_busy"` (a sync triggered here occupies the cluster), `"held_by_external_client"` (one
   * triggered elsewhere does), `"already_running"`, or another directory sync code, such as
   * `"600011"`.
   */
  refusals(): Record<string, number> {
    return this.#value('refusals')
  }

  /** All syncs since the start, in the order in which they started. */
  runs(): SandboxRun[] {
    return this.#value('runs').map(runOf)
  }

  /**
   * Replaces the token with all permissions. The old one is then refused.
   */
  setToken(token: string): void {
    check('token', token, 'text')
    const given = {
      token,
    }
    guard(() => this.#native.change('set_token', given))
  }

  /**
   * Clears the request log.
   */
  clearRequests(): void {
    const given = {}
    guard(() => this.#native.change('clear_requests', given))
  }

  /**
   * Advances the clock by a number of milliseconds, in any mode.
   */
  advance(length: number): void {
    check('length', length, 'time')
    const given = {
      length,
    }
    guard(() => this.#native.change('advance', given))
  }

  /**
   * Replaces all faults, and resets their counts.
   *
   * @throws InvalidArgumentError if a fault or one of its keys is unknown
   */
  setFaults(faults: Fault[]): void {
    const given = {
      faults: JSON.stringify(snakeKeys(faults)),
    }
    guard(() => this.#native.change('set_faults', given))
  }

  /**
   * Acts as the person that a subscriber's provisioning waits for. The person gives consent, or
   * enters and confirms an e-mail address.
   *
   * @throws InvalidArgumentError if no subscriber with that id waits for a person
   */
  grantConsent(subscriberId: string): void {
    check('subscriberId', subscriberId, 'text')
    const given = {
      subscriberId,
    }
    guard(() => this.#native.change('grant_consent', given))
  }

  /**
   * Sets the duration and result of the next sync of an enterprise, whatever starts it.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id
   */
  setNextRun(enterpriseId: string, fields: NextRun): void {
    check('enterpriseId', enterpriseId, 'text')
    const { length, codes } = read<NextRun>('setNextRun', fields, {
      length: 'time',
      codes: 'anything',
    })
    const given = {
      enterpriseId,
      length,
      codes: codes && JSON.stringify(codes),
    }
    guard(() => this.#native.change('set_next_run', given))
  }

  /**
   * Occupies a cluster's slot for triggered syncs, as Partner Hub or another tool would. It doesn't
   * show which enterprise is synced. The length is in virtual milliseconds.
   *
   * @throws InvalidArgumentError if there is no such cluster, or its slot is occupied
   */
  holdCluster(cluster: number, length: number): void {
    check('cluster', cluster, 'count')
    check('length', length, 'time')
    const given = {
      cluster,
      length,
    }
    guard(() => this.#native.change('hold_cluster', given))
  }

  /**
   * Triggers a sync as Partner Hub or another tool would. The enterprise is `IN_PROGRESS` with a
   * foreign tracking id, and its cluster is busy.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id, if its directory sync is
   * off, or if it or its cluster is busy
   */
  occupy(enterpriseId: string): void {
    check('enterpriseId', enterpriseId, 'text')
    const given = {
      enterpriseId,
    }
    guard(() => this.#native.change('occupy', given))
  }

  /**
   * Changes a user on BroadWorks: its next sync is an `UPDATE`.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id
   */
  touchUser(enterpriseId: string, userId: string): void {
    check('enterpriseId', enterpriseId, 'text')
    check('userId', userId, 'text')
    const given = {
      enterpriseId,
      userId,
    }
    guard(() => this.#native.change('touch_user', given))
  }

  /**
   * Removes a user from BroadWorks: its next sync is a `DELETE`.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id
   */
  removeUser(enterpriseId: string, userId: string): void {
    check('enterpriseId', enterpriseId, 'text')
    check('userId', userId, 'text')
    const given = {
      enterpriseId,
      userId,
    }
    guard(() => this.#native.change('remove_user', given))
  }

  /** Resolves to true once this many requests have arrived, and to false after the timeout. */
  async waitForRequests(count: number, options?: WaitOptions): Promise<boolean> {
    check('count', count, 'count')
    return this.#native.wait('wait_for_requests', count, timeoutOf(options))
  }

  /** Stops serving and closes all connections. The log can still be read. */
  async stop(): Promise<void> {
    running.delete(this)
    await this.#native.stop()
  }

  /** Stops at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}

/**
 * A server that answers the k-th request with the k-th response of a script. It doesn't look at the
 * request. Requests after the last response get 500 and a text that names them. A second, foreign
 * server only logs its requests.
 */
export class ScriptedServer {
  readonly #native: InstanceType<typeof native.TestServer>

  private constructor(responses: ScriptedResponse[]) {
    this.#native = guard(() => native.TestServer.scriptedServer(JSON.stringify(responses)))
    running.add(this)
  }

  /** The result of a method of the native side. */
  #value(name: string) {
    return JSON.parse(this.#native.value(name))
  }

  /**
   * Starts both servers on free loopback ports.
   *
   * @throws InvalidArgumentError if a response has an unknown key or a wrong value
   */
  static async start(responses: ScriptedResponse[] = []): Promise<ScriptedServer> {
    return new ScriptedServer(responses)
  }

  /** Its origin: `http://127.0.0.1:PORT`. */
  get origin(): string {
    return this.#value('origin')
  }

  /** The origin of the foreign server. */
  get elsewhereOrigin(): string {
    return this.#value('elsewhere_origin')
  }

  /** The base URL to give a client: `http://127.0.0.1:PORT/v1`. */
  get baseUrl(): string {
    return this.#value('base_url')
  }

  /** The requests, in order of arrival. */
  requests(): LoggedRequest[] {
    return this.#value('requests')
  }

  /** The requests to the foreign server, in order of arrival. */
  elsewhereRequests(): LoggedRequest[] {
    return this.#value('elsewhere_requests')
  }

  /** Number of clients that disconnected while their response was held. */
  disconnects(): number {
    return this.#value('disconnects')
  }

  /**
   * Releases held responses, including future ones.
   */
  release(): void {
    const given = {}
    guard(() => this.#native.change('release', given))
  }

  /** Resolves to true once this many requests have arrived, and to false after the timeout. */
  async waitForRequests(count: number, options?: WaitOptions): Promise<boolean> {
    check('count', count, 'count')
    return this.#native.wait('wait_for_requests', count, timeoutOf(options))
  }

  /**
   * Resolves to true once this many clients disconnected while their response was held, and to
   * false after the timeout.
   */
  async waitForDisconnects(count: number, options?: WaitOptions): Promise<boolean> {
    check('count', count, 'count')
    return this.#native.wait('wait_for_disconnects', count, timeoutOf(options))
  }

  /** Stops serving and closes all connections. The log can still be read. */
  async stop(): Promise<void> {
    running.delete(this)
    await this.#native.stop()
  }

  /** Stops at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }
}
