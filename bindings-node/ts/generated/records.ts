// States, outcomes, events and options. Written by `make generate` from `api/records.toml`.

/** @module records */

import type { DirectorySync, SubscriberStatus, SyncStatus } from './models'
import type { OperationId, SubjectKind } from './operations'

/**
 * The outcome of an item, in one word.
 *
 * * `ok`: It was done.
 * * `unchanged`: It was already in the requested state.
 * * `partial`: Part of it was done.
 * * `failed`: It was not done, or the sync failed.
 * * `ambiguous`: It might have been done: the client can't tell.
 * * `skipped`: It was left out: a duplicate, not selected, or directory sync is off.
 * * `planned`: It would be done without `dryRun`.
 * * `not_started`: It wasn't started: the run stopped first, or couldn't start it. Rerunning starts
 *   it.
 */
export type OutcomeKind =
  | 'ok'
  | 'unchanged'
  | 'partial'
  | 'failed'
  | 'ambiguous'
  | 'skipped'
  | 'planned'
  | 'not_started'

/**
 * Why a bulk run starts nothing more.
 *
 * * `authentication`: The token was refused, and could not be renewed.
 * * `permission_denied`: Five answers of 403 came without one success.
 * * `configuration`: The client or the run can't work with its configuration.
 * * `client_closed`: The client was closed.
 * * `connection`: Webex could not be reached for a quarter of an hour.
 * * `ledger`: The ledger could not be written.
 * * `items`: The items could not all be read.
 * * `window_closed`: The maintenance window is over.
 * * `closed`: The reader closed the run.
 */
export type StopReason =
  | 'authentication'
  | 'permission_denied'
  | 'configuration'
  | 'client_closed'
  | 'connection'
  | 'ledger'
  | 'items'
  | 'window_closed'
  | 'closed'
  | (string & {})

/**
 * Who must act before a subscriber is provisioned.
 *
 * * `webex`: Webex provisions or updates the subscriber.
 * * `person`: The person must enter or confirm an e-mail address, or consent.
 */
export type WaitsFor = 'webex' | 'person' | (string & {})

/**
 * The class of a code. Later versions can have others.
 *
 * * `refused`: Nothing was done, because of the state of the enterprise or the user.
 * * `busy`: Nothing was done, because another sync is running. It can be retried.
 * * `failed_run`: A sync started and failed.
 * * `partial`: A sync did a part of its work.
 * * `configuration`: A configuration error, which must be corrected first.
 */
export type ErrorCodeClass =
  | 'refused'
  | 'busy'
  | 'failed_run'
  | 'partial'
  | 'configuration'
  | (string & {})

/** Conditions on the state of an enterprise's directory sync; it must meet all that are set. */
export interface OnlyIf {
  /** Whether directory sync must be on, or off. Default: either. */
  enabled?: boolean | null | undefined
  /**
   * The state or states that it must be in, such as `"FAILED"`, in upper or lower case. Default:
   * any.
   */
  status?: SyncStatus | Iterable<SyncStatus> | null | undefined
  /**
   * The minimum age of the last success, in milliseconds. Enterprises without a success also match.
   * Default: any.
   */
  staleAfter?: number | null | undefined
  /** Whether it must never have succeeded (true), or must have (false). Default: either. */
  neverSynced?: boolean | null | undefined
}

/** The error of an item, as plain data. */
export interface OutcomeError {
  /** The stable `code` of the error's class, such as `"NOT_FOUND"`. */
  code: string
  /** What failed, whether a request was sent, and what to do. */
  message: string
  /** The HTTP status; `null` if there was no response. */
  statusCode: number | null
  /** The tracking id for Webex support. */
  trackingId: string | null
  /** The directory sync error codes, of the refusal or of the sync. */
  directorySyncCodes: (number | string)[]
  /** What to do. */
  remedy: string | null
  /** Whether a request might have reached Webex. */
  requestSent: boolean
  /** Whether the item can be repeated without doing anything twice. */
  safeToRetry: boolean
}

