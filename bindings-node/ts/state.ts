import type { SubscriberStatus } from './generated/models'
import { native } from './internal/load'
import { readState } from './internal/state'

/**
 * The class of a code: the request was refused; it can't be done yet (`busy`); a sync failed; a sync did part
 * of its work; the configuration must be changed.
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
  /** A short name for tables and metrics, such as `CLUSTER_CONNECTION_FAILED`. */
  name: string
  /** The kind of failure. */
  class: ErrorCodeClass
  /** Whether it resolves without action. */
  healsByItself: boolean
  /** The meaning, as a clause without a full stop. */
  meaning: string
  /** What to do, as complete sentences. */
  remedy: string
}

/** One error of a sync, with an explanation if its code is known. */
export interface DirectorySyncStateError {
  /** Webex's `errorCode`. */
  readonly code: number | null
  /** A short name, such as `CLUSTER_CONNECTION_FAILED`. */
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
  readonly status: 'NOT_SYNCED' | 'IN_PROGRESS' | 'COMPLETE' | 'FAILED' | 'UNKNOWN' | (string & {})
  /** When the last or current sync started. */
  readonly lastStart: Date | null
  /** When the last sync ended. */
  readonly lastEnd: Date | null
  /** When a sync last succeeded. */
  readonly lastSuccess: Date | null
  /** Duration of the last sync in milliseconds; `null` while one is running. */
  readonly duration: number | null
  /** Milliseconds since the last success. */
  readonly age: number | null
  /** Users added to Common Identity by this sync. */
  readonly usersAdded: number | null
  /** Users updated in Common Identity by this sync. */
  readonly usersUpdated: number | null
  /** Users deleted from Common Identity by this sync. */
  readonly usersDeleted: number | null
  /** Machine accounts added to Common Identity by this sync. */
  readonly machinesAdded: number | null
  /** Machine accounts updated in Common Identity by this sync. */
  readonly machinesUpdated: number | null
  /** Machine accounts deleted from Common Identity by this sync. */
  readonly machinesDeleted: number | null
  /** External users now in Common Identity. */
  readonly totalExternalUsersInCI: number | null
  /** External machine accounts now in Common Identity. */
  readonly totalExternalMachinesInCI: number | null
  /** User contacts added to the contact service by this sync. */
  readonly userContactsAdded: number | null
  /** User contacts updated in the contact service by this sync. */
  readonly userContactsUpdated: number | null
  /** User contacts deleted from the contact service by this sync. */
  readonly userContactsDeleted: number | null
  /** Organization contacts added to the contact service by this sync. */
  readonly orgContactsAdded: number | null
  /** Organization contacts updated in the contact service by this sync. */
  readonly orgContactsUpdated: number | null
  /** Organization contacts deleted from the contact service by this sync. */
  readonly orgContactsDeleted: number | null
  /** Group contacts added to the contact service by this sync. */
  readonly groupContactsAdded: number | null
  /** Group contacts updated in the contact service by this sync. */
  readonly groupContactsUpdated: number | null
  /** Group contacts deleted from the contact service by this sync. */
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

/** Options of `directorySyncState` and `subscriberState`. */
export interface StateOptions {
  /** The time that ages count up to. Default: the present by the computer's clock. */
  now?: Date | null | undefined
}

/**
 * Reads the state of directory sync from an enterprise, a directory sync status, an outcome that
 * contains one, or a row of an audit.
 *
 * @param described any of them; of anything else the status is `UNKNOWN`
 * @param options `now`: what `age` counts from, such as `client.now()`; default: the present by the
 *   computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number in the
 *   place of `options` is ignored, so that `list.map(directorySyncState)` works
 */
export function directorySyncState(
  described: unknown,
  options?: StateOptions | number | null,
): DirectorySyncState {
  const read = native.directorySyncState
  const { counters, ...state } = readState(read, 'directorySyncState', described, options)
  const shown: object = { ...state, ...(counters as object) }
  return Object.freeze(shown as DirectorySyncState)
}

/** Lists the known directory sync error codes, in ascending order. */
export function directorySyncErrorCodes(): DirectorySyncErrorCode[] {
  return native.directorySyncErrorCodes() as DirectorySyncErrorCode[]
}

/**
 * Explains one directory sync error code.
 *
 * @param code such as 600014, as the `errors` of a status or of an error have it
 * @returns its entry in the catalog; `null` if there is none
 *
 * Never throws.
 */
export function directorySyncErrorCode(code: number | string): DirectorySyncErrorCode | null {
  return isCode(code)
    ? (native.directorySyncErrorCode(String(code)) as DirectorySyncErrorCode)
    : null
}

/** The entry of one error code of subscribers in the catalog. */
export interface SubscriberErrorCode {
  /** The number that Webex sends as `errorCode`. */
  code: number
  /** A short name for tables and metrics, such as `USER_ID_IN_USE`. */
  name: string
  /** The meaning, as a clause without a full stop. */
  meaning: string
  /** What to do, as complete sentences. */
  remedy: string
  /** Where Webex documents the code. */
  source: string
}

/** One error of a subscriber, with an explanation if its code is known. */
export interface SubscriberStateError {
  /** Webex's `errorCode`. */
  readonly code: number | null
  /** A short name, such as `USER_ID_IN_USE`. */
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
  /** The status in lower case, as Webex writes it; `unknown` if the value has none. */
  readonly status: SubscriberStatus | 'unknown'
  /** Whether Webex has finished: the subscriber is provisioned, or provisioning failed. */
  readonly isFinal: boolean
  /** Who must act next; `null` in a final or unknown status. */
  readonly waitsFor: 'webex' | 'person' | (string & {}) | null
  /** When the status last changed. If Webex doesn't show that: when the subscriber was created. */
  readonly since: Date | null
  /** Milliseconds since then. */
  readonly age: number | null
  /** The errors of provisioning or of the last update, with meaning and remedy. */
  readonly errors: readonly SubscriberStateError[]
}

/**
 * Reads the state of a subscriber, or of an outcome whose result is one.
 *
 * @param described either of them; of anything else the status is `unknown`
 * @param options `now`: what `age` counts up to, such as `client.now()`; default: the present by the
 *   computer's clock
 * @returns a frozen object
 * @throws InvalidArgumentError if `options` has another key or `now` isn't a valid Date. A number in the
 *   place of `options` is ignored, so that `subscribers.map(subscriberState)` works
 */
export function subscriberState(
  described: unknown,
  options?: StateOptions | number | null,
): SubscriberState {
  const read = native.subscriberState
  const state: object = readState(read, 'subscriberState', described, options)
  return Object.freeze(state as SubscriberState)
}

/** Lists the error codes of subscribers that are known, in ascending order. Webex publishes no complete list. */
export function subscriberErrorCodes(): SubscriberErrorCode[] {
  return native.subscriberErrorCodes() as SubscriberErrorCode[]
}

/**
 * Explains one error code of a subscriber.
 *
 * @param code such as 10022, as the `errors` of a subscriber have it
 * @returns its entry in the catalog; `null` if the catalog doesn't have it
 *
 * Never throws.
 */
export function subscriberErrorCode(code: number | string): SubscriberErrorCode | null {
  return isCode(code) ? (native.subscriberErrorCode(String(code)) as SubscriberErrorCode) : null
}

const isCode = (code: unknown) => typeof code === 'number' || typeof code === 'string'
