// States, outcomes and events. Written by `make generate` from the crates in `core` and `bulk`.

/** @module records */

import type { SubscriberStatus, SyncStatus } from './models'
import type { OperationId, SubjectKind } from './operations'

/**
 * The class of a code.
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

/** The entry of one directory sync error code in the catalog. */
export interface DirectorySyncErrorCode {
  /** The number that Webex sends as `errorCode`. */
  code: number
  /** A short name for tables and metrics. */
  name: string
  /** The class of failure. */
  class: ErrorCodeClass
  /** Whether it resolves without action. */
  healsByItself: boolean
  /** The meaning, as a clause without a full stop. */
  meaning: string
  /** What to do, as complete sentences. */
  remedy: string
}

/**
 * The directory sync state of one enterprise, in terms that programs can compare.
 *
 * Times are in UTC; absent or unreadable values are `null`.
 */
export interface DirectorySyncState {
  /** Whether directory sync is on. */
  readonly enabled: boolean | null
  /**
   * The state in upper case. `NOT_SYNCED` if directory sync is shown without a state, as for an
   * enterprise that was never synced; `UNKNOWN` if the value has no directory sync.
   */
  readonly status: SyncStatus | 'NOT_SYNCED' | 'UNKNOWN'
  /** When the last or current sync started. */
  readonly lastStart: Date | null
  /** When the last run ended. */
  readonly lastEnd: Date | null
  /**
   * When a sync last succeeded: `lastSuccessfulSyncTime`, or else the end of a sync that is
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

/** One error of a sync, with an explanation if the catalog contains its code. */
export interface DirectorySyncStateError {
  /** Webex's `errorCode`. */
  readonly code: number | null
  /** The catalog's short name. */
  readonly name: string | null
  /** Webex's description. */
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

/** The entry of one error code of subscribers in the catalog. */
export interface SubscriberErrorCode {
  /** The number that Webex sends as `errorCode`. */
  code: number
  /** A short name for tables and metrics. */
  name: string
  /** What it means, as a clause without a full stop. */
  meaning: string
  /** What to do, as complete sentences. */
  remedy: string
  /** Where Webex documents the code. */
  source: string
}

/**
 * The state of a subscriber's provisioning, in terms that programs can compare.
 *
 * Times are in UTC; absent or unreadable values are `null`.
 */
export interface SubscriberState {
  /** The status in lower case, as Webex writes it. `unknown` if the value has no status. */
  readonly status: SubscriberStatus | 'unknown'
  /** Whether Webex has finished: the subscriber is provisioned, or provisioning failed. */
  readonly isFinal: boolean
  /** Who must act next; `null` in a final or unknown status. */
  readonly waitsFor: WaitsFor | null
  /** When the status last changed. If Webex doesn't show that: when the subscriber was created. */
  readonly since: Date | null
  /** Milliseconds since then. */
  readonly age: number | null
  /** The errors of provisioning or of the last update, with meaning and remedy. */
  readonly errors: readonly SubscriberStateError[]
}

/**
 * Who must act before a subscriber is provisioned.
 *
 * * `webex`: Webex provisions or updates the subscriber.
 * * `person`: The person must enter or confirm an e-mail address, or consent.
 */
export type WaitsFor = 'webex' | 'person' | (string & {})

/** One error of a subscriber, with an explanation if the catalog contains its code. */
export interface SubscriberStateError {
  /** Webex's `errorCode`. */
  readonly code: number | null
  /** The catalog's short name. */
  readonly name: string | null
  /** What Webex says about it. */
  readonly description: string | null
  /** What the code means. */
  readonly meaning: string | null
  /** What to do. */
  readonly remedy: string | null
}

/** An event of a request. It contains no body, no user id and no token. */
export interface Event {
  /** The HTTP method. */
  readonly method: string
  /** The path under the base URL with placeholders instead of ids. */
  readonly route: string
  /**
   * The operation's id, such as `directory_sync.trigger`; `access_token.refresh` for a refresh of
   * the token.
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
  /** The stable code of the attempt's error; `CANCELED` if its call was dropped. */
  readonly error: string | null
  /**
   * Duration of the attempt in milliseconds. For a retry: the shortest time in milliseconds until
   * it is sent.
   */
  readonly duration: number | null
  /** The tracking id that was sent: the same for all attempts of a call. */
  readonly trackingId: string
}

/**
 * The outcome of an item.
 *
 * * `ok`: It was done.
 * * `unchanged`: It was already in the requested state.
 * * `partial`: Part of it was done.
 * * `failed`: It was not done, or the sync failed.
 * * `ambiguous`: It may have been done. The client can't tell.
 * * `skipped`: It was left out.
 * * `planned`: It would be done if this weren't a dry run.
 * * `not_started`: It was not started or could not be started. Rerunning it starts it.
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

/** The outcome of one item. */
export interface OutcomeBase {
  /** The item's position in the input, from 0. */
  index: number
  /** The enterprise. */
  enterpriseId: string
  /** Its `spEnterpriseId`; `null` if it was not given. */
  spEnterpriseId: string | null
  /** The user, if users are synced. */
  userId?: string
  /** The partner label of the client. */
  partner?: string
  /** The outcome. */
  outcome: OutcomeKind
  /** The reason, in one word that programs can compare; `null` if there is none. */
  reason: string | null
  /** The result of the operation for one enterprise, or the last state. */
  result: unknown
  /** What went wrong. */
  error: OutcomeError | null
  /** How many requests it took. */
  attempts: number
  /** When it was started, in UTC; `null` if it wasn't. */
  startedAt: string | null
  /** When the outcome was determined, in UTC. */
  endedAt: string
}

/** The error of an item. */
export interface OutcomeError {
  /** The stable code of the error's kind. */
  code: string
  /** What failed, whether it was sent, and what to do. */
  message: string
  /** The HTTP status; `null` without a response. */
  statusCode: number | null
  /** The tracking id for Webex support. */
  trackingId: string | null
  /** The directory sync codes, of the refusal or of the sync. */
  directorySyncCodes: (number | string)[]
  /** What to do. */
  remedy: string | null
  /** Whether a request might have reached Webex. */
  requestSent: boolean
  /** Whether the item can be repeated without doing anything twice. */
  safeToRetry: boolean
}

/** The number of items by outcome so far. */
export interface BulkSummary {
  /** Number of items; `null` if it isn't known. */
  total: number | null
  /** Number of items with an outcome. */
  done: number
  /** Number of items that were started and have no outcome yet. */
  running: number
  /** Number of items by outcome. */
  outcomes: Record<OutcomeKind, number>
  /** Why the run starts nothing more; `null` while it does. */
  stopReason: StopReason | null
  /** The name of the run in its ledger; `null` without one. */
  runName: string | null
  /** Whether the run was started earlier and is resumed. */
  resumed: boolean
  /** How many outcomes of an earlier attempt at the run were replayed without a request. */
  retold: number
  /** The names of unfinished runs that were too old to resume. */
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

/** An outage of Webex: no request was answered for a while, and the bulk run retries. */
export interface BulkOutage {
  /** When the first call without an answer ended, by the client's clock. */
  since: string
  /** When the run stops if Webex doesn't answer before. */
  until: string
}
