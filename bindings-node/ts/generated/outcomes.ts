// The outcomes of items in bulk runs. Written by `make generate` from `api/records.toml`.

/** @module outcomes */

import type { DirectorySync } from './models'
import type { OutcomeBase, OutcomeError } from './records'

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
  /** `"directory_sync_errors"`. */
  reason: string
  /** The result of the operation for one enterprise. */
  result: R
  error: OutcomeError
}

/** It was not done, or the sync failed. */
export interface FailedOutcome<R> extends OutcomeBase {
  outcome: 'failed'
  /** The code of the error in lower case, `"switched_off"` or `"unknown_status"`. */
  reason: string
  /** The status of a failed sync; otherwise `null`. */
  result: R | null
  error: OutcomeError
}

/** It might have been done: the client can't tell. */
export interface AmbiguousOutcome<R> extends OutcomeBase {
  outcome: 'ambiguous'
  /**
   * `"ambiguous_outcome"`, `"wait_timeout"`, `"not_watched"`, `"interrupted"`, or another code in
   * lower case.
   */
  reason: string
  /** The last status; `null` without one. */
  result: R | null
  /** `null` if nothing failed: the sync didn't end in time, or the client stopped polling it. */
  error: OutcomeError | null
}

/** It was left out: a duplicate, not selected, or directory sync is off. */
export interface SkippedOutcome extends OutcomeBase {
  outcome: 'skipped'
  /** `"duplicate"`, `"only_if"`, `"disabled"` or `"not_selected"`. */
  reason: string
  /** The status that was read; `null` if none was needed. */
  result: DirectorySync | null
  /** The refusal, if Webex refused an operation that needs directory sync to be on. */
  error: OutcomeError | null
}

/** It would be done without `dryRun`. */
export interface PlannedOutcome<R> extends OutcomeBase {
  outcome: 'planned'
  /**
   * `"watched"`: an earlier attempt triggered the sync, and the run would wait for its end. `null`
   * otherwise.
   */
  reason: string | null
  /**
   * The status that was read, or for `bulk.directorySync.ensure` what would change; `null` if
   * neither.
   */
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
