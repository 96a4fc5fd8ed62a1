/// <reference lib="esnext.disposable" />
import type { Bulk } from './bulk.cjs'
import type { CallOptions } from './call.cjs'
import type { Hook, Logger } from './hooks.cjs'
import type { EnterpriseList, ListEnterprises, Metadata, Query } from './list.cjs'
import type {
  DirectorySync,
  EnsuredDirectorySync,
  Enterprise,
  UserDirectorySync,
} from './models.cjs'
import type { TokenFunction, TokenSource } from './tokens.cjs'

/** Options of a client. Times are in milliseconds. */
export interface ClientOptions {
  /**
   * The access token: as text, as a function that brings it, or as a source made by `tokens`. Default:
   * that of the profile, else the environment variable `WEBEX_ACCESS_TOKEN`, else what
   * `WEBEX_CLIENT_ID`, `WEBEX_CLIENT_SECRET` and `WEBEX_REFRESH_TOKEN` give.
   */
  token?: string | TokenFunction | TokenSource | null | undefined
  /**
   * The profile that gives token and partner where there is no `token`. Default: the environment
   * variable `WEBEX_PROFILE`.
   */
  profile?: string | null | undefined
  /**
   * The file that profiles stand in. Default: `webex-broadworks/profiles.toml` in `XDG_CONFIG_HOME`,
   * `%APPDATA%` or `~/.config`.
   */
  profilesFile?: string | null | undefined
  /** A label for the partner that this client is for, which events show. Default: the profile's. */
  partner?: string | null | undefined
  /**
   * Where the service lives, with or without a path; https, or http for loopback addresses. Default:
   * `https://webexapis.com/v1`, or a loopback address in the environment variable `WEBEX_BASE_URL`.
   */
  baseUrl?: string | null | undefined
  /** How long a call or page may take, pauses included; `null` is no deadline. Default: 180,000. */
  timeout?: number | null | undefined
  /** How long one attempt of a call may take. Default: 60,000. */
  attemptTimeout?: number | null | undefined
  /** How long making a connection may take. Default: 5,000. */
  connectTimeout?: number | null | undefined
  /** How long a response may stand still. Default: 30,000. */
  readTimeout?: number | null | undefined
  /** The proxy, such as `http://proxy.example:3128`. Default: what the environment says. */
  proxy?: string | null | undefined
  /**
   * Whether the environment's proxies (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), certificate stores
   * (`NODE_EXTRA_CA_CERTS`, `SSL_CERT_FILE`, `SSL_CERT_DIR`), `WEBEX_BASE_URL` and `WEBEX_LOG` are used.
   * An empty variable counts as unset; one that can't be used is a `ConfigurationError`. Default: true.
   */
  trustEnv?: boolean | null | undefined
  /**
   * A file of certificate authorities to trust besides the system's, in PEM or DER form; a leading `~` is
   * the home directory. Default: none.
   */
  caFile?: string | null | undefined
  /** Text behind our own in the User-Agent header, such as `nightly-sync/1.2`. Default: none. */
  userAgentSuffix?: string | null | undefined
  /**
   * How many requests may be in flight at once, at least 1. The client starts with 8 and works its way
   * up while Webex answers cleanly. Default: 100.
   */
  maxInFlight?: number | null | undefined
  /** How many requests a second may be sent. Default: as many as Webex bears. */
  maxRequestsPerSecond?: number | null | undefined
  /** Is told of every attempt when it is sent. Default: none. */
  onRequest?: Hook | null | undefined
  /** Is told of every attempt when it has brought a response, or none. Default: none. */
  onResponse?: Hook | null | undefined
  /**
   * Is told of every attempt that will be made again; and of every refresh of the token that failed
   * while the token is still good, which is then used on. Default: none.
   */
  onRetry?: Hook | null | undefined
  /**
   * Logs all of these, such as `console`, winston, pino or bunyan. The environment variable `WEBEX_LOG` (debug,
   * info, warn) writes the same to standard error. Default: none.
   */
  logger?: Logger | null | undefined
}

/** An enterprise: its `id` as the list shows it, or the enterprise itself, which errors then name. */
export type EnterpriseRef = string | Enterprise

