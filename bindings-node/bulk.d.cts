/// <reference lib="esnext.disposable" />

import type { CallOptions } from './call.cjs'
import type {
  DirectorySync,
  EnsuredDirectorySync,
  Enterprise,
  SyncStatus,
  UserDirectorySync,
} from './generated/models.cjs'
import type { Outcome, OutcomeKind } from './outcomes.cjs'

/** Settings of one enterprise in a bulk run. */
export interface BulkWish {
  /** Its identifier on BroadWorks, which outcomes and errors show. Default: none. */
  spEnterpriseId?: string | null | undefined
  /** The user to sync: `bulk.directorySync.triggerUser` needs one. Default: none. */
  userId?: string | null | undefined
  /** Whether directory sync must be on for this enterprise. Default: the value of the run. */
  enableDirSync?: boolean | null | undefined
  /** A name for its cluster. Enterprises with the same name are never synced in parallel. Default: none. */
  clusterGroup?: string | null | undefined
}

/** An enterprise and its settings. */
export interface BulkItem extends BulkWish {
  /** The `id` of the enterprise as the list shows it. */
  enterpriseId: string
}

/** An item of a bulk run: an id, a `BulkItem`, or an enterprise as listed, optionally with settings. */
export type BulkInput = string | BulkItem | (Enterprise & BulkWish)

/**
 * Where the items come from: an array or a Set, whose total is known beforehand; another iterable or async
 * iterable of any length; or a list of enterprises, which the core reads.
 */
export type BulkItems<Item extends BulkInput = BulkInput> = Iterable<Item> | AsyncIterable<Item>

/** Selects enterprises that meet every given condition. */
export interface OnlyIf {
  /** Whether directory sync must be on, or off. Default: either. */
  enabled?: boolean | null | undefined
  /** The state or states that directory sync must be in, in upper or lower case. Default: any. */
  status?: SyncStatus | Iterable<SyncStatus> | null | undefined
  /** The minimum age of the last success, in milliseconds. Enterprises without a success also match. Default: any. */
  staleAfter?: number | null | undefined
  /** Whether directory sync must never have succeeded (true), or must have (false). Default: either. */
  neverSynced?: boolean | null | undefined
}

/** Options of every bulk run. Times are in milliseconds. */
export interface BulkFields<Item extends BulkInput = BulkInput> {
  /**
   * How many enterprises are processed at the same time, at least 1. Default: 32; for
   * `bulk.directorySync.run` as many as their clusters allow.
   */
  concurrency?: number | null | undefined
  /**
   * Selects enterprises; the others are `skipped` with the reason `only_if`. Conditions are checked
   * against the list or else the status. A function is called with each item as given, when the item is
   * read; a promise that it returns is awaited. Default: all.
   */
  onlyIf?: OnlyIf | ((item: Item) => unknown) | null | undefined
  /** Whether to change nothing, and to report what would change as `planned`. Default: false. */
  dryRun?: boolean | null | undefined
  /** When the maintenance window closes: nothing starts after it. Default: never. */
  stopStartingAfter?: Date | null | undefined
  /**
   * Called with the summary after each batch of outcomes, including the last; a promise that it returns
   * is awaited. If it throws, the run starts nothing more, returns the outcomes of the items in flight,
   * and then throws that error. Default: none.
   */
  onProgress?: ((summary: BulkSummary) => unknown) | null | undefined
  /**
   * The path of a file that records the run. A run with the same ledger resumes it, for example after a
   * crash, and doesn't trigger a sync twice. The page Bulk runs has the exceptions. The file is created if
   * it doesn't exist. Default: none.
   */
  ledger?: string | null | undefined
  /**
   * The name of the run in the ledger. If the ledger has a run with this name, it is resumed. Default: an
   * unfinished run without a name that does the same is resumed.
   */
  runName?: string | null | undefined
  /** The maximum time since the last activity of an unnamed run that is resumed. Default: 43,200,000 (12 h). */
  resumeWithin?: number | null | undefined
  /** Outcomes of an earlier attempt at the run whose items are executed again. Default: none. */
  retry?: OutcomeKind | Iterable<OutcomeKind> | null | undefined
  /**
   * Names the clusters of enterprises whose items don't: a mapping of ids to names, or a function that
   * takes an item as given and returns the name. A key that isn't the id of an item is refused.
   * Enterprises with the same name are never synced at the same time. Default: the run infers which
   * enterprises share a cluster.
   */
  clusterGroup?:
    | ReadonlyMap<string, string>
    | Readonly<Record<string, string>>
    | ((item: Item) => string | null | undefined | Promise<string | null | undefined>)
    | null
    | undefined
}

/** Options of `bulk.directorySync.ensure`. */
export interface BulkEnsureFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /** Whether directory sync must be on, for items without `enableDirSync`. */
  enableDirSync?: boolean | null | undefined
}

/** Options of `bulk.directorySync.run`. */
export interface BulkRunFields<Item extends BulkInput = BulkInput> extends BulkFields<Item> {
  /**
   * Refused triggers allowed per accepted one while the run infers which enterprises share a cluster,
   * at least 0; `Infinity`: unlimited. Default: 2.
   */
  maxRefusalsPerTrigger?: number | null | undefined
  /**
   * How long the client checks for a sync whose trigger got no response, before it triggers again.
   * Default: 60,000.
   */
  settleAfter?: number | null | undefined
}

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

