import type { DirectorySync } from './generated/models.cjs'

/** The outcome of an item, in one word. */
export type OutcomeKind =
  | 'ok'
  | 'unchanged'
  | 'partial'
  | 'failed'
  | 'ambiguous'
  | 'skipped'
  | 'planned'
  | 'not_started'

/** What went wrong with an item, as plain data. */
export interface OutcomeError {
  /** The stable code of the error's class, such as `NOT_FOUND`. */
  code: string
  /** What failed, whether a request was sent, and what to do. */
  message: string
  /** The HTTP status; `null` if there was no response. */
  statusCode: number | null
  /** The id that Webex support asks for. */
  trackingId: string | null
  /** The directory sync error codes, of the refusal or of the run. */
  directorySyncCodes: (number | string)[]
  /** What to do. */
  remedy: string | null
  /** Whether a request may have reached Webex. */
  requestSent: boolean
  /** Whether the item can be run again without doing something twice. */
  safeToRetry: boolean
}

/** What every outcome of a bulk run has. */
export interface OutcomeBase {
  /** The item's place in the input, from 0. */
  index: number
  /** The enterprise. */
  enterpriseId: string
  /** Its identifier on BroadWorks; `null` where it was not given. */
  spEnterpriseId: string | null
  /** The user, for the sync of users. */
  userId?: string
  /** The label of the partner that the client is for, where it has one. */
  partner?: string
  /** The outcome. */
  outcome: OutcomeKind
  /** The reason, as one word that programs can compare; `null` if the outcome needs none. */
  reason: string | null
  /** What the operation returns for one enterprise, or what was seen. */
  result: unknown
  /** What went wrong. */
  error: OutcomeError | null
  /** How many requests it took. */
  attempts: number
  /** When the item started, in UTC, ISO 8601; `null` if it didn't. */
  startedAt: string | null
  /** When the outcome was known, in UTC, ISO 8601. */
  endedAt: string
}

/** It was done. */
export interface OkOutcome<R> extends OutcomeBase {
  outcome: 'ok'
  reason: null
  /** What the operation returns for one enterprise. */
  result: R
  error: null
}

/** It was already in the requested state. */
export interface UnchangedOutcome<R> extends OutcomeBase {
  outcome: 'unchanged'
  reason: null
  /** What the operation returns for one enterprise. */
  result: R
  error: null
}

/** Part of it was done. */
export interface PartialOutcome<R> extends OutcomeBase {
  outcome: 'partial'
  /** `directory_sync_errors`. */
  reason: string
  /** What the operation returns for one enterprise. */
  result: R
  error: OutcomeError
}

/** It was not done, or the run failed. */
export interface FailedOutcome<R> extends OutcomeBase {
  outcome: 'failed'
  /** The code of the error in lower case, `switched_off` or `unknown_status`. */
  reason: string
  /** The status of a run that failed; else `null`. */
  result: R | null
  error: OutcomeError
}

/** It may have been done: the client can't tell. */
export interface AmbiguousOutcome<R> extends OutcomeBase {
  outcome: 'ambiguous'
  /** `ambiguous_outcome`, `wait_timeout`, `not_watched`, `interrupted`, or another code in lower case. */
  reason: string
  /** The status that was seen last; `null` where none was. */
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

/** It wasn't started: the run stopped first, or couldn't start it. Running it again starts it. */
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