/** The outcome of one item of a bulk run. */
export interface OutcomeBase {
  /** The item's position in the input, from 0. */
  index: number
  /** The enterprise's `id`. */
  enterpriseId: string
  /** Its identifier on BroadWorks; `null` if it was not given. */
  spEnterpriseId: string | null
  /** The outcome, in one word. */
  outcome: OutcomeKind
  /**
   * The reason, as one word that programs can compare, such as `"duplicate"`, `"only_if"`,
   * `"disabled"`, `"window_closed"` or the error's code in lower case; `null` if the outcome needs
   * none.
   */
  reason: string | null
  /**
   * The result of the operation for one enterprise, or else the last `DirectorySync` that was read;
   * `null` if there is neither.
   */
  result: unknown
  /** What went wrong. */
  error: OutcomeError | null
  /** Number of requests. */
  attempts: number
  /** When the item started, in UTC; `null` if it didn't. */
  startedAt: string | null
  /** When the outcome was determined, in UTC. */
  endedAt: string
  /** The user, if users are synced. */
  userId?: string
  /** The partner label of the client, if it has one. */
  partner?: string
}

/** An outage of Webex: no request has been answered for a while, and the bulk run retries. */
export interface BulkOutage {
  /** When the first call without an answer ended, in UTC. */
  since: string
  /** When the run stops if Webex doesn't answer before, in UTC. */
  until: string
}

/** The progress of a bulk run, in numbers. */
export interface BulkSummary {
  /** Number of items; `null` if it isn't known. */
  total: number | null
  /** Number of items with an outcome. */
  done: number
  /** Number of items that have started and have no outcome yet. */
  running: number
  /** The number of items by outcome; every outcome has a key. */
  outcomes: Record<OutcomeKind, number>
  /** Why the run starts nothing more, if it has stopped; `null` while it does. */
  stopReason: StopReason | null
  /** The name of the run in its ledger. */
  runName: string | null
  /** Whether the run was started earlier and is now resumed. */
  resumed: boolean
  /**
   * How many outcomes of an earlier attempt were replayed without a request: all of them if a run
   * of that name was already complete.
   */
  retold: number
  /** The names of unfinished runs in the ledger that were too old to resume. */
  abandoned: string[]
  /** How many triggers were refused because a cluster was busy. */
  busyRefusals: number
  /**
   * Whether the run needed more than 60 requests per enterprise, and continues one enterprise at a
   * time.
   */
  isLimitedToOne: boolean
  /** The current outage of Webex; `null` if there is none. */
  outage: BulkOutage | null
}

/**
 * The tokens that a `TokenStore` stores. All of it is secret. A store must return all fields, also
 * those that aren't listed here. Times are in seconds since 1970 in every language, so that
 * programs can share a store.
 */
export interface StoredTokens {
  /** The access token. */
  accessToken: string
  /** When it expires, in seconds since 1970. */
  expiresAt: number
  /** When it must be refreshed, in seconds since 1970. */
  refreshAt: number
  /** The refresh token for the next refresh. */
  refreshToken: string
  /** When the refresh token expires, in seconds since 1970, if Webex said so. */
  refreshTokenExpiresAt?: number | undefined
  /** The base URL of the API that granted them. */
  baseUrl: string
  /** The client that they were granted to. */
  clientId: string
  /** The initial refresh token. Tokens that were granted for another one are not used. */
  authorizedWith: string
}

/** The catalog's entry for one error code. */
export interface DirectorySyncErrorCode {
  /** The number that Webex sends as `errorCode`. */
  code: number
  /** A short name for tables and metrics, such as `"CLUSTER_CONNECTION_FAILED"`. */
  name: string
  /** The class of the code. */
  class: ErrorCodeClass
  /** Whether it resolves without action. */
  healsByItself: boolean
  /** The meaning, as a clause without a full stop. */
  meaning: string
  /** What to do, as complete sentences. */
  remedy: string
}

/** The entry of one error code of subscribers in the catalog. */
export interface SubscriberErrorCode {
  /** The number that Webex sends as `errorCode`. */
  code: number
  /** A short name for tables and metrics, such as `"USER_ID_IN_USE"`. */
  name: string
  /** The meaning, as a clause without a full stop. */
  meaning: string
  /** What to do, as complete sentences. */
  remedy: string
  /** Where Webex documents the code. */
  source: string
}

/** Why the sync of a `directorySync.run` has not started yet. */
export interface DirectorySyncWaiting {
  /**
   * The reason. `other_sync`: Another sync of the enterprise is running. `cluster_busy`: Webex
   * refused the trigger because the enterprise's cluster is busy.
   */
  reason: 'other_sync' | 'cluster_busy' | (string & {})
  /** The status of the enterprise. It doesn't show the sync that the call waits for. */
  status: DirectorySync
}

/** The metadata of a result. */
export interface Metadata {
  /** The HTTP status. */
  status: number
  /** The headers of the response by their lower-case names; repeated ones are joined by `, `. */
  headers: Record<string, string>
  /** The server's tracking id, which Webex support asks for. */
  trackingId: string | null
  /** Number of requests. */
  attempts: number
  /** Duration of the call in milliseconds, including pauses. */
  elapsed: number
}