/** By what to look an enterprise up: exactly one of the two. */
export type EnterpriseKey =
  | {
      /** Its identifier on BroadWorks, such as `Reseller1+acme`: one request. */
      spEnterpriseId: string
      orgId?: null | undefined
    }
  | {
      /** The id of its Webex organisation: reads the whole list, as Webex cannot filter by it. */
      orgId: string
      spEnterpriseId?: null | undefined
    }

/** What `ensureDirectorySync` takes. */
export interface EnsureFields {
  /** Whether directory sync shall be on. */
  enableDirSync: boolean
  /** Whether to look only, and to tell what would be changed. Default: false. */
  dryRun?: boolean | null | undefined
}

/** The time limits that a client of `withOptions` has of its own. */
export interface Timeouts {
  /** How long a call may take, pauses and retries included: milliseconds; `null` for no deadline. */
  timeout?: number | null | undefined
  /** How long one attempt may take: milliseconds. */
  attemptTimeout?: number | undefined
}

/** What a wait can be told besides `signal` and `timeout`. */
export interface WaitFields {
  /**
   * Called with each status of the sync that is waited for, the last one too, and never with that of
   * an earlier sync. A promise that it returns is awaited. What it throws ends the wait and goes to
   * the caller. Default: none.
   */
  onProgress?: ((status: DirectorySync) => unknown) | null | undefined
}

/** What `runDirectorySync` can be told besides `signal` and `timeout`. */
export interface RunFields extends WaitFields {
  /**
   * Called at each check before the sync could be triggered, because another one is in its way.
   * Otherwise like `onProgress`. Default: none.
   */
  onWaiting?: ((waiting: DirectorySyncWaiting) => unknown) | null
}

/** Why a directory sync that `runDirectorySync` shall start has not started yet. */
export interface DirectorySyncWaiting {
  /**
   * What is in its way: `other_sync`, another sync of the enterprise is running; `cluster_busy`, Webex
   * refused the trigger because the enterprise's cluster is busy.
   */
  reason: 'other_sync' | 'cluster_busy' | (string & {})
  /** The status of the enterprise, which is not that of the sync that is waited for. */
  status: DirectorySync
}

/** What `request` sends. */
export interface RequestFields {
  /** The query. Default: none. */
  query?: Query | null | undefined
  /** The body, sent as JSON. Default: none. */
  body?: unknown | undefined
}

/** A result, and how it came about. */
export interface WithMetadata<T> {
  /** The result. */
  data: T
  /** How it came about. */
  metadata: Metadata
}

/**
 * A client for the BroadWorks Enterprises operations of Webex. Keep one: its connections are shared
 * by all calls. Every method retries what is safe to retry, and only that.
 *
 * Results are plain objects with Webex's own field names, exactly as it sent them. Every method
 * throws `InvalidArgumentError` before anything is sent, `APIStatusError` and its subclasses for an
 * answer that is not a success, `APIConnectionError` where none came, `ResponseDecodeError` for an
 * answer that cannot be what Webex documents, `ClientClosedError`, and the reason of its signal.
 */
export class Client {
  /**
   * Builds a client; sends nothing.
   *
   * @throws ConfigurationError if there is no token, or an option cannot be used
   * @throws InvalidArgumentError if an option is unknown or of the wrong type
   */
  constructor(options?: ClientOptions)

  /** The operations over many enterprises. */
  readonly bulk: Bulk

  /**
   * Reads the client's clock: the computer's, or that of the sandbox that made the client.
   *
   * Everything that the client decides by time uses this clock. Ages and deadlines that you compute
   * from it stay right against a sandbox whose time runs differently.
   */
  now(): Date

  /**
   * Lists enterprises, page by page as they are read.
   *
   * `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`
   *
   * @param fields what to list; default: all
   * @param options `signal` and `timeout`, the latter for each page
   * @returns a lazy list: iterate it, or call `.all()`, `.first()` or `.pages()`
   * @throws InvalidArgumentError here and now, if a field is out of bounds
   */
  listEnterprises(fields?: ListEnterprises | null, options?: CallOptions | null): EnterpriseList

  /**
   * Finds the one enterprise meant and verifies that it is.
   *
   * `GET /broadworks/enterprises`, scope `spark-admin:broadworks_enterprises_read`
   *
   * @param key `spEnterpriseId` or `orgId`; upper and lower case count
   * @param options `signal` and `timeout`: how long all pages together may take
   * @returns the enterprise
   * @throws EnterpriseNotFoundError if there is none
   * @throws MultipleEnterprisesFoundError if there are several; its `candidates` are they
   */
  getEnterprise(key: EnterpriseKey, options?: CallOptions | null): Promise<Enterprise>

