import type { DirectorySync } from './generated/models'

/** The outcome of an item. */
export type OutcomeKind =
  | 'ok'
  | 'unchanged'
  | 'partial'
  | 'failed'
  | 'ambiguous'
  | 'skipped'
  | 'planned'
  | 'not_started'

/** The error of an item, as plain data. */
export interface OutcomeError {
  /** The stable code of the error's class, such as `NOT_FOUND`. */
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

/** The fields of every outcome of a bulk run. */
export interface OutcomeBase {
  /** The item's position in the input, from 0. */
  index: number
  /** The enterprise. */
  enterpriseId: string
  /** Its identifier on BroadWorks; `null` if it was not given. */
  spEnterpriseId: string | null
  /** The user, if users are synced. */
  userId?: string
  /** The partner label of the client, if it has one. */
  partner?: string
  /** The outcome. */
  outcome: OutcomeKind
  /** The reason, as one word that programs can compare; `null` if the outcome needs none. */
  reason: string | null
  /** The result of the operation for one enterprise, or the last state. */
  result: unknown
  /** What went wrong. */
  error: OutcomeError | null
  /** Number of requests. */
  attempts: number
  /** When the item started, in UTC, ISO 8601; `null` if it didn't. */
  startedAt: string | null
  /** When the outcome was determined, in UTC, ISO 8601. */
  endedAt: string
}

/** It was done. */
export interface OkOutcome<R> extends OutcomeBase {
  outcome: 'ok'
  reason: null
  /** The result of the operation for one enterprise. */
  result: R
  error: null
}

/** It was already in the requested state. */
export interface UnchangedOutcome<R> extends OutcomeBase {
  outcome: 'unchanged'
  reason: null
  /** The result of the operation for one enterprise. */
  result: R
  error: null
}

/** Part of it was done. */
export interface PartialOutcome<R> extends OutcomeBase {
  outcome: 'partial'
  /** `directory_sync_errors`. */
  reason: string
  /** The result of the operation for one enterprise. */
  result: R
  error: OutcomeError
}

/** It was not done, or the sync failed. */
export interface FailedOutcome<R> extends OutcomeBase {
  outcome: 'failed'
  /** The code of the error in lower case, `switched_off` or `unknown_status`. */
  reason: string
  /** The status of a failed sync; otherwise `null`. */
  result: R | null
  error: OutcomeError
}

/** It might have been done: the client can't tell. */
export interface AmbiguousOutcome<R> extends OutcomeBase {
  outcome: 'ambiguous'
  /** `ambiguous_outcome`, `wait_timeout`, `not_watched`, `interrupted`, or another code in lower case. */
  reason: string
  /** The last status; `null` without one. */
  result: R | null
  /** `null` if nothing failed: the sync didn't end in time, or the client stopped polling it. */
  error: OutcomeError | null
}

/** It was left out: a duplicate, not selected, or directory sync is off. */
export interface SkippedOutcome extends OutcomeBase {
  outcome: 'skipped'
  /** `duplicate`, `only_if` or `disabled`. */
  reason: string
  /** The status that was read; `null` if none was needed. */
  result: DirectorySync | null
  /** The refusal, if Webex refused an operation that needs directory sync to be on. */
  error: OutcomeError | null
}

/** It would be done without `dryRun`. */
export interface PlannedOutcome<R> extends OutcomeBase {
  outcome: 'planned'
  reason: null
  /** The status that was read, or for `bulk.directorySync.ensure` what would change; `null` if neither. */
  result: R | null
  error: null
}

/** It wasn't started: the run stopped first, or couldn't start it. Rerunning starts it. */
export interface NotStartedOutcome extends OutcomeBase {
  outcome: 'not_started'
  /** Why the run started nothing more: see `StopReason`. */
  reason: string
  result: null
  /** The cause, for the item that caused it. */
  error: OutcomeError | null
}

/** The outcome of one item; the type of the other keys depends on `outcome`. */
export type Outcome<R = unknown> =
  | OkOutcome<R>
  | UnchangedOutcome<R>
  | PartialOutcome<R>
  | FailedOutcome<R>
  | AmbiguousOutcome<R>
  | SkippedOutcome
  | PlannedOutcome<R>
  | NotStartedOutcome

/** Why a bulk run starts nothing more. */
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

/** The progress of a bulk run, in numbers. */
export interface BulkSummary {
  /** Number of items; `null` if it isn't known. */
  total: number | null
  /** Number of items with an outcome. */
  done: number
  /** Number of items that have started and have no outcome yet. */
  running: number
  /** The number of items by outcome. */
  outcomes: Record<OutcomeKind, number>
  /** Why the run starts nothing more; `null` if it hasn't stopped. */
  stopReason: StopReason | null
  /** The name of the run in its ledger; `null` without one. */
  runName: string | null
  /** Whether the run was started earlier and is now resumed. */
  resumed: boolean
  /**
   * How many outcomes of an earlier attempt were replayed without a request: all of them if a run of
   * that name was already complete.
   */
  retold: number
  /** The names of unfinished runs in the ledger that were too old to resume. */
  abandoned: string[]
  /** How many triggers were refused because a cluster was busy. */
  busyRefusals: number
  /** Whether the run needed more than 60 requests per enterprise, and continues one enterprise at a time. */
  isLimitedToOne: boolean
  /** The current outage of Webex; `null` if there is none. */
  outage: BulkOutage | null
}

/** An outage of Webex: no request has been answered for a while, and the bulk run retries. */
export interface BulkOutage {
  /** When the first call without an answer ended, in UTC. */
  since: string
  /** When the run stops if Webex doesn't answer before, in UTC. */
  until: string
}