/** One page of a list. */
export interface Page<Item> {
  /** The items of the page. */
  items: Item[]
  /** The position of the next page, for the argument `cursor`; `null` without one. */
  cursor: string | null
  /**
   * Whether there might be more items than shown: the first page is full and has no link to a next
   * page.
   */
  possiblyTruncated: boolean
  /** The metadata of the page. */
  metadata: Metadata
}

/** A result with its metadata. */
export interface WithMetadata<T> {
  /** The result. */
  data: T
  /** The metadata of its response. */
  metadata: Metadata
}

/** Options of a call. */
export interface CallOptions {
  /** Aborting it drops the request and throws the signal's reason. Default: none. */
  signal?: AbortSignal | null | undefined
  /**
   * Timeout of the call in milliseconds (for a list: of each page), including pauses and retries;
   * `null`: no limit. Default: the client's `timeout`, 3 hours for waits such as
   * `directorySync.run`, or 10 minutes for downloads.
   */
  timeout?: number | null | undefined
}

/** The time limits of a client of `withOptions`. */
export interface Timeouts {
  /** Timeout of a call in milliseconds, including pauses and retries; `null`: no deadline. */
  timeout?: number | null | undefined
  /** Timeout of one attempt in milliseconds. */
  attemptTimeout?: number | undefined
}

/** Options of `directorySyncState` and `subscriberState`. */
export interface StateOptions {
  /** The time that ages count up to. Default: the present by the computer's clock. */
  now?: Date | null | undefined
}

/** Settings of one enterprise in a bulk run. */
export interface BulkWish {
  /** Its identifier on BroadWorks, which outcomes and errors show. Default: none. */
  spEnterpriseId?: string | null | undefined
  /** The user to sync: `bulk.directorySync.triggerUser` needs one. Default: none. */
  userId?: string | null | undefined
  /** Whether directory sync must be on for this enterprise. Default: the value of the run. */
  enableDirSync?: boolean | null | undefined
  /**
   * A name for its cluster. Enterprises with the same name are never synced in parallel. Default:
   * none.
   */
  clusterGroup?: string | null | undefined
}

/** An enterprise and its settings. */
export interface BulkItem extends BulkWish {
  /** The `id` of the enterprise as the list shows it. */
  enterpriseId: string
}

/** A token, and the time at which the function must be called again. */
export interface ProvidedToken {
  /** The access token. */
  accessToken: string
  /** When it expires, as a date or in milliseconds since 1970. Default: when Webex refuses it. */
  expiresAt?: Date | number | null | undefined
}

/** One entry of the `errors` in Webex's error body. */
export interface ServiceError {
  /** The code: a number, or text such as `BATCH-1017023`. */
  errorCode?: number | string
  /** Webex's description. */
  description?: string
  /** The field of the request that it concerns. */
  fieldName?: string
}

/** One error of a sync, with an explanation if its code is known. */
export interface DirectorySyncStateError {
  /** Webex's `errorCode`. */
  readonly code: number | null
  /** A short name for tables and metrics, such as `"CLUSTER_CONNECTION_FAILED"`. */
  readonly name: string | null
  /** Webex's own description. */
  readonly description: string | null
  /** What the code means. */
  readonly meaning: string | null
  /** What to do. */
  readonly remedy: string | null
  /** The kind of failure. */
  readonly class: ErrorCodeClass | null
  /** Whether it resolves without action. */
  readonly healsByItself: boolean | null
}