  /**
   * Reads whether directory sync is on for an enterprise, and how its last run went.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   *
   * @param enterprise its id, or the enterprise
   * @param options `signal` and `timeout`
   * @returns the switch and the status; `directorySyncState` reads them
   * @throws NotFoundError if this token may see no such enterprise
   */
  getDirectorySyncStatus(
    enterprise: EnterpriseRef,
    options?: CallOptions | null,
  ): Promise<DirectorySync>

  /**
   * Switches directory sync on or off for an enterprise.
   *
   * `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * @param enterprise its id, or the enterprise
   * @param fields `enableDirSync`: true for on, false for off
   * @param options `signal` and `timeout`
   * @returns the switch and the status as they then are
   */
  updateDirectorySync(
    enterprise: EnterpriseRef,
    fields: { enableDirSync: boolean },
    options?: CallOptions | null,
  ): Promise<DirectorySync>

  /**
   * Starts a directory sync of an enterprise; resolves as soon as Webex has accepted it.
   * `runDirectorySync` waits for its end.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * @param enterprise its id, or the enterprise
   * @param options `signal` and `timeout`
   * @returns the status, usually `IN_PROGRESS`
   * @throws DirectorySyncBusyError if the enterprise's cluster already runs one
   * @throws AmbiguousOutcomeError if no answer tells whether it was started
   */
  triggerDirectorySync(
    enterprise: EnterpriseRef,
    options?: CallOptions | null,
  ): Promise<DirectorySync>

  /**
   * Syncs one user of an enterprise and says what that did.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * @param enterprise its id, or the enterprise
   * @param userId the user's BroadWorks id, such as `jane.doe@acme.com`
   * @param options `signal` and `timeout`
   * @returns the user, and what was done
   * @throws AmbiguousOutcomeError if no answer tells whether it was done
   */
  triggerUserDirectorySync(
    enterprise: EnterpriseRef,
    userId: string,
    options?: CallOptions | null,
  ): Promise<UserDirectorySync>

  /**
   * Switches directory sync as wanted, and changes nothing where it is so already.
   *
   * `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * @param enterprise its id, or the enterprise
   * @param fields `enableDirSync` and `dryRun`
   * @param options `signal` and `timeout`, the latter for both requests together
   * @returns whether it was changed, and how it was before and after
   */
  ensureDirectorySync(
    enterprise: EnterpriseRef,
    fields: EnsureFields,
    options?: CallOptions | null,
  ): Promise<EnsuredDirectorySync>

  /**
   * Triggers a directory sync of an enterprise, and waits for that sync to end.
   *
   * `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * If another sync of the enterprise is running, or another sync keeps its cluster busy, the client
   * waits for that first. If a trigger gets no answer, the client checks the status: it triggers again
   * only after a minute in which no sync has shown. The pauses between checks grow from two seconds to
   * a minute. Giving up the wait, by the signal or by an exception of a callback, does not end the sync
   * at Webex.
   *
   * @param enterprise its id, or the enterprise
   * @param fields `onProgress` and `onWaiting`
   * @param options `signal` and `timeout`: how long all of it may take, waiting for other syncs
   * included, in milliseconds, > 0; `null`: no deadline. Default: 10,800,000 (3 hours)
   * @returns the status that told of the end: COMPLETE, and where it has `errors` all the same, part
   * of the work was not done
   * @throws DirectorySyncFailedError if the run failed, or ended in a state that is not known
   * @throws WaitTimeoutError if it did not end in time; if it was triggered, `accepted` is true,
   * `trackingId` names it and it goes on at Webex
   * @throws DirectorySyncBusyError if the cluster was busy all that time
   * @throws AmbiguousOutcomeError if neither an answer nor a look ever told whether it was started
   */
  runDirectorySync(
    enterprise: EnterpriseRef,
    fields?: RunFields | null,
    options?: CallOptions | null,
  ): Promise<DirectorySync>

