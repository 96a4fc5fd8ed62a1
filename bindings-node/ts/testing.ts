/// <reference lib="esnext.disposable" preserve="true" />

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

import { Client } from './client'
import type { ClientOptions } from './generated/client-options'
import type { Enterprise, Subscriber, Workspace } from './generated/models'
import type { CutAt, Fault, SandboxOptions } from './generated/sandbox'
import { guard } from './internal/errors'
import { native } from './internal/load'
import { check, checkPlain, read } from './internal/options'

export type * from './generated/sandbox'

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
  readonly #native: InstanceType<typeof native.Sandbox>

  private constructor(options: SandboxOptions) {
    checkPlain('Sandbox', options)
    this.#native = guard(() => new native.Sandbox(JSON.stringify(snakeKeys(options))))
    running.add(this)
  }

  /** The result of a native method without arguments. */
  #value(name: string) {
    return JSON.parse(this.#native.value(name))
  }

  /**
   * Starts a sandbox.
   *
   * @throws InvalidArgumentError if an option is unknown or has a wrong value, or the port is already in use
   */
  static async start(options: SandboxOptions = {}): Promise<Sandbox> {
    return new Sandbox(options)
  }

  /** The base URL to give a client: `http://127.0.0.1:PORT/v1`. */
  get baseUrl(): string {
    return this.#value('base_url')
  }

  /** The current token with all permissions. */
  get token(): string {
    return this.#value('token')
  }

  /** Replaces the token with all permissions. The old one is then refused. */
  setToken(token: string): void {
    check('token', token, 'text')
    this.#native.change('set_token', { token })
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

  /** Number of access tokens that the OAuth client got. */
  tokenRefreshes(): number {
    return this.#value('token_refreshes')
  }

  /** The token that can only read. */
  get readOnlyToken(): string {
    return this.#value('read_only_token')
  }

  /** The requests since the start or the last `clearRequests`, in order of arrival. */
  requests(): LoggedRequest[] {
    return this.#value('requests').map(withHeaders)
  }

  /** Clears the request log. */
  clearRequests(): void {
    this.#native.change('clear_requests', {})
  }

  /** Resolves to true once this many requests have arrived, and to false after the timeout. */
  async waitForRequests(count: number, options?: WaitOptions): Promise<boolean> {
    return this.#native.waitForRequests(count, timeoutOf(options))
  }

  /** Every subscriber as Webex would show it now, sorted by id. */
  subscribers(): Subscriber[] {
    return this.#value('subscribers')
  }

  /** Every workspace that was provisioned, sorted by id. Webex itself has no list of them. */
  workspaces(): Workspace[] {
    return this.#value('workspaces')
  }

  /**
   * Acts as the person that a subscriber's provisioning waits for: gives consent, or enters and confirms
   * an e-mail address.
   */
  grantConsent(subscriberId: string): void {
    check('subscriberId', subscriberId, 'text')
    guard(() => this.#native.change('grant_consent', { subscriberId }))
  }

  /** Every enterprise as Webex would show it now, with the key `sandbox` for what Webex hides. */
  enterprises(): SandboxEnterprise[] {
    return this.#value('enterprises')
  }

  /** Advances the clock by a number of milliseconds, in any mode. */
  advance(milliseconds: number): void {
    this.#native.change('advance', { length: milliseconds })
  }

  /** The virtual time. */
  now(): Date {
    return new Date(this.#value('now'))
  }

  /** Replaces all faults, and resets their counts. */
  setFaults(faults: Fault[]): void {
    const given = { faults: JSON.stringify(snakeKeys(faults)) }
    guard(() => this.#native.change('set_faults', given))
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
   * Number of refusals because of the state of an enterprise or its cluster, by the reason: `cluster_busy`
   * (a sync triggered here occupies the cluster), `held_by_external_client` (one triggered elsewhere does),
   * `already_running`, or another directory sync code, such as `600011`.
   */
  refusals(): Record<string, number> {
    return this.#value('refusals')
  }

  /** All syncs since the start, in the order in which they started. */
  runs(): SandboxRun[] {
    return this.#value('runs').map(runOf)
  }

  /**
   * Sets the duration and result of the next sync of an enterprise, whatever starts it.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id
   */
  setNextRun(enterpriseId: string, next: NextRun): void {
    check('enterpriseId', enterpriseId, 'text')
    const known = { length: 'time', codes: 'anything' } as const
    const { length, codes } = read<NextRun>('setNextRun', next, known)
    const run = { enterpriseId, length, codes: codes && JSON.stringify(codes) }
    guard(() => this.#native.change('set_next_run', run))
  }

  /**
   * Occupies a cluster's slot for triggered syncs for this many virtual milliseconds, as Partner Hub or
   * another tool would, without showing which enterprise is synced.
   *
   * @throws InvalidArgumentError if there is no such cluster, or its slot is occupied
   */
  holdCluster(cluster: number, milliseconds: number): void {
    check('cluster', cluster, 'count')
    check('milliseconds', milliseconds, 'time')
    guard(() => this.#native.change('hold_cluster', { cluster, length: milliseconds }))
  }

  /**
   * Triggers a sync as Partner Hub or another tool would: the enterprise is `IN_PROGRESS` with a foreign
   * tracking id, and its cluster is busy.
   *
   * @throws InvalidArgumentError if there is no enterprise with that id, if its directory sync is off, or
   * if it or its cluster is busy
   */
  occupy(enterpriseId: string): void {
    check('enterpriseId', enterpriseId, 'text')
    guard(() => this.#native.change('occupy', { enterpriseId }))
  }

  /** Changes a user on BroadWorks: its next sync is an `UPDATE`. */
  touchUser(enterpriseId: string, userId: string): void {
    guard(() => this.#native.change('touch_user', { enterpriseId, userId }))
  }

  /** Removes a user from BroadWorks: its next sync is a `DELETE`. */
  removeUser(enterpriseId: string, userId: string): void {
    guard(() => this.#native.change('remove_user', { enterpriseId, userId }))
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
  readonly #native: InstanceType<typeof native.ScriptedServer>

  private constructor(responses: ScriptedResponse[]) {
    this.#native = guard(() => new native.ScriptedServer(JSON.stringify(responses)))
    running.add(this)
  }

  /** The result of a native method without arguments. */
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

  /** `http://127.0.0.1:PORT` */
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
    return this.#value('requests').map(withHeaders)
  }

  /** The requests to the foreign server. */
  elsewhereRequests(): LoggedRequest[] {
    return this.#value('elsewhere_requests').map(withHeaders)
  }

  /** Resolves to true once this many requests have arrived, and to false after the timeout. */
  async waitForRequests(count: number, options?: WaitOptions): Promise<boolean> {
    return this.#native.waitForRequests(count, timeoutOf(options))
  }

  /** Releases held responses, including future ones. */
  release(): void {
    this.#native.release()
  }

  /** Number of clients that disconnected while their response was held. */
  disconnects(): number {
    return this.#value('disconnects')
  }

  /**
   * Resolves to true once this many clients disconnected while their response was held, and to false after
   * the timeout.
   */
  async waitForDisconnects(count: number, options?: WaitOptions): Promise<boolean> {
    return this.#native.waitForDisconnects(count, timeoutOf(options))
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

/** Keeps each server running until it is stopped, even if the caller drops its object. */
const running = new Set<object>()

/** The timeout of a wait in milliseconds. */
function timeoutOf(options: WaitOptions | undefined): number {
  return read<WaitOptions>('waiting', options, { timeout: 'time' }).timeout ?? 30_000
}

/** A logged request with its headers by name. */
function withHeaders(logged: Omit<LoggedRequest, 'headers'> & { headers: [string, string][] }) {
  const headers: Record<string, string> = {}
  for (const [name, value] of logged.headers) {
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value
  }
  return { ...logged, headers }
}

/** A sync with its JavaScript names. */
function runOf({
  enterprise_id: enterpriseId,
  tracking_id: trackingId,
  ...run
}: Record<string, unknown>): SandboxRun {
  const { cluster, kind, codes } = run
  const [start, end] = [new Date(run.start as string), new Date(run.end as string)]
  return { enterpriseId, cluster, kind, start, end, trackingId, codes } as SandboxRun
}

/** Options with the sandbox's keys. `items` are enterprises in Webex's format. */
function snakeKeys(value: unknown, key?: string): unknown {
  if (key === 'items' || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => snakeKeys(item))
  if (value instanceof Date) return value.toISOString()
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [snake(name), snakeKeys(inner, name)]),
  )
}