/** The directory sync state of one enterprise. Absent or unreadable values are `null`. */
export interface DirectorySyncState {
  /** Whether directory sync is on. */
  readonly enabled: boolean | null
  /**
   * The state in upper case. `NOT_SYNCED`: directory sync is shown without a state, as for an
   * enterprise that was never synced. `UNKNOWN`: the value shows no directory sync at all.
   */
  readonly status: SyncStatus | 'NOT_SYNCED' | 'UNKNOWN'
  /** When the last or current sync started, in UTC. */
  readonly lastStart: Date | null
  /** When the last sync ended, in UTC. */
  readonly lastEnd: Date | null
  /**
   * When a sync last succeeded, in UTC: `lastSuccessfulSyncTime`, or else the end of a sync that is
   * COMPLETE.
   */
  readonly lastSuccess: Date | null
  /** Duration of the last sync in milliseconds; `null` while one is running. */
  readonly duration: number | null
  /** Milliseconds since the last success. */
  readonly age: number | null
  /** Users that the sync added to Common Identity. */
  readonly usersAdded: number | null
  /** Users that the sync updated in Common Identity. */
  readonly usersUpdated: number | null
  /** Users that the sync deleted from Common Identity. */
  readonly usersDeleted: number | null
  /** Machine accounts that the sync added to Common Identity. */
  readonly machinesAdded: number | null
  /** Machine accounts that the sync updated in Common Identity. */
  readonly machinesUpdated: number | null
  /** Machine accounts that the sync deleted from Common Identity. */
  readonly machinesDeleted: number | null
  /** External users now in Common Identity. */
  readonly totalExternalUsersInCI: number | null
  /** External machine accounts now in Common Identity. */
  readonly totalExternalMachinesInCI: number | null
  /** User contacts that the sync added to the contact service. */
  readonly userContactsAdded: number | null
  /** User contacts that the sync updated in the contact service. */
  readonly userContactsUpdated: number | null
  /** User contacts that the sync deleted from the contact service. */
  readonly userContactsDeleted: number | null
  /** Organization contacts that the sync added to the contact service. */
  readonly orgContactsAdded: number | null
  /** Organization contacts that the sync updated in the contact service. */
  readonly orgContactsUpdated: number | null
  /** Organization contacts that the sync deleted from the contact service. */
  readonly orgContactsDeleted: number | null
  /** Group contacts that the sync added to the contact service. */
  readonly groupContactsAdded: number | null
  /** Group contacts that the sync updated in the contact service. */
  readonly groupContactsUpdated: number | null
  /** Group contacts that the sync deleted from the contact service. */
  readonly groupContactsDeleted: number | null
  /** User contacts now in the contact service. */
  readonly totalUserContactsInContactService: number | null
  /** Organization contacts now in the contact service. */
  readonly totalOrgContactsInContactService: number | null
  /** Group contacts now in the contact service. */
  readonly totalGroupContactsInContactService: number | null
  /** The sync's errors, with meaning and remedy. */
  readonly errors: readonly DirectorySyncStateError[]
}

/** One error of a subscriber, with an explanation if its code is known. */
export interface SubscriberStateError {
  /** Webex's `errorCode`. */
  readonly code: number | null
  /** A short name for tables and metrics, such as `"USER_ID_IN_USE"`. */
  readonly name: string | null
  /** Webex's own description. */
  readonly description: string | null
  /** What the code means. */
  readonly meaning: string | null
  /** What to do. */
  readonly remedy: string | null
}

/** The state of a subscriber's provisioning. Absent or unreadable values are `null`. */
export interface SubscriberState {
  /** The status in lower case, as Webex writes it. `unknown`: the value shows none. */
  readonly status: SubscriberStatus | 'unknown'
  /** Whether Webex has finished: the subscriber is provisioned, or provisioning failed. */
  readonly isFinal: boolean
  /** Who must act next. `null` in a final or unknown status. */
  readonly waitsFor: WaitsFor | null
  /**
   * When the status last changed, in UTC. If Webex doesn't show that: when the subscriber was
   * created.
   */
  readonly since: Date | null
  /** Milliseconds since then. */
  readonly age: number | null
  /** The errors of provisioning or of the last update, with meaning and remedy. */
  readonly errors: readonly SubscriberStateError[]
}

/** An event of a request. It contains no body, no user id and no token. */
export interface Event {
  /** The HTTP method. */
  readonly method: string
  /** The path under the base URL with placeholders instead of ids. */
  readonly route: string
  /**
   * The operation's id, such as `"directory_sync.trigger"`; `"access_token.refresh"` if the token
   * is refreshed.
   */
  readonly operation: OperationId
  /** The kind of the subject; `null` if the request has none. */
  readonly subjectKind: SubjectKind | null
  /** The id of the subject. */
  readonly subjectId: string | null
  /** The partner label of the client. */
  readonly partner: string | null
  /**
   * The number of the attempt, from 1. It is 0 for a refresh that could not start, and for steps of
   * a list.
   */
  readonly attempt: number
  /** The HTTP status; `null` without a response. */
  readonly status: number | null
  /**
   * The stable `code` of the attempt's error, such as `"SERVER"`; `"CANCELED"` if its call was
   * dropped.
   */
  readonly error: string | null
  /** Duration of the attempt in milliseconds. For a retry: the shortest time until it is sent. */
  readonly duration: number | null
  /** The tracking id that was sent: the same for all attempts of a call. */
  readonly trackingId: string
}