  /**
   * Waits for whatever directory sync of an enterprise is running; starts none.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   *
   * @param enterprise its id, or the enterprise
   * @param fields `onProgress`
   * @param options `signal` and `timeout`: how long to wait, 10,800,000 (3 hours) by default; `null`
   * is no deadline
   * @returns the status that told of the end; where nothing is running, the present one, whatever it
   * says
   * @throws DirectorySyncFailedError if the run that was going on failed
   * @throws WaitTimeoutError if it did not end in time
   */
  waitForDirectorySync(
    enterprise: EnterpriseRef,
    fields?: WaitFields | null,
    options?: CallOptions | null,
  ): Promise<DirectorySync>

  /**
   * Sends anything else under the base URL, by the same rules: GET and PUT are retried, POST, PATCH
   * and DELETE only if Webex did nothing.
   *
   * @param method GET, PUT, POST, PATCH or DELETE
   * @param path unencoded, such as `/organizations/{orgId}`; each part between slashes is encoded
   * @param fields `query` and `body`
   * @param options `signal` and `timeout`
   * @returns the JSON of the answer; `null` for an empty one
   * @throws AmbiguousOutcomeError if no answer tells whether a POST or PATCH was done
   */
  request<T = unknown>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    fields?: RequestFields | null,
    options?: CallOptions | null,
  ): Promise<T>

  /**
   * Gives a client with time limits of its own, over the connections of this one.
   *
   * They share all else: token, pauses after a 429, the window of requests in flight, hooks.
   * Closing either closes both.
   *
   * @param options what is to be otherwise; what it leaves out is as it is here
   * @throws InvalidArgumentError if a limit is zero
   */
  withOptions(options?: Timeouts | null): Client

  /** Gives the same methods, each resolving to `{ data, metadata }`; pages have their own metadata. */
  withResponse(): ClientWithResponse

  /** Refuses all further calls. Those under way go on to their end. */
  close(): void

  /** Closes the client at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>

  /** The options it was made with, without token, proxy, hooks and logger. */
  toJSON(): Record<string, unknown>
}

/** The methods of `Client` with how each answer came about. */
export interface ClientWithResponse {
  /** See `Client.listEnterprises`; each of its pages has `metadata`. */
  listEnterprises(fields?: ListEnterprises | null, options?: CallOptions | null): EnterpriseList
  /** See `Client.getEnterprise`. */
  getEnterprise(key: EnterpriseKey, options?: CallOptions | null): Promise<WithMetadata<Enterprise>>
  /** See `Client.getDirectorySyncStatus`. */
  getDirectorySyncStatus(
    enterprise: EnterpriseRef,
    options?: CallOptions | null,
  ): Promise<WithMetadata<DirectorySync>>
  /** See `Client.updateDirectorySync`. */
  updateDirectorySync(
    enterprise: EnterpriseRef,
    fields: { enableDirSync: boolean },
    options?: CallOptions | null,
  ): Promise<WithMetadata<DirectorySync>>
  /** See `Client.triggerDirectorySync`. */
  triggerDirectorySync(
    enterprise: EnterpriseRef,
    options?: CallOptions | null,
  ): Promise<WithMetadata<DirectorySync>>
  /** See `Client.triggerUserDirectorySync`. */
  triggerUserDirectorySync(
    enterprise: EnterpriseRef,
    userId: string,
    options?: CallOptions | null,
  ): Promise<WithMetadata<UserDirectorySync>>
  /** See `Client.ensureDirectorySync`; the metadata is that of the last request. */
  ensureDirectorySync(
    enterprise: EnterpriseRef,
    fields: EnsureFields,
    options?: CallOptions | null,
  ): Promise<WithMetadata<EnsuredDirectorySync>>
  /** See `Client.runDirectorySync`; the metadata is that of the last look. */
  runDirectorySync(
    enterprise: EnterpriseRef,
    fields?: RunFields | null,
    options?: CallOptions | null,
  ): Promise<WithMetadata<DirectorySync>>
  /** See `Client.waitForDirectorySync`; the metadata is that of the last look. */
  waitForDirectorySync(
    enterprise: EnterpriseRef,
    fields?: WaitFields | null,
    options?: CallOptions | null,
  ): Promise<WithMetadata<DirectorySync>>
  /** See `Client.request`. */
  request<T = unknown>(
    method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    fields?: RequestFields | null,
    options?: CallOptions | null,
  ): Promise<WithMetadata<T>>
}