/**
 * An operation over many enterprises. It isn't a promise: nothing is sent until you iterate it, or call
 * `finish()` or `ndjson()`, once.
 *
 * Each item has one outcome, in the order in which items finish. The run continues when items fail. It
 * starts nothing more if Webex refuses the token, the configuration is wrong, Webex answers five times
 * with 403 without one success, or Webex is unavailable for 15 minutes. The rest is then `not_started`, and
 * the run throws the cause after the last outcome. Errors from the caller's iterable or functions are
 * thrown there, too. Throttling doesn't fail an item.
 *
 * After a `break` the run starts nothing more, and the loop ends when the outcomes of items in flight are
 * recorded. Aborting the signal does the same, and throws the signal's reason immediately.
 */
export class BulkRun<R = unknown> implements AsyncIterable<Outcome<R>> {
  private constructor()
  /** Number of items; `null` if it isn't known. */
  readonly total: number | null
  /** The current progress. */
  readonly summary: BulkSummary
  /** The outcomes that `finish()` has read; iterating stores none. */
  readonly outcomes: Outcome<R>[]
  /** The outcomes so far that are `failed`, `partial` or `ambiguous`: the first 1,000. */
  readonly failures: Outcome<R>[];
  /**
   * Iterates over the outcomes, once. After `finish()`, iterates over those that it read, any number of times.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Outcome<R>, void, undefined>
  /** Reads every outcome into `outcomes`, and resolves to the run itself. */
  finish(): Promise<this>
  /** Iterates over the outcomes as lines of JSON, each with its line feed: the text of an NDJSON file. */
  ndjson(): AsyncGenerator<string, void, undefined>
  /**
   * Throws if an item is `failed`, `partial` or `ambiguous`.
   *
   * @throws BulkError whose `errors` are those of the items, the first 1,000
   */
  raiseForFailures(): void
  /**
   * Starts nothing more, and resolves when the outcomes of items in flight are recorded. Outcomes that
   * were not read are lost, except those in a ledger.
   */
  close(): Promise<void>
  /** The operation and the progress of the run. */
  toJSON(): Record<string, unknown>
  /** Closes the run at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Directory sync of many enterprises. Each method makes a `BulkRun` that sends nothing until it is read. The
 * last argument has `signal` and `timeout`. The timeout is in milliseconds, and applies to each item from
 * its start; `null`: no limit.
 *
 * All throw `InvalidArgumentError` immediately if an argument is of the wrong type or out of bounds, and
 * `LedgerError` or `LedgerInUseError` when they are read.
 */
export interface BulkDirectorySync {
  /**
   * Reads the directory sync of each enterprise.
   *
   * `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scope
   * `spark-admin:broadworks_enterprises_read`
   *
   * @param items the enterprises
   * @param fields the options of every bulk run
   * @param options `signal` and `timeout`, by default none
   */
  getStatus<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync>

  /**
   * Turns directory sync on or off. Enterprises already in the requested state are `unchanged`.
   *
   * `GET` and, on a difference, `PUT /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * @param items the enterprises, each with an `enableDirSync` of its own if it needs one
   * @param fields `enableDirSync` for the others, and the options of every bulk run
   * @param options `signal` and `timeout`, by default none
   */
  ensure<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkEnsureFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<EnsuredDirectorySync>

  /**
   * Triggers a directory sync of each enterprise, and waits for that sync to end.
   *
   * Each BroadWorks cluster runs one on-demand sync at a time, so as many syncs run as there are clusters.
   * The run infers which enterprises share a cluster, and records that in the ledger.
   *
   * `GET`, `POST` and `GET /broadworks/enterprises/{id}/broadworksDirectorySync`, scopes
   * `spark-admin:broadworks_enterprises_read` and `spark-admin:broadworks_enterprises_write`
   *
   * The run reads the items to their end before it starts the first. Enterprises with directory sync off
   * are `skipped`, reason `disabled`. Leaving the run doesn't end a sync at Webex.
   *
   * @param items the enterprises
   * @param fields `maxRefusalsPerTrigger`, `settleAfter`, and the options of every bulk run
   * @param options `signal` and `timeout`, by default 10,800,000 (3 hours)
   */
  run<Item extends BulkInput>(
    items: BulkItems<Item>,
    fields?: BulkRunFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<DirectorySync>

  /**
   * Syncs one user of an enterprise for each item. A user who was already in sync is `unchanged`.
   *
   * `POST /broadworks/enterprises/{id}/broadworksDirectorySync/externalUser`, scope
   * `spark-admin:broadworks_enterprises_write`
   *
   * @param items the users: each item has a `userId`
   * @param fields the options of every bulk run
   * @param options `signal` and `timeout`, by default none
   */
  triggerUser<Item extends Exclude<BulkInput, string> & { userId: string }>(
    items: BulkItems<Item>,
    fields?: BulkFields<Item> | null,
    options?: CallOptions | null,
  ): BulkRun<UserDirectorySync>
}

/** The operations over many items, by resource. */
export interface Bulk {
  /** Directory sync of many enterprises. */
  readonly directorySync: BulkDirectorySync
}
